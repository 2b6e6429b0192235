"""Telling whoever waits how far the night is.

Belongs here: one channel from the steps to a listener (the terminal, a test). Does not belong here: drawing
(pipelines/terminal.py) or logging. A report holds a step and counts, never a value.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None:
    """Nobody waits."""


_LISTENER: ContextVar[Listener] = ContextVar("padron_progress", default=_silent)


def report(step: str, done: int, total: int) -> None:
    """Say that `done` of `total` units of a step are finished."""
    _LISTENER.get()(step, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send the reports of everything inside the block to a listener."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)
