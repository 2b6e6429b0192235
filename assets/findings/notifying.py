"""Telling institutions of their open findings: one workbook each, written again only when it would say something else.

Belongs here: which findings a workbook holds, when it is written or taken away, and the events that follow. Does not
belong here: its form (book.py), or its rows (concerned.py).

The workbook is in its place before the event says so: a kill in between writes it again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from assets.findings.book import BOOK_FINDINGS, Book, Told, write_book
from assets.findings.concerned import Concerned, as_sent, ask_for, concerned_rows
from assets.findings.journal import Journal, findings_folder
from assets.findings.mark import mark_text
from assets.findings.seen import attach_all
from assets.findings.words import LEVELS, asked_in_words, found_in_words, source_in_words
from assets.raw.ledger import read_entries, record
from assets.resources import Bench
from assets.statements import statement
from assets.store import Store, replacing, sync_folder, write_json
from snis.finding_events import signing_key
from snis.finding_night import notifications

OUTBOX, BOOK = "hallazgos", "hallazgos.xlsx"
ENTRY = "hallazgos_libro"
_TOLD = "hallazgo_dicho"
_EDITION_DIGITS = 16


@dataclass(frozen=True)
class Edition:
    """A workbook as it lies in an outbox: its name, findings told, findings that did not fit, whether it is new."""

    institution: str
    edition: str
    findings: int
    left: int
    is_new: bool


def outbox_folder(institution: str, store: Store) -> Path:
    """Where an institution finds its workbook and what became of its answers."""
    return store.outbox / institution / OUTBOX


def notify(
    journal: Journal, bench: Bench, *, only: str = "", step: Callable[[str], None] = lambda _: None
) -> list[Edition]:
    """Bring the workbooks of all institutions up to date, or that of one; returns those that lie in the outbox.

    Args:
        journal: the findings.
        bench: store, deployment, engine, clock.
        only: write the workbook of this institution alone.
        step: told after each step of a workbook (libro, libro_bitacora, libro_nota); tests stop there.
    """
    waiting: dict[str, list[str]] = {}
    for finding, life in sorted(journal.lives.items()):
        if life.waits_for_owner:
            waiting.setdefault(life.facts.owner, []).append(finding)
    editions = []
    for institution in sorted(bench.deployment.institution_codes):
        if only in {"", institution}:
            if findings := waiting.get(institution):
                editions.append(_notify_one(institution, findings, journal, bench, step))
            else:
                _take_away(institution, bench.store)
    return editions


def _notify_one(
    institution: str, findings: Sequence[str], journal: Journal, bench: Bench, step: Callable[[str], None]
) -> Edition:
    told, left = _told_to(institution, findings, bench)
    edition = _edition(institution, told, left)
    path = outbox_folder(institution, bench.store) / BOOK
    known = _read_note(institution, bench.store)
    if known.get("edicion") != edition:
        known = _entered(institution, edition, path, bench.store)
    is_new = not known or not path.exists()
    if is_new:
        made = datetime.fromisoformat(known["hecho"]) if known else bench.now
        _write(_book(institution, edition, made, told, left, bench), path, bench)
        step("libro")
    if not known:
        _enter(institution, edition, len(told), path, bench)
        step("libro_bitacora")
    note = known or {"edicion": edition, "hecho": bench.now.isoformat()}
    if note != _read_note(institution, bench.store):
        write_json(_note(institution, bench.store), note)
    step("libro_nota")
    journal.add(notifications(journal.lives, [item.finding for item in told], edition), moment=bench.now)
    return Edition(institution, edition, len(told), left, is_new)


def _told_to(institution: str, findings: Sequence[str], bench: Bench) -> tuple[list[Told], int]:
    """What an institution is told, its rows not yet as sent, and how many findings do not fit."""
    ask_for(findings, bench)
    attach_all(_TOLD, bench.store, bench.engine)
    rows = bench.engine.rows(statement(_TOLD))
    kept = rows[:BOOK_FINDINGS]
    ask_for([str(row[0]) for row in kept], bench)
    concerned = concerned_rows(institution, bench)
    own = {name: list(listed) for name, listed in groupby(concerned, key=lambda row: row.finding)}
    programmes = {row["modalidad_codigo"]: row for row in bench.deployment.programmes}
    return [_told(row, own.get(row[0], []), programmes) for row in kept], len(rows) - len(kept)


def _edition(institution: str, told: Sequence[Told], left: int) -> str:
    """Name of what a workbook says: pseudonyms, addresses and amounts stand for the cells as sent."""
    digest = hashlib.sha256(f"{institution}|{left}".encode())
    for item in told:
        digest.update(f"\n{item!r}".encode())
    return f"E{digest.hexdigest()[:_EDITION_DIGITS]}"


def _book(
    institution: str, edition: str, made: datetime, told: Sequence[Told], left: int, bench: Bench
) -> Book:
    sent = as_sent([row for item in told for row in item.rows], bench)
    own = {name: list(listed) for name, listed in groupby(sent, key=lambda row: row.finding)}
    names = {row["institucion_codigo"]: row["institucion"] for row in bench.deployment.institutions}
    return Book(
        institution=institution,
        name=names.get(institution, institution),
        made=made,
        mark=mark_text(institution, edition, signing_key(bench.store.keys.record)),
        findings=[replace(item, rows=own.get(item.finding, [])) for item in told],
        left=left,
    )


def _write(book: Book, path: Path, bench: Bench) -> None:
    with replacing(path) as aside:
        write_book(aside, book, scratch=bench.store.scratch)


def _told(
    row: tuple[Any, ...], rows: Sequence[Concerned], programmes: Mapping[str, Mapping[str, str]]
) -> Told:
    (
        finding, rule, title, basis, level, timing, side_a, side_b, source, year, days, deliveries, at_stake, known,
        grain,
    ) = row  # fmt: skip
    own = sorted({item.modality for item in rows})
    mine = own[0] if own else side_a
    other = side_b if mine == side_a else side_a
    against = source_in_words(source) if source else _modality(other, programmes)
    return Told(
        finding=finding,
        rule=f"{rule}. {title}",
        found=found_in_words(timing, days),
        asked=asked_in_words(source, is_household=grain == "hogar", is_same=side_a == side_b),
        legal_basis=basis,
        level=LEVELS.get(level, level),
        modality=_modality(mine, programmes),
        other=against,
        year=year,
        at_stake=at_stake if source or len(rows) == deliveries else None,
        known=known,
        rows=rows,
    )


def _modality(code: str, programmes: Mapping[str, Mapping[str, str]]) -> str:
    known = programmes.get(code)
    return f"{code} {known['modalidad']}" if known else code


def _enter(institution: str, edition: str, findings: int, path: Path, bench: Bench) -> None:
    """Tell the ledger which workbook lies in the outbox."""
    data = {"institucion": institution, "edicion": edition, "hallazgos": findings, "sha256": _sha256(path)}
    record(bench.store, bench.now, ENTRY, data=data)


def _entered(institution: str, edition: str, path: Path, store: Store) -> dict[str, str]:
    """The note of a workbook that a kill left in the outbox and in the ledger without one; empty otherwise."""
    entries = [
        e for e in read_entries(store.ledger) if e.kind == ENTRY and e.data["institucion"] == institution
    ]
    if not entries or entries[-1].data["edicion"] != edition or not path.exists():
        return {}
    if entries[-1].data["sha256"] != _sha256(path):
        return {}
    return {"edicion": edition, "hecho": entries[-1].moment}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _take_away(institution: str, store: Store) -> None:
    """A workbook in which nothing is asked any more would only be answered in vain."""
    path = outbox_folder(institution, store) / BOOK
    if path.exists():
        path.unlink()
        sync_folder(path.parent)
    _note(institution, store).unlink(missing_ok=True)


def _note(institution: str, store: Store) -> Path:
    return findings_folder(store) / "libros" / f"{institution}.json"


def _read_note(institution: str, store: Store) -> dict[str, str]:
    path = _note(institution, store)
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
