"""`padron contract`: what it says, and how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.contract_checking import problems_in
from snis.errors import SettingsError
from tests.support.deployment import CONTRACT, CONTRACT_PATH, edited, make_deployment

BROKEN = edited(CONTRACT, "M: F", "M: X")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["contract", *map(str, arguments)])
    return result.exit_code, result.output


def test_a_deployment_that_holds_is_said_to_hold(tmp_path: Path) -> None:
    assert run("check", make_deployment(tmp_path)) == (0, "El contrato vale.\n")
    assert run("check", "--deployment", tmp_path) == (0, "El contrato vale.\n")


def test_every_mistake_has_its_line_and_the_exit_code_is_two(tmp_path: Path) -> None:
    code, text = run("check", make_deployment(tmp_path, files={CONTRACT_PATH: BROKEN}))
    assert code == 2
    assert text.startswith(
        f"{CONTRACT_PATH}:21: columns.4.codes.M: el código «X» no está en la lista sexo. Remedio: "
    )


def test_one_contract_of_a_deployment_is_checked_alone(tmp_path: Path) -> None:
    folder = make_deployment(
        tmp_path,
        files={CONTRACT_PATH: BROKEN, "contracts/mides/b.yaml": edited(
            edited(CONTRACT, "mides-bono-social", "mides-b"), "bono_social_*.csv", "b_*.csv")},
    )  # fmt: skip
    assert run("check", folder / "contracts/mides/b.yaml") == (0, "El contrato vale.\n")
    assert run("check", folder / CONTRACT_PATH)[0] == 2


def test_a_draft_outside_is_held_against_the_deployment(tmp_path: Path) -> None:
    folder = make_deployment(tmp_path / "d")
    draft = tmp_path / "borrador.yaml"
    draft.write_text(BROKEN, encoding="utf-8")
    code, text = run("check", draft, "--deployment", folder)
    assert (code, text.split(":")[0]) == (2, "borrador.yaml")
    draft.write_text(CONTRACT, encoding="utf-8")
    assert run("check", draft, "--deployment", folder) == (0, "El contrato vale.\n")


def test_a_place_that_is_no_deployment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        problems_in(tmp_path / "nada.yaml", tmp_path)
    with pytest.raises(SettingsError):
        problems_in(tmp_path, tmp_path)


def test_show_writes_page_and_text(tmp_path: Path) -> None:
    folder = make_deployment(tmp_path / "d")
    code, text = run("show", "mides", "--out", tmp_path / "o", "--deployment", folder)
    assert code == 0
    assert len(text.split()) == 2
    assert {path.name for path in (tmp_path / "o").iterdir()} == {
        "mides-bono-social-v1.html", "mides-bono-social-v1.md",
    }  # fmt: skip
    assert run("show", "mides", "--deployment", folder)[1].startswith("# Pagos del Bono Social")


def test_draft_writes_a_new_file_and_says_what_is_left(tmp_path: Path) -> None:
    folder = make_deployment(tmp_path / "d")
    file = tmp_path / "pagos_2026_01.csv"
    rows = "".join(f"97654{number:03}41601;{number + 1}/02/2026;500.00\n" for number in range(20))
    file.write_text(f"CUI;Fecha de pago;Monto\n{rows}", encoding="utf-8")
    out = tmp_path / "borrador.yaml"
    code, text = run("draft", file, "--institution", "mides", "--out", out, "--deployment", folder)
    assert code == 1
    assert "Decisiones por tomar: 7." in text
    assert "97654" not in out.read_text(encoding="utf-8") + text
    with pytest.raises(SettingsError):
        CliRunner().invoke(app, ["contract", "draft", str(file), "--out", str(out)], catch_exceptions=False)
