"""A linker of two rules in plain SQL, without a model: connected records are one person.

D1: the same CUI, and first given name or birth date agrees; the same CUI and neither is held for a person. D2: the same
names and birth date, and no two different CUIs. It stands in for the model (assets/link/linker), whose verbs it has.
"""

from dataclasses import dataclass

import duckdb

from snis.errors import LinkageError

_PARTS = ("identificador", "nombres", "apellidos", "nacimiento", "sexo", "lugar", "direccion")
_SAME = (
    "a.cui = b.cui",
    (
        "a.nombres = b.nombres and a.apellidos is not distinct from b.apellidos and a.nacimiento = b.nacimiento "
        "and (a.cui is null or b.cui is null)"
    ),
)
_TIES = (
    "select least(a.record_id, b.record_id) as registro_a_id, greatest(a.record_id, b.record_id) as registro_b_id, "
    "case when a.cui = b.cui then 'D1' else 'D2' end as etapa_codigo, "
    "case when a.cui = b.cui and a.nombre <> b.nombre and a.nacimiento is distinct from b.nacimiento "
    "then 'cui_compartido' end as regla, "
    "cast(case when a.cui = b.cui then 20 else 15 end as double) as peso, "
    "case when a.cui = b.cui and a.nombre <> b.nombre and a.nacimiento is distinct from b.nacimiento "
    "then 'revision' else 'unido' end as estado_codigo, "
    + ", ".join(f"cast(null as smallint) as gamma_{name}" for name in _PARTS)
    + ", "
    + ", ".join(f"cast(null as double) as mw_{name}" for name in (*_PARTS, "frecuencia", "familia"))
    + ", '{version}' as modelo_version from {left} a join {right} b on {order} and {same}"
)


@dataclass(frozen=True)
class RulesModel:
    """A version by name."""

    version: str = "reglas-1"


@dataclass(frozen=True)
class RulesReport:
    """What came out."""

    records: int
    clusters: int
    largest: int = 0


class RulesLinker:
    """The linker's verbs over one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, model: RulesModel | None = None) -> None:
        self._con = connection
        self.model = model or RulesModel()

    def normalise(self, rows: str, into: str) -> int:
        """Keep what the two rules look at."""
        self._con.execute(
            f"create or replace temp table {into} as select record_id, national_id as cui, "
            "split_part(given_names, ' ', 1) as nombre, split_part(given_names, ' ', 1) as nombre_1_clave, "
            "given_names as nombres, given_names as nombres_clave, surnames as apellidos, "
            f"surnames as apellidos_clave, birth_date as nacimiento from {rows}"
        )
        return self._count(into)

    def score_within(self, records: str, into: str) -> int:
        """Pairs among the records of a table."""
        return self._score(records, records, "a.record_id < b.record_id", into)

    def score_between(self, known: str, new: str, into: str) -> int:
        """Pairs of a known and a new record."""
        return self._score(known, new, "true", into)

    def sharing(self, new: str) -> str:
        """Every known record is compared."""
        return "true"

    def crowds(self) -> int:
        """No number is held."""
        return 0

    def clusters(self, records: str, pairs: str, into: str, decisions: str | None = None) -> RulesReport:
        """Connected records; a pair that is kept apart loses its own tie."""
        apart = f"select registro_a_id, registro_b_id from {decisions} where decision_codigo = 'separar'"
        together = f"select registro_a_id, registro_b_id from {decisions} where decision_codigo = 'unir'"
        self._con.execute(
            f"create or replace temp table reglas_lazo as select registro_a_id a, registro_b_id b from {pairs} p "
            f"where estado_codigo = 'unido' and (registro_a_id, registro_b_id) not in ({apart}) union {together}"
        )
        self._con.execute(
            f"create or replace temp table reglas_grupo as select record_id, record_id as cluster_id from {records}"
        )
        while True:
            self._con.execute(
                "create or replace temp table reglas_sigue as select g.record_id, min(least(g.cluster_id, "
                "coalesce(o.cluster_id, g.cluster_id))) as cluster_id from reglas_grupo g left join (select a, b from "
                "reglas_lazo union select b, a from reglas_lazo) l on l.a = g.record_id left join reglas_grupo o "
                "on o.record_id = l.b group by g.record_id"
            )
            moved = self._con.execute(
                "select count(*) from reglas_grupo g join reglas_sigue s using (record_id) "
                "where g.cluster_id <> s.cluster_id"
            ).fetchall()[0][0]
            self._con.execute("create or replace temp table reglas_grupo as select * from reglas_sigue")
            if not moved:
                break
        self._con.execute(
            f"create or replace temp table {into} as select record_id, cluster_id, case when count(*) over "
            "(partition by cluster_id) = 1 then 'U' else 'D1' end as metodo_codigo, cast(null as double) as peso "
            "from reglas_grupo"
        )
        return RulesReport(self._count(into), self._count(f"(select distinct cluster_id from {into})"))

    def guard(self, report: RulesReport) -> None:
        """Refuse persons that hold far too many records."""
        if report.largest > 20:
            raise LinkageError("demasiadas repetidas")

    def _score(self, left: str, right: str, order: str, into: str) -> int:
        given = {"version": self.model.version, "left": left, "right": right, "order": order}
        sql = " union all ".join(_TIES.format(same=same, **given) for same in _SAME)
        self._con.execute(f"create or replace temp table {into} as {sql}")
        return self._count(into)

    def _count(self, table: str) -> int:
        return int(self._con.execute(f"select count(*) from {table}").fetchall()[0][0])
