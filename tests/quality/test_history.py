"""Results by night: one file each, the same night again in its place, and never a value."""

from datetime import date
from pathlib import Path

import pytest

from quality.history import Outcome, load_history, save_night
from quality.results import Result
from snis.errors import QualityError


def result(name: str, failing: int) -> Result:
    return Result(
        "envio_a_v1", name, "Título", "avisa", "validez", failing == 0, 100, failing, (("T1", failing),)
    )


def test_nights_come_back_in_order_with_counts_alone(tmp_path: Path) -> None:
    save_night(tmp_path, date(2026, 5, 5), [result("CUI-05", 0)])
    save_night(tmp_path, date(2026, 5, 4), [result("FEC-01", 0), result("CUI-05", 7)])
    nights = load_history(tmp_path)
    assert [night.night for night in nights] == [date(2026, 5, 4), date(2026, 5, 5)]
    assert nights[0].outcomes == (
        Outcome("envio_a_v1", "CUI-05", "validez", "avisa", 100, 7, passed=False),
        Outcome("envio_a_v1", "FEC-01", "validez", "avisa", 100, 0, passed=True),
    )
    assert nights[0].of_suite("otra") == ()


def test_the_same_night_again_leaves_the_same_bytes(tmp_path: Path) -> None:
    path = save_night(tmp_path, date(2026, 5, 4), [result("CUI-05", 7), result("FEC-01", 0)])
    before = path.read_bytes()
    assert save_night(tmp_path, date(2026, 5, 4), [result("FEC-01", 0), result("CUI-05", 7)]) == path
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_no_night_is_no_history_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    assert load_history(tmp_path / "nada") == []
    (tmp_path / "2026-05-04.json").write_text('{"noche": "2026-05-04"}', encoding="utf-8")
    with pytest.raises(QualityError, match=r"historia/2026-05-04\.json"):
        load_history(tmp_path)
