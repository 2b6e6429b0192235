"""coincidences.yaml: what a rule may say, and which one is in force for a pair on a day."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from snis.coincidence_table import Effective
from snis.deployment import load_deployment
from snis.errors import ContractError
from tests.support.deployment import PROGRAMMES, make_deployment

RULE = {
    "id": "COI-01", "title": "Dos", "a": "P02", "b": "P11", "verdict": "consultar", "legal_basis": "muestra",
    "valid_from": "2026-01-01", "owner": "mides",
}  # fmt: skip
MORE = "P03,bono-social,Bono Social,Otra,mides,transferencia,hogar,,,,,,,mes,publica,prueba\n"


def in_force(folder: Path, *rules: dict[str, object]) -> list[Effective]:
    text = yaml.safe_dump({"default": "consultar", "rules": [{**RULE, **rule} for rule in rules]})
    files = {"coincidences.yaml": text, "programmes.csv": PROGRAMMES + MORE}
    return list(load_deployment(make_deployment(folder, files=files)).effective_rules)


def pairs(rows: list[Effective]) -> list[tuple[str, str, str | None]]:
    return [(row.rule.id, row.modality_a, row.modality_b or row.source) for row in rows]


def test_a_deployment_without_rules_has_none(tmp_path: Path) -> None:
    loaded = load_deployment(make_deployment(tmp_path, files={"coincidences.yaml": None}))
    assert loaded.effective_rules == ()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("P02", "P11", [("P02", "P11")]),
        ("bono-social", "P11", [("P02", "P11"), ("P03", "P11")]),
        (["P02", "P11"], "P03", [("P02", "P03"), ("P11", "P03")]),
        ("*", "P11", [("P02", "P11"), ("P03", "P11")]),
        ("P02", "P02", [("P02", "P02")]),
        ("bono-social", "bono-social", [("P02", "P02"), ("P02", "P03"), ("P03", "P03")]),
        ("*", "onsec_planilla", [("P02", "onsec_planilla"), ("P03", "onsec_planilla"), ("P11", "onsec_planilla")]),
    ],
)  # fmt: skip
def test_a_rule_speaks_of_modalities(
    tmp_path: Path, a: object, b: str, expected: list[tuple[str, str]]
) -> None:
    found = in_force(tmp_path, {"a": a, "b": b})
    assert sorted(pair[1:] for pair in pairs(found)) == expected or [p[1:] for p in pairs(found)] == expected


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [("P02", "P11", "coincidencia"), ("P02", "P02", "repeticion"), ("P02", "igss_pension", "cruce")],
)
def test_what_stands_on_side_b_says_what_sort_of_rule_it_is(
    tmp_path: Path, a: str, b: str, kind: str
) -> None:
    assert [row.kind for row in in_force(tmp_path, {"a": a, "b": b})] == [kind]


def test_the_more_special_rule_wins_while_it_is_valid(tmp_path: Path) -> None:
    general = {"id": "CRU-01", "a": "*", "b": "renap_defuncion"}
    special = {**general, "id": "CRU-02", "a": "P11", "valid_from": "2026-03-01", "valid_to": "2026-03-31"}
    found = [row for row in in_force(tmp_path, general, special) if row.modality_a == "P11"]
    assert sorted((row.first, row.last, row.rule.id) for row in found) == [
        (date(2026, 1, 1), date(2026, 2, 28), "CRU-01"),
        (date(2026, 3, 1), date(2026, 3, 31), "CRU-02"),
        (date(2026, 4, 1), None, "CRU-01"),
    ]


def test_whoever_delivers_may_be_the_owner(tmp_path: Path) -> None:
    files = {"coincidences.yaml": yaml.safe_dump({"rules": [{**RULE, "owner": "quien_entrega"}]})}
    loaded = load_deployment(make_deployment(tmp_path, files=files))
    assert [row.owner for row in loaded.effective_rules] == ["mides"]


OTHERS = "P30,semilla,Semilla,Semilla,renap,transferencia,persona,,,,,,,mes,publica,prueba\n"


@pytest.mark.parametrize(
    ("a", "b", "owner"),
    [("P30", "P11", "mides"), ("P11", "P30", "mides"), ("P11", "igss_pension", "mides"), ("P30", "P02", "renap")],
)  # fmt: skip
def test_of_a_restricted_programme_only_its_deliverer_is_told(
    tmp_path: Path, a: str, b: str, owner: str
) -> None:
    """P11 is restricted; whoever a rule names, nobody else may learn whom it serves."""
    text = yaml.safe_dump({"rules": [{**RULE, "a": a, "b": b, "owner": "renap"}]})
    files = {"coincidences.yaml": text, "programmes.csv": PROGRAMMES + OTHERS}
    loaded = load_deployment(make_deployment(tmp_path, files=files))
    assert [row.owner for row in loaded.effective_rules] == [owner]


@pytest.mark.parametrize("verdict", ["consultar", "compatible"])
def test_nobody_may_be_asked_about_restricted_programmes_of_two_institutions(
    tmp_path: Path, verdict: str
) -> None:
    text = yaml.safe_dump({"rules": [{**RULE, "a": "P11", "b": "*", "verdict": verdict}]})
    files = {
        "coincidences.yaml": text,
        "programmes.csv": PROGRAMMES + OTHERS.replace("publica", "restringida"),
    }
    made = make_deployment(tmp_path, files=files)
    if verdict == "compatible":
        assert len(load_deployment(made).effective_rules) == 2
        return
    with pytest.raises(ContractError) as caught:
        load_deployment(made)
    (told,) = caught.value.problems
    assert "rules.1.b: P11 y P30 son restringidos y de dos instituciones" in told


def test_a_person_and_a_household_have_rules_of_their_own(tmp_path: Path) -> None:
    found = in_force(tmp_path, {}, {"id": "HOG-01", "grain": "hogar"})
    assert pairs(found) == [("COI-01", "P02", "P11"), ("HOG-01", "P02", "P11")]


MISTAKES = {
    "form_of_id": ({"id": "coi1"}, "rules.1.id: «coi1» no es un identificador"),
    "unknown_a": ({"a": "P2"}, "rules.1.a: «P2» no es una modalidad, un programa; ¿quiso decir «P02»?"),
    "unknown_b": ({"b": "onsec"}, "rules.1.b: «onsec» no es una modalidad, un programa ni una fuente"),
    "register_on_a": ({"a": "igss_pension"}, "rules.1.a: «igss_pension» no es una modalidad"),
    "mixed": ({"b": ["P11", "igss_pension"]}, "rules.1.b: una fuente no se mezcla con otras"),
    "verdict": ({"verdict": "prohibida"}, "rules.1.verdict: valor no admitido. Remedio: use uno de estos:"),
    "owner": ({"owner": "mides2"}, "rules.1.owner: mides2 no está en el registro; ¿quiso decir «mides»?"),
    "validity": ({"valid_to": "2025-01-01"}, "rules.1.valid_to: la vigencia termina antes de empezar"),
    "household": ({"b": "igss_pension", "grain": "hogar"}, "rules.1.grain: un registro habla de personas"),
    "amount": ({"b": "igss_pension", "amount": "b"}, "rules.1.amount: con una fuente solo hay pagos del lado a"),
    "window": ({"b": "mides_padron", "window": {"after": 1}}, "rules.1.window: mides_padron no tiene ventana"),
    "self_window": ({"b": "P02", "window": {"before": 1}}, "rules.1.window.before: una modalidad consigo misma"),
    "toothless": ({"b": "igss_pension", "verdict": "compatible"}, "rules.1.verdict: un cruce que nadie"),
    "negative": ({"window": {"after": -1}}, "rules.1.window.after: el número es demasiado pequeño"),
    "key": ({"windows": {}}, "rules.1.windows: clave desconocida; ¿quiso decir «window»?"),
    "no_basis": ({"legal_basis": ""}, "rules.1.legal_basis: está vacío"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_place(tmp_path: Path, change: dict[str, object], says: str) -> None:
    with pytest.raises(ContractError) as caught:
        in_force(tmp_path, change)
    assert any(says in text and text.startswith("coincidences.yaml:") for text in caught.value.problems), (
        caught.value.problems
    )


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ({"id": "COI-01", "a": "P03"}, "COI-01 está dos veces"),
        ({"id": "COI-02", "a": "P11", "b": "P02"}, "COI-02 y COI-01 dicen algo de P11 × P02 en los mismos días"),
        ({"id": "COI-02", "valid_from": "2026-06-01"}, "COI-02 y COI-01 dicen algo de P02 × P11"),
    ],
)  # fmt: skip
def test_rules_do_not_contradict_each_other(tmp_path: Path, second: dict[str, object], says: str) -> None:
    with pytest.raises(ContractError) as caught:
        in_force(tmp_path, {}, second)
    assert any(says in text for text in caught.value.problems), caught.value.problems


def test_rules_may_follow_each_other(tmp_path: Path) -> None:
    later = {"id": "COI-02", "valid_from": "2027-01-01", "verdict": "compatible"}
    found = in_force(tmp_path, {"valid_to": "2026-12-31"}, later)
    assert [(row.rule.id, row.first.year) for row in found] == [("COI-01", 2026), ("COI-02", 2027)]


def test_the_rules_of_the_sample_hold() -> None:
    book = load_deployment(Path(__file__).resolve().parents[2] / "data" / "sample").rules
    assert book.default == "consultar"
    assert {rule.verdict for rule in book.rules} == {
        "compatible",
        "complementaria",
        "incompatible",
        "consultar",
    }
    assert {rule.grain for rule in book.rules} == {"persona", "hogar"}
