"""The contract of one file that an institution sends: its form, its columns, and what they mean.

Belongs here: the model of contracts/<institution>/<contract>.yaml and what one contract alone has to keep. Does not
belong here: reading files or what several contracts have to keep together (layouts.py), headers (matching.py).
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from snis.contracts.formats import DATE_FORMATS, NUMBER_FORMATS, TERRITORY_FORMATS

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

DEFAULT_KEY = ("persona_id", "modalidad_codigo", "entrega_fecha", "monto_gtq", "folio")
DEFAULT_TOTALS = ("TOTAL", "SUBTOTAL", "GRAN TOTAL")
NonEmpty = Annotated[str, Field(min_length=1)]


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
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    sheets: str | None = None

    @model_validator(mode="after")
    def _fit_the_format(self) -> "FileSpec":
        if self.format == "csv" and not (self.encoding and self.delimiter):
            raise ValueError("un CSV necesita encoding y delimiter")
        if self.format != "csv" and (self.encoding or self.delimiter):
            raise ValueError("encoding y delimiter son solo para CSV")
        if self.format in {"csv", "parquet"} and self.sheets:
            raise ValueError("sheets es solo para libros (xlsx, ods)")
        return self


class Column(_Strict):
    """One column as sent: its header (with synonyms), the field it fills, and how it is written.

    Attributes:
        header: every text that the header may have.
        field: canonical input field; none when the column is ignored.
        ignore: the column is known and not used.
        required: the column must exist and no row may leave it empty.
        format: how dates, numbers or places are written.
        codes: text as sent -> canonical code.
    """

    header: tuple[NonEmpty, ...]
    field: str | None = None
    ignore: bool = False
    required: bool = False
    format: str | None = None
    codes: Mapping[str, str] | None = None

    @field_validator("header", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("codes", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """YAML reads 1 and true as numbers and booleans; codes are text."""
        if not isinstance(value, dict):
            return value
        return {_text(sent): _text(code) for sent, code in value.items()}

    @model_validator(mode="after")
    def _make_sense(self) -> "Column":
        if self.ignore == (self.field is not None):
            raise ValueError("una columna lleva field, o bien ignore: true")
        if self.field is not None and self.field not in INPUT_FIELDS:
            raise ValueError(f"campo desconocido: {self.field}")
        admitted = formats_of(self.field)
        if self.format is not None and self.format not in admitted:
            raise ValueError(
                f"formato no admitido para {self.field}: {self.format} (sí: {', '.join(admitted)})"
            )
        if self.format is None and self.field in DATE_FIELDS:
            raise ValueError(f"{self.field} necesita format ({', '.join(admitted)})")
        if self.codes is not None and self.field not in CODED_FIELDS:
            raise ValueError(f"{self.field} no lleva códigos")
        return self


class InstitutionContract(_Strict):
    """One file that an institution sends, under one version of its layout."""

    contract: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: Annotated[int, Field(ge=1)]
    institution: NonEmpty
    title: NonEmpty
    valid_from: date
    valid_to: date | None = None
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
        """Input fields that no row may leave empty."""
        return frozenset(column.field for column in self.columns if column.field and column.required)

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
        return TERRITORY_FORMATS
    return ()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
