"""The same person keeps their pseudonym; unions and partings are told, can be undone, and depend on no order."""

from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from snis.errors import DecisionError
from tests.pipeline.person_case import Given, LinkingOffice

# Two people until the third delivery shows that they are one: with the first it shares the CUI and the birth date, with
# the second the names and the birth date.
ANA = Given(1, cui="ana")
WITHOUT_CUI = Given(2, names="ANA MARIA")
BOTH = Given(3, cui="ana", names="ANA MARIA")
EVA = Given(4, cui="eva", names="EVA", born=date(1991, 4, 3))
LUZ = Given(5, cui="luz", names="LUZ", born=date(1993, 8, 7))
AS_ONE = {frozenset({1, 2, 3}), frozenset({4})}


@pytest.fixture
def office(tmp_path: Path) -> LinkingOffice:
    return LinkingOffice(tmp_path)


def grown(office: LinkingOffice) -> LinkingOffice:
    """Three nights, the last of which makes one person of two."""
    office.night("2026-02-05", a=[ANA, EVA])
    office.night("2026-02-06", b=[WITHOUT_CUI])
    office.night("2026-02-07", c=[BOTH])
    return office


def test_every_delivery_has_its_person_and_keeps_what_was_sent(office: LinkingOffice) -> None:
    office.night("2026-02-05", a=[ANA, WITHOUT_CUI, BOTH, EVA])
    assert office.groups() == AS_ONE
    sent = dict(office.rows("link_entrega", "cantidad, persona_enviada_id"))
    assert sent == {row.number: row.sent for row in (ANA, WITHOUT_CUI, BOTH, EVA)}


def test_a_childs_row_with_the_mothers_cui_is_not_the_mothers(office: LinkingOffice) -> None:
    child = Given(7, cui="ana", names="SAMUEL", born=date(2019, 5, 6))
    office.night("2026-02-05", a=[ANA, child])
    assert office.groups() == {frozenset({1}), frozenset({7})}
    assert office.rows("link_enlace", "estado_codigo, regla") == [("revision", "cui_compartido")]


def test_a_person_keeps_the_pseudonym_from_night_to_night(office: LinkingOffice) -> None:
    office.night("2026-02-05", a=[ANA, EVA])
    before = office.persons()
    office.night("2026-02-06", b=[Given(6, cui="ana"), LUZ])
    after = office.persons()
    assert {number: after[number] for number in before} == before
    assert after[6] == before[1]
    assert office.events() == []


def test_a_night_without_news_takes_no_step_and_changes_no_byte(office: LinkingOffice) -> None:
    before = grown(office).digests()
    assert office.link().steps == 0
    assert office.digests() == before


def test_of_two_persons_that_become_one_the_older_stays_and_the_other_is_told(office: LinkingOffice) -> None:
    office.night("2026-02-05", a=[ANA, EVA])
    office.night("2026-02-06", b=[WITHOUT_CUI])
    before = office.persons()
    assert before[1] != before[2]
    office.night("2026-02-07", c=[BOTH])
    after = office.persons()
    assert after[1] == after[2] == after[3] == before[1]
    assert after[4] == before[4]
    assert office.events() == [("fusionada", before[2], before[1], "registros")]


def test_a_wrong_union_is_undone_and_the_old_pseudonym_comes_back(office: LinkingOffice) -> None:
    office.night("2026-02-05", a=[ANA, EVA])
    office.night("2026-02-06", b=[WITHOUT_CUI])
    before = office.persons()
    office.night("2026-02-07", c=[BOTH])
    office.decide("2026-02-07", "rechazada", 1, 3)
    office.link()
    after = office.persons()
    assert (after[1], after[2], after[3]) == (before[1], before[2], before[2])
    assert office.events()[-1] == ("separada", before[2], before[1], "decision")


def test_a_decision_that_is_taken_back_leaves_things_as_they_were(office: LinkingOffice) -> None:
    before = grown(office).persons()
    office.decide("2026-02-07", "rechazada", 1, 3)
    office.link()
    office.decide("2026-02-08", "indecisa", 3, 1)
    office.link()
    assert office.persons() == before


def test_a_person_decides_that_two_are_one(office: LinkingOffice) -> None:
    before = grown(office).persons()
    office.decide("2026-02-08", "aceptada", 4, 1)
    office.link()
    assert set(office.persons().values()) == {before[1]}
    assert office.events()[-1] == ("fusionada", before[4], before[1], "decision")
    decided = office.rows("link_enlace", "estado_codigo, regla", "where etapa_codigo = 'P'")
    assert decided == [("unido", "decision")]


def test_a_decision_outlives_a_new_model(office: LinkingOffice) -> None:
    grown(office).decide("2026-02-08", "aceptada", 4, 1)
    office.link()
    before = office.persons()
    office.model = "llano-2"
    assert office.link().steps == 1
    assert office.persons() == before
    weighed = office.rows("link_enlace", "distinct modelo_version", "where etapa_codigo <> 'P'")
    assert weighed == [("llano-2",)]


