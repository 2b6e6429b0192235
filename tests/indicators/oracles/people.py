"""Oracles of who was served: shares of groups, validation, months, amounts, continuity; all from deliveries."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from snis.indicators.figure import Measured
from tests.indicators.deliveries import (
    MUNICIPALITIES,
    REACH,
    Row,
    nation,
    persons_in,
    places_of,
    subjects_of,
    with_tables,
    year_cell,
)
from tests.indicators.oracle import Cell, Counted, Tables, oracle, period_code

_LENGTHS = {"mes": 1, "bimestre": 2, "cuatrimestre": 4, "semestre": 6, "anio": 12}
_SUBJECTS = ("institucion_codigo", "programa_codigo", "modalidad_codigo")


def _periods(row: Row, years: list[int], *, accumulated: bool) -> Iterator[str]:
    for kind, months in _LENGTHS.items():
        yield period_code(kind, row["anio"], (row["mes"] - 1) // months + 1)
    if accumulated:
        yield from (
            period_code("acumulado", year, first_year=years[0]) for year in years if year >= row["anio"]
        )


def _share(
    code: str, column: str, belonging: set[str], unknown: str, known_code: str
) -> Callable[[Tables], Counted]:
    """Persons of some groups, over those whose group is known, and over all of them as a range."""

    def count(tables: Tables) -> Counted:
        years = sorted({row["anio"] for row in tables["out_hecho_entrega"]})
        groups: dict[Cell, dict[str, str]] = defaultdict(dict)
        by_age = column == "edad_grupo_codigo"
        for row in persons_in(tables):
            if row["visibilidad_codigo"] == "restringida":
                continue
            for period in _periods(row, years, accumulated=not by_age):
                for place in places_of(row):
                    for subject in subjects_of(row, *_SUBJECTS):
                        if place["nivel"] == "municipio" and subject:
                            continue
                        cell = year_cell(row, **place, **subject, periodo_codigo=period)
                        groups[cell][row["persona_id"]] = row[column]
        counted = {}
        for cell, found in groups.items():
            yes = sum(group in belonging for group in found.values())
            maybe = sum(group == unknown for group in found.values())
            if len(found) > maybe:
                counted[_over(cell, known_code)] = Measured(Decimal(yes), Decimal(len(found) - maybe))
            counted[_over(cell, "personas_atendidas")] = (
                Measured(None, Decimal(len(found)), Decimal(yes), Decimal(yes + maybe))
                if maybe
                else Measured(Decimal(yes), Decimal(len(found)))
            )
        return counted

    return oracle(code, data=nation(), through=REACH)(count)


def _over(cell: Cell, denominator: str) -> Cell:
    return Cell(**{**vars(cell), "denominador_codigo": denominator})


_share("alcance_indigena", "pueblo_codigo", {"1", "2", "3"}, "9", "con_pueblo_conocido")
_share("participacion_mujeres", "sexo_codigo", {"F"}, "N", "con_sexo_conocido")
_share("ninez_menor_cinco", "edad_grupo_codigo", {"0-4"}, "N", "con_edad_conocida")
_share("personas_mayores", "edad_grupo_codigo", {"60-74", "75+"}, "N", "con_edad_conocida")


@oracle("personas_validadas", data=nation(), through=("out_beneficio",))
def personas_validadas(tables: Tables) -> Counted:
    """Persons of a year whom RENAP validated, over all of them."""
    state = {row["persona_id"]: row["estado_identidad_codigo"] for row in tables["out_dim_persona"]}
    served: dict[Cell, set[str]] = defaultdict(set)
    for row in persons_in(tables):
        for place in places_of(row, 2):
            served[year_cell(row, **place, denominador_codigo="personas_atendidas")].add(row["persona_id"])
        for column in ("institucion_codigo", "programa_codigo"):
            cell = year_cell(row, **{column: row[column]}, denominador_codigo="personas_atendidas")
            served[cell].add(row["persona_id"])
    return {
        cell: Measured(Decimal(sum(state[person] == "validado" for person in who)), Decimal(len(who)))
        for cell, who in served.items()
    }


def _subject_cells(row: Row, denominator: str) -> Iterator[Cell]:
    for subject in subjects_of(row, "programa_codigo", "modalidad_codigo"):
        for place in places_of(row, 1 if subject else 2):
            yield year_cell(row, **place, **subject, denominador_codigo=denominator)


@oracle("meses_atendidos", data=nation(), through=("out_beneficio",))
def meses_atendidos(tables: Tables) -> Counted:
    """Different months of every person, over persons."""
    months: dict[Cell, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in persons_in(tables):
        for cell in _subject_cells(row, "personas_atendidas"):
            months[cell][row["persona_id"]].add(row["mes"])
    return {
        cell: Measured(Decimal(sum(map(len, found.values()))), Decimal(len(found)))
        for cell, found in months.items()
    }


@oracle("monto_promedio", data=nation(), through=("out_beneficio",))
def monto_promedio(tables: Tables) -> Counted:
    """What those received who received an amount, over them."""
    amounts: dict[Cell, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in persons_in(tables):
        if row["monto_gtq"] > 0:
            for cell in _subject_cells(row, "personas_con_monto"):
                amounts[cell][row["persona_id"]] += row["monto_gtq"]
    return {cell: Measured(sum(found.values()), Decimal(len(found))) for cell, found in amounts.items()}


@oracle("usuarios_nuevos", data=nation(), through=("out_beneficio",))
def usuarios_nuevos(tables: Tables) -> Counted:
    """Persons in the year of their first delivery in a universe."""
    first: dict[tuple[str, str], Row] = {}
    for row in sorted(persons_in(tables), key=lambda row: row["anio"]):
        first.setdefault((row["visibilidad_codigo"], row["persona_id"]), row)
    new: dict[Cell, int] = defaultdict(int)
    for row in first.values():
        for place in places_of(row):
            new[year_cell(row, **place)] += 1
    return {cell: Measured(Decimal(count)) for cell, count in new.items()}


@oracle("continuidad", data=nation(), through=("out_beneficio",))
def continuidad(tables: Tables) -> Counted:
    """Persons of a year who come again in the next one."""
    rows = persons_in(tables)
    years = {(row["visibilidad_codigo"], row["anio"]) for row in rows}
    counted: dict[Cell, Measured] = {
        year_cell(
            {"visibilidad_codigo": universe, "anio": year}, denominador_codigo="atendidas_anio_anterior"
        ): Measured(None)
        for universe, year in years
        if (universe, year - 1) not in years
    }
    served: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for row in rows:
        for subject in subjects_of(row, "programa_codigo"):
            for place in places_of(row, 1 if subject else 2):
                key = (row["visibilidad_codigo"], tuple(place.items()), tuple(subject.items()))
                served[*key, row["anio"]].add(row["persona_id"])
    for (universe, place, subject, year), before in served.items():
        if (universe, year + 1) in years:
            again = before & served.get((universe, place, subject, year + 1), set())
            cell = year_cell(
                {"visibilidad_codigo": universe, "anio": year + 1},
                **dict(place), **dict(subject), denominador_codigo="atendidas_anio_anterior",
            )  # fmt: skip
            counted[cell] = Measured(Decimal(len(again)), Decimal(len(before)))
    return counted


@oracle("variacion_usuarios", data=nation(), through=REACH)
def variacion_usuarios(tables: Tables) -> Counted:
    """Persons of a year, over those of the year before."""
    served: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for row in persons_in(tables):
        for subject in subjects_of(row, *_SUBJECTS):
            for place in places_of(row):
                shown = tuple({**place, **subject}.items())
                served[row["visibilidad_codigo"], shown, row["anio"]].add(row["persona_id"])
            served["todas", tuple(subject.items()), row["anio"]].add(row["persona_id"])
    # Rations reach nobody and have their cells too.
    for row in tables["out_hecho_entrega"]:
        for subject in subjects_of(row, *_SUBJECTS):
            for place in places_of(row):
                served[row["visibilidad_codigo"], tuple({**place, **subject}.items()), row["anio"]] |= set()
            served["todas", tuple(subject.items()), row["anio"]] |= set()
    return {
        year_cell(
            {"visibilidad_codigo": universe, "anio": year},
            **dict(shown),
            denominador_codigo="atendidas_anio_anterior",
        ): Measured(
            Decimal(len(who)),
            Decimal(len(served[universe, shown, year - 1]))
            if (universe, shown, year - 1) in served
            else None,
        )
        for (universe, shown, year), who in list(served.items())
        # Without a year before, the country says so once for all.
        if served.get((universe, shown, year - 1)) or dict(shown) in ({}, {"nivel": "pais"})
    }


_RURAL = st.fixed_dictionaries(
    {
        code: st.sampled_from([Decimal("0.0000"), Decimal("0.3333"), Decimal("0.7500")])
        for code in MUNICIPALITIES
    }
).map(
    lambda shares: [
        {
            "municipio_codigo": code,
            "condicion_codigo": "rural",
            "proporcion": share,
            "anio": 2018,
            "fuente": "F",
        }
        for code, share in shares.items()
    ]
)


@oracle("alcance_rural", data=with_tables(ref_condicion=_RURAL), through=REACH)
def alcance_rural(tables: Tables) -> Counted:
    """Each person with a municipality counts as much as it is rural."""
    share = {row["municipio_codigo"]: row["proporcion"] for row in tables["ref_condicion"]}
    served: dict[Cell, dict[str, Decimal]] = defaultdict(dict)
    for row in persons_in(tables, "publica"):
        if row["municipio_codigo"] in share:
            for place in places_of(row):
                cell = year_cell(row, **place, denominador_codigo="personas_con_municipio")
                served[cell][row["persona_id"]] = share[row["municipio_codigo"]]
    cents = Decimal("0.01")
    return {
        cell: Measured(sum(found.values()).quantize(cents, "ROUND_HALF_UP"), Decimal(len(found)))
        for cell, found in served.items()
    }
