"""What holds for every test.

Belongs here: how tests are named. Does not belong here: fixtures, which stand beside the tests that use them.
"""

import pytest


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes are named by their argument: a container holds the moment it was made, and workers must agree on names."""
    return argname if isinstance(val, bytes) else None
