"""The printing of a night: from exact cells and what was printed before to what is printed now.

Belongs here: when there is a new printing, its steps in order, and the table out_celda_impresa. Does not belong here:
the rule (snis/printing.py and the SQL files impresion_*.sql), who changed (printing_changes.py), the test of the
relations (printing_bounds.py), the files of the ledger (printing_ledger.py).

A printing counts once its release has passed the gate. Until then every night compares with the last one that counts,
so that nothing is ever held against a figure that nobody saw.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assets.build import table_digest
from assets.engine import DuckDBEngine, digest_file
from assets.open.gate import rules_tonight
from assets.open.printing_bounds import Attack, protect
from assets.open.printing_calendar import AFTER_OTHERS, calendar_values, periods_of
from assets.open.printing_changes import (
    CHANGED,
    CROSSES,
    FACTS,
    PAIRS,
    SEEN,
    WORKS,
    crosses_of,
    facts_digest,
    load_changes,
)
from assets.open.printing_ledger import PRINTED, Entered, PrintingLedger
from assets.open.printing_memory import PARTS, STATE, memory_before, state_at
from assets.parameters import bound_values, policy_tonight
from assets.resources import Bench
from assets.statements import parameters, statement, values_for
from assets.store import WHOLE, Store, replacing
from snis.contracts.loader import load_tables
from snis.disclosure_policy import DisclosurePolicy
from snis.errors import PrintingError

TABLE = PRINTED
# What a printing is made from, in the order of its fingerprint.
READ = (
    FACTS,
    PAIRS,
    WORKS,
    "out_cobertura",
    "out_coincidencia",
    "out_cobertura_comunitaria",
    "ref_modalidad",
    "link_persona",
    "link_persona_evento",
)
_DECIDED, _FINAL = "impresion_decidida", "impresion_final"
_PROTECTED = "impresion_protegida"
_STATEMENTS = (
    "impresion_propuesta", "impresion_persona", "impresion_fusion", "impresion_lado", CHANGED, STATE, _DECIDED,
    "impresion_visible", _FINAL, "impresion_espera", "impresion_parte", "impresion_celda",
)  # fmt: skip
_MADE = (
    *READ, PARTS, STATE, _DECIDED, _FINAL, _PROTECTED, CHANGED, CROSSES, "impresion_propuesta", "impresion_parte",
)  # fmt: skip
# Raised when the steps below print something else from the same tables and statements.
_FORM = 2


@dataclass(frozen=True)
class Printing:
    """A printing: its number, and whether it was made now."""

    number: int
    fresh: bool


def print_cells(bench: Bench) -> Printing:
    """Bring the printed cells up to date; nothing new is printed when nothing behind them changed.

    Raises:
        PrintingError: the ledger, or what the last printing saw, is missing or not what it was.
    """
    store, ledger = bench.store, PrintingLedger(bench.store)
    policy = policy_tonight(bench)
    values = {
        **bound_values(bench),
        "espera_personas": policy.hold.persons.value,
        **calendar_values(policy, ledger, bench.now),
    }
    mark = _mark(store, values, periods_of(policy, bench.now))
    if (standing := _standing(ledger, store, mark)) is not None:
        return standing
    return _Night(bench, ledger, policy, values).run(mark)


def enter_printing(bench: Bench, release: str) -> None:
    """Let tonight's printing count: its release has passed the gate and takes its place next.

    It counts before the folders change, because a figure that was seen and does not count would be worse than one
    that counts and was not seen.

    Raises:
        PrintingError: the table and the ledger do not belong together.
    """
    store, ledger = bench.store, PrintingLedger(bench.store)
    manifest, last = store.read_manifest(TABLE), ledger.last
    if manifest is None:
        raise PrintingError("no hay ninguna impresión que entre en el libro", place=TABLE)
    if last is not None and (manifest["impresion"], manifest["parte"]) == (last.number, last.part):
        return
    if manifest["impresion"] != ledger.next_number:
        raise PrintingError(
            "la tabla impresa y el libro de impresiones no van juntos",
            place=f"impresión {manifest['impresion']} con {len(ledger.entered)} en el libro",
            remedy=f"Restaure work/ledger de su respaldo, o borre work/store/out/{TABLE}: la noche imprime de nuevo.",
        )
    printing = Entered(
        number=manifest["impresion"],
        release=release,
        part=manifest["parte"],
        waiting=manifest["espera"],
        mark=manifest["huella"],
        facts=manifest["hechos"],
    )
    ledger.enter(printing, bench.now)


def write_printed(
    number: int, target: Path, *, ledger: PrintingLedger, engine: DuckDBEngine
) -> tuple[int, str]:
    """Write out_celda_impresa as it was after a printing; returns rows and SHA-256.

    Raises:
        PrintingError: there is no such printing.
    """
    with state_at(number, ledger, engine):
        written = engine.write(statement("impresion_celda"), {"impresion": number}, target)
    return written.rows, written.sha256


class _Night:
    """One printing at work."""

    def __init__(
        self, bench: Bench, ledger: PrintingLedger, policy: DisclosurePolicy, values: Mapping[str, Any]
    ) -> None:
        self._bench, self._store, self._engine = bench, bench.store, bench.engine
        self._ledger, self._policy, self._values = ledger, policy, values
        self._attacks: list[Attack] = []

    def run(self, mark: str) -> Printing:
        """Print, or find that nothing is to be printed anew."""
        last, number = self._ledger.last, self._ledger.next_number
        facts = facts_digest(self._store)
        if last is not None and last.facts == facts:
            # After a rebuild from the archive the vault has to hold it again.
            self._ledger.keep_snapshot(last.number, SEEN)
        if last is not None and last.mark == mark:
            return self._keep(last, mark)
        try:
            self._decide()
            values = values_for("impresion_parte", {**self._values, "impresion": number})
            rows = self._engine.materialise("impresion_parte", statement("impresion_parte"), values)
            if last is not None and not rows:
                return self._keep(last, mark)
            waiting = self._write(number)
        finally:
            for name in _MADE:
                self._engine.forget(name)
        part = digest_file(self._ledger.part(number))
        self._tell(number, {"huella": mark, "hechos": facts, "parte": part, "espera": waiting})
        return Printing(number, fresh=True)

    def _decide(self) -> None:
        """What is printed of each cell, in the engine's memory."""
        engine = self._engine
        memory = memory_before(self._ledger.next_number, self._ledger, engine, rules_tonight((), self._bench))
        for table in READ:
            engine.attach(table, self._store.files(table) or [self._empty(table)])
        engine.register(CROSSES, crosses_of(self._policy))
        last = self._ledger.last
        parts = self._ledger.parts(last.number) if last is not None else [self._empty(TABLE)]
        engine.attach(PARTS, parts)
        engine.materialise(STATE, statement(STATE))
        load_changes(self._ledger, self._store, engine)
        for name in ("impresion_propuesta", _DECIDED):
            engine.materialise(name, statement(name), values_for(name, self._values))
        protected, self._attacks = protect(
            engine,
            self._bench.deployment,
            self._policy,
            paused=self._values["cruces_en_pausa"],
            memory=memory,
        )
        engine.register(_PROTECTED, protected)
        engine.materialise(_FINAL, statement(_FINAL))

    def _empty(self, table: str) -> Path:
        return self._store.empty_part(load_tables()[table])

    def _write(self, number: int) -> str:
        """Write the printing, its part last; returns the SHA-256 of what it leaves waiting."""
        waiting = self._ledger.write_waiting(number, self._engine.reader(statement("impresion_espera")))
        self._ledger.write_attacks(number, [asdict(attack) for attack in self._attacks])
        self._ledger.keep_snapshot(number, SEEN)
        with replacing(self._ledger.part(number)) as aside:
            self._engine.write("select * from impresion_parte order by all", None, aside)
        return waiting

    def _keep(self, last: Entered, mark: str) -> Printing:
        """The last printing says what is to be said."""
        before = self._store.read_manifest(TABLE)
        sha256 = self._tell(
            last.number,
            {"huella": mark, "hechos": last.facts, "parte": last.part, "espera": last.waiting},
        )
        return Printing(last.number, fresh=before is None or before["sha256"] != sha256)

    def _tell(self, number: int, made_from: Mapping[str, str]) -> str:
        """Write the table from the ledger, and what it was made from beside it; returns its SHA-256."""
        with replacing(self._store.part(TABLE)) as aside:
            rows, sha256 = write_printed(number, aside, ledger=self._ledger, engine=self._engine)
            size = aside.stat().st_size
        manifest = {"tabla": TABLE, "filas": rows, "bytes": size, "sha256": sha256, "impresion": number}
        self._store.write_manifest(TABLE, WHOLE, {**manifest, **made_from})
        return sha256


