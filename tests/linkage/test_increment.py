"""A transfer that does what no transfer can stops the night, however many millions are known."""

from pathlib import Path

import pytest

from assets.link.increment import Increment, guard_increments
from snis.errors import LinkageError
from snis.linkage.settings import LinkageSettings
from tests.pipeline.person_case import Given, LinkingOffice

LIMITS = LinkageSettings()


@pytest.mark.parametrize(
    ("records", "persons", "largest", "joined", "merged", "says"),
    [
        pytest.param(50_000, 30_000, 9, 50_000, 400, "", id="a list of known people"),
        pytest.param(50_000, 50_000, 1, 0, 0, "", id="nobody known"),
        pytest.param(50_000, 3_000, 90, 0, 0, "most_new_a_person: 10", id="too few persons"),
        pytest.param(50_000, 40_000, 1_200, 0, 0, "most_new_of_one_person: 0.02", id="one takes too many"),
        pytest.param(50_000, 40_000, 9, 50_000, 11_000, "most_merged: 0.2", id="it joins the known"),
        pytest.param(999, 1, 999, 999, 999, "", id="a handful says nothing"),
    ],
)
def test_the_figures_of_a_transfer_have_limits(
    records: int, persons: int, largest: int, joined: int, merged: int, says: str
) -> None:
    found = [
        Increment("Tbad", records, persons, largest, joined, merged),
        Increment("Tgood", 5000, 4000, 5, 0, 0),
    ]
    if not says:
        guard_increments(found, LIMITS)
        return
    with pytest.raises(LinkageError, match=says) as stopped:
        guard_increments(found, LIMITS)
    assert stopped.value.place == "Tbad"
    assert "padron.yaml" in stopped.value.remedy


def test_nothing_of_a_bad_transfer_is_kept_and_a_limit_that_is_raised_lets_it_in(tmp_path: Path) -> None:
    """Known people of one name and birth date under two CUIs; a row without any joins a third to each."""
    office = LinkingOffice(tmp_path)
    office.settings = LinkageSettings(judged_from=2, most_new_of_one_person=0.5)
    office.night("2026-02-05", a=[Given(1, cui="ana"), Given(2, cui="eva", names="EVA")])
    before, digests = office.persons(), office.digests()
    bad = [Given(number, cui="ana", names=f"ANA {sign}") for number, sign in enumerate("BCDE", start=10)]
    with pytest.raises(LinkageError, match="una sola persona recibe 4 de 4 registros nuevos"):
        office.night("2026-02-06", b=bad)
    for table in ("link_registro_persona", "link_persona_evento", "link_enlace"):
        assert office.digests()[table] == digests[table]
    office.settings = LinkageSettings(judged_from=2, most_new_of_one_person=1)
    office.link()
    assert len(set(office.persons().values())) == len(set(before.values()))
