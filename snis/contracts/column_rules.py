"""What the columns of one contract have to keep.

Belongs here: headers, fields, formats, codes, parts, months and privacy of columns, with rule and remedy of everything
that can be wrong in them. Does not belong here: the rest of a contract (rules.py), or codes and places against the
deployment (vocabulary.py).
"""

from collections.abc import Iterator, Mapping

from snis.contracts.column import PRIVACY_ORDER, Column
from snis.contracts.formats import INSIDE_A_DEPARTMENT
from snis.contracts.input_fields import (
    CODED_FIELDS,
    DATE_FIELDS,
    INPUT_FIELDS,
    PLACE_FIELDS,
    formats_of,
)
from snis.contracts.layout import InstitutionContract
from snis.contracts.loader import load_fields
from snis.contracts.shape import Mistake, nearest
from snis.names import normal_form

_PARTS = ("dia", "mes", "anio")
# What may stand in a column for each month.
MONTHLY_FIELDS = ("monto_gtq", "cantidad")
_MEANINGLESS_WHEN_IGNORED = ("field", "required", "format", "currency", "codes", "part", "month", "split")


def column_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """Everything that the columns of a contract say against themselves and each other."""
    yield from _header_mistakes(contract)
    for index, column in enumerate(contract.columns):
        yield from _mistakes_of(column, index, contract)
    yield from _part_mistakes(contract)
    yield from _month_mistakes(contract)


def _header_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    owner: dict[str, int] = {}
    filled: dict[str, int] = {}
    for index, column in enumerate(contract.columns):
        for text in dict.fromkeys(normal_form(text) for text in column.header):
            if not text:
                yield Mistake(
                    ("columns", index, "header"), "un encabezado no tiene letras ni dígitos", "corríjalo"
                )
            elif text in owner:
                yield Mistake(
                    ("columns", index, "header"),
                    f"el encabezado «{text}» ya está en la columna {owner[text] + 1}",
                    "deje cada sinónimo en una sola columna; mayúsculas, tildes y signos no los distinguen",
                )
            owner.setdefault(text, index)
        for name in column.fields:
            yield from _field_twice(name, index, contract, filled)


def _field_twice(
    name: str, index: int, contract: InstitutionContract, filled: dict[str, int]
) -> Iterator[Mistake]:
    """A field comes from one column; parts of a date and months come from several, each its own."""
    column = contract.columns[index]
    place = column.position_name if name == column.field else name
    key = "split" if column.split is not None else "field"
    whole_and_parts = place != name and name in filled
    if place in filled or whole_and_parts:
        first = filled.get(place, filled.get(name, 0))
        yield Mistake(
            ("columns", index, key),
            f"el campo {name} ya sale de la columna {first + 1}",
            "deje una, o ponga las dos como sinónimos si nunca vienen juntas",
        )
    filled.setdefault(place, index)


def _mistakes_of(column: Column, index: int, contract: InstitutionContract) -> Iterator[Mistake]:
    place = ("columns", index)
    if column.ignore:
        for key in _MEANINGLESS_WHEN_IGNORED:
            if getattr(column, key):
                yield Mistake(
                    (*place, key), "una columna ignorada no lleva esta clave", "quítela, o quite ignore"
                )
        return
    if column.split is not None:
        yield from _split_mistakes(column, index)
    elif column.field is None:
        yield Mistake(place, "la columna no dice qué campo llena", "agregue field, o ignore: true")
        return
    for name in column.fields:
        if name not in INPUT_FIELDS:
            key = "field" if column.split is None else "split"
            yield Mistake(
                (*place, key),
                f"campo desconocido: {name}{nearest(name, INPUT_FIELDS)}",
                "use uno de los campos de docs/contratos.md",
            )
            return
    yield from _foreign_keys(column, index)
    yield from _privacy_mistakes(column, index)
    for name in column.fields:
        yield from _format_mistakes(name, column, index, contract)


def _foreign_keys(column: Column, index: int) -> Iterator[Mistake]:
    if column.codes is not None and column.field not in CODED_FIELDS:
        yield Mistake(
            ("columns", index, "codes"), f"{column.fields[0]} no se escribe con códigos", "quite codes"
        )
    if column.currency is not None and column.field != "monto_gtq":
        yield Mistake(("columns", index, "currency"), "la moneda es solo de monto_gtq", "quite currency")


def _split_mistakes(column: Column, index: int) -> Iterator[Mistake]:
    place = ("columns", index, "split")
    if column.field is not None:
        yield Mistake(place, "la columna dice field y split", "deje uno de los dos")
    into = column.split.into if column.split is not None else ()
    ends = {
        f"{name.split('_')[0]}_{level}_codigo" for name in into for level in ("departamento", "municipio")
    }
    if set(into) != ends or not set(into) <= PLACE_FIELDS:
        yield Mistake(
            (*place, "into"),
            "no son el municipio y el departamento de un mismo lugar",
            "escríbalos en su orden, como [residencia_municipio_codigo, residencia_departamento_codigo]",
        )


