"""Oracles of coverage: eligible, goals, under-coverage and leakage with their ranges, coincidences, equity."""

from collections import defaultdict
from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from snis.indicators.figure import Measured
from tests.indicators.deliveries import (
    MODALITIES,
    REACH,
    Row,
    denominators,
    is_informed,
    nation,
    persons_in,
    place_key,
    places_of,
    with_tables,
    year_cell,
)
from tests.indicators.generated import reach_rows
from tests.indicators.oracle import Cell, Counted, Tables, oracle, period_code

_UNIVERSE = {row["modalidad_codigo"]: row["visibilidad_codigo"] for row in MODALITIES}
Key = tuple[Any, ...]


def _shown(place: tuple[str | None, str | None]) -> Row:
    level = "municipio" if place[1] else "departamento" if place[0] else "pais"
    return {"nivel": level, "departamento_codigo": place[0], "municipio_codigo": place[1]}


def _served(tables: Tables, universe: str | None = "publica") -> dict[Key, set[str]]:
    """Persons of each year and place."""
    served: dict[Key, set[str]] = defaultdict(set)
    for row in persons_in(tables, universe):
        for place in places_of(row):
            served[row["anio"], *place_key(place)].add(row["persona_id"])
    return served


@oracle("familias_atendidas", data=st.fixed_dictionaries({"out_alcance": reach_rows()}))
def familias_atendidas(tables: Tables) -> Counted:
    """Every cell of the reach table with a household, groups of persons left out."""
    rows = tables["out_alcance"]
    first = min((row["anio"] for row in rows), default=0)
    kept = [
        row
        for row in rows
        if row["hogares"] > 0
        and not any(row.get(name) for name in ("sexo_codigo", "edad_grupo_codigo", "pueblo_codigo"))
    ]
    subjects = ("institucion_codigo", "programa_codigo", "modalidad_codigo")
    return {
        Cell(
            periodo_codigo=period_code(
                row["periodo_tipo_codigo"], row["anio"], row["periodo_numero"], first_year=first
            ),
            visibilidad_codigo=row["visibilidad_codigo"],
            **_shown(place_key(dict(row))),
            **{name: row.get(name) for name in subjects},
        ): Measured(Decimal(row["hogares"]))
        for row in kept
    }


@oracle(
    "cobertura_elegibles",
    data=with_tables(out_denominador=denominators("elegibles", modalities=(None, "P04", "P11"))),
    through=REACH,
)
def cobertura_elegibles(tables: Tables) -> Counted:
    """Persons of a place, or of a modality in a place, over those eligible there; who has either has a row."""
    own = {(row["modalidad_codigo"], row["nivel"]) for row in tables["out_denominador"]}
    served: dict[Key, set[str]] = defaultdict(set)
    for row in tables["out_hecho_entrega"]:
        modality = row["modalidad_codigo"]
        for place in filter(is_informed, places_of(dict(row))):
            told = [None] * (row["visibilidad_codigo"] == "publica")
            told += [modality] * ((modality, place["nivel"]) in own)
            for code in told:
                # A ration reaches nobody, and has its place in the reach.
                served[row["anio"], *place_key(place), code] |= {row["persona_id"]} - {None}
    eligible = {
        (row["anio"], *place_key(dict(row)), row["modalidad_codigo"]): row["valor"]
        for row in tables["out_denominador"]
    }
    counted = {}
    for year, department, municipality, modality in {*served, *eligible}:
        key = (year, department, municipality, modality)
        universe = _UNIVERSE.get(modality, "publica")
        if universe == "restringida" and department:
            continue
        cell = Cell(
            periodo_codigo=str(year), visibilidad_codigo=universe, modalidad_codigo=modality,
            denominador_codigo="elegibles", **_shown((department, municipality)),
        )  # fmt: skip
        counted[cell] = Measured(Decimal(len(served.get(key, ()))), eligible.get(key))
    return counted


def _goals() -> st.SearchStrategy[list[Row]]:
    return st.one_of(
        *(
            denominators("meta", unit=unit, modalities=("P04", "P06", "P11", "P34", "P54"))
            for unit in ("personas", "hogares", "entregas", "quetzales", "comunidades")
        )
    )


