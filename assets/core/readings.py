"""Each text of a file read once, and what it says put beside every row that says it.

Belongs here: which texts the fields of a file hold (core_dicho, core_dicho_lugar), and the columns `v_<column>` (the
value) and `f_<field>` (the rule that the text breaks) beside the cells. Does not belong here: the reading of a text
(core_valor_*.sql), or what follows from it for its row (core_juicio.sql).

A file of two million rows says a few hundred places and amounts, and no person's number more often than that person was
paid. Rows hold the number of their text, so that a reading finds its rows by counting, and not by comparing texts.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.core.said import Said, said_in, said_pairs
from assets.engine import DuckDBEngine
from assets.statements import statement, values_for
from snis.contracts.input_fields import CODED_FIELDS, DATE_FIELDS, NAME_FIELDS, NUMBER_FIELDS

READINGS = (
    "core_valor_cui",
    "core_valor_hogar",
    "core_valor_nombre",
    "core_valor_fecha",
    "core_valor_numero",
    "core_valor_codigo",
    "core_valor_lugar",
)
SAID, SAID_PLACES = "core_dicho", "core_dicho_lugar"
# Values that stand in core_juicio as they were read.
AS_READ = (
    "cui", "hogar_id", "nacimiento_fecha", "entrega_fecha", "ocurrio_fecha", "registro_fecha", "fin_fecha",
    "modalidad_codigo", "nacimiento_departamento_codigo", "nacimiento_municipio_codigo",
    "residencia_departamento_codigo", "residencia_municipio_codigo", "entrega_departamento_codigo",
    "entrega_municipio_codigo", "sexo_codigo", "pueblo_codigo", "comunidad_linguistica_codigo", "escolaridad_codigo",
    "pobreza_codigo", "estado_entrega_codigo", "obra_codigo", "familias_atendidas",
)  # fmt: skip
# A married name is no part of a name that is compared.
_NAMES = tuple(field for field in NAME_FIELDS if field != "apellido_casada")
_PLACES = ("nacimiento", "residencia", "entrega")
_TEXT, _DAY, _COUNT, _AMOUNT = pa.string(), pa.date32(), pa.int32(), pa.decimal128(14, 2)
_THREADS = 2
# Of so few different texts, rows hold numbers instead.
_MOST_CODED = 1 << 14
# No more texts in one piece than their bytes have room in it.
_PIECE = 1 << 20
_STRETCH = 1 << 16


def with_readings(cells: pa.Table, values: Mapping[str, object], engine: DuckDBEngine) -> pa.Table:
    """The cells of a file, and beside them what the readings make of their texts.

    Args:
        cells: rows under the names of the fields (core_celda); texts trimmed, null where a cell is empty.
        values: the bound values of the judgement.
        engine: has the tables that the readings look things up in; afterwards also the readings.
    """
    said, places = _all_said(cells, values)
    handed = {SAID: _in_stretches(_texts_said(said)), SAID_PLACES: _pairs_said(places)}
    try:
        for name, table in handed.items():
            engine.register(name, table)
        for name in READINGS:
            engine.materialise(name, statement(name), values_for(name, values))
    finally:
        for name in handed:
            engine.forget(name)
    columns = dict(_nothing_read(cells.num_rows))
    found = [*_fields_read(said, engine), *_places_read(places, engine)]
    # Numbers of one list of texts take less room than those of a list for each stretch of the file.
    few = [
        (field, item)
        for field, item in said.items()
        if item is not None and values[f"k_{field}"] is None and len(item.texts) <= _MOST_CODED
    ]
    with ThreadPoolExecutor(_THREADS) as beside:
        put = beside.map(lambda read: list(read.in_rows()), found)
        coded = beside.map(lambda one: (one[0], in_rows(one[1].which, one[1].texts)), few)
        for field, column in coded:
            cells = cells.set_column(cells.column_names.index(field), field, column)
        columns |= dict(chain.from_iterable(put))
    for name, column in columns.items():
        cells = cells.append_column(name, column)
    return cells


def without_readings(cells: pa.Table) -> pa.Table:
    """The cells of rows that nobody judges: their readings say nothing."""
    for name, column in _nothing_read(cells.num_rows):
        cells = cells.append_column(name, column)
    return cells


def _nothing_read(rows: int) -> Iterator[tuple[str, pa.Array]]:
    """Every column of the readings, of a file that says nothing."""
    kinds = {
        **{f"v_{name}": _TEXT for name in ("cui_estado_codigo", "persona_id", "cui", "hogar_id")},
        **{f"v_{field}": _TEXT for field in _NAMES},
        **{f"v_{field}": _DAY for field in DATE_FIELDS},
        **{f"v_{field}": _COUNT for field in NUMBER_FIELDS},
        "v_monto_gtq": _AMOUNT,
        **{f"v_{field}": _TEXT for field in CODED_FIELDS},
        **{
            f"v_{place}_{level}_codigo": _TEXT for place in _PLACES for level in ("departamento", "municipio")
        },
        **{f"f_{name}": _TEXT for name in (*_NAMES, *DATE_FIELDS, *NUMBER_FIELDS, *CODED_FIELDS, *_PLACES)},
    }
    nothing = {kind: pa.nulls(rows, kind) for kind in set(kinds.values())}
    for name in sorted(kinds):
        yield name, nothing[kinds[name]]


def _all_said(
    cells: pa.Table, values: Mapping[str, object]
) -> tuple[dict[str, Said | None], dict[str, Said | None]]:
    """What the rows say, by field and by place."""
    fields = ("cui", "hogar", *_NAMES, *sorted(DATE_FIELDS), *sorted(NUMBER_FIELDS), *sorted(CODED_FIELDS))
    # No contract gives every row of a file the number of the same person.
    constants = [None if field == "cui" else values[f"k_{field}"] for field in fields]
    columns = [cells.column(field) for field in fields]
    with ThreadPoolExecutor(_THREADS) as beside:
        said = dict(zip(fields, beside.map(said_in, columns, constants), strict=True))
        pairs = beside.map(lambda place: said_pairs(place, cells, values), _PLACES)
        return said, dict(zip(_PLACES, pairs, strict=True))


def _texts_said(said: Mapping[str, Said | None]) -> pa.Table:
    """core_dicho: one row per field and distinct text said in it, with its place among those of the field."""
    found = [(field, item.texts) for field, item in said.items() if item is not None]
    return pa.table(
        {
            "campo": pa.chunked_array(
                [pa.repeat(pa.scalar(field, _TEXT), len(t)) for field, t in found], _TEXT
            ),
            "texto": pa.chunked_array([texts for _, texts in found], _TEXT),
            "puesto": pa.chunked_array([_numbers(len(texts)) for _, texts in found], _COUNT),
        }
    )


def _pairs_said(places: Mapping[str, Said | None]) -> pa.Table:
    """core_dicho_lugar: one row per kind of place and distinct pair of texts said for it."""
    found = [(place, item.texts) for place, item in places.items() if item is not None]
    return pa.table(
        {
            "lugar": pa.chunked_array(
                [pa.repeat(pa.scalar(place, _TEXT), len(t)) for place, t in found], _TEXT
            ),
            "departamento_texto": pa.chunked_array(
                [pairs.field("departamento") for _, pairs in found], _TEXT
            ),
            "municipio_texto": pa.chunked_array([pairs.field("municipio") for _, pairs in found], _TEXT),
        }
    )


@dataclass(frozen=True)
class _Read:
    """What was read of the texts of a field.

    Attributes:
        said: the texts, and which of them each row says.
        rows: the row of the reading for each text (null: it was not read).
        values: what the reading says, by the columns that it is for.
    """

    said: Said
    rows: pa.Array
    values: Mapping[str, pa.ChunkedArray]

    def in_rows(self) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """Each column that says something, for the rows of the file."""
        # Few texts are put in order sooner than the numbers of all rows.
        are_few = len(self.rows) <= _MOST_CODED
        which = self.said.which if are_few else self.rows.take(self.said.which)
        for name, column in self.values.items():
            if _says_something(column):
                read = column.combine_chunks()
                yield name, in_rows(which, read.take(self.rows) if are_few else read)


def _in_stretches(said: pa.Table) -> pa.Table:
    """The same rows in stretches that the engine's threads share among them; one alone reads what lies in one piece."""
    return pa.Table.from_batches(said.to_batches(max_chunksize=_STRETCH), said.schema)


