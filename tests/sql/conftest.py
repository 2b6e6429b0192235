"""What the tests of the judgement's statements share: one engine a module, and a bench a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.engine import DuckDBEngine
from tests.sql.core_case import Bench


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine() as opened:
        yield opened


@pytest.fixture
def bench(tmp_path: Path, engine: DuckDBEngine) -> Bench:
    return Bench(tmp_path, engine)
