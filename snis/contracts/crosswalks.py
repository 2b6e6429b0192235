"""Crosswalks that several contracts share: crosswalks/<name>.yaml of a deployment, by name and version.

Belongs here: reading them, and putting their codes where a contract names them. Does not belong here: crosswalks that
a contract writes out (column.py), or the code lists themselves (codes.csv).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from pydantic import Field, field_validator

from snis.contracts.column import Column
from snis.contracts.input_fields import CODED_FIELDS
from snis.contracts.layout import InstitutionContract
from snis.contracts.shape import Mistake, nearest, read_shape
from snis.contracts.strict import Day, NonEmpty, Strict, as_text
from snis.contracts.vocabulary import Vocabulary, crosswalk_mistakes

FOLDER = "crosswalks"
_KEYS = frozenset({"crosswalk", "version"})
Crosswalks = Mapping[tuple[str, str], "Crosswalk"]


class Crosswalk(Strict):
    """What the texts of one list of senders mean, under one version."""

    crosswalk: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Nombre del cruce.")
    version: int = Field(ge=1, description="Versión; sube cuando cambia un código.")
    field: NonEmpty = Field(description="Campo cuya lista de códigos está a la derecha.")
    valid_from: Day = Field(description="Primer día en que vale, aaaa-mm-dd.")
    valid_to: Day | None = Field(None, description="Último día en que vale; null si sigue.")
    source: NonEmpty = Field(description="De dónde salen los códigos.")
    codes: Mapping[str, str] = Field(
        min_length=1, description="Texto que se envía: código del padrón; null si el texto no dice nada."
    )

    @field_validator("codes", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return (
            {str(sent): as_text(code) for sent, code in value.items()} if isinstance(value, dict) else value
        )

    def covers(self, contract: InstitutionContract) -> bool:
        """Whether it holds on every day of a contract."""
        last = contract.valid_to or date.max
        return self.valid_from <= contract.valid_from and (self.valid_to is None or last <= self.valid_to)


def read_crosswalks(folder: Path, vocabulary: Vocabulary, problems: list[str]) -> Crosswalks:
    """The crosswalks in a folder, by name and version; every mistake is added to `problems`."""
    found: dict[tuple[str, str], Crosswalk] = {}
    for path in sorted(folder.glob("*.yaml")):
        shaped = read_shape(path, f"{folder.name}/{path.name}", Crosswalk)
        problems.extend(shaped.problems)
        if shaped.model is None:
            continue
        name = (shaped.model.crosswalk, str(shaped.model.version))
        mistakes = [*_mistakes(shaped.model, vocabulary)]
        if name in found:
            mistakes.append(
                Mistake(
                    ("version",), "otro archivo trae ya este cruce y versión", "suba la versión, o quite uno"
                )
            )
        problems.extend(shaped.describe(mistake) for mistake in mistakes)
        found.setdefault(name, shaped.model)
    return found


def resolved(contract: InstitutionContract, known: Crosswalks) -> tuple[InstitutionContract, list[Mistake]]:
    """The contract with the codes of the crosswalks that it names, and what is wrong with those names."""
    mistakes: list[Mistake] = []
    columns = list(contract.columns)
    for index, column in enumerate(contract.columns):
        if column.crosswalk is None:
            continue
        wrong = [*_reference_mistakes(column, ("columns", index, "codes"), contract, known)]
        mistakes += wrong
        if not wrong:
            reference = column.crosswalk
            columns[index] = column.with_codes(known[reference.name, reference.version].codes)
    return contract.model_copy(update={"columns": tuple(columns)}), mistakes


def _mistakes(crosswalk: Crosswalk, vocabulary: Vocabulary) -> Iterator[Mistake]:
    if crosswalk.valid_to is not None and crosswalk.valid_to < crosswalk.valid_from:
        yield Mistake(("valid_to",), "la vigencia termina antes de empezar", "revise valid_from y valid_to")
    if crosswalk.field not in CODED_FIELDS:
        yield Mistake(
            ("field",),
            f"{crosswalk.field} no se escribe con códigos{nearest(crosswalk.field, CODED_FIELDS)}",
            f"use uno de estos: {', '.join(sorted(CODED_FIELDS))}",
        )
        return
    yield from crosswalk_mistakes(crosswalk.codes, crosswalk.field, ("codes",), vocabulary)


def _reference_mistakes(
    column: Column, place: tuple[str | int, ...], contract: InstitutionContract, known: Crosswalks
) -> Iterator[Mistake]:
    reference = column.crosswalk
    if reference is None:
        return
    if extra := sorted(set(column.codes or ()) - _KEYS):
        yield Mistake(
            place,
            f"nombra un cruce y además escribe códigos: {', '.join(extra)}",
            "deje crosswalk y version, o escriba todos los códigos",
        )
        return
    if not reference.version:
        yield Mistake(place, "falta la versión del cruce", "agregue version")
        return
    found = known.get((reference.name, reference.version))
    if found is None:
        names = sorted({f"{name} versión {version}" for name, version in known})
        yield Mistake(
            (*place, "crosswalk"),
            f"no existe el cruce {reference.name} versión {reference.version}",
            f"use uno de estos: {', '.join(names)}"
            if names
            else f"escríbalo en {FOLDER}/{reference.name}.yaml",
        )
        return
    if found.field != column.field:
        yield Mistake(
            (*place, "crosswalk"),
            f"el cruce es de {found.field}, y la columna llena {column.field}",
            "nombre un cruce de ese campo",
        )
    if not found.covers(contract):
        until = found.valid_to.isoformat() if found.valid_to else "sin fin"
        yield Mistake(
            (*place, "crosswalk"),
            f"el cruce vale de {found.valid_from.isoformat()} a {until}, y el contrato, en otros días",
            "use la versión que valga todo ese tiempo, o ajuste la vigencia del contrato",
        )