def _fields_read(said: Mapping[str, Said | None], engine: DuckDBEngine) -> Iterator[_Read]:
    numbers = engine.table("select puesto, cui_estado_codigo, persona_id, cui from core_valor_cui")
    wanted = [("cui", numbers, {f"v_{name}": name for name in numbers.column_names[1:]})]
    wanted.append(
        ("hogar", engine.table("select puesto, hogar_id from core_valor_hogar"), {"v_hogar_id": "hogar_id"})
    )
    for kind, fields, value in (
        ("nombre", _NAMES, "nombre"),
        ("fecha", DATE_FIELDS, "fecha"),
        ("numero", NUMBER_FIELDS, "cuenta"),
        ("codigo", CODED_FIELDS, "codigo"),
    ):
        read = engine.table(f"select * from core_valor_{kind}")  # noqa: S608
        for field in fields:
            own = read.filter(pc.equal(read.column("campo"), field))
            name = "monto_gtq" if field == "monto_gtq" else value
            wanted.append((field, own, {f"v_{field}": name, f"f_{field}": "fallo"}))
    for field, read, columns in wanted:
        item = said[field]
        if item is not None:
            values = {name: read.column(column) for name, column in columns.items()}
            yield _Read(item, _rows_of(item.texts, read), values)


def _rows_of(texts: pa.Array, read: pa.Table) -> pa.Array:
    """The row of a reading for each text (null: it was not read)."""
    if "puesto" not in read.column_names:
        return pc.index_in(texts, value_set=read.column("texto").combine_chunks())
    rows = np.full(len(texts), -1, np.int32)
    rows[read.column("puesto").to_numpy()] = np.arange(read.num_rows, dtype=np.int32)
    return pa.array(rows, mask=rows < 0)


