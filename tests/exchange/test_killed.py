"""A session killed at any write goes on where it was: the same bytes in the end, nothing doubled or asked again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import assets.store
from tests.exchange.exchange_case import Case
from tests.exchange.reference_server import ReferenceServer
from tests.pipeline.delivery_case import PEOPLE

ALL = {"ana": "validado", "eva": "discrepancia:nombres", "ira": "no_encontrado"}


class KilledError(BaseException):
    """The process ended here."""


@pytest.fixture
def kill_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """End the process instead of the nth file that takes its place."""
    real = assets.store.replace_file

    def arm(place: int) -> None:
        count = 0

        def replace_file(source: Path, target: Path) -> None:
            nonlocal count
            count += 1
            if count == place:
                raise KilledError
            real(source, target)

        monkeypatch.setattr(assets.store, "replace_file", replace_file)

    return arm


def killed_all_along(session: Callable[[], object], kill_at: Callable[[int], None]) -> int:
    """Kill a session at its first write, then at the second of the next one, and so on, until one ends well."""
    for kills in range(60):
        kill_at(kills + 1)
        try:
            session()
        except KilledError:
            continue
        kill_at(0)
        return kills
    raise AssertionError("it never ends")


def test_by_file(tmp_path: Path, kill_at: Callable[[int], None]) -> None:
    calm, killed = Case(tmp_path / "calm"), Case(tmp_path / "killed")
    for case in (calm, killed):
        case.deliver("ana", "eva", "ira")
    calm.session()
    assert killed_all_along(killed.session, kill_at) > 4
    assert killed.digests() == calm.digests()
    assert [entry["sha256"] for entry in killed.entries()] == [entry["sha256"] for entry in calm.entries()]
    for case in (calm, killed):
        case.answer("respuesta_1.csv", case.said(ALL))
    calm.session("2026-02-04")
    assert killed_all_along(lambda: killed.session("2026-02-04"), kill_at) > 4
    assert killed.digests() == calm.digests()
    assert killed.states() == ALL
    assert [entry["sha256"] for entry in killed.entries()] == [entry["sha256"] for entry in calm.entries()]
    assert killed.requests() == {}


def test_by_service(tmp_path: Path, kill_at: Callable[[int], None]) -> None:
    with ReferenceServer() as first, ReferenceServer() as second:
        calm = Case(tmp_path / "calm", validation=first.validation(batch_rows=2))
        killed = Case(tmp_path / "killed", validation=second.validation(batch_rows=2))
        for case in (calm, killed):
            case.deliver("ana", "eva", "ira")
        calm.session()
        assert killed_all_along(killed.session, kill_at) > 6
        assert killed.digests() == calm.digests()
        assert set(killed.states().values()) == {"validado"}
        # A lot may have left before anybody could note so; the service is asked for it first.
        assert set(second.asked.values()) == {1}


def test_a_lot_that_is_refused(tmp_path: Path, kill_at: Callable[[int], None]) -> None:
    with ReferenceServer() as server:
        server.refused[PEOPLE["eva"][0]] = 422
        case = Case(tmp_path, validation=server.validation(batch_rows=1))
        case.deliver("ana", "eva", "ira")
        assert killed_all_along(case.session, kill_at) > 6
        assert [lot.estado for lot in case.standing().lots].count("apartado") == 1
        assert sorted(case.states().values()) == ["nunca_enviado", "validado", "validado"]
        assert set(server.asked.values()) == {1}
        assert {tuple(entry["lote"]) for entry in case.entries("apartado")} == {
            (lot.lote_id,) for lot in case.standing().lots if lot.estado == "apartado"
        }


def test_an_answer_that_is_too_big(
    case: Case, kill_at: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.exchange.by_file._MOST_BYTES", 130)
    case.session()
    case.answer("respuesta_1.csv", case.said(ALL))
    killed_all_along(lambda: case.session("2026-02-04"), kill_at)
    assert [entry["vez"] for entry in case.entries("respuesta")] == [1]
    assert len(case.acknowledgements()) == 1


def test_a_lost_store_is_made_again_from_the_sealed_copies(case: Case) -> None:
    case.session()
    asked = case.numbers()
    case.answer("respuesta_1.csv", case.said({"ana": "validado"}, asked=asked))
    case.session("2026-02-04")
    case.answer("respuesta_2.csv", case.said({"ana": "fallecido"}, on="2026-02-04", asked=asked))
    case.session("2026-02-05")
    before, entries = case.digests(), case.entries()
    for folder in ("link_consulta", "link_respuesta", "link_validacion", "link_identidad"):
        shutil.rmtree(case.work / "store" / "link" / folder)
    shutil.rmtree(case.outbox)
    case.session("2026-02-05")
    assert case.digests() == before
    assert case.entries() == entries
    assert case.numbers() == asked, "what is still awaited lies in the outbox again"
