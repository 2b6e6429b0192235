"""A small office that has its identities validated: a few people, a register that knows them, one session at a time."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assets.build import build_table, table_digest
from assets.engine import DuckDBEngine
from assets.exchange.adapter import Adapter
from assets.exchange.asking import Scope
from assets.exchange.by_file import FileAdapter
from assets.exchange.by_service import ServiceAdapter
from assets.exchange.desk import Desk, open_desk
from assets.exchange.lots import Lot, Register
from assets.exchange.outcome import Outcome
from assets.exchange.session import Session, exchange_in_a_night
from assets.exchange.standing import Standing, standing_of
from assets.link.records import write_records
from assets.parameters import bound_values
from assets.raw.ledger import read_entries
from assets.raw.transfers import sealed_path
from assets.resources import Bench
from pipelines.settings import SAMPLE
from pipelines.verifier_client import HttpService
from tests.pipeline.delivery_case import PEOPLE, Office, paid

TABLES = ("link_identidad", "link_consulta", "link_respuesta", "link_validacion")
CONVENIOS = """\
convenios:
  - id: convenio-renap
    institution: renap
    purpose: verificar-identidad
    legal_basis: [decreto-90-2005]
    columns: [cui, nombres, apellidos, nacimiento_fecha]
    valid_from: 2026-01-01
    expires: 2026-12-31
    acta: Acta 7
