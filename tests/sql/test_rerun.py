"""A past payment crossed again as of a day, beside what is known today."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.link.rerun import Reviewed, cross_again
from assets.parameters import bound_values
from assets.resources import Bench
from assets.schema import arrow_schema
from assets.statements import tables_read
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.deployment import load_deployment
from snis.errors import StoreError
from tests.sql.core_case import KEYS
from tests.sql.rule_case import in_force, rule, rule_rows
from tests.sql.test_link_cruce import BETO, FEBRUARY, died, paid

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
RULES = rule_rows(
    in_force(rule("CRU-01", "*", "renap_defuncion"), rule("CTL-06", "*", "identidad_no_encontrada"))
)
MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}


def written(store: Store, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    schema = arrow_schema(load_tables()[name])
    table = pa.Table.from_pylist([{c: row.get(c) for c in schema.names} for row in rows], schema=schema)
    store.part(name).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, store.part(name))


@pytest.fixture
def bench(tmp_path: Path, engine: DuckDBEngine) -> Bench:
    """Two payments of March that had come by April 1. Ana's death came on April 2, Beto's was corrected on May 10."""
    store = Store(tmp_path, KEYS)
    inputs: dict[str, Sequence[Mapping[str, Any]]] = {
        "ref_regla_coincidencia": RULES,
        "link_entrega": [paid(1), paid(2, persona_id=BETO, persona_enviada_id=BETO)],
        "link_verificacion": [
            died(FEBRUARY, FEBRUARY, date(2026, 4, 2)),
            died(date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 10), row=2, persona_id=BETO),
        ],
        "core_verificacion_historica": [
            {
                **died(FEBRUARY, FEBRUARY, date(2026, 3, 2), row=3, persona_id=BETO),
                "reemplazada_fecha": date(2026, 5, 10),
            }
        ],
    }
    for name in tables_read("link_cruce"):
        written(store, name, inputs.get(name, ()))
    return Bench(load_deployment(SAMPLE), store, engine, datetime(2026, 6, 1, tzinfo=None))  # noqa: DTZ001 no zone matters


def test_what_was_known_then_beside_what_is_known_now(bench: Bench) -> None:
    build_table("link_cruce", engine=bench.engine, store=bench.store, params=bound_values(bench))
    assert cross_again(bench, as_of=date(2026, 4, 1), **MARCH) == [
        Reviewed("CRU-01", "P41", "conocida_antes", None, 1, Decimal("500.00")),
        Reviewed("CRU-01", "P41", None, "lista_tarde", 1, Decimal("500.00")),
    ]
    assert cross_again(bench, as_of=date(2026, 5, 10), **MARCH) == [
        Reviewed("CRU-01", "P41", "lista_tarde", "lista_tarde", 1, Decimal("500.00")),
    ]
    assert cross_again(bench, as_of=date(2026, 3, 31), **MARCH) == []
    assert cross_again(bench, as_of=date(2026, 5, 10), first=date(2026, 4, 1), last=date(2026, 4, 30)) == []


@pytest.mark.parametrize(
    ("then", "now", "outcome"),
    [
        (None, "lista_tarde", "conocido_despues"),
        ("conocida_antes", None, "ya_no"),
        ("lista_tarde", "lista_tarde", "igual"),
        ("lista_tarde", "registrada_tarde", "otra_clase"),
    ],
)
def test_what_became_of_a_payment(then: str | None, now: str | None, outcome: str) -> None:
    assert Reviewed("CRU-01", "P41", then, now, 1, Decimal(1)).outcome == outcome


def test_nothing_can_be_crossed_again_before_the_first_night(bench: Bench) -> None:
    with pytest.raises(StoreError, match="padron run"):
        cross_again(bench, as_of=date(2026, 4, 1), **MARCH)


def test_a_re_run_does_not_touch_what_the_night_made(bench: Bench) -> None:
    built = build_table("link_cruce", engine=bench.engine, store=bench.store, params=bound_values(bench))
    cross_again(bench, as_of=date(2026, 4, 1), **MARCH)
    again = build_table("link_cruce", engine=bench.engine, store=bench.store, params=bound_values(bench))
    assert (again.sha256, again.fresh) == (built.sha256, False)


ASKED = {"identidad_id": BETO, "persona_enviada_id": BETO}


def answered(state: str, day: date, place: int) -> dict[str, Any]:
    return {
        **ASKED, "respuesta_id": f"r{place}", "respuesta_orden": place, "lote_id": f"l{place}", "numero": 1,
        "estado_identidad_codigo": state, "respondio": "renap", "respondido_fecha": day, "conocido_fecha": day,
        "vigente_hasta": date(2026, 12, 31),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "then"),
    [
        # Asked again on May 20 and answered the same: it was known before the payment of March, then and today.
        ([("no_encontrado", date(2026, 2, 20)), ("no_encontrado", date(2026, 5, 20))], "conocida_antes"),
        # The answer of February was taken back since.
        ([("no_encontrado", date(2026, 2, 20)), ("validado", date(2026, 5, 20))], "conocida_antes"),
        ([("no_encontrado", date(2026, 4, 1)), ("no_encontrado", date(2026, 5, 20))], "lista_tarde"),
        ([("validado", date(2026, 2, 20)), ("no_encontrado", date(2026, 5, 20))], None),
    ],
)
def test_an_answer_that_was_renewed_or_taken_back_since_counts_as_it_did(
    bench: Bench, answers: list[tuple[str, date]], then: str | None
) -> None:
    written(bench.store, "link_verificacion", [])
    written(bench.store, "core_verificacion_historica", [])
    written(
        bench.store, "link_identidad",
        [{**ASKED, "transferencia_id": "e1", "registro_id": BETO, "entregas": 1}],
    )  # fmt: skip
    rows = [answered(state, day, place) for place, (state, day) in enumerate(answers, start=1)]
    written(bench.store, "link_respuesta", rows)
    for table in ("link_validacion", "link_cruce"):
        build_table(table, engine=bench.engine, store=bench.store, params=bound_values(bench))
    now = then if answers[0][0] == answers[-1][0] else None if then else "lista_tarde"
    (found,) = cross_again(bench, as_of=date(2026, 4, 1), **MARCH)
    assert (found.rule, found.then, found.now) == ("CTL-06", then, now)
