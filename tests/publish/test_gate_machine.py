"""The gate of a deployment knows the user and the host that run it, and no file may carry them."""

import getpass
import socket
from datetime import date
from pathlib import Path

import pytest

from assets.open.gate import gate_rules
from publish.datasets import load_datasets
from snis.deployment import load_deployment
from tests.publish.gate_release import SAMPLE, rules_broken, write_release


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hecho por fulana_t.", True),
        ("Hecho en taller-7.", True),
        ("Hecho en taller-7.red.example.", True),
        ("Está en /casa/fulana_t/datos.", True),
        ("Hecho por root en localhost.", False),
        ("Hecho por la mañana.", False),
    ],
)
def test_words_of_this_machine_do_not_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, found: bool
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "fulana_t")
    monkeypatch.setattr(socket, "gethostname", lambda: "taller-7.red.example")
    monkeypatch.setenv("HOME", "/casa/fulana_t")
    rules = gate_rules(
        load_datasets(SAMPLE / "datasets.yaml"), load_deployment(SAMPLE), today=date(2026, 11, 21)
    )
    release = write_release(tmp_path / "release")
    (release / "nota.md").write_text(text, "utf-8")
    assert ("G-RUT-01" in rules_broken(release, rules)) is found


def test_the_administrator_of_every_machine_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "root")
    monkeypatch.setattr(socket, "gethostname", lambda: "localhost")
    rules = gate_rules(load_datasets(SAMPLE / "datasets.yaml"), load_deployment(SAMPLE))
    assert not {"root", "localhost"} & set(rules.forbidden_texts)
