"""Rows of a delivery under the sample's Bono Social contract: as sent, and what they mean.

Belongs here: a payment without any mess. Does not belong here: the mess (delivery_mess.py), or the file
(messy_delivery.py).
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from snis.territory import Municipality, load_territory
from tests.corpus.people import cui

HEADER = (
    *("No.", "Código de hogar", "CUI titular", "Primer nombre", "Segundo nombre", "Tercer nombre", "Primer apellido"),
    *("Segundo apellido", "Apellido de casada", "Sexo", "Fecha de nacimiento", "Pueblo", "Departamento", "Municipio"),
    *("Dirección", "Teléfono", "Intervención", "Corresponsabilidad", "Fecha de pago", "Monto"),
)  # fmt: skip
ACCEPTED, QUARANTINED, DISCARDED, EITHER = "aceptada", "cuarentena", "descartada", "cualquiera"
TERRITORY = load_territory()
_PLACES = [place for place in TERRITORY.municipalities if place.department != "01"]
_DEPARTMENTS = {department.code: department.name for department in TERRITORY.departments}
_NAMES = (
    "María",
    "Marta",
    "Ix Ch'umil",
    "Rosa",
    "Begoña",
    "Josefa",
    "Candelaria",
    "Ana",
    "Luz",
    "Íngrid",
    "Nota",
    "Petrona",
)
_SURNAMES = (
    "Xol",
    "Caal",
    "Q'eqchi'",
    "Núñez",
    "Total",
    "Güitz",
    "de León",
    "Choc",
    "Pérez",
    "Tzul",
    "Subtotal",
    "Ixcoy",
)
_PEOPLES = {"MAYA": "1", "GARÍFUNA": "2", "XINKA": "3", "LADINO": "5", "MESTIZO": "5", "SIN INFORMACIÓN": "9"}
_KINDS = {"SALUD": "P01", "EDUCACIÓN": "P02", "EDUCACION": "P02", "CRECER SANO": "P03"}
Random = random.Random


@dataclass
class Row:
    """A row as it will be sent, and what it means.

    Attributes:
        sent: cells by header.
        means: canonical values, as aceptadas.csv writes them.
        state: what becomes of it.
        why: the mess that was made of it.
        rules: rules under which it may be set aside; any when empty.
        lines: a text that replaces the cells, for rows that are not rows.
    """

    sent: dict[str, str]
    means: dict[str, str] = field(default_factory=dict)
    state: str = ACCEPTED
    why: str = "limpia"
    rules: tuple[str, ...] = ()
    lines: str | None = None


def clean(chance: Random, number: int) -> Row:
    """A household's payment without any mess."""
    place: Municipality = chance.choice(_PLACES)
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(16_000))
    paid = date(2026, 9, 1) + timedelta(days=chance.randrange(60))
    # Below ten million the serial begins with a zero, which spreadsheets drop.
    person = cui((90_000_000 if chance.random() < 0.7 else 1_000_000) + 17 * number, place.code)
    people, kind = chance.choice(sorted(_PEOPLES)), chance.choice(sorted(_KINDS))
    amount = Decimal(chance.choice(["500", "1250.5", "12500", "750.25"]))
    sent = {
        "No.": str(number), "Código de hogar": f"H{number:06d}", "CUI titular": person,
        "Primer nombre": chance.choice(_NAMES), "Segundo nombre": chance.choice([*_NAMES, "", ""]), "Tercer nombre": "",
        "Primer apellido": chance.choice(_SURNAMES), "Segundo apellido": chance.choice([*_SURNAMES, ""]),
        "Apellido de casada": "", "Sexo": "M", "Fecha de nacimiento": f"{born:%d/%m/%Y}", "Pueblo": people,
        "Departamento": _DEPARTMENTS[place.department], "Municipio": place.name,
        "Dirección": chance.choice(["Aldea El Mirador", "4a. calle 5-20, zona 1", 'Cantón "La Paz"; casa 3', ""]),
        "Teléfono": chance.choice(["", f"9{chance.randrange(10**7):07d}"]), "Intervención": kind,
        "Corresponsabilidad": chance.choice(["0", "1", ""]),
        "Fecha de pago": f"{paid:%d/%m/%Y}", "Monto": spanish(amount),
    }  # fmt: skip
    means = {
        "cui": person, "nacimiento_fecha": str(born), "hogar": sent["Código de hogar"],
        "modalidad_codigo": _KINDS[kind],
        "sexo_codigo": "F", "pueblo_codigo": _PEOPLES[people], "residencia_departamento_codigo": place.department,
        "residencia_municipio_codigo": place.code, "entrega_fecha": str(paid), "monto_gtq": f"{amount:.2f}",
        "cumple_corresponsabilidad": {"0": "true", "1": "false", "": ""}[sent["Corresponsabilidad"]],
    }  # fmt: skip
    return Row(sent, means)


def spanish(amount: Decimal) -> str:
    """An amount as the contract writes it: 1.234,56."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
