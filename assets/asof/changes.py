"""What became of the figures of an indicator between two days, and why: the transfers that moved deliveries in them.

Belongs here: comparing the figures of two days, and the deliveries behind each that changed. Does not belong here: what
was known on a day (past.py), what a transfer was (arrivals.py), or drawing (pipelines/changes_telling.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from decimal import Decimal

import pyarrow as pa

from assets.asof.arrivals import Arrival, arrivals
from assets.asof.folder import known_on
from assets.asof.identity import Identity, identity_between
from assets.asof.past import Past, open_past
from assets.exchange.parts import attach
from assets.indicators.answers import Row, answer, open_figures
from assets.indicators.sources import IndicatorSource
from assets.raw.transfers import read_register
from assets.resources import Bench
from assets.statements import statement, values_for
from snis.errors import IndicatorError
from snis.indicators.model import DIMENSIONS
from snis.indicators.question import Question

DELIVERIES, WORKS = "out_hecho_entrega", "out_hecho_entrega_comunitaria"
MOVED, CAUSES, CHANGED = "cambio_entrega", "cambio_causa", "cifra_cambiada"
_HISTORY = ("core_entrega_historica", "core_entrega_comunitaria_historica", "core_correccion")
_PLACE = ("periodo_codigo", *(f"{name}_codigo" for name in DIMENSIONS), "denominador_codigo")
_SAID = ("valor", "minimo", "maximo", "numerador", "denominador", "razon_codigo")
_CELL = pa.schema(
    [
        ("celda", pa.int64()),
        ("visibilidad_codigo", pa.string()),
        ("periodo_inicio_fecha", pa.date32()),
        ("periodo_fin_fecha", pa.date32()),
        *((f"{name}_codigo", pa.string()) for name in DIMENSIONS),
    ]
)


@dataclass(frozen=True)
class Cause:
    """Deliveries that came into a figure's cell, or left it, for one reason.

    Attributes:
        reason: entrega (a transfer brought or took them), persona (they are another person's now) or atributo (what is
            known of their person puts them elsewhere).
        arrival: the transfer; None when no single one did it.
        came, left: deliveries.
        mended: those of the ones that came that answer rows in quarantine.
        persons: whose they are.
        amount: quetzales that came, less those that left.
    """

    reason: str
    arrival: Arrival | None
    came: int
    left: int
    mended: int
    persons: int
    amount: Decimal


@dataclass(frozen=True)
class Change:
    """A figure that is not what it was.

    Attributes:
        place: its period, dimensions and denominator, by column.
        before, after: the figure on the two days; None where there was none.
        causes: why, those that moved most first.
    """

    place: Mapping[str, str | None]
    before: Row | None
    after: Row | None
    causes: tuple[Cause, ...]

    @property
    def difference(self) -> float | None:
        """After less before, in the unit of the indicator; None where either has no value."""
        was, now = (row["valor"] if row else None for row in (self.before, self.after))
        return None if was is None or now is None else round(now - was, 4)


@dataclass(frozen=True)
class Changes:
    """Everything that changed of an indicator between two days.

    Attributes:
        figures: how many were asked for, on either day.
        changed: those that are not what they were.
        arrivals: transfers that came between the days.
        identity: how the persons of the first day were found, and what linkage did between the days.
    """

    figures: int
    changed: tuple[Change, ...]
    arrivals: tuple[Arrival, ...]
    identity: Identity


def changes_between(
    bench: Bench, source: IndicatorSource, asked: Question, *, first: date, last: date
) -> Changes:
    """What changed of the figures of a question from the end of one day to the end of another.

    Args:
        bench: where everything lies as it is known now.
        source: the indicator.
        asked: which figures.
        first: a day.
        last: a later one.

    Raises:
        IndicatorError: the days are the wrong way round.
        StoreError: a day lies ahead, or nothing had come by then.
    """
    if first >= last:
        raise IndicatorError(
            "el primer día no es anterior al segundo", place="--from, --to", remedy="Dígalos en su orden."
        )
    with open_past(bench, first) as before, open_past(bench, last) as after:
        was, now = _figures(before, source, asked), _figures(after, source, asked)
        pairs = _pairs(was, now)
        causes = _causes(pairs, asked, before, after, bench) if pairs else {}
        since, until = (past.bench.now.astimezone(UTC) for past in (before, after))
        identity = identity_between(bench.store, bench.engine, since=since, until=until)
        identity = replace(identity, unknowable=before.identity.unknowable)
    register = read_register(bench.store)
    known = {item.transferencia_id for item in known_on(register, first)}
    came = tuple(
        arrival for name, arrival in arrivals(bench, known_on(register, last)).items() if name not in known
    )
    changed = tuple(
        Change(dict(zip(_PLACE, place, strict=True)), one, other, causes.get(number, ()))
        for number, (place, one, other) in enumerate(pairs)
    )
    return Changes(len({*was, *now}), changed, came, identity)


def _figures(past: Past, source: IndicatorSource, asked: Question) -> dict[tuple[str | None, ...], Row]:
    past.measure(source)
    open_figures(past.bench, source)
    rows = answer(past.bench.engine, source, asked, None).rows
    return {tuple(row[name] for name in _PLACE): row for row in rows}


def _pairs(
    was: Mapping[tuple[str | None, ...], Row], now: Mapping[tuple[str | None, ...], Row]
) -> list[tuple[tuple[str | None, ...], Row | None, Row | None]]:
    """Figures that say something else on the two days, in the order of the answers."""
    places = dict.fromkeys((*now, *was))
    return [
        (place, was.get(place), now.get(place))
        for place in places
        if _said(was.get(place)) != _said(now.get(place))
    ]


def _said(row: Row | None) -> tuple[object, ...] | None:
    return None if row is None else tuple(row[name] for name in _SAID)


def _causes(
    pairs: Sequence[tuple[tuple[str | None, ...], Row | None, Row | None]],
    asked: Question,
    before: Past,
    after: Past,
    bench: Bench,
) -> dict[int, tuple[Cause, ...]]:
    """Why each figure changed, by its number among the pairs."""
    engine = bench.engine
    for past, side in ((before, "antes"), (after, "despues")):
        past.build(DELIVERIES, WORKS)
        engine.attach(f"hecho_{side}", past.bench.store.files(DELIVERIES))
        engine.attach(f"obra_{side}", past.bench.store.files(WORKS))
    for table in _HISTORY:
        attach(table, bench.store, engine)
    engine.register(CHANGED, _cells([one or other for _, one, other in pairs]))
    try:
        engine.materialise(MOVED, statement(MOVED))
        held = [name for name in DIMENSIONS if name in {*asked.by, *asked.filters}]
        rows = engine.rows(statement(CAUSES), values_for(CAUSES, {"fijas": held}))
    finally:
        engine.forget(CHANGED)
        engine.forget(MOVED)
    known = arrivals(bench, read_register(bench.store))
    found: dict[int, list[Cause]] = {}
    for number, reason, transfer, *counts in rows:
        found.setdefault(number, []).append(Cause(reason, known.get(transfer or ""), *counts))
    return {
        number: tuple(sorted(causes, key=lambda cause: (-(cause.came + cause.left), cause.reason)))
        for number, causes in found.items()
    }


def _cells(rows: Sequence[Row | None]) -> pa.Table:
    cells = [{**row, "celda": number} for number, row in enumerate(rows) if row is not None]
    return pa.Table.from_pylist([{name: cell[name] for name in _CELL.names} for cell in cells], schema=_CELL)