def _numbers(count: int) -> pa.Array:
    return pa.array(np.arange(count, dtype=np.int32))


def _places_read(places: Mapping[str, Said | None], engine: DuckDBEngine) -> Iterator[_Read]:
    read = engine.table("select * from core_valor_lugar")
    texts = zip(
        *(read.column(name).to_pylist() for name in ("lugar", "departamento_texto", "municipio_texto")),
        strict=True,
    )
    rows = {text: row for row, text in enumerate(texts)}
    for place, item in places.items():
        if item is None:
            continue
        pairs = ((pair["departamento"], pair["municipio"]) for pair in item.texts.to_pylist())
        values = {
            f"v_{place}_departamento_codigo": read.column("departamento_codigo"),
            f"v_{place}_municipio_codigo": read.column("municipio_codigo"),
            f"f_{place}": read.column("fallo"),
        }
        yield _Read(item, pa.array([rows.get((place, *pair)) for pair in pairs], pa.int32()), values)


def _says_something(read: pa.ChunkedArray) -> bool:
    return bool(read.null_count < len(read))


def in_rows(which: pa.Array, read: pa.Array) -> pa.ChunkedArray:
    """For each row the value that stands in it. Few different texts stay a dictionary, in alphabetical order.

    The engine's threads leave a reading in any order, which must not be seen in the bytes of a file.

    Args:
        which: one per row, the place of its value in `read` (null: it has none).
        read: the values of a reading.
    """
    if pa.types.is_string(read.type) and not _are_many(read):
        texts = read.unique().drop_null()
        if len(texts) <= _MOST_CODED:
            texts = texts.sort()
            numbers = pc.index_in(read, texts).cast(pa.int8() if len(texts) < 1 << 7 else pa.int16())
            # Arrow need not look whether each number has its text: they were looked up in these very texts.
            coded = pa.DictionaryArray.from_arrays(numbers.take(which), texts, safe=False)
            return pa.chunked_array([coded])
    pieces = [read.take(which.slice(start, _PIECE)) for start in range(0, len(which), _PIECE)]
    return pa.chunked_array(pieces, read.type)


def _are_many(read: pa.Array) -> bool:
    """Whether it takes no more than the first texts to see that they are too many for a dictionary."""
    return bool(pc.count_distinct(read.slice(0, 2 * _MOST_CODED)).as_py() > _MOST_CODED)
