"""A ministry of plans of one's own."""

from pathlib import Path

import pytest

from tests.sfi.plan_case import PlanCase


@pytest.fixture
def case(tmp_path: Path) -> PlanCase:
    """Files hold their whole period."""
    return PlanCase(tmp_path)


@pytest.fixture
def adding(tmp_path: Path) -> PlanCase:
    """Files add to what came before."""
    return PlanCase(tmp_path, mode="increment")
