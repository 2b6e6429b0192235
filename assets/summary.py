"""What a night left, in counts: for the terminal, `padron status`, and the trend of nights.

Belongs here: counting over the work folder. Does not belong here: drawing (pipelines/terminal.py), the auditor's site
(assets/audit), or any value of a row.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from assets.accounts import rows_of
from assets.audit.connected import HISTORY
from assets.audit.site import FOLDER as SITE
from assets.audit.site import Audited, put_site
from assets.core.corrections import open_quarantine
from assets.exchange.standing import Standing, standing_of
from assets.findings.standing import Standing as FindingsStanding
from assets.findings.standing import standing_or_problem
from assets.keyfile import without_signature
from assets.link.method_sheets import FOLDER, write_method_sheets
from assets.open.admission import standing_of_crosses
from assets.open.portal_standing import PortalStanding, standing_on_portal
from assets.open.public_reports import standing_of_reports
from assets.open.release import read_release
from assets.open.resumen import CellCounts, cell_counts
from assets.raw.calendar import (
    CALENDAR,
    calendar_as_dict,
    calendar_entries,
    calendar_line,
    calendar_table,
    overdue,
    write_calendar,
)
from assets.raw.inbox import scan_inbox
from assets.raw.receipt import rows_read
from assets.raw.transfers import REFUSED, Transfer, mended_by, read_register
from assets.resources import Bench, Workshop
from assets.review.queue import open_cases
from assets.store import Store, write_json
from quality.expectations import BLOCKS, INFORMS
from quality.history import save_night
from quality.results import Result, load_results
from quality.site.facts import NightAccount
from snis.calendar import Entry
from snis.calls import CALLS, PLACES, stale_calls

_NIGHTS = "noches.json"
_GROUPS = ("core", "out", "envios")
_SPACE = "\u00a0"


@dataclass(frozen=True)
class NightSummary:
    """The state of a work folder after a night.

    Attributes:
        date: date of the night.
        files: files by what became of them.
        rows: rows by state, and all of them under "recibidas".
        persons: persons with at least one delivery.
        provisional: those of them without a CUI that holds.
        coincidences: coincidences by person, pair of modalities and month.
        cells: cells of the protected tables by what was done with them.
        crosses: which crosses of the coverage table this year prints, and who decided it.
        packages: packages of the release in place.
        release: its name.
        received_tonight: transfers received at this night's moment.
        open_quarantine: rows in quarantine that nobody mended yet, in files that count.
        needs_person: what somebody has to look at.
        calendar: what was owed by each institution, and what became of it; nobody fails a night by not sending.
        validation: how the validation of identities stands; None without a verifier.
        findings: how findings stand; None when their events do not hold.
        open_cases: questions about who is who that wait for a person.
        contradicted: those of them that are accepted decisions which others keep from holding.
        portal: how the release stands on the portal; None without a portal.
        paths: label and path of what can be opened.
    """

    date: str
    files: Mapping[str, int]
    rows: Mapping[str, int]
    persons: int
    provisional: int
    coincidences: int
    cells: CellCounts
    packages: int
    release: str
    received_tonight: int
    needs_person: tuple[str, ...]
    crosses: str = ""
    open_quarantine: int = 0
    calendar: tuple[Entry, ...] = ()
    validation: Standing | None = None
    findings: FindingsStanding | None = None
    open_cases: int = 0
    contradicted: int = 0
    portal: PortalStanding | None = None
    paths: tuple[tuple[str, str], ...] = field(default=())

    def lines(self) -> list[tuple[str, str]]:
        """Label and text of each figure."""
        rows = self.rows
        sums = f"{_n(rows['aceptada'])} aceptadas + {_n(rows['cuarentena'])} en cuarentena + "
        return [
            ("Archivos", " · ".join(f"{_n(count)} {state}" for state, count in self.files.items())),
            ("Filas", f"{_n(rows['recibidas'])} = {sums}{_n(rows['descartada'])} descartadas"),
            ("Cuarentena abierta", f"{_n(self.open_quarantine)} filas que esperan corrección"),
            (
                "Personas",
                f"{_n(self.persons)} ({_n(self.provisional)} provisionales, sin CUI que se sostenga)",
            ),
            *([("Identidades", self.validation.line())] if self.validation else []),
            (
                "Revisión",
                f"{_n(self.open_cases)} preguntas sobre quién es quién (padron review){self._contradicted()}",
            ),
            ("Coincidencias", f"{_n(self.coincidences)} (persona, par de modalidades y mes)"),
            *([("Hallazgos", self.findings.line())] if self.findings else []),
            ("Celdas", self.cells.line()),
            *([("Cruces", self.crosses)] if self.crosses else []),
            ("Paquetes", f"{_n(self.packages)}, edición {self.release or '(ninguna)'}"),
            *([("Portal", self.portal.line())] if self.portal else []),
            ("Calendario", calendar_line(self.calendar)),
        ]

    def _contradicted(self) -> str:
        """The decisions that others contradict, where there are any."""
        return f"; {_n(self.contradicted)} son decisiones que se contradicen" if self.contradicted else ""

    def calendar_lines(self) -> list[str]:
        """The calendar by institution."""
        return calendar_table(self.calendar)

    def overdue(self) -> list[str]:
        """Deliveries that are missing, one line for each contract."""
        return overdue(self.calendar)

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "fecha": self.date,
            "archivos": dict(self.files),
            "filas": dict(self.rows),
            "cuarentena_abierta": self.open_quarantine,
            "personas": self.persons,
            "provisionales": self.provisional,
            "revision": self.open_cases,
            "decisiones_contradichas": self.contradicted,
            "coincidencias": self.coincidences,
            "celdas": self.cells.as_dict(),
            "cruces": self.crosses,
            "paquetes": self.packages,
            "edicion": self.release,
            "portal": self.portal.as_dict() if self.portal else None,
            "atencion": list(self.needs_person),
            "calendario": calendar_as_dict(self.calendar),
            "validacion": self.validation.as_dict() if self.validation else None,
            "hallazgos": self.findings.as_dict() if self.findings else None,
        }


def summarise(workshop: Workshop) -> NightSummary:
    """Count the work folder; writes nothing."""
    with workshop.bench() as bench:
        return _summarise(bench)


def close_night(workshop: Workshop) -> NightSummary:
    """Count the work folder, add the night to the trend, and write the auditor's site."""
    with workshop.bench() as bench:
        summary = _summarise(bench)
        write_calendar(bench.store, summary.calendar)
        results = _results(bench)
        save_night(bench.store.quality / HISTORY, bench.now.date(), results)
        _add_night(bench, summary, results)
        write_method_sheets(bench)
        put_site(bench, audited(bench))
        return replace(summary, paths=_paths(bench))


