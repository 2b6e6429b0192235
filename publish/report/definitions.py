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
from snis.periods import parse

# Denominators in words, by code.
DENOMINATORS: Mapping[str, str] = {
    "poblacion": "habitantes, según las proyecciones de población",
    "censo": "habitantes, según el censo de 2018",
    "pobreza": "personas en pobreza, según el mapa de pobreza",
    "elegibles": "personas elegibles, según el Registro Social de Hogares",
    "meta": "personas de la meta del programa",
}


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    text = (files("publish.report") / "definitions.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def definition(code: str, facts: Facts, source: str, *, span: str = "", denominator: str = "") -> Definition:
    """What the figures of one code mean in a report.

    Args:
        code: in definitions.yaml.
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
        period=capitalised(when(parse(span or facts.span), facts.last_month)),
        source=f"{source}; {facts.source}",
        method=own["metodo"],
    )
