"""What risk an edition of the microdata leaves, measured on its rows and on the whole register.

Belongs here: counting in the engine. Does not belong here: the measures (snis/risk.py). We have the whole register, so
that uniques and candidates are counted, not estimated.
"""

from collections.abc import Mapping
from typing import Any

from assets.engine import DuckDBEngine
from assets.statements import statement, values_for
from snis.disclosure_policy import DisclosurePolicy
from snis.risk import ClassOfRows, Register, detail_of, microdata_risk
from snis.territory import Territory

_MADE = ("microdato_poblacion", "microdato_persona", "microdato_parecida", "microdato_cercana")


def measure_risk(
    engine: DuckDBEngine, policy: DisclosurePolicy, territory: Territory, *, edition: str
) -> Mapping[str, Any]:
    """The content of riesgo.json of an edition whose rows are in the engine's memory (microdata.py, draw_rows)."""
    try:
        for name in _MADE[:2]:
            engine.materialise(name, statement(name))
        for target, source in (("microdato_parecida", "candidato"), ("microdato_cercana", "vecino")):
            _of_every_level(engine, policy, target=target, source=f"microdato_{source}")
        classes = [
            ClassOfRows(profile=row[:8], programme=row[8:10], rows=row[10], smallest=row[11], blank=row[12],
                        candidates=row[13], neighbours=row[14])
            for row in engine.rows(statement("microdato_clase"))
        ]  # fmt: skip
        register = _register(engine)
        placed = dict(
            engine.rows("select nivel, cast(sum(filas) as bigint) from microdato_colocada group by nivel")
        )
        ((pending,),) = engine.rows("select cast(coalesce(sum(filas), 0) as bigint) from microdato_pendiente")
    finally:
        for name in _MADE:
            engine.forget(name)
    levels = policy.microdata.levels.value
    return microdata_risk(
        classes,
        register,
        edition=edition,
        policy=policy.microdata,
        by_level={level.name: placed.get(number, 0) for number, level in enumerate(levels)},
        suppressed=pending,
        detail=detail_of(territory, policy.hierarchies),
    )


def _of_every_level(engine: DuckDBEngine, policy: DisclosurePolicy, *, target: str, source: str) -> None:
    """Levels that tell the same of a place count once."""
    said = set()
    for number, level in enumerate(policy.microdata.levels.value):
        values = values_for(source, {"lugar": level.place, "edad": level.age, "pueblo": level.people})
        if number == 0:
            engine.materialise(target, statement(source), values)
        elif tuple(values.values()) not in said:
            engine.append(target, statement(source), values)
        said.add(tuple(values.values()))


def _register(engine: DuckDBEngine) -> Register:
    ((records, drawn, sample_unique, unique, both),) = engine.rows(
        "select coalesce(sum(registros), 0), coalesce(sum(muestra), 0), count(*) filter (where muestra = 1), "
        "count(*) filter (where registros = 1), count(*) filter (where registros = 1 and muestra = 1) "
        "from microdato_poblacion"
    )
    ((persons, persons_drawn),) = engine.rows(
        "select coalesce(sum(personas), 0), coalesce(sum(muestra), 0) from microdato_persona"
    )
    return Register(
        records=int(records), drawn=int(drawn), unique=unique, drawn_unique=sample_unique, both=both,
        persons=int(persons), persons_drawn=int(persons_drawn),
    )  # fmt: skip
