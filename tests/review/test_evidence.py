"""The evidence in words: what agrees and how much it weighs, and never a value."""

import pytest

from snis.linkage.evidence import in_words, odds, waterfall

LEVELS = {"identificador": "igual", "nombres": "distintos", "sexo": None}
WEIGHTS = {"identificador": 20.0, "nombres": -8.0, "sexo": None}


def test_the_steps_go_from_what_is_known_before_to_the_weight_of_the_pair() -> None:
    steps = waterfall(1.0, LEVELS, WEIGHTS, rarity=2.0, family=-3.0)
    assert [step.title for step in steps] == [
        "Punto de partida",
        "CUI",
        "Nombres",
        "Sexo",
        "Qué tan raro es lo que concuerda",
        "Podrían ser familia",
    ]
    assert steps[0].weight == pytest.approx(-10.0)
    assert steps[-1].after == pytest.approx(1.0)


def test_what_one_of_the_two_does_not_say_weighs_nothing_and_says_so() -> None:
    step = next(step for step in waterfall(12.0, LEVELS, WEIGHTS) if step.title == "Sexo")
    assert (step.words, step.weight) == ("falta en alguno de los dos", 0.0)


def test_the_strongest_comes_first_and_the_start_is_no_evidence() -> None:
    assert in_words(waterfall(12.0, LEVELS, WEIGHTS)) == [
        "CUI: igual (a favor, +20.0)",
        "Nombres: distintos (en contra, -8.0)",
    ]


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (0, "1 a 1 a favor"),
        (10, "1,024 a 1 a favor"),
        (-3, "8 a 1 en contra"),
        (-60, "1,099,511,627,776 a 1 en contra"),
    ],
)
def test_a_weight_as_odds(weight: float, words: str) -> None:
    assert odds(weight) == words
