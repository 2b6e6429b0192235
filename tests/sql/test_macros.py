"""The SQL macros say what snis/ says in Python: on the public cases, on known traps and on generated texts."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from snis import cui
from snis.disclosure import draw, round_by_key
from snis.names import ACCENTED, APOSTROPHES, normal_form
from snis.pseudonym import HOUSEHOLD, PERSON_BY_CUI, PERSON_BY_NAME, hmac_pads, pseudonym, record_key
from tests.support.cui_cases import CUIS, GUATEMALA, read_cases

MACROS = Path(__file__).parents[2] / "assets" / "macros.sql"
# Nothing outlives one query, so that every example may use the same connection.
SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)

# What a cell can hold: any text, and texts made of the characters on which rules turn.
CHARACTERS = st.characters(exclude_categories=["Cs"])
MARKS = st.sampled_from(
    list(" \t\n\r\v\f\x1c\x1f\x85\xa0\xad\u1680\u2000\u200b\u200f\u2028\u202f\u2060\u3000\ufeff")
    + list("-‐‑–—−﹣－_/.,+'\"`´’‘“”ʼꞌ#?¡!|²①٣۴५７৩𝟗OolISBeE0123456789")
)
NUMBERISH = st.one_of(
    st.text(CHARACTERS, max_size=20),
    st.lists(st.one_of(MARKS, st.sampled_from("0123456789")), max_size=24).map("".join),
    st.builds(lambda number, mark, at: number[:at] + mark + number[at:], CUIS, MARKS, st.integers(0, 13)),
    st.builds(
        lambda number, tail: number + tail, CUIS, st.sampled_from([".0", ".00", ".5", ",0", " .0", "\n"])
    ),
    st.sampled_from(sorted(cui.NULL_TOKENS | cui.FILLERS)),
)
NAMEISH = st.one_of(
    st.text(CHARACTERS, max_size=20),
    st.text(st.sampled_from(ACCENTED + APOSTROPHES + "abcXYZ 019.-,\u0301\u0303\u0308ßıſŉﬁ"), max_size=20),
)


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(MACROS.read_text(encoding="utf-8"))
        yield connection


def answers(duck: duckdb.DuckDBPyConnection, call: str, texts: Sequence[str | None]) -> list[object]:
    """What a call on `t` gives for each text, in order."""
    given = pa.table({"n": range(len(texts)), "t": pa.array(texts, pa.string())})
    duck.register("dado", given)
    return [row[0] for row in duck.execute(f"select {call} from dado order by n").fetchall()]


def verdicts(duck: duckdb.DuckDBPyConnection, texts: Sequence[str | None]) -> list[object]:
    """The verdict of each text, with the territory bound as core_juicio binds it: by a left join."""
    duck.register("dado", pa.table({"n": range(len(texts)), "t": pa.array(texts, pa.string())}))
    duck.register("departamento", pa.table({"d": sorted(GUATEMALA.department_codes)}))
    duck.register("municipio", pa.table({"m": sorted(GUATEMALA.municipality_codes)}))
    found = duck.execute("""
        with normal as (select n, cui_normal(t) as cui from dado)
        select cui_veredicto(cui, d is not null, m is not null)
        from normal
        left join departamento on d = substr(cui, 10, 2)
        left join municipio on m = substr(cui, 10, 4)
        order by n
    """).fetchall()
    return [row[0] for row in found]


class TestPublicCases:
    def test_all_276_get_their_verdict_and_their_digits(self, duck: duckdb.DuckDBPyConnection) -> None:
        cases = read_cases()
        texts = [case.text for case in cases]
        assert verdicts(duck, texts) == [case.verdict for case in cases]
        assert answers(duck, "cui_normal(t)", texts) == [cui.normalise(text) for text in texts]

    def test_all_276_are_missing_or_fillers_as_python_says(self, duck: duckdb.DuckDBPyConnection) -> None:
        texts = [case.text for case in read_cases()]
        assert answers(duck, "es_nulo_cui(t)", texts) == [cui.is_missing(text) for text in texts]
        assert answers(duck, "es_cui_relleno(cui_normal(t))", texts) == [
            cui.is_filler(text) for text in texts
        ]


class TestCui:
    @SHARED
    @given(st.lists(NUMBERISH, min_size=1, max_size=40))
    @example(["9 1.0", "-'9765432141601", "1.000", "12.345.678", "1,234.567", "", "'", "\x00"])
    def test_normal_form_and_verdict_are_those_of_python(
        self, duck: duckdb.DuckDBPyConnection, texts: list[str]
    ) -> None:
        assert answers(duck, "cui_normal(t)", texts) == [cui.normalise(text) for text in texts]
        assert verdicts(duck, texts) == [cui.verdict(text, GUATEMALA) for text in texts]

    @SHARED
    @given(st.lists(NUMBERISH, min_size=1, max_size=40))
    def test_missing_and_filler_are_those_of_python(
        self, duck: duckdb.DuckDBPyConnection, texts: list[str]
    ) -> None:
        assert answers(duck, "es_nulo_cui(t)", texts) == [cui.is_missing(text) for text in texts]
        assert answers(duck, "es_cui_relleno(cui_normal(t))", texts) == [
            cui.is_filler(text) for text in texts
        ]

    @SHARED
    @given(st.lists(st.integers(0, 10**13 - 1).map(lambda n: f"{n:013d}"), min_size=1, max_size=40))
    def test_the_check_digit_is_that_of_python(
        self, duck: duckdb.DuckDBPyConnection, numbers: list[str]
    ) -> None:
        expected = [cui.check_digit_holds(number) for number in numbers]
        assert answers(duck, "cui_digito_ok(t)", numbers) == expected

    def test_a_cell_without_text_is_missing_and_has_no_digits(self, duck: duckdb.DuckDBPyConnection) -> None:
        assert answers(duck, "es_nulo_cui(t)", [None]) == [True]
        assert answers(duck, "cui_normal(t)", [None]) == [""]
        assert verdicts(duck, [None]) == ["bad_length"]

    def test_what_only_a_cast_takes_for_a_number_has_no_check_digit(
        self, duck: duckdb.DuckDBPyConnection
    ) -> None:
        texts = ["+987654321000", "1_000_000_000", "10000000000e2", "123456789.000", " 98765432100 "]
        assert answers(duck, "cui_digito_ok(t)", texts) == [False] * len(texts)


class TestNames:
    @SHARED
    @given(st.lists(NAMEISH, min_size=1, max_size=40))
    @example(
        ["K'iche'", "Ángela Ñ.", "Mun\u0303oz", "straße ıſŉ", "A B", "A  B", " A", "Nº", "\x00a", "\x00é9"]
    )
    def test_the_normal_form_is_that_of_python(
        self, duck: duckdb.DuckDBPyConnection, texts: list[str]
    ) -> None:
        assert answers(duck, "nombre_normal(t)", texts) == [normal_form(text) for text in texts]

    def test_a_cell_without_text_has_the_empty_form(self, duck: duckdb.DuckDBPyConnection) -> None:
        assert answers(duck, "nombre_normal(t)", [None]) == [""]


class TestPseudonyms:
    @SHARED
    @given(
        st.binary(min_size=1, max_size=100),
        st.sampled_from([PERSON_BY_CUI, PERSON_BY_NAME, HOUSEHOLD]),
        st.lists(st.text(CHARACTERS, max_size=40), min_size=1, max_size=10),
    )
    def test_they_are_those_of_python(
        self, duck: duckdb.DuckDBPyConnection, key: bytes, purpose: str, values: list[str]
    ) -> None:
        inner, outer = hmac_pads(key)
        duck.register("dado", pa.table({"n": range(len(values)), "t": pa.array(values, pa.string())}))
        rows = duck.execute(
            "select seudonimo($i, $o, $p, t), clave_registro($i, $o, t) from dado order by n",
            {"i": inner, "o": outer, "p": purpose},
        ).fetchall()
        assert rows == [(pseudonym(key, purpose, value), record_key(key, value)) for value in values]

    def test_no_value_gives_no_pseudonym(self, duck: duckdb.DuckDBPyConnection) -> None:
        inner, outer = hmac_pads(b"k" * 32)
        found = duck.execute("select seudonimo($i, $o, 'cui', null)", {"i": inner, "o": outer}).fetchall()
        assert found == [(None,)]

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("'1', 'ANA', 'COC', date '1985-07-24'", "1|ANA|COC|1985-07-24"),
            ("'1', 'ANA', 'COC', '1985-07-24'", "1|ANA|COC|1985-07-24"),
            ("'1', 'ANA', null, cast(null as date)", "1|ANA||"),
            ("'1', null, '', ''", "1|||"),
        ],
    )
    def test_an_identity_is_its_number_names_and_birth_as_text(
        self, duck: duckdb.DuckDBPyConnection, written: str, text: str
    ) -> None:
        inner, outer = hmac_pads(b"k" * 32)
        found = duck.execute(f"select seudonimo_identidad($i, $o, {written})", {"i": inner, "o": outer})
        assert found.fetchall() == [(pseudonym(b"k" * 32, "identidad", text),)]


class TestAmountsAndDays:
    @pytest.mark.parametrize(
        ("cents", "amount"),
        [(0, "0.00"), (1, "0.01"), (150_050, "1500.50"), (-7, "-0.07"), (10**16, "100000000000000.00")],
    )
    def test_cents_are_quetzales_to_the_cent(
        self, duck: duckdb.DuckDBPyConnection, cents: int, amount: str
    ) -> None:
        found = duck.execute(f"select quetzales({cents}), typeof(quetzales({cents}))").fetchall()
        assert found == [(Decimal(amount), "DECIMAL(18,2)")]

    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [
            ("2026-02-01", "2026-02-28", range(1, 29)),
            ("2026-01-15", "2026-02-03", range(1, 4)),
            ("2026-02-27", "2026-04-30", range(27, 29)),
            ("2026-02-10", "2026-02-10", [10]),
            ("2025-01-01", "2027-01-01", range(1, 29)),
        ],
    )
    def test_days_of_a_month_are_bits(
        self, duck: duckdb.DuckDBPyConnection, first: str, last: str, days: Iterable[int]
    ) -> None:
        february = "date '2026-02-01', date '2026-02-28'"
        found = duck.execute(f"select dias_del_mes(date '{first}', date '{last}', {february})").fetchall()
        assert found == [(sum(1 << (day - 1) for day in days),)]


class TestKeyedRounding:
    @SHARED
    @given(
        st.binary(min_size=32, max_size=32),
        st.sampled_from(["personas", "entregas", "familias", "comunidades"]),
        st.integers(1, 20),
        st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 2**64 - 1)), min_size=1, max_size=20),
    )
    def test_draw_and_count_are_those_of_python(
        self,
        duck: duckdb.DuckDBPyConnection,
        key: bytes,
        measure: str,
        base: int,
        cells: list[tuple[int, int]],
    ) -> None:
        counts, cell_keys = zip(*cells, strict=True)
        duck.register(
            "dado",
            pa.table(
                {
                    "n": range(len(cells)),
                    "conteo": pa.array(counts, pa.int64()),
                    "clave": pa.array(cell_keys, pa.uint64()),
                }
            ),
        )
        rows = duck.execute(
            "select sorteo_con_clave($k, $m, clave), redondeo_con_clave(conteo, $b, sorteo_con_clave($k, $m, clave))"
            " from dado order by n",
            {"k": key, "m": measure, "b": base},
        ).fetchall()
        drawn = [draw(key, measure, cell_key) for cell_key in cell_keys]
        assert rows == [
            (number, round_by_key(count, base, drawn=number))
            for number, count in zip(drawn, counts, strict=True)
        ]

    def test_no_count_stays_no_count(self, duck: duckdb.DuckDBPyConnection) -> None:
        found = duck.execute("select redondeo_con_clave(cast(null as bigint), 5, 7)").fetchall()
        assert found == [(None,)]
