"""A folder of judged transfers, linked day after day with decisions in between, and who is who after each day.

Judgement has tests of its own; here its parts are written as it leaves them, from rows that say who got something.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.build import table_digest
from assets.engine import DuckDBEngine, digest_file
from assets.link.decisions import append
from assets.link.deliveries import write_deliveries
from assets.link.features import open_linker
from assets.link.persons import Linked, link_persons
from assets.link.records import write_records
from assets.raw.transfers import Transfer, write_transfer
from assets.schema import arrow_schema
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.keys import Keys
from snis.linkage.settings import LinkageSettings
from snis.linkage_decisions import Decision
from snis.pseudonym import pseudonym
from tests.support.plain_linker import RulesLinker, RulesModel

KEYS = Keys(*(bytes([number]) * 32 for number in range(1, 6)))
# Invented: serials begin with 9, so no living person's.
CUIS = {
    "ana": "9765432141601",
    "eva": "9554941090101",
    "ira": "9000001630101",
    "luz": "9000002520101",
}
# The model of the nights, in place of two plain rules.
SHIPPED = "guatemala"
TABLES = ("link_registro", "link_enlace", "link_registro_persona", "link_persona_evento", "link_entrega")


@dataclass(frozen=True)
class Given:
    """A delivery under a number, by which the tests name it, and what its row says of a person.

    Attributes:
        number: its name.
        cui: whose CUI stands in the row; empty for none.
        names: given names.
        born: birth date.
        counts: whether the delivery still counts, or was replaced by another.
    """

    number: int
    cui: str = ""
    names: str = "ANA"
    born: date | None = date(1990, 2, 1)
    counts: bool = True

    @property
    def sent(self) -> str:
        """The pseudonym of the identity as sent."""
        if self.cui:
            return pseudonym(KEYS.person, "cui", CUIS[self.cui])
        return pseudonym(KEYS.person, "nombre", f"{self.names}|TZOC|{self.born}")


class LinkingOffice:
    """A work folder in which transfers are judged and linked."""

    def __init__(self, folder: Path, model: str = "llano-1") -> None:
        self.store = Store(folder / "work", KEYS)
        self.model = model
        self.settings = LinkageSettings()
        self._sent: dict[str, tuple[Transfer, Sequence[Given]]] = {}

    def night(self, day: str, **files: Sequence[Given]) -> Linked:
        """Receive and judge files (name -> rows), and link."""
        for name, rows in files.items():
            digest = sha256(name.encode()).hexdigest()
            transfer = Transfer(
                f"T{digest[:16]}", digest, "mides", name, 0, f"{day}T01:00:00-06:00", len(self._sent) + 1
            )
            self.judge(name, transfer, rows)
        return self.link()

    def judge(self, name: str, transfer: Transfer | None, rows: Sequence[Given]) -> None:
        """Write what the judgement of a transfer leaves; of one that is known, it is judged anew."""
        transfer = transfer or self._sent[name][0]
        self._sent[name] = transfer, rows
        write_transfer(self.store, transfer)
        part = transfer.transferencia_id
        place = [{"transferencia_id": part, "hoja": "", "fila": line} for line in range(2, len(rows) + 2)]
        said = [
            {
                "persona_id": row.sent, "cui": CUIS.get(row.cui), "nombres": row.names, "apellidos": "TZOC",
                "nacimiento_fecha": row.born,
            }
            for row in rows
        ]  # fmt: skip
        identities = _table("vault_identidad", [{**a, **b} for a, b in zip(place, said, strict=True)])
        self.store.write_encrypted("vault_identidad", part, identities.to_reader())
        deliveries = [
            {**address, "persona_id": row.sent, "cantidad": row.number, "identidad_codigo": "cui"}
            for address, row in zip(place, rows, strict=True)
        ]
        counted = zip(deliveries, rows, strict=True)
        by_table: dict[str, list[dict[str, Any]]] = {"core_entrega": [], "core_entrega_historica": []}
        for delivery, row in counted:
            by_table["core_entrega" if row.counts else "core_entrega_historica"].append(delivery)
        for table, lines in by_table.items():
            self._write(table, part, lines)
        self._write("core_fila", part, place)

    def link(self) -> Linked:
        """Link what there is, with a fresh engine."""
        with DuckDBEngine(temp=self.store.scratch) as engine:
            write_records(self.store, engine)
            rules = RulesLinker(engine.connection, RulesModel(self.model))
            linker = open_linker(engine) if self.model == SHIPPED else rules
            linked = link_persons(self.store, engine, linker, self.settings)  # type: ignore[arg-type]
            write_deliveries(self.store, engine)
        return linked

    def decide(self, day: str, verdict: str, first: int, second: int) -> Decision:
        """A person decides on the records of two deliveries, at nine in the morning."""
        records = self._by_number("registro_id")
        moment = datetime.fromisoformat(f"{day}T09:00:00-06:00")
        pair = (records[first], records[second])
        return append(self.store, verdict=verdict, pair=pair, who="ana", reason="prueba", moment=moment)

    def persons(self) -> dict[int, str]:
        """The person of each delivery that counts, by its number."""
        return self._by_number("persona_id")

    def groups(self) -> set[frozenset[int]]:
        """Numbers of the deliveries that belong to one person."""
        found: dict[str, set[int]] = {}
        for number, person in self.persons().items():
            found.setdefault(person, set()).add(number)
        return {frozenset(numbers) for numbers in found.values()}

    def events(self) -> list[tuple[Any, ...]]:
        """What happened to persons besides being born: event, person, other person, cause; in order of time."""
        return self.rows(
            "link_persona_evento",
            "evento_codigo, persona_id, otra_persona_id, motivo",
            "where evento_codigo <> 'nacida' order by noche, persona_id",
        )

    def rows(self, table: str, columns: str, rest: str = "") -> list[tuple[Any, ...]]:
        """Columns of all parts of a plain table."""
        with DuckDBEngine(temp=self.store.scratch) as engine:
            engine.attach(table, self.store.files(table))
            return engine.rows(f"select {columns} from {table} {rest}")

    def digests(self) -> dict[str, str]:
        """Digest of every plain table of linkage."""
        return {name: table_digest(name, self.store) for name in TABLES}

    def rebuild(self) -> None:
        """Lose the tables, judge everything again as it was received, and link at once."""
        for folder in ("store", "vault"):
            shutil.rmtree(self.store.work / folder)
        for name, (transfer, rows) in self._sent.items():
            self.judge(name, transfer, rows)
        self.link()

    def replaced(self, name: str) -> list[Given]:
        """The rows of a file, none of which counts any more."""
        return [replace(row, counts=False) for row in self._sent[name][1]]

    def _write(self, table: str, part: str, lines: Sequence[dict[str, Any]]) -> None:
        path = self.store.part(table, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(_table(table, lines), path)
        self.store.write_manifest(
            table, part, {"tabla": table, "filas": len(lines), "sha256": digest_file(path)}
        )

    def _by_number(self, column: str) -> dict[int, str]:
        parts = {name: self.store.files(name) for name in ("link_entrega", "link_registro")}
        with DuckDBEngine(temp=self.store.scratch) as engine:
            for name, files in parts.items():
                engine.attach(name, files)
            found = engine.rows(
                f"select cantidad, {column} from link_entrega "
                "inner join link_registro using (transferencia_id, hoja, fila)"
            )
        return {int(number): str(value) for number, value in found}


def _table(name: str, lines: Sequence[dict[str, Any]]) -> pa.Table:
    schema = arrow_schema(load_tables()[name])
    rows = [{column: line.get(column) for column in schema.names} for line in lines]
    return pa.Table.from_pylist(rows, schema=schema)
