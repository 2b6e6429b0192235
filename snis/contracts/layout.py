"""The contract of one file that an institution sends: its form, its columns, and what they mean.

Belongs here: the model of contracts/<institution>/<contract>.yaml: which keys there are, and of which type. Does not
belong here: what the keys have to keep together (rules.py), reading files (layouts.py), headers (matching.py).
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from snis.contracts.formats import (
    DATE_FORMATS,
    DEPARTMENT_FORMATS,
    MUNICIPALITY_FORMATS,
    NUMBER_FORMATS,
)

Kind = Literal["deliveries", "community", "registry"]
Grain = Literal["persona", "hogar", "racion"]
Registry = Literal["renap_persona", "renap_defuncion", "onsec_planilla", "igss_pension"]
Every = Literal["day", "week", "fortnight", "month", "bimester", "cuatrimester", "semester", "year"]

DATE_FIELDS = frozenset({"nacimiento_fecha", "entrega_fecha", "ocurrio_fecha", "registro_fecha", "fin_fecha"})
NUMBER_FIELDS = frozenset({"monto_gtq", "cantidad", "familias_atendidas"})
PLACE_FIELDS = frozenset(
    f"{place}_{level}_codigo"
    for place in ("nacimiento", "residencia", "entrega")
    for level in ("departamento", "municipio")
)
CODED_FIELDS: Mapping[str, str] = {
    "modalidad_codigo": "modalidad",
    "sexo_codigo": "sexo",
    "pueblo_codigo": "pueblo",
    "comunidad_linguistica_codigo": "comunidad_linguistica",
    "escolaridad_codigo": "escolaridad",
    "pobreza_codigo": "pobreza",
    "tiene_discapacidad": "logico",
    "cumple_corresponsabilidad": "logico",
    "estado_entrega_codigo": "estado_entrega",
    "obra_codigo": "obra",
}
NAME_FIELDS = (
    "nombre1", "nombre2", "nombre3", "nombres", "apellido1", "apellido2", "apellido_casada", "apellidos",
    "nombre_completo",
)  # fmt: skip
TEXT_FIELDS = frozenset({"cui", *NAME_FIELDS, "direccion", "telefono", "hogar", "folio", "comunidad"})
INPUT_FIELDS = TEXT_FIELDS | DATE_FIELDS | NUMBER_FIELDS | PLACE_FIELDS | frozenset(CODED_FIELDS)

_COMMUNITY_FIELDS = frozenset({"comunidad", "obra_codigo", "familias_atendidas"})
_REGISTRY_FIELDS = frozenset({"ocurrio_fecha", "registro_fecha", "fin_fecha"})
_DELIVERY_FIELDS = frozenset(
    {
        *("folio", "modalidad_codigo", "entrega_fecha", "entrega_departamento_codigo"),
        *("entrega_municipio_codigo", "monto_gtq", "cantidad", "estado_entrega_codigo"),
    }
)
_PERSON_FIELDS = (
    INPUT_FIELDS - _COMMUNITY_FIELDS - _REGISTRY_FIELDS - _DELIVERY_FIELDS - {"cumple_corresponsabilidad"}
)
# Fields that a file of each kind may fill; any other would be read and then lost.
FIELDS_OF_KIND: Mapping[str, frozenset[str]] = {
    "deliveries": _PERSON_FIELDS | _DELIVERY_FIELDS | {"cumple_corresponsabilidad"},
    "community": _DELIVERY_FIELDS | _COMMUNITY_FIELDS,
    "registry": _PERSON_FIELDS | _REGISTRY_FIELDS,
}
# Fields that a file of each kind cannot be without, whatever its contract says of `required`.
ESSENTIAL_FIELDS: Mapping[str, tuple[str, ...]] = {
    "deliveries": ("modalidad_codigo", "entrega_fecha"),
    "community": ("modalidad_codigo", "entrega_fecha", "comunidad"),
    "registry": ("cui",),
}

DEFAULT_KEY = ("persona_id", "modalidad_codigo", "entrega_fecha", "monto_gtq", "folio")
DEFAULT_TOTALS = ("TOTAL", "SUBTOTAL", "GRAN TOTAL")
# What a natural key may be made of. The person and the household stand in it as pseudonyms: cui and persona_id say the
# same, and so do hogar and hogar_id.
KEY_FIELDS = frozenset(
    {
        *(
            "persona_id",
            "hogar_id",
            "cui",
            "modalidad_codigo",
            "entrega_fecha",
            "monto_gtq",
            "folio",
            "hogar",
        ),
        *("comunidad", "obra_codigo", "entrega_departamento_codigo", "entrega_municipio_codigo", "cantidad"),
        *("estado_entrega_codigo", "ocurrio_fecha", "registro_fecha", "fin_fecha"),
    }
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> object:
    """Only aaaa-mm-dd: pydantic would also read 20260101 as seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_form", "not aaaa-mm-dd")
    return value


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _tab(value: object) -> object:
    """A tab can hardly be seen in a file; its name may stand for it."""
    return "\t" if value == "tab" else value


