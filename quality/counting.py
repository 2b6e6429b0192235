"""Great Expectations' own expectations, made to count the rows that fail and nothing else.

Belongs here: which metrics an expectation asks for. Does not belong here: which expectations there are
(expectations.py) or suites (suites.py).

As they come, expectations on columns also fetch failing values, even when none is to be shown: a statement for each of
them, and a mistyped CUI is somebody's CUI (privacy.md, section 4). These ask for the number of rows, of empty ones and
of failing ones, which Great Expectations puts into one statement for a whole suite. They keep the names of the classes
that they stand for, so that a suite that is kept opens with Great Expectations alone.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from great_expectations.core.id_dict import IDDict
from great_expectations.core.result_format import ResultFormat
from pydantic.v1 import PrivateAttr

# BASIC with no partial list returns counts and shares. Every other format returns failing values.
COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
_NO_VALUES = {"result_format": ResultFormat.BOOLEAN_ONLY}
_PLAIN = frozenset({str, int, bool, type(None)})

# A class takes the place of the one whose name it keeps; that is what is wanted, and no news to whoever reads a log.
logging.getLogger("great_expectations.expectations.registry").setLevel(logging.ERROR)


def _remembering(to_id: Callable[..., Any]) -> Callable[..., Any]:
    """The id of a metric's arguments, found once where it would be found ten times for each expectation."""
    known: dict[tuple[Any, ...], Any] = {}

    @wraps(to_id)
    def remembered(self: IDDict, id_keys: Any = None, id_ignore_keys: Any = None) -> Any:
        is_whole = id_keys is None and id_ignore_keys is None and not self._id_ignore_keys
        if not is_whole or not all(type(value) in _PLAIN for value in self.values()):
            return to_id(self, id_keys, id_ignore_keys)
        # True is 1 to a dictionary, and another argument to a metric.
        said = tuple((key, type(value), value) for key, value in self.items())
        if said not in known:
            known[said] = to_id(self)
        return known[said]

    return remembered


IDDict.to_id = _remembering(IDDict.to_id)


class _Remembered:
    """Mixin: the configuration is built once, where it would be built ninety times in a run."""

    _known: Any

    @property
    def configuration(self) -> Any:
        """The same configuration as long as nothing of the expectation was set again."""
        if self._known is None:
            self._known = super().configuration  # type: ignore[misc]
        return self._known

    def __setattr__(self, name: str, value: Any) -> None:
        """Forget the configuration with each change, as when a store gives the expectation its id."""
        super().__setattr__(name, value)
        if name != "_known":
            super().__setattr__("_known", None)


class _Counted(_Remembered):
    """Mixin: no metric that returns a value of a row."""

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: Any = None, **kwargs: Any
    ) -> Any:
        """The metrics of a yes or no, which are the counts; the result that is made of them says them."""
        asked = {**(runtime_configuration or {}), "result_format": _NO_VALUES}
        found = super().get_validation_dependencies(execution_engine, asked, **kwargs)  # type: ignore[misc]
        found.result_format = COUNTS_ONLY
        return found


def counting(expectation: Any) -> Any:
    """The class that takes the place of one of Great Expectations' own, under the same name."""
    mixin = _Counted if getattr(expectation, "map_metric", None) else _Remembered
    body = {"__module__": __name__, "__doc__": expectation.__doc__, "_known": PrivateAttr(None)}
    return type(expectation)(expectation.__name__, (mixin, expectation), body)
