"""Judging a transfer: every row accepted, in quarantine or discarded, and what was accepted written as tables.

Belongs here: the order of the statements, the parts they leave, and the counts. Does not belong here: the rules
themselves (core_*.sql, quality/catalogue.yaml), their values (binding.py), or what goes back to the sender
(rejections.py). Texts as sent live in the engine's memory only; the vault is written encrypted.

A transfer is judged when its part of core_fila exists. That part is written last, so a night killed before it
begins the transfer again, and writes the same bytes over what it finds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from assets.core.binding import (
    Received,
    Sheet,
    bound_tables,
    bound_values,
    reference_tables,
)
from assets.core.cells import Place, sent_or_constant, with_text, without_blanks
from assets.core.counting import NOTICES, RepairCount, RuleCount, count_notices, count_repairs, count_rules
from assets.core.order import in_file_order, same_places
from assets.core.parts import (
    CELLS,
    JUDGED,
    REPAIRS,
    TEXTS,
    VAULT,
    Part,
    discard_part,
    judged_aside,
    write_judged,
    write_repairs,
    write_vault,
)
from assets.core.patterns import pattern_values
from assets.core.readings import AS_READ, READINGS, with_readings
from assets.core.repeats import ALIKE, rows_alike
from assets.core.reshaping import judged_cells
from assets.engine import DuckDBEngine
from assets.statements import statement_over, values_over
from assets.store import Store
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.errors import StoreError
from snis.keys import Keys

LEDGER = "core_fila"
# The table that holds the accepted rows of each kind of contract.
ACCEPTED_TABLE: Mapping[str, str] = {
    "deliveries": "core_entrega",
    "community": "core_entrega_comunitaria",
    "registry": "core_verificacion",
}
_NOTHING_BEFORE = pa.table(
    {"entrega_id": pa.array([], pa.string()), "institucion_codigo": pa.array([], pa.string())}
)

Moment = Callable[[Mapping[str, object]], None]


def _nothing(_: Mapping[str, object]) -> None:
    """What happens at a moment of the judgement that nobody waits for."""


@dataclass(frozen=True)
class Judgement:
    """What became of the rows of a transfer, in counts.

    Attributes:
        transfer_id: the transfer.
        counts: rows by state, rule and field, in that order.
        parts: what was written; empty for a file that was only checked.
        notices: accepted rows by notice and field; a row counts once for each notice that it carries.
        repairs: accepted rows by field and what was mended in it.
    """

    transfer_id: str
    counts: tuple[RuleCount, ...]
    parts: tuple[Part, ...] = ()
    notices: tuple[RuleCount, ...] = ()
    repairs: tuple[RepairCount, ...] = ()

    def rows(self, state: str | None = None) -> int:
        """Rows in a state (aceptada, cuarentena, descartada), or in all."""
        return sum(count.rows for count in self.counts if state in (None, count.state))


def is_judged(store: Store, transfer_id: str) -> bool:
    """Whether every row of a transfer has its line in the ledger."""
    return store.part(LEDGER, transfer_id).exists()


def judge(
    received: Received,
    contract: InstitutionContract,
    sheets: Sequence[Sheet],
    rows: pa.RecordBatchReader,
    *,
    earlier: Sequence[str],
    deployment: Deployment,
    engine: DuckDBEngine,
    store: Store,
    keys: Keys,
    closed_through: date | None = None,
    known: pa.Table | None = None,
    before_parts: Moment = _nothing,
    before_ledger: Moment = _nothing,
) -> Judgement:
    """Judge a transfer and write its parts.

    Args:
        received: id and day of reception of the transfer.
        contract: what the institution agreed to send.
        sheets: the tables of the file, in file order, with the column of each field.
        rows: rows as sent, in lists or in columns.
        earlier: ids of the transfers received before this one; a delivery that they brought counts no more.
        deployment: code lists, programmes and territory.
        engine: where it runs.
        store: where the parts go.
        keys: for the pseudonyms.
        closed_through: last day of the periods that were closed when it came.
        known: deliveries (entrega_id, institucion_codigo) that count no more and are repeated all the same.
        before_parts: called with the bound values when every row is judged and nothing is written.
        before_ledger: called with them when the accepted rows are written and the transfer is not yet judged.

    Raises:
        StoreError: a row was lost or doubled on the way; nothing is marked as judged.
    """
    values = {**bound_values(received, contract, sheets, keys=keys), "cerrado_hasta": closed_through}
    table = ACCEPTED_TABLE[contract.kind]
    _discard_parts(store, received.transfer_id)
    before = _before(store, table, earlier)
    with judging(
        contract, sheets, rows, values, engine=engine, deployment=deployment, before=before, known=known
    ) as judged:
        before_parts(values)
        with _parts_written(table, values, judged, deployment, engine=engine, store=store) as parts:
            before_ledger(values)
        engine.attach(LEDGER, [store.part(LEDGER, received.transfer_id)])
        counts = count_rules(engine)
        notices = count_notices(engine, [store.part(NOTICES, received.transfer_id)])
        repairs = count_repairs(engine, [store.part(REPAIRS, received.transfer_id)])
    return Judgement(received.transfer_id, counts, tuple(parts), notices, repairs)


@contextmanager
def _parts_written(
    table: str,
    values: Mapping[str, object],
    judged: pa.Table,
    deployment: Deployment,
    *,
    engine: DuckDBEngine,
    store: Store,
) -> Iterator[list[Part]]:
    """Every part; the ledger stands aside until the block ends well, and takes its place after all else.

    Packing rows into a file is the work of one thread, so two files are written side by side. Each is put in order and
    written by itself, and its bytes are the same whichever ends first.
    """
    repeated = engine.table("select * from core_repetida")
    handed = {**reference_tables(deployment), "core_repetida": repeated}

    def identities_and_notices() -> tuple[Part, Part]:
        return (
            write_vault(values, judged, engine=other, store=store),
            write_judged(NOTICES, values, judged, engine=other, store=store),
        )

    with ExitStack() as aside:
        # The pool closes first: it waits for what it was given, also when the writing on this side fails.
        with engine.beside(handed) as other, ThreadPoolExecutor(1) as beside:
            waiting = beside.submit(identities_and_notices)
            repairs = write_repairs(values, engine=engine, store=store)
            # Nothing after the repairs asks for a text; of a national file, a tenth of the memory.
            engine.forget(CELLS)
            accepted = write_judged(table, values, judged, engine=engine, store=store)
            ledger = aside.enter_context(judged_aside(LEDGER, values, judged, engine=engine, store=store))
            identities, notices = waiting.result()
        yield [repairs, identities, accepted, notices, ledger]


@contextmanager
def judging(
    contract: InstitutionContract,
    sheets: Sequence[Sheet],
    rows: pa.RecordBatchReader,
    values: Mapping[str, object],
    *,
    engine: DuckDBEngine,
    deployment: Deployment,
    before: Sequence[Path] = (),
    known: pa.Table | None = None,
) -> Iterator[pa.Table]:
    """The judgement in the engine's memory: core_celda, core_juicio and core_repetida while the block lasts.

    Gives the second, for whoever reads it a slice at a time.

    Raises:
        StoreError: a row was lost or doubled, or comes from a sheet that is none of the file's.
    """
    values = {"cerrado_hasta": None, **pattern_values(contract), **values}
    cells = with_text(without_blanks(judged_cells(rows, contract, places_of(sheets))))
    if cells.column("hoja_orden").null_count:
        raise _lost_rows(values)
    cells = in_file_order(cells)
    inputs = {
        **reference_tables(deployment),
        **bound_tables(contract),
        "core_conocida": _NOTHING_BEFORE if known is None else known,
    }
    made = ["core_equivalencia", *READINGS, CELLS, JUDGED, ALIKE, "core_repetida"]
    try:
        for name, table in inputs.items():
            engine.register(name, table)
        _materialise("core_equivalencia", values, engine=engine)
        cells = with_readings(cells, values, engine)
        engine.register_sparse(CELLS, cells)
        judged = _judged(cells, values, engine)
        del cells  # the engine alone holds them now, until whoever needs them no more lets go of them
        engine.register(JUDGED, judged)
        engine.register(ALIKE, rows_alike(judged))
        if before:
            engine.attach("core_anterior", before)
        else:
            engine.register("core_anterior", _NOTHING_BEFORE)
        _materialise("core_repetida", values, engine=engine)
        yield judged
    finally:
        for name in (*made, *inputs, "core_anterior", LEDGER):
            engine.forget(name)


def _judged(cells: pa.Table, values: Mapping[str, object], engine: DuckDBEngine) -> pa.Table:
    """core_juicio: what its statement finds out of the rows of core_celda, and the values that stand as they were read.

    The texts that only the vault keeps stand beside them as they were sent.

    Raises:
        StoreError: a row was lost or doubled.
    """
    found = engine.table(statement_over(JUDGED, TEXTS), values_over(JUDGED, TEXTS, values))
    judged = in_file_order(found)
    if not same_places(judged, cells):
        raise _lost_rows(values)
    persons, provisional = cells.column("v_persona_id"), judged.column("persona_provisional_id")
    if provisional.null_count < len(provisional):
        persons = pc.coalesce(provisional, persons)
    judged = judged.drop_columns(["persona_provisional_id"]).append_column("persona_id", persons)
    for name, column in (("hoja", "hoja"), *((name, f"v_{name}") for name in AS_READ)):
        judged = judged.append_column(name, cells.column(column))
    for name in ("direccion", "telefono"):
        judged = judged.append_column(name, sent_or_constant(cells.column(name), values[f"k_{name}"]))
    return judged


def places_of(sheets: Sequence[Sheet]) -> list[Place]:
    """Where each sheet has what, in file order."""
    return [
        Place(order, sheet.name, sheet.header, sheet.positions) for order, sheet in enumerate(sheets, start=1)
    ]


def _lost_rows(values: Mapping[str, object]) -> StoreError:
    return StoreError(
        "la cuenta de filas no cuadra; la transferencia no se marca como juzgada",
        place=str(values["transferencia"]),
        remedy="Avise al equipo que mantiene Padrón.",
    )


def _materialise(name: str, values: Mapping[str, object], *, engine: DuckDBEngine) -> int:
    return engine.materialise(name, statement_over(name, TEXTS), values_over(name, TEXTS, values))


def _discard_parts(store: Store, transfer_id: str) -> None:
    """Take away what an earlier judgement of the transfer left, the ledger first: now it is not judged."""
    for table in (LEDGER, NOTICES, REPAIRS, *ACCEPTED_TABLE.values(), VAULT):
        discard_part(table, transfer_id, store)


def _before(store: Store, table: str, earlier: Sequence[str]) -> list[Path]:
    """Parts of earlier transfers that may hold the same deliveries; registers are statements, not deliveries."""
    if table == ACCEPTED_TABLE["registry"]:
        return []
    parts = (store.part(table, transfer_id) for transfer_id in earlier)
    return [part for part in parts if part.exists()]
