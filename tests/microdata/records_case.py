"""Small registers of one year: given by hand or at random, protected by the engine and by the readable reference."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assets.engine import DuckDBEngine
from assets.open.microdata import FACTS, draw_rows, forget_rows
from assets.open.microdata_levels import regions_of
from assets.statements import statement
from snis.deployment import load_deployment
from snis.disclosure import PUBLIC
from snis.disclosure_policy import DisclosurePolicy, load_policy
from snis.microdata import Protected, Record, Row, protect_records
from tests.sql.open_cells import arrow_table

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
DEPLOYMENT = load_deployment(SAMPLE)
POLICY = load_policy(SAMPLE / "disclosure.yaml")
REGIONS = regions_of(DEPLOYMENT.territory)
YEAR, EDITION, KEY = 2025, "2025-1", bytes(range(32))


@dataclass(frozen=True)
class Delivery:
    """One delivery of the year; give what matters to the test."""

    person: str
    place: str = "0801"
    sex: str = "F"
    age: str = "18-29"
    people: str = "1"
    programme: str = "bolsa-social"
    modality: str = "P04"
    institution: str = "mides"
    cents: int = 25_000
    universe: str = PUBLIC
    year: int = YEAR


def everybody(policy: DisclosurePolicy = POLICY, **changes: int) -> DisclosurePolicy:
    """The policy with other numbers, as no deployment may have them; by default all rows and no chance roll-up."""
    numbers = {"fraction_pct": 100, "random_rollup_pct": 0, **changes}
    microdata = policy.microdata
    updated = {
        name: getattr(microdata, name).model_copy(update={"value": number})
        for name, number in numbers.items()
    }
    return policy.model_copy(update={"microdata": microdata.model_copy(update=updated)})


def people_of(first: int, last: int, **given: Any) -> list[Delivery]:
    """One delivery each of persons first..last."""
    return [Delivery(f"{number:032d}", **given) for number in range(first, last + 1)]


def rows_of_engine(
    deliveries: Iterable[Delivery], policy: DisclosurePolicy, engine: DuckDBEngine, *, key: bytes = KEY
) -> list[Row]:
    """The file that the statements make."""
    engine.register(FACTS, arrow_table(FACTS, [fact_row(item, n) for n, item in enumerate(deliveries)]))
    try:
        draw_rows(engine, policy, DEPLOYMENT.territory, year=YEAR, edition=EDITION, key=key)
        return engine.rows(statement("microdato_fila"), {"anio": YEAR})
    finally:
        forget_rows(engine)
        engine.forget(FACTS)


def protected(deliveries: Iterable[Delivery], policy: DisclosurePolicy, *, key: bytes = KEY) -> Protected:
    """The file of the readable reference."""
    return protect_records(
        records_of(deliveries),
        year=YEAR,
        edition=EDITION,
        key=key,
        policy=policy.microdata,
        hierarchies=policy.hierarchies,
        regions=REGIONS,
    )


def records_of(deliveries: Iterable[Delivery]) -> list[Record]:
    """Persons in public programmes of the year; the modality is the one with most deliveries."""
    found: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    for item in deliveries:
        if item.universe == PUBLIC and item.year == YEAR:
            found[item.person, item.programme].append(item)
    return [_record(items) for items in found.values()]


def random_register(seed: int, *, persons: int) -> list[Delivery]:
    """A register in which some classes are large and some are not."""
    chance = random.Random(seed)
    programmes = (("bolsa-social", "P04", "mides"), ("utiles-escolares", "P18", "mineduc"),
                  ("utiles-escolares", "P19", "mineduc"), ("fertilizante", "P32", "maga"))  # fmt: skip
    deliveries = []
    for number in range(persons):
        person = {
            "person": f"{number:032d}",
            "place": chance.choice(["0801", "0801", "0801", "0802", "0901", "0900", "0000"]),
            "sex": chance.choice("FFM"),
            "age": chance.choice(["0-4", "5-9", "18-29", "18-29", "30-44", "75+", "N"]),
            "people": chance.choice(["1", "1", "5", "3", "9"]),
        }
        for programme, modality, institution in chance.sample(programmes, chance.choice([1, 1, 2, 3])):
            for _ in range(chance.choice([1, 1, 1, 2, 5])):
                deliveries.append(
                    Delivery(**person, programme=programme, modality=modality, institution=institution,
                             cents=chance.choice([0, 25_000, 25_050, 50_100]),
                             universe=chance.choice([PUBLIC] * 9 + ["sensible"]),
                             year=chance.choice([YEAR] * 9 + [YEAR + 1]))
                )  # fmt: skip
    return deliveries


def _record(items: Sequence[Delivery]) -> Record:
    first = items[0]
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for item in items:
        counted[item.modality, item.institution] += 1
    modality, institution = min(counted, key=lambda name: (-counted[name], name))
    return Record(
        persona_id=first.person, municipio_codigo=first.place, sexo_codigo=first.sex,
        edad_grupo_codigo=first.age, pueblo_codigo=first.people, institucion_codigo=institution,
        programa_codigo=first.programme, modalidad_codigo=modality, entregas=len(items),
        centavos=sum(item.cents for item in items),
    )  # fmt: skip


def fact_row(item: Delivery, number: int) -> dict[str, Any]:
    """A delivery as a row of out_hecho_entrega."""
    return {
        "entrega_id": f"{number}", "persona_id": item.person, "visibilidad_codigo": item.universe,
        "anio": item.year, "mes": 1, "departamento_codigo": item.place[:2], "municipio_codigo": item.place,
        "institucion_codigo": item.institution, "programa_codigo": item.programme,
        "modalidad_codigo": item.modality, "sexo_codigo": item.sex, "edad_grupo_codigo": item.age,
        "pueblo_codigo": item.people, "monto_gtq": Decimal(item.cents) / 100,
    }  # fmt: skip
