"""Random registers: SQL and reference make the same file, and every file keeps its promises by an independent count."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis.microdata import CLASS, COLUMNS, PROFILE, Row
from tests.microdata.records_case import POLICY, everybody, protected, random_register, rows_of_engine

UNIVERSAL = set(POLICY.microdata.universal_programmes.value)
PROGRAMME = COLUMNS.index("programa_codigo")


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    persons=st.sampled_from([0, 5, 40, 300]),
    rollup=st.sampled_from([0, 5, 40]),
    fraction=st.sampled_from([20, 100]),
)
def test_sql_and_reference_make_the_same_file(
    duck: DuckDBEngine, seed: int, persons: int, rollup: int, fraction: int
) -> None:
    register = random_register(seed, persons=persons)
    policy = everybody(fraction_pct=fraction, random_rollup_pct=rollup)
    key = seed.to_bytes(32, "big")
    assert rows_of_engine(register, policy, duck, key=key) == protected(register, policy, key=key).rows


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6), persons=st.sampled_from([60, 300, 900]), rollup=st.sampled_from([0, 5, 40])
)
def test_every_file_keeps_k_and_l(seed: int, persons: int, rollup: int) -> None:
    rows = protected(random_register(seed, persons=persons), everybody(random_rollup_pct=rollup)).rows
    check_promises(rows)


def check_promises(rows: list[Row]) -> None:
    """Count classes, whole rows and programmes anew."""
    classes = Counter(row[: len(CLASS)] for row in rows)
    assert all(count >= POLICY.microdata.k.value for count in classes.values())
    assert all(count >= POLICY.microdata.k_row.value for count in Counter(rows).values())
    programmes: dict[Row, set[object]] = defaultdict(set)
    for row in classes:
        programmes[row[: len(PROFILE)]].add(row[PROGRAMME])
    assert all(len(names) >= POLICY.microdata.l.value or names <= UNIVERSAL for names in programmes.values())
