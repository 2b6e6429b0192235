"""The demonstration's work folder: where it lies, and its fixed moment.

Belongs here: finding it and taking its moment for the clock. Does not belong here: making it (cli.py).
"""

from pathlib import Path

from pipelines.settings import Settings, names_work, read_settings, with_now

DEMO_NOW = "2026-05-04T01:00:00-06:00"
MARK = ".demo"


def demo_folder() -> Path | None:
    """The demo's folder when there is one and nothing else was said."""
    if names_work() or Path("work/keys.json").exists():
        return None
    return Path("work/demo") if Path("work/demo", MARK).exists() else None


def settings_of(deployment: Path | None, work: Path | None) -> Settings:
    """The settings of a command that looks at a work folder; in the demonstration's, its moment is now.

    Raises:
        SettingsError: as read_settings.
    """
    settings = read_settings(deployment=deployment, work=work or demo_folder())
    is_demo = (settings.work / MARK).exists() and not settings.now
    return with_now(settings, DEMO_NOW) if is_demo else settings
