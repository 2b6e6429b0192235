"""Columns that a statement hands on as it finds them, kept away from the engine.

Belongs here: which columns those are, numbers of rows in their stead, and putting them back. Does not belong here: any
value, or what a statement works out.

Half of the columns of a delivery are codes and pseudonyms that nothing is worked out from. The engine would write each
of them out as a text of its own, only for the file to find out again that they are few. A number is quicker to hand on,
and what comes back is the column as it was: few different texts stay numbers until they lie in the file.
"""

from collections import Counter
from functools import cache

import numpy as np
import pyarrow as pa
import sqlglot
from sqlglot import exp


@cache
def handed_on(sql: str) -> frozenset[str]:
    """Columns that a statement names once, in what it gives in the end, and does nothing else with."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    if tree.find(exp.Distinct, exp.SetOperation, exp.Group, exp.Having):
        return frozenset()
    said = Counter(item.name for item in tree.find_all(exp.Identifier))
    given = (item.name for item in tree.selects if isinstance(item, exp.Column))
    return frozenset(name for name in given if said[name] == 1)


def with_numbers(rows: pa.Table, names: frozenset[str]) -> pa.Table:
    """The same rows, the number of the row in place of each of these columns."""
    numbers = pa.array(np.arange(rows.num_rows, dtype=np.int32))
    for place, name in enumerate(rows.column_names):
        if name in names:
            rows = rows.set_column(place, name, numbers)
    return rows


def put_back(found: pa.Table, rows: pa.Table, names: frozenset[str]) -> pa.Table:
    """What a statement found over numbered rows, with the columns that the numbers stand for."""
    handed = [name for name in found.column_names if name in names and name in rows.column_names]
    if not handed:
        return found
    originals, numbers = rows.select(handed), found.column(handed[0])
    if len(numbers) != rows.num_rows or (np.diff(numbers.to_numpy()) != 1).any():
        originals = originals.take(numbers)
    for name in handed:
        found = found.set_column(found.column_names.index(name), name, originals.column(name))
    return found
