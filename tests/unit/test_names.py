"""The form in which names of people, places and columns are compared."""

import pytest

from snis.names import ACCENTED, PLAIN, normal_form, surnames


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ""),
        ("", ""),
        ("  José   María ", "JOSE MARIA"),
        ("Muñoz", "MUNOZ"),
        ("Mun\u0303oz", "MUNOZ"),
        ("K'iche'", "KICHE"),
        ("K’iche’", "KICHE"),
        ("Kʼicheʼ", "KICHE"),
        ("Q´eqchi`", "QEQCHI"),
        ("Qꞌeqchiꞌ", "QEQCHI"),
        ("Pérez-Gómez, Ana", "PEREZ GOMEZ ANA"),
        ("No. DPI", "NO DPI"),
        ("Nº DPI", "NO DPI"),
        ("N° DPI", "NO DPI"),
        ("Mª Elena", "MA ELENA"),
        ("Fecha_de_pago\n(dd/mm/aaaa)", "FECHA DE PAGO DD MM AAAA"),
        ("San\u00a0José\u200bPinula", "SAN JOSE PINULA"),
        ("Caserío 3", "CASERIO 3"),
        ("Straße", "STRA E"),
        ("Иван", ""),
    ],
)
def test_only_capitals_digits_and_single_spaces_are_left(text: str | None, expected: str) -> None:
    assert normal_form(text) == expected


def test_every_letter_of_the_closed_list_has_its_plain_one() -> None:
    assert len(ACCENTED) == len(PLAIN) == len(set(ACCENTED))
    assert normal_form(ACCENTED) == PLAIN.upper()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("López Pérez", ("LOPEZ", "PEREZ")),
        ("de la Cruz López", ("DE LA CRUZ", "LOPEZ")),
        ("Ixcoy De León", ("IXCOY", "DE LEON")),
        ("Santa Cruz del Cid", ("SANTA CRUZ", "DEL CID")),
        ("Tz'i' Coc", ("TZI", "COC")),
        ("López de", ("LOPEZ", "DE")),
        ("", ()),
        (None, ()),
    ],
)
def test_particles_stay_with_the_surname_that_they_open(text: str | None, expected: tuple[str, ...]) -> None:
    assert surnames(text) == expected