def _standing(ledger: PrintingLedger, store: Store, mark: str) -> Printing | None:
    """The printing that the table was made from, when everything behind it is still the same."""
    manifest = store.read_manifest(TABLE)
    if manifest is None or manifest["huella"] != mark or not store.part(TABLE).exists():
        return None
    number, last = manifest["impresion"], ledger.last
    if last is not None and number == last.number:
        return Printing(number, fresh=False)
    part, waiting = ledger.part(number), ledger.waiting(number)
    if number != ledger.next_number or not (part.exists() and waiting.exists()):
        return None
    if (digest_file(part), digest_file(waiting)) != (manifest["parte"], manifest["espera"]):
        return None
    return Printing(number, fresh=False)


def _mark(store: Store, values: Mapping[str, Any], periods: Sequence[date]) -> str:
    """Fingerprint of all that a printing is made from, but for the printings before it; keys enter as digests."""
    digest = hashlib.sha256(f"{_FORM}|{periods}".encode())
    for name in _STATEMENTS:
        digest.update(f"|{statement(name)}".encode())
    for name in sorted(
        {value for statement_name in _STATEMENTS for value in parameters(statement_name)} - AFTER_OTHERS
    ):
        value = values.get(name)
        digest.update(f"|{name}=".encode())
        digest.update(hashlib.sha256(value if isinstance(value, bytes) else repr(value).encode()).digest())
    for table in READ:
        digest.update(f"|{table}:{table_digest(table, store)}".encode())
    return digest.hexdigest()
