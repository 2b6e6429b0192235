"""A periodic report of a work folder, from its facts to the shelf.

Belongs here: the order of things, the gate before anything public stands, the entry in the ledger. Does not belong
here: figures (internal.py, public.py), versions (shelf.py), or what a report says (publish/report).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assets.open.editions import read_register
from assets.open.gate import rules_tonight
from assets.open.public_reports import is_recalled
from assets.open.release import package_folders
from assets.progress import Listener
from assets.raw.ledger import record
from assets.report.internal import internal_facts
from assets.report.public import public_facts, released_month
from assets.report.shelf import Draft, draft, place
from assets.resources import Bench
from publish.datasets import load_datasets
from publish.report.facts import PUBLIC, Edition
from publish.report.scan import inspect_report
from snis.errors import ReportError
from snis.periods import Period
from snis.written_reason import refuse_numbers

_STEP = "informe"
_STEPS = 4


@dataclass(frozen=True)
class Made:
    """A report that stands.

    Attributes:
        folder: where.
        digest: of it.
        is_new: whether it was made now.
        differing: ids of the figures that it corrects.
        provisional: whether its period was not closed.
    """

    folder: Path
    digest: str
    is_new: bool
    differing: tuple[str, ...]
    provisional: bool


def make_report(
    period: Period,
    edition: Edition,
    bench: Bench,
    listener: Listener,
    *,
    provisional: bool = False,
    reason: str = "",
) -> Made:
    """Make the report of a period, or find the one that stands.

    Args:
        period: what it is about.
        edition: interna or publica.
        bench: the deployment and its work folder, locked.
        listener: is told of the steps.
        provisional: whether a period that is not closed is admitted.
        reason: why a report that stands is corrected.

    Raises:
        ReportError: the period has not begun, is not closed, or has no figures; or the report that stands differs.
        GateError: the public report says something that was not released.
    """
    refuse_numbers(reason, what="el motivo", place="--reason", error=ReportError)
    is_open = _check_closed(period, edition, bench, provisional=provisional)
    listener(_STEP, 1, _STEPS)
    read = public_facts if edition == PUBLIC else internal_facts
    facts = read(period, bench, provisional=is_open)
    listener(_STEP, 2, _STEPS)
    made = draft(facts, bench.store, reason=reason, recalled=_recalled(bench))
    listener(_STEP, 3, _STEPS)
    if made.is_new and edition == PUBLIC:
        _judge(made, bench)
    if made.is_new:
        place(made)
        record(
            bench.store,
            bench.now,
            "informe",
            data={
                "informe": f"{edition}/{made.folder.name}",
                "huella": made.digest,
                "corregidas": len(made.differing),
            },
        )
    listener(_STEP, _STEPS, _STEPS)
    return Made(made.folder, made.digest, made.is_new, made.differing, is_open)


def _recalled(bench: Bench) -> Callable[[Path], bool]:
    """Whether what a report of this folder says was withdrawn."""
    specs = load_datasets(bench.deployment.folder / "datasets.yaml")
    return partial(is_recalled, specs=specs, register=read_register(bench.store))


def _check_closed(period: Period, edition: Edition, bench: Bench, *, provisional: bool) -> bool:
    """Whether the period is still open.

    Raises:
        ReportError: it lies in the future, or is open and that is not admitted.
    """
    today = bench.now.date()
    if period.first_day > today:
        raise ReportError(
            "el período todavía no empieza", place=period.code, remedy="Escriba un período que ya terminó."
        )
    why = "" if period.last_day < today else f"termina el {period.last_day.isoformat()}"
    if not why and edition == PUBLIC and released_month(bench) < (period.year, period.last_month):
        year, month = released_month(bench)
        why = f"la edición publicada llega hasta {year:04d}-{month:02d}"
    if why and not provisional:
        raise ReportError(
            f"el período no está cerrado: {why}",
            place=period.code,
            remedy="Espere a que cierre, o pídalo con --provisional: cada página lo dirá.",
        )
    return bool(why)


def _judge(made: Draft, bench: Bench) -> None:
    """Let the gate read the bytes of a public report before they stand.

    Raises:
        GateError: they may not leave.
    """
    specs = load_datasets(bench.deployment.folder / "datasets.yaml")
    released: dict[str, pa.Table] = {}
    digests = {made.digest}
    for folder in package_folders(bench):
        for path in sorted((folder / "data").glob("*.parquet")):
            released[path.stem] = pq.ParquetFile(path).read()
            digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    inspect_report(
        made.files, rules_tonight(specs, bench), released, digests=frozenset(digests)
    ).require_pass()
