"""Luz, too old, is said to be Ana, and later not to be: from the decision on two records to the workbook."""

import pyarrow.dataset as ds

from assets.link.decisions import append
from snis.finding_answers import reference_of
from snis.finding_life import Life
from snis.linkage_decisions import ACCEPTED, REJECTED
from tests.findings.finding_case import Case

CTL = "CTL-01 mides"


def decide(case: Case, verdict: str, day: str) -> None:
    """Somebody says of the two rows of the file of payments whether they are one person."""
    store = case.office.store
    (payments,) = [item for item in case.office.register if item.archivo == "pagos_2026_01.csv"]
    records = ds.dataset(store.files("link_registro")).to_table().to_pylist()
    pair = [row["registro_id"] for row in records if row["transferencia_id"] == payments.transferencia_id]
    assert len(pair) == 2
    append(
        store, verdict=verdict, pair=(pair[0], pair[1]), who="ana", reason="prueba", moment=case.moment(day)
    )


def of_rule(case: Case) -> list[Life]:
    """Findings of the rule of ages, the open one first."""
    lives = [life for life in case.journal.lives.values() if life.facts.rule == "CTL-01"]
    return sorted(lives, key=lambda life: not life.is_open)


def test_a_merge_carries_what_was_told_and_an_undone_one_brings_it_back(case: Case) -> None:
    old = case.lives()[CTL]
    events = len(case.journal.events)
    decide(case, ACCEPTED, "2026-03-03")
    outcome = case.night("2026-03-04")
    assert (outcome.detected, outcome.closed) == (1, 1)
    new, gone = of_rule(case)
    assert (new.state, new.before, new.detected) == ("notificado", (old.finding,), old.detected)
    assert (gone.finding, gone.closing, gone.after) == (old.finding, "fusion", new.finding)
    assert len(case.journal.events) == events + 2
    told = {row["Referencia"] for row in case.sheet("Hallazgos")}
    assert (reference_of(new.finding) in told, reference_of(old.finding) in told) == (True, False)

    assert not case.night("2026-03-04").is_fresh

    decide(case, REJECTED, "2026-03-05")
    case.night("2026-03-06")
    back, gone = of_rule(case)
    assert (back.finding, back.state, back.detected) == (old.finding, "notificado", old.detected)
    assert (gone.finding, gone.state, gone.after) == (new.finding, "cerrado", old.finding)


def test_an_answer_given_before_the_merge_is_not_asked_for_again(case: Case) -> None:
    case.answer([(case.reference(CTL), "justificado", "es centenaria")])
    case.night("2026-03-03", is_quiet=True)
    decide(case, ACCEPTED, "2026-03-03")
    case.night("2026-03-04")
    assert [(life.state, life.answer) for life in of_rule(case)] == [
        ("respondido", "justificado"), ("cerrado", "justificado"),
    ]  # fmt: skip
    assert [row["Regla"][:6] for row in case.sheet("Hallazgos")] == ["COI-01"]
