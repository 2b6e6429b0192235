"""The disclosure policy of a deployment, as data: what is published, from how many persons on, and why.

Belongs here: the model of `disclosure.yaml`, its legal floor, and the values that the SQL of the open layer has
bound. Does not belong here: the rules that use these numbers (snis/disclosure.py), approvals of datasets
(publish/gate_approvals.py), the crosses that are counted (assets/out/out_cobertura.sql).

Source: shared design privacy.md, sections 1 and 2. A policy may be stricter than the floor, never weaker.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from snis.errors import DisclosureError

COVERAGE, COMMUNITY = "open_cobertura", "open_cobertura_comunitaria"
PERSONAL_ATTRIBUTES = frozenset({"sexo_codigo", "edad_grupo_codigo", "pueblo_codigo"})
TERRITORY = frozenset({"anio", "departamento_codigo", "municipio_codigo"})
SENSITIVE_DIMENSIONS = frozenset({"anio", "departamento_codigo", "modalidad_codigo"})
RESTRICTED_DIMENSIONS = frozenset({"anio"})
REMEDY = "Corrija disclosure.yaml; docs/privacidad.md explica cada valor."

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
Reason = Annotated[str, Field(min_length=20)]
Model = TypeVar("Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Decision(_Strict):
    """One number of the policy and the reason for it."""

    value: int
    reason: Reason


class Thresholds(_Strict):
    """The smallest true count behind a printed figure, by universe.

    Attributes:
        publica, sensible, restringida: persons.
        familias: families served, in community benefits.
        comunidades: communities, where nobody reported families.
    """

    publica: Decision
    sensible: Decision
    restringida: Decision
    familias: Decision
    comunidades: Decision


class Rounding(_Strict):
    """Bases of rounding: at random by key, and to the nearest for the restricted universe."""

    base: Decision
    restringida_nearest: Decision


class Amounts(_Strict):
    """How amounts in quetzales are blurred: digits of the mean, and the p% rule."""

    mean_digits: Decision
    p_percent: Decision


class Cross(_Strict):
    """A cross of dimensions that may be printed, in which table, and whether with amounts."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    table: Annotated[str, Field(pattern=r"^open_[a-z_]+$")]
    dimensions: list[Dimension]
    amounts: bool = False
    coverage_rate: bool = False
    reason: Reason


class Regime(_Strict):
    """How one universe other than the public one is treated.

    Attributes:
        table: the only table in which its figures may stand.
        terms: words that must not leave in any file (names that people use for a restricted programme).
        reason: why.
    """

    table: Annotated[str, Field(pattern=r"^open_[a-z_]+$")]
    terms: list[Annotated[str, Field(min_length=3)]] = []
    reason: Reason


class Regimes(_Strict):
    """The two universes that are kept apart from every public total."""

    sensible: Regime
    restringida: Regime


class DisclosurePolicy(_Strict):
    """The whole policy of a deployment; refuses to exist below the legal floor."""

    version: Literal[1]
    thresholds: Thresholds
    rounding: Rounding
    amounts: Amounts
    coverage_rate_cap_pct: Decision
    crosses: list[Cross]
    regimes: Regimes

    @model_validator(mode="after")
    def _hold_the_floor(self) -> "DisclosurePolicy":
        problems = [*_below_floor(self), *_crosses_out_of_regime(self)]
        if problems:
            raise DisclosureError(
                "la política de divulgación no se puede usar: " + "; ".join(problems), remedy=REMEDY
            )
        return self

    def names(self, table: str) -> list[str]:
        """Names of the crosses that a table prints, in name order."""
        return sorted(cross.name for cross in self.crosses if cross.table == table)

    def names_with_amounts(self, table: str) -> list[str]:
        """Names of the crosses that a table prints with amounts, in name order."""
        return sorted(cross.name for cross in self.crosses if cross.table == table and cross.amounts)

    def names_with_rate(self) -> list[str]:
        """Names of the crosses that the coverage table prints with a rate, in name order."""
        return sorted(cross.name for cross in self.crosses if cross.table == COVERAGE and cross.coverage_rate)


def load_policy(path: Path) -> DisclosurePolicy:
    """The disclosure policy in a YAML file.

    Raises:
        DisclosureError: the file is missing, is no YAML, has an unknown or missing key, or is weaker than the floor.
    """
    return read_model(path, DisclosurePolicy)


