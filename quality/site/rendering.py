"""Filling the templates of the site: what every page has around it, and the words that templates share.

Belongs here: the environment of the templates and the frame of a page. Does not belong here: what a page says
(overview.py, institution_pages.py and their siblings), or charts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quality.site.facts import Institution
from quality.site.wording import day_of, decimal, masked, number, percent

# Pages that every page leads to.
SECTIONS = (
    ("index.html", "Resumen"),
    ("instituciones/index.html", "Instituciones"),
    ("filas/index.html", "Cuentas de filas"),
    ("reglas/index.html", "Reglas"),
    ("hallazgos.html", "Hallazgos"),
    ("intercambios.html", "Intercambios"),
    ("servicio.html", "Servicio"),
    ("plan.html", "Plan"),
    ("certificados.html", "Certificados"),
    ("ediciones.html", "Ediciones"),
    ("bitacora/index.html", "Bitácora"),
    ("verificacion.html", "Verificación"),
)
STATIC = ("sitio.css", "sitio.js")
DIMENSIONS = {
    "completitud": "Completitud",
    "unicidad": "Unicidad",
    "validez": "Validez",
    "consistencia": "Consistencia",
    "oportunidad": "Oportunidad",
    "exactitud": "Exactitud",
    "total": "Total",
}


@dataclass(frozen=True)
class Frame:
    """What every page of one site has around it.

    Attributes:
        title: name of the deployment.
        day: of the night, ISO 8601.
        institutions: those that have a page, by code.
    """

    title: str
    day: str
    institutions: Mapping[str, Institution] = field(default_factory=dict)

    def page(self, template: str, *, path: str, heading: str, **values: Any) -> str:
        """One page as HTML.

        Args:
            template: its name in quality/templates/site.
            path: of the page inside the site.
            heading: its title.
            values: what it is filled with.
        """
        return (
            _environment()
            .get_template(template)
            .render(
                frame=self,
                root="../" * path.count("/"),
                here=path,
                section=_section(path),
                heading=heading,
                sections=SECTIONS,
                **values,
            )
        )

    def name(self, code: str) -> str:
        """What an institution is called; a folder that nobody registered is not named."""
        known = self.institutions.get(code)
        return known.short or known.name if known else "(carpeta desconocida)"


def anchored(rows: Sequence[str]) -> Markup:
    """Rows of a table that were escaped as they were put together."""
    return Markup("\n".join(rows))  # noqa: S704


def static_files() -> dict[str, str]:
    """Style and script of the site, by name."""
    home = files("quality") / "templates" / "site"
    return {name: (home / name).read_text(encoding="utf-8") for name in STATIC}


def _section(path: str) -> str:
    """The entry of the menu that a page belongs to."""
    folder, _, _ = path.rpartition("/")
    return f"{folder}/index.html" if folder else path


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("quality", "templates/site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        miles=number, porciento=percent, decimal=decimal, dia=day_of, nombre=masked,
        dimension=lambda code: DIMENSIONS.get(code, code),
    )  # fmt: skip
    return environment
