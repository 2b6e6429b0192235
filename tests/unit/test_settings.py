"""Settings: arguments, then environment, then defaults."""

from pathlib import Path

import pytest

from pipelines.settings import SAMPLE, as_environment, prepare_process, read_settings
from snis.errors import SettingsError


def test_defaults_point_at_the_sample_and_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings(environ={})
    assert settings.deployment == SAMPLE
    assert settings.work == tmp_path / "work"
    assert settings.key_file == tmp_path / "work" / "keys.json"


def test_arguments_win_over_the_environment(tmp_path: Path) -> None:
    settings = read_settings(work=tmp_path / "a", environ={"PADRON_WORK": str(tmp_path / "b")})
    assert settings.work == tmp_path / "a"


def test_a_portal_without_a_token_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PADRON_CKAN_TOKEN"):
        read_settings(work=tmp_path, environ={"PADRON_CKAN_URL": "http://127.0.0.1:1"})


def test_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PADRON_THREADS"):
        read_settings(work=tmp_path, environ={"PADRON_THREADS": "dos"})


def test_every_library_is_told_to_keep_quiet(tmp_path: Path) -> None:
    settings = read_settings(work=tmp_path, environ={})
    environment = as_environment(settings)
    assert environment["DAGSTER_DISABLE_TELEMETRY"] == "1"
    assert environment["GX_ANALYTICS_ENABLED"] == "false"
    home = prepare_process(settings)
    assert "enabled: false" in (home / "dagster.yaml").read_text(encoding="utf-8")
