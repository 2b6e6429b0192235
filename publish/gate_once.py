"""Benefits that nobody gets twice, as a reader finds them out: from the list of programmes, and from the figures.

Belongs here: which cells a reader believes to have as many deliveries as persons. Does not belong here: the relation
(snis/relations.py), what follows from it (gate_attack.py), what the printing knows from exact counts
(assets/open/printing_bounds.py).

The list of programmes is public and says how often each modality is paid. Whoever reads in it that one is given once
looks whether the figures agree: both are rounded, so that they lie at most two roundings apart in every printed cell.
"""

from collections.abc import Iterator

import numpy as np

from publish.gate_rules import GateRules
from publish.gate_spaces import Board
from snis.bounds import ABSENT
from snis.cell_space import Integers, Mask
from snis.coverage_space import cells_given_once
from snis.disclosure import ONCE_A_MONTH, ONCE_A_YEAR, PUBLIC
from snis.disclosure_policy import COVERAGE
from snis.relations import Measure


def believed_once(table: str, board: Board, lagging: Mask, rules: GateRules) -> Iterator[Integers]:
    """Cells of one modality after another that a reader believes to have one delivery for each person.

    Args:
        table: its name.
        board: its figures.
        lagging: figures that may be older than the release, which prove nothing.
        rules: how often each modality is paid.
    """
    if table != COVERAGE:
        return
    persons, deliveries = board.figures[Measure.PERSONS], board.figures[Measure.DELIVERIES]
    fresh = (persons != ABSENT) & (deliveries != ABSENT) & ~np.logical_or.reduce(lagging)
    apart = np.abs(deliveries - persons) > 2 * (rules.policy.rounding.base.value - 1)
    for code, modality in sorted(rules.modalities.items()):
        if modality.visibilidad_codigo != PUBLIC:
            continue
        paid, none = modality.periodicidad_codigo, frozenset[str]()
        for often, known in (
            (ONCE_A_YEAR, (frozenset({code}), none)),
            (ONCE_A_MONTH, (none, frozenset({code}))),
        ):
            if paid not in often:
                continue
            cells = np.concatenate([np.zeros(0, dtype=np.int64), *cells_given_once(board.space, *known)])
            if np.any(fresh[cells]) and not np.any(apart[cells] & fresh[cells]):
                yield cells
