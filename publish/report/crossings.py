"""What the report says of coincidences between programmes and of findings.

Belongs here: their paragraphs and figures. Does not belong here: rules (snis/coincidence_rules.py), counting.
"""

from decimal import Decimal

from publish.report.definitions import definition
from publish.report.facts import COUNTRY, Facts
from publish.report.model import Cell, Column, Figure, Section
from publish.report.wording import agreeing, capitalised, counted, percent, persons

_PAIRS_SHOWN = 12
_STATES = {
    "detectado": "Sin notificar",
    "notificado": "Espera a su institución",
    "respondido": "Espera al ministerio",
    "resuelto": "Resuelto",
    "cerrado": "Cerrado: los datos ya no lo muestran",
}
_OPEN = ("detectado", "notificado", "respondido")
_KINDS = {"coincidencia": "Coincidencia", "cruce": "Cruce"}
# The band of the oldest findings (assets/report/informe_espera.sql).
OLDEST = "181 o más"
_FEW = "Un par que no está: menos de 10 personas, posiblemente ninguna."


def coincidences_section(facts: Facts) -> Section:
    """Persons with two modalities at once: pairs of the country, and departments."""
    found = facts.pairs_of(COUNTRY)
    title = "Coincidencias entre programas"
    if not found:
        return Section("coincidencias", title, ("No hay coincidencias que informar en este período.",))
    said = (
        f"Hay {counted(len(found), 'par', 'pares')} de modalidades con personas en las dos. "
        "Una coincidencia no es una falta: dos beneficios pueden ser compatibles. Los pares no se suman."
    )
    figures = [_at_once(facts), _pairs(facts), _pairs_by_department(facts)]
    return Section("coincidencias", title, (said,), tuple(f for f in figures if f is not None))


def findings_section(facts: Facts) -> Section:
    """Findings by rule and class, and how old and how answered they are."""
    figures = [f for f in (_findings(facts), _waiting(facts)) if f is not None]
    if not figures:
        said = "No hay hallazgos que informar en este período."
        if facts.is_public:
            said = "Los hallazgos de un año se imprimen una vez, cuando el año está cerrado. De este todavía no hay."
        return Section("hallazgos", "Hallazgos", (said,))
    paragraphs = [
        "Un hallazgo es una pregunta a la institución que paga, no una falta. Nadie pierde un beneficio por él."
    ]
    paragraphs += _waiting_said(facts)
    return Section("hallazgos", "Hallazgos", tuple(paragraphs), tuple(figures))


def _at_once(facts: Facts) -> Figure | None:
    """Everybody with two modalities on one day, once; what pairs cannot be added up to."""
    country = next((item for item in facts.at_once if item.place == COUNTRY), None)
    if country is None or country.value is None:
        return None
    by_place = {item.place: item for item in facts.at_once}
    told = [(place, by_place[place.code]) for place in facts.departments if place.code in by_place]
    return Figure(
        id="coincidencia-departamentos",
        title=f"{capitalised(persons(country.persons))} {agreeing(country.persons, 'tuvo', 'tuvieron')} "
        f"dos modalidades el mismo día: {percent(country.value)} de las atendidas en el año.",
        definition=definition("tasa_coincidencia", facts, "out_indicador", span=_year(facts)),
        columns=(
            Column("departamento_codigo", "Código", "codigo"),
            Column("departamento", "Departamento"),
            Column("personas", "Personas", "conteo"),
            Column("atendidas", "Atendidas", "conteo"),
            Column("tasa_pct", "De cada 100 atendidas", "por_ciento"),
        ),
        rows=tuple(
            (place.code, place.name, item.persons, item.reached, item.value)
            for place, item in sorted(told, key=lambda one: (-(one[1].value or 0), one[0].code))
        ),
        drawing="barras",
        label="departamento",
        value="tasa_pct",
        axis="Con dos modalidades el mismo día, de cada 100 atendidas",
    )


def _pair_name(facts: Facts, first: str, second: str) -> str:
    return f"{facts.name('modalidad', first)} + {facts.name('modalidad', second)}"


def _pairs(facts: Facts) -> Figure:
    found = facts.pairs_of(COUNTRY)
    most = found[0]
    return Figure(
        id="pares",
        title=f"El par con más personas es {_pair_name(facts, most.first, most.second)}: {persons(most.persons)}.",
        definition=definition("coincidencias", facts, _table(facts, "coincidencia"), span=_year(facts)),
        columns=(
            Column("modalidad_a_codigo", "Código A", "codigo"),
            Column("modalidad_b_codigo", "Código B", "codigo"),
            Column("par", "Modalidades"),
            Column("personas", "Personas", "conteo"),
        ),
        rows=tuple((p.first, p.second, _pair_name(facts, p.first, p.second), p.persons) for p in found),
        drawing="barras",
        label="par",
        value="personas",
        axis="Personas distintas en las dos modalidades",
        absent=_FEW if facts.is_public else "",
    )


