"""A real CKAN 2.12 for the tests: started once a session, from wheels alone, on loopback.

The first start installs it into .ckan/ of the checkout (or a temporary folder, when PostgreSQL could not get there)
and takes about a minute; later ones take seconds. Where it cannot be started the tests say why.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVER = Path(__file__).parent / "server"
CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ckan:
    """A running portal and an administrator's token."""

    url: str
    token: str
    solr: str


@pytest.fixture(scope="session")
def ckan() -> Iterator[Ckan]:
    folder = _folder()
    started = subprocess.run(
        [sys.executable, str(SERVER / "up.py"), str(folder), "--workers", "1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    if started.returncode:
        subprocess.run(
            [sys.executable, str(SERVER / "down.py"), str(folder)], check=False, capture_output=True
        )
        pytest.skip(f"a real CKAN cannot be started here: {started.stderr.strip()[-400:]}")
    lines = dict(line.split("=", 1) for line in (folder / "ckan.env").read_text().splitlines())
    values = {key: value.strip("'") for key, value in lines.items()}
    yield Ckan(values["CKAN_URL"], values["CKAN_API_KEY"], values["SOLR_URL"])
    subprocess.run([sys.executable, str(SERVER / "down.py"), str(folder)], check=True, capture_output=True)


def _folder() -> Path:
    """PostgreSQL refuses root and runs as another user then, who has to be able to pass through every parent."""
    wanted = CHECKOUT / ".ckan"
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in (CHECKOUT, *CHECKOUT.parents)):
        return wanted
    folder = Path(tempfile.gettempdir()) / "padron-ckan"
    shutil.rmtree(folder, ignore_errors=True)
    return folder
