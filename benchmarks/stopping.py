"""A step in a process of its own, which ends with the step or is stopped when patience does.

Belongs here: the process and its end. Does not belong here: what is measured.
"""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class StepFailedError(RuntimeError):
    """The process of a step ended without an answer; its own words are on the terminal."""


def alone(step: Callable[..., T], *given: object, patience: float | None = None) -> T | None:
    """What a step returns; None when it was stopped after so many seconds.

    Raises:
        StepFailedError: the step failed.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(step, theirs, given))
    process.start()
    theirs.close()
    try:
        if ours.poll(patience):
            answer: T = ours.recv()
            return answer
        process.kill()
        return None
    except EOFError:
        raise StepFailedError(getattr(step, "__name__", "step")) from None
    finally:
        process.join()


def _run(step: Callable[..., T], told: Connection, given: tuple[object, ...]) -> None:
    told.send(step(*given))
