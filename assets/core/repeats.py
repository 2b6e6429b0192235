"""Which rows of a file may repeat a delivery of the same file.

Belongs here: finding the few rows whose key begins like that of another row. Does not belong here: what a key is made
of (core_juicio.sql), or which of two rows repeats the other (core_repetida.sql).

The engine would group all keys of a file to find a handful: a tenth of the judgement. Sorted numbers tell it sooner.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from snis.errors import StoreError

# Rows whose key begins like that of another one, for core_repetida.
ALIKE = "core_parecida"
_NAMES = ("hoja_orden", "hoja", "fila", "entrega_id")
_KEY_BYTES = 32  # MD5 in hexadecimal digits
# Knuth's multiplier spreads what digits leave unused over all bits; so many of them tell most keys apart.
_SPREAD, _BITS = np.uint64(0x9E3779B97F4A7C15), 22


def rows_alike(judged: pa.Table) -> pa.Table:
    """The rows of core_juicio whose key begins like that of another; every row that repeats one is among them."""
    keys = judged.column("entrega_id")
    beginnings = np.concatenate([np.empty(0, np.uint64), *(_beginnings(chunk) for chunk in keys.chunks)])
    in_order = np.sort(beginnings)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    near = np.zeros(1 << _BITS, np.bool_)
    near[_spread(twice)] = True
    likely = np.flatnonzero(near[_spread(beginnings)])
    likely = likely[np.isin(beginnings[likely], twice)]
    rows = pc.indices_nonzero(keys.is_valid()).take(pa.array(likely))
    return judged.select(_NAMES).take(rows)


def _beginnings(keys: pa.Array) -> np.ndarray:
    """The first eight digits of each key as a number; rows without a key take no room among them."""
    _, offsets, content = keys.buffers()
    count = len(keys) - keys.null_count
    if not count or offsets is None or content is None:
        return np.empty(0, np.uint64)
    ends = np.frombuffer(offsets, np.int32)[keys.offset : keys.offset + len(keys) + 1]
    if ends[-1] - ends[0] != _KEY_BYTES * count:
        raise StoreError("una clave de entrega no tiene su largo")
    whole = np.frombuffer(content, np.uint64, count * _KEY_BYTES // 8, int(ends[0]))
    return whole[:: _KEY_BYTES // 8]


def _spread(beginnings: np.ndarray) -> np.ndarray:
    return (beginnings * _SPREAD) >> np.uint64(64 - _BITS)
