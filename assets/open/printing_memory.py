"""What readers of every printing so far remember: work/ledger/impresiones/NNNNNN.cotas.

Belongs here: keeping the memory beside the ledger and bringing it up to date, printing by printing. Does not belong
here: what follows from a printing (publish/gate_memory.py), the ledger itself (printing_ledger.py).

The memory follows from the ledger alone, so it may be lost: the next night makes it again, from the first printing on.
It knows every printing that went out, also those of releases that were withdrawn or made again. A night adds the last
printing to it and attacks no older one again.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.engine import DuckDBEngine
from assets.open.printing_ledger import PrintingLedger
from assets.statements import statement
from assets.store import replacing
from publish.gate_memory import remember
from publish.gate_rules import GateRules
from publish.gate_spaces import Rows
from snis.anchors import FIGURE, LEAST, MOST
from snis.disclosure_policy import COVERAGE, MATRIX

PARTS, STATE = "impresion_parte_guardada", "impresion_estado"
Memory = Mapping[tuple[str, int], Rows]
_OF = ("tabla_codigo", "anio_codigo")
_TABLES = (COVERAGE, MATRIX)
_WHOLE = frozenset({"anio", "anio_codigo", "mes", FIGURE, LEAST, MOST})
_MARK = b"huella"
# Raised when the memory of the same printings says something else.
_FORM = 1


def memory_before(number: int, ledger: PrintingLedger, engine: DuckDBEngine, rules: GateRules) -> Memory:
    """What readers of all printings before one remember, by table and year.

    Args:
        number: of that printing.
        ledger: the printings that went out.
        engine: reads them.
        rules: crosses, code lists and small places of the night.

    Raises:
        DisclosureError: a printing contradicts itself.
    """
    last = min(number - 1, len(ledger.entered))
    start, memory = _kept(ledger, last)
    for step in range(start + 1, last + 1):
        memory = _with_printing(step, memory, ledger, engine, rules)
    if start < last:
        _keep(memory, ledger, last)
    return memory


@contextmanager
def state_at(number: int, ledger: PrintingLedger, engine: DuckDBEngine) -> Iterator[None]:
    """The ledger's cells as of a printing, readable in the engine while the context lasts.

    Raises:
        PrintingError: there is no such printing.
    """
    engine.attach(PARTS, ledger.parts(number))
    try:
        engine.materialise(STATE, statement(STATE))
        yield
    finally:
        engine.forget(PARTS)
        engine.forget(STATE)


def _with_printing(
    number: int, memory: Memory, ledger: PrintingLedger, engine: DuckDBEngine, rules: GateRules
) -> Memory:
    """The memory after one more printing; tables and years of which it says nothing new stay as they are."""
    with state_at(number, ledger, engine):
        cells = engine.table(statement("impresion_celda"), {"impresion": number})
    found = dict(memory)
    here = cells.filter(pc.equal(cells["impresion_numero"], number))
    moved = set(zip(here["tabla_codigo"].to_pylist(), here["anio"].to_pylist(), strict=True))
    for table, year in sorted(moved):
        if table not in _TABLES:
            continue
        of = pc.and_(pc.equal(cells["tabla_codigo"], table), pc.equal(cells["anio"], year))
        rows = remember(
            table, year, cells.filter(of).to_pydict(), memory.get((table, year)), rules=rules, number=number
        )
        if rows is not None:
            found[table, year] = rows
    return found


def _kept(ledger: PrintingLedger, last: int) -> tuple[int, Memory]:
    """The newest memory on disk that is not newer than a printing, and that printing; 0 without any."""
    for number in range(last, 0, -1):
        # One that is missing or damaged is made again from the ledger.
        with suppress(OSError, pa.ArrowInvalid):
            table = pq.ParquetFile(ledger.memory(number)).read()
            if (table.schema.metadata or {}).get(_MARK) == _mark(ledger, number):
                return number, _memory_in(table)
    return 0, {}


def _keep(memory: Memory, ledger: PrintingLedger, number: int) -> None:
    """Write the memory after a printing; the one before stays, for whoever judges that printing once more."""
    names = sorted({name for rows in memory.values() for name in rows})
    schema = pa.schema([(name, pa.int64() if name in _WHOLE else pa.string()) for name in (*_OF, *names)])
    tables = [_table_of(key, rows, schema) for key, rows in sorted(memory.items())]
    whole = pa.concat_tables([schema.empty_table(), *tables])
    with replacing(ledger.memory(number)) as aside:
        pq.write_table(whole.replace_schema_metadata({_MARK: _mark(ledger, number)}), aside)
    for known in range(1, number - 1):
        ledger.memory(known).unlink(missing_ok=True)


def _table_of(key: tuple[str, int], rows: Rows, schema: pa.Schema) -> pa.Table:
    count = len(rows[FIGURE])
    columns = {_OF[0]: [key[0]] * count, _OF[1]: [key[1]] * count, **rows}
    return pa.table({name: columns.get(name, [None] * count) for name in schema.names}, schema)


def _memory_in(table: pa.Table) -> Memory:
    found = {}
    for key in sorted(set(zip(*(table[name].to_pylist() for name in _OF), strict=True))):
        of = pc.and_(pc.equal(table[_OF[0]], key[0]), pc.equal(table[_OF[1]], key[1]))
        found[key] = table.filter(of).drop_columns(list(_OF)).to_pydict()
    return found


def _mark(ledger: PrintingLedger, number: int) -> bytes:
    """Fingerprint of the printings that the memory is of."""
    parts = "|".join(printing.part for printing in ledger.entered[:number])
    return hashlib.sha256(f"{_FORM}|{parts}".encode()).hexdigest().encode()
