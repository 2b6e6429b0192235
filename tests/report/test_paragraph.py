"""The paragraph of a municipality: figures in, plain Spanish out."""

import re

import pytest

from publish.report.facts import MODALITY, PROGRAMME, PUBLIC, SEX, Municipality
from publish.report.lines import Rate, Reach
from publish.report.paragraph import municipality_text
from publish.report.readability import longest_sentence, perspicuity
from tests.report.report_case import MUNICIPALITIES, facts, rate, reach, split

COBAN, TAMAHU, TOTONICAPAN = MUNICIPALITIES[2], MUNICIPALITIES[3], MUNICIPALITIES[0]
COUNTRY = reach("2026-S1", "", 1000)
WHEN = "Entre enero y junio de 2026"
NO_RATE = "No se sabe cuántos habitantes tiene el municipio en esas fechas."


def said(*lines: Reach, rates: tuple[Rate, ...] = (), place: Municipality = COBAN) -> str:
    return municipality_text(facts(reach=(COUNTRY, *lines), rates=rates), place).text


@pytest.mark.parametrize(
    ("persons", "text"),
    [
        (0, "Entre enero y junio de 2026, ninguna persona de Cobán recibió un beneficio, según lo que se informó."),
        (1, f"Entre enero y junio de 2026, 1 persona de Cobán recibió al menos un beneficio. {NO_RATE}"),
        (2, f"Entre enero y junio de 2026, 2 personas de Cobán recibieron al menos un beneficio. {NO_RATE}"),
        (1204, f"{WHEN}, 1\u00a0204 personas de Cobán recibieron al menos un beneficio. {NO_RATE}"),
    ],
)  # fmt: skip
def test_the_verb_agrees_with_the_count(persons: int, text: str) -> None:
    assert said(reach("2026-S1", "1601", persons)) == text


def test_a_municipality_of_which_nobody_told_anything_is_said_so() -> None:
    assert said() == (
        "Entre enero y junio de 2026, ninguna persona de Cobán recibió un beneficio, según lo que se informó."
    )


def test_a_municipality_that_bears_the_name_of_its_department_says_that_it_is_one() -> None:
    text = said(reach("2026-S1", "0801", 5), place=TOTONICAPAN)
    assert text.startswith("Entre enero y junio de 2026, 5 personas del municipio de Totonicapán recibieron")


@pytest.mark.parametrize(
    ("sexes", "text"),
    [
        ({"F": 3, "M": 1}, "Son 3 mujeres y 1 hombre."),
        ({"F": 1, "M": 3}, "Son 1 mujer y 3 hombres."),
        ({"F": 4}, "Todas son mujeres."),
        ({"M": 4}, "Todos son hombres."),
        ({"F": 2, "M": 1, "N": 1}, "Son 2 mujeres y 1 hombre. De 1 no se sabe el sexo."),
    ],
)
def test_women_and_men(sexes: dict[str, int], text: str) -> None:
    assert text in said(reach("2026-S1", "1601", 4), *split("2026-S1", "1601", SEX, sexes))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (rate("1601", 7.24), "Son cerca de 7 de cada 100 habitantes, según la población de 2021."),
        (rate("1601", 0.74), "Son cerca de 7 de cada 1\u00a0000 habitantes, según la población de 2021."),
        (rate("1601", 0.012), "Es cerca de 1 de cada 10\u00a0000 habitantes, según la población de 2021."),
        (rate("1601", 0.004), "Son menos de 1 de cada 10\u00a0000 habitantes, según la población de 2021."),
        (rate("1601", 7.24, year=None), "Son cerca de 7 de cada 100 habitantes."),
        (rate("1601", 95.0, "tope"), "Son al menos 95 de cada 100 habitantes, según la población de 2021."),
        (
            rate("1601", None, "supera_denominador"),
            "Son más que los habitantes que se calculan, así que el dato está en revisión.",
        ),
        (rate("1601", None, "sin_denominador"), NO_RATE),
    ],
)  # fmt: skip
def test_a_rate_is_told_in_persons_with_the_year_of_the_population(found: Rate, text: str) -> None:
    assert text in said(reach("2026-S1", "1601", 4), rates=(found,))


@pytest.mark.parametrize(
    ("programmes", "text"),
    [
        ({"bono-social": 9, "bolsa-social": 4}, "El programa que llegó a más gente fue «Bono Social», con 9 personas."),
        ({"bono-social": 1}, "El programa que llegó a más gente fue «Bono Social», con 1 persona."),
        (
            {"bono-social": 4, "bolsa-social": 4},
            "Los programas que llegaron a más gente fueron «Bolsa Social» y «Bono Social», con 4 personas cada uno.",
        ),
        ({"bono-social": 4, "bolsa-social": 4, "pam": 4}, "3 programas llegaron a 4 personas cada uno."),
    ],
)  # fmt: skip
def test_the_programme_that_reached_most(programmes: dict[str, int], text: str) -> None:
    assert text in said(reach("2026-S1", "1601", 9), *split("2026-S1", "1601", PROGRAMME, programmes))


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (90, "Son 14 más que un año antes."),
        (110, "Son 6 menos que un año antes."),
        (104, "Son las mismas que un año antes."),
    ],
)
def test_the_year_before(before: int, text: str) -> None:
    lines = (reach("2025-S1", "", 900), reach("2025-S1", "1601", before), reach("2026-S1", "1601", 104))
    assert said(*lines).endswith(text)


def test_a_first_year_is_compared_with_nothing() -> None:
    assert "año antes" not in said(reach("2026-S1", "1601", 104))


class TestPublic:
    """What everybody reads: printed figures, and what is not printed."""

    def said(self, *lines: Reach, printed: bool = True, last_month: int = 6) -> str:
        told = facts(
            PUBLIC, reach=(reach("2026", "", 1000), *lines), places_printed=printed, last_month=last_month
        )
        return municipality_text(told, TAMAHU).text

    def test_a_withheld_figure_is_no_zero(self) -> None:
        assert self.said() == (
            "No se imprime cuántas personas de Tamahú recibieron un beneficio en 2026, hasta junio. "
            "Son menos de 10, posiblemente ninguna."
        )

    def test_where_no_municipality_is_printed_nothing_is_said_of_the_persons(self) -> None:
        assert self.said(printed=False) == "De Tamahú no se publican cifras en este período."

    def test_totals_are_of_the_year_that_is_printed(self) -> None:
        text = self.said(
            reach("2026", "1605", 25), *split("2026", "1605", MODALITY, {"P04": 15}), last_month=12
        )
        assert text == (
            f"En 2026, 25 personas de Tamahú recibieron al menos un beneficio. {NO_RATE} "
            "El beneficio que llegó a más gente fue «Bolsa Social», con 15 personas."
        )


def test_paragraphs_are_short_and_read_like_a_newspaper() -> None:
    text = said(
        reach("2025-S1", "", 900), reach("2025-S1", "1601", 90), reach("2026-S1", "1601", 104),
        *split("2026-S1", "1601", SEX, {"F": 60, "M": 44}),
        *split("2026-S1", "1601", PROGRAMME, {"bono-social": 70}),
        rates=(rate("1601", 7.24),),
    )  # fmt: skip
    assert longest_sentence(text) <= 25
    # INFLESZ: 55 to 65 is normal, like the general press; more is easier.
    assert perspicuity(text) >= 55
    assert re.search(r"\s\s|\.\.|\bNone\b", text) is None
