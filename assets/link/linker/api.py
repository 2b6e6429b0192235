"""The linker bound to one connection and one version of the model: what the night and `padron link` call.

Belongs here: the verbs. Does not belong here: how they do it (the other modules of this folder), or where tables live.

Names of tables are our own identifiers. Tables that come out are temporary tables of the connection.
"""

from dataclasses import dataclass

import duckdb

from assets.link.linker import pairs, scoring, verdict
from assets.link.linker.blocks import NIGHT_BLOCKS
from assets.link.linker.clustering import ClusterReport, cluster_tables
from assets.link.linker.frequencies import use_frequencies
from assets.link.linker.model import Model
from assets.link.linker.normalising import normalise_rows, prepare, take_rows
from snis.errors import LinkageError

# No register of benefits holds a person so often, or so large a part of itself under one person.
MOST_RECORDS_A_PERSON = 30.0
MOST_OF_ONE_PERSON = 0.05
_FEW = 1000


@dataclass(frozen=True)
class Linker:
    """The linker.

    Attributes:
        connection: a connection that has the engine's macros (DuckDBEngine.connection).
        model: the version of the model; its figures are used as they are.
    """

    connection: duckdb.DuckDBPyConnection
    model: Model

    def normalise(self, rows: str, into: str) -> int:
        """Stage 0: write the normal form of a table of records; returns how many.

        Args:
            rows: table or view with record_id and any of the other columns of normalising.COLUMNS.
            into: table to write, columns normalising.NORMALISED_COLUMNS. It holds personal data.
        """
        prepare(self.connection)
        take_rows(self.connection, rows)
        return normalise_rows(self.connection, into, is_cui=self.model.is_cui)

    def score_within(self, records: str, into: str) -> int:
        """Stages 1 to 3 among the records of a normalised table; returns how many pairs were kept."""
        pairs.number_records(self.connection, records)
        pairs.void_crowds(self.connection)
        pairs.pair_up(self.connection, self._blocks())
        return self._judged(into, records)

    def score_between(self, known: str, new: str, into: str) -> int:
        """Stages 1 to 3 between known and new records, both normalised, no record in both; returns how many kept.

        The known records are read once, and only those that share a key with a new one are compared.
        """
        pairs.number_candidates(self.connection, known, new, self.model.blocks or NIGHT_BLOCKS)
        pairs.void_crowds(self.connection)
        pairs.pair_up(self.connection, self._blocks(), across=True)
        return self._judged(into, pairs.COMPARED)

    def sharing(self, new: str) -> str:
        """The condition, over a normalised record, of sharing a key with any new one: no other known one matters.

        It names tables of the connection, and holds until the next comparison.
        """
        return pairs.share_keys(self.connection, new, self.model.blocks or NIGHT_BLOCKS)

    def crowds(self) -> int:
        """How many numbers a crowd carries, so that they counted as none in the last comparison."""
        return int(self.connection.execute(f"select count(*) from {pairs.CROWDS}").fetchall()[0][0])

    def clusters(self, records: str, pairs: str, into: str, decisions: str | None = None) -> ClusterReport:
        """Stage 4: the persons of a table of records.

        Args:
            records: table with record_id: whole components, never a part of one.
            pairs: the kept pairs among them: registro_a_id, registro_b_id, etapa_codigo, regla, peso, estado_codigo.
            into: table to write: record_id, cluster_id, metodo_codigo, peso.
            decisions: table registro_a_id, registro_b_id, decision_codigo (unir, separar), or None.
        """
        self.connection.execute(
            "create or replace temp table enlace_numerado as select record_id, "
            f"row_number() over (order by record_id) as numero_registro from {records}"
        )
        return cluster_tables(
            self.connection,
            numbered="enlace_numerado",
            pairs=pairs,
            decisions=decisions,
            model=self.model,
            into=into,
        )

    def guard(self, report: ClusterReport) -> None:
        """Stop before anything is stored when no register could have so many duplicates.

        Raises:
            LinkageError: there are too many records a person, or one person has too large a part of all.
        """
        guard(report)

    def _blocks(self) -> dict[str, int | None]:
        return dict.fromkeys(self.model.blocks or NIGHT_BLOCKS)

    def _judged(self, into: str, records: str) -> int:
        use_frequencies(self.connection, self.model, records)
        scoring.score(
            self.connection,
            self.model,
            least=self.model.keep_weight,
            keep_shared_numbers=self.model.is_cui,
        )
        return verdict.judge(self.connection, self.model, into)


def guard(report: ClusterReport) -> None:
    """See Linker.guard."""
    remedy = (
        "Nada se guardó. Busque un valor de relleno repetido (número, nombre o fecha) en los registros nuevos, "
        "o una columna con otro contenido."
    )
    if report.clusters and report.records / report.clusters > MOST_RECORDS_A_PERSON:
        raise LinkageError(
            f"{report.records} registros darían solo {report.clusters} personas", remedy=remedy
        )
    if report.records >= _FEW and report.largest > report.records * MOST_OF_ONE_PERSON:
        raise LinkageError(
            f"una sola persona tendría {report.largest} de {report.records} registros", remedy=remedy
        )
