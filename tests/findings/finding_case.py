"""Two institutions whose deliveries give findings, night after night, and workbooks that go out and come back.

From the inbox to link_hallazgo all is the real thing; only persons are told apart by the plain linker of the tests.
"""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.findings.journal import Journal
from assets.findings.night import Outcome, follow_findings
from assets.findings.notifying import BOOK, outbox_folder
from assets.findings.standing import TABLE
from assets.link.deliveries import write_deliveries
from assets.link.persons import link_persons
from assets.link.records import write_records
from assets.parameters import bound_values
from assets.raw.ledger import read_entries
from assets.reading.returned import properties_in
from assets.reading.workbook import open_sheet, open_workbook
from assets.ref.tables import write_reference_tables
from assets.resources import Bench
from pipelines.settings import SAMPLE
from snis.finding_answers import reference_of
from snis.finding_life import Life
from tests.pipeline.delivery_case import CONTRACT, HEADER, PEOPLE, Office, paid
from tests.support.deployment import INSTITUTIONS, PROGRAMMES
from tests.support.plain_linker import RulesLinker

MAGA = CONTRACT.replace("mides", "maga").replace("P02", "P30").replace("pagos*", "semilla*")
VIDA = CONTRACT.replace("mides-pagos", "mides-vida").replace("P02", "P11").replace("pagos*", "vida*")
RULES: Mapping[str, str] = {
    "COI-01": "title: Bono y semilla, a: P02, b: P30, verdict: consultar, owner: mides, level: baja",
    "COI-02": "title: Vida y semilla, a: P11, b: P30, verdict: consultar, owner: maga",
    "CTL-01": 'title: Edad improbable, a: "*", b: edad_improbable, verdict: consultar, owner: quien_entrega',
}
# Nobody is kept from knowing who is in the programme Vida, unless a test says so.
OPEN_PROGRAMMES = PROGRAMMES.replace(",restringida,", ",sensible,")
# Born in 1908; and as it should have been written.
OLD_LUZ = paid("luz").replace("1993", "1908")
LUZ = paid("luz")


