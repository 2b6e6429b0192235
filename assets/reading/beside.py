"""Work on a stream beside whoever uses it.

Belongs here: the order and the bound of such work. Does not belong here: the work. Only work that leaves the
interpreter free, as Arrow's does, gets done sooner.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
_WORKERS = 2
_AHEAD = 4


def beside(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[tuple[Item, Made]]:
    """Each item with what was made of it, in their order; a few are made before anybody asks for them."""
    waiting: deque[tuple[Item, Future[Made]]] = deque()
    with ThreadPoolExecutor(_WORKERS) as workers:
        for item in items:
            waiting.append((item, workers.submit(work, item)))
            if len(waiting) > _AHEAD:
                first, made = waiting.popleft()
                yield first, made.result()
        for first, made in waiting:
            yield first, made.result()
