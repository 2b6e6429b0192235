"""What the report says of integration: what each institution owed and sent, and how many rows carry an identity.

Belongs here: its paragraphs and figures. Does not belong here: counting files and rows (assets/report), other matters.
"""

from collections.abc import Iterator

from publish.report.definitions import definition
from publish.report.facts import Facts
from publish.report.model import Column, Figure, Section
from publish.report.wording import agreeing, counted, listed, number, percent

_NO_INTAKE = (
    "Las cuentas exactas de envíos y filas son de uso interno, porque dirían algo de los programas que se reservan. Lo "
    "que se publica de cada institución son sus cifras de alcance y la calidad de sus registros."
)


def integration_section(facts: Facts) -> Section:
    """What each institution owed and sent, what became of the rows, and how many carry an identity."""
    if facts.is_public:
        return Section("integracion", "Estado de la integración", (_NO_INTAKE,))
    if not facts.intake:
        return Section(
            "integracion", "Estado de la integración", ("Nadie debía ni envió nada en este período.",)
        )
    figures = (_calendar(facts), _rows(facts), _identity(facts))
    return Section("integracion", "Estado de la integración", tuple(_intake_said(facts)), figures)


def _intake_said(facts: Facts) -> Iterator[str]:
    items = facts.intake
    due, came = sum(i.due for i in items), sum(i.on_time + i.late for i in items)
    late, missing = sum(i.late for i in items), sum(i.missing for i in items)
    if due:
        yield (
            f"De {counted(due, 'envío debido', 'envíos debidos')} {agreeing(came, 'llegó', 'llegaron')} "
            f"{number(came)}: {number(came - late)} a tiempo y {number(late)} tarde. "
            f"{agreeing(missing, 'Falta', 'Faltan')} {number(missing)}."
        )
    received = sum(i.received for i in items)
    if received:
        accepted, apart = sum(i.accepted for i in items), sum(i.quarantined for i in items)
        yield (
            f"Llegaron {counted(received, 'fila', 'filas')}: {number(accepted)} se aceptaron, {number(apart)} esperan "
            f"corrección y {number(received - accepted - apart)} se descartaron porque no eran entregas."
        )
    owing = [facts.name("institucion", i.institution) for i in facts.intake if i.missing]
    if owing:
        yield f"{agreeing(len(owing), 'Debe', 'Deben')} envíos: {listed(owing)}."


def _calendar(facts: Facts) -> Figure:
    owed = [item for item in facts.intake if item.due]
    on_time = sum(item.due == item.on_time for item in owed)
    rows = [
        (
            item.institution, facts.name("institucion", item.institution), item.due, item.on_time, item.late,
            item.missing, _share(item.on_time, item.due),
        )
        for item in facts.intake
    ]  # fmt: skip
    whom = counted(len(owed), "institución entregó", "instituciones entregaron")
    return Figure(
        id="envios",
        title=f"{number(on_time)} de {whom} todo a tiempo."
        if on_time
        else "Ninguna institución entregó todo a tiempo.",
        definition=definition("envios_recibidos", facts, "out_transferencia"),
        columns=(
            Column("institucion_codigo", "Código", "codigo"),
            Column("institucion", "Institución"),
            Column("debidos", "Debidos", "conteo"),
            Column("a_tiempo", "A tiempo", "conteo"),
            Column("tarde", "Tarde", "conteo"),
            Column("faltan", "Faltan", "conteo"),
            Column("a_tiempo_pct", "A tiempo (%)", "por_ciento"),
        ),
        rows=tuple(rows),
        drawing="barras",
        label="institucion",
        value="a_tiempo_pct",
        axis="Envíos a tiempo de cada 100 debidos",
        absent="Sin porcentaje: no debía ningún envío.",
    )


def _rows(facts: Facts) -> Figure:
    received, accepted = sum(i.received for i in facts.intake), sum(i.accepted for i in facts.intake)
    share = _share(accepted, received)
    title = (
        "No llegó ninguna fila."
        if share is None
        else f"De cada 100 filas recibidas se aceptaron {percent(share)[:-2]}."
    )
    return Figure(
        id="filas",
        title=title,
        definition=definition("filas_recibidas", facts, "out_transferencia"),
        columns=(
            Column("institucion_codigo", "Código", "codigo"),
            Column("institucion", "Institución"),
            Column("recibidas", "Recibidas", "conteo"),
            Column("aceptadas", "Aceptadas", "conteo"),
            Column("cuarentena", "En cuarentena", "conteo"),
            Column("descartadas", "Descartadas", "conteo"),
            Column("aceptadas_pct", "Aceptadas (%)", "por_ciento"),
        ),
        rows=tuple(
            (
                item.institution, facts.name("institucion", item.institution), item.received, item.accepted,
                item.quarantined, item.rejected, _share(item.accepted, item.received),
            )
            for item in facts.intake
        ),
        drawing="barras",
        label="institucion",
        value="aceptadas_pct",
        axis="Filas aceptadas de cada 100 recibidas",
        absent="Sin porcentaje: no envió filas.",
    )  # fmt: skip


def _identity(facts: Facts) -> Figure:
    deliveries, valid = sum(i.deliveries for i in facts.intake), sum(i.valid_cui for i in facts.intake)
    share = _share(valid, deliveries)
    title = "No hay entregas." if share is None else f"{percent(share)} de las entregas lleva un CUI válido."
    return Figure(
        id="identidad",
        title=title,
        definition=definition(
            "identidad_entregas",
            facts,
            "core_entrega, link_persona",
            denominator="Entregas de la institución.",
        ),
        columns=(
            Column("institucion_codigo", "Código", "codigo"),
            Column("institucion", "Institución"),
            Column("entregas", "Entregas", "conteo"),
            Column("con_cui_pct", "Con CUI (%)", "por_ciento"),
            Column("cui_valido_pct", "CUI válido (%)", "por_ciento"),
            Column("validada_pct", "Identidad validada (%)", "por_ciento"),
        ),
        rows=tuple(
            (
                item.institution, facts.name("institucion", item.institution), item.deliveries,
                _share(item.with_cui, item.deliveries), _share(item.valid_cui, item.deliveries),
                _share(item.validated, item.deliveries),
            )
            for item in facts.intake
        ),
        drawing="barras",
        label="institucion",
        value="cui_valido_pct",
        axis="Entregas con CUI válido de cada 100",
        absent="Sin porcentaje: no hay entregas.",
    )  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
