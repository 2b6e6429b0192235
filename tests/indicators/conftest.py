"""One engine for the tests of indicators."""

from collections.abc import Iterator

import pytest

from assets.engine import DuckDBEngine


@pytest.fixture(scope="session")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened
