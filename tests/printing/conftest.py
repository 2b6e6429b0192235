"""A press of one's own for each test, on one engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.engine import DuckDBEngine
from tests.printing.press import Press


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@pytest.fixture
def press(tmp_path: Path, duck: DuckDBEngine) -> Press:
    return Press(tmp_path, duck)
