"""The review queue: asked once, answered, signed, taken back, and shown only to whoever may see it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
import requests

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.raw.ledger import read_entries
from assets.resources import Bench
from assets.review.queue import Queue, open_cases
from assets.review.sides import open_sides
from pipelines.review_page import ReviewServer, open_page
from pipelines.settings import SAMPLE
from snis.deployment import load_deployment
from snis.errors import DecisionError
from snis.linkage_decisions import ACCEPTED, REJECTED, UNDECIDED
from tests.pipeline.person_case import CUIS, SHIPPED, Given, LinkingOffice

NOW = datetime(2026, 2, 8, 15, 0, tzinfo=UTC)
MOTHER = Given(1, cui="ana")
CHILD = Given(2, cui="ana", names="SAMUEL", born=date(2019, 5, 6))
SECOND_CHILD = Given(3, cui="ana", names="RUT", born=date(2021, 1, 2))


@pytest.fixture
def office(tmp_path: Path) -> LinkingOffice:
    """A mother whose CUI stands on the rows of her two children as well."""
    office = LinkingOffice(tmp_path)
    office.night("2026-02-05", a=[MOTHER, CHILD, SECOND_CHILD])
    return office


@contextmanager
def queue_of(office: LinkingOffice) -> Iterator[Queue]:
    """The queue as the night leaves it."""
    with DuckDBEngine(temp=office.store.scratch) as engine:
        build_table("link_revision", engine=engine, store=office.store)
        yield Queue(office.store, engine)


def answer(queue: Queue, verdict: str) -> int:
    """Answer the first case; returns the number of the decision."""
    return queue.answer(queue.open[0], verdict, who="ana", reason="prueba", moment=NOW).number


def test_each_two_persons_are_asked_about_once(office: LinkingOffice) -> None:
    with queue_of(office) as queue:
        assert len(queue.open) == 3
        assert {case.reason for case in queue.open} == {"cui_compartido"}


def test_nothing_is_asked_where_nobody_resembles_anybody_or_before_the_first_night(tmp_path: Path) -> None:
    alone = LinkingOffice(tmp_path)
    with DuckDBEngine(temp=alone.store.scratch) as engine:
        assert open_cases(alone.store, engine) == (0, 0)
        with pytest.raises(DecisionError, match="no hay cola de revisión todavía"):
            Queue(alone.store, engine)
    alone.night("2026-02-05", a=[MOTHER])
    with queue_of(alone) as queue:
        assert queue.open == ()


def test_the_queue_ends_when_all_is_answered_and_stays_empty_the_next_night(office: LinkingOffice) -> None:
    with queue_of(office) as queue:
        while queue.open:
            answer(queue, REJECTED)
    office.link()
    with queue_of(office) as queue:
        assert (queue.open, queue.set_aside) == ((), ())
    assert office.groups() == {frozenset({1}), frozenset({2}), frozenset({3})}


def test_two_that_are_said_to_be_one_are_one_from_the_next_night_on(office: LinkingOffice) -> None:
    with queue_of(office) as queue:
        answer(queue, ACCEPTED)
    office.link()
    assert len(office.groups()) == 2


def test_an_answer_that_is_taken_back_leaves_persons_and_queue_as_before(
    office: LinkingOffice,
) -> None:
    before = office.persons()
    with queue_of(office) as queue:
        number = answer(queue, ACCEPTED)
    office.link()
    with queue_of(office) as queue:
        queue.take_back(number, who="eva", reason="no era", moment=NOW)
    office.link()
    assert office.persons() == before
    with queue_of(office) as queue:
        assert (len(queue.open), len(queue.set_aside)) == (3, 0)


def test_what_nobody_can_tell_waits_apart_and_can_be_answered_later(office: LinkingOffice) -> None:
    with queue_of(office) as queue:
        answer(queue, UNDECIDED)
        assert (len(queue.open), len(queue.set_aside)) == (2, 1)
        aside = queue.case(queue.set_aside[0].name)
        queue.answer(aside, REJECTED, who="ana", reason="", moment=NOW)
        assert queue.set_aside == ()


@pytest.mark.parametrize("number", [1, 99])
def test_only_a_decision_that_stands_can_be_taken_back(office: LinkingOffice, number: int) -> None:
    with queue_of(office) as queue:
        answer(queue, UNDECIDED)
        with pytest.raises(DecisionError, match="no es una decisión en pie"):
            queue.take_back(number, who="ana", reason="", moment=NOW)


def test_decisions_that_are_cut_off_the_end_of_the_file_are_missed(office: LinkingOffice) -> None:
    with queue_of(office) as queue:
        answer(queue, REJECTED)
        answer(queue, REJECTED)
    path = office.store.work / "review" / "decisiones.jsonl"
    path.write_text(path.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    with pytest.raises(DecisionError, match="faltan decisiones al final"):
        office.link()


def test_a_reason_that_holds_a_number_of_somebody_is_refused(office: LinkingOffice) -> None:
    with queue_of(office) as queue:
        for reason in ("es 9765432141601", "tel. 5555-1234", "2987 12345 0101"):
            with pytest.raises(DecisionError, match="un número largo"):
                queue.answer(queue.open[0], REJECTED, who="ana", reason=reason, moment=NOW)
        queue.answer(queue.open[0], REJECTED, who="ana", reason="acta 12-2026, folio 301", moment=NOW)


def test_the_sides_are_the_records_of_the_two_persons(office: LinkingOffice) -> None:
    with queue_of(office) as queue, DuckDBEngine(temp=office.store.scratch) as engine:
        build_table("link_revision", engine=engine, store=office.store)
        own = Queue(office.store, engine)
        sides = open_sides(own.case(queue.open[0].name), store=office.store, engine=engine)
    assert {record[0] for record in (*sides.left, *sides.right)} == {CUIS["ana"]}
    assert len({record[1] for record in (*sides.left, *sides.right)}) == 2


def test_the_ledger_says_who_looked_and_who_answered_and_no_value(office: LinkingOffice) -> None:
    with queue_of(office) as queue:
        queue.opened(queue.open[0], who="ana", moment=NOW)
        answer(queue, REJECTED)
    entries = list(read_entries(office.store.ledger))
    assert [(entry.kind, entry.data["quien"]) for entry in entries] == [
        ("revision_abierta", "ana"),
        ("revision_decision", "ana"),
    ]
    assert not any(text in str(entry.data) for entry in entries for text in (CUIS["ana"], "SAMUEL", "RUT"))


# ---- the page ------------------------------------------------------------------------------------------


@contextmanager
def served(office: LinkingOffice) -> Iterator[ReviewServer]:
    """The page of the queue, on a real socket. The engine lives in the thread that serves."""
    with queue_of(office) as queue:
        bench = Bench(load_deployment(SAMPLE), office.store, queue.engine, NOW)
        with open_page(queue, bench, lambda: NOW, who="ana", port=0) as server:
            thread = Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield server
            server.shutdown()
            thread.join()


def test_the_page_shows_evidence_and_no_value_until_somebody_asks(office: LinkingOffice) -> None:
    with served(office) as server:
        masked = requests.get(server.address, timeout=30)
        case = re.findall(r'action="[^"]*/([0-9a-f]{12})"', masked.text)[0]
        opened = requests.post(server.address + case, data={"accion": "ver"}, timeout=30)
    assert "Lo que identifica está tapado" in masked.text
    assert (CUIS["ana"] in masked.text, CUIS["ana"] in opened.text) == (False, True)
    assert opened.headers["Cache-Control"] == "no-store"
    assert [entry.kind for entry in read_entries(office.store.ledger)] == ["revision_abierta"]


def test_an_answer_on_the_page_brings_the_next_case(office: LinkingOffice) -> None:
    with served(office) as server:
        for left in (2, 1, 0):
            page = requests.get(server.address, timeout=30).text
            case = re.findall(r'action="[^"]*/([0-9a-f]{12})"', page)[0]
            after = requests.post(
                server.address + case, data={"accion": "distintas", "motivo": "hijo"}, timeout=30
            )
            assert f"quedan {left} casos" in after.text
    assert "La cola terminó" in after.text


@pytest.mark.parametrize(
    "ask",
    [
        lambda server: requests.get(f"http://127.0.0.1:{server.server_port}/", timeout=30),
        lambda server: requests.get(f"http://127.0.0.1:{server.server_port}/otra-llave/", timeout=30),
        lambda server: requests.get(server.address, headers={"Host": "example.org"}, timeout=30),
    ],
    ids=["sin llave", "otra llave", "otro nombre"],
)
def test_the_page_answers_nobody_without_the_key_of_the_session(
    office: LinkingOffice, ask: Callable[[ReviewServer], requests.Response]
) -> None:
    with served(office) as server:
        response = ask(server)
    assert (response.status_code, "caso" in response.text) == (404, False)


def test_what_is_not_asked_rightly_is_refused_and_changes_nothing(office: LinkingOffice) -> None:
    with served(office) as server:
        case = server.queue.open[0].name
        assert requests.post(server.address + case, data={"accion": "borrar"}, timeout=30).status_code == 400
        assert (
            requests.post(server.address + "0" * 12, data={"accion": "misma"}, timeout=30).status_code == 409
        )
        assert (
            requests.post(server.address + case, data={"motivo": "x" * 20_000}, timeout=30).status_code == 413
        )
        assert server.queue.decisions == ()


# ---- decisions that contradict each other --------------------------------------------------------------


@pytest.fixture
def contradicted(office: LinkingOffice) -> LinkingOffice:
    """Both children were said to be the mother, and then not to be each other."""
    office.model = SHIPPED
    for day, verdict, first, second in (
        ("2026-02-05", ACCEPTED, 1, 2),
        ("2026-02-06", ACCEPTED, 1, 3),
        ("2026-02-07", REJECTED, 2, 3),
    ):
        office.decide(day, verdict, first, second)
    assert office.link().contradictions == 1
    return office


def test_an_accepted_decision_that_cannot_hold_is_counted_and_asked_again(
    contradicted: LinkingOffice,
) -> None:
    with queue_of(contradicted) as queue:
        assert [case.reason for case in queue.open] == ["decision_contradicha"]
        assert queue.evidence(queue.open[0])
        assert open_cases(contradicted.store, queue.engine) == (1, 1)


@pytest.mark.parametrize("verdict", [ACCEPTED, REJECTED, UNDECIDED])
def test_once_answered_it_waits_no_more_that_day(contradicted: LinkingOffice, verdict: str) -> None:
    with queue_of(contradicted) as queue:
        answer(queue, verdict)
        assert (queue.open, queue.set_aside) == ((), ())


@pytest.mark.parametrize(("verdict", "left"), [(ACCEPTED, 1), (REJECTED, 0)])
def test_it_comes_back_as_long_as_the_decisions_contradict(
    contradicted: LinkingOffice, verdict: str, left: int
) -> None:
    with queue_of(contradicted) as queue:
        answer(queue, verdict)
    assert contradicted.link().contradictions == left
    with queue_of(contradicted) as queue:
        assert len(queue.open) == left


def test_taking_the_other_decision_back_lets_the_first_hold(contradicted: LinkingOffice) -> None:
    with queue_of(contradicted) as queue:
        queue.take_back(3, who="eva", reason="", moment=NOW)
    assert contradicted.link().contradictions == 0
    assert contradicted.groups() == {frozenset({1, 2, 3})}
