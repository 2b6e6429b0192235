"""What benchmarks of the protected tables share: the deployment, its keys, and how a step is measured.

Belongs here: seconds and memory of a step, and a process for each. Does not belong here: any step.
"""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from snis.keys import Keys

DEPLOYMENT = Path(__file__).resolve().parent.parent / "data" / "sample"
KEYS = Keys(*(bytes([number]) * 32 for number in range(5)))
P = ParamSpec("P")
T = TypeVar("T")


def apart(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """A step in a process of its own, so that the peak is that of the step alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        return aside.submit(step, *args, **kwargs).result()


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Processor seconds, seconds by the clock, and the process's peak so far."""
    clock, before = time.monotonic(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{what:>20}: {time.process_time() - before:6.1f} s of processor, {time.monotonic() - clock:6.1f} s, "
        f"peak {peak} MiB",
        flush=True,
    )
