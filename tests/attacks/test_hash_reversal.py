"""Reversal of a hashed identifier: CUIs are few, and whoever has the rule of a digest tries them all.

An attacker who knows the municipality tries its serial numbers. Two cores try all CUIs of the country in hours.
"""

import hashlib
import hmac
from itertools import islice
from pathlib import Path

import pytest

from snis.cui import check_digit_holds
from tests.publish.gate_release import ROWS, rules_broken, write_release

VICTIM = "9765432141601"
PLACE = "1601"


def candidates(first: int) -> list[str]:
    """CUIs of one municipality from a serial number on."""
    found = (
        f"{serial:08}{digit}{PLACE}"
        for serial in range(first, 100_000_000)
        for digit in range(10)
        if check_digit_holds(f"{serial:08}{digit}{PLACE}")
    )
    return list(islice(found, 2_000))


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
def test_an_unkeyed_digest_is_the_cui_itself(name: str) -> None:
    shown = hashlib.new(name, VICTIM.encode()).hexdigest()
    reversed_ = [
        cui for cui in candidates(97_654_000) if hashlib.new(name, cui.encode()).hexdigest() == shown
    ]
    assert reversed_ == [VICTIM]


def test_a_keyed_one_is_not_reversed_without_the_key() -> None:
    shown = hmac.new(b"a key that nobody has", VICTIM.encode(), hashlib.sha256).hexdigest()
    assert not [cui for cui in candidates(97_654_000) if hashlib.sha256(cui.encode()).hexdigest() == shown]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
@pytest.mark.parametrize("keyed", [False, True])
def test_neither_leaves(tmp_path: Path, name: str, keyed: bool) -> None:
    """Keyed or not: a pseudonym links a person's rows for ever."""
    digest = (
        hmac.new(b"key", VICTIM.encode(), name).hexdigest()
        if keyed
        else hashlib.new(name, VICTIM.encode()).hexdigest()
    )
    release = write_release(tmp_path / "page")
    (release / "nota.html").write_text(f"<p data-id='{digest}'>fila</p>", "utf-8")
    assert rules_broken(release) & {"G-SEU-01", "G-SEU-02"}
    rows = [{**ROWS[0], "municipio_codigo": digest}, *ROWS[1:]]
    assert "G-SEU-01" in rules_broken(write_release(tmp_path / "column", rows))
