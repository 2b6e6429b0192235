"""A public report before the gate: what was released may be told again, and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pytest

from assets.open.gate import gate_rules
from pipelines.settings import SAMPLE
from publish.datasets import load_datasets
from publish.gate_rules import GateRules
from publish.report.binding import bind
from publish.report.erratum import ERRATUM, erratum_bytes
from publish.report.facts import PUBLIC, Facts
from publish.report.scan import inspect_report
from snis.deployment import load_deployment
from tests.report.report_case import facts, reach, whole

# The figures of report_case.whole, as the release printed them.
COVERAGE = {
    "personas": [165, 60, 105, 65, 15, *range(25, 55, 5), *range(15, 45, 5)],
    "entregas": [495, 180, 315, 195, 45, *(3 * n for n in range(25, 55, 5)), *(3 * n for n in range(15, 45, 5))],
    "tasa_cobertura_pct": [0.1, 7.2],
    "tasa_cobertura_estado_codigo": ["calculada", ">=95"],
}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> GateRules:
    return gate_rules(load_datasets(SAMPLE / "datasets.yaml"), load_deployment(SAMPLE))


def released() -> dict[str, pa.Table]:
    tables = {name: pa.table({name: values}) for name, values in COVERAGE.items()}
    amounts = pa.table({"monto_gtq": [300.0 * n for n in COVERAGE["personas"]]})
    quality = pa.table({"registros_revisados": [1200]})
    return {**tables, "open_amounts": amounts, "open_calidad": quality}


def judged(found: Mapping[str, bytes], rules: GateRules) -> set[tuple[str, str]]:
    """Rule and file of every finding."""
    verdict = inspect_report(found, rules, released(), digests=frozenset({"a" * 64}))
    return {(finding.rule, finding.file) for finding in verdict.findings}


def test_a_report_of_released_figures_may_leave(rules: GateRules) -> None:
    assert judged(bind(whole(PUBLIC)), rules) == set()


def test_an_exact_figure_is_found_in_pages_and_data(rules: GateRules) -> None:
    exact = replace(whole(PUBLIC), reach=(reach("2026", "", 165), reach("2026", "1601", 103)))
    found = judged(bind(exact), rules)
    assert ("G-CIF-01", "municipios/16.html") in found
    assert ("G-CIF-01", "figuras/municipios-16.json") in found


def test_an_internal_report_never_passes_for_a_public_one(rules: GateRules) -> None:
    found = judged(bind(whole()), rules)
    assert ("G-CAM-01", "index.html") in found
    # Columns that no released table has: exact accounts of files and rows.
    assert ("G-CAM-02", "figuras/envios.json") in found
    assert ("G-CAM-02", "figuras/filas.json") in found


def test_a_restricted_programme_is_found_by_name(rules: GateRules) -> None:
    sealed = next(item for item in rules.modalities.values() if item.visibilidad_codigo == "restringida")
    told = whole(PUBLIC)
    named = replace(told, names={**told.names, "programa": {"bono-social": sealed.modalidad}})
    assert ("G-UNI-01", "index.html") in judged(bind(named), rules)


def test_a_number_of_somebody_and_a_foreign_digest_are_found(rules: GateRules) -> None:
    found = bind(whole(PUBLIC))
    number = next(
        f"{stem:08d}{check}0101"
        for stem in range(25478532, 25478632)
        for check in range(10)
        if _holds(stem, check)
    )
    found["datos.html"] += f"<p>{number}</p>".encode()
    found["informe.json"] = json.dumps({"huella": "e" * 64}).encode()
    assert {("G-CUI-01", "datos.html"), ("G-SEU-02", "informe.json")} <= judged(found, rules)


def test_a_report_without_figures_may_leave_too(rules: GateRules) -> None:
    assert judged(bind(_empty()), rules) == set()


def _empty() -> Facts:
    return facts(PUBLIC, reach=(reach("2026", "", 165),))


def _holds(stem: int, check: int) -> bool:
    return sum(int(digit) * weight for weight, digit in enumerate(f"{stem:08d}", start=2)) % 11 == check


def test_an_erratum_may_name_the_report_that_it_corrects_and_no_other(rules: GateRules) -> None:
    before, after = bind(whole(PUBLIC, coban=110)), bind(whole(PUBLIC))
    told = erratum_bytes(before, after, reason="Se contó dos veces.", corrects="2026-S1", digest="b" * 64)
    found = {**after, ERRATUM: told}
    assert judged(found, rules) == {("G-SEU-02", ERRATUM)}
    assert judged(found, replace(rules, reports={"b" * 64: True})) == set()
