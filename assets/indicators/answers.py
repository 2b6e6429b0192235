"""Figures that somebody asked for, with their totals and whether the parts add up to them.

Belongs here: looking questions up in out_indicador. Does not belong here: what may be asked
(snis/indicators/question.py), what adds up (snis/indicators/reconcile.py), or how it is told
(pipelines/indicators_telling.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.engine import DuckDBEngine
from assets.indicators.sources import TABLE, IndicatorSource
from assets.resources import Bench
from assets.statements import parameters, statement
from snis.errors import IndicatorError
from snis.indicators.question import Question
from snis.indicators.reconcile import Reconciliation, reconcile

ASKED, CROSSES = "cifra_pedida", "cruce_dado"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a question found.

    Attributes:
        rows: figures, in period and place order.
        totals: one for each period and denominator; empty when nothing was broken down.
    """

    rows: tuple[Row, ...]
    totals: tuple["Total", ...] = ()


@dataclass(frozen=True)
class Total:
    """A total beside its parts.

    Attributes:
        period: code of its period.
        denominator: of a ratio with several; None otherwise.
        outcome: whether the parts add up, and why not.
    """

    period: str
    denominator: str | None
    outcome: Reconciliation


def open_figures(bench: Bench, source: IndicatorSource) -> None:
    """Make the figures of an indicator readable.

    Raises:
        IndicatorError: no night has measured it yet.
    """
    path = bench.store.part(TABLE, source.code)
    if not path.exists():
        raise IndicatorError(
            "ninguna noche lo ha medido todavía",
            place=source.code,
            remedy="Ejecute `padron run` y pregunte otra vez.",
        )
    bench.engine.attach(TABLE, [path])


def answer(engine: DuckDBEngine, source: IndicatorSource, asked: Question, enclosing: str | None) -> Answer:
    """The figures of a question; out_indicador is readable.

    Args:
        engine: where out_indicador is readable.
        source: the indicator.
        asked: the question.
        enclosing: kind of period of the totals; None when there are none.
    """
    rows = _found(engine, asked)
    if not (asked.by or asked.by_period) or enclosing is None:
        return Answer(rows)
    over = [*asked.by, *([asked.kind] if asked.by_period else [])]
    totals = []
    for total in _found(engine, asked.without_groups(enclosing)):
        parts = [row["valor"] for row in rows if _lies_in(row, total)]
        if parts:
            outcome = reconcile(source.indicator, over, total["valor"], parts)
            totals.append(Total(total["periodo_codigo"], total["denominador_codigo"], outcome))
    return Answer(rows, tuple(totals))


@dataclass(frozen=True)
class Cross:
    """A universe, a kind of period and dimensions that there are figures for together."""

    universe: str
    kind: str
    dimensions: str


def crosses(engine: DuckDBEngine) -> Sequence[Cross]:
    """What an indicator has figures for; out_indicador is readable."""
    return [Cross(*(str(word) for word in row)) for row in engine.rows(statement(CROSSES))]


def _found(engine: DuckDBEngine, asked: Question) -> tuple[Row, ...]:
    values = {name: asked.values[name] for name in parameters(ASKED)}
    return tuple(engine.table(statement(ASKED), values).to_pylist())


def _lies_in(row: Row, total: Row) -> bool:
    return bool(
        row["denominador_codigo"] == total["denominador_codigo"]
        and row["periodo_inicio_fecha"] >= total["periodo_inicio_fecha"]
        and row["periodo_fin_fecha"] <= total["periodo_fin_fecha"]
    )
