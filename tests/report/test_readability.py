"""The INFLESZ scale on texts whose syllables can be counted by hand."""

import pytest

from publish.report.readability import longest_sentence, perspicuity, sentences, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("sol", 1), ("casa", 2), ("beneficio", 4), ("quetzales", 3), ("agua", 2), ("guitarra", 3), ("muy", 1),
        ("país", 2), ("María", 3), ("leer", 2), ("según", 2), ("población", 3), ("Cobán", 2), ("niñez", 2),
        ("7", 1), ("1204", 2), ("y", 1),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula_of_szigriszt() -> None:
    # 4 words, 7 syllables, 1 sentence.
    assert perspicuity("La casa está limpia.") == pytest.approx(206.835 - 62.3 * 7 / 4 - 4, abs=0.05)


def test_a_long_sentence_is_harder() -> None:
    short = "Recibieron un beneficio. Todas son mujeres."
    long = "Recibieron un beneficio, todas son mujeres."
    assert perspicuity(short) > perspicuity(long)
    assert (len(sentences(short)), longest_sentence(long)) == (2, 6)


def test_thousands_do_not_end_a_sentence() -> None:
    assert sentences("Son 1.204 personas. Son 3.") == ["Son 1.204 personas", "Son 3"]


def test_nothing_has_no_index() -> None:
    with pytest.raises(ValueError, match="without words"):
        perspicuity("—")
