"""The rule catalogue: shape, guide pages, and that the judgement uses nothing else."""

import re
from pathlib import Path

import pytest

from quality.catalogue import RULE_ID, load_catalogue, parse_catalogue
from snis.coincidence_rules import SOURCES
from snis.errors import QualityError

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guia"
RULES = load_catalogue().rules
SECTIONS = (
    "Qué significa",
    "Cómo se ve en su archivo",
    "Qué hace Padrón",
    "Cómo se corrige en el origen",
    "Cómo se previene",
)
OWNERS = {"institucion": "La institución que envía.", "equipo": "El equipo de datos del ministerio."}
GOOD_RULE = """\
rules:
  - {id: AAA-01, level: row, effect: cuarentena, dimension: validez, title: t, message: m, remedy: r,
     owner: institucion}
"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_has_a_guide_page_that_says_what_to_do(rule) -> None:
    page = (GUIDE / f"{rule.id}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {rule.id}. {rule.title}\n\n{rule.message}\n")
    assert page.endswith(f"\n\nQuién corrige: {OWNERS[rule.owner]}\n")


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.stem)
def test_each_guide_page_says_what_to_see_to_do_and_to_prevent(page: Path) -> None:
    """What it means, how it looks in one's own file, how it is mended in the system, how it does not come back."""
    parts = re.split(r"^## (.+)\n\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(said) == list(SECTIONS)
    assert len(said["Qué significa"].split()) >= 8
    for section in ("Cómo se ve en su archivo", "Cómo se corrige en el origen", "Cómo se previene"):
        steps = re.findall(r"^(\d+)\. (.+[.?])$", said[section], re.MULTILINE)
        assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))
        assert sum(len(step.split()) for _, step in steps) >= 5, f"{section} says next to nothing"


def test_no_guide_page_is_of_a_rule_that_does_not_exist() -> None:
    assert {page.stem for page in GUIDE.glob("*.md") if RULE_ID.match(page.stem)} == {
        rule.id for rule in RULES
    }


def test_each_sort_of_finding_has_a_guide_page() -> None:
    """Rules of findings are a deployment's own; what they look at is not."""
    sorts = {*SOURCES, "coincidencia", "repeticion"}
    assert {page.stem for page in GUIDE.glob("hallazgo-*.md")} == {f"hallazgo-{name}" for name in sorts}


def test_every_rule_that_a_statement_names_is_in_the_catalogue() -> None:
    named: set[str] = set()
    for path in sorted((ROOT / "assets" / "core").glob("*.sql")):
        named |= set(re.findall(r"\b[A-Z]{3}-[0-9]{2}\b", path.read_text(encoding="utf-8")))
    assert named == {rule.id for rule in load_catalogue().of_level("row", "notice")}


def test_texts_end_as_sentences_and_carry_no_digits_of_a_row() -> None:
    wrong = [rule.id for rule in RULES if not (rule.message.endswith(".") and rule.remedy.endswith("."))]
    assert wrong == []
    assert [rule.id for rule in RULES if re.search(r"\d{4,}", rule.message)] == []


def test_effects_become_states() -> None:
    states = {rule.id: rule.state for rule in RULES}
    assert (states["CUI-05"], states["DUP-01"], states["CUI-04"], states["ARC-05"]) == (
        "cuarentena",
        "descartada",
        "aceptada",
        "rechazado",
    )


def test_verdicts_lead_to_their_rules() -> None:
    assert load_catalogue().verdicts() == {
        "not_numeric": "CUI-01",
        "bad_length": "CUI-02",
        "bad_department": "CUI-03",
        "bad_municipality": "CUI-04",
        "bad_check": "CUI-05",
        "filler": "CUI-06",
    }


def test_a_rule_is_found_by_its_id() -> None:
    catalogue = parse_catalogue(GOOD_RULE)
    assert "AAA-01" in catalogue
    assert catalogue["AAA-01"].title == "t"
    with pytest.raises(QualityError, match="ZZZ-99"):
        catalogue["ZZZ-99"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "lista rules"),
        (GOOD_RULE.replace("title: t, ", ""), "AAA-01: .*title"),
        (GOOD_RULE.replace("AAA-01", "A1"), "A1: .*id"),
        (GOOD_RULE.replace("owner: institucion", "owner: nadie"), "owner"),
        (GOOD_RULE.replace("cuarentena", "rechazo"), "solo un archivo"),
        (GOOD_RULE.replace("level: row", "level: file"), "un archivo se rechaza o se avisa"),
        (GOOD_RULE + GOOD_RULE.partition("\n")[2], "dos veces"),
    ],
)
def test_a_broken_catalogue_says_where(text: str, complaint: str) -> None:
    with pytest.raises(QualityError, match=complaint):
        parse_catalogue(text)
