"""What each level of the roll-up tells of a code, as small tables for the engine.

Belongs here: places, ages, peoples and bands in the forms that the statements microdato_*.sql join. Does not belong
here: the levels themselves (disclosure.yaml), or the statements. An empty text says: not told.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from snis.disclosure_groupings import AGE, PEOPLE, Hierarchy
from snis.disclosure_microdata import Microdata
from snis.disclosure_policy import DisclosurePolicy
from snis.errors import DisclosureError
from snis.microdata import AGE_GROUPS, PEOPLE_GROUPS, PLACES, bands
from snis.territory import Territory

NOT_REPORTED = "No informado"
_NOT_TOLD = "ninguno"
# Above every number of deliveries and every amount of a person in a year.
_NO_LIMIT = 1 << 60


def level_tables(policy: DisclosurePolicy, territory: Territory) -> Mapping[str, pa.Table]:
    """Every table that the statements join, by name.

    Raises:
        DisclosureError: a level uses a grouping that the file has no column for.
    """
    by_dimension = policy.hierarchies.by_dimension()
    levels = policy.microdata.levels.value
    return {
        "microdato_lugar": _places(territory),
        "microdato_edad": _codes(by_dimension[AGE], {level.age for level in levels}, AGE_GROUPS),
        "microdato_pueblo": _codes(by_dimension[PEOPLE], {level.people for level in levels}, PEOPLE_GROUPS),
        "microdato_tramo": _bands(policy.microdata),
    }


def regions_of(territory: Territory) -> dict[str, str]:
    """Region of each department; what was not reported has a region of its own."""
    return {"00": NOT_REPORTED, **{item.code: item.region for item in territory.departments}}


def _places(territory: Territory) -> pa.Table:
    regions = regions_of(territory)
    codes = sorted(
        {item.code for item in territory.municipalities} | {f"{department}00" for department in regions}
    )
    rows = [
        {
            "detalle": detail,
            "codigo": code,
            "region": regions[code[:2]] if fineness <= PLACES.index("region") else "",
            "departamento": code[:2] if fineness <= PLACES.index("departamento") else "",
            "municipio": code if fineness == 0 else "",
        }
        for fineness, detail in enumerate(PLACES)
        for code in codes
    ]
    return pa.Table.from_pylist(rows)


def _codes(hierarchy: Hierarchy, details: set[str], grouping: str) -> pa.Table:
    if foreign := sorted(details - {hierarchy.finest, grouping, _NOT_TOLD}):
        raise DisclosureError(
            f"los microdatos no tienen columna para la agrupación {', '.join(foreign)}",
            place="disclosure.yaml, microdata.levels",
            remedy=f"Use {hierarchy.finest}, {grouping} o {_NOT_TOLD}.",
        )
    groups = hierarchy.grouping(grouping)
    rows = [
        {
            "detalle": detail,
            "codigo": code,
            "grupo": "" if detail == _NOT_TOLD else group,
            "fino": code if detail == hierarchy.finest else "",
        }
        for detail in (hierarchy.finest, grouping, _NOT_TOLD)
        for code, group in groups.items()
    ]
    return pa.Table.from_pylist(rows)


def _bands(microdata: Microdata) -> pa.Table:
    measures: Sequence[tuple[str, Sequence[int]]] = (
        ("entregas", microdata.delivery_bands.value),
        ("monto", microdata.amount_bands.value),
    )
    rows = [
        {"medida": measure, "desde": low, "hasta": _NO_LIMIT if high is None else high, "tramo": label}
        for measure, edges in measures
        for low, high, label in bands(edges)
    ]
    return pa.Table.from_pylist(rows)
