"""Expectations as Great Expectations suites.

Belongs here: the translation of our kinds of expectation into theirs, and the protected result format. Does not
belong here: which expectations there are (expectations.py) or running them (runner.py).

Importing Great Expectations costs seconds, so only the quality step imports this module.
"""

from collections.abc import Callable, Iterable
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe

from quality.expectations import Expectation

# BASIC with no partial list returns counts and shares. Every other format returns failing values, and a mistyped CUI
# is somebody's CUI (privacy.md, section 4).
COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}

_BUILD: dict[str, Callable[[Expectation], dict[str, Any]]] = {
    "columns": lambda e: {"column_list": e.arguments["columns"]},
    "not_null": lambda e: {"column": e.column},
    "in_set": lambda e: {"column": e.column, "value_set": e.arguments["set"]},
    "matches": lambda e: {"column": e.column, "regex": e.arguments["regex"]},
    "between": lambda e: {"column": e.column, "min_value": e.arguments["min"]},
    "unique": lambda e: {"column": e.column},
    "unique_together": lambda e: {"column_list": e.arguments["columns"]},
    "no_rows": lambda e: {"value": 0},
}
_TYPES: dict[str, Any] = {
    "columns": gxe.ExpectTableColumnsToMatchOrderedList,
    "not_null": gxe.ExpectColumnValuesToNotBeNull,
    "in_set": gxe.ExpectColumnValuesToBeInSet,
    "matches": gxe.ExpectColumnValuesToMatchRegex,
    "between": gxe.ExpectColumnValuesToBeBetween,
    "unique": gxe.ExpectColumnValuesToBeUnique,
    "unique_together": gxe.ExpectCompoundColumnsToBeUnique,
    "no_rows": gxe.ExpectTableRowCountToEqual,
}
_SEVERITIES = {"bloquea": "critical", "avisa": "warning", "informa": "info"}


def suite_of(table: str, expectations: Iterable[Expectation]) -> Any:
    """The suite of one table or view."""
    return gx.ExpectationSuite(
        name=table, expectations=[_translate(expectation) for expectation in expectations]
    )


def _translate(expectation: Expectation) -> Any:
    return _TYPES[expectation.kind](
        **_BUILD[expectation.kind](expectation),
        description=expectation.title,
        severity=_SEVERITIES[expectation.severity],
        meta={"nombre": expectation.name, "vista": expectation.table, "dimension": expectation.dimension},
    )
