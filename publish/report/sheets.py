"""The one-page sheet of a department: what a person in a departmental office holds in the hand.

Belongs here: its key figures, sentences, and the few figures that fit a page. Does not belong here: the page itself
(pages.py), municipalities one by one (paragraph.py).
"""

from publish.report.coverage import rate_text, vintage
from publish.report.definitions import DENOMINATORS
from publish.report.facts import PROGRAMME, SEX, Department, Facts, by_persons
from publish.report.lines import Reach
from publish.report.model import Figure, Sheet
from publish.report.tables_of_reach import by_month, split
from publish.report.wording import (
    WITHHELD,
    agreeing,
    capitalised,
    counted,
    listed,
    number,
    percent,
    persons,
    quetzales,
    quoted,
)

_PROGRAMMES, _PLACES, _PAIRS = 5, 3, 2


def department_sheet(facts: Facts, place: Department) -> Sheet:
    """The sheet of a department; one without figures says so."""
    figures = [by_month(facts, place.code), split(facts, PROGRAMME, place.code, most=_PROGRAMMES)]
    return Sheet(
        code=place.code,
        name=place.name,
        headline=_headline(facts, place),
        keys=tuple(_keys(facts, place)),
        paragraphs=tuple(_paragraphs(facts, place)),
        figures=tuple(figure for figure in figures if isinstance(figure, Figure)),
    )


def _headline(facts: Facts, place: Department) -> str:
    reach = facts.total(place.code)
    moment = capitalised(facts.moment)
    if reach is None:
        told = f"no se imprime cifra: {WITHHELD}" if facts.is_public else "nadie informó entregas"
        return f"{moment}, en {place.name} {told}."
    return (
        f"{moment}, {persons(reach.persons)} de {place.name} {agreeing(reach.persons, 'recibió', 'recibieron')} "
        "al menos un beneficio."
    )


def _keys(facts: Facts, place: Department) -> list[tuple[str, str]]:
    reach = facts.total(place.code)
    if reach is None:
        return []
    found = [("Personas", number(reach.persons))]
    if reach.deliveries is not None:
        found.append(("Entregas", number(reach.deliveries)))
    if reach.amount is not None:
        found.append(("Monto", quetzales(reach.amount)))
    rate = next(
        (r for code in DENOMINATORS if (r := facts.rate(place.code, code)) and r.value is not None), None
    )
    if rate is not None:
        found.append(("Cobertura", rate_text(rate)))
    return found


def _paragraphs(facts: Facts, place: Department) -> list[str]:
    said = [
        _share_of_country(facts, place),
        _sexes(facts, place),
        _rates(facts, place),
        _places(facts, place),
    ]
    return [text for text in (*said, _pairs(facts, place)) if text]


def _share_of_country(facts: Facts, place: Department) -> str:
    reach, country = facts.total(place.code), facts.total()
    if reach is None or country is None or not country.persons:
        return ""
    rank = [item.place for item in by_persons(_told(facts))].index(place.code) + 1
    return (
        f"Son {percent(100 * reach.persons / country.persons)} de las personas atendidas en el país. "
        f"Es el departamento número {number(rank)} por personas atendidas."
    )


def _told(facts: Facts) -> list[Reach]:
    return [reach for item in facts.departments if (reach := facts.total(item.code)) is not None]


def _sexes(facts: Facts, place: Department) -> str:
    found = {item.code: item.persons for item in facts.split(SEX, place.code)}
    told = [
        counted(found[code], one, many)
        for code, one, many in (("F", "mujer", "mujeres"), ("M", "hombre", "hombres"))
        if found.get(code)
    ]
    return f"Son {listed(told)}." if told else ""


def _rates(facts: Facts, place: Department) -> str:
    found = [rate for code in DENOMINATORS if (rate := facts.rate(place.code, code)) is not None]
    told = [f"de {rate_text(rate)} de {vintage(rate)}" for rate in found if rate.value is not None]
    if facts.total(place.code) is None:
        return ""
    return f"La cobertura es {'; '.join(told)}." if told else "No hay con qué calcular una tasa de cobertura."


def _places(facts: Facts, place: Department) -> str:
    own = facts.of_department(place.code)
    if not facts.places_printed:
        return "En este período no se publican cifras por municipio."
    found = by_persons(reach for item in own if (reach := facts.total(item.code)) is not None)
    if not found:
        return ""
    first = [f"{facts.name('municipio', item.place)} ({number(item.persons)})" for item in found[:_PLACES]]
    many = counted(len(own), "municipio", "municipios")
    said = f"Hay cifras de {number(len(found))} de sus {many}. "
    noun = agreeing(
        len(first), "El que tiene más personas atendidas es", "Los que tienen más personas atendidas son"
    )
    return f"{said}{noun} {listed(first)}."


def _pairs(facts: Facts, place: Department) -> str:
    found = facts.pairs_of(place.code)[:_PAIRS]
    if not found:
        return ""
    told = [
        f"{quoted(facts.name('modalidad', pair.first))} con {quoted(facts.name('modalidad', pair.second))} "
        f"({number(pair.persons)})"
        for pair in found
    ]
    return f"Las coincidencias con más personas son {listed(told)}. Una coincidencia no es una falta."
