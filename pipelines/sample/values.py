"""What a subject says in each canonical field, before it is written in anybody's format.

Belongs here: values of persons, deliveries, community deliveries and register entries by field name. Does not belong
here: cells (layouts.py), formats (wording.py), or what is told wrong (told.py).
"""

from collections.abc import Mapping

from snis.nation.model import CommunityDelivery, Delivery, Entry, Person, Place


def person_value(
    name: str, person: Person, places: Mapping[str, Place], *, surnames_first: bool = False
) -> object:
    """What a person says of themselves. `surnames_first` turns the whole name round."""
    given, surnames = " ".join(person.given), " ".join(person.surnames)
    values: dict[str, object] = {
        "nombres": given,
        "apellidos": surnames,
        "nombre_completo": f"{surnames}, {given}" if surnames_first else f"{given} {surnames}",
        "apellido_casada": person.married,
        "nacimiento_fecha": person.born,
        "sexo_codigo": person.sex,
        "pueblo_codigo": person.people,
        "comunidad_linguistica_codigo": person.language,
        "escolaridad_codigo": person.schooling,
        "tiene_discapacidad": _yes(person.disabled),
        "telefono": f"{person.phone[:4]}-{person.phone[4:]}" if person.phone else "",
        "hogar": f"H{person.household:06d}",
    }
    if name in values:
        return values[name]
    if name.startswith(("nacimiento", "residencia")):
        return places[person.birth_place if name.startswith("nacimiento") else person.place]
    kind, index = name[:-1], int(name[-1]) - 1
    parts = person.given if kind == "nombre" else person.surnames
    return parts[index] if index < len(parts) else ""


def delivery_value(name: str, delivery: Delivery, places: Mapping[str, Place]) -> object | None:
    """What the delivery itself says; None when the field is about the person."""
    if name.startswith("entrega_") and name.endswith("_codigo"):
        return places[delivery.place]
    return {
        "modalidad_codigo": delivery.modality,
        "entrega_fecha": delivery.day,
        "monto_gtq": delivery.amount,
        "cantidad": delivery.quantity,
        "folio": f"{delivery.modality}-{delivery.number:06d}",
        "cumple_corresponsabilidad": _yes(delivery.complies),
        "estado_entrega_codigo": delivery.state,
    }.get(name)


def entry_value(name: str, entry: Entry) -> object | None:
    """What a register's line says; None when the field is about the person, "" for a day that it does not know."""
    days = {"ocurrio_fecha": entry.occurred, "registro_fecha": entry.registered, "fin_fecha": entry.ended}
    if name in days:
        return days[name] or ""
    return {
        "modalidad_codigo": entry.modality,
        "cumple_corresponsabilidad": _yes(entry.complies),
    }.get(name)


def community_value(name: str, delivery: CommunityDelivery, places: Mapping[str, Place]) -> object:
    """What a delivery to a community says."""
    if name.startswith("entrega_") and name.endswith("_codigo"):
        return places[delivery.place]
    return {
        "comunidad": delivery.community,
        "obra_codigo": delivery.work,
        "familias_atendidas": delivery.families,
        "entrega_fecha": delivery.day,
        "monto_gtq": delivery.amount,
        "modalidad_codigo": delivery.modality,
        "folio": f"RBC-{delivery.number:04d}",
    }[name]


def _yes(value: bool) -> str:
    return "true" if value else "false"
