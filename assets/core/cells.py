"""From rows as sent to the columns that the judgement reads: one for each input field, whatever the file's layout.

Belongs here: trimming, putting each sheet's columns under their field, and what is seen of a row at a glance (how many
cells it has and fills, its first filled cell, whether it is the header again). Does not belong here: any rule
(core_texto.sql says what follows from it) or the meaning of a text.

A column that the file does not have is null throughout, so that the statements can name every field. A column that
comes as a dictionary stays one: a text is trimmed once, however many rows say it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.reading.beside import beside
from assets.reading.blanks import BLANKS
from assets.reading.cells import as_columns, width_of
from snis.names import normal_form

_AT_A_GLANCE = (
    ("hoja_orden", pa.int32()),
    ("hoja", pa.string()),
    ("fila", pa.int64()),
    ("celdas", pa.int32()),
    ("sobran", pa.bool_()),
    ("llenas", pa.int32()),
    ("primera", pa.string()),
    ("es_encabezado", pa.bool_()),
)
_FEWEST_OF_A_HEADER = 2


@dataclass(frozen=True)
class Place:
    """Where a sheet of the file has what: its order, its name, its header, and the 1-based column of each field."""

    order: int
    name: str
    header: tuple[str, ...]
    positions: Mapping[str, int]


def field_cells(rows: pa.RecordBatchReader, places: Sequence[Place], fields: Sequence[str]) -> pa.Table:
    """The rows of a file under the names of the fields.

    Args:
        rows: rows as sent, in lists or in columns (assets/reading/cells.py).
        places: the sheets of the file. Rows of any other sheet have no order.
        fields: names of the columns to give.
    """
    width = max((len(place.header) for place in places), default=0)
    by_name = {place.name: place for place in places}

    def under_fields(named: tuple[str, pa.RecordBatch]) -> list[pa.Array]:
        name, part = named
        return _under_fields(part, by_name.get(name) or Place(0, name, (), {}), fields)

    parts = (named for batch in as_columns(rows, max(width, 1)) for named in _by_sheet(batch))
    batches = [cells for _, cells in beside(under_fields, parts)]
    schema = pa.schema([*_AT_A_GLANCE, *((field, pa.string()) for field in fields)])
    return _table(batches, schema)


def without_blanks(cells: pa.Table) -> pa.Table:
    """The same rows, empty texts null: an empty cell says nothing."""
    seen = {name for name, _ in _AT_A_GLANCE}

    def nulled(named: tuple[str, pa.ChunkedArray]) -> pa.ChunkedArray:
        name, column = named
        if name in seen:
            return column
        return pa.chunked_array([_nulled(chunk) for chunk in column.chunks], column.type)

    named = zip(cells.column_names, cells.columns, strict=True)
    return pa.table([column for _, column in beside(nulled, named)], names=cells.column_names)


def with_text(cells: pa.Table) -> pa.Table:
    """The rows that have any text; nearly always all of them."""
    filled = cells.column("llenas")
    return cells if not len(filled) or pc.min(filled).as_py() > 0 else cells.filter(pc.greater(filled, 0))


def sent_or_constant(column: pa.ChunkedArray, constant: object) -> pa.ChunkedArray:
    """What the rows say in a field; where they say nothing, the contract's constant."""
    if constant is None or not column.null_count:
        return column
    return pc.fill_null(column.cast(pa.string()), constant)


def _nulled(column: pa.Array) -> pa.Array:
    empty = _is_empty(column)
    if not empty.any():
        return column
    if pa.types.is_dictionary(column.type):
        codes = pc.if_else(pa.array(empty), None, column.indices)
        return pa.DictionaryArray.from_arrays(codes, column.dictionary)
    return pc.if_else(pa.array(empty), None, column)


def _table(batches: Sequence[Sequence[pa.Array]], schema: pa.Schema) -> pa.Table:
    """One table. A column is coded in all of its chunks or in none."""
    columns = []
    for place, kind in enumerate(schema.types):
        chunks = [batch[place] for batch in batches]
        coded = [chunk for chunk in chunks if pa.types.is_dictionary(chunk.type)]
        if coded and len(coded) < len(chunks):
            chunks = [
                chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode() for chunk in chunks
            ]
        columns.append(pa.chunked_array(chunks, coded[0].type if coded else kind))
    return pa.table(columns, names=schema.names)


