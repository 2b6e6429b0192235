"""Method sheets: what a rule of coincidence or crossing compares, from which sources, and what it does not see.

Belongs here: turning a rule and the dates of its sources into one self-contained page, and the list of all of them.
Does not belong here: reading the dates (assets/link/method_sheets.py), the rule itself (snis/coincidence_rules.py), or
any count of persons: a sheet may be shown to anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template, select_autoescape

from quality.guides import guide_html
from snis.coincidence_rules import ABSENCE, CONTROLS, Rule
from snis.coincidence_table import Effective

SOURCES: Mapping[str, str] = {
    "renap_persona": "RENAP, personas inscritas",
    "renap_defuncion": "RENAP, defunciones",
    "onsec_planilla": "ONSEC, planilla de servidores públicos",
    "igss_pension": "IGSS, pensiones",
    "minfin_contratista": "MINFIN, contratistas del Estado",
    "mides_padron": "MIDES, padrón de usuarios",
    "edad_improbable": "la edad al recibir que trae la entrega",
    "edad_bajo_minimo": "la edad al recibir que trae la entrega, y la mínima de la modalidad",
    "dato_distinto_renap": "RENAP, personas inscritas",
    "nombre_distinto_renap": "las respuestas del RENAP a la validación de identidades",
    "identidad_no_encontrada": "las respuestas del RENAP a la validación de identidades",
    "cui_de_varias_personas": "las entregas con ese CUI, y el enlace de personas",
}
# Registers of which the lists received are dated on the sheet; controls that look at one have it here.
DATED: Mapping[str, str] = {"dato_distinto_renap": "renap_persona"}
_AMOUNTS = {
    "a": "los pagos del lado a",
    "b": "los pagos del lado b",
    "ambos": "los pagos de los dos lados",
    "menor": "la menor de las dos sumas",
}


@dataclass(frozen=True)
class SourceDates:
    """What has been received of a modality or register; dates are empty where nothing came or none may be shown."""

    name: str
    files: int
    first: date | None
    last: date | None
    known: date | None


@dataclass(frozen=True)
class Sheet:
    """One rule as a page shows it.

    Attributes:
        rule: as coincidences.yaml has it.
        kind: cruce, coincidencia or repeticion.
        pairs: what it compares, after the more special rules took theirs.
        owners: institutions that answer.
        sources: what has been received of both sides.
    """

    rule: Rule
    kind: str
    pairs: tuple[str, ...]
    owners: tuple[str, ...]
    sources: tuple[SourceDates, ...]

    @property
    def source(self) -> str:
        """The register or control in words; empty between modalities."""
        return SOURCES.get(self.rule.source or "", "")

    @property
    def form(self) -> str:
        """How it is computed: hecho, ausencia, control, coincidencia or repeticion."""
        if self.rule.source is None:
            return self.kind
        if self.rule.source == ABSENCE:
            return "ausencia"
        return "control" if self.rule.source in CONTROLS else "hecho"

    @property
    def guide(self) -> str:
        """How what it finds is mended at the source, as HTML; empty where the documents were not installed."""
        return guide_html(f"hallazgo-{self.rule.source or self.kind}")

    @property
    def amount(self) -> str:
        """What is at stake, in words."""
        return _AMOUNTS["a" if self.rule.source else self.rule.amount]


def sheet_of(
    rows: Sequence[Effective],
    *,
    modalities: Mapping[str, str],
    institutions: Mapping[str, str],
    dates: Mapping[str, SourceDates],
) -> Sheet:
    """The sheet of a rule from the rows it is in force with.

    Args:
        rows: rows of one rule; at least one.
        modalities: names of modalities by code.
        institutions: names of institutions by code.
        dates: what was received, by modality and register.
    """
    rule = rows[0].rule
    sides = {code for row in rows for code in (row.modality_a, row.modality_b) if code}
    register = DATED.get(rule.source or "", rule.source or "")
    wanted = [*sorted(sides), *([register] if register else [])]
    return Sheet(
        rule=rule,
        kind=rows[0].kind,
        pairs=tuple(dict.fromkeys(_pair(row, modalities) for row in rows)),
        owners=tuple(sorted({institutions.get(row.owner, row.owner) for row in rows})),
        sources=tuple(dates[code] for code in wanted if code in dates),
    )


def render_sheet(sheet: Sheet, *, title: str, date: str) -> str:
    """One sheet as HTML; `title` is the deployment's name, `date` that of the night."""
    return _template("ficha.html").render(sheet=sheet, rule=sheet.rule, title=title, date=date)


def render_index(sheets: Sequence[Sheet], *, title: str, date: str) -> str:
    """The list of all sheets as HTML."""
    return _template("fichas.html").render(sheets=sheets, title=title, date=date)


def _pair(row: Effective, modalities: Mapping[str, str]) -> str:
    other = modalities.get(row.modality_b or "", "") or SOURCES.get(row.source or "", "")
    return f"{modalities.get(row.modality_a, row.modality_a)} × {other}"


def _template(name: str) -> Template:
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True), undefined=StrictUndefined
    )
    return environment.from_string((files("quality") / "templates" / name).read_text(encoding="utf-8"))
