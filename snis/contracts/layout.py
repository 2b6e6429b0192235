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

# What tells one row from another when the contract does not say: a community has no person, a register no amount.
DEFAULT_KEYS: Mapping[str, tuple[str, ...]] = {
    "deliveries": ("persona_id", "modalidad_codigo", "entrega_fecha", "monto_gtq", "folio"),
    "community": (
        "comunidad", "entrega_departamento_codigo", "entrega_municipio_codigo", "modalidad_codigo", "obra_codigo",
        "entrega_fecha", "monto_gtq", "folio",
    ),
    "registry": ("cui", "ocurrio_fecha", "registro_fecha", "fin_fecha"),
}  # fmt: skip
DEFAULT_TOTALS = ("TOTAL", "SUBTOTAL", "GRAN TOTAL")
# Person and household stand in a key as pseudonyms; a contract may call them by either name.
KEY_SYNONYMS: Mapping[str, str] = {"persona_id": "cui", "hogar_id": "hogar"}
KEY_COLUMNS = frozenset(
    {
        *(
            "cui",
            "modalidad_codigo",
            "entrega_fecha",
            "monto_gtq",
            "folio",
            "hogar",
            "comunidad",
            "obra_codigo",
        ),
        *("entrega_departamento_codigo", "entrega_municipio_codigo", "cantidad", "estado_entrega_codigo"),
        *("ocurrio_fecha", "registro_fecha", "fin_fecha"),
    }
)
KEY_FIELDS = KEY_COLUMNS | frozenset(KEY_SYNONYMS)
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
    """How often a file is due."""

    every: Every = Field(description="Período que cubre cada archivo.")
    due_day: int = Field(
        ge=1,
        le=31,
        description="Día en que se espera el archivo, contado en el período que sigue al que informa.",
    )
    tolerance_days: int = Field(0, ge=0, le=90, description="Días de gracia antes de darlo por atrasado.")


class FileSpec(_Strict):
    """The form of the file. Everything here is checked against the file, never guessed from it."""

    pattern: NonEmpty = Field(
        description="Nombre del archivo: * es cualquier texto y ? un carácter; mayúsculas y minúsculas valen igual."
    )
    format: Literal["csv", "xlsx", "ods", "parquet"] = Field(description="Formato del archivo.")
    container: Literal["zip"] | None = Field(None, description="zip si el archivo viene dentro de uno.")
    encoding: Literal["utf-8", "utf-8-sig", "windows-1252"] | None = Field(
        None, description="Codificación de un CSV; utf-8-sig es UTF-8 con BOM. Se comprueba, no se adivina."
    )
    delimiter: Annotated[Literal[",", ";", "\t", "|"] | None, BeforeValidator(_tab)] = Field(
        None, description="Separador de un CSV; el tabulador se puede escribir tab."
    )
    sheets: NonEmpty | None = Field(
        None, description="Nombre de las hojas de un libro que llevan filas, con * y ?; las demás no se leen."
    )


class Column(_Strict):
    """One column as sent: its header (with synonyms), the field it fills, and how it is written."""

    header: Annotated[tuple[NonEmpty, ...], BeforeValidator(_one_or_many)] = Field(
        min_length=1,
        description="Encabezado, o lista de los que puede llevar; mayúsculas, tildes y signos no los distinguen.",
    )
    field: str | None = Field(None, description="Campo del padrón que la columna llena.")
    ignore: bool = Field(False, description="La columna se conoce y no se usa.")
    required: bool = Field(
        False, description="La columna tiene que estar, y ninguna fila puede dejarla vacía."
    )
    format: str | None = Field(
        None, description="Cómo vienen escritos las fechas, los números o los lugares."
    )
    codes: Mapping[str, str] | None = Field(
        None, description="Texto que se envía: código del padrón; null si el texto no dice nada."
    )

    @field_validator("codes", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """Codes are text; an empty one (null) says that the text as sent means nothing."""
        if not isinstance(value, dict):
            return value
        return {str(sent): _text(code) for sent, code in value.items()}


class InstitutionContract(_Strict):
    """One file that an institution sends, under one version of its layout."""

    contract: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]*$", description="Nombre único, como mides-bono-social."
    )
    version: int = Field(ge=1, description="Versión; sube cuando cambia la forma del archivo.")
    institution: NonEmpty = Field(
        description="Código de institutions.csv; también es el nombre de la carpeta."
    )
    title: NonEmpty = Field(description="Qué trae el archivo, en español.")
    valid_from: Day = Field(description="Primer día de vigencia, aaaa-mm-dd.")
    valid_to: Day | None = Field(None, description="Último día de vigencia; null si sigue.")
    legal_basis: tuple[NonEmpty, ...] = Field(
        min_length=1, description="Leyes o convenios que permiten el envío; al menos uno."
    )
    cadence: Cadence = Field(description="Cada cuánto se espera el archivo.")
    kind: Kind = Field(
        description="deliveries: entregas a personas; community: a comunidades; registry: lo que un registro verifica."
    )
    registry: Registry | None = Field(None, description="De qué registro es; solo con kind: registry.")
    grain: Grain | None = Field(None, description="A quién se entrega; solo con kind: deliveries.")
    file: FileSpec = Field(description="Nombre y forma del archivo.")
    constants: Mapping[str, str] = Field(
        default_factory=dict, description="Campos que valen lo mismo en todas las filas: campo: valor."
    )
    columns: tuple[Column, ...] = Field(
        min_length=1, description="Todas las columnas que el archivo puede traer."
    )
    delivery_key: tuple[str, ...] = Field(
        DEFAULT_KEYS["deliveries"],
        description="Campos que distinguen una entrega de otra; si falta, la clave usual de su kind.",
    )
    totals: tuple[NonEmpty, ...] = Field(
        DEFAULT_TOTALS,
        description="Cómo empieza una fila de totales, además de TOTAL, SUBTOTAL y GRAN TOTAL.",
    )

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

    @property
    def key(self) -> frozenset[str]:
        """Fields of the natural key, each under one name: the person is cui, the household hogar."""
        said = "delivery_key" in self.model_fields_set
        listed = self.delivery_key if said else DEFAULT_KEYS[self.kind]
        return frozenset(KEY_SYNONYMS.get(field, field) for field in listed)

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
