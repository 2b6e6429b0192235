"""What the check digit catches, and that reading a CUI is stable under what people put around it."""

from hypothesis import given
from hypothesis import strategies as st

from snis import cui
from tests.support.cui_cases import CUIS, GUATEMALA, PLACES, SERIALS

SEPARATORS = st.sampled_from([" ", "-", "  ", " - ", "\u00a0", "–", "/", "_", "\t", "\u202f"])
CHECKED = cui.SERIAL_DIGITS + 1


@given(CUIS)
def test_every_wrong_digit_in_serial_or_check_digit_is_caught(number: str) -> None:
    for at in range(CHECKED):
        for digit in set("0123456789") - {number[at]}:
            wrong = number[:at] + digit + number[at + 1 :]
            assert cui.verdict(wrong, GUATEMALA) == "bad_check"


@given(CUIS)
def test_every_swap_of_neighbours_in_serial_and_check_digit_is_caught(number: str) -> None:
    for at in range(CHECKED - 1):
        first, second = number[at], number[at + 1]
        swapped = number[:at] + second + first + number[at + 2 :]
        expected = "valid" if first == second else "bad_check"
        assert cui.verdict(swapped, GUATEMALA) == expected


@given(SERIALS, PLACES)
def test_a_serial_has_one_check_digit_or_none(serial: str, place: str) -> None:
    holding = [d for d in "0123456789" if cui.verdict(f"{serial}{d}{place}", GUATEMALA) == "valid"]
    digit = cui.check_digit(serial)
    assert holding == ([] if digit is None else [str(digit)])


@given(CUIS, st.lists(SEPARATORS, min_size=4, max_size=4))
def test_grouping_does_not_change_the_number(number: str, marks: list[str]) -> None:
    grouped = f"{marks[0]}{number[:4]}{marks[1]}{number[4:9]}{marks[2]}{number[9:]}{marks[3]}"
    assert cui.normalise(grouped) == number
    assert cui.parse(grouped, GUATEMALA).municipality == number[9:]


@given(st.text(max_size=30))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    once = cui.normalise(text)
    assert cui.normalise(once) == once
    assert cui.verdict(once, GUATEMALA) == cui.verdict(text, GUATEMALA)


@given(st.sampled_from(sorted(cui.NULL_TOKENS)), st.lists(SEPARATORS.filter(str.isspace), max_size=3))
def test_what_is_missing_never_holds(word: str, spaces: list[str]) -> None:
    text = f"{''.join(spaces)}{word.lower()}"
    assert cui.is_missing(text)
    assert cui.verdict(text, GUATEMALA) != "valid"


@given(CUIS)
def test_no_shown_form_carries_the_number(number: str) -> None:
    held = cui.parse(number, GUATEMALA)
    assert number not in f"{held!r}{held}{cui.mask(number)}"


@given(st.text(st.sampled_from("0123456789OISB -."), max_size=20))
def test_a_hint_is_only_for_numbers_that_do_not_hold(text: str) -> None:
    if cui.repair_hint(text, GUATEMALA):
        assert cui.verdict(text, GUATEMALA) != "valid"
