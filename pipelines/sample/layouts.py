"""An institution's way of writing: a contract turned round, from canonical value to cell.

Belongs here: reading contracts for writing, and the cells of one delivery, community or register entry. Does not belong
here: which file they go to (plan.py) or mistakes (defects.py).

The contract is read with plain YAML, not with the project's loader, so that sender and reader do not share code.
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import yaml

from pipelines.sample.model import Cell, Column, Layout, Row, Subject
from pipelines.sample.told import FORGOTTEN, Grapevine, Told
from pipelines.sample.values import community_value, delivery_value, entry_value, person_value
from pipelines.sample.wording import (
    plain_form,
    write_amount,
    write_cui,
    write_date,
    write_department,
    write_municipality,
)
from snis.nation.model import CommunityDelivery, Entry, Nation, Person, Place

# Municipalities too new for any list (snis/nation/people.py).
_NEW_MUNICIPALITIES = frozenset({"0118", "1334", "1618"})
_CUI_STYLE = {"mintrab-adulto-mayor": "spaces", "maga-fertilizante": "hyphens"}
_CAPITALS = frozenset({"mineduc", "conalfa", "renap", "onsec", "igss"})
_NUMERIC_CUI = frozenset({"mides-bolsa-social"})
_TYPED_DATES = frozenset(
    {"mides-bolsa-social", "mides-vida", "sosep-atencion", "fodigua-proyectos", "mspas-sigsa"}
)
_NO_NUMBER = ("", "", "", "SIN DPI", "NO TIENE", "EN TRAMITE", "S/N", "N/A", "0000000000000")
_SURNAMES_FIRST = frozenset({"mineduc-utiles"})
# Part of the rows that tell where the person lived before, nearby.
_LIVED_BEFORE = 0.012
_BANKS = ("Banrural", "Crédito Hipotecario Nacional", "Banco de los Trabajadores")


def read_layout(path: Path) -> Layout:
    """The layout that a contract file describes."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    file = content["file"]
    return Layout(
        contract=content["contract"],
        institution=content["institution"],
        kind=content["kind"],
        registry=content.get("registry", ""),
        grain=content.get("grain", ""),
        format=file["format"],
        container=file.get("container", ""),
        encoding=file.get("encoding", ""),
        delimiter="\t" if file.get("delimiter") == "tab" else file.get("delimiter", ""),
        constants=content.get("constants", {}),
        columns=tuple(_column(item) for item in content["columns"]),
        key=tuple(content.get("delivery_key", ())),
    )


def _column(item: dict[str, Any]) -> Column:
    headers = item["header"]
    return Column(
        headers=tuple(headers) if isinstance(headers, list) else (headers,),
        field=item.get("field", ""),
        required=item.get("required", False),
        format=item.get("format", ""),
        codes=tuple((str(sent), str(code)) for sent, code in item.get("codes", {}).items()),
    )


