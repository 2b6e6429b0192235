"""The definition that goes with every figure of a report.

Belongs here: putting together what a figure means from definitions.yaml, and when and where it comes from. Does not
belong here: the figures, or the catalogue of indicators (snis/indicators).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from publish.report.facts import Facts
from publish.report.model import Definition
from publish.report.wording import capitalised, when
from snis.indicators.loader import shipped_indicators
from snis.periods import parse

# Denominators in words, by code: who they are, and who counted them.
DENOMINATORS: Mapping[str, tuple[str, str]] = {
    "poblacion": ("los habitantes", "proyección de población"),
    "censo": ("los habitantes", "censo"),
    "pobreza": ("las personas pobres que se estiman", "modelo de pobreza sobre la población"),
    "elegibles": ("las personas elegibles", "Registro Social de Hogares"),
}


# The indicator that divides by each of them.
RATES: Mapping[str, str] = {
    "poblacion": "tasa_cobertura",
    "censo": "cobertura_censo",
    "pobreza": "cobertura_pobreza",
    "elegibles": "cobertura_elegibles",
}
# Indicators of coverage are of whole years; a report of a shorter period says what it divides.
_YEAR = len("2026")
_SHORTER = " En este informe, las personas son las del período y el denominador, el del año."


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    """The indicators of the catalogue, and the figures that are none."""
    text = (files("publish.report") / "definitions.yaml").read_text(encoding="utf-8")
    indicators = {
        item.codigo: {"nombre": item.nombre, "unidad": item.unidad, "base": item.base, "metodo": item.metodo}
        for item in shipped_indicators()
    }
    return {**indicators, **yaml.safe_load(text)}


def definition(code: str, facts: Facts, source: str, *, span: str = "", denominator: str = "") -> Definition:
    """What the figures of one code mean in a report.

    Args:
        code: of an indicator of the catalogue, or in definitions.yaml.
        facts: of the report.
        source: table that they come from.
        span: code of their period; empty for that of the totals.
        denominator: what they are divided by, with its vintage.
    """
    own = _known()[code]
    return Definition(
        code=code,
        name=own["nombre"],
        unit=own["unidad"],
        base=own["base"],
        denominator=denominator,
        period=capitalised(when(parse(span), facts.last_month) if span else facts.moment),
        source=f"{source}; {facts.source}",
        method=own["metodo"] + (_SHORTER if code in RATES.values() and len(facts.span) > _YEAR else ""),
    )
