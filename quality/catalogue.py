"""The rule catalogue: what each rule id means, what it does to a file or row, and who corrects it.

Belongs here: the shape of quality/catalogue.yaml and look-ups in it. Does not belong here: how a rule is
computed (assets/core/core_juicio.sql for rows, assets/raw for files) or how results are reported.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from snis.errors import QualityError

RULE_ID = re.compile(r"^[A-Z]{3}-\d{2}$")

Level = Literal["file", "row", "notice"]
Effect = Literal["rechazo", "cuarentena", "descarte", "aviso"]
# What of the data a rule speaks of. A rule that says nothing of data (an unknown folder) counts as validez.
Dimension = Literal["completitud", "unicidad", "validez", "consistencia", "oportunidad", "exactitud"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

# The state that a row's effect leaves it in; the words stand in core_fila.estado.
ROW_STATES: Mapping[Effect, str] = {
    "cuarentena": "cuarentena",
    "descarte": "descartada",
    "aviso": "aceptada",
}


class Rule(BaseModel):
    """One rule, as people read it.

    Attributes:
        id: stable name, three letters and two digits; also the name of its guide page.
        level: what the rule judges: a whole file, one row, or (notice; it stands in core_aviso) an accepted row.
        effect: what failing does: rechazo (file refused), cuarentena (row may be corrected and sent again),
            descarte (row is no delivery of its own), aviso (a notice; nothing is held back).
        dimension: what of the data it speaks of; scores are added up by it.
        title: short Spanish name.
        message: what is wrong, in Spanish, without a value of the row.
        remedy: what the owner does about it, in Spanish.
        owner: who corrects it at the source: institucion or equipo.
        verdict: the word of snis.cui that the rule stands for; CUI rules only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=RULE_ID.pattern)]
    level: Level
    effect: Effect
    dimension: Dimension
    title: Text
    message: Text
    remedy: Text
    owner: Literal["institucion", "equipo"]
    verdict: str | None = None

    @property
    def state(self) -> str:
        """State of a row that fails the rule, or "rechazado" for a file refused."""
        return ROW_STATES.get(self.effect, "rechazado")


@dataclass(frozen=True)
class Catalogue:
    """All rules, in the order in which they are judged."""

    rules: tuple[Rule, ...]

    def __getitem__(self, rule_id: str) -> Rule:
        """The rule of an id.

        Raises:
            QualityError: no rule has the id.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise QualityError("no existe tal regla en el catálogo", place=rule_id)

    def __contains__(self, rule_id: object) -> bool:
        """Whether a rule has the id."""
        return any(rule.id == rule_id for rule in self.rules)

    def of_level(self, *levels: Level) -> tuple[Rule, ...]:
        """Rules that judge files, rows or accepted rows, in order."""
        return tuple(rule for rule in self.rules if rule.level in levels)

    def verdicts(self) -> dict[str, str]:
        """Rule id of each verdict word of snis.cui."""
        return {rule.verdict: rule.id for rule in self.rules if rule.verdict}


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with Padrón, read and checked once.

    Raises:
        QualityError: the file breaks its own shape; the message names the rule.
    """
    return parse_catalogue((files("quality") / "catalogue.yaml").read_text(encoding="utf-8"))


def parse_catalogue(text: str) -> Catalogue:
    """A catalogue from YAML text.

    Raises:
        QualityError: a rule lacks a text, repeats an id, or gives a file and a row each other's effects.
    """
    content = yaml.safe_load(text)
    listed = content.get("rules") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise QualityError("el catálogo no trae la lista rules", place="quality/catalogue.yaml")
    rules = tuple(_parse_rule(entry) for entry in listed)
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise QualityError("la regla está dos veces", place=rule.id)
        seen.add(rule.id)
        if rule.level == "notice" and rule.effect != "aviso":
            raise QualityError("lo que se nota de una fila aceptada es un aviso", place=rule.id)
        if rule.effect == "rechazo" and rule.level == "row":
            raise QualityError("solo un archivo se rechaza entero", place=rule.id)
        if rule.effect in ("cuarentena", "descarte") and rule.level == "file":
            raise QualityError("un archivo se rechaza o se avisa; no queda en cuarentena", place=rule.id)
    return Catalogue(rules)


def _parse_rule(entry: Any) -> Rule:
    try:
        return Rule.model_validate(entry)
    except ValidationError as error:
        place = str(entry.get("id", "?")) if isinstance(entry, dict) else "?"
        wrong = ", ".join(".".join(map(str, item["loc"])) or "regla" for item in error.errors())
        raise QualityError(f"la regla está mal escrita: {wrong}", place=place) from None
