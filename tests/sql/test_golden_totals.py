"""Official totals reproduced: Bono Social 2020 and Bolsa Social 2021 (domain.md, 4.1).

Official totals of Bono Social are plain sums over its interventions. A family in two interventions is in that sum
twice; the reach of the programme has it once. The parts are as published; that some families are in two of them is
made up here, since nothing published says how many are.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from assets.engine import DuckDBEngine
from assets.schema import arrow_schema
from assets.statements import statement
from snis.contracts.loader import load_tables

BONO, BOLSA = "bono-social", "bolsa-social"
# Modality: universe, families, quetzales.
PARTS = {
    "P01": ("sensible", 51_455, 128_313_100),
    "P02": ("publica", 76_634, 179_392_200),
    "P11": ("restringida", 164, 1_140_000),
}
IN_TWO = 10_000
BOLSA_FAMILIES, BOLSA_PAYMENTS = 20_330, 81_095


def bono_social(families_in_two: int) -> Iterator[dict[str, Any]]:
    """One delivery a family and intervention; the first families of Educación are the last ones of Salud."""
    first = 0
    for modality, (universe, families, quetzales) in PARTS.items():
        if modality == "P02":
            first -= families_in_two
        each, rest = divmod(quetzales, families)
        for number in range(families):
            yield {
                "hogar_id": f"{first + number:032x}", "modalidad_codigo": modality, "programa_codigo": BONO,
                "visibilidad_codigo": universe, "anio": 2020, "mes": 1 + number % 12,
                "monto_gtq": Decimal(each + (number < rest)), "departamento_codigo": "08", "municipio_codigo": "0801",
            }  # fmt: skip
        first += families


def bolsa_social() -> Iterator[dict[str, Any]]:
    """Q250 each from January to August; the first families receive a fourth time."""
    for number in range(BOLSA_PAYMENTS):
        month = 1 + 2 * (number // BOLSA_FAMILIES)
        yield {
            "hogar_id": f"{10**6 + number % BOLSA_FAMILIES:032x}", "modalidad_codigo": "P04",
            "programa_codigo": BOLSA, "visibilidad_codigo": "publica", "anio": 2021, "mes": month,
            "monto_gtq": Decimal(250), "departamento_codigo": "01", "municipio_codigo": "0101",
        }  # fmt: skip


def reached(deliveries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of out_alcance for the country, without sex, age and people."""
    common = {
        "institucion_codigo": "mides", "sexo_codigo": "F", "edad_grupo_codigo": "30-44", "pueblo_codigo": "1",
        "grano_codigo": "hogar",
    }  # fmt: skip
    schema = arrow_schema(load_tables()["out_hecho_entrega"])
    facts = [
        row | common | {"persona_id": row["hogar_id"], "entrega_fecha": date(row["anio"], row["mes"], 15)}
        for row in deliveries
    ]
    columns = [pa.array([fact.get(name) for fact in facts], schema.field(name).type) for name in schema.names]
    with DuckDBEngine("1GB") as engine:
        engine.register("out_hecho_entrega", pa.table(columns, schema=schema))
        engine.materialise("out_beneficio", statement("out_beneficio"))
        engine.materialise("out_alcance", statement("out_alcance"))
        return engine.table(
            "select * from out_alcance where nivel = 'pais' and sexo_codigo is null and edad_grupo_codigo is null "
            "and pueblo_codigo is null and institucion_codigo is null"
        ).to_pylist()


def figures(rows: list[dict[str, Any]], **wanted: Any) -> list[tuple[Any, ...]]:
    return [
        (row["hogares"], row["entregas"], row["monto_gtq"])
        for row in rows
        if all(row[name] == value for name, value in wanted.items())
    ]


@pytest.mark.parametrize("in_two", [0, IN_TWO])
def test_bono_social_2020(in_two: int) -> None:
    rows = reached(list(bono_social(in_two)))
    parts = [
        figures(rows, periodo_tipo_codigo="anio", modalidad_codigo=modality, visibilidad_codigo=universe)
        for modality, (universe, _, _) in PARTS.items()
    ]
    assert parts == [
        [(51_455, 51_455, Decimal("128313100.00"))],
        [(76_634, 76_634, Decimal("179392200.00"))],
        [(164, 164, Decimal("1140000.00"))],
    ]
    # The official total: the plain sum of the parts.
    assert sum(part[0][0] for part in parts) == 128_253
    assert sum(part[0][2] for part in parts) == Decimal("308845300.00")
    # The families of the programme, each once. Money has no doubles: it is the same in both totals.
    ((families, _, quetzales),) = figures(
        rows, periodo_tipo_codigo="anio", programa_codigo=BONO, visibilidad_codigo="todas"
    )
    assert families == 128_253 - in_two
    assert quetzales == Decimal("308845300.00")


def test_bolsa_social_january_to_august_2021() -> None:
    rows = reached(list(bolsa_social()))
    wanted = {"modalidad_codigo": "P04", "visibilidad_codigo": "publica"}
    total = (20_330, 81_095, Decimal("20273750.00"))
    assert figures(rows, periodo_tipo_codigo="anio", **wanted) == [total]
    assert figures(rows, periodo_tipo_codigo="acumulado", **wanted) == [total]
    months = figures(rows, periodo_tipo_codigo="mes", **wanted)
    # Families are never added over months: that gives payments.
    assert sum(month[0] for month in months) == 81_095
    assert [month[0] for month in months] == [20_330, 20_330, 20_330, 20_105]
    first_half = figures(rows, periodo_tipo_codigo="semestre", periodo_numero=1, **wanted)
    assert first_half == [(20_330, 60_990, Decimal("15247500.00"))]
