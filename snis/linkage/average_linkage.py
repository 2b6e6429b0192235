"""Groups of records that belong together, from weighed pairs: average linkage.

Belongs here: cutting one connected component. Does not belong here: weighing pairs, or where components come from.

Two groups become one while the pairs between them weigh above zero on average, the strongest first; a pair that nobody
compared counts `missing`. One false pair can therefore not tie two people whose other records disagree. Of groups that
are equally near, those that hold the least records in their order go first; callers number records by what they hold,
so that neither the order in which they came nor their names matter.
"""

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

Pair = tuple[int, int]
_DIGITS = 6


def average_linkage(
    records: Iterable[int],
    weights: Mapping[Pair, float],
    *,
    missing: float,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> list[set[int]]:
    """The groups of one component.

    Args:
        records: the records of the component.
        weights: weight of each pair, the merging threshold taken off, each pair once.
        missing: weight of a pair that is not in `weights`, the threshold taken off.
        together: pairs that are one person whatever the weights say.
        apart: pairs that are two people whatever the weights say; they win over `together`.
    """
    groups = _Groups(records, weights, missing)
    groups.forbid(apart)
    groups.join_all(together)
    groups.join_near()
    return groups.members()


class _Groups:
    """The groups so far; each is called by its least record."""

    def __init__(self, records: Iterable[int], weights: Mapping[Pair, float], missing: float) -> None:
        self._missing = missing
        self._members = {record: {record} for record in records}
        self._group = {record: record for record in self._members}
        # Between two groups: the sum of the weights of their compared pairs, and how many those are.
        self._between: dict[int, dict[int, tuple[float, int]]] = {record: {} for record in self._members}
        self._apart: dict[int, set[int]] = {record: set() for record in self._members}
        for (one, other), weight in weights.items():
            self._between[one][other] = self._between[other][one] = (weight, 1)

    def forbid(self, pairs: Iterable[Pair]) -> None:
        """Keep two records in two groups."""
        for one, other in pairs:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join_all(self, pairs: Iterable[Pair]) -> None:
        """Join the groups of the pairs, save what is forbidden."""
        for one, other in sorted(pairs):
            a, b = sorted((self._group[one], self._group[other]))
            if a != b and b not in self._apart[a]:
                self._join(a, b)

    def join_near(self) -> None:
        """Join the nearest groups until none are near."""
        heap = [self._nearness(a, b) for a, others in self._between.items() for b in others if a < b]
        heapify(heap)
        while heap:
            distance, a, b = heappop(heap)
            if distance > 0:
                return
            # Entries of groups that have grown or gone since are stale; the present ones stand elsewhere in the heap.
            if (
                b not in self._between.get(a, {})
                or self._nearness(a, b)[0] != distance
                or b in self._apart[a]
            ):
                continue
            self._join(a, b)
            for c in self._between[a]:
                heappush(heap, self._nearness(*sorted((a, c))))

    def members(self) -> list[set[int]]:
        """The records of each group."""
        return [self._members[group] for group in sorted(self._members)]

    def _nearness(self, a: int, b: int) -> tuple[float, int, int]:
        total, pairs = self._between[a][b]
        possible = len(self._members[a]) * len(self._members[b])
        return -round((total + self._missing * (possible - pairs)) / possible, _DIGITS), a, b

    def _join(self, a: int, b: int) -> None:
        """Let the first group take in the second."""
        self._members[a] |= self._members.pop(b)
        for record in self._members[a]:
            self._group[record] = a
        for c, (total, pairs) in self._between.pop(b).items():
            del self._between[c][b]
            if c != a:
                here, many = self._between[a].get(c, (0.0, 0))
                self._between[a][c] = self._between[c][a] = (here + total, many + pairs)
        for c in self._apart.pop(b):
            self._apart[c].discard(b)
            self._apart[c].add(a)
            self._apart[a].add(c)
