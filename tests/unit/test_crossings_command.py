"""`padron crossings`: what is asked, and how the answer is drawn."""

import json
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.link.rerun import Reviewed
from pipelines.cli import app
from snis.errors import SettingsError

FOUND = [
    Reviewed("CRU-01", "P41", None, "lista_tarde", 1_250, Decimal("625000.00")),
    Reviewed("CRU-02", "P41", "lista_tarde", None, 3, Decimal("1500.50")),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, date]]:
    """What was asked of the engine; it answers FOUND."""
    calls: list[dict[str, date]] = []

    class Workshop:
        @contextmanager
        def bench(self):  # type: ignore[no-untyped-def]
            yield None

    def cross_again(bench: object, **days: date) -> list[Reviewed]:
        calls.append(days)
        return FOUND

    monkeypatch.setattr("pipelines.definitions.standard_resources", lambda settings: {"workshop": Workshop()})
    monkeypatch.setattr("assets.link.rerun.cross_again", cross_again)
    return calls


def run(tmp_path: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["crossings", "--work", str(tmp_path), *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_payments_of_a_period_as_of_a_day(tmp_path: Path, asked: list[dict[str, date]]) -> None:
    lines = run(tmp_path, "--as-of", "2026-04-01", "--from", "2026-03-01", "--to", "2026-03-31").splitlines()
    assert asked == [{"as_of": date(2026, 4, 1), "first": date(2026, 3, 1), "last": date(2026, 3, 31)}]
    assert [line.split() for line in lines] == [
        ["regla", "mod.", "entonces", "hoy", "resultado", "entregas", "quetzales"],
        ["CRU-01", "P41", "—", "lista_tarde", "conocido_despues", "1,250", "625,000.00"],
        ["CRU-02", "P41", "lista_tarde", "—", "ya_no", "3", "1,500.50"],
    ]


def test_without_a_period_every_payment_until_that_day(tmp_path: Path, asked: list[dict[str, date]]) -> None:
    answer = json.loads(run(tmp_path, "--as-of", "2026-04-01", "--json"))
    assert asked[0]["last"] == date(2026, 4, 1)
    assert answer[0] == {
        "regla": "CRU-01", "modalidad": "P41", "clase_entonces": None, "clase_hoy": "lista_tarde",
        "resultado": "conocido_despues", "entregas": 1250, "monto_gtq": "625000.00",
    }  # fmt: skip


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--as-of"):
        run(tmp_path, "--as-of", "ayer")
