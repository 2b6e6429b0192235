"""Three deliveries of one layout without a mistake, in memory; a test plants one and looks at what moves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb

from assets.schema import arrow_schema
from quality.catalogue import load_catalogue
from quality.expectations import Expectation
from quality.layout_expectations import Layout, derive_layout
from quality.layout_tables import LayoutFacts, ReceivedFile
from snis.contracts.layout import InstitutionContract
from snis.contracts.loader import load_tables

ROWS = 200
TRANSFERS = ("T1", "T2", "T3")
READ = (
    "core_fila", "core_aviso", "core_correccion", "core_entrega", "core_entrega_comunitaria", "core_verificacion",
    "link_entrega", "link_validacion", "link_cruce", "out_transferencia", "ref_modalidad", "ref_municipio",
)  # fmt: skip
CONTRACT = InstitutionContract.model_validate(
    {
        "contract": "mides-prueba",
        "version": 1,
        "institution": "mides",
        "title": "Prueba",
        "valid_from": "2026-01-01",
        "legal_basis": ["convenio"],
        "cadence": {"every": "month", "due_day": 10},
        "kind": "deliveries",
        "grain": "persona",
        "mode": "full",
        "control": {"filas": "TOTAL"},
        "file": {"pattern": "prueba_*.csv", "format": "csv"},
        "columns": [
            {"header": "CUI", "field": "cui", "required": True},
            {"header": "Nombres", "field": "nombres"},
            {"header": "Nacimiento", "field": "nacimiento_fecha", "required": True},
            {"header": "Sexo", "field": "sexo_codigo"},
            {"header": "Modalidad", "field": "modalidad_codigo", "required": True},
            {"header": "Depto", "field": "entrega_departamento_codigo"},
            {"header": "Muni", "field": "entrega_municipio_codigo"},
            {"header": "Fecha", "field": "entrega_fecha", "required": True},
            {"header": "Monto", "field": "monto_gtq", "required": True},
            {"header": "Cantidad", "field": "cantidad", "required": True},
        ],
    }
)
LAYOUT = Layout(CONTRACT, validated=True)
GOOD_DELIVERY: Mapping[str, Any] = {
    "cui_estado_codigo": "valid",
    "grano_codigo": "persona",
    "persona_id": "p",
    "modalidad_codigo": "P41",
    "nacimiento_anio": 1950,
    "edad_entrega_anios": 76,
    "sexo_codigo": "F",
    "entrega_departamento_codigo": "16",
    "entrega_municipio_codigo": "1601",
    "entrega_fecha": "2026-04-01",
    "conocido_fecha": "2026-05-04",
    "monto_gtq": 500,
    "cantidad": 1,
}


@cache
def expectations() -> tuple[Expectation, ...]:
    """What is expected of the layout."""
    return derive_layout(LAYOUT, load_catalogue())


@dataclass
class Case:
    """The database of one case.

    Attributes:
        connection: with a table for each one that the statements read.
        files: what is known of each transfer.
    """

    connection: duckdb.DuckDBPyConnection
    files: dict[str, ReceivedFile] = field(default_factory=dict)

    def change(self, statement: str) -> None:
        """Plant something in the stored tables."""
        self.connection.execute(statement)

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows that say only what matters; the rest of their columns is empty."""
        for row in rows:
            marks = ", ".join("?" for _ in row)
            self.connection.execute(
                f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values())
            )

    def prepare(self, connection: duckdb.DuckDBPyConnection | None = None) -> None:
        """Run the statements of the layouts."""
        LayoutFacts(
            files=tuple(self.files.values()),
            in_force=((CONTRACT.contract, LAYOUT.table),),
            crossings=(("CRU-01", "muerte"), ("CRU-02", "registro"), ("CTL-03", "control")),
            layouts=(LAYOUT.table,),
        ).prepare(connection or self.connection)

    def moved(self) -> dict[str, int]:
        """Rows that fail each expectation that does not hold; counted here by hand, without Great Expectations."""
        self.prepare()
        found = {}
        for expectation in expectations():
            checked, failing = self._count(expectation)
            if failing > (1 - expectation.arguments.get("mostly", 1)) * checked:
                found[expectation.name] = failing
        return found

    def _count(self, expectation: Expectation) -> tuple[int, int]:
        column = f'"{expectation.column}"'
        fails = {
            "not_in_set": lambda a: f"{column} = '{a['value_set'][0]}'",
            "without": lambda a: f"contains({column}, '{a['like_pattern'].strip('%')}')",
            "between": lambda a: f"{column} not between {a.get('min_value', 0)} and {a['max_value']}",
        }[expectation.kind](expectation.arguments)
        row = self.connection.execute(
            f"select count({column}), count(*) filter (where {fails}) from {expectation.table}"
        ).fetchone()
        assert row is not None
        return int(row[0]), int(row[1])


def good_case(transfers: Sequence[str] = TRANSFERS, rows: int = ROWS) -> Case:
    """Deliveries without a mistake."""
    connection = duckdb.connect()
    for name in READ:
        connection.register("vacia", arrow_schema(load_tables()[name]).empty_table())
        connection.execute(f"create table {name} as select * from vacia")
    case = Case(connection)
    case.add("ref_modalidad", [{"modalidad_codigo": "P41"}])
    case.add("ref_municipio", [{"municipio_codigo": "1601", "departamento_codigo": "16"}])
    said = ", ".join(f"'{value}' as {name}" for name, value in GOOD_DELIVERY.items())
    for order, transfer in enumerate(transfers):
        case.files[transfer] = ReceivedFile(transfer, LAYOUT.table, order, counts=True)
        address = f"'{transfer}' as transferencia_id, '' as hoja, fila"
        every = f"from range(1, {rows + 1}) as r (fila)"
        case.change(f"insert into core_fila by name select {address}, 'aceptada' as estado {every}")
        case.change(f"insert into core_entrega by name select {address}, {said} {every}")
        case.change(
            f"insert into link_entrega by name select {address}, 'e' || fila as persona_enviada_id {every}"
        )
        case.add(
            "out_transferencia",
            [
                {
                    "contrato": CONTRACT.contract,
                    "periodo": transfer,
                    "transferencia_id": transfer,
                    "calendario_estado_codigo": "a_tiempo",
                    "es_debida": True,
                }
            ],
        )
    return case
