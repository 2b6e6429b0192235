"""How coverage is counted: the readable reference of assets/out/out_cobertura.sql.

Belongs here: the crosses, which universe may have which, and a cell counted from facts with plain sets. Does not
belong here: the bulk computation (SQL, without count distinct), how a fact gets its place and age
(out_hecho_entrega.sql), or what may be published of a cell (snis/disclosure.py). A property test proves that this
module and the SQL give equal cells on generated facts.

Source: docs/metodo/cobertura.md; shared design privacy.md, section 2 ("Cell", "Crosses").
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from snis.disclosure import DIMENSIONS, PUBLIC, RESTRICTED, SENSITIVE, Cell
from snis.errors import CoverageError

RecordKey = Callable[[str], int]

_CELL_KEYS = 1 << 64
_PLACE = ("departamento_codigo", "municipio_codigo")
_ATTRIBUTES = (*_PLACE, "sexo_codigo", "edad_grupo_codigo", "pueblo_codigo")
_WORDS = {
    "departamento": _PLACE[:1],
    "municipio": _PLACE,
    "institucion": ("institucion_codigo",),
    "programa": ("programa_codigo",),
    "modalidad": ("modalidad_codigo",),
    "mes": ("mes",),
    "sexo": ("sexo_codigo",),
    "edad": ("edad_grupo_codigo",),
    "pueblo": ("pueblo_codigo",),
}
COUNTRY = "pais"
# A cross is named by the dimensions that it has beside the year, in this order; "pais" has none.
CROSSES = {
    PUBLIC: (
        COUNTRY, "departamento", "municipio", "institucion", "programa", "modalidad", "mes", "sexo_edad", "pueblo",
        "departamento_institucion", "departamento_programa", "departamento_modalidad", "municipio_modalidad",
        "departamento_mes", "modalidad_mes", "departamento_modalidad_mes", "departamento_sexo_edad",
        "municipio_sexo_edad", "modalidad_sexo_edad", "departamento_pueblo", "modalidad_pueblo",
        "departamento_modalidad_sexo",
    ),
    SENSITIVE: ("departamento_modalidad",),
    RESTRICTED: (COUNTRY, "modalidad"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One row of out_hecho_entrega, as far as coverage looks at it.

    Attributes:
        persona_id: None for a ration that nobody is known to have received.
        monto_gtq: quetzales, two decimals.
    """

    entrega_id: str
    persona_id: str | None
    visibilidad_codigo: str
    anio: int
    mes: int
    departamento_codigo: str
    municipio_codigo: str
    institucion_codigo: str
    programa_codigo: str
    modalidad_codigo: str
    sexo_codigo: str
    edad_grupo_codigo: str
    pueblo_codigo: str
    monto_gtq: Decimal


def dimensions_of(cross: str) -> tuple[str, ...]:
    """Dimensions of a cross beside the year, by its name without universe."""
    if cross == COUNTRY:
        return ()
    return tuple(dimension for word in cross.split("_") for dimension in _WORDS[word])


def coverage_cells(facts: Iterable[Fact], record_key: RecordKey) -> list[Cell]:
    """Every cell of every cross, universes apart, in no particular order.

    Args:
        facts: deliveries.
        record_key: record key of a person or delivery, below 2^64 (snis.pseudonym.record_key).

    Raises:
        CoverageError: a person has two places, sexes, age bands or peoples in one year of one universe, so that
            persons would not add up over them.
    """
    known = list(facts)
    _refuse_two_places(known)
    return [
        cell
        for universe, crosses in CROSSES.items()
        for cross in crosses
        for cell in _cells(
            [fact for fact in known if fact.visibilidad_codigo == universe],
            cross,
            universe=universe,
            record_key=record_key,
        )
    ]


def _cells(facts: Iterable[Fact], cross: str, *, universe: str, record_key: RecordKey) -> list[Cell]:
    dimensions = ("anio", *dimensions_of(cross))
    groups: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[tuple(getattr(fact, dimension) for dimension in dimensions)].append(fact)
    name = cross if universe == PUBLIC else f"{universe}_{cross}"
    cells = []
    for values, members in groups.items():
        held: dict[str, Any] = {**dict.fromkeys(DIMENSIONS), **dict(zip(dimensions, values, strict=True))}
        persons = {fact.persona_id for fact in members if fact.persona_id is not None}
        first, second = _two_largest(members)
        cells.append(
            Cell(
                cruce_codigo=name,
                visibilidad_codigo=universe,
                **held,
                personas=len(persons),
                entregas=len(members),
                monto_gtq=sum((fact.monto_gtq for fact in members), Decimal(0)),
                clave_personas=sum(map(record_key, persons)) % _CELL_KEYS,
                clave_entregas=sum(record_key(fact.entrega_id) for fact in members) % _CELL_KEYS,
                max1_gtq=first,
                max2_gtq=second,
            )
        )
    return cells


def _two_largest(facts: Sequence[Fact]) -> tuple[Decimal, Decimal]:
    """Quetzales of the two persons who received most; 0 where there is none."""
    received: dict[str, Decimal] = defaultdict(Decimal)
    for fact in facts:
        if fact.persona_id is not None:
            received[fact.persona_id] += fact.monto_gtq
    first, second, *_ = [*sorted(received.values(), reverse=True), Decimal(0), Decimal(0)]
    return first, second


def _refuse_two_places(facts: Iterable[Fact]) -> None:
    seen: dict[tuple[str, int, str], tuple[str, ...]] = {}
    for fact in facts:
        if fact.persona_id is None:
            continue
        attributes = tuple(getattr(fact, name) for name in _ATTRIBUTES)
        place = fact.persona_id, fact.anio, fact.visibilidad_codigo
        if seen.setdefault(place, attributes) != attributes:
            raise CoverageError(
                "una persona tiene dos lugares, sexos, edades o pueblos en un mismo año y universo",
                place="out_hecho_entrega",
                remedy="Reconstruya out_hecho_entrega; la cobertura sumaría a la persona dos veces.",
            )