def _privacy_mistakes(column: Column, index: int) -> Iterator[Mistake]:
    """What a field is cannot be made harmless by a contract; it can be made graver."""
    if column.privacy is None:
        return
    known = load_fields()
    for name in column.fields:
        if name in known and PRIVACY_ORDER.index(column.privacy) < PRIVACY_ORDER.index(known[name].privacy):
            yield Mistake(
                ("columns", index, "privacy"),
                f"{name} es de clase {known[name].privacy}, y el contrato no puede bajarla",
                "quite privacy, o ponga una clase más grave",
            )


def _format_mistakes(
    field: str, column: Column, index: int, contract: InstitutionContract
) -> Iterator[Mistake]:
    admitted = formats_of(field)
    place = ("columns", index, "format")
    if column.part is not None:
        if column.format is not None:
            yield Mistake(place, "una parte de una fecha no lleva formato", "quite format")
        return
    if column.format is None:
        if field in DATE_FIELDS:
            yield Mistake(
                place, f"falta esta clave: {field} es una fecha", f"use uno de estos: {', '.join(admitted)}"
            )
        return
    if not admitted:
        yield Mistake(place, f"{field} no lleva formato", "quite format")
    elif column.format not in admitted:
        yield Mistake(place, f"formato no admitido para {field}", f"use uno de estos: {', '.join(admitted)}")
    elif column.format in INSIDE_A_DEPARTMENT and field.endswith("_municipio_codigo"):
        department = field.replace("municipio", "departamento")
        if department not in contract.fields:
            yield Mistake(
                place,
                f"el formato {column.format} cuenta dentro de un departamento, y nada llena {department}",
                "agregue esa columna o constante, o use codigo4 o nombre",
            )


def _part_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """Day, month and year apart are a date only together; with months in columns the year stands alone."""
    parts: dict[str, dict[str, int]] = {}
    for index, column in enumerate(contract.columns):
        if column.part is None or column.field is None:
            continue
        if column.field not in DATE_FIELDS:
            yield Mistake(
                ("columns", index, "part"), f"{column.field} no es una fecha", "quite part, o corrija field"
            )
            continue
        parts.setdefault(column.field, {})[column.part] = index
    for field, found in parts.items():
        yield from _lacking_parts(field, found, contract)


def _lacking_parts(field: str, found: Mapping[str, int], contract: InstitutionContract) -> Iterator[Mistake]:
    needed = ("anio",) if field == "entrega_fecha" and contract.months is not None else _PARTS
    lacking = [part for part in needed if part not in found]
    extra = [part for part in found if part not in needed]
    if lacking:
        yield Mistake(
            ("columns", min(found.values()), "part"),
            f"a {field} le falta {', '.join(lacking)}",
            "agregue una columna con cada parte: dia, mes y anio",
        )
    if extra:
        yield Mistake(
            ("columns", found[extra[0]], "part"),
            "con meses en columnas, la fecha solo lleva aparte el año",
            "quite esa columna o ignórela",
        )


def _month_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    monthly = [(index, column) for index, column in enumerate(contract.columns) if column.month is not None]
    if monthly and contract.months is None:
        yield Mistake(
            ("columns", monthly[0][0], "month"),
            "hay meses en columnas y nada dice de qué año son",
            "agregue months: {year: 2026}, o months: {} y una columna con part: anio",
        )
    if contract.months is None:
        return
    if not monthly:
        yield Mistake(("months",), "ninguna columna dice de qué mes es", "agregue month a esas columnas")
    for index, column in monthly:
        if column.field not in MONTHLY_FIELDS:
            yield Mistake(
                ("columns", index, "month"),
                "un mes en columna solo trae montos o cantidades",
                f"use field: {' o '.join(MONTHLY_FIELDS)}, o quite month",
            )
    if len({column.field for _, column in monthly}) > 1:
        yield Mistake(
            ("columns", monthly[-1][0], "month"),
            "las columnas de meses llenan campos distintos",
            "deje uno: monto_gtq o cantidad",
        )
    if len({(column.format, column.currency) for _, column in monthly}) > 1:
        yield Mistake(
            ("columns", monthly[-1][0], "format"),
            "las columnas de meses vienen escritas de distinta manera",
            "ponga a todas el mismo format y currency",
        )
    yield from _year_mistakes(contract)


def _year_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    dated = [
        (index, column) for index, column in enumerate(contract.columns) if column.field == "entrega_fecha"
    ]
    has_year_column = any(column.part == "anio" for _, column in dated)
    year = contract.months.year if contract.months is not None else None
    if year is None and not has_year_column:
        yield Mistake(
            ("months", "year"),
            "falta el año de los meses",
            "agregue year, o una columna {field: entrega_fecha, part: anio}",
        )
    if year is not None and has_year_column:
        yield Mistake(("months", "year"), "el año sale también de una columna", "deje uno de los dos")
    for index, column in dated:
        if column.part is None:
            yield Mistake(
                ("columns", index, "field"),
                "con meses en columnas, la fecha de entrega sale de ellas",
                "ignore la columna, o quite months",
            )
    if "entrega_fecha" in contract.constants:
        yield Mistake(
            ("constants", "entrega_fecha"),
            "con meses en columnas, la fecha de entrega sale de ellas",
            "quítela, o quite months",
        )
