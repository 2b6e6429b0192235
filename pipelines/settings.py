"""Settings of a run: the only module that reads the environment.

Belongs here: names and defaults of settings, Dagster's home, switches that turn the telemetry of
libraries off. Does not belong here: what the settings are used for.
"""

import os
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from snis.errors import SettingsError

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
_MEMORY = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", re.IGNORECASE)
_DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
# Steps try again by themselves; a whole run only when its process ended before it did.
run_retries:
  enabled: true
  max_retries: 2
  retry_on_asset_or_op_failure: false
# Ends a run that takes longer than its tag dagster/max_runtime allows.
run_monitoring:
  enabled: true
"""
# What Dagster says of its own code, and no reader of ours can do anything about: beginnings of messages.
_OF_DAGSTER_ITSELF = (
    "Function `dev_command` is superseded",
    "Parameter `owners` of initializer `SensorDefinition.__init__` is currently in beta",
)


@dataclass(frozen=True)
class Settings:
    """Where a deployment lies and what a night may use.

    Attributes:
        deployment: the deployment folder.
        work: the work folder, made when it is missing.
        key_file: the deployment's keys.
        memory_limit: what DuckDB may hold, in its own words ("2GB").
        threads: DuckDB's worker threads.
        now: a fixed moment (ISO 8601) instead of the clock; empty in production.
        settle_seconds: a dropped file is taken in when it has not changed for this long.
        ckan_url, ckan_token, ckan_organisation: the portal; no URL, no portal.
        verifier_token: the token of the service that validates identities, when one is called.
    """

    deployment: Path
    work: Path
    key_file: Path
    memory_limit: str = "2GB"
    threads: int = 2
    now: str = ""
    settle_seconds: int = 5
    ckan_url: str = ""
    ckan_token: str = ""
    ckan_organisation: str = ""
    verifier_token: str = ""


def read_settings(
    *, deployment: Path | None = None, work: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings from arguments first, then environment variables, then defaults.

    Raises:
        SettingsError: a number, an amount of memory or a moment is none, or a portal has no token.
    """
    env = os.environ if environ is None else environ
    folder = (work or Path(env.get("PADRON_WORK", "work"))).resolve()
    settings = Settings(
        deployment=(deployment or Path(env.get("PADRON_DEPLOYMENT", str(SAMPLE)))).resolve(),
        work=folder,
        key_file=Path(env["PADRON_KEY_FILE"]).resolve() if "PADRON_KEY_FILE" in env else folder / "keys.json",
        memory_limit=_memory(env.get("PADRON_MEMORY_LIMIT") or "2GB"),
        threads=_number(env, "PADRON_THREADS", 2, least=1),
        now=_moment(env.get("PADRON_NOW", ""), "PADRON_NOW"),
        settle_seconds=_number(env, "PADRON_SETTLE_SECONDS", 5),
        ckan_url=env.get("PADRON_CKAN_URL", "").rstrip("/"),
        ckan_token=env.get("PADRON_CKAN_TOKEN", ""),
        ckan_organisation=env.get("PADRON_CKAN_ORGANISATION", ""),
        verifier_token=env.get("PADRON_VERIFIER_TOKEN", ""),
    )
    if settings.ckan_url and not settings.ckan_token:
        raise SettingsError(
            "hay un portal CKAN pero no su token",
            place="PADRON_CKAN_TOKEN",
            remedy="Defina PADRON_CKAN_TOKEN, o quite PADRON_CKAN_URL.",
        )
    return settings


def names_work() -> bool:
    """Whether the environment names a work folder."""
    return bool(os.environ.get("PADRON_WORK"))


def chromium_named() -> str:
    """The browser that the environment points at, for the print of reports; empty when it points at none."""
    return os.environ.get("PADRON_CHROMIUM", "")


def secret_named(variable: str) -> str:
    """The secret that the environment keeps under a name; empty when it keeps none. Nobody writes it anywhere."""
    return os.environ.get(variable, "")


def as_environment(settings: Settings) -> dict[str, str]:
    """The environment in which another process reads the same settings."""
    return {
        **os.environ,
        **quiet_environment(settings.work),
        "PADRON_DEPLOYMENT": str(settings.deployment),
        "PADRON_WORK": str(settings.work),
        "PADRON_KEY_FILE": str(settings.key_file),
        "PADRON_NOW": settings.now,
        "PYTHONWARNINGS": ",".join(f"ignore:{message}" for message in _OF_DAGSTER_ITSELF),
    }


def quiet_environment(work: Path) -> dict[str, str]:
    """Variables that turn telemetry off and keep Dagster's records inside the work folder, written many at a time."""
    return {
        "DAGSTER_HOME": str(work / "dagster"),
        "DAGSTER_EVENT_BATCH_SIZE": "1000",
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


def prepare_process(settings: Settings) -> Path:
    """Make this process quiet and give Dagster its home; returns that folder.

    Raises:
        SettingsError: nothing can be written in the work folder.
    """
    home = settings.work / "dagster"
    config = home / "dagster.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not config.exists():
            config.write_text(_DAGSTER_YAML, encoding="utf-8")
    except OSError:
        raise SettingsError(
            "no se puede escribir en la carpeta de trabajo",
            place=settings.work.name,
            remedy="Revise que exista, sus permisos y el espacio en disco, o señale otra con --work o PADRON_WORK.",
        ) from None
    os.environ.update(quiet_environment(settings.work))
    # Dagster announces its own beta parameters, which no reader of a night can do anything about.
    warnings.filterwarnings("ignore", module="dagster")
    return home


def with_now(settings: Settings, now: str) -> Settings:
    """The same settings at a fixed moment, ISO 8601.

    Raises:
        SettingsError: the text is no moment.
    """
    return replace(settings, now=_moment(now, "--now"))


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        raise SettingsError(
            "se esperaba un número entero", place=name, remedy=f"Por ejemplo: {name}={default}."
        )
    if int(text) < least:
        raise SettingsError(f"el menor número que se admite es {least}", place=name, remedy="Corríjalo.")
    return int(text)


def _memory(text: str) -> str:
    if not _MEMORY.fullmatch(text):
        raise SettingsError(
            "se esperaba una cantidad de memoria con su unidad",
            place="PADRON_MEMORY_LIMIT",
            remedy="Por ejemplo: PADRON_MEMORY_LIMIT=2GB.",
        )
    return text


def _moment(text: str, name: str) -> str:
    try:
        if text:
            datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            "se esperaba un momento en ISO 8601",
            place=name,
            remedy="Escríbalo así: 2026-05-04T01:00:00-06:00.",
        ) from None
    return text
