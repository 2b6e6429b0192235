"""What the tests of the linker share: one engine with the linker's macros, and small tables of records."""

from collections.abc import Iterator

import pytest

from assets.engine import DuckDBEngine
from assets.link.linker.normalising import prepare


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("1GB") as opened:
        prepare(opened.connection)
        yield opened
