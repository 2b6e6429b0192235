"""A plain-language paragraph for a municipality, built from its figures by rule.

Belongs here: which sentences, in which order, and their grammar. Does not belong here: figures (facts.py), forms of
numbers and periods (wording.py), or the page around it (pages.py).

A sentence holds one figure or two; a figure that is not printed is said to be so, and one that nobody has is too.
"""

from publish.report.facts import MODALITY, PROGRAMME, SEX, Facts, Municipality
from publish.report.lines import CAPPED, Reach
from publish.report.model import PlaceText
from publish.report.wording import (
    WITHHELD,
    agreeing,
    capitalised,
    counted,
    listed,
    number,
    out_of,
    persons,
    quoted,
)
from snis.periods import parse

DENOMINATOR = "poblacion"
# Programmes that are named when several share the first place.
_NAMED_TOGETHER = 2


def municipality_text(facts: Facts, place: Municipality) -> PlaceText:
    """What is said of a municipality."""
    return PlaceText(place.code, place.name, " ".join(_sentences(facts, place)))


def _sentences(facts: Facts, place: Municipality) -> list[str]:
    reach = facts.total(place.code)
    moment, name = capitalised(facts.moment), _named(facts, place)
    if not facts.places_printed:
        return [f"De {place.name} no se publican cifras en este período."]
    if reach is None and facts.is_public:
        return [
            f"No se imprime cuántas personas {name} recibieron un beneficio {facts.moment}.",
            f"Son {WITHHELD}.",
        ]
    if reach is None or reach.persons == 0:
        return [f"{moment}, ninguna persona {name} recibió un beneficio, según lo que se informó."]
    return [
        (
            f"{moment}, {persons(reach.persons)} {name} "
            f"{agreeing(reach.persons, 'recibió', 'recibieron')} al menos un beneficio."
        ),
        *_by_sex(facts, place, reach),
        *_by_rate(facts, place),
        *_by_programme(facts, place),
        *_before(facts, place, reach),
    ]


def _named(facts: Facts, place: Municipality) -> str:
    """Of where: a municipality that bears the name of a department says that it is one."""
    namesake = any(place.name == department.name for department in facts.departments)
    return f"del municipio de {place.name}" if namesake else f"de {place.name}"


def _by_sex(facts: Facts, place: Municipality, reach: Reach) -> list[str]:
    found = {item.code: item.persons for item in facts.split(SEX, place.code)}
    if not found or reach.persons == 1:
        return []
    women, men, unknown = (found.get(code, 0) for code in ("F", "M", "N"))
    if women == reach.persons or men == reach.persons:
        return ["Todas son mujeres."] if women else ["Todos son hombres."]
    told = [
        counted(count, one, many)
        for count, one, many in ((women, "mujer", "mujeres"), (men, "hombre", "hombres"))
        if count
    ]
    said = [f"Son {listed(told)}."] if told else []
    if unknown:
        said.append(f"De {number(unknown)} no se sabe el sexo.")
    return said


def _by_rate(facts: Facts, place: Municipality) -> list[str]:
    rate = facts.rate(place.code, DENOMINATOR)
    if rate is None or rate.reason in {"sin_denominador", "denominador_cero"}:
        return ["No se sabe cuántos habitantes tiene el municipio en esas fechas."]
    if rate.reason == "supera_denominador":
        return ["Son más que los habitantes que se calculan, así que el dato está en revisión."]
    if rate.value is None:
        return []
    share, whole = out_of(rate.value)
    year = f", según la población de {rate.year}" if rate.year else ""
    if rate.reason == CAPPED:
        return [f"Son al menos {number(share)} de cada {number(whole)} habitantes{year}."]
    if share == 0:
        return [f"Son menos de 1 de cada {number(whole)} habitantes{year}."]
    return [
        f"{agreeing(share, 'Es', 'Son')} cerca de {number(share)} de cada {number(whole)} habitantes{year}."
    ]


def _by_programme(facts: Facts, place: Municipality) -> list[str]:
    kind = PROGRAMME if facts.split(PROGRAMME, place.code) else MODALITY
    found = facts.split(kind, place.code)
    if not found:
        return []
    first = [item for item in found if item.persons == found[0].persons]
    names = [quoted(facts.name(kind, item.code)) for item in first]
    noun, nouns = (
        ("el programa", "los programas") if kind == PROGRAMME else ("el beneficio", "los beneficios")
    )
    if len(first) == 1:
        return [f"{capitalised(noun)} que llegó a más gente fue {names[0]}, con {persons(found[0].persons)}."]
    if len(first) == _NAMED_TOGETHER:
        return [
            (
                f"{capitalised(nouns)} que llegaron a más gente fueron {listed(names)}, "
                f"con {persons(found[0].persons)} cada uno."
            )
        ]
    return [f"{number(len(first))} {nouns[4:]} llegaron a {persons(found[0].persons)} cada uno."]


def _before(facts: Facts, place: Municipality, reach: Reach) -> list[str]:
    """The same stretch of the year before, where the country has figures of it."""
    period = parse(facts.span)
    span = period.shifted(-period.kind.per_year).code
    if facts.total(span=span) is None or facts.last_month < period.last_month:
        return []
    earlier = facts.total(place.code, span)
    if earlier is None:
        return [] if facts.is_public else ["Un año antes no había recibido nadie."]
    change = reach.persons - earlier.persons
    if facts.is_public:
        return [f"Un año antes eran {number(earlier.persons)}."]
    if not change:
        return ["Son las mismas que un año antes."]
    return [f"Son {number(abs(change))} {'más' if change > 0 else 'menos'} que un año antes."]
