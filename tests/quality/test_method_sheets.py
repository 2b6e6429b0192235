"""A method sheet says what a rule compares, from which sources, and what it does not see."""

from datetime import date
from pathlib import Path

import pytest

from quality.method_sheets import SOURCES, Sheet, SourceDates, render_index, render_sheet, sheet_of
from snis.coincidence_rules import SOURCES as KNOWN_SOURCES
from snis.coincidence_rules import Rule
from snis.deployment import load_deployment
from tests.sql.rule_case import in_force, rule

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
DATES = {
    "P41": SourceDates("P41 Adulto Mayor", 3, date(2026, 1, 5), date(2026, 4, 25), date(2026, 5, 4)),
    "renap_defuncion": SourceDates("RENAP, defunciones", 1, date(2025, 1, 9), date(2026, 4, 2), date(2026, 5, 3)),
    "renap_persona": SourceDates("RENAP, personas inscritas", 1, None, None, date(2026, 5, 2)),
}  # fmt: skip


def sheet(*rules: Rule) -> Sheet:
    return sheet_of(
        in_force(*rules),
        modalities={"P41": "P41 Adulto Mayor"},
        institutions={"mintrab": "Ministerio de Trabajo"},
        dates=DATES,
    )


def page(*rules: Rule) -> str:
    return render_sheet(sheet(*rules), title="Padrón de prueba", date="2026-05-04")


def test_a_sheet_names_rule_sources_and_dates() -> None:
    text = page(
        rule("CRU-01", "P41", "renap_defuncion", owner="quien_entrega", legal_basis="Decreto 90-2005")
    )
    for said in (
        "CRU-01: Regla de prueba", "Decreto 90-2005", "Ministerio de Trabajo", "P41 Adulto Mayor × RENAP, defunciones",
        "2026-05-03", "posterior a la muerte", "conocida_antes", "Nadie sale de un programa",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.parametrize(
    ("a", "b", "form", "says"),
    [
        ("P01", "P10", "coincidencia", "días que los dos lados comparten"),
        ("P41", "P41", "repeticion", "Una se repite si cubre días"),
        ("P41", "onsec_planilla", "hecho", "el hecho estaba vigente"),
        ("P41", "mides_padron", "ausencia", "no se ha recibido el padrón"),
        ("P41", "edad_improbable", "control", "la edad al recibir que trae la entrega"),
    ],
)
def test_each_sort_of_rule_says_how_it_is_computed(a: str, b: str, form: str, says: str) -> None:
    assert sheet(rule("COI-01", a, b)).form == form
    assert says in page(rule("COI-01", a, b))
    assert "Cómo se corrige en el origen" in page(rule("COI-01", a, b))


def test_a_control_shows_the_dates_of_the_register_it_looks_at() -> None:
    found = sheet(rule("CTL-03", "P41", "dato_distinto_renap")).sources
    assert [item.name for item in found] == ["P41 Adulto Mayor", "RENAP, personas inscritas"]


def test_its_own_limits_come_first() -> None:
    text = page(rule("CTL-01", "P41", "edad_improbable", limits="No ve <b>esto</b>."))
    assert "<li>No ve &lt;b&gt;esto&lt;/b&gt;.</li>" in text


def test_a_window_and_a_household_are_said() -> None:
    text = page(
        rule("HOG-01", "P01", "P10", grain="hogar", window={"before": 3, "after": 30, "tolerance": 2})
    )
    assert "empieza 3 días antes y termina 30 días después" in text
    assert "se dejan pasar 2 días" in text
    assert "cada hogar" in text


def test_every_source_of_rules_has_a_name() -> None:
    assert set(SOURCES) >= KNOWN_SOURCES


def test_every_rule_of_the_sample_has_a_sheet() -> None:
    deployment = load_deployment(SAMPLE)
    by_rule = {row.rule.id: row for row in deployment.effective_rules}
    sheets = [
        sheet_of([row], modalities={}, institutions={}, dates={}) for row in by_rule.values()
    ]  # fmt: skip
    index = render_index(sheets, title="Muestra", date="2026-05-04")
    assert all(f'href="{item.id}.html"' in index for item in deployment.rules.rules)
