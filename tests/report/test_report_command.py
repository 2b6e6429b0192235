"""`padron report` at the terminal: what is refused before anything is read."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from snis.errors import PeriodError, ReportError


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (["semester", "2026-C1"], ReportError, "no es un semestre"),
        (["cuatrimester", "2026-S1"], ReportError, "no es un cuatrimestre"),
        (["year", "2026-S1"], ReportError, "no es un año"),
        (["semester", "2026-S3"], PeriodError, "un año no tiene ese semestre"),
        (["semester", "enero"], PeriodError, "el texto no es un período"),
        (["semester", "2026-S1", "--edition", "otra"], ReportError, "no hay tal edición"),
    ],
)
def test_a_period_of_another_kind_is_refused(
    arguments: list[str], error: type[Exception], said: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["report", *arguments, "--work", str(tmp_path)])
    assert isinstance(done.exception, error)
    assert said in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_help_names_the_three_periods() -> None:
    said = CliRunner().invoke(app, ["report", "--help"]).output
    assert all(name in said for name in ("semester", "cuatrimester", "year"))
