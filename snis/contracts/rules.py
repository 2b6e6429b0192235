"""What one contract has to keep by itself, beyond the form of its keys.

Belongs here: a generator for each part of a contract, with rule and remedy of everything that can be wrong in it. Does
not belong here: the form of the keys (layout.py), codes and places (vocabulary.py), or what several contracts have to
keep together (layouts.py).
"""

from collections.abc import Iterator

from snis.contracts.column_rules import column_mistakes
from snis.contracts.file_form import file_mistakes
from snis.contracts.input_fields import (
    ESSENTIAL_FIELDS,
    ESSENTIAL_OF_REGISTRY,
    FIELDS_OF_KIND,
    INPUT_FIELDS,
    KEY_FIELDS,
    MODALITY_FIELDS,
    MODALITY_REGISTERS,
    NAME_FIELDS,
)
from snis.contracts.layout import InstitutionContract
from snis.contracts.period_names import period_mistakes
from snis.contracts.shape import Mistake, nearest

# The last day on which a file may be due, counted inside the period that follows the one it is about.
_LAST_DUE_DAY = {"day": 1, "week": 7, "fortnight": 15}
_COMMUNITY = ("community", "comunidad")
_PERSON = frozenset({"cui", *NAME_FIELDS})


def own_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """Everything that a contract says against itself."""
    yield from _identity_mistakes(contract)
    yield from file_mistakes(contract.file)
    yield from _kind_mistakes(contract)
    yield from column_mistakes(contract)
    yield from period_mistakes(contract)
    yield from _key_mistakes("delivery_key", contract.delivery_key, contract)
    yield from _key_mistakes("correction_key", contract.correction_key, contract)
    yield from _control_mistakes(contract)


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
    expires = contract.agreement.expires if contract.agreement is not None else None
    if expires is not None and expires < contract.valid_from:
        yield Mistake(
            ("agreement", "expires"),
            "el convenio vence antes de que el contrato empiece a valer",
            "corrija expires o valid_from",
        )


def _kind_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    kind, fields = contract.kind, contract.fields
    if kind == "deliveries" and contract.grain is None:
        yield Mistake(
            ("grain",), "falta esta clave, que kind: deliveries necesita", "diga a quién se entrega"
        )
    if kind != "deliveries" and contract.grain is not None and (kind, contract.grain) != _COMMUNITY:
        yield Mistake(("grain",), f"es solo para kind: deliveries, y aquí es {kind}", "quítela")
    yield from _grain_mistakes(contract)
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
    yield from _registry_mistakes(contract)
    yield from _recipient_mistakes(contract)
    for name in sorted((fields & INPUT_FIELDS) - FIELDS_OF_KIND[kind]):
        yield Mistake(
            _location(contract, name),
            f"un archivo de kind: {kind} no lleva {name}",
            "ignore la columna (ignore: true) o corrija kind",
        )


def _registry_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """A register brings the facts that it is there for, and speaks of modalities only where they are part of them."""
    if contract.kind != "registry":
        return
    for name, meaning in ESSENTIAL_OF_REGISTRY.get(contract.registry or "", {}).items():
        if name not in contract.fields:
            yield Mistake(("columns",), f"nada llena {name}, {meaning}", "agregue la columna")
    if contract.registry not in MODALITY_REGISTERS:
        for name in sorted(contract.fields & MODALITY_FIELDS):
            yield Mistake(
                _location(contract, name),
                f"registry: {contract.registry} no lleva {name}",
                "ignore la columna (ignore: true) o corrija registry",
            )


def _grain_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """What a row is has to be told by something in it."""
    if contract.kind != "deliveries":
        return
    if contract.grain == "comunidad":
        yield Mistake(("grain",), "una comunidad no es una persona", "use kind: community")
    if contract.grain == "fila" and "folio" not in contract.fields:
        yield Mistake(
            ("grain",),
            "con grain: fila cada fila es una entrega, y nada llena folio",
            "agregue la columna con el número de cada fila, o diga persona, hogar o pago",
        )
    if contract.grain == "pago" and "monto_gtq" not in contract.fields:
        yield Mistake(
            ("grain",), "con grain: pago nada llena monto_gtq", "agregue la columna, o diga persona u hogar"
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


def _key_mistakes(name: str, listed: tuple[str, ...], contract: InstitutionContract) -> Iterator[Mistake]:
    """The default key holds with whatever is mapped; a key that is written has to be all there."""
    if name not in contract.model_fields_set:
        return
    said = contract.fields | {"persona_id"} | ({"hogar_id"} if "hogar" in contract.fields else frozenset())
    for index, field in enumerate(listed):
        if field not in KEY_FIELDS:
            yield Mistake(
                (name, index),
                f"{field} no puede ser parte de la clave{nearest(field, KEY_FIELDS)}",
                f"use de estos: {', '.join(sorted(KEY_FIELDS))}",
            )
        elif field not in said:
            yield Mistake(
                (name, index),
                f"nada llena {field}",
                "agregue la columna o constante, o quítelo de la clave",
            )
    if not listed:
        yield Mistake((name,), "la clave está vacía", "quítela para usar la usual, o nombre sus campos")


def _control_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    control = contract.control
    if control is None:
        return
    if control.filas is None and control.monto_gtq is None:
        yield Mistake(
            ("control",), "no dice qué total trae el archivo", "agregue filas, monto_gtq, o quite control"
        )
    if control.monto_gtq is not None and "monto_gtq" not in contract.fields:
        yield Mistake(
            ("control", "monto_gtq"), "nada llena monto_gtq", "agregue la columna, o quite este total"
        )


def _location(contract: InstitutionContract, field: str) -> tuple[str | int, ...]:
    for index, column in enumerate(contract.columns):
        if field in column.fields:
            return ("columns", index, "field" if column.split is None else "split")
    return ("constants", field)
