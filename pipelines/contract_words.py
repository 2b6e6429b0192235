"""A contract in plain Spanish: when, how and under which law a file is sent.

Belongs here: the sentence for each key. Does not belong here: their order on the page (contract_page.py), or the words
of the editors' schema (snis/contracts).
"""

from collections.abc import Iterator

from snis.contracts.column import Column
from snis.contracts.input_fields import DATE_FIELDS, NUMBER_FIELDS, PLACE_FIELDS
from snis.contracts.layout import BY_DATES, InstitutionContract

_EVERY = {
    "day": ("Cada día", "día"),
    "week": ("Cada semana", "semana"),
    "fortnight": ("Cada quincena", "quincena"),
    "month": ("Cada mes", "mes"),
    "bimester": ("Cada dos meses", "bimestre"),
    "cuatrimester": ("Cada cuatro meses", "cuatrimestre"),
    "semester": ("Cada seis meses", "semestre"),
    "year": ("Cada año", "año"),
}
_FORMATS = {
    "csv": "CSV (texto separado)",
    "fwf": "texto de ancho fijo",
    "xlsx": "libro de Excel (.xlsx)",
    "xls": "libro de Excel anterior a 2007 (.xls)",
    "ods": "hoja de OpenDocument (.ods)",
    "parquet": "Parquet",
    "html": "tabla HTML",
    "xml": "tabla XML",
}
_DELIMITERS = {",": "coma", ";": "punto y coma", "\t": "tabulador", "|": "barra vertical"}
_MODES = {
    "increment": "Cada archivo agrega entregas a las anteriores.",
    "full": "Cada archivo trae el período entero: sustituye al anterior del mismo período.",
    "correction": "Cada fila corrige una ya enviada.",
}
_GRAINS = {
    "persona": "una entrega a una persona",
    "hogar": "una entrega a un hogar",
    "comunidad": "una entrega a una comunidad",
    "fila": "un registro con su propio número",
    "racion": "raciones servidas",
    "pago": "un pago",
}
_KINDS = {"community": "una entrega a una comunidad", "registry": "lo que el registro dice de una persona"}
_PLACE_FORMATS = {
    "codigo": "código del INE, de 1 a 22",
    "codigo4": "código del INE, cuatro dígitos",
    "codigo2": "código del INE, dos dígitos",
    "nombre": "nombre oficial",
    "indice0": "posición en la lista oficial, desde 0",
}
PRIVACY = {
    "none": "no es personal",
    "quasi": "ayuda a reconocer",
    "sensitive": "sensible",
    "direct": "identifica",
}


def facts(contract: InstitutionContract) -> Iterator[tuple[str, str]]:
    """What to know before sending, as label and sentence."""
    file = contract.file
    yield "Archivo", f"{file.pattern} (* es cualquier texto)"
    yield "Formato", _form(contract)
    if file.sheets:
        yield "Hojas", f"Las llamadas {file.sheets}; las demás no se leen."
    yield "Una fila es", _GRAINS[contract.grain] if contract.grain else _KINDS[contract.kind]
    yield "Cuándo", _when(contract)
    if contract.period is not None:
        yield (
            "Período",
            "El de las fechas de entrega."
            if contract.period == BY_DATES
            else (f"El que dice el nombre del archivo: {contract.period}"),
        )
    yield "Qué hace un archivo nuevo", _MODES[contract.mode]
    yield "Base legal", "; ".join(contract.legal_basis)
    if contract.agreement is not None:
        end = contract.agreement.expires
        yield "Convenio", contract.agreement.id + (f", vence el {end.isoformat()}" if end else ", no vence")
    until = f" hasta {contract.valid_to.isoformat()}" if contract.valid_to else ""
    yield "Vigencia de este contrato", f"Desde {contract.valid_from.isoformat()}{until}"
    yield from _totals(contract)


def format_words(column: Column) -> str:
    """How the cells of a column are written; empty when any text will do."""
    if column.codes is not None:
        return "uno de los códigos de abajo"
    if column.part is not None:
        return {"dia": "día", "mes": "mes, con número o con letras", "anio": "año"}[column.part]
    field = column.fields[0] if column.fields else ""
    if field in DATE_FIELDS:
        return {"excel": "número de serie de Excel", "excel1904": "número de serie de Excel desde 1904"}.get(
            column.format or "", column.format or ""
        )
    if field in NUMBER_FIELDS:
        return f"número, como {column.format or '1234.56'}" + (
            ", con Q si se quiere" if column.currency else ""
        )
    if field in PLACE_FIELDS:
        usual = "codigo" if "departamento" in field else "codigo4"
        return _PLACE_FORMATS[column.format or usual]
    if field == "cui":
        return "13 dígitos, guardados como texto"
    return "apellidos, coma, nombres" if column.format == "apellidos_nombres" else ""


def _form(contract: InstitutionContract) -> str:
    file = contract.file
    words = [_FORMATS[file.format]]
    if file.format == "csv":
        words.append(
            f"separado por {_DELIMITERS[file.delimiter]}" if file.delimiter else "cualquier separador"
        )
    if file.format in {"csv", "fwf"}:
        words.append(
            f"codificación {file.encoding.upper()}" if file.encoding else "cualquier codificación usual"
        )
    if file.container:
        words.append(f"dentro de un {file.container}")
    return ", ".join(words)


def _when(contract: InstitutionContract) -> str:
    cadence = contract.cadence
    often, name = _EVERY[cadence.every]
    grace = f", con {cadence.tolerance_days} días de gracia" if cadence.tolerance_days else ""
    return f"{often}. Se espera el día {cadence.due_day} del {name} siguiente{grace}.".replace(
        "del semana", "de la semana"
    ).replace("del quincena", "de la quincena")


def _totals(contract: InstitutionContract) -> Iterator[tuple[str, str]]:
    yield "Filas de totales", f"Se descartan las que empiezan con {', '.join(contract.totals)}."
    control = contract.control
    if control is not None:
        said = [
            words
            for label, words in (
                (control.filas, f"cuántas filas trae, en la fila «{control.filas}»"),
                (control.monto_gtq, f"cuánto suman los montos, en la fila «{control.monto_gtq}»"),
            )
            if label
        ]
        then = "se rechaza" if control.on_mismatch == "refuse" else "se avisa en el recibo"
        yield "Totales de control", f"El archivo dice {' y '.join(said)}. Si no cuadra, {then}."