@dataclass
class Case:
    """A ministry of findings: what arrives on a day, and what a night makes of it."""

    folder: Path
    rules: dict[str, str] = field(default_factory=lambda: dict(RULES))
    programmes: str = OPEN_PROGRAMMES
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.folder, mode="full")
        self.configure()

    def configure(self) -> None:
        """Write the deployment with the rules as they are now."""
        lines = [
            f"  - {{id: {name}, {text}, legal_basis: Decreto 1, valid_from: 2026-01-01}}"
            for name, text in self.rules.items()
        ]
        self.office.files = {
            "institutions.csv": INSTITUTIONS
            + "maga,Ministerio de Agricultura,MAGA,entrega,Acta 1,2026-01-01,\n",
            "programmes.csv": self.programmes
            + "P30,semilla,Semilla,Semilla mejorada,maga,transferencia,persona,,,,,,100,bimestre,publica,prueba\n",
            "contracts/maga/semilla.yaml": MAGA.replace("MODE", "increment"),
            "contracts/mides/vida.yaml": VIDA.replace("MODE", "increment"),
            "coincidences.yaml": "\n".join(["rules:", *lines, ""]),
            "disclosure.yaml": (SAMPLE / "disclosure.yaml").read_text(encoding="utf-8"),
        }

    def night(
        self,
        day: str = "2026-03-02",
        *,
        step: Callable[[str], None] = lambda _: None,
        only: str = "",
        is_quiet: bool = False,
    ) -> Outcome:
        """What a night does: files, persons, findings, and their life; on a quiet one no data came."""
        self.configure()
        self.office.work(day)
        moment = self.moment(day)
        store = self.office.store
        with DuckDBEngine(temp=store.scratch) as engine:
            bench = Bench(self.office.deployment, store, engine, moment)
            if not is_quiet:
                self._find(bench)
            return follow_findings(bench, settle_seconds=0, step=step, only=only)

    def _find(self, bench: Bench) -> None:
        store, engine = bench.store, bench.engine
        write_reference_tables(bench.deployment, store)
        write_records(store, engine)
        link_persons(store, engine, RulesLinker(engine.connection))  # type: ignore[arg-type]
        write_deliveries(store, engine)
        for table in (
            "link_verificacion", "link_validacion", "link_coincidencia_regla", "link_cruce", "link_hallazgo",
        ):  # fmt: skip
            build_table(table, engine=engine, store=store, params=bound_values(bench))

    @staticmethod
    def moment(day: str) -> datetime:
        """When the night of a day is."""
        return datetime.fromisoformat(f"{day}T01:00:00-06:00")

    def send(self, name: str, *rows: str, institution: str = "mides") -> None:
        """Drop a file of rows; the next night takes it."""
        self.drop(name, "\n".join((HEADER, *rows, "")).encode(), institution)

    def drop(self, name: str, content: bytes, institution: str = "mides") -> None:
        path = self.office.store.inbox / institution / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    @property
    def journal(self) -> Journal:
        return Journal(self.office.store)

    def lives(self) -> dict[str, Life]:
        """The life of each finding by its rule and owner; there is one of each in these tests."""
        return {f"{life.facts.rule} {life.facts.owner}": life for life in self.journal.lives.values()}

    def states(self) -> dict[str, str]:
        """State of each finding, with answer, resolution or reason."""
        return {
            name: " ".join(filter(None, (life.state, life.answer, life.resolution, life.closing)))
            for name, life in sorted(self.lives().items())
        }

    def reference(self, name: str) -> str:
        """How a finding is named to its institution."""
        return reference_of(self.lives()[name].finding)

    def book(self, institution: str = "mides") -> Path:
        return outbox_folder(institution, self.office.store) / BOOK

    def sheet(self, name: str, institution: str = "mides") -> list[dict[str, str]]:
        """Rows of a sheet of a workbook, by the titles of its columns."""
        content = self.book(institution).read_bytes()
        rows = [cells for _, cells in open_sheet(open_workbook(content, "xlsx"), name).rows()]
        return [dict(zip(rows[0], cells, strict=False)) for cells in rows[1:]]

    def answer(
        self,
        answers: Mapping[str, str] | Sequence[tuple[str, str, str]],
        *,
        name: str = "contestado.xlsx",
        sender: str = "mides",
        given_to: str = "mides",
    ) -> bytes:
        """Drop a workbook as if filled in: reference -> code, or rows of reference, code and comment."""
        rows = [(ref, code, "") for ref, code in answers.items()] if isinstance(answers, Mapping) else answers
        found = properties_in(io.BytesIO(self.book(given_to).read_bytes()))
        assert found is not None
        content = filled(rows, found[0])
        self.drop(name, content, sender)
        return content

    def acknowledgements(self, institution: str = "mides") -> list[dict[str, Any]]:
        """What an institution was told of its answers, by file name."""
        folder = outbox_folder(institution, self.office.store)
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("acuse_*.json"))]

    def ledger(self, kind: str) -> list[Mapping[str, Any]]:
        return [entry.data for entry in read_entries(self.office.store.ledger) if entry.kind.startswith(kind)]

    def table(self) -> list[dict[str, Any]]:
        return list(pq.read_table(self.office.store.part(TABLE)).to_pylist())


def filled(rows: Sequence[tuple[str, str, str]], properties: Mapping[str, str]) -> bytes:
    """A workbook of answers as somebody's program writes it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as file:
        file.set_properties({"created": datetime(2026, 3, 3)})  # noqa: DTZ001 - as workbooks write it
        for name, text in properties.items():
            file.set_custom_property(name, text, "text")
        page = file.add_worksheet("Hallazgos")
        for line, cells in enumerate([("Referencia", "Respuesta", "Comentario"), *rows]):
            page.write_row(line, 0, cells)
    return content.getvalue()


NUMBERS = frozenset(cui for cui, _, _ in PEOPLE.values())
