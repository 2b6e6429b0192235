"""The contract of one file that an institution sends: its form, its columns, and what they mean.

Belongs here: the model of contracts/<institution>/<contract>.yaml: which keys there are, and of which type. Does not
belong here: the keys of `file` (file_form.py) and of a column (column.py), what the keys have to keep together
(rules.py), reading files (layouts.py), headers (matching.py).
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from snis.contracts.column import Column
from snis.contracts.file_form import FileSpec
from snis.contracts.input_fields import (
    DEFAULT_KEYS,
    DEFAULT_TOTALS,
    ESSENTIAL_FIELDS,
    ESSENTIAL_OF_REGISTRY,
    INPUT_FIELDS,
    KEY_COLUMNS,
    KEY_SYNONYMS,
)
from snis.contracts.strict import Day, NonEmpty, Strict, as_text

__all__ = [
    "INPUT_FIELDS",
    "KEY_COLUMNS",
    "KEY_SYNONYMS",
    "Agreement",
    "Cadence",
    "Column",
    "Control",
    "Every",
    "FileSpec",
    "InstitutionContract",
    "Months",
]

Kind = Literal["deliveries", "community", "registry"]
Grain = Literal["persona", "hogar", "comunidad", "fila", "racion", "pago"]
Mode = Literal["full", "increment", "correction"]
Registry = Literal[
    "renap_persona", "renap_defuncion", "onsec_planilla", "igss_pension", "minfin_contratista", "mides_padron",
    "mineduc_cumplimiento", "mspas_cumplimiento",
]  # fmt: skip
Every = Literal["day", "week", "fortnight", "month", "bimester", "cuatrimester", "semester", "year"]
# What `period` says when the deliveries' own dates tell which period a file is about.
BY_DATES = "entrega_fecha"
# Amounts and counts may be what a correction corrects, so they do not tell which row it is about.
_CORRECTED = frozenset({"monto_gtq", "cantidad", "estado_entrega_codigo"})


class Cadence(Strict):
    """How often a file is due."""

    every: Every = Field(description="Período que cubre cada archivo.")
    due_day: int = Field(
        ge=1,
        le=31,
        description="Día en que se espera el archivo, contado en el período que sigue al que informa.",
    )
    tolerance_days: int = Field(0, ge=0, le=90, description="Días de gracia antes de darlo por atrasado.")


class Agreement(Strict):
    """The agreement (convenio) under which the file is sent."""

    id: NonEmpty = Field(description="Número o nombre del convenio.")
    expires: Day | None = Field(
        None,
        description="Último día del convenio, aaaa-mm-dd; un archivo posterior se rechaza. null si no vence.",
    )


class Control(Strict):
    """The totals that the sender writes in the file, against which what was read is held."""

    filas: NonEmpty | None = Field(
        None, description="Rótulo de la fila del archivo que dice cuántas filas trae."
    )
    monto_gtq: NonEmpty | None = Field(
        None, description="Rótulo de la fila del archivo que dice cuánto suman los montos."
    )
    on_mismatch: Literal["refuse", "notice"] = Field(
        "refuse",
        description="Si no cuadran: refuse rechaza el archivo (ARC-16); notice solo lo dice el recibo.",
    )


class Months(Strict):
    """How the months that stand in columns become deliveries."""

    year: int | None = Field(
        None,
        ge=1990,
        le=2100,
        description="Año de las columnas de meses; si falta, la columna con part: anio.",
    )
    day: Literal["first", "last"] = Field(
        "last", description="Día que se toma como fecha de entrega: el primero o el último del mes."
    )


class InstitutionContract(Strict):
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
    grain: Grain | None = Field(
        None,
        description="Qué es una fila; obligatorio con kind: deliveries (comunidad, solo con kind: community).",
    )
    mode: Mode = Field(
        "increment",
        description="increment: cada archivo agrega; full: el archivo es el período entero y sustituye al anterior; "
        "correction: corrige filas ya enviadas.",
    )
    period: NonEmpty | None = Field(
        None,
        description="De dónde sale el período de un archivo: de su nombre, como pam_{aaaa}_{mm}.csv, o entrega_fecha.",
    )
    agreement: Agreement | None = Field(None, description="Convenio que ampara el envío, y cuándo vence.")
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
    correction_key: tuple[str, ...] = Field(
        (),
        description="Campos que dicen qué fila se corrige; si falta, folio, o la clave sin montos.",
    )
    control: Control | None = Field(None, description="Totales de control que trae el archivo.")
    months: Months | None = Field(None, description="Año y día de las columnas de meses.")
    totals: tuple[NonEmpty, ...] = Field(
        DEFAULT_TOTALS,
        description="Cómo empieza una fila de totales, además de TOTAL, SUBTOTAL y GRAN TOTAL.",
    )

    @field_validator("constants", mode="before")
    @classmethod
    def _constants_as_text(cls, value: object) -> object:
        return {key: as_text(item) for key, item in value.items()} if isinstance(value, dict) else value

    @property
    def fields(self) -> frozenset[str]:
        """Input fields that a column, a constant or the months' columns fill."""
        columns = frozenset(name for column in self.columns for name in column.fields)
        dated = {"entrega_fecha"} if self.months is not None else frozenset[str]()
        return columns | frozenset(self.constants) | dated

    @property
    def required_fields(self) -> frozenset[str]:
        """Input fields that no row may leave empty: those that the contract says, and its kind's essential ones."""
        said = frozenset(name for column in self.columns if column.required for name in column.fields)
        essential = (*ESSENTIAL_FIELDS[self.kind], *ESSENTIAL_OF_REGISTRY.get(self.registry or "", {}))
        return said | frozenset(essential)

    @property
    def key(self) -> frozenset[str]:
        """Fields of the natural key, each under one name: the person is cui, the household hogar."""
        said = "delivery_key" in self.model_fields_set
        listed = self.delivery_key if said else DEFAULT_KEYS[self.kind]
        return frozenset(KEY_SYNONYMS.get(field, field) for field in listed)

    @property
    def correction_fields(self) -> frozenset[str]:
        """Fields that tell which earlier row a correction is about, in the names of `key`."""
        if self.correction_key:
            return frozenset(KEY_SYNONYMS.get(field, field) for field in self.correction_key)
        return frozenset({"folio"}) if "folio" in self.fields else self.key - _CORRECTED

    def column_of(self, field: str) -> Column | None:
        """The column that fills a field, the first of them when parts or months of it stand in several, or None."""
        return next((column for column in self.columns if field in column.fields), None)

    def is_valid_on(self, day: date) -> bool:
        """Whether the contract is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_agreed_on(self, day: date) -> bool:
        """Whether the agreement still holds on a day; without one, or without an end, it does."""
        return self.agreement is None or self.agreement.expires is None or day <= self.agreement.expires
