"""`padron contract show`: the exchange standard of an institution, as a page and as text.

Belongs here: what the page says and in which order. Does not belong here: the sentences (contract_words.py), the
invented values (contract_examples.py), or the rules themselves (quality/catalogue.yaml).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, select_autoescape

from pipelines.contract_examples import example
from pipelines.contract_words import PRIVACY, facts, format_words
from quality.catalogue import Rule, load_catalogue
from snis.contracts.column import Column
from snis.contracts.input_fields import CODED_FIELDS, DATE_FIELDS, NUMBER_FIELDS, PLACE_FIELDS
from snis.contracts.layout import InstitutionContract
from snis.contracts.loader import load_fields
from snis.deployment import Deployment
from snis.errors import SettingsError

_EFFECTS = {
    "rechazo": "se rechaza el archivo",
    "cuarentena": "la fila espera corrección",
    "descarte": "la fila no cuenta",
    "aviso": "solo se avisa",
}
# Families of rules that only speak of some fields; the others are for every file.
_ABOUT: Mapping[str, frozenset[str]] = {
    "CUI": frozenset({"cui"}),
    "COD": frozenset(CODED_FIELDS),
    "FEC": DATE_FIELDS,
    "NUM": NUMBER_FIELDS,
    "MON": frozenset({"monto_gtq"}),
    "TER": PLACE_FIELDS,
}
_LOGICAL = {"true": "Sí", "false": "No"}


@dataclass(frozen=True)
class Standard:
    """The exchange standard of one contract.

    Attributes:
        name: file name without ending.
        html, markdown: the page, and the same as text.
    """

    name: str
    html: str
    markdown: str


def standards_of(name: str, deployment: Deployment) -> list[Standard]:
    """The exchange standard of a contract, or of every contract of an institution.

    Raises:
        SettingsError: there is neither a contract nor an institution of that name.
    """
    found = [item for item in deployment.contracts if name in {item.contract, item.institution}]
    if not found:
        raise SettingsError(
            "no hay contrato ni institución con ese nombre",
            place=name,
            remedy=f"Use uno de estos: {', '.join(sorted({item.contract for item in deployment.contracts}))}.",
        )
    return [_standard(contract, deployment) for contract in found]


def write_standards(standards: Sequence[Standard], folder: Path) -> list[Path]:
    """Write page and text of each standard into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for standard in standards:
        for ending, text in (("html", standard.html), ("md", standard.markdown)):
            path = folder / f"{standard.name}.{ending}"
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def _standard(contract: InstitutionContract, deployment: Deployment) -> Standard:
    context = _context(contract, deployment)
    name = f"{contract.contract}-v{contract.version}"
    return Standard(name, _render("contrato.html", context), _render("contrato.md", context))


def _render(template: str, context: Mapping[str, Any]) -> str:
    environment = Environment(
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["celda"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    source = (files("pipelines") / "templates" / template).read_text(encoding="utf-8")
    code = environment.compile(source, template, template)
    return environment.template_class.from_code(environment, code, dict(environment.globals)).render(context)


def _context(contract: InstitutionContract, deployment: Deployment) -> dict[str, Any]:
    sender = next(
        (row for row in deployment.institutions if row["institucion_codigo"] == contract.institution), {}
    )
    return {
        "contract": contract,
        "institution": sender.get("institucion", contract.institution),
        "facts": list(facts(contract)),
        "columns": [_column(column, contract, deployment) for column in contract.columns],
        "constants": [
            (load_fields()[name].title, _meaning(name, code, deployment) or code)
            for name, code in contract.constants.items()
        ],
        "key": [load_fields()[name].title.lower() for name in sorted(contract.key & contract.fields)],
        "rules": [_rule(rule) for rule in _rules(contract)],
        "header": [column.header[0] for column in contract.columns],
        "rows": [
            [example(column, contract, deployment, row=row) for column in contract.columns] for row in (0, 1)
        ],
        "publisher": deployment.publisher,
    }


def _column(column: Column, contract: InstitutionContract, deployment: Deployment) -> dict[str, Any]:
    known = load_fields()
    fields = [known[name] for name in column.fields]
    required = bool(contract.required_fields & set(column.fields))
    meaning = " ".join(
        field.description
        if field.description.startswith(field.title)
        else f"{field.title}: {field.description}"
        for field in fields
    )
    return {
        "header": column.header[0],
        "synonyms": column.header[1:],
        "meaning": meaning or "Puede venir; no se usa.",
        "month": column.month,
        "required": "sí" if required else "no",
        "format": format_words(column),
        "example": example(column, contract, deployment),
        "privacy": PRIVACY[column.privacy_class],
        "codes": [
            (sent, (_meaning(str(column.field), code, deployment) or code) if code else "(sin dato)")
            for sent, code in (column.codes or _official(column.field, deployment)).items()
        ],
    }


def _official(field: str | None, deployment: Deployment) -> Mapping[str, str]:
    """The official codes, when the contract sends them as they are."""
    if field is None or field not in CODED_FIELDS:
        return {}
    if field == "modalidad_codigo":
        return {row["modalidad_codigo"]: row["modalidad_codigo"] for row in deployment.programmes}
    if CODED_FIELDS[field] == "logico":
        return {code: code for code in _LOGICAL}
    return {code: code for code in deployment.code_lists.get(CODED_FIELDS[field], ())}


def _meaning(field: str, code: str, deployment: Deployment) -> str:
    """What a canonical code is called."""
    if field == "modalidad_codigo":
        return next((r["modalidad"] for r in deployment.programmes if r["modalidad_codigo"] == code), "")
    if field in CODED_FIELDS:
        name = CODED_FIELDS[field]
        rows = (row["nombre"] for row in deployment.codes if (row["lista"], row["codigo"]) == (name, code))
        return _LOGICAL.get(code, "") if name == "logico" else next(rows, "")
    places = {item.code: item.name for item in deployment.territory.departments}
    places |= {item.code: item.name for item in deployment.territory.municipalities}
    return places.get(code, "") if field in PLACE_FIELDS else ""


def _rules(contract: InstitutionContract) -> list[Rule]:
    """The rules that may touch a file under the contract: what the sender can do something about."""
    catalogue = load_catalogue()
    return [
        rule
        for level in ("file", "row", "notice")
        for rule in catalogue.of_level(level)
        if rule.owner == "institucion"
        and not _ABOUT.get(rule.id[:3], contract.fields).isdisjoint(contract.fields)
    ]


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "title": rule.title,
        "effect": _EFFECTS.get(rule.effect, rule.effect),
        "remedy": rule.remedy,
    }
