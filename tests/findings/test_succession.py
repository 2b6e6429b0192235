"""A person merged, split, or both in turn: the finding goes on under another name, and nobody is asked twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from snis.finding_answers import AnswerRow, judge_answers, reference_of
from snis.finding_events import ANSWERED, DETECTED, NOTIFIED, RESOLVED, Draft
from snis.finding_life import Facts, Life, lives_of
from snis.finding_night import closings, detections
from snis.finding_succession import Move, succession
from tests.findings.test_life import FACTS, RULES, happened

ANA, EVA, IRA = "a" * 32, "e" * 32, "f" * 32
DAY = date(2026, 3, 20)
OF = {ANA: "1" * 32, EVA: "2" * 32, IRA: "3" * 32}
ANSWER = Draft(ANSWERED, "", "confirmado", {"respuesta": "R1", "comentario": "c1"})
SAID = {NOTIFIED: Draft(NOTIFIED, "", "", {"edicion": "E1"}), ANSWERED: ANSWER,
        RESOLVED: Draft(RESOLVED, "", "sin_lugar", {"motivo": "", "entregas": 2})}  # fmt: skip
EVA_INTO_ANA = Move(EVA, ANA, "fusionada", DAY)
EVA_OUT_OF_ANA = Move(ANA, EVA, "separada", DAY)


def facts(person: str, deliveries: int = 2) -> Facts:
    return replace(FACTS, subject=person, deliveries=deliveries)


def drafts(person: str, *kinds: str) -> list[Draft]:
    """What happened to the finding of a person, from its detection on."""
    opened = Draft(DETECTED, OF[person], "nuevo", facts(person).as_data())
    return [opened, *(replace(SAID[kind], subject=OF[person]) for kind in kinds)]


class Told:
    """Findings night after night, by the events that come about."""

    def __init__(self, *earlier: Draft) -> None:
        self.drafts = list(earlier)

    @property
    def lives(self) -> dict[str, Life]:
        return lives_of(happened(*self.drafts))

    def night(self, found: Sequence[Facts], *moves: Move) -> None:
        seen = {OF[item.subject]: item for item in found}
        heirs = succession(self.lives, seen, moves)
        self.drafts += [
            *detections(self.lives, seen, handed_on=heirs.opened),
            *closings(self.lives, seen, rules=RULES, moved={}, handed_on=heirs.closed, today=DAY),
        ]

    def states(self) -> dict[str, str]:
        names = {finding: person for person, finding in OF.items()}
        return {
            names[finding]: " ".join(filter(None, (life.state, life.answer, life.resolution, life.closing)))
            for finding, life in self.lives.items()
        }


BEFORE = [
    ((), "detectado"),
    ((NOTIFIED,), "notificado"),
    ((NOTIFIED, ANSWERED), "respondido confirmado"),
    ((NOTIFIED, ANSWERED, RESOLVED), "resuelto confirmado sin_lugar"),
]


@pytest.mark.parametrize(("kinds", "state"), BEFORE)
def test_after_a_merge_the_life_goes_on_under_the_other_name(kinds: tuple[str, ...], state: str) -> None:
    told = Told(*drafts(EVA, *kinds))
    before = told.lives[OF[EVA]]
    told.night([facts(ANA)], EVA_INTO_ANA)
    after = told.lives[OF[ANA]]
    assert told.states()[ANA] == state
    assert told.lives[OF[EVA]].closing == "fusion"
    assert (told.lives[OF[EVA]].after, after.before) == (OF[ANA], (OF[EVA],))
    assert (after.detected, after.since) == (before.detected, before.since)


def test_the_night_after_brings_nothing_more() -> None:
    told = Told(*drafts(EVA, NOTIFIED))
    told.night([facts(ANA)], EVA_INTO_ANA)
    events = len(told.drafts)
    told.night([facts(ANA)], EVA_INTO_ANA)
    assert len(told.drafts) == events


def test_of_two_that_become_one_the_open_question_is_not_lost() -> None:
    told = Told(*drafts(ANA, NOTIFIED, ANSWERED, RESOLVED), *drafts(EVA, NOTIFIED))
    told.night([facts(ANA, 4)], EVA_INTO_ANA)
    assert told.states() == {ANA: "notificado", EVA: "cerrado fusion"}


def test_of_two_that_become_one_the_survivor_keeps_its_own_question() -> None:
    told = Told(*drafts(ANA, NOTIFIED), *drafts(EVA, NOTIFIED, ANSWERED))
    told.night([facts(ANA, 4)], EVA_INTO_ANA)
    assert told.states() == {ANA: "notificado", EVA: "cerrado confirmado fusion"}
    assert told.lives[OF[ANA]].before == ()


def test_two_that_become_a_third_wait_for_whoever_was_not_answered() -> None:
    told = Told(*drafts(EVA, NOTIFIED, ANSWERED), *drafts(IRA, NOTIFIED))
    told.night([facts(ANA, 4)], EVA_INTO_ANA, Move(IRA, ANA, "fusionada", DAY))
    assert told.states()[ANA] == "notificado"
    assert told.lives[OF[ANA]].before == (OF[EVA], OF[IRA])


@pytest.mark.parametrize(("kinds", "state"), BEFORE)
def test_a_split_hands_on_what_was_said_of_the_whole(kinds: tuple[str, ...], state: str) -> None:
    told = Told(*drafts(ANA, *kinds))
    told.night([facts(ANA, 1), facts(EVA, 1)], EVA_OUT_OF_ANA)
    assert told.states() == {ANA: state, EVA: state}


@pytest.mark.parametrize(("kinds", "state"), BEFORE)
def test_a_merge_that_is_undone_gives_the_old_finding_its_life_back(
    kinds: tuple[str, ...], state: str
) -> None:
    told = Told(*drafts(EVA, *kinds))
    told.night([facts(ANA)], EVA_INTO_ANA)
    told.night([facts(EVA)], EVA_INTO_ANA, EVA_OUT_OF_ANA)
    assert told.states()[EVA] == state
    assert told.states()[ANA].startswith("cerrado")


def test_what_was_answered_while_they_were_one_holds_after_the_merge_is_undone() -> None:
    told = Told(*drafts(EVA, NOTIFIED))
    told.night([facts(ANA)], EVA_INTO_ANA)
    told.drafts.append(replace(ANSWER, subject=OF[ANA]))
    told.night([facts(EVA)], EVA_INTO_ANA, EVA_OUT_OF_ANA)
    assert told.states()[EVA] == "respondido confirmado"


def test_what_was_upheld_is_asked_again_when_the_merge_brings_more_deliveries() -> None:
    upheld = Draft(RESOLVED, OF[EVA], "procede", {"motivo": "", "entregas": 2})
    told = Told(*drafts(EVA, NOTIFIED), upheld)
    told.night([facts(ANA, 5)], EVA_INTO_ANA)
    assert told.states() == {ANA: "detectado", EVA: "cerrado procede fusion"}
    assert told.lives[OF[ANA]].before == (OF[EVA],)


@pytest.mark.parametrize(
    "other",
    [
        Move(EVA, ANA, "fusionada", date(2026, 1, 1)),
        Move(EVA, IRA, "fusionada", DAY),
    ],
    ids=["before it was opened", "somebody else"],
)
def test_what_does_not_come_from_it_is_new(other: Move) -> None:
    told = Told(*drafts(EVA, NOTIFIED))
    told.night([facts(ANA)], other)
    assert told.states() == {ANA: "detectado", EVA: "cerrado datos_corregidos"}


def test_another_class_is_another_finding() -> None:
    told = Told(*drafts(EVA, NOTIFIED))
    told.night([replace(facts(ANA), timing="conocida_antes")], EVA_INTO_ANA)
    assert told.states()[ANA] == "detectado"


def test_an_answer_to_the_old_name_is_taken_for_the_new_one() -> None:
    told = Told(*drafts(EVA, NOTIFIED))
    told.night([facts(ANA)], EVA_INTO_ANA)
    row = AnswerRow(2, reference_of(OF[EVA]), "justificado", "")
    (fate,) = judge_answers([row], told.lives, sender=FACTS.owner, answer="R2")
    assert (fate.outcome, fate.draft and fate.draft.finding) == ("tomada", OF[ANA])


def test_an_answer_to_one_of_two_that_became_one_answers_neither() -> None:
    told = Told(*drafts(EVA, NOTIFIED), *drafts(IRA, NOTIFIED))
    told.night([facts(ANA, 4)], EVA_INTO_ANA, Move(IRA, ANA, "fusionada", DAY))
    row = AnswerRow(2, reference_of(OF[EVA]), "justificado", "")
    (fate,) = judge_answers([row], told.lives, sender=FACTS.owner, answer="R2")
    assert (fate.outcome, fate.draft) == ("ya_cerrado", None)
