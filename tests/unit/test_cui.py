"""A CUI as sent: what it is worth, what is wrong with it, and that nothing shows it."""

import dataclasses

import pytest

from snis import cui
from snis.cui import Cui, Verdict
from snis.errors import CuiError
from tests.support.cui_cases import GUATEMALA, Case, read_cases

CASES = read_cases()
# Invented; the worked example of the shared reference (Cobán).
GOOD = "9765432141601"


class TestPublicCases:
    def test_there_are_276(self) -> None:
        assert len(CASES) == 276

    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.category}")
    def test_verdict_and_digits_are_the_expected_ones(self, case: Case) -> None:
        assert cui.verdict(case.text, GUATEMALA) == case.verdict
        if case.number:
            assert cui.normalise(case.text) == case.number

    @pytest.mark.parametrize("case", [c for c in CASES if "valid CUI" in c.hint or c.hint == "strip label"])
    def test_a_number_that_can_be_explained_gets_a_hint_and_stays_refused(self, case: Case) -> None:
        assert cui.repair_hint(case.text, GUATEMALA).startswith("Quizá")
        assert cui.verdict(case.text, GUATEMALA) == case.verdict != "valid"

    @pytest.mark.parametrize("case", [c for c in CASES if c.hint == "not recoverable"])
    def test_lost_digits_get_no_hint(self, case: Case) -> None:
        assert cui.repair_hint(case.text, GUATEMALA) == ""

    @pytest.mark.parametrize("case", [c for c in CASES if c.category in {"null_token", "empty"}])
    def test_null_words_and_empty_cells_say_that_there_is_none(self, case: Case) -> None:
        assert cui.is_missing(case.text)

    @pytest.mark.parametrize("case", [c for c in CASES if c.category == "filler"])
    def test_fillers_are_known(self, case: Case) -> None:
        assert cui.is_filler(case.text)

    @pytest.mark.parametrize("case", [c for c in CASES if c.verdict == "valid" and c.number[0] == "9"])
    def test_a_number_that_holds_is_neither_missing_nor_filler(self, case: Case) -> None:
        assert not cui.is_missing(case.text)
        assert not cui.is_filler(case.text)


class TestNormalForm:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (None, ""),
            ("9765 43214 1601", GOOD),
            ("'9765-43214-1601.0'", GOOD),
            ("9765 43214 1601.00", GOOD),
            ("\ufeff９７６５４３２１４１６０１", GOOD),
            ("97654\u00ad32141601", GOOD),
            ("9,765,432,141,601", GOOD),
            ("9765432141601.5", "9765432141601.5"),
            ("976543214160²", "976543214160²"),
            ("+9765432141601", "+9765432141601"),
        ],
    )
    def test_what_stands_around_the_digits_goes_and_nothing_is_guessed(
        self, text: str | None, expected: str
    ) -> None:
        assert cui.normalise(text) == expected


class TestVerdict:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("97654321A0099", "not_numeric"),
            ("97654321", "bad_length"),
            ("9765432100000", "bad_department"),
            ("9765432100199", "bad_municipality"),
            ("9765432150101", "bad_check"),
        ],
    )
    def test_the_first_rule_that_fails_is_named(self, text: str, expected: Verdict) -> None:
        assert cui.verdict(text, GUATEMALA) == expected

    def test_a_municipality_counts_only_when_the_table_has_it(self) -> None:
        older = dataclasses.replace(
            GUATEMALA, municipalities=tuple(m for m in GUATEMALA.municipalities if m.code != "1601")
        )
        assert cui.verdict(GOOD, GUATEMALA) == "valid"
        assert cui.verdict(GOOD, older) == "bad_municipality"

    def test_a_serial_with_remainder_ten_has_no_check_digit(self) -> None:
        assert cui.check_digit("90711945") is None
        assert {cui.verdict(f"90711945{digit}0101", GUATEMALA) for digit in range(10)} == {"bad_check"}

    def test_the_worked_example_has_check_digit_four(self) -> None:
        assert cui.check_digit("97654321") == 4

    @pytest.mark.parametrize("text", ["", "123", "97654321A1601", "٩٧٦٥٤٣٢١٤١٦٠١"])
    def test_what_is_not_thirteen_digits_has_no_check_digit_that_holds(self, text: str) -> None:
        assert not cui.check_digit_holds(text)

    def test_every_failing_verdict_has_a_reason_in_spanish_that_shows_no_digit_of_it(self) -> None:
        assert set(cui.REASONS) == set(Verdict.__args__)  # type: ignore[attr-defined]
        assert all(reason.endswith(".") for reason in cui.REASONS.values())

    def test_of_all_fillers_only_one_passes_every_rule(self) -> None:
        assert {n for n in cui.FILLERS if cui.verdict(n, GUATEMALA) == "valid"} == {"1234567890101"}


class TestParts:
    def test_a_good_number_gives_its_place_of_birth(self) -> None:
        parsed = cui.parse("9765 43214 1601", GUATEMALA)
        assert (parsed.number, parsed.department, parsed.municipality) == (GOOD, "16", "1601")

    def test_an_error_names_the_rule_and_never_the_number(self) -> None:
        with pytest.raises(CuiError) as caught:
            cui.parse("9765432151601", GUATEMALA)
        assert caught.value.rule == "bad_check"
        assert "9765432151601" not in f"{caught.value}{caught.value!r}{caught.value.args}"

    def test_neither_repr_nor_text_of_a_cui_shows_the_number(self) -> None:
        shown = f"{Cui(GOOD)!r} {Cui(GOOD)} {[Cui(GOOD)]}"
        assert GOOD not in shown
        assert GOOD[:9] not in shown

    def test_a_cui_cannot_be_changed(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            Cui(GOOD).number = "0"  # type: ignore[misc]

    @pytest.mark.parametrize(
        ("number", "shown"), [(GOOD, "•••••••••••01"), ("123", "•" * 13), ("", "•" * 13)]
    )
    def test_a_mask_shows_two_digits_of_a_whole_number_and_nothing_of_another(
        self, number: str, shown: str
    ) -> None:
        assert cui.mask(number) == shown


class TestHints:
    @pytest.mark.parametrize(
        ("text", "begins"),
        [
            ("958601501601", "Quizá perdió ceros"),
            ("976543214160I", "Quizá lleva letras"),
            ("DPI:9765432141601", "Quizá lleva un texto"),
            ("9765432141601 CUI", "Quizá lleva un texto"),
            (GOOD, ""),
            ("", ""),
            ("976543214", ""),
            ("DPI:9765432151601", ""),
        ],
    )
    def test_a_hint_is_given_only_when_it_would_explain_the_number(self, text: str, begins: str) -> None:
        hint = cui.repair_hint(text, GUATEMALA)
        assert hint.startswith(begins)
        assert bool(hint) == bool(begins)


class TestMissing:
    @pytest.mark.parametrize(
        "text", [None, "", " \u00a0", "'-'", "s/n", "en trámite", "No Tiene", "#¡REF!", "０"]
    )
    def test_ways_to_say_none(self, text: str | None) -> None:
        assert cui.is_missing(text)

    @pytest.mark.parametrize("text", [GOOD, "1", "PENDIENTE 97654321", "A-1 123456", "²"])
    def test_anything_else_is_judged(self, text: str) -> None:
        assert not cui.is_missing(text)
