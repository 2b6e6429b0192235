"""What one contract has to keep by itself, beyond the form of its keys.

Belongs here: a generator for each part of a contract, with rule and remedy of everything that can be wrong in it. Does
not belong here: the form of the keys (layout.py), codes and places (vocabulary.py), or what several contracts have to
keep together (layouts.py).
"""

from collections.abc import Iterator

from snis.contracts.formats import INSIDE_A_DEPARTMENT
from snis.contracts.layout import (
    CODED_FIELDS,
    DATE_FIELDS,
    ESSENTIAL_FIELDS,
    FIELDS_OF_KIND,
    INPUT_FIELDS,
    KEY_FIELDS,
    NAME_FIELDS,
    Column,
    FileSpec,
    InstitutionContract,
    formats_of,
)
from snis.contracts.shape import Mistake, nearest
from snis.names import normal_form

# The last day on which a file may be due, counted inside the period that follows the one it is about.
_LAST_DUE_DAY = {"day": 1, "week": 7, "fortnight": 15}
_PERSON = frozenset({"cui", *NAME_FIELDS})
_WORKBOOKS = frozenset({"xlsx", "ods"})


def own_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """Everything that a contract says against itself."""
    yield from _identity_mistakes(contract)
    yield from _file_mistakes(contract.file)
    yield from _kind_mistakes(contract)
    yield from _header_mistakes(contract)
    for index, column in enumerate(contract.columns):
        yield from _column_mistakes(column, index, contract)
    yield from _key_mistakes(contract)


def _identity_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    if contract.valid_to is not None and contract.valid_to < contract.valid_from:
        yield Mistake(("valid_to",), "la vigencia termina antes de empezar", "revise valid_from y valid_to")
    last = _LAST_DUE_DAY.get(contract.cadence.every, 31)
    if contract.cadence.due_day > last:
        yield Mistake(
            ("cadence", "due_day"),
            f"con every: {contract.cadence.every} el día de entrega va de 1 a {last}",
            "corrija due_day, o every",
        )


def _file_mistakes(file: FileSpec) -> Iterator[Mistake]:
    if set(file.pattern) & set("/\\[]"):
        yield Mistake(
            ("file", "pattern"),
            "el patrón lleva carpetas o corchetes",
            "escriba solo el nombre del archivo, con * (cualquier texto) y ? (un carácter)",
        )
    if file.format == "csv":
        for key in ("encoding", "delimiter"):
            if getattr(file, key) is None:
                yield Mistake(("file", key), "falta esta clave, que un CSV necesita", "agréguela")
    else:
        for key in ("encoding", "delimiter"):
            if getattr(file, key) is not None:
                yield Mistake(("file", key), f"es solo para CSV, y el formato es {file.format}", "quítela")
    if file.sheets is not None and file.format not in _WORKBOOKS:
        yield Mistake(
            ("file", "sheets"), f"es solo para libros (xlsx, ods), y el formato es {file.format}", "quítela"
        )


def _kind_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    kind, fields = contract.kind, contract.fields
    if kind == "deliveries" and contract.grain is None:
        yield Mistake(
            ("grain",), "falta esta clave, que kind: deliveries necesita", "diga a quién se entrega"
        )
    if kind != "deliveries" and contract.grain is not None:
        yield Mistake(("grain",), f"es solo para kind: deliveries, y aquí es {kind}", "quítela")
    if kind == "registry" and contract.registry is None:
        yield Mistake(
            ("registry",), "falta esta clave, que kind: registry necesita", "diga de qué registro es"
        )
    if kind != "registry" and contract.registry is not None:
        yield Mistake(("registry",), f"es solo para kind: registry, y aquí es {kind}", "quítela")
    for name in ESSENTIAL_FIELDS[kind]:
        if name not in fields:
            yield Mistake(
                ("columns",),
                f"nada llena {name}, que kind: {kind} necesita",
                "agregue la columna, o una constante si vale para todo el archivo",
            )
    if contract.registry == "renap_defuncion" and "ocurrio_fecha" not in fields:
        yield Mistake(("columns",), "nada llena ocurrio_fecha, el día de la defunción", "agregue la columna")
    yield from _recipient_mistakes(contract)
    for name in sorted((fields & INPUT_FIELDS) - FIELDS_OF_KIND[kind]):
        yield Mistake(
            _location(contract, name),
            f"un archivo de kind: {kind} no lleva {name}",
            "ignore la columna (ignore: true) o corrija kind",
        )


def _recipient_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """A delivery says to whom, or is a ration. A name alone, without birth date, is nobody."""
    if contract.kind != "deliveries" or contract.grain == "racion":
        return
    if not contract.fields & _PERSON:
        yield Mistake(
            ("columns",),
            "nada dice quién recibe",
            "agregue cui, o nombres con nacimiento_fecha; solo grain: racion puede prescindir de ello",
        )
    elif "cui" not in contract.fields and "nacimiento_fecha" not in contract.fields:
        yield Mistake(
            ("columns",), "sin cui, los nombres necesitan nacimiento_fecha", "agregue una de las dos columnas"
        )


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
        if column.field in filled:
            yield Mistake(
                ("columns", index, "field"),
                f"el campo {column.field} ya sale de la columna {filled[column.field] + 1}",
                "deje una, o ponga las dos como sinónimos si nunca vienen juntas",
            )
        if column.field:
            filled.setdefault(column.field, index)


def _column_mistakes(column: Column, index: int, contract: InstitutionContract) -> Iterator[Mistake]:
    place = ("columns", index)
    if column.ignore:
        for key in ("field", "required", "format", "codes"):
            if getattr(column, key):
                yield Mistake(
                    (*place, key), "una columna ignorada no lleva esta clave", "quítela, o quite ignore"
                )
        return
    if column.field is None:
        yield Mistake(place, "la columna no dice qué campo llena", "agregue field, o ignore: true")
        return
    if column.field not in INPUT_FIELDS:
        yield Mistake(
            (*place, "field"),
            f"campo desconocido: {column.field}{nearest(column.field, INPUT_FIELDS)}",
            "use uno de los campos de docs/contratos.md",
        )
        return
    if column.codes is not None and column.field not in CODED_FIELDS:
        yield Mistake((*place, "codes"), f"{column.field} no se escribe con códigos", "quite codes")
    yield from _format_mistakes(column, index, contract)


def _format_mistakes(column: Column, index: int, contract: InstitutionContract) -> Iterator[Mistake]:
    admitted, field = formats_of(column.field), str(column.field)
    place = ("columns", index, "format")
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


def _key_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """The default key holds with whatever is mapped; a key that is written has to be all there."""
    if "delivery_key" not in contract.model_fields_set:
        return
    said = contract.fields | {"persona_id"} | ({"hogar_id"} if "hogar" in contract.fields else frozenset())
    for index, name in enumerate(contract.delivery_key):
        if name not in KEY_FIELDS:
            yield Mistake(
                ("delivery_key", index),
                f"{name} no puede ser parte de la clave{nearest(name, KEY_FIELDS)}",
                f"use de estos: {', '.join(sorted(KEY_FIELDS))}",
            )
        elif name not in said:
            yield Mistake(
                ("delivery_key", index),
                f"nada llena {name}",
                "agregue la columna o constante, o quítelo de la clave",
            )
    if not contract.delivery_key:
        yield Mistake(
            ("delivery_key",), "la clave está vacía", "quítela para usar la usual, o nombre sus campos"
        )


def _location(contract: InstitutionContract, field: str) -> tuple[str | int, ...]:
    for index, column in enumerate(contract.columns):
        if column.field == field:
            return ("columns", index, "field")
    return ("constants", field)
