"""Certificates of published datasets: from the published files alone, held by the gate, refused under the floor."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publish.certificate import CERTIFICATE, problems_of, published_beside
from publish.gate import inspect
from publish.gate_certificate import find_in_certificate
from publish.gate_findings import Finding
from publish.gate_packages import Package
from publish.release import Catalogue, stage_release
from snis.contracts.loader import load_tables
from snis.quality_policy import QualityPolicy
from tests.publish.gate_release import sample_rules
from tests.publish.release_case import edition, specs, write_tables
from tests.publish.test_gate_on_release import programmes

RULES = {"OBL-01": "completitud", "CUI-05": "validez"}
Rows = Sequence[Mapping[str, Any]]


def quality(failing: int) -> Rows:
    """A month of one institution as it is published: a hundred rows checked by each of two rules."""
    return [
        {
            "anio": 2026, "mes": 3, "institucion_codigo": "mides", "regla_calidad_codigo": rule,
            "registros_revisados": 100, "registros_con_falla": failing if rule == "CUI-05" else None,
            "falla_estado_codigo": "sin_tasa" if rule == "CUI-05" else "<10",
        }
        for rule in RULES
    ]  # fmt: skip


def staged(folder: Path, rows: Rows, policy: QualityPolicy | None = None) -> Path:
    """The datasets of coverage and of quality as a release, certificates and all."""
    chosen = [spec for spec in specs() if set(spec.tables) <= {"open_cobertura_sensible", "open_calidad"}]
    made = replace(edition(), rule_dimensions=RULES, policy=policy or QualityPolicy())
    around = Catalogue(chosen, load_tables(), "Padrón", made.publisher, ())
    tables = write_tables(folder / "tablas", open_calidad=rows)
    stage_release(tables, around, edition=made, staging=folder / "nueva", public=folder / "public")
    return folder / "nueva"


def certificate_of(release: Path, dataset: str = "cobertura-sensible") -> Path:
    return release / "datasets" / dataset / "2026-04" / CERTIFICATE


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def findings(release: Path) -> list[tuple[str, str]]:
    """What the gate says of certificates."""
    verdict = inspect(release, sample_rules(programmes=programmes(), datasets=specs()))
    return sorted({(item.rule, item.place) for item in verdict.findings if item.rule.startswith("G-CER")})


def test_a_package_carries_its_certificate_and_it_holds_by_what_is_published(tmp_path: Path) -> None:
    path = certificate_of(staged(tmp_path, quality(20)))
    content = read(path)
    assert content["dimensiones"] == {
        "estructurados": "100.00", "veridicos": "80.00", "completos": "100.00", "oportunos": "100.00",
    }  # fmt: skip
    assert (content["total"], content["nivel"], content["vence"]) == ("95.00", "plata", "2026-10")
    assert problems_of(content, *published_beside(path, "2026-04")) == []


def test_the_same_release_made_again_has_the_same_certificate(tmp_path: Path) -> None:
    first, again = (certificate_of(staged(tmp_path / name, quality(20))) for name in ("a", "b"))
    assert first.read_bytes() == again.read_bytes()


def test_worse_deliveries_lower_the_level_and_mended_ones_raise_it_again(tmp_path: Path) -> None:
    levels = [
        read(certificate_of(staged(tmp_path / f"{number}", quality(failing))))["nivel"]
        for number, failing in enumerate((8, 45, 8))
    ]
    assert levels == ["oro", "bronce", "oro"]


def test_the_gate_keeps_back_a_dataset_whose_deliveries_fall_under_the_floor(tmp_path: Path) -> None:
    assert findings(staged(tmp_path / "good", quality(20))) == []
    assert findings(staged(tmp_path / "bad", quality(80))) == [("G-CER-02", "entregas")]
    assert findings(staged(tmp_path / "lenient", quality(80), QualityPolicy(floor=10))) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("nivel", "oro"), ("total", "99.00"), ("entregas", []), ("tablas", []), ("formula", 9)],
)
def test_a_certificate_that_says_something_else_is_refused(tmp_path: Path, key: str, value: object) -> None:
    release = staged(tmp_path, quality(20))
    path = certificate_of(release)
    content = {**read(path), key: value}
    path.write_text(json.dumps(content), encoding="utf-8")
    assert problems_of(content, *published_beside(path, "2026-04"))
    assert ("G-CER-01", "") in findings(release)


def test_quality_that_was_withdrawn_is_not_compared_and_nothing_else_breaks(tmp_path: Path) -> None:
    path = certificate_of(staged(tmp_path, quality(20)))
    report, _ = published_beside(path, "2026-04")
    assert problems_of(read(path), report, None) == []


def test_what_cannot_be_read_is_refused() -> None:
    package = Package("datasets/x/2026-04", "datasets/x/2026-04/datapackage.json", None, {}, {})
    found = list(find_in_certificate(package, files={f"datasets/x/2026-04/{CERTIFICATE}": b"[]"}))
    assert found == [
        Finding(f"datasets/x/2026-04/{CERTIFICATE}", "G-CER-01", "", 1, "el certificado no se puede leer")
    ]
