"""What an institution declared of itself beside what its last deliveries measure.

Belongs here: putting the two sides of a question next to each other. Does not belong here: the questions
(snis/sfi_diagnosis.py), or any score: nothing declared is added to anything measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from snis.deployment import Deployment
from snis.quality_policy import QualityPolicy
from snis.sfi_diagnosis import Contrast, Declared, Measured, area_points, contrast, questionnaire
from snis.sfi_events import UNITS
from snis.sfi_evidence import FAILS, FILE_RULES, Layout, verdict

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Side:
    """One question of one institution: what was declared, what is measured (None: nothing), and how they compare."""

    declared: Declared
    measured: Measured | None
    contrast: Contrast

    def as_dict(self) -> dict[str, Any]:
        """For machines and pages."""
        measured = self.measured
        return {
            "pregunta_codigo": self.declared.question.code,
            "area": self.declared.question.area,
            "pregunta": self.declared.question.text,
            "respuesta": self.declared.answer.text,
            "puntos_declarados": self.declared.answer.points,
            "evidencia_declarada": self.declared.evidence or None,
            "reglas": list(self.declared.question.measured),
            "medido": {"que": measured.what, "revisados": measured.checked, "fallas": measured.failing}
            if measured
            else None,
            "contraste": self.contrast,
        }


def sides_of(
    institution: str, deployment: Deployment, layouts: Sequence[Layout], policy: QualityPolicy
) -> list[Side]:
    """The questions that an institution answered, with both sides."""
    own = [layout for layout in layouts if layout.institution == institution]
    tolerance = float(policy.targets.default)
    sides = []
    for declared in deployment.diagnoses:
        if declared.institution == institution:
            measured = _measured(declared.question.measured, own)
            sides.append(Side(declared, measured, contrast(declared, measured, tolerance)))
    return sides


def diagnosis_as_dict(sides: Sequence[Side]) -> dict[str, Any] | None:
    """A diagnosis for machines and pages; None for an institution that answered nothing."""
    if not sides:
        return None
    first = sides[0].declared
    titles = questionnaire().areas
    points = area_points([side.declared for side in sides])
    return {
        "fecha": first.day.isoformat(),
        "unidad": UNITS[first.unit],
        "areas": [{"area": titles[area], "puntos_declarados": value} for area, value in points.items()],
        "preguntas": [side.as_dict() for side in sides],
    }


def _measured(rules: Sequence[str], layouts: Sequence[Layout]) -> Measured | None:
    """What the last delivery of each layout says of some rules together; None when nothing measures them.

    A row fails at most one rule that holds it back, so that failing rows of several rules add up; rows are looked at
    once for all of them. Of rules of whole files, layouts are counted.
    """
    by_rows = [rule for rule in rules if not rule.startswith(FILE_RULES)]
    if by_rows:
        measures = [
            [layout.deliveries[-1].measure(rule) for rule in by_rows]
            for layout in layouts
            if layout.deliveries
        ]
        checked = sum(max(measure.checked for measure in found) for found in measures)
        failing = sum(measure.failing for found in measures for measure in found)
        return Measured("filas", checked, failing) if checked else None
    told = [[verdict(layout, rule, _NOTHING) for rule in rules] for layout in layouts if layout.contract]
    said = [[item for item in found if item is not None] for found in told]
    checked = sum(bool(found) for found in said) if rules else 0
    failing = sum(any(item.outcome == FAILS for item in found) for found in said)
    return Measured("contratos", checked, failing) if checked else None
