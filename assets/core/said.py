"""What the rows of a file say in a field: each text once, and which of them each row says.

Belongs here: finding the distinct texts of a column, and of the two columns of a place. Does not belong here: what a
text means (core_valor_*.sql), or putting its reading beside the rows (readings.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_TEXT = pa.string()
_MOST_DIGITS = 18  # of a number that 64 bits hold


@dataclass(frozen=True)
class Said:
    """What the rows of a file say in one field: the distinct texts, and which of them each row says (null: none)."""

    texts: pa.Array
    which: pa.Array


def said_in(column: pa.ChunkedArray, constant: object) -> Said | None:
    """What the rows say in a field; where they say nothing, the contract's constant. None when there is neither."""
    if column.null_count == len(column):
        if constant is None:
            return None
        return Said(pa.array([constant], _TEXT), pa.array(np.zeros(len(column), np.int32)))
    if pa.types.is_dictionary(column.type):
        coded = column.unify_dictionaries().combine_chunks()
        said = _only_said(coded.dictionary, coded.indices)
    else:
        said = _digits_said(column) or _coded(column)
    if constant is None or not said.which.null_count:
        return said
    texts = pa.concat_arrays([said.texts, pa.array([constant], _TEXT)])
    which = pc.fill_null(said.which, pa.scalar(len(said.texts), pa.int32()))
    return _only_said(texts, which)


def _coded(column: pa.ChunkedArray) -> Said:
    coded = column.dictionary_encode().combine_chunks()
    return Said(coded.dictionary, coded.indices)


def _digits_said(column: pa.ChunkedArray) -> Said | None:
    """The same of a column in which every text is so many digits, as persons' numbers are; None for any other.

    Arrow tells two numbers apart in half the time that it takes for their texts.
    """
    lengths = pc.min_max(pc.binary_length(column)).as_py()
    width = lengths["min"]
    is_even = width == lengths["max"] and 0 < width <= _MOST_DIGITS
    # Digits of other scripts would be written out again as these.
    if not (is_even and pc.all(pc.ascii_is_decimal(column)).as_py()):
        return None
    coded = _coded(column.cast(pa.int64()))
    return Said(pc.utf8_lpad(coded.texts.cast(_TEXT), width, "0"), coded.which)


def _only_said(texts: pa.Array, which: pa.Array) -> Said:
    """Each text once, and none that no row says."""
    used = pc.unique(which.drop_null())
    coded = texts.take(used).dictionary_encode()
    place = np.zeros(len(texts), np.int32)
    place[used.to_numpy()] = coded.indices.to_numpy()
    return Said(coded.dictionary, pa.array(place).take(which))


def said_pairs(place: str, cells: pa.Table, values: Mapping[str, object]) -> Said | None:
    """The pairs of department and municipality that the rows say for a place, as structs of both texts."""
    fields = [f"{place}_{level}_codigo" for level in ("departamento", "municipio")]
    both = [said_in(cells.column(field), values[f"k_{field}"]) for field in fields]
    if both == [None, None]:
        return None
    texts, numbers = [], []
    for said in both:
        texts.append(pa.concat_arrays([said.texts if said else pa.array([], _TEXT), pa.array([None], _TEXT)]))
        nothing = pa.scalar(len(texts[-1]) - 1, pa.int32())
        which = pc.fill_null(said.which, nothing) if said else pa.repeat(nothing, cells.num_rows)
        numbers.append(which.to_numpy().astype(np.int64))
    width = len(texts[1])
    pairs = pa.array(numbers[0] * width + numbers[1]).dictionary_encode()
    keys = pairs.dictionary.to_numpy()
    chosen = [texts[0].take(pa.array(keys // width)), texts[1].take(pa.array(keys % width))]
    return Said(pa.StructArray.from_arrays(chosen, names=["departamento", "municipio"]), pairs.indices)
