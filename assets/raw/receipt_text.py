"""The receipt as plain text: what a person reads where there is no browser, and what `padron check` prints.

Belongs here: the words of a receipt. Does not belong here: its content (receipt.py), what to do next (next_steps.py),
or its page (receipt_page.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assets.raw.next_steps import count_of, day_in_words, grouped
from assets.reading.refusals import REPEATED

_DELIMITERS = {",": "coma", ";": "punto y coma", "\t": "tabulador", "|": "barra vertical"}


def as_text(receipt: Mapping[str, Any]) -> str:
    """The receipt as a person reads it where there is no browser."""
    lines = [*_heading(receipt), *_account(receipt), *_remarks(receipt), *_rules(receipt)]
    if steps := receipt.get("que_sigue"):
        lines += ["Qué sigue:", *(f"  {number}. {step}" for number, step in enumerate(steps, start=1))]
    return "\n".join(lines) + "\n"


def places_in_words(places: Iterable[Mapping[str, Any]]) -> str:
    """Row numbers by sheet: "fila 3", "hoja Enero, filas 3, 8 y 40 más"."""
    return "; ".join(_place(place) for place in places)


def reading_in_words(reading: Mapping[str, Any] | None) -> list[str]:
    """How the file was read, a sentence each; empty when it was not."""
    return list(_reading(reading or {}))


def _reading(reading: Mapping[str, Any]) -> Iterator[str]:
    form = [str(reading[key]) for key in ("contenedor", "formato", "codificacion") if reading.get(key)]
    if form:
        delimiter = reading.get("separador")
        apart = f", separado por {_DELIMITERS.get(delimiter, delimiter)}" if delimiter else ""
        yield f"Formato: {', '.join(form)}{apart}."
    for sheet in reading.get("hojas", ()):
        name = f"Hoja {sheet['hoja']}: e" if sheet.get("hoja") else "E"
        if row := sheet.get("fila_encabezado"):
            yield f"{name}ncabezado en la fila {row}."
    for sheet in reading.get("hojas_ignoradas", ()):
        yield f"La hoja {sheet['hoja']} no se leyó."
    if blank := reading.get("filas_en_blanco"):
        yield f"{count_of(blank, 'fila en blanco no cuenta', 'filas en blanco no cuentan')}."
    for finding in reading.get("hallazgos", ()):
        place = f" ({finding['lugar']})" if finding.get("lugar") else ""
        yield f"{finding['texto']}{place}"


def _heading(receipt: Mapping[str, Any]) -> Iterator[str]:
    name = "Revisión" if receipt.get("es_revision") else "Recibo"
    yield f"{name} de {receipt['archivo']}"
    yield f"Institución: {receipt['institucion'] or '(ninguna)'}"
    yield f"Transferencia: {receipt['transferencia']}   SHA-256: {receipt['sha256']}"
    yield f"Recibido: {receipt['recibido']}   Estado: {receipt['estado']}"
    if receipt["contrato"]:
        yield f"Contrato: {receipt['contrato']}, versión {receipt['version']}"
    if calendar := receipt.get("calendario"):
        yield f"Período: {calendar['periodo']}. {in_time(calendar)}"


def in_time(calendar: Mapping[str, Any]) -> str:
    """Whether a file came when it was due."""
    if not calendar["se_esperaba"]:
        return "Sin fecha acordada."
    due = f"Se esperaba a más tardar el {day_in_words(calendar['se_esperaba'])}"
    if late := calendar["dias_de_atraso"]:
        return f"{due}; llegó tarde, {count_of(late, 'día', 'días')} después del día acordado."
    return f"{due}; llegó a tiempo."


def _account(receipt: Mapping[str, Any]) -> Iterator[str]:
    rows = receipt["filas"]
    if receipt["motivo"]:
        reason = receipt["motivo"]
        yield f"Rechazado por {reason['regla']}: {reason['texto']}"
        yield f"Qué hacer: {reason['remedio']}"
        return
    yield (
        f"Filas: {rows['recibidas']} recibidas = {rows['aceptadas']} aceptadas + {rows['cuarentena']} en "
        f"cuarentena + {rows['descartadas']} descartadas"
    )
    if (lines := receipt.get("filas_del_archivo", rows["recibidas"])) != rows["recibidas"]:
        yield f"Cada entrega es una fila de esta cuenta; el archivo trae {count_of(lines, 'fila', 'filas')}."
    if not receipt.get("cuadra", True):
        yield "La cuenta de filas NO cuadra: avise al equipo que mantiene Padrón."
    if corrects := receipt.get("corrige"):
        yield f"Corrige {count_of(corrects['filas'], 'fila', 'filas')} de {corrects['transferencia']}."
    for total in receipt.get("totales_de_control", ()):
        verdict = "coincide" if total["coincide"] else "NO coincide"
        yield (
            f"Total de control {total['total']}: declarado {total['declarado']}, hallado {total['hallado']}; {verdict}."
        )
    for repair in receipt.get("reparaciones", ()):
        field = f" ({repair['campo']})" if repair["campo"] else ""
        yield f"Reparado, {repair['texto']}{field}: {count_of(repair['filas'], 'fila', 'filas')}."


def _remarks(receipt: Mapping[str, Any]) -> Iterator[str]:
    for notice in receipt["avisos"]:
        cause = f" {notice['causa']}" if notice.get("causa") else ""
        yield f"Aviso {notice['regla']}: {notice['titulo']}.{cause} {notice['remedio']}"
    if times := len(receipt["repeticiones"]):
        again = "una vez más" if times == 1 else f"{times} veces más"
        yield f"Aviso {REPEATED}: el mismo contenido llegó {again}; no se cuenta dos veces."


def _rules(receipt: Mapping[str, Any]) -> Iterator[str]:
    for item in receipt["reglas"]:
        field = f" ({item['campo']})" if item["campo"] else ""
        rows = count_of(item["filas"], "fila", "filas")
        yield f"  {item['regla']}{field}: {rows}. {item['titulo']}. {item['remedio']}"
        if item.get("lugares"):
            yield f"    En {places_in_words(item['lugares'])}."


def _place(place: Mapping[str, Any]) -> str:
    sheet = f"hoja {place['hoja']}, " if place["hoja"] else ""
    lines = [str(line) for line in place["filas"]]
    word = "fila" if place["en_total"] == 1 else "filas"
    if more := place["en_total"] - len(lines):
        return f"{sheet}{word} {', '.join(lines)} y {grouped(more)} más"
    return (
        f"{sheet}{word} {', '.join(lines[:-1])} y {lines[-1]}" if lines[1:] else f"{sheet}{word} {lines[0]}"
    )
