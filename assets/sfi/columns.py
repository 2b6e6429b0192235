"""What the columns of files hold, as counts by field: how much is blank, and how much is one and the same value.

Belongs here: gathering these counts for the transfers asked about. Does not belong here: measuring columns
(assets/out/out_medicion_columna.sql), or what the counts mean for a plan (snis/sfi_doubt.py).
"""

from collections.abc import Iterable, Mapping

from assets.build import stored_parts
from assets.out.scorecard_values import BROUGHT_BY, COLUMNS
from assets.resources import Bench
from assets.statements import statement, tables_read
from snis.contracts.loader import load_tables
from snis.sfi_item import Cells

COLUMN_COUNTS = "plan_columna"
# Numbers are all different, or none: of them, what is compared is how many rows are of one person.
_PERSON, _NUMBER = "persona", "cui"


def cells_of(transfers: Iterable[str], bench: Bench) -> dict[str, tuple[Cells, ...]]:
    """What the columns of each transfer hold, by transfer.

    Raises:
        StoreError: no night has measured the columns yet.
    """
    asked = list(transfers)
    for table in tables_read(COLUMN_COUNTS):
        if table == COLUMNS:
            parts = stored_parts(bench.store, table)
        else:
            own = [bench.store.part(table, transfer) for transfer in asked]
            parts = [part for part in own if part.exists()] or [bench.store.empty_part(load_tables()[table])]
        bench.engine.attach(table, parts)
    held: dict[str, dict[str, tuple[int, int, int]]] = {}
    for transfer, column, *counts in bench.engine.rows(statement(COLUMN_COUNTS)):
        held.setdefault(transfer, {})[column] = (counts[0], counts[1], counts[2])
    return {transfer: tuple(_by_field(columns)) for transfer, columns in held.items()}


def added(first: Iterable[Cells], second: Iterable[Cells]) -> tuple[Cells, ...]:
    """The columns of two files together."""
    found = {cells.column: cells for cells in first}
    for cells in second:
        found[cells.column] = found.get(cells.column, Cells(cells.column)).plus(cells)
    return tuple(found.values())


def _by_field(columns: Mapping[str, tuple[int, int, int]]) -> list[Cells]:
    found = []
    for column, (blank, valued, commonest) in columns.items():
        if column == _NUMBER and _PERSON in columns:
            _, valued, commonest = columns[_PERSON]
        if column != _PERSON:
            found.append(Cells(BROUGHT_BY[column], blank, valued, commonest))
    return found