def _by_sheet(batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    """A batch by sheet; nearly always it is of one."""
    names = pc.unique(batch.column("hoja")).to_pylist()
    for name in names:
        yield name, batch if len(names) == 1 else batch.filter(pc.equal(batch.column("hoja"), name))


def _under_fields(batch: pa.RecordBatch, place: Place, fields: Sequence[str]) -> list[pa.Array]:
    rows, width = batch.num_rows, len(place.header)
    first = batch.schema.get_field_index("c1")
    cells = [_trimmed(batch.column(first + position)) for position in range(width_of(batch.schema))]
    absent = pa.nulls(rows, pa.string())
    sight = _Sight(batch, cells, width)
    return [
        pa.repeat(pa.scalar(place.order or None, pa.int32()), rows),
        pa.repeat(pa.scalar(place.name, pa.string()), rows),
        batch.column("fila"),
        batch.column("celdas"),
        sight.has_text_beyond(),
        sight.filled,
        sight.first_text,
        sight.repeats(place.header),
        *(cells[place.positions[field] - 1] if place.positions.get(field) else absent for field in fields),
    ]


def _trimmed(column: pa.Array) -> pa.Array:
    """Texts without the blanks around them, never null."""
    if pa.types.is_dictionary(column.type):
        texts = pc.utf8_trim(column.dictionary.cast(pa.string()), BLANKS)
        if column.null_count:
            return _trimmed(column.dictionary_decode())
        return pa.DictionaryArray.from_arrays(column.indices, texts)
    return pc.fill_null(pc.utf8_trim(column, BLANKS), "")


class _Sight:
    """What is seen of each row at a glance.

    Nearly every row fills its first two cells; the others alone are looked at as a whole.
    """

    def __init__(self, batch: pa.RecordBatch, cells: Sequence[pa.Array], width: int) -> None:
        self._batch, self._cells, self._width = batch, cells, width
        rows = batch.num_rows
        ordinary = np.ones(rows, bool)
        for column in cells[:2]:
            ordinary &= ~_is_empty(column)
        if len(cells) < 2:
            ordinary[:] = False
        counts = np.full(rows, 2, np.int32)
        firsts = _texts(cells[0])
        odd = np.flatnonzero(~ordinary)
        if len(odd):
            counts[odd], texts = self._looked_at(odd)
            firsts = pc.replace_with_mask(firsts, pa.array(~ordinary), texts)
        self.filled, self.first_text = pa.array(counts), firsts

    def _looked_at(self, rows: np.ndarray) -> tuple[np.ndarray, pa.Array]:
        """How many cells each of these rows fills, and the text of its first filled one."""
        counts = np.zeros(len(rows), np.int32)
        firsts = pa.array([""] * len(rows), pa.string())
        chosen = pa.array(rows)
        beyond = self._batch.column("resto").take(chosen)
        for place, texts in enumerate(beyond.to_pylist() if beyond.null_count < len(rows) else ()):
            filled = [text.strip(BLANKS) for text in texts or () if text and text.strip(BLANKS)]
            if filled:
                counts[place] = len(filled)
                one = np.arange(len(rows)) == place
                firsts = pc.if_else(pa.array(one), filled[0], firsts)
        for column in reversed(self._cells):
            texts = _texts(column.take(chosen))
            has_text = ~_is_empty(texts)
            counts += has_text
            firsts = pc.if_else(pa.array(has_text), texts, firsts)
        return counts, firsts

    def has_text_beyond(self) -> pa.Array:
        """Whether the row has text in its last cell, beyond the cells of the header."""
        beyond = np.zeros(self._batch.num_rows, bool)
        counts = self._batch.column("celdas").to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(counts > self._width):
            beyond[row] = bool(self._row(int(row))[-1])
        return pa.array(beyond)

    def repeats(self, header: Sequence[str]) -> pa.Array:
        """Whether the row says the header again: every filled cell, two at least; or three, and most of them."""
        again = np.zeros(self._batch.num_rows, bool)
        forms = [normal_form(text) for text in header]
        likely = np.zeros(self._batch.num_rows, bool)
        # A row that says the header again says it in one of the first named columns.
        for column, text in [
            pair for pair in zip(self._cells, header, strict=False) if pair[1].strip(BLANKS)
        ][:3]:
            likely |= _equals(column, text.strip(BLANKS))
        for row in np.flatnonzero(likely):
            filled = [(place, text) for place, text in enumerate(self._row(int(row))) if text]
            same = sum(place < len(forms) and normal_form(text) == forms[place] for place, text in filled)
            is_whole = same == len(filled) and same >= _FEWEST_OF_A_HEADER
            again[row] = is_whole or (same > _FEWEST_OF_A_HEADER and 2 * same > len(filled))
        return pa.array(again)

    def _row(self, row: int) -> list[str]:
        """All cells of one row, trimmed."""
        count = self._batch.column("celdas")[row].as_py()
        cells = [column[row].as_py() or "" for column in self._cells[:count]]
        rest = self._batch.column("resto")[row].as_py() or []
        return cells + [(text or "").strip(BLANKS) for text in rest]


def _is_empty(column: pa.Array) -> np.ndarray:
    return _equals(column, "")


def _equals(column: pa.Array, text: str) -> np.ndarray:
    """Rows whose text is this one, capitals or not."""
    if pa.types.is_dictionary(column.type):
        same = _equals(column.dictionary, text)
        if not same.any():
            return np.zeros(len(column), bool)
        found = pc.take(pa.array(same), column.indices)
        return pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    folded = pc.equal(pc.utf8_upper(column), text.upper()) if text else pc.equal(pc.binary_length(column), 0)
    return pc.fill_null(folded, False).to_numpy(zero_copy_only=False)


def _texts(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