def audited(bench: Bench, *, beside: bool = True) -> Audited:
    """What nights left for the auditor's site: expectations, trend, and pages next to it where it lies beside them."""
    pages = (
        *((f"Data Docs: {group}", f"data_docs/{group}/index.html") for group in _GROUPS),
        ("Fichas de método", f"{FOLDER}/index.html"),
    )
    return Audited(
        results=_results(bench),
        nights=_nights(bench),
        docs=[(label, link) for label, link in pages if beside and (bench.store.quality / link).is_file()],
    )


def _summarise(bench: Bench) -> NightSummary:
    store = bench.store
    register = read_register(store)
    refused = [transfer for transfer in register if transfer.estado == REFUSED]
    rows = dict.fromkeys(("aceptada", "cuarentena", "descartada"), 0)
    for state, count in rows_of(bench, "core_fila", "select estado, count(*) from core_fila group by estado"):
        rows[state] = count
    persons = dict(
        rows_of(
            bench,
            "link_persona",
            "select identidad_codigo, count(*) from link_persona group by identidad_codigo",
        )
    )
    coincidences = rows_of(bench, "link_coincidencia", "select count(*) from link_coincidencia")
    release = read_release(store) or {}
    validation = standing_of(bench)
    findings, lost = standing_or_problem(store, bench.now.date())
    portal = standing_on_portal(store)
    cases, contradicted = open_cases(store, bench.engine)
    return NightSummary(
        date=bench.now.date().isoformat(),
        files={
            "recibidos": len(register) - len(refused),
            "rechazados": len(refused),
            "repetidos": sum(len(transfer.repeticiones) for transfer in register),
        },
        rows={"recibidas": sum(rows_read(transfer) or 0 for transfer in register), **rows},
        persons=sum(persons.values()),
        provisional=persons.get("provisional", 0),
        coincidences=coincidences[0][0] if coincidences else 0,
        cells=cell_counts(bench.engine, store),
        crosses=standing_of_crosses(bench),
        packages=release.get("paquetes", 0),
        release=release.get("edicion", ""),
        received_tonight=sum(transfer.recibida == bench.now.isoformat() for transfer in register),
        needs_person=(
            *_blocked(bench),
            *_attention(register),
            *_out_of_reach(store),
            *(validation.needs_person() if validation else ()),
            *standing_of_reports(bench),
            *(portal.needs_person() if portal else ()),
            *without_signature(store.keys),
            *lost,
            *_stale_calls(bench),
        ),
        validation=validation,
        findings=findings,
        open_cases=cases,
        contradicted=contradicted,
        portal=portal,
        open_quarantine=sum(open_quarantine(register, store, bench.engine).values()),
        calendar=tuple(calendar_entries(register, bench.deployment, bench.now.date())),
        paths=_paths(bench),
    )