@oracle("cumplimiento_meta", data=with_tables(out_denominador=_goals()), through=REACH)
def cumplimiento_meta(tables: Tables) -> Counted:
    """What a modality reached in the year and place of its goal, in the unit of the goal."""
    counted = {}
    for goal in tables["out_denominador"]:
        place, code = place_key(dict(goal)), goal["modalidad_codigo"]
        if _UNIVERSE[code] == "restringida" and place[0]:
            continue
        rows = [
            row
            for row in (*tables["out_hecho_entrega"], *tables["out_hecho_entrega_comunitaria"])
            if (row["anio"], row["modalidad_codigo"]) == (goal["anio"], code)
            and all(known in {None, own} for known, own in zip(place, place_key(dict(row)), strict=True))
        ]
        households = {row["persona_id"] for row in rows if row.get("grano_codigo") == "hogar"}
        reached = {
            "personas": len({row.get("persona_id") for row in rows} - {None}),
            "hogares": len(households),
            "entregas": len(rows),
            "quetzales": sum((row["monto_gtq"] for row in rows), Decimal(0)),
            "comunidades": len({row.get("comunidad_id") for row in rows} - {None}),
        }[goal["unidad_codigo"]]
        cell = Cell(
            periodo_codigo=str(goal["anio"]), visibilidad_codigo=_UNIVERSE[code], modalidad_codigo=code,
            denominador_codigo=f"meta_{goal['unidad_codigo']}", **_shown(place),
        )  # fmt: skip
        counted[cell] = Measured(Decimal(reached), goal["valor"])
    return counted


def _range(least: int, greatest: int, whole: Decimal) -> Measured:
    if least == greatest:
        return Measured(Decimal(least), whole)
    return Measured(None, whole, Decimal(least), Decimal(greatest))


@oracle("filtracion", data=nation(), through=("out_beneficio",))
def filtracion(tables: Tables) -> Counted:
    """Persons who are not poor; between those known not to be and those not known to be."""
    poverty = {row["persona_id"]: row["pobreza_codigo"] for row in tables["out_caracterizacion"]}
    served: dict[Cell, set[str]] = defaultdict(set)
    for row in persons_in(tables):
        code = row["modalidad_codigo"]
        served[year_cell(row, modalidad_codigo=code, denominador_codigo="personas_atendidas")].add(
            row["persona_id"]
        )
        if row["visibilidad_codigo"] == "publica":
            for place in places_of(row):
                served[year_cell(row, **place, denominador_codigo="personas_atendidas")].add(
                    row["persona_id"]
                )
    counted = {}
    for cell, who in served.items():
        not_poor = sum(poverty[person] == "3" for person in who)
        unknown = sum(poverty[person] in {None, "9"} for person in who)
        counted[cell] = _range(not_poor, not_poor + unknown, Decimal(len(who)))
    return counted


@oracle(
    "subcobertura",
    data=with_tables(out_denominador=denominators("elegibles", modalities=(None, None, "P04"))),
    through=("out_beneficio",),
)
def subcobertura(tables: Tables) -> Counted:
    """Eligible persons whom nobody reached: all who may be poor were eligible, or those known to be poor alone."""
    poverty = {row["persona_id"]: row["pobreza_codigo"] for row in tables["out_caracterizacion"]}
    served = _served(tables)
    counted = {}
    for row in tables["out_denominador"]:
        if row["modalidad_codigo"] is not None:
            continue
        who = served.get((row["anio"], *place_key(dict(row))), set())
        surely = sum(poverty[person] in {"1", "2"} for person in who)
        perhaps = sum(poverty[person] != "3" for person in who)
        cell = year_cell(dict(row), **_shown(place_key(dict(row))), denominador_codigo="elegibles")
        eligible = int(row["valor"])
        counted[cell] = _range(max(0, eligible - perhaps), max(0, eligible - surely), row["valor"])
    return counted


@oracle("tasa_coincidencia", data=nation(), through=("out_beneficio",))
def tasa_coincidencia(tables: Tables) -> Counted:
    """Persons served who had two public modalities on one day of the year."""
    both = {
        (row["persona_id"], row["mes_inicio_fecha"].year)
        for row in tables["link_coincidencia"]
        if {_UNIVERSE[row["modalidad_a_codigo"]], _UNIVERSE[row["modalidad_b_codigo"]]} == {"publica"}
    }
    return {
        Cell(
            periodo_codigo=str(year),
            denominador_codigo="personas_atendidas",
            **_shown((department, municipality)),
        ): Measured(Decimal(sum((person, year) in both for person in who)), Decimal(len(who)))
        for (year, department, municipality), who in _served(tables).items()
    }


