"""A small office that receives files day after day: reception, reading and judgement, without the rest of a night."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.build import table_digest
from assets.core.corrections import open_quarantine
from assets.core.graph import CORE_TABLES, judge_transfer
from assets.core.judgement import is_judged
from assets.engine import DuckDBEngine
from assets.raw.reception import take_in
from assets.raw.rows import read_and_store
from assets.raw.transfers import RECEIVED, Transfer, read_register
from assets.resources import Bench
from assets.store import Store
from snis.deployment import Deployment, load_deployment
from snis.keys import Keys
from tests.support.deployment import CONTRACT_PATH, HEAD, make_deployment

KEYS = Keys(*(bytes([number]) * 32 for number in range(1, 6)))
HEADER = "CUI;Nombres;Nacimiento;Fecha;Monto;Folio"
# Invented: serials begin with 9, so no living person's.
PEOPLE = {
    "ana": ("9765432141601", "Ana", "01/02/1990"),
    "eva": ("9554941090101", "Eva", "03/04/1991"),
    "ira": ("9000001630101", "Ira", "05/06/1992"),
    "luz": ("9000002520101", "Luz", "07/08/1993"),
}
CONTRACT = """\
contract: mides-pagos
version: 1
institution: mides
title: Pagos de prueba
valid_from: 2026-01-01
legal_basis: [decreto-57-2008]
cadence: {every: month, due_day: 10, tolerance_days: 5}
kind: deliveries
grain: persona
mode: MODE
file: {pattern: "pagos*.csv", format: csv, encoding: utf-8, delimiter: ";"}
constants: {modalidad_codigo: P02}
columns:
  - {header: [CUI, DPI], field: cui, required: true}
  - {header: Nombres, field: nombres}
  - {header: Nacimiento, field: nacimiento_fecha, format: dd/mm/aaaa}
  - {header: Fecha, field: entrega_fecha, required: true, format: dd/mm/aaaa}
  - {header: Monto, field: monto_gtq}
  - {header: Folio, field: folio}
"""
FIXES = (
    CONTRACT.replace("mides-pagos", "mides-arreglos")
    .replace("pagos*", "arreglos*")
    .replace("MODE", "correction")
)


def paid(who: str, day: str = "15/01/2026", amount: str = "100", folio: str = "") -> str:
    """A row: a person of PEOPLE, or a CUI as written."""
    cui, name, born = PEOPLE.get(who, (who, "Otra", "01/01/1980"))
    return f"{cui};{name};{born};{day};{amount};{folio}"


@dataclass
class Office:
    """A work folder under a small deployment.

    Attributes:
        mode: of the contract of payments.
        head: more lines of padron.yaml.
    """

    folder: Path
    mode: str = "increment"
    head: str = ""
    contract: str = CONTRACT
    files: Mapping[str, str] = field(default_factory=dict)
    _written: str = ""
    _loaded: Deployment = field(init=False, repr=False)

    @property
    def store(self) -> Store:
        return Store(self.folder / "work", KEYS)

    @property
    def deployment(self) -> Deployment:
        files: dict[str, str | None] = {
            "padron.yaml": HEAD + self.head,
            CONTRACT_PATH: self.contract.replace("MODE", self.mode),
            "contracts/mides/arreglos.yaml": FIXES,
            **self.files,
        }
        written = repr(files)
        if written != self._written:
            self._loaded = load_deployment(make_deployment(self.folder / "despliegue", files=files))
            self._written = written
        return self._loaded

    def send(
        self, day: str, name: str, *rows: str, header: str = HEADER, institution: str = "mides"
    ) -> Transfer:
        """Drop a file of rows and let the office work on that day."""
        return self.drop(day, name, "\n".join((header, *rows, "")).encode(), institution)

    def drop(self, day: str, name: str, content: bytes, institution: str = "mides") -> Transfer:
        """Drop a file as it is and let the office work on that day."""
        path = self.store.inbox / institution / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        before = {item.transferencia_id for item in self.register}
        self.work(day)
        register = self.register
        new = [item for item in register if item.transferencia_id not in before]
        return new[-1] if new else next(item for item in register if f"mides/{name}" in item.repeticiones)

    def work(self, day: str) -> None:
        """What a night does with files, and no more."""
        moment = datetime.fromisoformat(f"{day}T01:00:00-06:00")
        store, deployment = self.store, self.deployment
        take_in(store, deployment, moment=moment, settle_seconds=0, progress=lambda *_: None)
        waiting = [
            item.transferencia_id
            for item in self.register
            if item.estado == RECEIVED and not is_judged(store, item.transferencia_id)
        ]
        for transfer_id in waiting:
            read_and_store(transfer_id, deployment, store, moment=moment)
        with DuckDBEngine(temp=store.scratch) as engine:
            for transfer_id in waiting:
                judge_transfer(transfer_id, Bench(deployment, store, engine, moment))

    @property
    def register(self) -> list[Transfer]:
        return read_register(self.store)

    def known(self, transfer: Transfer) -> Transfer:
        """A transfer as the register has it now."""
        return next(item for item in self.register if item.transferencia_id == transfer.transferencia_id)

    def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """Columns of all parts of a plain table, in order."""
        parts = self.store.files(table)
        if not parts:
            return []
        with DuckDBEngine(temp=self.store.scratch) as engine:
            engine.attach(table, parts)
            return sorted(engine.rows(f"select {columns} from {table}"))

    def counted(self) -> list[tuple[str, int]]:
        """Day and amount of every delivery that counts."""
        return [
            (str(day), int(amount)) for day, amount in self.rows("core_entrega", "entrega_fecha, monto_gtq")
        ]

    def history(self) -> list[tuple[str, int]]:
        """Day and amount of every delivery that was replaced."""
        return [
            (str(day), int(amount))
            for day, amount in self.rows("core_entrega_historica", "entrega_fecha, monto_gtq")
        ]

    def states(self, transfer: Transfer) -> list[tuple[int, str, str]]:
        """Line, state and rule of every row of a transfer."""
        wanted = f"'{transfer.transferencia_id}'"
        return [
            (line, state, rule or "")
            for line, state, rule, own in self.rows(
                "core_fila", f"fila, estado, regla, transferencia_id = {wanted}"
            )
            if own
        ]

    def open_rows(self) -> int:
        """Rows in quarantine that nobody mended."""
        with DuckDBEngine(temp=self.store.scratch) as engine:
            return sum(open_quarantine(self.register, self.store, engine).values())

    def receipt(self, transfer: Transfer) -> dict[str, Any]:
        path = self.store.outbox / transfer.institucion / transfer.transferencia_id / "recibo.json"
        return dict(json.loads(path.read_text(encoding="utf-8")))

    def notices(self, transfer: Transfer) -> list[str]:
        """Rules of the notices on a receipt."""
        return [notice["regla"] for notice in self.receipt(transfer)["avisos"]]

    def digests(self) -> dict[str, str]:
        """Digest of every plain table of the layer."""
        return {name: table_digest(name, self.store) for name in CORE_TABLES if name.startswith("core_")}


def folios(rows: Sequence[str]) -> Iterator[str]:
    """Rows, each with a folio of its own."""
    for number, row in enumerate(rows, start=1):
        yield f"{row}F{number}"
