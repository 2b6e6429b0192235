"""An invented value for every field, written as a contract says: the example rows of the exchange standard.

Belongs here: how a format writes a value. Does not belong here: reading formats (snis/contracts/formats.py), or the
page (contract_page.py). Nobody in an example exists: their numbers begin with 9, as no living person's does.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from snis.contracts.column import Column
from snis.contracts.formats import DEFAULT_NUMBER_FORMAT, MONTH_ABBREVIATIONS, MONTH_NAMES
from snis.contracts.input_fields import CODED_FIELDS, DATE_FIELDS, NUMBER_FIELDS, PLACE_FIELDS
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment

_DAYS: Mapping[str, tuple[date, date]] = {
    "nacimiento_fecha": (date(1996, 2, 29), date(1958, 11, 3)),
    "fin_fecha": (date(2026, 8, 31), date(2026, 12, 15)),
}
_USUAL_DAYS = (date(2026, 3, 5), date(2026, 3, 27))
_NUMBERS: Mapping[str, tuple[Decimal, Decimal]] = {
    "monto_gtq": (Decimal("500.00"), Decimal("1250.50")),
    "cantidad": (Decimal(1), Decimal(3)),
    "familias_atendidas": (Decimal(48), Decimal(112)),
}
_TEXTS: Mapping[str, tuple[str, str]] = {
    "cui": ("9765432141601", "9554941090101"),
    "nombre1": ("Persona", "Otra"),
    "nombre2": ("Inventada", "Persona"),
    "nombre3": ("", ""),
    "nombres": ("Persona Inventada", "Otra Persona"),
    "apellido1": ("Ejemplo", "Muestra"),
    "apellido2": ("Primero", "Segunda"),
    "apellido_casada": ("", "de Prueba"),
    "apellidos": ("Ejemplo Primero", "Muestra Segunda"),
    "nombre_completo": ("Persona Inventada Ejemplo Primero", "Otra Persona Muestra Segunda"),
    "direccion": ("Lugar de ejemplo", "Otro lugar de ejemplo"),
    "telefono": ("00000000", ""),
    "hogar": ("H-0001", "H-0002"),
    "folio": ("F-0001", "F-0002"),
    "comunidad": ("Comunidad de ejemplo", "Otra comunidad de ejemplo"),
}
_SURNAMES_FIRST = ("EJEMPLO PRIMERO, PERSONA INVENTADA", "MUESTRA SEGUNDA, OTRA PERSONA")
_EPOCHS = {"excel": date(1899, 12, 30), "excel1904": date(1904, 1, 1)}
_USUAL_DEPARTMENT = "16"

_DATE_WRITERS: Mapping[str, Callable[[date], str]] = {
    "dd/mm/aaaa": lambda day: day.strftime("%d/%m/%Y"),
    "d/m/aaaa": lambda day: f"{day.day}/{day.month}/{day.year}",
    "dd-mm-aaaa": lambda day: day.strftime("%d-%m-%Y"),
    "d-m-aa": lambda day: f"{day.day}-{day.month}-{day:%y}",
    "aaaa-mm-dd": date.isoformat,
    "aaaa/mm/dd": lambda day: day.strftime("%Y/%m/%d"),
    "aaaammdd": lambda day: day.strftime("%Y%m%d"),
    "ddmmaaaa": lambda day: day.strftime("%d%m%Y"),
    "dd/mm/aa": lambda day: day.strftime("%d/%m/%y"),
    "mm/dd/aaaa": lambda day: day.strftime("%m/%d/%Y"),
    "mm/dd/aa": lambda day: day.strftime("%m/%d/%y"),
    "dd-mmm-aaaa": lambda day: f"{day:%d}-{MONTH_ABBREVIATIONS[day.month - 1].lower()}-{day.year}",
    "dd de mmmm de aaaa": lambda day: f"{day.day} de {MONTH_NAMES[day.month - 1].lower()} de {day.year}",
    "excel": lambda day: str((day - _EPOCHS["excel"]).days),
    "excel1904": lambda day: str((day - _EPOCHS["excel1904"]).days),
}
# Mark between thousands, decimal mark and what stands before the number.
_NUMBER_MARKS: Mapping[str, tuple[str, str, str]] = {
    "1234.56": ("", ".", ""),
    "1,234.56": (",", ".", ""),
    "1.234,56": (".", ",", ""),
    "1234,56": ("", ",", ""),
    "Q1,234.56": (",", ".", "Q"),
    "1 234.56": (" ", ".", ""),
    "1'234.56": ("'", ".", ""),
}


def write_day(day: date, form: str) -> str:
    """A day as a format writes it."""
    return _DATE_WRITERS[form](day)


def write_number(number: Decimal, form: str | None) -> str:
    """A number as a format writes it."""
    thousands, decimal, before = _NUMBER_MARKS[form or DEFAULT_NUMBER_FORMAT]
    plain = f"{number:,f}"
    return before + "".join({",": thousands, ".": decimal}.get(sign, sign) for sign in plain)


def example(column: Column, contract: InstitutionContract, deployment: Deployment, *, row: int = 0) -> str:
    """An invented cell of a column, for the first or the second example row."""
    if column.split is not None:
        places = [_place(name, column.format, contract, deployment) for name in column.split.into]
        return f"{column.split.by} ".join(places)
    field = column.field
    if field is None:
        return ""
    if column.codes is not None:
        sent = [text for text, code in column.codes.items() if code] or list(column.codes)
        return sent[min(row, len(sent) - 1)]
    if field in DATE_FIELDS:
        return _date_cell(column, _DAYS.get(field, _USUAL_DAYS)[row])
    if field in NUMBER_FIELDS:
        return write_number(_NUMBERS[field][row], column.format)
    if field in PLACE_FIELDS:
        return _place(field, column.format, contract, deployment)
    if field in CODED_FIELDS:
        return _official_code(field, contract, deployment)
    if column.format == "apellidos_nombres":
        return _SURNAMES_FIRST[row]
    return _TEXTS[field][row]


def _date_cell(column: Column, day: date) -> str:
    if column.part is not None:
        return str({"dia": day.day, "mes": day.month, "anio": day.year}[column.part])
    return write_day(day, column.format or "aaaa-mm-dd")


def _official_code(field: str, contract: InstitutionContract, deployment: Deployment) -> str:
    if field == "modalidad_codigo":
        own = [row for row in deployment.programmes if row["institucion_codigo"] == contract.institution]
        return str((own or list(deployment.programmes))[0]["modalidad_codigo"])
    if CODED_FIELDS[field] == "logico":
        return "true"
    return next(iter(deployment.code_lists.get(CODED_FIELDS[field], ("",))))


def _place(field: str, form: str | None, contract: InstitutionContract, deployment: Deployment) -> str:
    territory = deployment.territory
    place, level, _ = field.split("_")
    code = contract.constants.get(f"{place}_departamento_codigo", _USUAL_DEPARTMENT)
    if level == "departamento":
        position = next(at for at, item in enumerate(territory.departments) if item.code == code)
        named = {"nombre": territory.departments[position].name, "indice0": str(position), "codigo2": code}
        return named.get(form or "codigo", str(int(code)))
    first = next(item for item in territory.municipalities if item.department == code)
    named = {"nombre": first.name, "indice0": "0", "codigo2": first.code[2:]}
    return named.get(form or "codigo4", first.code)