class Writer:
    """Writes rows of one layout, with its own stream of chance."""

    def __init__(self, layout: Layout, nation: Nation, grapevine: Grapevine, *, seed: int) -> None:
        self.layout, self.places, self.grapevine = layout, nation.places, grapevine
        self.mothers = {
            person.household: person
            for person in nation.persons
            if person.role == "mother" and person.cui[9:] in nation.places
        }
        self.neighbours: dict[str, list[Person]] = defaultdict(list)
        for person in nation.persons:
            if person.cui[9:] in nation.places:
                self.neighbours[person.place[:2]].append(person)
        self.rng = Random(f"{seed}:layout:{layout.contract}")  # noqa: S311 - a repeatable stream is wanted

    def row(self, subject: Subject, *, nameless: bool = False) -> Row:
        """A row without mistakes that a night finds. `nameless` leaves the CUI out where the contract allows it."""
        person = None if isinstance(subject, CommunityDelivery) else subject.person
        if person is None or isinstance(subject, CommunityDelivery):
            return Row(tuple(self._cell(column, subject, False) for column in self.layout.columns), subject)
        told = self.grapevine.told(person, self.layout)
        if nameless and told.has_number and not told.difficulty and not self.grapevine.has_homonym(person):
            told = Told(person, has_number=False, difficulty=(FORGOTTEN,))
        as_told = replace(subject, person=told.person)
        return Row(
            tuple(self._cell(column, as_told, told.has_number) for column in self.layout.columns),
            subject,
            owner=person if told.has_number else None,
            alias=self._alias(told.person),
            difficulty=told.difficulty,
            **self._notice(person if told.has_number else None),
        )

    def _notice(self, owner: Person | None) -> dict[str, str]:
        is_new = owner is not None and owner.cui[9:] in _NEW_MUNICIPALITIES
        return {"rule": "CUI-04", "field": "cui"} if is_new else {}

    def _cell(self, column: Column, subject: Subject, with_number: bool) -> Cell:
        if not column.field:
            return self._ignored(column.headers[0], subject)
        if column.field == "cui":
            return self._cui(subject, with_number)
        value = self._value(column.field, subject)
        if column.field == "residencia_municipio_codigo" and self.rng.random() < _LIVED_BEFORE:
            value = self._near(value)
        if isinstance(value, date):
            return value if self.layout.contract in _TYPED_DATES else self._date(value, column)
        if column.field == "monto_gtq":
            return self._amount(value, column)
        if isinstance(value, Place):
            write = write_department if "departamento" in column.field else write_municipality
            text = write(value, column.format, self.rng)
            return int(text) if self.layout.format == "parquet" else text
        text = self._coded(column, str(value)) if column.codes else str(value)
        if self.layout.format == "parquet" and column.codes and text.isdigit():
            return int(text)
        if self.layout.institution in _CAPITALS and not column.codes:
            return text.upper()
        return text

    def _date(self, value: date, column: Column) -> Cell:
        text = write_date(value, column.format)
        return int(text) if column.format == "excel" else text

    def _amount(self, cents: object, column: Column) -> Cell:
        text = write_amount(int(str(cents)), column.format)
        numeric = self.layout.format in {"xlsx", "ods"} and column.format == "1234.56"
        return float(text) if numeric else text

    def stranger_to(self, person: Person, *, besides: Set[int], rng: Random) -> Person | None:
        """Somebody of another household of the department who has a number and nothing in common with a person."""
        found = [
            other
            for other in self.neighbours.get(person.place[:2], ())
            if other.number not in besides
            and other.household != person.household
            and other.born != person.born
            and not {*other.given, *other.surnames} & {*person.given, *person.surnames}
        ]
        return rng.choice(found) if found else None

    def number(self, cui: str) -> Cell:
        """A CUI as this layout writes it."""
        if self.layout.contract in _NUMERIC_CUI:
            return int(cui)
        style = _CUI_STYLE.get(self.layout.contract, "")
        return write_cui(cui, style if style != "hyphens" or self.rng.random() < 0.2 else "")

    def _cui(self, subject: Subject, with_number: bool) -> Cell:
        if isinstance(subject, CommunityDelivery) or subject.person is None:
            return ""
        if not with_number:
            return self.rng.choice(_NO_NUMBER)
        return self.number(subject.person.cui)

    def _near(self, place: object) -> object:
        if not isinstance(place, Place):
            return place
        return self.rng.choice(
            [p for p in self.places.values() if p.weight and p.department == place.department]
        )

    def _coded(self, column: Column, value: str) -> str:
        if not value:
            return ""
        return self.rng.choice([sent for sent, code in column.codes if code == value])

    def _value(self, name: str, subject: Subject) -> object:
        if isinstance(subject, CommunityDelivery):
            return community_value(name, subject, self.places)
        told = (
            entry_value(name, subject)
            if isinstance(subject, Entry)
            else delivery_value(name, subject, self.places)
        )
        if told is not None:
            return told
        return self._person_value(name, subject.person) if subject.person else ""

    def _person_value(self, name: str, person: Person) -> object:
        if name == "direccion":
            return self._address(person)
        surnames_first = self.layout.contract in _SURNAMES_FIRST
        return person_value(name, person, self.places, surnames_first=surnames_first)

    def _address(self, person: Person) -> str:
        """Now and then somebody presses Enter inside the cell of a dining hall's list."""
        broken = self.layout.contract == "mides-comedores" and self.rng.random() < 0.03
        return f"{person.address}\nfrente al parque" if broken else person.address

    def _alias(self, person: Person) -> str:
        """Names and birth date as this layout sends them; empty when it sends no birth date."""
        fields = self.layout.fields
        if "nacimiento_fecha" not in fields:
            return ""
        whole: list[str] = [name for name in ("nombres", "nombre_completo") if name in fields]
        given = whole or [f"nombre{n}" for n in (1, 2, 3) if f"nombre{n}" in fields]
        surnames = ["apellidos"] if "apellidos" in fields else [f"apellido{n}" for n in (1, 2)]
        names, lines = (
            " ".join(str(self._person_value(name, person)) for name in part if name in fields)
            for part in (given, surnames)
        )
        return f"{plain_form(names)}|{plain_form(lines)}|{person.born.isoformat()}"

    def _ignored(self, header: str, subject: Subject) -> Cell:
        number = subject.person.number if isinstance(subject, Entry) else subject.number
        place = self.places[getattr(subject, "place", "") or subject.person.place]  # type: ignore[union-attr]
        filled: dict[str, Cell] = {
            "Tarjeta": f"T-{number:07d}",
            "Comedor": f"Comedor Social {place.name}",
            "Banco": self.rng.choice(_BANKS),
            "Escuela": f"Escuela Oficial {place.name}",
            "Centro": f"Centro {place.name}",
            "Expediente": f"V-{number:05d}",
            "CODIGO_UDI": f"{place.code[:2]}-{place.code[2:]}-{number % 89 + 10:04d}-43",
            "CODIGO_PERSONAL": f"{'ABCDEFGHJK'[number % 10]}{number % 997:03d}{'XYZ'[number % 3]}QR",
            "GRADO": f"{number % 6 + 1}o. PRIMARIA",
            "trabaja": self.rng.choice((-1, 0, 1)),
            "valor": 0,
            "RIESGO": self.rng.choice(("VEJEZ", "VEJEZ", "INVALIDEZ", "SOBREVIVENCIA")),
            "NOG": f"{number % 9_000_000 + 1_000_000}",
            "Renglón": self.rng.choice(("011", "011", "022", "021")),
        }
        return filled.get(header, "")