def test_no_decision_counts_from_a_file_that_was_changed(office: LinkingOffice) -> None:
    before = grown(office).digests()
    office.decide("2026-02-08", "aceptada", 4, 1)
    path = office.store.work / "review" / "decisiones.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("aceptada", "rechazada"), encoding="utf-8")
    with pytest.raises(DecisionError, match="firma"):
        office.link()
    assert office.digests() == before


def test_a_decision_cut_short_by_a_kill_was_never_taken(office: LinkingOffice) -> None:
    path = office.store.work / "review" / "decisiones.jsonl"
    grown(office).decide("2026-02-08", "aceptada", 4, 1)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    office.link()
    office.decide("2026-02-09", "indecisa", 4, 1)
    office.link()
    assert office.groups() == AS_ONE


@pytest.mark.parametrize("order", list(permutations(range(4)))[::4])
def test_who_is_who_does_not_depend_on_the_order_of_arrival(
    office: LinkingOffice, order: tuple[int, ...]
) -> None:
    rows = [ANA, WITHOUT_CUI, BOTH, EVA]
    for day, position in enumerate(order, start=5):
        office.night(f"2026-02-{day:02d}", **{f"f{position}": [rows[position]]})
    assert office.groups() == AS_ONE


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_who_is_who_does_not_depend_on_how_a_file_is_split(office: LinkingOffice, cut: int) -> None:
    rows = [ANA, WITHOUT_CUI, BOTH, EVA]
    office.night("2026-02-05", a=rows[:cut], b=rows[cut:])
    assert office.groups() == AS_ONE


def test_what_a_file_adds_changes_other_persons_only_through_ties_that_are_kept(
    office: LinkingOffice,
) -> None:
    office.night("2026-02-05", a=[ANA, EVA], b=[WITHOUT_CUI])
    before = office.persons()
    known = {record for (record,) in office.rows("link_registro_persona", "registro_id")}
    office.night("2026-02-06", c=[BOTH, LUZ])
    after = office.persons()
    moved = {person for number, person in before.items() if after[number] != person}
    assert moved == {before[2]}
    assert moved == {person for event, person, _, _ in office.events()}
    ties = office.rows("link_enlace", "registro_a_id, registro_b_id", "where estado_codigo = 'unido'")
    assert sum(not {first, second} <= known for first, second in ties) == 2


def test_rebuilding_gives_the_same_persons_events_and_bytes(office: LinkingOffice) -> None:
    grown(office).decide("2026-02-07", "rechazada", 1, 3)
    office.night("2026-02-08", d=[LUZ])
    persons, digests = office.persons(), office.digests()
    office.rebuild()
    assert office.persons() == persons
    assert office.digests() == digests


def test_a_row_that_was_replaced_keeps_its_record_and_the_person_their_pseudonym(
    office: LinkingOffice,
) -> None:
    office.night("2026-02-05", a=[ANA, EVA])
    before = office.persons()
    office.judge("a", None, office.replaced("a"))
    again = [Given(6, cui="ana", names="ANA MARIA"), Given(7, cui="eva", names="EVA", born=date(1991, 4, 3))]
    office.night("2026-02-06", b=again)
    assert office.persons() == {6: before[1], 7: before[4]}
    assert office.events() == []


def test_a_row_that_counts_only_later_is_linked_then(office: LinkingOffice) -> None:
    office.night("2026-02-05", a=[ANA, EVA])
    office.night("2026-02-06", b=[WITHOUT_CUI])
    office.judge("a", None, [ANA, EVA, BOTH])
    office.link()
    assert office.groups() == AS_ONE
    persons = office.persons()
    office.rebuild()
    assert office.persons() == persons


def test_a_record_that_no_row_brings_any_more_is_gone(office: LinkingOffice) -> None:
    before = grown(office).persons()
    office.judge("c", None, [])
    office.link()
    assert office.groups() == {frozenset({1}), frozenset({2}), frozenset({4})}
    assert office.persons()[1] == before[1]
    assert ("separada", office.persons()[2], before[1], "retiro") in office.events()
    digests = office.digests()
    office.rebuild()
    assert {**office.digests(), "link_persona_evento": ""} == {**digests, "link_persona_evento": ""}


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("share", [1, 2, 3, 5])
def test_a_night_killed_at_any_write_ends_in_the_same_bytes(
    office: LinkingOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    expected = grown(office).digests()
    other = LinkingOffice(tmp_path / "otra")
    other.night("2026-02-05", a=[ANA, EVA])
    other.night("2026-02-06", b=[WITHOUT_CUI])
    with monkeypatch.context() as patched:
        _kill_linking(patched, share)
        with pytest.raises(Killed):
            other.night("2026-02-07", c=[BOTH])
    other.link()
    assert other.digests() == expected


def _kill_linking(patched: pytest.MonkeyPatch, write: int) -> None:
    """Kill the process at its n-th write of linkage."""
    from assets import store

    done = 0
    original: Callable[[Path, Path], None] = store.replace_file

    def killing(source: Path, target: Path) -> None:
        nonlocal done
        done += "link" in target.parts or "registro" in target.parts
        if done > write:
            raise Killed
        original(source, target)

    patched.setattr(store, "replace_file", killing)
