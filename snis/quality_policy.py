"""The quality policy of a deployment, as data: what a delivery is worth, when it is certified, how long one waits.

Belongs here: the model of `quality.yaml` (weights, levels, targets, plan, what is watched against gaming), its defaults
and look-ups in it. Does not belong here: the rules (quality/catalogue.yaml), the arithmetic of scores
(snis/scorecard.py), levels of service and alerts (service.yaml).

A deployment without the file has the defaults of this module; docs/tarjetas.md explains each value.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from snis.canonical import canonical
from snis.contracts.shape import read_shape
from snis.errors import QualityError

POLICY = "quality.yaml"
REMEDY = "Corrija quality.yaml; docs/tarjetas.md explica cada valor."

Dimension = Literal["completitud", "unicidad", "validez", "consistencia", "oportunidad", "exactitud"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Severity = Literal["bloquea", "avisa", "informa"]
# How grave it is that a rule of the catalogue fails, by what failing does.
SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {"rechazo": "bloquea", "cuarentena": "avisa", "descarte": "informa", "aviso": "informa"}
)
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{3}-\d{2}$")]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]
Points = Annotated[int, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=1, le=730)]
_Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weights(_Strict):
    """What each dimension weighs in the total: shares that sum to exactly one."""

    completitud: Share = Decimal("0.20")
    unicidad: Share = Decimal("0.15")
    validez: Share = Decimal("0.25")
    consistencia: Share = Decimal("0.15")
    oportunidad: Share = Decimal("0.15")
    exactitud: Share = Decimal("0.10")

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        if sum(self.by_dimension().values()) != 1:
            raise QualityError("los pesos de las dimensiones no suman 1", place="weights", remedy=REMEDY)
        return self

    def by_dimension(self) -> dict[Dimension, Decimal]:
        """The weights in the order of the dimensions."""
        return {dimension: getattr(self, dimension) for dimension in DIMENSIONS}


class Level(_Strict):
    """A level of the certificate, and what a delivery or dataset has to reach for it.

    Attributes:
        name, title: the code and what people read.
        least_score: least total, in points.
        least_dimension: least points of every dimension that is measured.
        with_penalties: whether something that was noticed against gaming still allows it.
        months: how long it holds.
    """

    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: _Text
    least_score: Points
    least_dimension: Points
    with_penalties: bool = False
    months: Annotated[int, Field(ge=1, le=60)]


class Targets(_Strict):
    """Shares of what is checked that may fail before a recommendation is opened."""

    default: Share = Decimal("0.01")
    dimensions: Mapping[Dimension, Share] = Field(default_factory=dict)
    rules: Mapping[RuleId, Share] = Field(default_factory=dict)

    def of(self, rule: str, dimension: str) -> Decimal:
        """What a rule tolerates: its own share, else that of its dimension, else the general one."""
        by_dimension = {str(name): share for name, share in self.dimensions.items()}
        return self.rules.get(rule, by_dimension.get(dimension, self.default))


class Plan(_Strict):
    """Days until an item of an institution's plan is due, by how grave it is."""

    bloquea: Days = 15
    avisa: Days = 45
    informa: Days = 90

    def days(self, severity: Severity) -> int:
        """Days until an item is due."""
        days: int = getattr(self, severity)
        return days


class Watch(_Strict):
    """What is watched so that a score does not rise by sending less or by filling blanks.

    Attributes:
        deliveries: how many earlier deliveries of the same contract are its own past.
        least_deliveries: with fewer of them nothing is compared.
        rows_share: part of the usual rows that may be missing; more takes points off.
        cap_share: part of the usual rows that may be missing before the total may not rise over its past.
        discarded_share: by how much the share of discarded rows may grow.
        dominant_share: by how much the share of a column's commonest value may grow.
        person_share: part of a delivery that may be about one person.
    """

    deliveries: Annotated[int, Field(ge=2, le=36)] = 12
    least_deliveries: Annotated[int, Field(ge=2, le=12)] = 2
    rows_share: Share = Decimal("0.20")
    cap_share: Share = Decimal("0.02")
    discarded_share: Share = Decimal("0.02")
    dominant_share: Share = Decimal("0.15")
    person_share: Share = Decimal("0.05")


_LEVELS = (
    Level(name="oro", title="Oro", least_score=95, least_dimension=90, months=6),
    Level(name="plata", title="Plata", least_score=85, least_dimension=75, months=6),
    Level(name="bronce", title="Bronce", least_score=70, least_dimension=50, with_penalties=True, months=3),
)
# What a replacement, a repetition or a correction is told by: it is no defect, and mending must not cost points.
_UNSCORED = ("ARC-07", "ARC-08", "ARC-18", "ARC-19", "ARC-20")


class QualityPolicy(_Strict):
    """quality.yaml.

    Attributes:
        weights, levels, targets, plan, watch: its sections.
        unscored: rules that are measured and never take points off.
        late_days: days late from which on a delivery has no points for being on time.
        least_level: the level that a dataset needs to be published without a warning; below it, it is downgraded.
        floor: points below which a dimension of the deliveries that a dataset is made of keeps it back.
        months: months of the trend.
    """

    version: Annotated[int, Field(ge=1, le=1)] = 1
    weights: Weights = Weights()
    levels: Annotated[tuple[Level, ...], Field(min_length=1)] = _LEVELS
    targets: Targets = Targets()
    plan: Plan = Plan()
    watch: Watch = Watch()
    unscored: tuple[RuleId, ...] = _UNSCORED
    late_days: Annotated[int, Field(ge=1, le=365)] = 30
    least_level: Annotated[str, Field(pattern=r"^[a-z_]+$")] = "bronce"
    floor: Points = 30
    months: Annotated[int, Field(ge=24, le=120)] = 24

    @model_validator(mode="after")
    def _levels_fall(self) -> Self:
        scores = [level.least_score for level in self.levels]
        names = {level.name for level in self.levels} | {"sin_nivel"}
        if sorted(set(scores), reverse=True) != scores or len(names) != len(scores) + 1:
            raise QualityError(
                "los niveles no van del más alto al más bajo, o se repiten", place="levels", remedy=REMEDY
            )
        if self.least_level not in names:
            raise QualityError("no existe tal nivel", place="least_level", remedy=REMEDY)
        return self

    @property
    def digest(self) -> str:
        """SHA-256 over what the policy says, whichever way its file is written."""
        return hashlib.sha256(canonical(self.model_dump(mode="json")).encode()).hexdigest()


def load_quality_policy(folder: Path) -> QualityPolicy:
    """The quality policy of a deployment folder; the defaults where it has no quality.yaml.

    Raises:
        QualityError: the file has a key or a value that it may not have; the message names line and remedy.
    """
    path = folder / POLICY
    try:
        shaped = read_shape(path, path.name, QualityPolicy)
    except FileNotFoundError:
        return QualityPolicy()
    if shaped.model is None:
        raise QualityError("; ".join(shaped.problems), remedy=REMEDY)
    return shaped.model
