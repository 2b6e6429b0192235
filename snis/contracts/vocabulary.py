"""Contracts against what the deployment knows: institutions, modalities, code lists and places.

Belongs here: the vocabulary, and every mistake that only shows against it. Does not belong here: what a contract has to
keep by itself (rules.py) or where the vocabulary comes from (snis/deployment.py).
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from snis.contracts.formats import number_pattern
from snis.contracts.input_fields import (
    CODED_FIELDS,
    DATE_FIELDS,
    INPUT_FIELDS,
    NUMBER_FIELDS,
    PLACE_FIELDS,
    TEXT_FIELDS,
)
from snis.contracts.layout import InstitutionContract
from snis.contracts.shape import Mistake, nearest

# Where the truth values of a crosswalk end up.
BOOLEAN_CODES = frozenset({"true", "false"})
# A place where people live may be the same for a whole file; who somebody is may not.
_NO_CONSTANT = (TEXT_FIELDS - {"comunidad"}) | {"nacimiento_fecha"}


@dataclass(frozen=True)
class Vocabulary:
    """What contracts may refer to.

    Attributes:
        institutions, modalities: codes of the registers.
        codes: codes of each list of codes.csv.
        departments, municipalities: official codes of the territory.
    """

    institutions: Set[str]
    modalities: Set[str]
    codes: Mapping[str, Set[str]]
    departments: Set[str] = field(default_factory=frozenset)
    municipalities: Set[str] = field(default_factory=frozenset)

    def admitted(self, name: str) -> Set[str]:
        """Canonical codes of a coded field."""
        if name == "modalidad_codigo":
            return self.modalities
        if CODED_FIELDS[name] == "logico":
            return BOOLEAN_CODES
        return self.codes.get(CODED_FIELDS[name], frozenset())


def reference_mistakes(
    contract: InstitutionContract, folder: str, vocabulary: Vocabulary
) -> Iterator[Mistake]:
    """Everything that a contract says against its folder and the deployment."""
    if contract.institution != folder:
        yield Mistake(
            ("institution",),
            f"dice {contract.institution} y el archivo está en la carpeta {folder}",
            "mueva el archivo o corrija la institución",
        )
    if contract.institution not in vocabulary.institutions:
        yield Mistake(
            ("institution",),
            f"{contract.institution} no está en el registro{nearest(contract.institution, vocabulary.institutions)}",
            "agréguela a institutions.csv",
        )
    yield from _crosswalks_of(contract, vocabulary)
    for name, value in contract.constants.items():
        yield from _constant_mistakes(name, value, contract, vocabulary)


def crosswalk_mistakes(
    codes: Mapping[str, str], name: str, place: tuple[str | int, ...], vocabulary: Vocabulary
) -> Iterator[Mistake]:
    """What is wrong with a crosswalk of a coded field: a text twice, or a code that its list does not have."""
    seen: dict[str, str] = {}
    for sent, code in codes.items():
        normal = sent.strip().upper()
        if normal in seen:
            yield Mistake(
                (*place, sent),
                f"«{sent}» y «{seen[normal]}» son el mismo texto",
                "deje uno; mayúsculas y espacios en los extremos no los distinguen",
            )
        seen.setdefault(normal, sent)
        # An empty code says that the text means nothing; a modality is never nothing.
        if code or name == "modalidad_codigo":
            yield from _code_mistakes((*place, sent), name, code, vocabulary)


def _crosswalks_of(contract: InstitutionContract, vocabulary: Vocabulary) -> Iterator[Mistake]:
    """Crosswalks that the contract writes out; those that it names are checked where they stand."""
    for index, column in enumerate(contract.columns):
        if (
            column.codes
            and column.field is not None
            and column.field in CODED_FIELDS
            and column.crosswalk is None
        ):
            yield from crosswalk_mistakes(column.codes, column.field, ("columns", index, "codes"), vocabulary)


def _constant_mistakes(
    name: str, value: str, contract: InstitutionContract, vocabulary: Vocabulary
) -> Iterator[Mistake]:
    place = ("constants", name)
    if name not in INPUT_FIELDS:
        yield Mistake(
            place,
            f"campo desconocido{nearest(name, INPUT_FIELDS)}",
            "use uno de los campos de docs/contratos.md",
        )
        return
    if contract.column_of(name) is not None:
        yield Mistake(place, "sale también de una columna", "quite la constante o la columna")
    if name in _NO_CONSTANT:
        yield Mistake(place, "no puede valer lo mismo en todas las filas", "quítela")
    elif name in CODED_FIELDS:
        yield from _code_mistakes(place, name, value, vocabulary)
    elif name in PLACE_FIELDS:
        yield from _place_mistakes(place, name, value, vocabulary)
    elif name in DATE_FIELDS and not _is_date(value):
        yield Mistake(place, "se esperaba una fecha", "escríbala así: 2026-01-31")
    elif name in NUMBER_FIELDS and not re.fullmatch(number_pattern(None).pattern, value):
        yield Mistake(place, "se esperaba un número", "escríbalo así: 1234.56")


def _code_mistakes(
    place: tuple[str | int, ...], name: str, code: str, vocabulary: Vocabulary
) -> Iterator[Mistake]:
    admitted = vocabulary.admitted(name)
    if code in admitted:
        return
    if name == "modalidad_codigo":
        yield Mistake(
            place,
            f"modalidad desconocida: «{code}»{nearest(code, admitted)}",
            "use una modalidad de programmes.csv, o agréguela allí",
        )
    elif CODED_FIELDS[name] == "logico":
        yield Mistake(place, f"«{code}» no es true ni false", "use true, false, o null si no dice nada")
    else:
        yield Mistake(
            place,
            f"el código «{code}» no está en la lista {CODED_FIELDS[name]}",
            f"use uno de estos: {', '.join(sorted(admitted))}; o agréguelo a codes.csv",
        )


def _place_mistakes(
    place: tuple[str | int, ...], name: str, code: str, vocabulary: Vocabulary
) -> Iterator[Mistake]:
    level = "departamento" if "departamento" in name else "municipio"
    admitted = vocabulary.departments if level == "departamento" else vocabulary.municipalities
    if code not in admitted:
        form = "dos dígitos, como 01" if level == "departamento" else "cuatro dígitos, como 0101"
        yield Mistake(place, f"«{code}» no es un código de {level}", f"escriba el código del INE de {form}")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
