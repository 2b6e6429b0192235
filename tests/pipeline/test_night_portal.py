"""A portal that is down for the night costs the night nothing: the release is ready, and everybody is told."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assets.open.portal_standing import READY, standing_on_portal
from pipelines.settings import Settings, with_now
from publish import ckan_api
from tests.pipeline.conftest import Night, run

LATER = "2026-05-05T01:00:00-06:00"


def test_a_night_without_its_portal_does_everything_else(
    small_night: Night, copy_of: Callable[[Night], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ckan_api, "PAUSES_SECONDS", ())
    monkeypatch.setenv("PADRON_CKAN_TOKEN", "un-token")
    settings = replace(
        copy_of(small_night), ckan_url="http://127.0.0.1:9", ckan_token="un-token", ckan_organisation="mides"
    )
    night = run(with_now(settings, LATER))
    assert (night.report.failed, night.report.exit_code) == ((), 1)
    standing = standing_on_portal(night.store)
    assert standing is not None
    assert (standing.state, standing.release) == (READY, night.report.summary.release)
    assert dict(night.report.summary.lines())["Portal"] == f"edición {standing.release} {READY}"
    [said] = [text for text in night.report.summary.needs_person if text.startswith("portal")]
    assert "no responde" in said
    assert "padron publish apply" in said
    assert "un-token" not in said
    assert night.digests() == small_night.digests()
