"""What the report says of coverage: persons against denominators, the map, months, groups, programmes.

Belongs here: paragraphs, rates and the choice of figures. Does not belong here: tables of reach (tables_of_reach.py),
other matters (matters.py), departments one by one (sheets.py).
"""

from collections.abc import Iterator

from publish.report.definitions import DENOMINATORS, RATES, definition
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
from publish.report.lines import CAPPED, Rate
from publish.report.model import Cell, Column, Figure, Section
from publish.report.tables_of_reach import by_department, by_month, over_time, split
from publish.report.wording import (
    agreeing,
    capitalised,
    counted,
    number,
    percent,
    persons,
    quetzales,
)
from snis.periods import parse

# Why a rate is empty, in words.
REASONS = {
    "calculada": "",
    CAPPED: "es al menos esa",
    "solo_rango": "se sabe entre qué valores está",
    "sin_denominador": "falta el denominador",
    "denominador_cero": "el denominador es cero",
    "supera_denominador": "hay más personas que las del denominador; está en revisión",
    "fuera_de_rango": "el resultado no es creíble; está en revisión",
    "sin_datos": "no hay datos",
}
_UNIVERSES = {
    "todas": "Todos los programas, cada persona una vez",
    "publica": "Programas públicos",
    "sensible": "Programas sensibles (salud, nutrición, discapacidad)",
    "restringida": "Programas de protección reservada",
}
_YEARS_SHOWN = 8


def lead(facts: Facts) -> list[str]:
    """The first sentences of the report: how many persons, how much, and with what limits."""
    total = facts.total()
    if total is None:
        return []
    said = [
        (
            f"{capitalised(facts.moment)}, {persons(total.persons)} {agreeing(total.persons, 'recibió', 'recibieron')} "
            "al menos un beneficio de un programa social público."
        )
    ]
    if total.deliveries is not None:
        amount = f", por {quetzales(total.amount)}" if total.amount is not None else ""
        said.append(
            f"Fueron {counted(total.deliveries, 'entrega', 'entregas', none='ninguna entrega')}{amount}."
        )
    return said


def coverage_section(facts: Facts) -> Section:
    """Persons against denominators, by department, month, sex, age and people."""
    figures = [
        by_department(facts),
        by_month(facts),
        over_time(facts, earlier_spans(facts)),
        *_rates(facts),
        _country_rates(facts),
        _universes(facts),
        *(split(facts, kind) for kind in (SEX, AGE, SEX_AGE, PEOPLE)),
    ]
    return Section(
        "cobertura", "Cobertura", tuple(_paragraphs(facts)), tuple(f for f in figures if f is not None)
    )


def reach_section(facts: Facts) -> Section:
    """Persons by programme, modality and institution."""
    figures = [
        figure for kind in (PROGRAMME, MODALITY, INSTITUTION) if (figure := split(facts, kind)) is not None
    ]
    said = [
        "Cada cifra cuenta personas distintas. Una persona con dos programas está en los dos, y las filas no se suman."
    ]
    if not figures:
        said = ["No hay cifras por programa en este período."]
    return Section("programas", "Alcance por programa", tuple(said), tuple(figures))


def earlier_spans(facts: Facts) -> list[str]:
    """Codes of the same stretch in earlier years and in this one, oldest first."""
    period = parse(facts.span)
    if facts.last_month < period.last_month:
        return []
    back = range(min(_YEARS_SHOWN, period.year) - 1, -1, -1)
    return [period.shifted(-years * period.kind.per_year).code for years in back]


def rate_text(rate: Rate) -> str:
    """A rate in words, or why there is none."""
    if rate.value is None:
        return REASONS.get(rate.reason, rate.reason)
    said = percent(rate.value)
    if rate.reason == CAPPED:
        return f"al menos {said}"
    if rate.least is not None and rate.greatest is not None:
        return f"{said} (entre {percent(rate.least)} y {percent(rate.greatest)})"
    return said


def vintage(rate: Rate) -> str:
    """The denominator of a rate with its year and method."""
    whom, counted_by = DENOMINATORS[rate.denominator]
    year = f" de {rate.year}" if rate.year else ", entre dos años observados"
    return f"{whom} ({counted_by}{year})"


def _paragraphs(facts: Facts) -> Iterator[str]:
    told = [place for place in facts.departments if facts.total(place.code) is not None]
    if not told:
        yield "No hay cifras por departamento en este período."
    else:
        yield (
            f"Hay cifras de {number(len(told))} de los {number(len(facts.departments))} departamentos. "
            "La persona cuenta donde vive, o donde recibió por primera vez si eso no se sabe."
        )
    for rate in (facts.rate(COUNTRY, code) for code in DENOMINATORS):
        if rate is not None and rate.value is not None:
            yield f"En todo el país la cobertura es de {rate_text(rate)} de {vintage(rate)}."
    if facts.is_public and facts.span != facts.period.code:
        yield (
            "Se imprimen cifras de cada mes y del año, no de semestres ni cuatrimestres: las personas de varios meses "
            "no se suman, y una cifra más permitiría restar. Por eso los totales son del año."
        )


