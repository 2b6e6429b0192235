"""Figures about persons reached: the map, months, programmes, groups and municipalities, as tables with a sentence.

Belongs here: which rows and columns, and the sentence that says what they show. Does not belong here: paragraphs
(sections.py, sheets.py), drawing (drawing.py), or counting.
"""

from collections.abc import Sequence

from publish.report.definitions import definition
from publish.report.facts import (
    AGE,
    COUNTRY,
    INSTITUTION,
    MODALITY,
    PEOPLE,
    PROGRAMME,
    SEX,
    SEX_AGE,
    Facts,
)
from publish.report.lines import Reach
from publish.report.model import Cell, Column, Figure
from publish.report.wording import MONTHS, capitalised, number, persons, when
from snis.periods import parse

TABLE = {False: "out_alcance", True: "open_cobertura"}
_REACHED = Column("personas", "Personas", "conteo")
_MEASURES = (
    _REACHED,
    Column("entregas", "Entregas", "conteo"),
    Column("monto_gtq", "Monto (Q)", "quetzales"),
)
_KINDS = {
    PROGRAMME: ("programa", "Programa", "El programa que llegó a más personas"),
    MODALITY: ("modalidad", "Modalidad", "La modalidad que llegó a más personas"),
    INSTITUTION: ("institucion", "Institución", "La institución que llegó a más personas"),
    SEX: ("sexo", "Sexo", ""),
    AGE: ("edad_grupo", "Edad", "El grupo de edad con más personas"),
    PEOPLE: ("pueblo", "Pueblo", "El pueblo con más personas"),
    SEX_AGE: ("sexo_edad", "Sexo y edad", "El grupo con más personas"),
}
_AXIS = "Personas distintas"


def table_of(facts: Facts) -> str:
    """The table that figures of reach come from."""
    return TABLE[facts.is_public]


def absent_word(facts: Facts) -> str:
    """What an empty cell of a figure of reach means."""
    if facts.is_public:
        return "Sin cifra: menos de 10 personas, posiblemente ninguna."
    return "Sin cifra: nadie informó entregas."


def by_department(facts: Facts) -> Figure | None:
    """The country on the tile map."""
    found = {place.code: facts.total(place.code) for place in facts.departments}
    told = {code: reach for code, reach in found.items() if reach is not None}
    if not told:
        return None
    most = max(told.values(), key=lambda item: (item.persons, item.place))
    rows = tuple((place.code, place.name, *_measures(found[place.code])) for place in facts.departments)
    return Figure(
        id="cobertura-departamentos",
        title=f"{facts.name('departamento', most.place)} es el departamento con más personas atendidas: "
        f"{persons(most.persons)}.",
        definition=definition("usuarios_atendidos", facts, table_of(facts)),
        columns=(
            Column("departamento_codigo", "Código", "codigo"),
            Column("departamento", "Departamento"),
            *_MEASURES,
        ),
        rows=rows,
        drawing="mosaico",
        label="departamento_codigo",
        value="personas",
        axis=f"{_AXIS} por departamento",
        absent=absent_word(facts),
    )


def by_month(facts: Facts, place: str = COUNTRY) -> Figure | None:
    """The months of the period; a person with deliveries in two months stands in both."""
    found = facts.months(place)
    if len(found) < 2:
        return None
    most = max(found, key=lambda item: (item.persons, item.span))
    month = parse(most.span)
    return Figure(
        id=f"meses{_suffix(place)}",
        title=f"El mes con más personas atendidas fue {MONTHS[month.number - 1]}: {persons(most.persons)}.",
        definition=definition("usuarios_atendidos", facts, table_of(facts), span=facts.period.code),
        columns=(Column("periodo_codigo", "Período", "codigo"), Column("mes", "Mes"), *_MEASURES),
        rows=tuple(
            (item.span, capitalised(MONTHS[parse(item.span).number - 1]), *_measures(item)) for item in found
        ),
        drawing="tiempo",
        label="mes",
        value="personas",
        axis=f"{_AXIS} en cada mes",
        absent=absent_word(facts),
        notes=("Los meses no se suman: una persona atendida en dos meses está en los dos.",),
    )


def over_time(facts: Facts, spans: Sequence[str]) -> Figure | None:
    """The same stretch of earlier years, oldest first."""
    found = [item for span in spans if (item := facts.total(COUNTRY, span)) is not None]
    if len(found) < 2:
        return None
    before, now = found[-2], found[-1]
    change = now.persons - before.persons
    said = "igual que" if not change else f"{number(abs(change))} {'más' if change > 0 else 'menos'} que"
    return Figure(
        id="historia",
        title=f"Se atendió a {persons(now.persons)} {when(parse(now.span))}, {said} {when(parse(before.span))}.",
        definition=definition("usuarios_atendidos", facts, table_of(facts)),
        columns=(Column("periodo_codigo", "Período", "codigo"), *_MEASURES),
        rows=tuple((item.span, *_measures(item)) for item in found),
        drawing="tiempo",
        label="periodo_codigo",
        value="personas",
        axis=f"{_AXIS} en cada período",
        absent=absent_word(facts),
    )