"""
BY_FILE = (
    "validation: {verifier: renap, convenio: convenio-renap, by: file, valid_days: 100, answer_days: 10}\n"
)
NUMBERS = frozenset(cui for cui, _, _ in PEOPLE.values())
NAMES = frozenset(name.upper() for _, name, _ in PEOPLE.values())


class Clock:
    """Time that jumps when somebody sleeps."""

    def __init__(self, start: datetime) -> None:
        self.start = self.time = start

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    @property
    def waited(self) -> float:
        return (self.time - self.start).total_seconds()


@dataclass
class Case:
    """An office with a verifier.

    Attributes:
        folder: where everything lies.
        validation: the section of padron.yaml.
        convenios: the register of convenios.
        url: where the service is called, with by: service.
    """

    folder: Path
    validation: str = BY_FILE
    convenios: str = CONVENIOS
    clock: Clock | None = None
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.folder, head=self.validation)
        self._configure()

    def _configure(self) -> None:
        self.office.head = self.validation
        disclosure = (SAMPLE / "disclosure.yaml").read_text(encoding="utf-8")
        self.office.files = {"convenios.yaml": self.convenios, "disclosure.yaml": disclosure}

    @property
    def work(self) -> Path:
        return self.office.store.work

    def deliver(self, *who: str, day: str = "2026-02-02", paid_on: str = "15/01/2026") -> None:
        """Deliveries to some people arrive and are judged."""
        self.office.send(day, f"pagos_{day}_{len(who)}.csv", *(paid(name, paid_on) for name in who))
        with DuckDBEngine(temp=self.office.store.scratch) as engine:
            write_records(self.office.store, engine)

    def session(
        self,
        day: str = "2026-02-02",
        *,
        scope: Scope | None = None,
        ask: bool = True,
        receive: bool = True,
        draw: Callable[[], float] = lambda: 0.5,
    ) -> Outcome:
        """A session, and the table of states after it, whether or not it ended well."""
        self._configure()
        moment = datetime.fromisoformat(f"{day}T01:00:00-06:00")
        deployment, store = self.office.deployment, self.office.store
        validation = deployment.validation
        assert validation is not None
        clock = self.clock = Clock(moment)

        with DuckDBEngine(temp=store.scratch) as engine:
            bench = Bench(deployment, store, engine, moment)
            try:
                session = Session(validation, bench, lambda desk: self.connect(desk, clock, draw))
                return session.run(scope or Scope(), ask=ask, receive=receive)
            finally:
                build_table("link_validacion", engine=engine, store=store, params=bound_values(bench))

    def night(self, day: str = "2026-02-02") -> Outcome:
        """What a night does: it goes on whatever happens to the exchange."""
        self._configure()
        moment = datetime.fromisoformat(f"{day}T01:00:00-06:00")
        with DuckDBEngine(temp=self.office.store.scratch) as engine:
            bench = Bench(self.office.deployment, self.office.store, engine, moment)
            outcome = exchange_in_a_night(bench, lambda desk: self.connect(desk, Clock(moment)))
            build_table("link_validacion", engine=engine, store=self.office.store, params=bound_values(bench))
        return outcome

    def connect(self, desk: Desk, clock: Clock, draw: Callable[[], float] = lambda: 0.5) -> Adapter:
        """The way that the section of padron.yaml asks for."""
        if desk.validation.by == "file":
            return FileAdapter(desk, settle_seconds=0)
        service = HttpService(desk.validation.url, "t0k3n", timeout_seconds=0.4)
        return ServiceAdapter(desk, service, clock, draw)

    def adapter(self, day: str) -> FileAdapter:
        """The way by file, on a day."""
        moment = datetime.fromisoformat(f"{day}T01:00:00-06:00")
        validation = self.office.deployment.validation
        assert validation is not None
        with DuckDBEngine(temp=self.office.store.scratch) as engine:
            desk = open_desk(Bench(self.office.deployment, self.office.store, engine, moment), validation)
            return FileAdapter(desk, settle_seconds=0)

    def standing(self, day: str = "2026-02-02") -> Standing:
        moment = datetime.fromisoformat(f"{day}T01:00:00-06:00")
        with DuckDBEngine(temp=self.office.store.scratch) as engine:
            found = standing_of(Bench(self.office.deployment, self.office.store, engine, moment))
        assert found is not None
        return found

    def decide(self, decision: Callable[[Desk], Lot], day: str = "2026-02-03") -> Lot:
        """A person decides on a lot."""
        validation = self.office.deployment.validation
        assert validation is not None
        moment = datetime.fromisoformat(f"{day}T09:00:00-06:00")
        with DuckDBEngine(temp=self.office.store.scratch) as engine:
            return decision(
                open_desk(Bench(self.office.deployment, self.office.store, engine, moment), validation)
            )

    def rewrite(self, lot: Lot) -> Lot:
        """Let the register know something else of a lot."""
        return Register(self.office.store).put_lot(lot)

    def damage(self, sha256: str) -> None:
        """Change a sealed copy; the backup has it whole."""
        path = sealed_path(self.office.store, sha256)
        path.with_suffix(".backup").write_bytes(path.read_bytes())
        path.write_bytes(path.read_bytes()[:-1] + b"\x00")

    def mend(self, sha256: str) -> None:
        """Bring a sealed copy back from the backup."""
        path = sealed_path(self.office.store, sha256)
        path.with_suffix(".backup").replace(path)

    @property
    def outbox(self) -> Path:
        return self.office.store.outbox / "renap" / "validacion"

    def requests(self) -> dict[str, list[dict[str, str]]]:
        """Requests in the outbox, by lot."""
        return {
            path.stem.removeprefix("solicitud_"): list(
                csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
            )
            for path in sorted(self.outbox.glob("solicitud_*.csv"))
        }

    def numbers(self) -> dict[str, tuple[str, str]]:
        """Lot and number under which each person was asked, by name; the last time counts."""
        names = {cui: who for who, (cui, _, _) in PEOPLE.items()}
        return {
            names[row["cui"]]: (row["lote"], row["numero"])
            for rows in self.requests().values()
            for row in rows
        }

    def answer(self, name: str, rows: Sequence[str], *, header: str = "") -> None:
        """A verifier drops a file of answers."""
        text = "\n".join([header or "lote,numero,estado,campo_discrepante,respondido_fecha", *rows, ""])
        self.drop(name, text.encode())

    def drop(self, name: str, content: bytes) -> None:
        path = self.office.store.inbox / "renap" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def said(
        self,
        states: Mapping[str, str],
        on: str = "2026-02-03",
        asked: Mapping[str, tuple[str, str]] | None = None,
    ) -> list[str]:
        """Rows of an answer: `estado` or `discrepancia:campo` of each person by name."""
        known = asked or self.numbers()
        return [
            ",".join([*known[who], *(state.partition(":")[::2]), on]) for who, state in sorted(states.items())
        ]

    def states(self) -> dict[str, str]:
        """What link_validacion says of each person of PEOPLE, by name, with the field that differs."""
        identity = {persona: who for who, persona in self._pseudonyms().items()}
        return {
            identity[persona]: f"{state}:{column}" if column else state
            for persona, state, column in self.office.rows(
                "link_validacion", "persona_enviada_id, estado_identidad_codigo, campo_discrepante"
            )
        }

    def stale(self) -> set[str]:
        """People whose answer is old."""
        identity = {persona: who for who, persona in self._pseudonyms().items()}
        rows = self.office.rows("link_validacion", "persona_enviada_id, es_antigua")
        return {identity[persona] for persona, stale in rows if stale}

    def _pseudonyms(self) -> dict[str, str]:
        from snis.pseudonym import pseudonym

        return {
            who: pseudonym(self.office.store.keys.person, "cui", cui) for who, (cui, _, _) in PEOPLE.items()
        }

    def entries(self, direction: str = "") -> list[dict[str, Any]]:
        """Entries of exchanges in the ledger."""
        return [
            dict(entry.data)
            for entry in read_entries(self.office.store.ledger)
            if entry.kind == "intercambio" and direction in {"", entry.data["sentido"]}
        ]

    def acknowledgements(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text(encoding="utf-8")) for path in self.outbox.glob("acuse_*.json")]

    def digests(self) -> dict[str, str]:
        return {table: table_digest(table, self.office.store) for table in TABLES}

    def leaks(self) -> list[str]:
        """Files outside the outbox and the inbox that hold a number, or, where they are text, a name."""
        found = []
        for path in sorted(self.work.rglob("*")):
            if path.is_file() and path.relative_to(self.work).parts[0] not in {"outbox", "inbox"}:
                text = path.read_bytes().decode("utf-8", "replace")
                is_binary = path.suffix in {".parquet", ".sealed"}
                wanted = NUMBERS if is_binary else NUMBERS | NAMES
                if any(re.search(rf"\b{secret}\b", text) for secret in wanted):
                    found.append(path.relative_to(self.work).as_posix())
        return found
