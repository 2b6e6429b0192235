"""How the release in place stands on the portal, also when whoever wrote there did not live to say so."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assets.engine import DuckDBEngine
from assets.open import portal_publication
from assets.open.placing import MANIFEST
from assets.open.portal import Portal
from assets.open.portal_publication import apply_to_portal
from assets.open.portal_standing import CUT, PUBLISHED, READY, standing_on_portal
from assets.resources import Bench
from assets.store import Store, write_json
from publish.ckan_client import PublishReport
from snis.deployment import load_deployment
from snis.errors import PublishError
from snis.keys import Keys
from tests.publish.release_case import SAMPLE

PORTAL = Portal(url="http://127.0.0.1:9", token="x", organisation="mides")
DONE = PublishReport(created=(), updated=("cobertura",), kept=(), files=3)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    store = Store(tmp_path, Keys(*(bytes([number]) * 32 for number in range(5))))
    store.ledger.mkdir(parents=True)
    content = {"edicion": "2026-04", "huella": "h", "paquetes": 0, "archivos": 0, "conjuntos": {}}
    write_json(store.ledger / MANIFEST, content)
    with DuckDBEngine() as engine:
        return Bench(load_deployment(SAMPLE), store, engine, datetime(2026, 5, 4, tzinfo=UTC))


def attempt(bench: Bench, monkeypatch: pytest.MonkeyPatch, end: PublishReport | BaseException) -> None:
    def published(*_: object, **__: object) -> PublishReport:
        if isinstance(end, BaseException):
            raise end
        return end

    monkeypatch.setattr(portal_publication, "publish_packages", published)
    with suppress(PublishError, KeyboardInterrupt):
        apply_to_portal(bench, PORTAL)


def state(bench: Bench) -> str:
    standing = standing_on_portal(bench.store)
    return standing.state if standing is not None else ""


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([], ""),
        ([DONE], PUBLISHED),
        ([PublishError("no responde")], READY),
        ([KeyboardInterrupt()], CUT),
        ([DONE, KeyboardInterrupt()], CUT),
        ([KeyboardInterrupt(), DONE], PUBLISHED),
        ([KeyboardInterrupt(), PublishError("no responde")], READY),
    ],
    ids=["never", "done", "refused", "killed", "killed-later", "ended", "refused-after-a-kill"],
)
def test_the_standing_after_some_attempts(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, ends: list[PublishReport | BaseException], expected: str
) -> None:
    for number, end in enumerate(ends):
        attempt(replace(bench, now=datetime(2026, 5, 4 + number, tzinfo=UTC)), monkeypatch, end)
    assert state(bench) == expected


def test_after_a_kill_somebody_is_told_what_to_look_at(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt(bench, monkeypatch, KeyboardInterrupt())
    standing = standing_on_portal(bench.store)
    assert standing is not None
    [said] = standing.needs_person()
    assert "puede haber conjuntos ocultos en el portal" in said
    assert "padron publish apply" in said
