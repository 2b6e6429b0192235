"""Expectations as Great Expectations suites.

Belongs here: the translation of our kinds of expectation, definitions and checkpoint into theirs. Does not belong here:
which expectations there are (expectations.py), what they may ask of the data (counting.py), or running them
(validation.py).

Importing Great Expectations costs seconds, so only the quality step imports this module.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.core.freshness_diagnostics import (
    CheckpointFreshnessDiagnostics,
    ExpectationSuiteFreshnessDiagnostics,
    ValidationDefinitionFreshnessDiagnostics,
)

from quality.counting import counting
from quality.expectations import Expectation, Kind, Severity

_TYPES: Mapping[Kind, Any] = {
    "columns": counting(gxe.ExpectTableColumnsToMatchOrderedList),
    "not_null": counting(gxe.ExpectColumnValuesToNotBeNull),
    "in_set": counting(gxe.ExpectColumnValuesToBeInSet),
    "not_in_set": counting(gxe.ExpectColumnValuesToNotBeInSet),
    "matches": counting(gxe.ExpectColumnValuesToMatchRegex),
    "without": counting(gxe.ExpectColumnValuesToNotMatchLikePattern),
    "between": counting(gxe.ExpectColumnValuesToBeBetween),
    "unique": counting(gxe.ExpectColumnValuesToBeUnique),
    "unique_together": counting(gxe.ExpectCompoundColumnsToBeUnique),
    "no_rows": counting(gxe.ExpectTableRowCountToEqual),
}
_SEVERITIES: Mapping[Severity, str] = {"bloquea": "critical", "avisa": "warning", "informa": "info"}


class FreshSuite(gx.ExpectationSuite):  # type: ignore[misc]
    """A suite that this run wrote a moment ago."""

    def is_fresh(self) -> ExpectationSuiteFreshnessDiagnostics:
        """It is, once it was written."""
        return ExpectationSuiteFreshnessDiagnostics(errors=[]) if self.id else super().is_fresh()


class FreshDefinition(gx.ValidationDefinition):  # type: ignore[misc]
    """A definition that this run wrote a moment ago.

    Great Expectations reads it and its suite back five times to see whether somebody changed them meanwhile; for a
    project that nobody else can have opened yet, that costs a sixth of the run.
    """

    def is_fresh(self) -> ValidationDefinitionFreshnessDiagnostics:
        """It is, once it was written."""
        return ValidationDefinitionFreshnessDiagnostics(errors=[]) if self.id else super().is_fresh()


class FreshCheckpoint(gx.Checkpoint):  # type: ignore[misc]
    """A checkpoint that this run wrote a moment ago."""

    def is_fresh(self) -> CheckpointFreshnessDiagnostics:
        """It is, once it was written."""
        return CheckpointFreshnessDiagnostics(errors=[]) if self.id else super().is_fresh()


def suite_of(table: str, expectations: Iterable[Expectation]) -> Any:
    """The suite of one table or view."""
    return FreshSuite(name=table, expectations=[_translate(expectation) for expectation in expectations])


def _translate(expectation: Expectation) -> Any:
    column = {"column": expectation.column} if expectation.column else {}
    return _TYPES[expectation.kind](
        **column,
        **expectation.arguments,
        description=expectation.title,
        severity=_SEVERITIES[expectation.severity],
        meta={"nombre": expectation.name, "vista": expectation.table, "dimension": expectation.dimension},
    )