def _pairs_by_department(facts: Facts) -> Figure | None:
    rows: list[tuple[Cell, ...]] = [
        (place.code, place.name, p.first, p.second, _pair_name(facts, p.first, p.second), p.persons)
        for place in facts.departments
        for p in facts.pairs_of(place.code)[:_PAIRS_SHOWN]
    ]
    if not rows:
        return None
    places = len({row[0] for row in rows})
    return Figure(
        id="pares-departamentos",
        title=f"Hay coincidencias en {counted(places, 'departamento', 'departamentos')}.",
        definition=definition("coincidencias", facts, _table(facts, "coincidencia"), span=_year(facts)),
        columns=(
            Column("departamento_codigo", "Código", "codigo"),
            Column("departamento", "Departamento"),
            Column("modalidad_a_codigo", "Código A", "codigo"),
            Column("modalidad_b_codigo", "Código B", "codigo"),
            Column("par", "Modalidades"),
            Column("personas", "Personas", "conteo"),
        ),
        rows=tuple(rows),
        absent=_FEW if facts.is_public else "",
        notes=(f"De cada departamento, los {_PAIRS_SHOWN} pares con más personas.",),
    )


def _findings(facts: Facts) -> Figure | None:
    found = sorted(
        (item for item in facts.findings if item.place == COUNTRY),
        key=lambda item: (-item.persons, item.rule, item.timing),
    )
    if not found:
        return None
    most = found[0]
    return Figure(
        id="hallazgos",
        title=f"La regla con más personas es {facts.name('regla', most.rule)}: {persons(most.persons)}.",
        definition=definition("hallazgos", facts, _table(facts, "hallazgo"), span=_year(facts)),
        columns=(
            Column("regla_codigo", "Regla", "codigo"),
            Column("regla", "Qué señala"),
            Column("tipo", "Tipo"),
            Column("clase", "Clase"),
            Column("personas", "Personas", "conteo"),
            Column("hallazgos", "Hallazgos", "conteo"),
            Column("monto_pagado_gtq", "Monto pagado (Q)", "quetzales"),
        ),
        rows=tuple(
            (
                item.rule, facts.name("regla", item.rule), _KINDS.get(item.kind, item.kind),
                capitalised(item.timing.replace("_", " ")), item.persons, item.findings, _amount(item.paid),
            )
            for item in found
        ),
        drawing="barras",
        label="regla",
        value="personas",
        axis="Personas distintas con el hallazgo",
        absent="Vacío: no se publica." if facts.is_public else "",
    )  # fmt: skip


def _waiting_said(facts: Facts) -> list[str]:
    if not facts.waiting:
        return []
    still = sum(item.findings for item in facts.waiting if item.state in _OPEN)
    ended = sum(item.findings for item in facts.waiting if item.state not in _OPEN)
    waiting = counted(
        still, "hallazgo sigue abierto", "hallazgos siguen abiertos", none="ningún hallazgo sigue abierto"
    )
    return [f"{capitalised(waiting)}; {counted(ended, 'terminó', 'terminaron', none='ninguno terminó')}."]


def _waiting(facts: Facts) -> Figure | None:
    if not facts.waiting:
        return None
    old = sum(item.findings for item in facts.waiting if item.state in _OPEN and item.band == OLDEST)
    aged = counted(
        old, "hallazgo abierto tiene", "hallazgos abiertos tienen", none="ningún hallazgo abierto tiene"
    )
    return Figure(
        id="hallazgos-edad",
        title=f"{capitalised(aged)} más de 180 días.",
        definition=definition("hallazgos_en_espera", facts, "link_hallazgo_estado"),
        columns=(
            Column("estado_hallazgo_codigo", "Código", "codigo"),
            Column("estado", "Estado"),
            Column("edad_dias", "Edad en días"),
            Column("hallazgos", "Hallazgos", "conteo"),
        ),
        rows=tuple(
            (item.state, _STATES.get(item.state, item.state), item.band, item.findings)
            for item in facts.waiting
        ),
    )


def _amount(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _table(facts: Facts, name: str) -> str:
    return f"{'open' if facts.is_public else 'out'}_{name}"


def _year(facts: Facts) -> str:
    """Coincidences and findings are of a whole year."""
    return f"{facts.period.year:04d}"
