"""A round of alerts over a real work folder: told once, entered in the ledger, and never in the way of a night."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from assets.lock import night_lock
from pipelines.alerts.sending import alert_after_a_night
from pipelines.alerts.state import FILE, only_one, read_state
from snis.errors import AlertError
from tests.service.hook_server import HookServer
from tests.service.service_case import Case, told

FAILED = ("aviso", "noche_fallida")


@pytest.fixture
def failed(case: Case) -> Case:
    """The last night failed."""
    case.night(outcome="fallo", hour=2)
    return case


def test_a_night_that_failed_is_told_once_and_taken_back(failed: Case) -> None:
    with HookServer() as server:
        failed.tells(server)
        failed.round()
        failed.round("2026-05-04T12:10:00-06:00")
        assert told(server).count(FAILED) == 1
        failed.night(hour=13)
        failed.round("2026-05-04T14:00:00-06:00")
    assert told(server)[-1] == ("recuperacion", "noche_fallida")
    assert len(server.posts) == 2


def test_what_left_stands_in_the_ledger_and_says_nobodys_value(failed: Case) -> None:
    with HookServer() as server:
        failed.tells(server)
        failed.round()
    (entry,) = [data for data in failed.entered() if data["clave"] == "noche_fallida"]
    assert entry == {
        "canal": "sala",
        "tipo": "aviso",
        "clave": "noche_fallida",
        "gravedad": "critica",
        "cuenta": 1,
    }


def test_while_a_night_is_at_work_the_ledger_is_told_later(
    failed: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HookServer() as server:
        failed.tells(server)
        with night_lock(failed.work):
            # The lock counts its holders inside a process; another process would not get it.
            monkeypatch.setattr("pipelines.alerts.state.night_lock", locked)
            failed.round()
        assert server.posts
        assert failed.entered() == []
        monkeypatch.undo()
        monkeypatch.setattr("assets.service.conditions.shutil.disk_usage", lambda _: Room())
        failed.round("2026-05-04T12:10:00-06:00")
    assert "noche_fallida" in {data["clave"] for data in failed.entered()}
    assert read_state(failed.work).unentered == []


class Room:
    total, free = 100, 50


def locked(work: Path) -> object:
    from snis.errors import NightLockedError

    raise NightLockedError("otra noche trabaja")


def test_a_channel_that_is_down_is_told_later_and_loses_nothing(failed: Case) -> None:
    with HookServer([500, 500]) as server:
        failed.tells(server)
        first = failed.round()
        assert "HTTP 500" in first.failed["sala"].message
        assert first.waiting > 0
        assert failed.entered() == []
        assert failed.round("2026-05-04T12:00:30-06:00").failed == {}, "it waits before it tries again"
        failed.round("2026-05-04T12:01:00-06:00")
        last = failed.round("2026-05-04T12:10:00-06:00")
    assert (last.failed, last.waiting) == ({}, 0)
    identities = {post.headers["Idempotency-Key"] for post in server.posts}
    assert (len(server.posts), len(identities)) == (3, 1)


def test_quiet_hours_hold_back_what_is_not_critical(failed: Case) -> None:
    with HookServer() as server:
        failed.tells(server, quiet_hours={"begin": "20:00", "end": "07:00"})
        failed.round("2026-05-04T22:00:00-06:00")
        assert told(server) == [FAILED]
        failed.round("2026-05-05T05:00:00-06:00")
        assert len(server.posts) == 1
        failed.round("2026-05-05T07:00:00-06:00")
    assert {key for kind, key in told(server)[1:] if kind == "aviso"} == {
        "entrega:mides:mides-pagos",
        "noche_sin_correr",
    }


def test_a_damaged_memory_tells_again_rather_than_never(failed: Case) -> None:
    with HookServer() as server:
        failed.tells(server)
        failed.round()
        (failed.work / "service" / FILE).write_text('{"avisos": [', encoding="utf-8")
        failed.round("2026-05-04T12:10:00-06:00")
    assert told(server).count(FAILED) == 2


def test_two_rounds_at_once_are_one(failed: Case) -> None:
    with HookServer() as server:
        failed.tells(server)
        with only_one(failed.work), pytest.raises(AlertError), only_one(failed.work, patience=0.0):
            pass


def test_without_channels_nobody_is_told_and_nothing_is_remembered(failed: Case) -> None:
    assert "no tiene canales" in failed.round().notes[0]
    assert not (failed.work / "service" / FILE).exists()


def test_a_kill_between_sending_and_remembering_tells_it_again_with_the_same_identity(
    failed: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> object:
        raise KeyboardInterrupt

    with HookServer() as server:
        failed.tells(server)
        monkeypatch.setattr("pipelines.alerts.sending.was_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            failed.round()
        monkeypatch.undo()
        monkeypatch.setattr("assets.service.conditions.shutil.disk_usage", lambda _: Room())
        failed.round("2026-05-04T12:00:01-06:00")
    first, second = (
        {item["clave"]: item["id"] for item in post.content["avisos"]}["noche_fallida"]
        for post in server.posts
    )
    assert first == second


@pytest.mark.parametrize("content", ["alerts: {channels: 7}", "{", "version: 9"])
def test_after_a_night_a_broken_policy_is_said_and_fails_nothing(failed: Case, content: str) -> None:
    (failed.office.folder / "despliegue" / "service.yaml").write_text(content, encoding="utf-8")
    (note,) = alert_after_a_night(failed.workshop()).notes
    assert note.startswith("Los avisos no se enviaron: ")


def test_the_memory_is_of_codes_and_counts(failed: Case) -> None:
    with HookServer() as server:
        failed.tells(server)
        failed.round()
    content = json.loads((failed.work / "service" / FILE).read_text(encoding="utf-8"))
    assert set(content) == {"avisos", "espera", "enviado", "por_asentar"}
    assert datetime.fromisoformat(content["enviado"]["sala"][0]) == failed.workshop().moment()
