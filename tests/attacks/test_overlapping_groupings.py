"""Two groupings that cut differently: the difference of two printed groups is a group that nobody printed."""

from pathlib import Path

import pytest

from snis.disclosure_policy import load_policy
from snis.errors import DisclosureError
from tests.publish.gate_release import ROWS, SAMPLE, rules_broken, write_release

# Girls of 10 to 14 are five groups; "10-15" less "10-14" are the girls of exactly 15.
FIVE = dict.fromkeys(("0-4", "5-9", "10-14", "15-17", "18-29"), 40)


def test_the_difference_of_two_groupings_is_somebody() -> None:
    """Both figures are well above ten, and what lies between them is not."""
    ten_to_fourteen, ten_to_fifteen = 40, 43
    assert ten_to_fifteen - ten_to_fourteen < 10 <= ten_to_fourteen


def test_a_row_of_another_grouping_does_not_leave(tmp_path: Path) -> None:
    other = {**ROWS[2], "edad_grupo_codigo": "10-15", "personas": 15}
    assert {"G-COD-01", "G-ATA-02"} <= rules_broken(write_release(tmp_path, [*ROWS, other]))


@pytest.mark.parametrize("grouping", ["0-19: [0-4, 5-9, 10-14, 15-17, 18-29]", "0-14: [0-4, 5-9]"])
def test_a_policy_with_groups_that_do_not_nest_is_refused(tmp_path: Path, grouping: str) -> None:
    text = (SAMPLE / "disclosure.yaml").read_text("utf-8")
    broken = text.replace("0-17: [0-4, 5-9, 10-14, 15-17]", grouping)
    assert broken != text
    (tmp_path / "disclosure.yaml").write_text(broken, "utf-8")
    with pytest.raises(DisclosureError):
        load_policy(tmp_path / "disclosure.yaml")