NonEmpty = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(_day)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cadence(_Strict):
    """How often a file is due: the due day of the period after the one it is about, and days of grace."""

    every: Every
    due_day: Annotated[int, Field(ge=1, le=31)]
    tolerance_days: Annotated[int, Field(ge=0, le=90)] = 0


class FileSpec(_Strict):
    """The form of the file. Everything here is checked against the file, never guessed from it.

    Attributes:
        pattern: glob on the file name, capitals or not.
        format: csv, xlsx, ods or parquet.
        container: zip, when the file comes inside one.
        encoding, delimiter: of a CSV.
        sheets: glob of the sheets of a workbook that carry rows.
    """

    pattern: NonEmpty
    format: Literal["csv", "xlsx", "ods", "parquet"]
    container: Literal["zip"] | None = None
    encoding: Literal["utf-8", "utf-8-sig", "windows-1252"] | None = None
    delimiter: Annotated[Literal[",", ";", "\t", "|"] | None, BeforeValidator(_tab)] = None
    sheets: str | None = None


class Column(_Strict):
    """One column as sent: its header (with synonyms), the field it fills, and how it is written.

    Attributes:
        header: every text that the header may have.
        field: canonical input field; none when the column is ignored.
        ignore: the column is known and not used.
        required: the column must exist and no row may leave it empty.
        format: how dates, numbers or places are written.
        codes: text as sent -> canonical code; "" when the text says nothing.
    """

    header: Annotated[tuple[NonEmpty, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
    field: str | None = None
    ignore: bool = False
    required: bool = False
    format: str | None = None
    codes: Mapping[str, str] | None = None

    @field_validator("codes", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """Codes are text; an empty one (null) says that the text as sent means nothing."""
        if not isinstance(value, dict):
            return value
        return {str(sent): _text(code) for sent, code in value.items()}


class InstitutionContract(_Strict):
    """One file that an institution sends, under one version of its layout."""

    contract: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: Annotated[int, Field(ge=1)]
    institution: NonEmpty
    title: NonEmpty
    valid_from: Day
    valid_to: Day | None = None
    legal_basis: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    cadence: Cadence
    kind: Kind
    registry: Registry | None = None
    grain: Grain | None = None
    file: FileSpec
    constants: Mapping[str, str] = Field(default_factory=dict)
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    delivery_key: tuple[str, ...] = DEFAULT_KEY
    totals: tuple[NonEmpty, ...] = DEFAULT_TOTALS

    @field_validator("constants", mode="before")
    @classmethod
    def _constants_as_text(cls, value: object) -> object:
        return {key: _text(item) for key, item in value.items()} if isinstance(value, dict) else value

    @property
    def fields(self) -> frozenset[str]:
        """Input fields that a column or a constant fills."""
        return frozenset(column.field for column in self.columns if column.field) | frozenset(self.constants)

    @property
    def required_fields(self) -> frozenset[str]:
        """Input fields that no row may leave empty: those that the contract says, and its kind's essential ones."""
        said = frozenset(column.field for column in self.columns if column.field and column.required)
        return said | frozenset(ESSENTIAL_FIELDS[self.kind])

    def column_of(self, field: str) -> Column | None:
        """The column that fills a field, or None."""
        return next((column for column in self.columns if column.field == field), None)

    def is_valid_on(self, day: date) -> bool:
        """Whether the contract is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def formats_of(field: str | None) -> tuple[str, ...]:
    """Formats that a field may be written in; empty for fields that have one form only."""
    if field in DATE_FIELDS:
        return DATE_FORMATS
    if field in NUMBER_FIELDS:
        return NUMBER_FORMATS
    if field in PLACE_FIELDS:
        return DEPARTMENT_FORMATS if "departamento" in str(field) else MUNICIPALITY_FORMATS
    return ()


def _text(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | list | dict) else str(value)
