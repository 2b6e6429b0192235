"""The disclosure policy of a deployment, as data: what is published, from how many persons on, and why.

Belongs here: the model of `disclosure.yaml` as a whole, the rules between its sections, and the values that the SQL of
the open layer has bound. Does not belong here: the models of its sections (disclosure_sections.py and its siblings),
the legal floor of its numbers (disclosure_floor.py), the rules that use them (snis/disclosure.py), approvals of
datasets (publish/gate_approvals.py), the crosses that are counted (assets/out/out_cobertura.sql), which of them a
year's measurement admits (snis/admission.py).

Source: shared design privacy.md, sections 1 to 4. A policy may be stricter than the floor, never weaker.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError, model_validator

from snis import disclosure_floor, disclosure_groupings, disclosure_microdata
from snis.disclosure_groupings import Hierarchies
from snis.disclosure_microdata import Microdata
from snis.disclosure_sections import (
    Amounts,
    Attacked,
    Cadence,
    Cross,
    Decision,
    ExternalFigure,
    Hold,
    Measurement,
    QualityReport,
    Regimes,
    Releases,
    Rounding,
    SmallMunicipalities,
    Strict,
    Thresholds,
)
from snis.errors import DisclosureError

COVERAGE, COMMUNITY, MATRIX = "open_cobertura", "open_cobertura_comunitaria", "open_coincidencia"
PERSONAL_ATTRIBUTES = frozenset({"sexo_codigo", "edad_grupo_codigo", "pueblo_codigo"})
TERRITORY = frozenset({"anio", "departamento_codigo", "municipio_codigo"})
SENSITIVE_DIMENSIONS = frozenset({"anio", "departamento_codigo", "modalidad_codigo"})
RESTRICTED_DIMENSIONS = frozenset({"anio"})
# A community benefit has a place, a year and a modality; nobody's sex, age or people.
COMMUNITY_DIMENSIONS = TERRITORY | {"institucion_codigo", "programa_codigo", "modalidad_codigo"}
REMEDY = "Corrija disclosure.yaml; docs/privacidad.md explica cada valor."

Model = TypeVar("Model", bound=BaseModel)


class DisclosurePolicy(Strict):
    """The whole policy of a deployment; refuses to exist below the legal floor."""

    version: Literal[1]
    thresholds: Thresholds
    rounding: Rounding
    amounts: Amounts
    coverage_rate_cap_pct: Decision
    hold: Hold
    bounds: Attacked
    hierarchies: Hierarchies
    measurement: Measurement
    small_municipalities: SmallMunicipalities
    releases: Releases
    microdata: Microdata
    quality_report: QualityReport
    external_figures: list[ExternalFigure]
    crosses: list[Cross]
    regimes: Regimes

    @model_validator(mode="after")
    def _hold_the_floor(self) -> "DisclosurePolicy":
        ages, peoples = (
            [known.finest, *(grouping.name for grouping in known.groupings)]
            for known in (self.hierarchies.edad_grupo_codigo, self.hierarchies.pueblo_codigo)
        )
        problems = [
            *disclosure_floor.problems_of(self),
            *disclosure_groupings.problems_of(self.hierarchies),
            *disclosure_microdata.problems_of(self.microdata, ages, peoples),
            *_crosses_out_of_regime(self),
            *_too_fine_for_small_places(self),
        ]
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

    @property
    def spending_is_known_by_department(self) -> bool:
        """Whether others publish the exact spending of each institution by department."""
        return any(
            {"departamento_codigo", "institucion_codigo"} <= set(figure.dimensions)
            for figure in self.external_figures
        )

    def cadence_of(self, cross: Cross) -> Cadence:
        """How often the figures of a cross may change."""
        if self.is_of_closed_years(cross):
            return "yearly"
        if cross.table == MATRIX:
            return self.releases.matrices.value
        if "municipio_codigo" in cross.dimensions:
            return self.releases.municipalities.value
        return self.releases.country_and_departments.value

    def threshold_of(self, table: str) -> int:
        """How many must stand behind a figure of a table: families in community benefits, else persons."""
        found = {
            COMMUNITY: self.thresholds.familias,
            self.regimes.sensible.table: self.thresholds.sensible,
            self.regimes.restringida.table: self.thresholds.restringida,
        }
        return found.get(table, self.thresholds.publica).value

    def is_of_closed_years(self, cross: Cross) -> bool:
        """Whether a cross tells of closed years alone, once a year: of the two universes that are set apart."""
        return cross.table in {self.regimes.sensible.table, self.regimes.restringida.table}


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
        "base_redondeo": policy.rounding.base.value,
        "base_restringida": policy.rounding.restringida_nearest.value,
        "cifras_promedio": policy.amounts.mean_digits.value,
        "p_dominancia_pct": policy.amounts.p_percent.value,
        "tope_tasa_pct": policy.coverage_rate_cap_pct.value,
        "base_calidad": policy.quality_report.base.value,
        "umbral_calidad": policy.quality_report.threshold.value,
        "tasa_calidad_desde": policy.quality_report.rate_from.value,
        "cruces_publica": policy.names(COVERAGE),
        "gasto_ajeno_por_departamento": policy.spending_is_known_by_department,
        "cruces_de_municipio_pequeno": list(policy.small_municipalities.crosses),
        "cruces_con_monto": policy.names_with_amounts(COVERAGE),
        "cruces_con_tasa": policy.names_with_rate(),
        "cruces_sensible": policy.names(policy.regimes.sensible.table),
        "cruces_restringida": policy.names(policy.regimes.restringida.table),
        "cruces_comunitaria": policy.names(COMMUNITY),
    }


def _crosses_out_of_regime(policy: DisclosurePolicy) -> list[str]:
    """Problems of crosses: repeated, personal attributes with amounts, dimensions that a universe forbids."""
    allowed = {
        policy.regimes.sensible.table: SENSITIVE_DIMENSIONS,
        policy.regimes.restringida.table: RESTRICTED_DIMENSIONS,
        COMMUNITY: COMMUNITY_DIMENSIONS,
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
        if not _is_grouped(cross, policy.hierarchies):
            problems.append(f"el cruce {cross.name} usa una agrupación que hierarchies no tiene")
    if policy.regimes.sensible.table == policy.regimes.restringida.table:
        problems.append("los dos regímenes usan la misma tabla")
    return sorted(problems)


def _is_grouped(cross: Cross, hierarchies: Hierarchies) -> bool:
    """Whether the groupings that a cross uses exist, for dimensions that it has."""
    known = hierarchies.by_dimension()
    return all(
        dimension in cross.dimensions
        and dimension in known
        and name in {grouping.name for grouping in known[dimension].groupings}
        for dimension, name in cross.grouped.items()
    )


def _too_fine_for_small_places(policy: DisclosurePolicy) -> list[str]:
    """Problems of what is printed of small municipalities: by programme, or by sex and broad age, and nothing else."""
    crosses = {cross.name: cross for cross in policy.crosses if cross.table == COVERAGE}
    problems = []
    for name in policy.small_municipalities.crosses:
        cross = crosses.get(name)
        if cross is None or "municipio_codigo" not in cross.dimensions:
            problems.append(
                f"small_municipalities.crosses: {name} no es un cruce por municipio de {COVERAGE}"
            )
            continue
        more = set(cross.dimensions) - TERRITORY
        by_programme = more <= {"programa_codigo", "modalidad_codigo"}
        by_broad_age = more <= {"sexo_codigo", "edad_grupo_codigo"} and (
            "edad_grupo_codigo" not in more or "edad_grupo_codigo" in cross.grouped
        )
        if not (by_programme or by_broad_age):
            problems.append(
                f"small_municipalities.crosses: {name} es demasiado fino para un municipio pequeño"
            )
    return problems


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
