"""How protected the cells of a published table are: its part of riesgo.json.

Belongs here: what may be said of a table, and of which tables it may be said. Does not belong here: counting
(assets/open/table_risk.py), or the risk of records (snis/risk.py).

A report must not give back what the table hides. Of few figures the mean error is the error of each of them, and in a
small table the number of withheld cells says that none of the absent ones is empty; so both are said of large tables
only, and of the sensible and restricted tables nothing but their rules. Whoever knows the number of cells before and
after one person entered knows what that person received; so numbers of cells that hold something are said in steps.
"""

from dataclasses import dataclass
from typing import Any

from snis.disclosure_policy import COMMUNITY, COVERAGE, DisclosurePolicy

QUALITY, FINDINGS = "open_calidad", "open_hallazgo"
# Figures of which a mean, and withheld cells of which a number, says nothing about one of them.
FEWEST_FIGURES = 100
# Of a number of cells: the few that one person enters or leaves seldom move it.
STEP = 50


@dataclass(frozen=True)
class CellsOfTable:
    """What was done with the cells of a table, in counts.

    Attributes:
        published, withheld: cells with a row, and cells with persons and no row.
        held: copied from an earlier printing.
        flipped, withdrawn: turned, or taken out, so that no sum gives another away.
        error: sum of the differences between printed and exact persons (families of community benefits); None where
            nobody measured it.
        narrowest: fewest values that a withheld figure may have; None where the table was not attacked.
    """

    published: int
    withheld: int
    held: int
    flipped: int
    withdrawn: int
    error: int | None
    narrowest: int | None


def table_risk(table: str, cells: CellsOfTable | None, policy: DisclosurePolicy) -> dict[str, Any]:
    """The report of a table; without counts, its rules."""
    report = _rules(table, policy)
    if cells is None or table in {policy.regimes.sensible.table, policy.regimes.restringida.table}:
        return report
    report["celdas_publicadas"] = cells.published
    if cells.published + cells.withheld >= FEWEST_FIGURES:
        # Everything that is said of the withheld cells follows from this one number and the rows of the table.
        most = _step_above(cells.published + cells.withheld)
        report |= {
            "celdas_con_datos": most,
            "celdas_retenidas_pct": round(100 * (most - cells.published) / most),
        }
    report |= {
        "celdas_en_espera": _step_below(cells.held),
        "celdas_volteadas": _step_below(cells.flipped),
        "celdas_retiradas": _step_below(cells.withdrawn),
    }
    if cells.narrowest is not None:
        report["valores_posibles_de_una_celda_retenida_minimo"] = cells.narrowest
    if cells.error is not None and cells.published >= FEWEST_FIGURES:
        counted = "familias" if table == COMMUNITY else "personas"
        report[f"error_medio_absoluto_{counted}"] = round(cells.error / cells.published, 1)
    return report


def _step_above(count: int) -> int:
    return -(-count // STEP) * STEP


def _step_below(count: int) -> int:
    return count // STEP * STEP


def _rules(table: str, policy: DisclosurePolicy) -> dict[str, Any]:
    """The promise that every figure of a table keeps."""
    thresholds, base = policy.thresholds, policy.rounding.base.value
    if table == policy.regimes.restringida.table:
        nearest = policy.rounding.restringida_nearest.value
        return {"umbral": thresholds.restringida.value, "multiplo": nearest}
    if table == policy.regimes.sensible.table:
        return {"umbral": thresholds.sensible.value, "multiplo": base, "error_maximo": base - 1}
    if table == COMMUNITY:
        return {
            "umbral_familias": thresholds.familias.value,
            "multiplo": base,
            "error_maximo": base - 1,
            "cambio_visible_minimo_familias": policy.hold.persons.value,
        }
    if table == QUALITY:
        quality = policy.quality_report
        return {
            "umbral": quality.threshold.value,
            "multiplo": quality.base.value,
            "error_maximo": quality.base.value - 1,
            "tasa_desde_registros": quality.rate_from.value,
        }
    report: dict[str, Any] = {"umbral": thresholds.publica.value, "multiplo": base, "error_maximo": base - 1}
    if table == COVERAGE:
        report["cambio_visible_minimo_personas"] = policy.hold.persons.value
    return report
