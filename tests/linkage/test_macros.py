"""The SQL of the linker says what snis/linkage says in Python, on known traps and on generated texts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis.linkage.birth_date import birth_signs
from snis.linkage.name_parts import given_words, surname_parts
from snis.linkage.sound import sound_key

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
WORDS = st.sampled_from(
    [
        "de",
        "la",
        "los",
        "las",
        "del",
        "vda",
        "viuda",
        "San",
        "Santa",
        "Mc",
        "van",
        "Güinac",
        "Tzoc",
        "Xiquín",
        "Q'eq",
        "López",
        "Pérez",
        "León",
        "Paz",
        "Cruz",
        "Ysay",
        "y",
        "LL",
        "CH",
        "O'Brien",
    ]
)
NAMES = st.one_of(
    st.lists(WORDS, max_size=6).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
DATES = st.one_of(
    st.sampled_from(
        [
            "1980-02-03",
            "19800203",
            "3/2/1980",
            "03-02-1980",
            "1980",
            "1980/2",
            "19801332",
            "194321",
            "1980-02-03 00:00",
            "0A/12/1980",
            "",
            "x",
            "29.2.80",
            "19800203.0",
        ]
    ),
    st.text("0123456789/-. A", max_size=11),
)


@SHARED
@given(NAMES)
def test_names(engine: DuckDBEngine, text: str) -> None:
    said = engine.rows(
        "select enlace_clave($t), enlace_nombres($t), enlace_apellidos($t), enlace_casada($t)", {"t": text}
    )[0]
    parts = surname_parts(text)
    assert said == (sound_key(text), " ".join(given_words(text)), " ".join(parts.own), parts.married)


@SHARED
@given(DATES, st.booleans())
def test_birth_dates(engine: DuckDBEngine, text: str, day_first: bool) -> None:
    said = engine.rows("select enlace_fecha($t, $first)", {"t": text, "first": day_first})[0][0]
    assert said == birth_signs(text, day_first=day_first)


@pytest.mark.parametrize(
    ("text", "day_first", "signs"),
    [
        ("1980-02-03", True, "19800203"),
        ("19800203", True, "19800203"),
        ("3/2/1980", True, "19800203"),
        ("2/3/1980", False, "19800203"),
        ("1980", True, "19800000"),
        ("1980/2", True, "19800200"),
        ("19801332", True, "19801332"),
        ("1943123", True, "1943123"),
        ("0A/12/1980", True, "1980120A"),
        ("1980-02-03 00:00:00", True, "19800203"),
        ("febrero", True, None),
        ("", True, None),
    ],
)
def test_a_birth_date_is_eight_signs_even_when_one_is_wrong(
    text: str, day_first: bool, signs: str | None
) -> None:
    assert birth_signs(text, day_first=day_first) == signs
