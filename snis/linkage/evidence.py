"""The evidence for and against two records being one person, in words and in steps of weight.

Belongs here: what each comparison is called, the steps of a waterfall from the prior to the total, and one sentence a
step. Does not belong here: weights (assets/link/linker) or drawing (pipelines/review_page.py). No value of a record is
needed, and none is named: agreement is told, never what agrees.

A weight is log2 of how much likelier an agreement is among records of one person than among those of two: +10 is about
a thousand to one in favour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TITLES: Mapping[str, str] = {
    "identificador": "CUI",
    "nombres": "Nombres",
    "apellidos": "Apellidos",
    "nacimiento": "Fecha de nacimiento",
    "sexo": "Sexo",
    "lugar": "Municipio",
    "direccion": "Dirección",
}
# An accepted decision that others keep from holding.
CONTRADICTED = "decision_contradicha"
REASONS: Mapping[str, str] = {
    "gemelos": "Los nombres no concuerdan y el CUI no es el mismo: pueden ser gemelos o hermanos.",
    "cui_compartido": "Llevan el mismo CUI y ni el nombre ni el nacimiento concuerdan: puede ser el de la madre en "
    "la fila de su hijo, o un CUI mal copiado.",
    CONTRADICTED: "Se decidió que son la misma, y otras decisiones (o dos números del RENAP) lo impiden: conteste de "
    "nuevo, o deshaga la otra decisión; `padron review history` las nombra.",
    "zona_gris": "La evidencia no alcanza para unir ni para separar.",
}
_START, _RARITY, _FAMILY = "Punto de partida", "Qué tan raro es lo que concuerda", "Podrían ser familia"
_MISSING = "falta en alguno de los dos"


@dataclass(frozen=True)
class Step:
    """One step of a waterfall.

    Attributes:
        title: what was compared.
        words: what was seen, without any value.
        weight: what it adds, in log2.
        before, after: the sum before and after it.
    """

    title: str
    words: str
    weight: float
    before: float

    @property
    def after(self) -> float:
        """The sum after this step."""
        return self.before + self.weight


def waterfall(
    total: float,
    levels: Mapping[str, str | None],
    weights: Mapping[str, float | None],
    *,
    rarity: float = 0.0,
    family: float = 0.0,
) -> list[Step]:
    """The steps from what is known before looking to the weight of the pair.

    Args:
        total: the weight of the pair.
        levels: what was seen in each comparison; None where one of the two says nothing.
        weights: what each comparison adds.
        rarity: what is added because the agreeing values are rare, or taken away because they are common.
        family: what is taken away because relatives agree in the same things.
    """
    parts: list[tuple[str, str, float]] = [
        (TITLES.get(name, name), level or _MISSING, weights.get(name) or 0.0)
        for name, level in levels.items()
    ]
    if rarity:
        parts.append((_RARITY, "más raro, más a favor", rarity))
    if family:
        parts.append((_FAMILY, "los parientes concuerdan en lo mismo", family))
    start = total - sum(weight for _, _, weight in parts)
    steps = [Step(_START, "antes de comparar, dos registros cualesquiera", start, 0.0)]
    for title, words, weight in parts:
        steps.append(Step(title, words, weight, steps[-1].after))
    return steps


def in_words(steps: Sequence[Step]) -> list[str]:
    """One line a step that says something, the strongest first."""
    telling = [step for step in steps[1:] if round(step.weight, 1)]
    return [
        f"{step.title}: {step.words} ({'a favor' if step.weight > 0 else 'en contra'}, {step.weight:+.1f})"
        for step in sorted(telling, key=lambda step: -abs(step.weight))
    ]


def odds(weight: float) -> str:
    """A weight as odds: «1,024 a 1 a favor»."""
    side = "a favor" if weight >= 0 else "en contra"
    return f"{2 ** min(abs(weight), 40):,.0f} a 1 {side}"
