"""One column of an institution's file: its header, what it fills, and how it is written.

Belongs here: the keys of an item of `columns`. Does not belong here: what they have to keep together
(column_rules.py), or which header of a file is which column (matching.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, field_validator

from snis.contracts.loader import load_fields
from snis.contracts.model import Privacy
from snis.contracts.strict import Strict, Texts, as_text

Part = Literal["dia", "mes", "anio"]
# From the class that says nothing of anybody to the one that says who somebody is.
PRIVACY_ORDER: tuple[Privacy, ...] = ("none", "quasi", "sensitive", "direct")


@dataclass(frozen=True)
class CrosswalkRef:
    """A crosswalk by its name and version, as crosswalks/<name>.yaml has them."""

    name: str
    version: str


class Split(Strict):
    """One cell that holds two places: "Cobán, Alta Verapaz"."""

    by: Annotated[str, Field(min_length=1)] = Field(description="Signo que separa las partes, como una coma.")
    into: tuple[str, ...] = Field(
        min_length=2, max_length=2, description="Los dos campos que salen de la celda, en su orden."
    )


class Column(Strict):
    """One column as sent: its header (with synonyms), the field it fills, and how it is written."""

    header: Texts = Field(
        min_length=1,
        description="Encabezado, o lista de los que puede llevar; mayúsculas, tildes y signos no los distinguen.",
    )
    field: str | None = Field(None, description="Campo del padrón que la columna llena.")
    ignore: bool = Field(False, description="La columna se conoce y no se usa.")
    required: bool = Field(
        False, description="La columna tiene que estar, y ninguna fila puede dejarla vacía."
    )
    format: str | None = Field(
        None, description="Cómo vienen escritos las fechas, los números, los lugares o el nombre completo."
    )
    currency: Literal["GTQ"] | None = Field(
        None, description="GTQ si el monto puede llevar escrita la moneda: Q, Q., GTQ o quetzales."
    )
    codes: Mapping[str, str] | None = Field(
        None,
        description="Texto que se envía: código del padrón; null si el texto no dice nada. "
        "O el cruce del despliegue que lo dice: {crosswalk: nombre, version: 1}.",
    )
    part: Part | None = Field(
        None, description="Qué parte de la fecha trae la columna, cuando día, mes y año vienen aparte."
    )
    month: int | None = Field(
        None, ge=1, le=12, description="Mes de la columna, de 1 a 12, cuando cada mes viene en una columna."
    )
    split: Split | None = Field(
        None, description="En lugar de field: los dos lugares que vienen en una misma celda."
    )
    privacy: Privacy | None = Field(
        None,
        description="Clase de privacidad; si falta, la del campo, y direct en una columna ignorada.",
    )
    _named: CrosswalkRef | None = PrivateAttr(None)

    @field_validator("codes", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """Codes are text; an empty one (null) says that the text as sent means nothing."""
        if not isinstance(value, dict):
            return value
        return {str(sent): as_text(code) for sent, code in value.items()}

    @property
    def fields(self) -> tuple[str, ...]:
        """Input fields that the column fills, alone or with others."""
        if self.split is not None:
            return self.split.into
        return (self.field,) if self.field else ()

    @property
    def position_name(self) -> str:
        """Under which name its place in a file is kept: its field, and which part or month of it."""
        if self.part is not None:
            return f"{self.field}.{self.part}"
        return f"{self.field}.{self.month:02d}" if self.month is not None else str(self.field)

    @property
    def crosswalk(self) -> CrosswalkRef | None:
        """The crosswalk of the deployment that its codes come from, or None when they are written in the contract."""
        if self._named is None and self.codes is not None and "crosswalk" in self.codes:
            return CrosswalkRef(self.codes["crosswalk"], self.codes.get("version", ""))
        return self._named

    def with_codes(self, codes: Mapping[str, str]) -> "Column":
        """The same column with the codes of the crosswalk that it names."""
        found = self.model_copy(update={"codes": codes})
        found._named = self.crosswalk
        return found

    @property
    def privacy_class(self) -> Privacy:
        """What it says, or else the gravest class of its fields; a column that nobody uses may hold anything."""
        if self.privacy is not None:
            return self.privacy
        known = load_fields()
        classes = {known[name].privacy for name in self.fields if name in known}
        return max(classes, key=PRIVACY_ORDER.index, default="direct")
