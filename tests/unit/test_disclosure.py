"""The rules of one cell: its draw, its rounding, its threshold, its amount."""

import hashlib
from decimal import Decimal
from typing import Any

import pytest

from snis.disclosure import (
    DRAW_RANGE,
    Cell,
    blurred_mean,
    draw,
    is_dominated,
    protect_count,
    protect_restricted,
    round_by_key,
    round_to_nearest,
    takes_the_amount_of,
    total_amount,
)
from snis.disclosure_policy import load_policy
from tests.unit.disclosure_case import KEY, SAMPLE, cell


class TestDraw:
    def test_is_the_first_13_hex_digits_of_the_hash_of_key_measure_and_cell_key(self) -> None:
        text = (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f|personas|18446744073709551615"
        )
        expected = int(hashlib.sha256(text.encode()).hexdigest()[:13], 16)
        assert draw(KEY, "personas", 2**64 - 1) == expected

    def test_another_measure_of_the_same_set_draws_anew(self) -> None:
        assert draw(KEY, "personas", 7) != draw(KEY, "entregas", 7)

    def test_another_key_draws_anew(self) -> None:
        assert draw(KEY, "personas", 7) != draw(bytes(32), "personas", 7)


class TestRounding:
    @pytest.mark.parametrize(
        ("count", "base", "drawn", "expected"),
        [
            (10, 5, 0, 10),
            (15, 5, DRAW_RANGE - 1, 15),
            (11, 5, 0, 15),
            (11, 5, 900719925474099, 15),  # u just below 1/5
            (11, 5, 900719925474100, 10),  # u just above 1/5
            (14, 5, 3602879701896396, 15),  # u just below 4/5
            (14, 5, 3602879701896397, 10),
            (14, 5, DRAW_RANGE - 1, 10),
            (27, 10, 0, 30),
            (27, 10, DRAW_RANGE - 1, 20),
        ],
    )
    def test_goes_up_when_the_draw_is_below_the_rest(
        self, count: int, base: int, drawn: int, expected: int
    ) -> None:
        assert round_by_key(count, base, drawn=drawn) == expected

    @pytest.mark.parametrize("count", range(10, 20))
    def test_is_unbiased_on_a_grid_of_draws(self, count: int) -> None:
        grid = 1000
        draws = [(2 * step + 1) * DRAW_RANGE // (2 * grid) for step in range(grid)]
        mean = sum(round_by_key(count, 5, drawn=drawn) for drawn in draws) / grid
        assert mean == pytest.approx(count, abs=1e-9)

    def test_is_unbiased_over_real_cell_keys(self) -> None:
        """20,000 fixed keys, rest 2 of 5: standard error 0.017, so 0.06 is more than three of them."""
        rounded = [round_by_key(12, 5, drawn=draw(KEY, "personas", number)) for number in range(20_000)]
        assert set(rounded) == {10, 15}
        assert sum(rounded) / len(rounded) == pytest.approx(12, abs=0.06)

    @pytest.mark.parametrize(
        ("count", "expected"), [(30, 30), (34, 30), (35, 40), (44, 40), (45, 50), (113, 110)]
    )
    def test_to_the_nearest_sends_a_half_up(self, count: int, expected: int) -> None:
        assert round_to_nearest(count, 10) == expected


class TestThreshold:
    @pytest.mark.parametrize(
        ("count", "is_row"), [(0, False), (1, False), (9, False), (10, True), (11, True)]
    )
    def test_is_judged_on_the_true_count(self, count: int, is_row: bool) -> None:
        printed = protect_count(count, 5, measure="personas", threshold=10, base=5, key=KEY)
        assert (printed is not None) is is_row
        assert printed is None or printed >= 10

    @pytest.mark.parametrize(("count", "expected"), [(29, None), (30, 30), (36, 40)])
    def test_of_the_restricted_universe_is_30(self, count: int, expected: int | None) -> None:
        assert protect_restricted(count, load_policy(SAMPLE)) == expected


class TestAmounts:
    @pytest.mark.parametrize(
        ("cents", "count", "expected"),
        [
            (50_000 * 100, 100, 50_000),  # Q500.00
            (123_456, 1, 123_000),
            (123_500, 1, 124_000),
            (99_960, 1, 100_000),
            (999_500, 10, 100_000),  # Q999.50
            (700, 3, 233),
            (0, 10, 0),
            (25, 10, 3),  # never finer than a cent, a half up
        ],
    )
    def test_the_mean_keeps_three_digits(self, cents: int, count: int, expected: int) -> None:
        assert blurred_mean(cents, count, digits=3) == expected

    @pytest.mark.parametrize(
        ("total", "largest", "second", "expected"),
        [
            (Decimal(5000), Decimal(500), Decimal(500), False),
            (Decimal(1100), Decimal(1000), Decimal(0), False),  # rest 100 = 10 % of 1000
            (Decimal("1099.99"), Decimal(1000), Decimal(0), True),
            (Decimal(2000), Decimal(1000), Decimal(950), True),
            (Decimal(0), Decimal(0), Decimal(0), False),
        ],
    )
    def test_dominance_is_p_percent_of_the_largest(
        self, total: Decimal, largest: Decimal, second: Decimal, expected: bool
    ) -> None:
        assert is_dominated(total, largest, second=second, p_percent=10) is expected

    @pytest.mark.parametrize(
        ("dominated", "other", "expected"),
        [
            # A municipality takes the municipalities of its department and modality, in any month.
            ({"m": "0801", "mod": "P02"}, {"m": "0801", "mod": "P02"}, True),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "mod": "P02"}, True),
            ({"m": "0801", "mod": "P02", "mes": 3}, {"m": "0802", "mod": "P02", "mes": 4}, True),
            ({"m": "0801", "mod": "P02", "mes": 3}, {"m": "0802", "mod": "P02"}, True),
            ({"m": "0801", "mod": "P02"}, {"m": "0901", "mod": "P02"}, False),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "mod": "P04"}, False),
            ({"m": "0801", "mod": "P02"}, {"d": "08", "mod": "P02"}, False),
            ({"m": "0801", "mod": "P02"}, {"m": "0802", "mod": "P02", "anio": 2025}, False),
            # A department takes everything below the country, the country everything.
            ({"d": "08", "mod": "P02"}, {"d": "09", "mod": "P02"}, True),
            ({"d": "08", "mod": "P02"}, {"m": "0901", "mod": "P02"}, True),
            ({"d": "08", "mod": "P02"}, {"mod": "P02"}, False),
            ({"mod": "P02"}, {"mod": "P02", "mes": 1}, True),
            ({"mod": "P02"}, {"m": "0901", "mod": "P02"}, True),
        ],
    )
    def test_a_dominated_cell_takes_the_whole_breakdown(
        self, dominated: dict[str, Any], other: dict[str, Any], expected: bool
    ) -> None:
        assert takes_the_amount_of(placed(dominated), placed(other)) is expected

    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            ([Decimal(40_000), Decimal(20_000)], Decimal(60_000)),
            ([Decimal(0)], Decimal(0)),  # benefits in kind
            ([Decimal(40_000), None], None),
            ([None], None),
            ([], None),
        ],
    )
    def test_a_total_has_the_sum_of_what_is_printed_of_its_modalities(
        self, parts: list[Decimal | None], expected: Decimal | None
    ) -> None:
        assert total_amount(parts) == expected


def placed(short: dict[str, Any]) -> Cell:
    """A cell from short names: m municipality, d department, mod."""
    municipality = short.get("m")
    return cell(
        "x",
        anio=short.get("anio", 2026),
        mes=short.get("mes"),
        municipio_codigo=municipality,
        departamento_codigo=municipality[:2] if municipality else short.get("d"),
        modalidad_codigo=short.get("mod"),
    )
