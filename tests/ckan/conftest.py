"""A real CKAN for the tests: from wheels alone, on loopback, started once and left running until the last session ends.

The first start installs it into .ckan/ of the checkout (or a temporary folder, where PostgreSQL's user cannot get
there) and takes about a minute; later ones take seconds. Where it cannot be started the tests say why. Tests break the
portal's index and storage on purpose, so that one module at a time has it to itself, also among several workers.

CKAN 2.12 is what always runs. PADRON_TEST_CKAN=2.11 (or 2.10) runs the same tests against that version, in a folder of
its own beside it; PADRON_TEST_CKAN_DIR names another folder.
"""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ckan.server.folder import RigError
from tests.ckan.server.portal import VERSIONS, Running, attach, bring_up, folder_for, take_down
from tests.ckan.server.users import Users

CHECKOUT = Path(__file__).resolve().parents[2]
Ckan = Running


@pytest.fixture(scope="session")
def ckan_folder() -> Iterator[Path]:
    """The folder of the portal; whoever leaves it last stops what runs there."""
    root = _folder(_version())
    root.mkdir(parents=True, exist_ok=True)
    users = Users(root)
    users.enter()
    yield root
    with _alone(root):
        if users.leave():
            take_down(root)


@pytest.fixture(scope="module")
def ckan(ckan_folder: Path) -> Iterator[Ckan]:
    """The portal for a module's tests; its data stay, so names must be new."""
    with _alone(ckan_folder):
        try:
            portal = attach(ckan_folder) or bring_up(ckan_folder, version=_version())
        except RigError as error:
            pytest.skip(f"a real CKAN cannot be started here: {' '.join(str(error).split())[-300:]}")
        yield portal


@pytest.fixture
def name() -> str:
    """A dataset name that no earlier session used: the portal keeps its data."""
    return f"t-{secrets.token_hex(6)}"


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _version() -> str:
    return os.environ.get("PADRON_TEST_CKAN", VERSIONS[0])


def _folder(version: str) -> Path:
    if given := os.environ.get("PADRON_TEST_CKAN_DIR"):
        return Path(given)
    suffix = "" if version == VERSIONS[0] else f"-{version}"
    return folder_for(CHECKOUT, Path(tempfile.gettempdir()) / "padron-ckan", suffix=suffix)
