"""What is amiss in a work folder, as conditions that somebody must know.

Belongs here: looking, and the words of each condition: rule, place and count, never a value. Does not belong here: who
is told and when (snis/alerts.py). What cannot be looked at is neither amiss nor over: its kind is left out.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from assets.exchange.standing import standing_of
from assets.findings.journal import Journal
from assets.lock import is_night_at_work
from assets.open.gate import REPORT
from assets.raw.calendar import calendar_entries
from assets.raw.ledger import verify_ledger
from assets.raw.transfers import read_register
from assets.resources import Bench
from assets.service.levels import service_breaches
from assets.service.nights import nights_of
from quality.expectations import BLOCKS
from quality.results import load_results
from snis.alert_memory import Condition
from snis.calendar import State
from snis.contracts.layout import Agreement
from snis.errors import LedgerError, PadronError
from snis.service_nights import Night
from snis.service_policy import ServicePolicy

# What is seen without opening anything.
_FROM_OUTSIDE = frozenset({"noche_fallida", "noche_sin_correr", "disco"})
_Look = Callable[[Bench, ServicePolicy], Iterable[Condition]]


@dataclass(frozen=True)
class Seen:
    """Conditions, and the kinds that were looked at."""

    conditions: tuple[Condition, ...]
    kinds: frozenset[str]

    def __add__(self, other: "Seen") -> "Seen":
        """Both looks together."""
        return Seen((*self.conditions, *other.conditions), self.kinds | other.kinds)


def look_at_nights(work: Path, policy: ServicePolicy, now: datetime) -> Seen:
    """Whether nights run, end and end well, and whether there is room: needs no key and no deployment."""
    nights = nights_of(work)
    found = [
        *_last_night(nights, is_at_work=is_night_at_work(work)),
        *_missing_nights(nights, policy, now),
        *_disk(work, policy),
    ]
    return Seen(tuple(found), _FROM_OUTSIDE)


def look_at_everything(bench: Bench, policy: ServicePolicy) -> Seen:
    """All other kinds; one that cannot be looked at holds up no other."""
    found: list[Condition] = []
    kinds: set[str] = set()
    for kind, look in _LOOKS.items():
        try:
            found += look(bench, policy)
        except (PadronError, OSError, ValueError):
            continue
        kinds.add(kind)
    return Seen(tuple(found), frozenset(kinds))


def _last_night(nights: tuple[Night, ...], *, is_at_work: bool) -> Iterator[Condition]:
    if not nights:
        return
    night = nights[-1]
    if night.last.is_done or (night.last.outcome == "sin_fin" and is_at_work):
        return
    failed = night.last.outcome == "fallo"
    yield Condition(
        key="noche_fallida",
        kind="noche_fallida",
        severity="critica",
        text="la última noche falló" if failed else "la última noche empezó y no terminó",
        place=night.date.isoformat(),
        count=max(1, night.last.failed),
        remedy="Vea `padron status` y la interfaz de Dagster; `padron run` sigue donde quedó.",
    )


def _missing_nights(nights: tuple[Night, ...], policy: ServicePolicy, now: datetime) -> Iterator[Condition]:
    """From the date after the last night to the last one on which it is over by now."""
    if not nights:
        return
    is_due = now.time() >= policy.service_levels.deadline
    last = now.date() if is_due else now.date() - timedelta(days=1)
    missing = (last - nights[-1].date).days
    if missing > 0:
        yield Condition(
            key="noche_sin_correr",
            kind="noche_sin_correr",
            severity="critica",
            text="hay noches que no corrieron",
            place=last.isoformat(),
            count=missing,
            remedy="Revise el cron o el horario de Dagster, y corra `padron run`.",
        )


def _disk(work: Path, policy: ServicePolicy) -> Iterator[Condition]:
    usage = shutil.disk_usage(work)
    percent = 100 * usage.free / usage.total
    if percent < policy.alerts.disk_free_percent:
        yield Condition(
            key="disco",
            kind="disco",
            severity="alta",
            text="queda poco espacio en el disco de la carpeta de trabajo, en por ciento",
            place=work.name,
            count=int(percent),
            remedy="Amplíe el disco, o mueva los respaldos; el archivo sellado y la bitácora no se borran.",
        )


def _quality(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    for path in sorted((bench.store.quality / "resultados").glob("*.json")):
        for result in load_results(path) or ():
            if result.severity == BLOCKS and not result.passed:
                yield Condition(
                    key=f"calidad:{result.table}:{result.name}",
                    kind="calidad",
                    severity="critica",
                    text=f"una expectativa que bloquea no se cumple: {result.title}",
                    place=result.table,
                    count=result.failing,
                    remedy="Nada se publica mientras tanto; busque el origen en quality/index.html.",
                )


def _gate(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    try:
        verdict = json.loads((bench.store.quality / REPORT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    if verdict["veredicto"] != "pass":
        yield Condition(
            key="compuerta",
            kind="compuerta",
            severity="critica",
            text="la compuerta no dejó salir la edición; la última publicación sigue en pie",
            place=f"quality/{REPORT}",
            count=max(1, len(verdict["hallazgos"])),
            remedy="`padron publish gate` dice cada hallazgo.",
        )


def _overdue(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    today = bench.now.date()
    grace = {item.contract: item.cadence.tolerance_days for item in bench.deployment.contracts}
    late: dict[tuple[str, str], int] = {}
    for entry in calendar_entries(read_register(bench.store), bench.deployment, today):
        tolerated = grace.get(entry.contract, 0) + policy.alerts.overdue_days
        if entry.state == State.MISSING and entry.days > tolerated:
            key = entry.institution, entry.contract
            late[key] = late.get(key, 0) + 1
    for (institution, contract), count in sorted(late.items()):
        yield Condition(
            key=f"entrega:{institution}:{contract}",
            kind="entrega",
            severity="media",
            text="faltan entregas cuyo plazo venció",
            place=f"{institution}/{contract}",
            count=count,
            remedy="quality/calendario.csv dice cuáles; avise a la institución.",
        )


def _convenios(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    agreements: dict[str, tuple[str, Agreement]] = {
        item.agreement.id: (item.institution, item.agreement)
        for item in bench.deployment.contracts
        if item.agreement is not None and item.is_valid_on(bench.now.date())
    }
    agreements |= {item.id: (item.institution, item) for item in bench.deployment.convenios}
    for name, (institution, agreement) in sorted(agreements.items()):
        if agreement.expires is not None:
            yield from _expiry(name, institution, agreement.expires, bench.now.date(), policy)


def _expiry(
    name: str, institution: str, expires: date, today: date, policy: ServicePolicy
) -> Iterator[Condition]:
    left = (expires - today).days
    if left < 0:
        yield Condition(
            key=f"convenio:vencido:{name}",
            kind="convenio",
            severity="alta",
            text="un convenio venció; lo que ampara se detiene",
            place=f"{institution}, {name}",
            count=-left,
            remedy="Renuévelo y registre su acta en convenios.yaml o en el contrato.",
        )
    elif left <= policy.alerts.convenio_days:
        yield Condition(
            key=f"convenio:por_vencer:{name}",
            kind="convenio",
            severity="media",
            text="un convenio está por vencer; la cuenta son los días que le quedan",
            place=f"{institution}, {name}",
            count=left,
            remedy="Renuévelo a tiempo; vencido, nada sale ni entra con esa institución.",
        )


def _exchanges(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    standing = standing_of(bench)
    if standing is None:
        return
    count = len(list(standing.needs_person()))
    if count:
        yield Condition(
            key=f"intercambio:{standing.validation.verifier}",
            kind="intercambio",
            severity="alta",
            text="el intercambio con el verificador necesita a una persona",
            place=standing.validation.verifier,
            count=count,
            remedy="`padron validate status` y `padron validate failures` dicen qué y qué hacer.",
        )


def _findings(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    today = bench.now.date()
    old: dict[str, int] = {}
    for life in Journal(bench.store).lives.values():
        if life.is_open and life.age(today) >= policy.alerts.finding_days:
            old[life.facts.owner] = old.get(life.facts.owner, 0) + 1
    for institution, count in sorted(old.items()):
        yield Condition(
            key=f"hallazgos:{institution}",
            kind="hallazgos",
            severity="media",
            text="hay hallazgos abiertos que pasaron de la edad acordada",
            place=institution,
            count=count,
            remedy="`padron findings list --older DIAS` los nombra.",
        )


def _levels(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    for level in service_breaches(bench):
        yield Condition(
            key=f"nivel:{level.code}:{level.institution}",
            kind="nivel",
            severity="baja",
            text=f"un nivel de servicio no alcanza su meta: {level.title}",
            place=level.institution or "todo el servicio",
            count=level.measured,
            remedy="`padron service` dice el valor y la meta; docs/servicio.md lo define.",
        )


def _ledger(bench: Bench, policy: ServicePolicy) -> Iterator[Condition]:
    try:
        verify_ledger(bench.store.ledger)
    except LedgerError as error:
        yield Condition(
            key="bitacora",
            kind="bitacora",
            severity="critica",
            text="la cadena de la bitácora no se sostiene",
            place=error.place,
            remedy="`padron verify` dice dónde; guárdela aparte y restaure la del respaldo.",
        )


_LOOKS: Mapping[str, _Look] = {
    "calidad": _quality,
    "compuerta": _gate,
    "entrega": _overdue,
    "convenio": _convenios,
    "intercambio": _exchanges,
    "hallazgos": _findings,
    "nivel": _levels,
    "bitacora": _ledger,
}
KINDS = _FROM_OUTSIDE | frozenset(_LOOKS)
