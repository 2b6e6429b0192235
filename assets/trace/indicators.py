"""Figures of the catalogue of indicators: their own words, statement and sources.

Belongs here: what the trace has to know of an indicator. Does not belong here: the catalogue (snis/indicators) or its
statements (assets/indicators). One table holds them all, so its kind depends on the indicator.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assets.indicators.sources import TABLE, IndicatorSource, sources_of
from assets.resources import Bench
from assets.trace.definition import tables_before
from assets.trace.figure import Figure
from assets.trace.kinds import Kind
from snis.indicators.model import BASES, UNITS

# It looks at the deliveries only to know of which years a denominator is wanted.
_DENOMINATORS = "out_denominador"
_DELIVERIES = {Kind.PERSONS: "link_entrega", Kind.COMMUNITIES: "core_entrega_comunitaria"}


def source_of(figure: Figure, bench: Bench) -> IndicatorSource | None:
    """The indicator of a figure; None for a figure of any other table."""
    if figure.table != TABLE:
        return None
    return next(
        source for source in sources_of(bench.deployment) if source.code == figure.row["indicador_codigo"]
    )


def kind_of_tables(tables: Iterable[str], upstream: Mapping[str, Sequence[str]]) -> Kind | None:
    """What stands behind figures that are made of some tables; None when no delivery does."""
    before = tables_before(tables, {**upstream, _DENOMINATORS: ()})
    return next((kind for kind, table in _DELIVERIES.items() if table in before), None)


def codes_of(kind: Kind, bench: Bench, upstream: Mapping[str, Sequence[str]]) -> list[str]:
    """Indicators behind whose figures deliveries of a kind stand, in code order."""
    return [
        source.code
        for source in sources_of(bench.deployment)
        if kind_of_tables(source.tables, upstream) is kind
    ]


def words_of(source: IndicatorSource) -> dict[str, Any]:
    """What the catalogue says of an indicator, as far as a reader of one figure needs it."""
    indicator = source.indicator
    return {
        "codigo": indicator.codigo,
        "version": indicator.version,
        "nombre": indicator.nombre,
        "definicion": indicator.definicion,
        "unidad": UNITS[indicator.unidad],
        "base": f"{BASES[indicator.base_codigo]}: {indicator.base}",
        "numerador": indicator.numerador,
        "denominadores": {item.codigo: item.texto for item in indicator.denominadores},
        "metodo": indicator.metodo,
        "responsable": indicator.responsable,
        "base_legal": indicator.base_legal,
        "sql": source.place,
    }
