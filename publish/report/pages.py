"""The pages of a report: HTML that works from a disk, without scripts, on a screen and on paper.

Belongs here: filling the templates. Does not belong here: what is said (composing.py), drawings (drawing.py), files
(binding.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from publish.method import HOLD, PROTECTION, ROUNDING
from publish.report.drawing import shown
from publish.report.facts import Facts
from publish.report.model import Report
from publish.report.wording import capitalised, period_name, when

PARTS = (
    ("index.html", "Informe"),
    ("departamentos.html", "Departamentos y municipios"),
    ("datos.html", "Datos y método"),
)
INTERNAL_MARK = "USO INTERNO"
PROVISIONAL_MARK = "PROVISIONAL"
# Rows of a table on a page; the CSV has them all.
_MOST_ROWS = 60
_READING_OF_ALL = (
    "Una persona cuenta una vez en cada cifra. Personas de varios programas, meses o instituciones no se suman.",
    "El lugar es donde vive la persona, o donde recibió por primera vez si eso no se sabe.",
    "Una tasa dice entre qué se divide y de qué año es. Sin denominador no hay tasa.",
)
_READING_PUBLIC = (
    PROTECTION,
    ROUNDING,
    HOLD,
    "En contados lugares una cifra falta para proteger a otra; se sabe cuántas son, no cuáles.",
)
_READING_INTERNAL = (
    "Las cifras son exactas y de uso interno. No las publique ni las reenvíe: use la edición pública.",
)


def pages(facts: Facts, report: Report, drawings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Path and HTML of every page.

    Args:
        facts: what the report was made from.
        report: what it says.
        drawings: SVG by figure id; empty for a figure without one.
    """
    shared = _shared(facts, report, drawings)
    yield "index.html", _render("index", here="index.html", root="", **shared)
    yield "departamentos.html", _render("departamentos", here="departamentos.html", root="", **shared)
    yield "datos.html", _render("datos", here="datos.html", root="", reading=reading(facts), **shared)
    for sheet in report.sheets:
        yield f"departamentos/{sheet.code}.html", _render("hoja", here="", root="../", sheet=sheet, **shared)
    for code, places, table in report.places:
        name = facts.name("departamento", code)
        yield (
            f"municipios/{code}.html",
            _render("municipios", here="", root="../", name=name, places=places, table=table, **shared),
        )


def reading(facts: Facts) -> Sequence[str]:
    """What one has to know to read the figures of an edition."""
    return (*_READING_OF_ALL, *(_READING_PUBLIC if facts.is_public else _READING_INTERNAL))


def marks(facts: Facts) -> list[str]:
    """What stands on every page: for whom it is, and whether the period was closed."""
    internal = [] if facts.is_public else [INTERNAL_MARK]
    erratum = [f"FE DE ERRATAS {facts.erratum}"] if facts.erratum else []
    return [*internal, *([PROVISIONAL_MARK] if facts.provisional else []), *erratum]


def _shared(facts: Facts, report: Report, drawings: Mapping[str, str]) -> dict[str, Any]:
    edition = "Edición pública" if facts.is_public else "Edición interna"
    name = capitalised(period_name(facts.period).removeprefix("el "))
    foot = " · ".join([*marks(facts), facts.title, name])
    return {
        "facts": facts,
        "report": report,
        "drawings": drawings,
        "parts": PARTS,
        "marks": marks(facts),
        "subtitle": f"{edition} · {report.heading} · datos {when(facts.period, facts.last_month)}",
        "foot": foot.replace('"', "'").replace("<", ""),
        "style": _style(),
        "most_rows": _MOST_ROWS,
    }


def _render(template: str, /, **values: Any) -> str:
    return _environment().get_template(f"report/{template}.html").render(**values)


@cache
def _style() -> str:
    static = files("publish") / "static"
    return "".join((static / name).read_text(encoding="utf-8") for name in ("site.css", "report.css"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["celda"] = shown
    return environment
