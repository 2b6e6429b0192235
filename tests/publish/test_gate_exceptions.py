"""What a person may let pass, for how long, and what nobody may."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from publish.gate import inspect
from publish.gate_exceptions import GateException, load_exceptions
from publish.gate_walk import Limits
from snis.errors import DisclosureError
from tests.publish.gate_release import A_CUI, rules_broken, sample_rules, seal, verdict, write_release

TODAY = date(2026, 5, 4)
GIVEN: dict[str, Any] = {
    "rule": "G-TEL-02",
    "dataset": "cobertura",
    "file": "README.md",
    "name": "Ana Pérez, delegada de datos",
    "reason": "Es el teléfono de la oficina, que es público.",
    "date": date(2026, 5, 1),
    "expires": date(2026, 12, 31),
}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = write_release(tmp_path / "release")
    (folder / "cobertura" / "README.md").write_text("Llame al teléfono 5555 1234.", "utf-8")
    return folder


def rules_with(today: date = TODAY, **changes: Any) -> Any:
    return sample_rules(exceptions=[GateException(**{**GIVEN, **changes})], today=today)


def test_an_exception_in_force_lets_its_finding_pass_and_is_in_the_verdict(release: Path) -> None:
    outcome = verdict(release, rules_with())
    assert outcome.status == "pass"
    (used,) = outcome.as_dict()["excepciones"]
    assert used == {
        "regla": "G-TEL-02", "archivo": "cobertura/README.md", "persona": "Ana Pérez, delegada de datos",
        "razon": "Es el teléfono de la oficina, que es público.", "fecha": "2026-05-01", "vence": "2026-12-31",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("today", "changes"),
    [
        (date(2027, 1, 1), {}),
        (date(2026, 4, 30), {}),
        (TODAY, {"rule": "G-RUT-01"}),
        (TODAY, {"dataset": "coincidencias"}),
        (TODAY, {"file": "METODO.md"}),
    ],
)
def test_one_that_is_over_or_speaks_of_something_else_does_not_count(
    release: Path, today: date, changes: dict[str, Any]
) -> None:
    outcome = verdict(release, rules_with(today, **changes))
    assert outcome.status == "review"
    assert outcome.excepted == ()


@pytest.mark.parametrize("file", ["*", "*.md", "R?ADME.md"])
def test_one_that_names_no_file_does_not_count(release: Path, file: str) -> None:
    assert verdict(release, rules_with(file=file)).status == "review"


def test_a_file_of_the_same_name_in_any_folder_can_be_meant(release: Path) -> None:
    (release / "cobertura" / "README.md").rename(release / "cobertura" / "datos" / "README.md")
    seal(release / "cobertura")
    assert verdict(release, rules_with(file="*/README.md")).status == "pass"


def test_nobody_lets_a_foreign_digest_pass(release: Path) -> None:
    (release / "cobertura" / "README.md").write_text("0123456789abcdef" * 4, "utf-8")
    assert rules_broken(release, rules_with(rule="G-SEU-02")) == {"G-SEU-02"}


def test_nobody_lets_a_cui_pass(release: Path) -> None:
    (release / "cobertura" / "README.md").write_text(A_CUI, "utf-8")
    assert rules_broken(release, rules_with(rule="G-CUI-01", file="*")) == {"G-CUI-01"}


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "G-CUI-01"},
        {"rule": "G-UNI-01"},
        {"rule": "G-CEL-01"},
        {"rule": "G-SEU-01"},
        {"rule": "G-SEU-02"},
        {"rule": "G-TAS-02"},
        {"rule": "G-MET-01"},
        {"rule": "G-MET-02"},
        {"rule": "G-MET-04"},
        {"file": "*"},
        {"file": "*.md"},
        {"file": "datos/"},
        {"file": "READM[E].md"},
        {"rule": "G-ATA-01"},
        {"rule": "G-MIC-02"},
        {"rule": "G-LEG-03"},
        {"name": ""},
        {"reason": "porque sí"},
        {"expires": date(2026, 4, 1)},
        {"expires": date(2028, 5, 1)},
        {"autor": "x"},
    ],
)
def test_a_broken_or_forbidden_exception_stops_the_night(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = tmp_path / "exceptions.yaml"
    path.write_text(yaml.safe_dump({"exceptions": [{**GIVEN, **changes}]}, allow_unicode=True), "utf-8")
    with pytest.raises(DisclosureError):
        load_exceptions(path)


def test_a_deployment_without_the_file_has_none(tmp_path: Path) -> None:
    assert load_exceptions(tmp_path / "exceptions.yaml") == ()


class TestFailsClosed:
    @pytest.mark.parametrize(
        "limits", [Limits(files=2), Limits(file_bytes=50), Limits(bytes=500), Limits(seconds=-1)]
    )
    def test_what_it_cannot_read_within_its_limits_does_not_leave(
        self, release: Path, limits: Limits
    ) -> None:
        outcome = inspect(release, rules_with(), limits=limits)
        assert outcome.status == "fail"
        assert "G-ARC-06" in {finding.rule for finding in outcome.findings}

    def test_a_rule_that_breaks_is_a_finding(self, release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError(A_CUI)

        monkeypatch.setattr("publish.gate.find_in_table", broken)
        outcome = verdict(release, rules_with())
        assert {finding.rule for finding in outcome.findings} == {"G-ARC-06"}
        assert A_CUI not in repr(outcome)
