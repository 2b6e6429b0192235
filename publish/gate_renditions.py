"""Whether two renditions of a table say the same, row by row.

Belongs here: the comparison of rows that different formats write in their own way. Does not belong here: which files
are renditions of one table (gate.py), the order of rows and what stands in them (gate_tables.py).

Column by column is not enough: with the same figures in every column, each row may hold those of another.
"""

from decimal import Decimal, InvalidOperation

import pyarrow as pa

from publish.gate_rules import TableRule


def same_rows(one: pa.Table, other: pa.Table, rule: TableRule) -> bool:
    """Same columns and the same rows in the same order; 12, 12.0 and 12.00 are one number, codes stay as written."""
    numeric = {column.name for column in rule.columns if column.type != "string"}
    return one.column_names == other.column_names and all(
        _plain(one.column(name), numeric=name in numeric).equals(
            _plain(other.column(name), numeric=name in numeric)
        )
        for name in one.column_names
    )


def _plain(column: pa.ChunkedArray, *, numeric: bool) -> pa.Array:
    """A column as texts, numbers in one spelling."""
    texts = pa.array(column.cast(pa.string()).combine_chunks(), pa.string())
    if not numeric:
        return texts
    encoded = texts.dictionary_encode()
    words = pa.array([_plain_number(word) for word in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)


def _plain_number(text: str) -> str:
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text