def _rates(facts: Facts) -> Iterator[Figure]:
    """The departments by their rate, one figure for each denominator."""
    for code in DENOMINATORS:
        found = [(place, facts.rate(place.code, code)) for place in facts.departments]
        told = [(place, rate) for place, rate in found if rate is not None and rate.value is not None]
        if not told:
            continue
        ordered = sorted(told, key=lambda item: (-(item[1].value or 0), item[0].code))
        most, least = ordered[0], ordered[-1]
        rows: list[tuple[Cell, ...]] = [
            (
                place.code, place.name, rate.value, rate.persons, rate.whole, rate.year, rate.method,
                rate.source,
                REASONS.get(rate.reason, rate.reason),
            )
            for place, rate in ordered
        ]  # fmt: skip
        title = f"{most[0].name} tiene la mayor cobertura: {rate_text(most[1])}"
        title += f"; {least[0].name} la menor: {rate_text(least[1])}." if least is not most else "."
        meaning = definition(
            RATES[code], facts, _rate_table(facts), denominator=capitalised(vintage(most[1]))
        )
        yield Figure(
            id=f"tasa-{code}",
            title=title,
            definition=meaning,
            columns=(
                Column("departamento_codigo", "Código", "codigo"),
                Column("departamento", "Departamento"),
                Column("tasa_pct", "Cobertura", "por_ciento"),
                Column("personas", "Personas", "conteo"),
                Column("denominador", "Denominador", "conteo"),
                Column("denominador_anio", "Año de la población", "codigo"),
                Column("denominador_metodo_codigo", "Método", "codigo"),
                Column("denominador_fuente", "Fuente del denominador"),
                Column("estado", "Estado"),
            ),
            rows=tuple(rows),
            drawing="barras",
            label="departamento",
            value="tasa_pct",
            axis=f"Personas atendidas por cada 100 de {DENOMINATORS[code][0]}",
            absent="Un departamento que no está no tiene tasa: falta la cifra o el denominador.",
            notes=(meaning.method,),
        )


def _country_rates(facts: Facts) -> Figure | None:
    """The country against every denominator, also those that are missing."""
    found = [rate for code in DENOMINATORS if (rate := facts.rate(COUNTRY, code)) is not None]
    if not found:
        return None
    return Figure(
        id="tasas-pais",
        title=f"Hay {counted(sum(rate.value is not None for rate in found), 'denominador', 'denominadores')} "
        "con que medir la cobertura de todo el país.",
        definition=definition(
            "tasa_cobertura", facts, _rate_table(facts), denominator="El que dice cada fila, con su año."
        ),
        columns=(
            Column("denominador_codigo", "Código", "codigo"),
            Column("denominador_nombre", "Denominador"),
            Column("tasa_pct", "Cobertura", "por_ciento"),
            Column("personas", "Personas", "conteo"),
            Column("denominador", "Valor del denominador", "conteo"),
            Column("estado", "Estado"),
        ),
        rows=tuple(
            (
                rate.denominator, vintage(rate), rate.value, rate.persons, rate.whole,
                REASONS.get(rate.reason, rate.reason),
            )
            for rate in found
        ),
        absent="Sin tasa: la columna Estado dice por qué.",
    )  # fmt: skip


def _universes(facts: Facts) -> Figure | None:
    found = [item for code in _UNIVERSES for item in facts.universes if item.code == code]
    if not found:
        return None
    first = found[0]
    return Figure(
        id="universos",
        title=f"{_UNIVERSES.get(first.code, first.code)}: {persons(first.persons)}.",
        definition=definition("usuarios_atendidos", facts, "out_alcance"),
        columns=(
            Column("visibilidad_codigo", "Código", "codigo"),
            Column("universo", "Universo"),
            Column("personas", "Personas", "conteo"),
            Column("entregas", "Entregas", "conteo"),
        ),
        rows=tuple(
            (item.code, _UNIVERSES.get(item.code, item.code), item.persons, item.deliveries) for item in found
        ),
        absent="Sin cifra.",
        notes=("Los universos no se suman: una persona puede estar en dos.",),
    )


def _rate_table(facts: Facts) -> str:
    return "open_cobertura" if facts.is_public else "out_alcance, out_denominador"