_INHABITANTS = denominators("poblacion")


def _coverage(tables: Tables) -> dict[int, dict[str, tuple[int, int]]]:
    """Persons and inhabitants of each municipality that has any, by year."""
    served, found = _served(tables), defaultdict[int, dict[str, tuple[int, int]]](dict)
    for row in tables["out_denominador"]:
        code = row["municipio_codigo"]
        if code is not None and row["valor"] > 0:
            persons = len(served.get((row["anio"], code[:2], code), ()))
            found[row["anio"]][code] = (persons, int(row["valor"]))
    return found


@oracle("gini_cobertura", data=with_tables(out_denominador=_INHABITANTS), through=REACH)
def gini_cobertura(tables: Tables) -> Counted:
    """Over all pairs of municipalities, how far each is from the other."""
    counted = {}
    for year, places in _coverage(tables).items():
        for department in (None, "01", "08"):
            inside = [pair for code, pair in places.items() if department in {None, code[:2]}]
            if len(inside) < 2:
                continue
            apart = sum(abs(p * m - q * n) for (p, n), (q, m) in combinations(inside, 2))
            whole = sum(n for _, n in inside) * sum(p for p, _ in inside)
            if not whole and department:
                continue
            cell = Cell(
                periodo_codigo=str(year),
                denominador_codigo="habitantes_por_personas",
                **_shown((department, None)),
            )
            counted[cell] = Measured(Decimal(apart), Decimal(whole))
    return counted


@st.composite
def _ordered_places(draw: st.DrawFn) -> Tables:
    """Up to twelve municipalities of one year with persons, inhabitants and a share of poor."""
    codes = [f"01{number:02d}" for number in range(1, draw(st.integers(1, 12)) + 1)]
    place = {"anio": 2024, "nivel": "municipio", "departamento_codigo": "01"}
    reach = {"visibilidad_codigo": "publica", "periodo_tipo_codigo": "anio", "periodo_numero": 1}
    people = {"denominador_codigo": "poblacion", "unidad_codigo": "personas", "serie": "s", "fuente": "F"}
    share = st.sampled_from([Decimal("0.1000"), Decimal("0.5000"), Decimal("0.9000")])
    return {
        "out_alcance": [
            {**reach, **place, "municipio_codigo": code, "personas": draw(st.integers(0, 9))}
            for code in codes
        ],
        "out_denominador": [
            {
                **people,
                **place,
                "municipio_codigo": code,
                "valor": Decimal(draw(st.integers(1, 90))),
                "metodo_codigo": "ultimo",
            }
            for code in codes
        ],
        "ref_condicion": [
            {
                "municipio_codigo": code,
                "condicion_codigo": "pobreza",
                "proporcion": draw(share),
                "fuente": "F",
            }
            for code in codes
        ],
    }


@oracle("razon_quintiles_pobreza", data=_ordered_places())
def razon_quintiles_pobreza(tables: Tables) -> Counted:
    """The poorest fifth by the least poor one; the first fifths take what does not divide by five."""
    poor = {row["municipio_codigo"]: row["proporcion"] for row in tables["ref_condicion"]}
    persons = {row["municipio_codigo"]: row["personas"] for row in tables["out_alcance"]}
    inhabitants = {row["municipio_codigo"]: int(row["valor"]) for row in tables["out_denominador"]}
    order = sorted(poor, key=lambda code: (-poor[code], code))
    size, more = divmod(len(order), 5)
    first, last = order[: size + (more > 0)], order[len(order) - size :] if size else []
    cell = Cell(periodo_codigo="2024", denominador_codigo="cruce_de_quintiles")
    if not last:
        return {cell: Measured(None, None)}
    above = sum(persons[code] for code in first) * sum(inhabitants[code] for code in last)
    below = sum(persons[code] for code in last) * sum(inhabitants[code] for code in first)
    return {cell: Measured(Decimal(above), Decimal(below))}
