"""The rows that a workbook lists of a coincidence are those that the rule counted, whatever was delivered."""

from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings

from assets.engine import DuckDBEngine
from assets.findings.seen import ASKED
from assets.schema import arrow_schema
from assets.statements import statement, tables_read
from snis.coincidence_findings import Delivery, overlaps
from snis.coincidence_rules import Rule
from snis.contracts.loader import load_tables
from tests.property.test_coincidence_findings import a_rule, deliveries
from tests.sql.rule_case import in_force, rule_rows

ROWS = "hallazgo_fila"
Counted = dict[str, tuple[int, Decimal]]


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


def counted(items: list[Delivery], one: Rule) -> list[dict[str, object]]:
    """Rows of link_hallazgo with what the reference counted."""
    return [
        {
            "hallazgo_id": f"{number:032x}", "tipo_hallazgo_codigo": "coincidencia", "grano_codigo": one.grain,
            "regla_id": one.id, "clase_codigo": one.verdict, "institucion_codigo": "mides", "anio": found.year,
            "persona_id": found.subject if one.grain == "persona" else None,
            "hogar_id": found.subject if one.grain == "hogar" else None,
            "modalidad_a_codigo": found.modality_a, "modalidad_b_codigo": found.modality_b,
            "entregas": found.deliveries_a + found.deliveries_b, "monto_pagado_gtq": found.amount_a + found.amount_b,
        }
        for number, found in enumerate(overlaps(items, in_force(one)))
    ]  # fmt: skip


def listed(
    duck: DuckDBEngine, items: list[Delivery], one: Rule, findings: list[dict[str, object]]
) -> Counted:
    """Rows and their sum by finding."""
    inputs: dict[str, list[dict[str, object]]] = {
        "link_hallazgo": findings,
        "ref_regla_coincidencia": rule_rows(in_force(one)),
        "link_entrega": [
            {
                "transferencia_id": item.address[0], "hoja": item.address[1], "fila": item.address[2],
                "persona_id": item.person, "hogar_id": item.household, "modalidad_codigo": item.modality,
                "institucion_codigo": "mides", "entrega_fecha": item.day, "periodo_inicio_fecha": item.first,
                "periodo_fin_fecha": item.last, "monto_gtq": item.amount, "estado_entrega_codigo": item.state,
            }
            for item in items
        ],
    }  # fmt: skip
    for table in tables_read(ROWS):
        if table != ASKED:
            schema = arrow_schema(load_tables()[table])
            rows = [{name: row.get(name) for name in schema.names} for row in inputs.get(table, ())]
            duck.register(table, pa.Table.from_pylist(rows, schema=schema))
    asked = pa.array([row["hallazgo_id"] for row in findings], pa.string())
    duck.register(ASKED, pa.table({"hallazgo_id": asked}))
    found: Counted = {}
    for finding, *_, amount in duck.rows(statement(ROWS)):
        count, total = found.get(finding, (0, Decimal(0)))
        found[finding] = (count + 1, total + amount)
    return found


@given(deliveries(), a_rule())
@settings(max_examples=150, deadline=None)
def test_rows_are_those_that_the_rule_counted(duck: DuckDBEngine, items: list[Delivery], one: Rule) -> None:
    findings = counted(items, one)
    assert listed(duck, items, one, findings) == {
        row["hallazgo_id"]: (row["entregas"], row["monto_pagado_gtq"]) for row in findings
    }
