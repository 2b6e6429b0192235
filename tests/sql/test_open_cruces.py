"""The crosses that the policy names are crosses that the exact tables really have, with the same dimensions."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from assets.statements import parameters, statement
from snis.disclosure import DIMENSIONS
from snis.disclosure_policy import COMMUNITY
from snis.pseudonym import hmac_pads
from tests.sql.open_cells import POLICY, arrow_table, engine

FACT: dict[str, Any] = {
    "transferencia_id": "a", "hoja": "", "fila": 2, "persona_id": "0" * 32, "institucion_codigo": "mides",
    "programa_codigo": "bono", "anio": 2026, "mes": 3, "departamento_codigo": "08", "municipio_codigo": "0801",
    "sexo_codigo": "F", "edad_grupo_codigo": "18-29", "edad_grupo3_codigo": "18-59", "pueblo_codigo": "1",
    "entrega_fecha": datetime.date(2026, 3, 1), "monto_gtq": Decimal(500), "cantidad": 1,
    "conocido_fecha": datetime.date(2026, 4, 1), "comunidad_id": "c", "comunidad": "x", "familias_atendidas": 20,
}  # fmt: skip
UNIVERSES = (("publica", "P02"), ("sensible", "P01"), ("restringida", "P11"))


def produced(exact_table: str, fact_table: str) -> set[tuple[str, frozenset[str]]]:
    """Name and dimensions of every cross that an exact table makes of one delivery in each universe."""
    facts = [
        FACT | {"entrega_id": code, "modalidad_codigo": code, "visibilidad_codigo": universe}
        for universe, code in UNIVERSES
    ]
    inner, outer = hmac_pads(bytes(32))
    bound = {"rec_ipad": inner, "rec_opad": outer}
    with engine() as duck:
        duck.register(fact_table, arrow_table(fact_table, facts))
        wanted = {name: bound[name] for name in parameters(exact_table)}
        rows = duck.reader(statement(exact_table), wanted).read_all().to_pylist()
    return {
        (row["cruce_codigo"], frozenset(name for name in DIMENSIONS if row.get(name) is not None))
        for row in rows
    }


@pytest.mark.parametrize(
    ("exact_table", "fact_table", "community"),
    [
        ("out_cobertura", "out_hecho_entrega", False),
        ("out_cobertura_comunitaria", "out_hecho_entrega_comunitaria", True),
    ],
)
def test_every_cross_of_the_policy_exists_with_its_dimensions(
    exact_table: str, fact_table: str, community: bool
) -> None:
    named = {
        (cross.name, frozenset(cross.dimensions))
        for cross in POLICY.crosses
        if (cross.table == COMMUNITY) is community
    }
    assert named <= produced(exact_table, fact_table)


def test_the_restricted_universe_is_counted_as_a_whole() -> None:
    assert ("restringida_pais", frozenset({"anio"})) in produced("out_cobertura", "out_hecho_entrega")
