"""The rules of Spanish and Mayan names: sounds, parts, variants."""

import pytest

from snis.linkage.name_parts import given_words, surname_parts
from snis.linkage.sound import sound_key
from snis.linkage.variants import base_name, variants
from snis.names import normal_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tzoc", "Tsok"),
        ("Xiquín", "Shikin"),
        ("Quej", "Kej"),
        ("Güinac", "Huinac"),
        ("GU\u0308INAC", "huinac"),
        ("Q'eqchi'", "Kekchi"),
        ("K’iche’", "Kiche"),
        ("Vásquez", "Bazques"),
        ("Jiménez", "Giménez"),
        ("Yolanda", "Llolanda"),
        ("Myrian", "Mirian"),
        ("Hernández", "Ernandes"),
        ("Chávez", "CHABES"),
        ("Philip", "Filip"),
    ],
)
def test_spellings_that_are_said_alike_have_one_key(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Coc", "Choc"), ("Guerra", "Huerra"), ("Caal", "Coal"), ("Gil", "Guil"), ("Pop", "Poop Q")],
)
def test_names_that_are_said_differently_have_two_keys(one: str, other: str) -> None:
    assert sound_key(one) != sound_key(other)


@pytest.mark.parametrize(
    ("written", "own", "married"),
    [
        ("López Pérez", ("LOPEZ", "PEREZ"), ""),
        ("López Pérez de García", ("LOPEZ", "PEREZ"), "GARCIA"),
        ("López de García", ("LOPEZ",), "GARCIA"),
        ("López Vda. de García", ("LOPEZ",), "GARCIA"),
        ("Cruz viuda de De León", ("CRUZ",), "DELEON"),
        ("De León", ("DELEON",), ""),
        ("López de León", ("LOPEZ", "DELEON"), ""),
        ("de la Cruz de Paz", ("DELACRUZ", "DEPAZ"), ""),
        ("Del Cid de los Santos", ("DELCID", "DELOSSANTOS"), ""),
        ("San José", ("SANJOSE",), ""),
        ("", (), ""),
    ],
)
def test_surnames_come_apart_into_own_and_married(written: str, own: tuple[str, ...], married: str) -> None:
    parts = surname_parts(written)
    assert (parts.own, parts.married) == (own, married)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("María de los Ángeles", ("MARIA", "DELOSANGELES")),
        ("Juan de Dios", ("JUAN", "DEDIOS")),
        ("  ana   lucía ", ("ANA", "LUCIA")),
    ],
)
def test_given_names_keep_their_particles(written: str, words: tuple[str, ...]) -> None:
    assert given_words(written) == words


@pytest.mark.parametrize(
    ("said", "name"),
    [("CHEPE", "JOSE"), ("MA", "MARIA"), ("LUPE", "GUADALUPE"), ("JOSE", "JOSE"), ("XYZ", "XYZ")],
)
def test_a_variant_stands_for_its_name(said: str, name: str) -> None:
    assert base_name(said) == name


def test_the_table_of_variants_has_one_step_only_and_normal_forms() -> None:
    table = variants()
    assert [name for name in table.values() if name in table] == []
    assert [word for pair in table.items() for word in pair if normal_form(word) != word] == []
