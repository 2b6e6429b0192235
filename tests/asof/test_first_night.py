"""What was known on the day of a night is what that night computed: the oracle of everything that looks back."""

from assets.asof.past import open_past
from tests.asof.conftest import FIRST, SECOND, TwoNights
from tests.asof.lean_night import digests_of, made_tables


def test_the_second_night_changes_what_the_first_one_said(nights: TwoNights) -> None:
    now = nights.house.digests()
    assert {"out_hecho_entrega", "out_cobertura", "link_persona"} <= {
        name for name, digest in nights.first.items() if digest != now[name]
    }


def test_the_first_day_is_the_first_night_byte_for_byte(nights: TwoNights) -> None:
    with nights.house.bench("2026-06-10") as bench, open_past(bench, FIRST) as past:
        past.build(*made_tables())
        assert digests_of(past.bench.store) == nights.first
        assert past.identity.words == "la de ese día"


def test_the_last_day_is_today(nights: TwoNights) -> None:
    with nights.house.bench("2026-06-10") as bench, open_past(bench, SECOND) as past:
        past.build(*made_tables())
        assert digests_of(past.bench.store) == nights.house.digests()
