"""What other parts of the night made, as the auditor's site shows it."""

import json
from datetime import date
from pathlib import Path

import pytest

from assets.audit.connected import certificate_in, newest, shown_item
from assets.audit.reserved import Reserved
from quality.site.facts import Certificate
from snis.service_definitions import DEFINITIONS
from snis.service_definitions import Level as Measured
from snis.sfi_item import Item, Measure

CODE = next(iter(DEFINITIONS))


def measured(period: str, value: float | None = 1.0, institution: str = "") -> Measured:
    return Measured(CODE, institution, period, date(2026, 4, 1), date(2026, 4, 30), value, None, 3)


def test_of_months_the_newest_that_says_something_is_shown() -> None:
    shown = list(newest([measured("2026-03"), measured("2026-04"), measured("2026-05", None)]))
    assert [one.period for one in shown] == ["2026-04"]


def test_long_periods_are_shown_of_the_system_alone() -> None:
    shown = list(newest([measured("hoy"), measured("12m"), measured("12m", institution="maga")]))
    assert [(one.institution, one.period) for one in shown] == [("", "12m"), ("", "hoy")]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (
            {"certificado": "entrega", "transferencia": "T0000000000000001", "institucion": "maga", "nivel": "plata",
             "total": "84.50", "emitido": "2026-05-04", "vence": "2026-11-04"},
            Certificate("T0000000000000001", "envío", "maga", "plata", 84.5, "2026-05-04", "2026-11-04"),
        ),
        (
            {"certificado": "conjunto", "conjunto": "cobertura", "edicion": "2026-04", "nivel": "oro", "total": "97",
             "emitido": "2026-04", "vence": None},
            Certificate("cobertura 2026-04", "conjunto de datos", "", "oro", 97.0, "2026-04", ""),
        ),
        ({"certificado": "entrega"}, None),
        ([], None),
    ],
)  # fmt: skip
def test_a_certificate_is_read_as_it_is_written(
    tmp_path: Path, content: object, shown: Certificate | None
) -> None:
    path = tmp_path / "uno.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert certificate_in(path) == shown


@pytest.mark.parametrize(
    ("contract", "shown"), [("mides-vida", "(reservado)"), ("mides-becas", "mides-becas")]
)
def test_an_item_of_a_reserved_contract_does_not_name_it(contract: str, shown: str) -> None:
    day = date(2026, 5, 4)
    item = Item(
        f"mides:{contract}:CUI-01", "mides", contract, "CUI-01", "alta", "abierta", day, day, day, "informatica",
        Measure("2026-04", 10, 2, 0, 10, 0, ("T0000000000000001",)),
    )  # fmt: skip
    found = shown_item(item, Reserved(frozenset(), frozenset(), frozenset({"mides-vida"})))
    assert (found.id, found.contract) == (f"mides:{shown}:CUI-01", shown)
