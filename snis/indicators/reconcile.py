"""Whether the parts of a figure add up to its total, and why not.

Belongs here: which counts may be summed over which dimension, in words. Does not belong here: figures themselves
(figure.py), or how they are asked for (question.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from snis.indicators.model import DIMENSIONS, PERIOD_TYPES, Basis, Indicator

_PLACE = frozenset({"departamento", "municipio"})
_EVERYTHING = frozenset({*DIMENSIONS, *PERIOD_TYPES} - {"acumulado"})
# Inside a universe a person has one place, one sex and people, and one age band a year; a delivery has one of each.
_ADDS_UP_OVER: Mapping[Basis, frozenset[str]] = {
    "persona_distinta": _PLACE | {"sexo", "edad_grupo", "pueblo"},
    "hogar_distinto": frozenset(),
    "entrega_unica": _EVERYTHING,
    "comunidad_distinta": _PLACE,
    "obra_unica": _EVERYTHING,
    "fila_unica": _EVERYTHING,
    "lugar_unico": _PLACE,
}
_SAME: Mapping[Basis, str] = {
    "persona_distinta": "una misma persona",
    "hogar_distinto": "un mismo hogar",
    "entrega_unica": "una misma entrega",
    "comunidad_distinta": "una misma comunidad",
    "obra_unica": "una misma obra",
    "fila_unica": "una misma fila",
    "lugar_unico": "un mismo lugar",
}
_SEVERAL: Mapping[str, str] = {
    "departamento": "varios departamentos",
    "municipio": "varios municipios",
    "institucion": "varias instituciones",
    "programa": "varios programas",
    "modalidad": "varias modalidades",
    "sexo": "varios sexos",
    "edad_grupo": "varios grupos de edad",
    "pueblo": "varios pueblos",
    "mes": "varios meses",
    "bimestre": "varios bimestres",
    "cuatrimestre": "varios cuatrimestres",
    "semestre": "varios semestres",
    "anio": "varios años",
    "acumulado": "varios acumulados",
}


@dataclass(frozen=True)
class Reconciliation:
    """A total beside the sum of its parts.

    Attributes:
        total, parts: None where a figure is missing or a sum means nothing.
        holds: whether the parts are the total, or differ as they have to.
        why: what to tell a reader.
    """

    total: float | None
    parts: float | None
    holds: bool
    why: str

    @property
    def difference(self) -> float | None:
        """What the parts have more than the total."""
        return None if self.total is None or self.parts is None else round(self.parts - self.total, 4)


def adds_up(indicator: Indicator, over: Sequence[str]) -> bool:
    """Whether figures may be summed over dimensions or kinds of period."""
    return not indicator.is_ratio and set(over) <= _ADDS_UP_OVER[indicator.base_codigo]


def reconcile(
    indicator: Indicator, over: Sequence[str], total: float | None, parts: Sequence[float | None]
) -> Reconciliation:
    """Compare a total with its parts over some dimensions or a kind of period."""
    if indicator.is_ratio:
        return Reconciliation(total, None, True, "Una razón no se suma: el total tiene su propia división.")
    known = [value for value in parts if value is not None]
    summed = round(sum(known), 4)
    if len(known) < len(parts):
        return Reconciliation(
            total, summed, True, "Hay partes sin valor: su suma no se compara con el total."
        )
    if total is None:
        return Reconciliation(None, summed, True, "El total no tiene valor: no hay con qué comparar la suma.")
    if adds_up(indicator, over):
        holds = abs(summed - total) < 0.005
        return Reconciliation(total, summed, holds, _sum_told(holds))
    return Reconciliation(
        total, summed, summed >= total, _overlap_told(indicator.base_codigo, over, summed, total)
    )


def sum_rule(indicator: Indicator) -> str:
    """What may be summed, for the sheet of an indicator."""
    if indicator.is_ratio:
        return "Nada: una razón no se suma ni se promedia. Cada total tiene su propia fila."
    free = [
        name for name in (*indicator.desagregaciones, *indicator.periodicidades) if adds_up(indicator, [name])
    ]
    held = [name for name in indicator.desagregaciones if name not in free]
    periods = [name for name in indicator.periodicidades if name not in free]
    told = [
        f"Sobre {_listed(free)}, las partes suman el total."
        if free
        else "No se suma sobre ninguna dimensión."
    ]
    if held:
        told.append(f"Sobre {_listed(held)} no: {_SAME[indicator.base_codigo]} puede estar en varias partes.")
    if periods:
        told.append(
            f"Los períodos no se suman: {_SAME[indicator.base_codigo]} puede estar en varios; cada uno tiene su fila."
        )
    return " ".join(told)


def _sum_told(holds: bool) -> str:
    if holds:
        return "Las partes suman el total."
    return "Las partes tendrían que sumar el total y no lo suman: es un error; avise al equipo de datos."


def _overlap_told(basis: Basis, over: Sequence[str], summed: float, total: float) -> str:
    several = _listed([_SEVERAL[name] for name in over])
    if summed < total:
        return "Las partes suman menos que el total: parte de lo contado no está en ninguna; no las sume."
    if summed == total:
        return (
            f"Las partes suman el total esta vez, pero no se suman: {_SAME[basis]} puede estar en {several}."
        )
    return f"Las partes suman más que el total: {_SAME[basis]} puede estar en {several} y en el total está una vez."


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    last = words[-1]
    return f"{', '.join(words[:-1])} {'e' if last.startswith('i') else 'y'} {last}"