def _blocked(bench: Bench) -> Iterator[str]:
    """Expectations that keep the last good release in place."""
    for result in _results(bench):
        if result.severity == BLOCKS and not result.passed:
            yield (
                f"calidad, {result.table}: no se cumple «{result.title}» ({result.failing} de {result.checked} filas). "
                "Nada se publica mientras tanto. Remedio: busque el origen en el sitio de auditoría, Expectativas."
            )


def _attention(register: Sequence[Transfer]) -> list[str]:
    """Refused files, but for those after which the institution sent a good one under the same name."""
    mended = mended_by(register)
    return [
        f"{item.institucion or '(sin carpeta)'}/{item.archivo}: {item.regla}. {item.motivo} Remedio: {item.remedio}"
        for item in register
        if item.estado == REFUSED and item.transferencia_id not in mended
    ]


def _out_of_reach(store: Store) -> Iterator[str]:
    """Files that stay in the inbox because nobody lets us read them or take them away."""
    for item in scan_inbox(store.inbox, settle_seconds=0):
        if not item.is_link and not (
            os.access(item.path, os.R_OK) and os.access(item.path.parent, os.W_OK | os.X_OK)
        ):
            yield (
                f"{item.institution or '(sin carpeta)'}/{item.name}: sigue en el buzón, sin permiso para leerlo o "
                "retirarlo. Remedio: dé permiso de lectura al archivo y de escritura a su carpeta."
            )


def _stale_calls(bench: Bench) -> Iterator[str]:
    """Open calls of which nobody says any more how many places are left."""
    for call in stale_calls(bench.deployment.calls, bench.now.date()):
        yield (
            f"convocatoria {call.code}: está abierta y sus plazas son del {call.as_of.isoformat()}. Remedio: pida a la "
            f"institución las de esta semana y póngalas en {PLACES}, con su día en {CALLS}."
        )


def _results(bench: Bench) -> list[Result]:
    return [
        result
        for group in _GROUPS
        for result in load_results(bench.store.quality / "resultados" / f"{group}.json") or ()
    ]


def _add_night(bench: Bench, summary: NightSummary, results: list[Result]) -> None:
    """Add this night to the trend; the same date again takes the place of the earlier entry."""
    known = _nights(bench)
    tonight = NightAccount(
        date=summary.date,
        received=summary.rows["recibidas"],
        accepted=summary.rows["aceptada"],
        quarantined=summary.rows["cuarentena"],
        rejected=summary.rows["descartada"],
        failed_expectations=sum(not result.passed and result.severity != INFORMS for result in results),
    )
    nights = sorted(
        [*(night for night in known if night.date != tonight.date), tonight], key=lambda night: night.date
    )
    if nights != known:
        write_json(bench.store.quality / _NIGHTS, {"noches": [asdict(night) for night in nights]})


def _nights(bench: Bench) -> list[NightAccount]:
    """The trend, oldest night first."""
    path = bench.store.quality / _NIGHTS
    content = json.loads(path.read_text(encoding="utf-8"))["noches"] if path.exists() else []
    return [NightAccount(**night) for night in content]


def _paths(bench: Bench) -> tuple[tuple[str, str], ...]:
    store = bench.store
    candidates = (
        ("Catálogo de datos abiertos", store.public / "index.html"),
        ("Sitio de auditoría", store.quality / SITE / "index.html"),
        ("Calendario de entregas", store.quality / CALENDAR),
        ("Almacén de los analistas", store.warehouse),
        ("Recibos y filas devueltas", store.outbox),
        ("Bitácora", store.ledger / "bitacora.jsonl"),
    )
    return tuple((label, str(path)) for label, path in candidates if path.exists())


def _n(number: int) -> str:
    return f"{number:,}".replace(",", _SPACE)
