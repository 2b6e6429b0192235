"""Small inputs of the open statements, and the statements run on them by the real engine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from assets.engine import DuckDBEngine
from assets.open.printing_bounds import UNPROTECTED
from assets.open.printing_changes import WAITING, crosses_of
from assets.schema import arrow_schema
from assets.statements import parameters, statement, tables_read, values_for
from snis.contracts.loader import load_tables
from snis.disclosure import Cell, Modality
from snis.disclosure_policy import DisclosurePolicy, bound_parameters, load_policy

KEY = bytes(range(32))
POLICY: DisclosurePolicy = load_policy(Path(__file__).parents[2] / "data" / "sample" / "disclosure.yaml")
MODALITIES = (
    Modality("P01", "bono", "mides", "sensible"),
    Modality("P02", "bono", "mides", "publica"),
    Modality("P04", "bolsa", "mides", "publica"),
    Modality("P11", "vida", "mides", "restringida"),
    Modality("P16", "alimentacion", "mineduc", "publica"),
    Modality("P26", "asistencia", "maga", "publica"),
    Modality("P27", "asistencia", "mides", "publica"),
    Modality("P34", "huertos", "maga", "publica"),
    Modality("P54", "proyectos", "fodigua", "sensible"),
)
Rows = list[dict[str, Any]]
PRINTED = "out_celda_impresa"
BOUND: dict[str, Any] = {
    **bound_parameters(POLICY, KEY), "espera_personas": 10, "impresion": 1, "municipios_pequenos": ["1609"],
    "cruces_en_pausa": [], "cruces_anuales": [], "anio_abierto": 9999, "cruces_de_anio_cerrado": [],
    "anio_sin_cerrar": 9999,
}  # fmt: skip


def exact(cross: str = "pais", **given: Any) -> Cell:
    """An exact public cell of 100 persons in 2026; give what matters to the test."""
    defaults: dict[str, Any] = {
        "visibilidad_codigo": "publica", "anio": 2026, "personas": 100, "entregas": 100,
        "monto_gtq": Decimal("50000.00"), "clave_personas": 1, "clave_entregas": 2,
        "max1_gtq": Decimal(500), "max2_gtq": Decimal(500),
    }  # fmt: skip
    return Cell(cruce_codigo=cross, **(defaults | given))


@contextmanager
def engine() -> Iterator[DuckDBEngine]:
    """A small engine."""
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


def run(name: str, *, on: DuckDBEngine, **inputs: Iterable[Mapping[str, Any]]) -> Rows:
    """Rows of an open table for the given inputs; inputs that are not given are empty or standard.

    A table of printed figures is given by exact cells: those of a first printing, which nothing holds.
    """
    if PRINTED in tables_read(name) and PRINTED not in inputs:
        inputs[PRINTED] = first_printing(on, **inputs)
    for table in tables_read(name):
        given = inputs.get(table, _standard(table))
        on.register(table, arrow_table(table, list(given)))
    wanted = {parameter: BOUND[parameter] for parameter in parameters(name)}
    result = on.reader(statement(name), wanted).read_all()
    expected = [field.name for field in load_tables()[name].fields]
    if result.column_names != expected:
        raise AssertionError(f"{name}: columns are not those of the contract")
    return list(result.to_pylist())


def first_printing(on: DuckDBEngine, **inputs: Iterable[Mapping[str, Any]]) -> Rows:
    """Exact cells as out_celda_impresa has them when nothing was printed before."""
    for table in tables_read("impresion_propuesta"):
        on.register(table, arrow_table(table, list(inputs.get(table, _standard(table)))))
    on.register("impresion_parte_guardada", arrow_table(PRINTED, []))
    on.register("impresion_cruce", crosses_of(POLICY))
    on.register("impresion_cambio", WAITING.empty_table())
    on.register("impresion_protegida", UNPROTECTED)
    for step in (
        "impresion_propuesta",
        "impresion_estado",
        "impresion_decidida",
        "impresion_final",
        "impresion_parte",
    ):
        on.materialise(step, statement(step), values_for(step, BOUND))
    return list(on.table("select * from impresion_parte").to_pylist())


def arrow_table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table with the types of the contract; a missing value is null."""
    schema = arrow_schema(load_tables()[name])
    return pa.Table.from_pylist(
        [{field: row.get(field) for field in schema.names} for row in rows], schema=schema
    )


def cells(*given: Cell) -> Rows:
    """Cells as rows of out_cobertura."""
    return [asdict(cell) for cell in given]


def population(*rows: tuple[int, str, str, int]) -> Rows:
    """Rows of ref_poblacion from (year, level, code, inhabitants)."""
    return [
        {
            "anio": year, "nivel": level, "codigo": code, "poblacion": inhabitants,
            "sexo_codigo": "T", "edad_grupo": "todas", "serie": "base2018", "fuente": "prueba",
        }
        for year, level, code, inhabitants in rows
    ]  # fmt: skip


def _standard(table: str) -> Rows:
    return [asdict(modality) for modality in MODALITIES] if table == "ref_modalidad" else []