def read_model(path: Path, model: type[Model]) -> Model:
    """A YAML file as a strict model, with its mistakes in Spanish.

    Raises:
        DisclosureError: as for load_policy.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DisclosureError("el archivo no existe", place=path.name, remedy=REMEDY) from None
    except (yaml.YAMLError, ValueError):  # also a wrong encoding, and a day that no calendar has
        raise DisclosureError("el archivo no es YAML legible", place=path.name, remedy=REMEDY) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(_in_spanish(problem) for problem in error.errors(include_input=False))
        raise DisclosureError(problems, place=path.name, remedy=REMEDY) from None
    except DisclosureError as error:
        raise DisclosureError(error.message, place=path.name, remedy=error.remedy) from None


def bound_parameters(policy: DisclosurePolicy, round_key: bytes) -> dict[str, object]:
    """Values that the statements of assets/open have bound, by name.

    `clave_redondeo` is K_round as bytes; the statements write it as lowercase hex before they hash.
    """
    thresholds = policy.thresholds
    return {
        "clave_redondeo": round_key,
        "umbral_publica": thresholds.publica.value,
        "umbral_sensible": thresholds.sensible.value,
        "umbral_restringida": thresholds.restringida.value,
        "umbral_familias": thresholds.familias.value,
        "umbral_comunidades": thresholds.comunidades.value,
        "base_redondeo": policy.rounding.base.value,
        "base_restringida": policy.rounding.restringida_nearest.value,
        "cifras_promedio": policy.amounts.mean_digits.value,
        "p_dominancia_pct": policy.amounts.p_percent.value,
        "tope_tasa_pct": policy.coverage_rate_cap_pct.value,
        "cruces_publica": policy.names(COVERAGE),
        "cruces_con_monto": policy.names_with_amounts(COVERAGE),
        "cruces_con_tasa": policy.names_with_rate(),
        "cruces_sensible": policy.names(policy.regimes.sensible.table),
        "cruces_restringida": policy.names(policy.regimes.restringida.table),
        "cruces_comunitaria": policy.names(COMMUNITY),
        "cruces_comunitaria_con_monto": policy.names_with_amounts(COMMUNITY),
    }


def _below_floor(policy: DisclosurePolicy) -> list[str]:
    """Problems of numbers that are weaker than privacy.md allows."""
    thresholds, rounding, amounts = policy.thresholds, policy.rounding, policy.amounts
    at_least: Sequence[tuple[str, int, int]] = (
        ("thresholds.publica", thresholds.publica.value, 10),
        ("thresholds.sensible", thresholds.sensible.value, 20),
        ("thresholds.restringida", thresholds.restringida.value, 30),
        ("thresholds.familias", thresholds.familias.value, 10),
        ("thresholds.comunidades", thresholds.comunidades.value, 10),
        ("rounding.base", rounding.base.value, 5),
        ("rounding.restringida_nearest", rounding.restringida_nearest.value, 10),
        ("amounts.p_percent", amounts.p_percent.value, 10),
        ("amounts.mean_digits", amounts.mean_digits.value, 1),
        ("coverage_rate_cap_pct", policy.coverage_rate_cap_pct.value, 1),
    )
    at_most: Sequence[tuple[str, int, int]] = (
        ("amounts.mean_digits", amounts.mean_digits.value, 3),
        ("amounts.p_percent", amounts.p_percent.value, 100),
        ("coverage_rate_cap_pct", policy.coverage_rate_cap_pct.value, 95),
    )
    multiples = (
        ("thresholds.publica", thresholds.publica.value, rounding.base.value),
        ("thresholds.sensible", thresholds.sensible.value, rounding.base.value),
        ("thresholds.familias", thresholds.familias.value, rounding.base.value),
        ("thresholds.comunidades", thresholds.comunidades.value, rounding.base.value),
        ("thresholds.restringida", thresholds.restringida.value, rounding.restringida_nearest.value),
    )
    return [
        *(f"{name} es {value} y el mínimo es {floor}" for name, value, floor in at_least if value < floor),
        *(f"{name} es {value} y el máximo es {top}" for name, value, top in at_most if value > top),
        # A threshold between two multiples would let a figure be printed below it.
        *(
            f"{name} no es múltiplo de la base {base}"
            for name, value, base in multiples
            if base > 0 and value % base
        ),
    ]


def _crosses_out_of_regime(policy: DisclosurePolicy) -> list[str]:
    """Problems of crosses: repeated, personal attributes with amounts, dimensions that a universe forbids."""
    allowed = {
        policy.regimes.sensible.table: SENSITIVE_DIMENSIONS,
        policy.regimes.restringida.table: RESTRICTED_DIMENSIONS,
    }
    names = [(cross.table, cross.name) for cross in policy.crosses]
    problems = [
        f"el cruce {name} está repetido" for table, name in set(names) if names.count((table, name)) > 1
    ]
    for cross in policy.crosses:
        used = set(cross.dimensions)
        extra = used - allowed.get(cross.table, used)
        if "anio" not in used:
            problems.append(f"el cruce {cross.name} no lleva anio")
        if extra:
            problems.append(f"el cruce {cross.name} no puede llevar {', '.join(sorted(extra))}")
        if cross.amounts and (used & PERSONAL_ATTRIBUTES or cross.table in allowed):
            problems.append(f"el cruce {cross.name} no puede llevar montos")
        if cross.coverage_rate and not (cross.table == COVERAGE and used <= TERRITORY):
            problems.append(f"el cruce {cross.name} no puede llevar tasa de cobertura")
    if policy.regimes.sensible.table == policy.regimes.restringida.table:
        problems.append("los dos regímenes usan la misma tabla")
    return sorted(problems)


def _in_spanish(problem: Mapping[str, Any]) -> str:
    """One mistake of the file: where and what, never the value."""
    place = ".".join(str(step) for step in problem["loc"]) or "(raíz)"
    kinds = {
        "missing": "falta",
        "extra_forbidden": "es una clave desconocida",
        "int_type": "debe ser un número entero",
        "bool_type": "debe ser true o false",
        "string_type": "debe ser un texto",
        "list_type": "debe ser una lista",
        "date_type": "debe ser una fecha aaaa-mm-dd",
        "model_type": "debe ser un grupo de claves",
        "string_too_short": "es demasiado corto (una razón se explica en al menos 20 letras)",
        "string_pattern_mismatch": "no tiene la forma esperada",
        "literal_error": f"solo admite {problem.get('ctx', {}).get('expected', '')}",
    }
    return f"{place} {kinds.get(str(problem['type']), 'no se admite')}"
