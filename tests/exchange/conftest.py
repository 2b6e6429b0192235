"""An office with a verifier, and the verifier's reference service."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.exchange_case import Case
from tests.exchange.reference_server import ReferenceServer


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Ana, Eva and Ira were paid; nothing was asked yet. By file."""
    made = Case(tmp_path)
    made.deliver("ana", "eva", "ira")
    return made


@pytest.fixture
def server() -> Iterator[ReferenceServer]:
    with ReferenceServer() as running:
        yield running


@pytest.fixture
def called(tmp_path: Path, server: ReferenceServer) -> Case:
    """The same by service, two identities in a lot."""
    made = Case(tmp_path, validation=server.validation(batch_rows=2))
    made.deliver("ana", "eva", "ira")
    return made
