"""What `padron indicators changes` and `query --as-of` say of past days: tables for people, JSON and CSV for machines.

Belongs here: the words and the columns. Does not belong here: options (changes_command.py), or comparing (assets/asof).
"""

import csv
import io
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from assets.asof.changes import Cause, Change, Changes
from assets.asof.past import Past
from assets.indicators.answers import Row
from assets.indicators.sources import IndicatorSource
from pipelines.indicators_telling import names_of, number, place_words
from snis.deployment import Deployment
from snis.indicators.model import UNITS
from snis.indicators.question import Question

_CONFIGURATION = "programas, reglas y referencias: los de hoy"
_REASONS = {
    "entrega": "transferencia",
    "persona": "la persona es otra (fusión o separación)",
    "atributo": "cambió lo que se sabe de la persona",
}
_CAUSE = (
    "motivo", "transferencia_id", "institucion", "archivo", "periodo", "recibida", "clase", "entran", "salen",
    "corregidas", "personas", "monto_gtq",
)  # fmt: skip


def day_as_dict(past: Past | None) -> dict[str, Any]:
    """As of which day an answer is, for machines; nothing when it is of now."""
    if past is None:
        return {}
    return {
        "a_la_fecha": {
            "dia": past.day.isoformat(),
            "transferencias": len(past.transfers),
            "identidad": past.identity.words,
            "cambios_de_identidad_despues": dict(past.identity.changed),
            "configuracion": _CONFIGURATION,
        }
    }


def tell_day(past: Past | None) -> None:
    """The same for people."""
    if past is None:
        return
    Console(highlight=False).print(
        f"Como se sabía al terminar {past.day}: {len(past.transfers)} transferencias. Identidad: "
        f"{past.identity.words}; {past.identity.told}. {_CONFIGURATION.capitalize()}.",
        markup=False,
        soft_wrap=True,
    )


def changes_as_dict(source: IndicatorSource, found: Changes, *, first: date, last: date) -> dict[str, Any]:
    """Everything that changed, for machines."""
    return {
        "indicador": source.code,
        "version": source.indicator.version,
        "unidad": source.indicator.unidad,
        "desde": first.isoformat(),
        "hasta": last.isoformat(),
        "identidad": found.identity.words,
        "cambios_de_identidad": dict(found.identity.changed),
        "configuracion": _CONFIGURATION,
        "cifras": found.figures,
        "transferencias": [
            {
                "transferencia_id": item.transfer,
                "institucion": item.institution,
                "contrato": item.contract,
                "archivo": item.file,
                "periodo": item.period,
                "recibida": item.received.isoformat(),
                "clase": item.kind,
            }
            for item in found.arrivals
        ],
        "cambios": [
            {
                **change.place,
                "antes": _figure(change.before),
                "despues": _figure(change.after),
                "diferencia": change.difference,
                "causas": [dict(zip(_CAUSE, _cause(cause), strict=True)) for cause in change.causes],
            }
            for change in found.changed
        ],
    }


def changes_as_csv(found: Changes) -> str:
    """One line per figure that changed and cause; a figure without a cause has one line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    places = list(found.changed[0].place) if found.changed else []
    writer.writerow([*places, "antes", "despues", "diferencia", *_CAUSE])
    for change in found.changed:
        figure = [*change.place.values(), _value(change.before), _value(change.after), change.difference]
        for cause in change.causes or (None,):
            writer.writerow([*figure, *(_cause(cause) if cause else [None] * len(_CAUSE))])
    return text.getvalue()


def tell_changes(
    source: IndicatorSource,
    asked: Question,
    found: Changes,
    deployment: Deployment,
    *,
    first: date,
    last: date,
) -> None:
    """Everything that changed, for people."""
    console = Console(highlight=False)
    item = source.indicator
    console.print(f"[bold]{item.nombre}[/bold] ({item.codigo}), en {UNITS[item.unidad]}")
    console.print(
        f"Del {first} al {last}: cambiaron {len(found.changed)} de {found.figures} cifras; llegaron "
        f"{len(found.arrivals)} transferencias.",
        markup=False,
    )
    console.print(f"Identidad del primer día: {found.identity.words}; {found.identity.told}.", markup=False)
    if not found.changed:
        return
    names = names_of(deployment)
    table = Table("período", *asked.by)
    for head in ("antes", "después", "diferencia"):
        table.add_column(head, justify="right")
    table.add_column("por qué")
    for change in found.changed:
        table.add_row(
            str(change.place["periodo_codigo"]),
            *(place_words(name, str(change.place[f"{name}_codigo"]), names) for name in asked.by),
            number(_value(change.before)),
            number(_value(change.after)),
            number(change.difference),
            "\n".join(_line(cause) for cause in change.causes) or _no_cause(change),
        )
    console.print(table)


def _line(cause: Cause) -> str:
    moved = ", ".join(
        f"{word} {count:,}" for word, count in (("entran", cause.came), ("salen", cause.left)) if count
    )
    mended = f" ({cause.mended:,} corrigen filas en cuarentena)" if cause.mended else ""
    if cause.arrival is None:
        return f"{_REASONS[cause.reason]}: {moved}"
    item = cause.arrival
    period = f", período {item.period}" if item.period else ""
    came = f"recibida {item.received}, {item.kind}"
    return f"{item.transfer} {item.institution}, {item.file}{period}, {came}: {moved}{mended}"


def _no_cause(change: Change) -> str:
    """No delivery moved: it is made of something else, or its denominator is."""
    if change.before and change.after and change.before["denominador"] != change.after["denominador"]:
        return "cambió el denominador"
    return "no la movieron entregas"


def _cause(cause: Cause) -> list[Any]:
    item = cause.arrival
    told = (
        [item.transfer, item.institution, item.file, item.period, item.received.isoformat(), item.kind]
        if item
        else [None] * 6
    )
    counts = [cause.came, cause.left, cause.mended, cause.persons, float(cause.amount)]
    return [_REASONS[cause.reason], *told, *counts]


def _figure(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        name: float(row[name]) if row[name] is not None else None
        for name in ("valor", "minimo", "maximo", "numerador", "denominador")
    } | {"razon_codigo": row["razon_codigo"]}


def _value(row: Row | None) -> float | None:
    return None if row is None else row["valor"]
