"""The statements of the judgement, and the values that each has bound.

Belongs here: finding a statement by its name and giving it what it names. Does not belong here: the values
(binding.py) or the order of the statements (judgement.py).
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from snis.errors import StoreError

_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")


@cache
def statement(name: str) -> str:
    """The SQL text of a table of the judgement: assets/core/<name>.sql."""
    return (files("assets") / "core" / f"{name}.sql").read_text(encoding="utf-8").strip()


@cache
def parameters(name: str) -> frozenset[str]:
    """Names of the values that a statement has bound."""
    return frozenset(_PARAMETER.findall(_COMMENT.sub("", statement(name))))


def values_for(name: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values that a statement names.

    Raises:
        StoreError: one of them is missing.
    """
    missing = parameters(name) - set(values)
    if missing:
        raise StoreError(f"faltan valores por enlazar: {', '.join(sorted(missing))}", place=name)
    return {parameter: values[parameter] for parameter in sorted(parameters(name))}
