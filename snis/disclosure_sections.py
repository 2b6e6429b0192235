"""The sections of disclosure.yaml that are numbers and choices, each with its reason.

Belongs here: their models. Does not belong here: how low or high a number may be (disclosure_floor.py), groupings
of codes (disclosure_groupings.py), microdata (disclosure_microdata.py), the policy as a whole (disclosure_policy.py).
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Reason = Annotated[str, Field(min_length=20)]
TableName = Annotated[str, Field(pattern=r"^open_[a-z_]+$")]
CrossName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Dimension = Literal[
    "anio",
    "mes",
    "departamento_codigo",
    "municipio_codigo",
    "institucion_codigo",
    "programa_codigo",
    "modalidad_codigo",
    "sexo_codigo",
    "edad_grupo_codigo",
    "pueblo_codigo",
]
Cadence = Literal["nightly", "monthly", "yearly"]


class Strict(BaseModel):
    """A group of keys that takes no unknown key and converts nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Decision(Strict):
    """One number of the policy and the reason for it."""

    value: int
    reason: Reason


class Thresholds(Strict):
    """The smallest true count behind a printed figure, by universe.

    Attributes:
        publica, sensible, restringida: persons.
        familias: families served, in community benefits.
    """

    publica: Decision
    sensible: Decision
    restringida: Decision
    familias: Decision


class Rounding(Strict):
    """Bases of rounding: at random by key, and to the nearest for the restricted universe."""

    base: Decision
    restringida_nearest: Decision


class Amounts(Strict):
    """How amounts in quetzales are blurred: digits of the mean, and the p% rule."""

    mean_digits: Decision
    p_percent: Decision


class Hold(Strict):
    """How many different persons must have changed in a figure before it is printed anew."""

    persons: Decision


class Attacked(Strict):
    """How the publisher attacks its own tables.

    Attributes:
        fewest_values: how many values a withheld cell must still be able to have.
        most_rounds: attacks and flips before the smallest printed sibling is withheld instead.
    """

    fewest_values: Decision
    most_rounds: Decision


class Kept(Strict):
    """A table whose crosses are printed whatever was measured, and why."""

    table: TableName
    reason: Reason


class Measurement(Strict):
    """How much of a cross may be withheld for it to be printed at all, on the last closed year.

    Attributes:
        cells_pct: of its non-empty finest cells, in percent.
        persons_per_mille: of the persons in them, in thousandths.
        kept: exceptions.
    """

    cells_pct: Decision
    persons_per_mille: Decision
    kept: list[Kept] = []


class SmallMunicipalities(Strict):
    """Municipalities so small that only few crosses are printed of them.

    Attributes:
        inhabitants: those below.
        crosses: names of the crosses of the coverage table that are printed of them.
    """

    inhabitants: Decision
    crosses: list[CrossName]


class HowOften(Strict):
    """How often figures of a kind may change, and why."""

    value: Cadence
    reason: Reason


class DayOfYear(Strict):
    """A day of every year, mm-dd, and the reason for it."""

    value: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    reason: Reason


class Releases(Strict):
    """What may change when.

    Attributes:
        country_and_departments, municipalities: figures of the coverage tables.
        matrices: coincidences.
        microdata: record-level files.
        definitive: day of the definitive edition of the year before, mm-dd.
    """

    country_and_departments: HowOften
    municipalities: HowOften
    matrices: HowOften
    microdata: HowOften
    definitive: DayOfYear


class QualityReport(Strict):
    """What is published of the quality of what institutions sent.

    Attributes:
        base: counts of records are rounded to its multiples.
        threshold: counts below are written as "fewer than".
        rate_from: records checked from which a rate is printed.
    """

    base: Decision
    threshold: Decision
    rate_from: Decision


class ExternalFigure(Strict):
    """Exact figures that others publish, against which a sum of ours could be held.

    Attributes:
        source: who publishes them.
        measure: of what.
        dimensions: by what.
    """

    source: Annotated[str, Field(min_length=5)]
    measure: Literal["monto"]
    dimensions: list[Dimension]
    reason: Reason


class Cross(Strict):
    """A cross of dimensions that may be printed, in which table, and whether with amounts.

    Attributes:
        grouped: for a dimension that is printed in the coarser groups of a grouping, that grouping's name.
    """

    name: CrossName
    table: TableName
    dimensions: list[Dimension]
    grouped: dict[Dimension, str] = {}
    amounts: bool = False
    coverage_rate: bool = False
    reason: Reason


class Regime(Strict):
    """How one universe other than the public one is treated.

    Attributes:
        table: the only table in which its figures may stand.
        terms: words that must not leave in any file (names that people use for a restricted programme).
        reason: why.
    """

    table: TableName
    terms: list[Annotated[str, Field(min_length=3)]] = []
    reason: Reason


class Regimes(Strict):
    """The two universes that are kept apart from every public total."""

    sensible: Regime
    restringida: Regime