def split(facts: Facts, kind: str, place: str = COUNTRY, most: int = 0) -> Figure | None:
    """Persons by programme, institution, sex, age or people.

    Args:
        facts: of the report.
        kind: by what.
        place: where.
        most: rows that are kept; 0 keeps all.
    """
    found = facts.split(kind, place)
    if not found:
        return None
    stem, heading, saying = _KINDS[kind]
    kept = found[:most] if most else found
    ordered = sorted(kept, key=lambda item: _rank(item.code)) if kind == AGE else kept
    drawn = "barras" if len(ordered) > 1 else ""
    return Figure(
        id=f"{stem.replace('_', '-')}{_suffix(place)}",
        title=_sex_title(facts, found) if kind == SEX else _first_title(facts, kind, found, saying),
        definition=definition("usuarios_atendidos", facts, table_of(facts)),
        columns=(Column(f"{stem}_codigo", "Código", "codigo"), Column(stem, heading), *_MEASURES),
        rows=tuple((item.code, _named(facts, kind, item.code), *_measures(item)) for item in ordered),
        drawing=drawn,  # type: ignore[arg-type]
        label=stem,
        value="personas",
        axis=_AXIS,
        absent=absent_word(facts),
        notes=(_overlap(kind),) if kind in {PROGRAMME, MODALITY, INSTITUTION} else (),
    )


def of_municipalities(facts: Facts, department: str, denominator: str) -> Figure:
    """Every municipality of a department, with its rate: the data behind the paragraphs."""
    rows = []
    for place in facts.of_department(department):
        rate = facts.rate(place.code, denominator)
        rows.append(
            (
                place.code, place.name, *_measures(facts.total(place.code)), rate.value if rate else None,
                rate.year if rate else None, rate.reason if rate else "sin_denominador",
            )
        )  # fmt: skip
    told = [row for row in rows if row[2] is not None]
    name = facts.name("departamento", department)
    title = f"{name}: no hay cifras por municipio."
    if told:
        most = max(told, key=lambda row: (int(row[2] or 0), str(row[0])))
        title = (
            f"En {name}, {most[1]} es el municipio con más personas atendidas: {persons(int(most[2] or 0))}."
        )
    return Figure(
        id=f"municipios-{department}",
        title=title,
        definition=definition(
            "usuarios_atendidos",
            facts,
            table_of(facts),
            denominator="La tasa divide entre los habitantes del municipio; anio_denominador dice de qué año son.",
        ),
        columns=(
            Column("municipio_codigo", "Código", "codigo"),
            Column("municipio", "Municipio"),
            *_MEASURES,
            Column("tasa_pct", "Por cada 100 habitantes", "por_ciento"),
            Column("denominador_anio", "Año de la población", "codigo"),
            Column("tasa_razon_codigo", "Estado de la tasa", "codigo"),
        ),
        rows=tuple(rows),
        absent=absent_word(facts),
    )


def _measures(reach: Reach | None) -> tuple[Cell, Cell, Cell]:
    if reach is None:
        return None, None, None
    return reach.persons, reach.deliveries, None if reach.amount is None else float(reach.amount)


def _suffix(place: str) -> str:
    return f"-{place}" if place else ""


def _named(facts: Facts, kind: str, code: str) -> str:
    if kind == SEX_AGE:
        sex, age = code.split("|")
        return f"{_named(facts, SEX, sex)}, {_named(facts, AGE, age)}"
    if kind == SEX and code == "N":
        return "No informado"
    return facts.name(kind, code)


def _first_title(facts: Facts, kind: str, found: Sequence[Reach], saying: str) -> str:
    known = [item for item in found if not set(item.code.split("|")) & {"N", "9"}] or list(found)
    first = known[0]
    return f"{saying} fue {_named(facts, kind, first.code)}: {persons(first.persons)}."


def _sex_title(facts: Facts, found: Sequence[Reach]) -> str:
    by_code = {item.code: item.persons for item in found}
    women, men = by_code.get("F", 0), by_code.get("M", 0)
    if women == men:
        return f"Se atendió a tantas mujeres como hombres: {persons(women)} de cada sexo."
    more, fewer = ("mujeres", "hombres") if women > men else ("hombres", "mujeres")
    return f"Se atendió a más {more} que {fewer}: {number(max(women, men))} {more} y {number(min(women, men))} {fewer}."


def _overlap(kind: str) -> str:
    return {
        PROGRAMME: "Los programas no se suman: una persona con dos programas está en los dos.",
        MODALITY: "Las modalidades no se suman: una persona con dos modalidades está en las dos.",
        INSTITUTION: "Las instituciones no se suman: una persona atendida por dos está en las dos.",
    }[kind]


def _rank(age: str) -> tuple[int, str]:
    first = age.split("-")[0].rstrip("+")
    return (int(first), age) if first.isdigit() else (999, age)
