"""What somebody asks of an indicator: filters, groups, period; checked against what the indicator gives.

Belongs here: the question and its total. Does not belong here: finding the answer (assets/indicators/answers.py), or
the options of the command line.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from snis.errors import IndicatorError, PeriodError
from snis.indicators.model import DIMENSIONS, PERIOD_TYPES, Indicator
from snis.periods import Kind, Period, parse

UNIVERSES = ("publica", "sensible", "restringida", "todas")
# Longest first: what a question without a period is answered with.
_BY_LENGTH = ("anio", "semestre", "cuatrimestre", "bimestre", "mes", "acumulado")


@dataclass(frozen=True)
class Question:
    """Which figures of one indicator are wanted.

    Attributes:
        code: the indicator.
        kind: kind of period of the figures.
        first, last: days between which their periods lie; None without a limit.
        period: the code of one period, when it is a single one.
        filters: one code for each dimension that is held fast.
        by: dimensions that the figures are broken down by.
        by_period: whether they are broken down by kind of period too.
        universe: visibilidad_codigo.
        denominator: of a ratio with several, the one that is wanted; None for each of them.
    """

    code: str
    kind: str
    first: date | None = None
    last: date | None = None
    period: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    by_period: bool = False
    universe: str = "publica"
    denominator: str | None = None

    @property
    def level(self) -> str:
        """The level of the places asked for."""
        for level in ("municipio", "departamento"):
            if level in self.by or level in self.filters:
                return level
        return "pais"

    @property
    def values(self) -> dict[str, object]:
        """What the statement of answers has bound."""
        return {
            "indicador_codigo": self.code,
            "periodo_tipo_codigo": self.kind,
            "periodo_codigo": self.period,
            "desde": self.first,
            "hasta": self.last,
            "nivel": self.level,
            "visibilidad_codigo": self.universe,
            "denominador_codigo": self.denominator,
            "por": list(self.by),
            **{name: self.filters.get(name) for name in DIMENSIONS},
        }

    def without_groups(self, enclosing: str) -> "Question":
        """The question for the totals: no groups, and a longer kind of period where it went by period."""
        return replace(self, by=(), by_period=False, kind=enclosing)


def question(
    indicator: Indicator,
    *,
    year: int | None = None,
    period: str = "",
    filters: Mapping[str, str] | None = None,
    by: Sequence[str] = (),
    universe: str = "publica",
    denominator: str = "",
) -> Question:
    """A question that the indicator can answer.

    Args:
        indicator: what is asked about.
        year: figures of this year alone.
        period: code of one period, such as 2026-S1, or 2012-2026 for what accumulates.
        filters: codes by dimension; those that are empty are left out.
        by: dimensions, and at most one kind of period.
        universe: public, sensitive, restricted, or all of them.
        denominator: the one of several; empty for each of them.

    Raises:
        IndicatorError: the indicator does not give that; it says what it gives.
    """
    held = {name: code for name, code in (filters or {}).items() if code}
    groups = [name for name in by if name in DIMENSIONS]
    kinds = [name for name in by if name in PERIOD_TYPES]
    _check(indicator, held, groups, kinds, [name for name in by if name not in {*DIMENSIONS, *PERIOD_TYPES}])
    if universe not in UNIVERSES:
        raise IndicatorError(
            "no es un universo", place="--universe", remedy=f"Use uno de estos: {', '.join(UNIVERSES)}."
        )
    if denominator and denominator not in indicator.denominator_codes:
        raise IndicatorError(
            f"{indicator.codigo} no se divide entre {denominator}",
            place="--denominator",
            remedy=f"Se divide entre {', '.join(indicator.denominator_codes) or 'nada'}.",
        )
    if "municipio" in held:
        # A municipality lies in its department; whoever names it need not say both.
        held.setdefault("departamento", held["municipio"][:2])
    if "municipio" in groups and "departamento" not in {*held, *groups}:
        groups.insert(0, "departamento")
    asked = Question(
        indicator.codigo,
        "",
        filters=held,
        by=tuple(dict.fromkeys(groups)),
        by_period=bool(kinds),
        universe=universe,
        denominator=denominator or None,
    )
    return _timed(asked, indicator, year, period, kinds)


def _check(
    indicator: Indicator,
    held: Mapping[str, str],
    groups: Sequence[str],
    kinds: Sequence[str],
    unknown: Sequence[str],
) -> None:
    given = ", ".join(indicator.desagregaciones) or "ninguna dimensión"
    periods = ", ".join(indicator.periodicidades)
    if unknown:
        raise IndicatorError(
            f"no se desagrega por {unknown[0]}", place="--by", remedy=f"Use {given}; o {periods}."
        )
    for name in (*held, *groups):
        if name not in indicator.desagregaciones:
            raise IndicatorError(
                f"{indicator.codigo} no se desagrega por {name}",
                place="padron indicators",
                remedy=f"Da {given}.",
            )
    if len(kinds) > 1:
        raise IndicatorError(
            "diga un solo tipo de período", place="--by", remedy=f"Use uno de estos: {periods}."
        )
    for name in kinds:
        if name not in indicator.periodicidades:
            raise IndicatorError(
                f"{indicator.codigo} no se da por {name}", place="--by", remedy=f"Se da por {periods}."
            )


def _timed(
    asked: Question, indicator: Indicator, year: int | None, period: str, kinds: Sequence[str]
) -> Question:
    if period and year is not None:
        raise IndicatorError("diga --year o --period, no los dos", place="padron indicators")
    if period and _is_accumulated(period):
        return _of_kind(replace(asked, period=period), indicator, "acumulado")
    if period:
        found = _parsed(period)
        if not kinds:
            return _of_kind(replace(asked, period=found.code), indicator, found.kind.value)
        _check_tiling(found, kinds[0])
        limited = replace(asked, first=found.first_day, last=found.last_day)
        return _of_kind(limited, indicator, kinds[0])
    if year is not None:
        whole = _parsed(f"{year:04d}")
        asked = replace(asked, first=whole.first_day, last=whole.last_day)
    usual = next(kind for kind in _BY_LENGTH if kind in indicator.periodicidades)
    return _of_kind(asked, indicator, kinds[0] if kinds else usual)


def _check_tiling(period: Period, kind: str) -> None:
    """A semester holds one and a half cuatrimestres: such parts never make the total."""
    try:
        if kind == "acumulado":
            raise PeriodError(f"un {period.kind.value} no se divide en acumulados")
        period.parts(Kind(kind))
    except PeriodError as error:
        raise IndicatorError(
            error.message, place="--by", remedy="Pida un período más corto en --by."
        ) from None


def _of_kind(asked: Question, indicator: Indicator, kind: str) -> Question:
    if kind not in indicator.periodicidades:
        raise IndicatorError(
            f"{indicator.codigo} no se da por {kind}",
            place="--period",
            remedy=f"Se da por {', '.join(indicator.periodicidades)}.",
        )
    return replace(asked, kind=kind)


def _is_accumulated(code: str) -> bool:
    first, dash, last = code.partition("-")
    return bool(dash) and all(len(part) == 4 and part.isdecimal() for part in (first, last))


def _parsed(code: str) -> Period:
    try:
        return parse(code)
    except PeriodError as error:
        raise IndicatorError(error.message, place="--period", remedy=error.remedy) from None


def usual_universe(given: Collection[str]) -> str:
    """The universe that is meant when nobody says one: the public one, or the first of the others that there is."""
    return next((name for name in ("publica", "todas", *UNIVERSES) if name in given), "publica")


def enclosing_kind(asked: Question, indicator: Indicator, period: str) -> str | None:
    """The kind of period of the totals of a question; None when nothing longer is given."""
    if not asked.by_period:
        return asked.kind
    wanted = _parsed(period).kind.value if period and not _is_accumulated(period) else "anio"
    return wanted if wanted in indicator.periodicidades and wanted != asked.kind else None
