"""Service levels: what is measured of the platform's service, and whether it reaches its target.

Belongs here: the figures for a month, for the twelve or twenty-four months that are over, and for a day. Does not
belong here: what each level is (service_definitions.py), gathering what it is made of (assets/service), or drawing.

A level of a period says how many things it was measured on. Where nothing was there to be measured it has no value, and
neither reaches its target nor misses it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median

from snis.calendar import Entry, State
from snis.service_definitions import Level, target_of
from snis.service_facts import Correction, Facts, Failure, Fresh
from snis.service_nights import Night
from snis.service_policy import ServiceLevels

TODAY = "hoy"
MONTHS = 24
_SPANS: Mapping[str, int] = {"12m": 12, "24m": 24}


_OPEN: Mapping[str, str] = {
    "filas": "filas_sin_corregir", "archivos": "archivos_sin_corregir", "hallazgos": "hallazgos_abiertos",
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """A period: its code and its days."""

    code: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def windows(today: date, *, only_closed: bool = False) -> list[Window]:
    """Months that are over, the oldest first; the one under way unless left out; the last 12 and 24 that are over."""
    first = today.replace(day=1)
    closed: list[Window] = []
    for _ in range(MONTHS):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        closed.insert(0, Window(f"{first:%Y-%m}", first, last))
    spans = [Window(code, closed[-count].first, closed[-1].last) for code, count in _SPANS.items()]
    under_way = [] if only_closed else [Window(f"{today:%Y-%m}", today.replace(day=1), today)]
    return [*closed, *under_way, *spans]


def levels_of(
    facts: Facts, policy: ServiceLevels, today: date, *, only_closed: bool = False
) -> tuple[Level, ...]:
    """Every level that has a value, by period, definition and institution.

    Args:
        facts: what happened.
        policy: the hour at which a night should be over, and the targets.
        today: the day of the account; what has no period speaks of it.
        only_closed: leave out the month under way and the day: what is left changes once a month.
    """
    found = [
        level
        for window in windows(today, only_closed=only_closed)
        for measure in _MEASURES
        for level in measure(facts, policy, window)
    ]
    if not only_closed:
        found += _of_today(facts, policy, today)
    return tuple(level for level in found if level.value is not None)


def breaches(levels: Iterable[Level], today: date) -> tuple[Level, ...]:
    """Levels that miss their target now: of the month under way, or of the last one when that has none; and of today.

    A month that has just begun must not hide what the one before it was like.
    """
    judged: dict[tuple[str, str], Level] = {}
    current = f"{today:%Y-%m}"
    last = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    for level in levels:
        key = level.code, level.institution
        is_newer = level.period in {current, TODAY} or (level.period == last and key not in judged)
        if is_newer:
            judged[key] = level
    return tuple(level for level in judged.values() if level.met is False)


def _level(
    code: str,
    window: Window,
    policy: ServiceLevels,
    *,
    value: float | None,
    measured: int,
    institution: str = "",
) -> Level:
    rounded = None if value is None else round(value, 1)
    target = target_of(code, policy)
    return Level(code, institution, window.code, window.first, window.last, rounded, target, measured)


def _nights(facts: Facts, policy: ServiceLevels, window: Window) -> Iterator[Level]:
    """Every date since the first night counts: one on which none ran is a night that was not on time."""
    expected = [day for day in facts.expected_nights if window.holds(day)]
    by_date = {night.date: night for night in facts.nights}
    nights = [by_date[day] for day in expected if day in by_date]
    done = [run for night in nights if (run := night.done) is not None]
    on_time = sum(is_on_time(night, policy) for night in nights)
    minutes = [run.seconds / 60 for run in done if run.seconds is not None]
    count = len(expected)
    yield _level(
        "noches_a_tiempo", window, policy, value=100 * on_time / count if count else None, measured=count
    )
    yield _level(
        "noches_sin_terminar", window, policy, value=count - len(done) if count else None, measured=count
    )
    yield _level(
        "duracion_noche", window, policy, value=median(minutes) if minutes else None, measured=len(minutes)
    )
    yield _level(
        "duracion_noche_maxima",
        window,
        policy,
        value=max(minutes) if minutes else None,
        measured=len(minutes),
    )


def is_on_time(night: Night, policy: ServiceLevels) -> bool:
    """Whether a night was done before the hour, on its own date."""
    run = night.done
    if run is None or run.ended is None:
        return False
    limit = datetime.combine(night.date, policy.deadline, tzinfo=run.began.tzinfo)
    return run.ended <= limit


def _deliveries(facts: Facts, policy: ServiceLevels, window: Window) -> Iterator[Level]:
    """A delivery belongs to the day on which it was due or, if it came earlier, to that on which it came."""
    owed = [entry for entry in facts.owed if window.holds(min(entry.due, entry.received or entry.due))]
    for institution in ("", *sorted({entry.institution for entry in owed})):
        own = [entry for entry in owed if institution in {"", entry.institution}]
        yield _level(
            "entregas_a_tiempo",
            window,
            policy,
            value=_share_on_time(own),
            measured=len(own),
            institution=institution,
        )


def _share_on_time(owed: Sequence[Entry]) -> float | None:
    return 100 * sum(entry.state == State.ON_TIME for entry in owed) / len(owed) if owed else None


def _freshness(facts: Facts, policy: ServiceLevels, window: Window) -> Iterator[Level]:
    """At the end of a month; the two long periods have none."""
    if window.code not in _SPANS:
        yield from _fresh_on(facts, window)


def _fresh_on(facts: Facts, window: Window) -> Iterator[Level]:
    """Of each institution the contract that is furthest beyond what its cadence allows."""
    worst: dict[str, tuple[Fresh, int]] = {}
    counted: dict[str, int] = {}
    for contract in facts.fresh:
        days = contract.days_without(window.last)
        if days is None:
            continue
        counted[contract.institution] = counted.get(contract.institution, 0) + 1
        known = worst.get(contract.institution)
        if known is None or days - contract.allowed > known[1] - known[0].allowed:
            worst[contract.institution] = contract, days
    for institution, (contract, days) in sorted(worst.items()):
        yield Level(
            "frescura",
            institution,
            window.code,
            window.first,
            window.last,
            value=float(days),
            target=float(contract.allowed),
            measured=counted[institution],
            place=contract.contract,
        )


def _corrections(facts: Facts, policy: ServiceLevels, window: Window) -> Iterator[Level]:
    """What was corrected in a period, whenever it was told; what is still open is counted apart, and not forgotten."""
    for what in _OPEN:
        done = [
            (item.days, item.count)
            for item in facts.corrections
            if item.what == what and item.corrected is not None and window.holds(item.corrected)
        ]
        each = [days for days, count in done for _ in range(count)]
        for how, average in (("media", mean), ("mediana", median)):
            yield _level(
                f"correccion_{what}_{how}",
                window,
                policy,
                value=float(average(each)) if each else None,
                measured=len(each),
            )


def _exchanges(facts: Facts, policy: ServiceLevels, window: Window) -> Iterator[Level]:
    yield from _by_outcome([item for item in facts.failures if window.holds(item.failed)], policy, window)


def _by_outcome(failures: Sequence[Failure], policy: ServiceLevels, window: Window) -> Iterator[Level]:
    for outcome in ("corregido", "dispensado", "abierto"):
        count = sum(item.outcome == outcome for item in failures)
        yield _level(
            f"intercambios_{outcome}s",
            window,
            policy,
            value=float(count) if failures else None,
            measured=len(failures),
        )


def _gate(facts: Facts, policy: ServiceLevels, window: Window) -> Iterator[Level]:
    verdicts = [passed for day, passed in facts.verdicts if window.holds(day)]
    refused = float(verdicts.count(False)) if verdicts else None
    yield _level("publicaciones_detenidas", window, policy, value=refused, measured=len(verdicts))


_MEASURES: tuple[Callable[[Facts, ServiceLevels, Window], Iterator[Level]], ...] = (
    _nights, _deliveries, _freshness, _corrections, _exchanges, _gate,
)  # fmt: skip


def _of_today(facts: Facts, policy: ServiceLevels, today: date) -> Iterator[Level]:
    """What stands open on the day of the account."""
    window = Window(TODAY, today, today)
    yield from _fresh_on(facts, window)
    for what, code in _OPEN.items():
        told: list[Correction] = [item for item in facts.corrections if item.what == what]
        still = sum(item.count for item in told if item.corrected is None)
        measured = sum(item.count for item in told)
        yield _level(code, window, policy, value=float(still), measured=measured)
    yield from _by_outcome(facts.failures, policy, window)
    if facts.releases_ready is not None:
        waiting = float(facts.releases_waiting)
        yield _level("publicacion_en_espera", window, policy, value=waiting, measured=facts.releases_ready)
