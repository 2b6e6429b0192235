"""Nothing is lost and nothing counts twice: for generated files, rows in = accepted + quarantined + rejected."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from snis import cui
from snis.territory import load_territory
from tests.sql.core_case import CUI, CUI_B, GOOD, RECEIVED, Bench, contract, raw_table, sheet_of

STATES = {"aceptada", "cuarentena", "descartada"}
HEADER = [item.header[0] for item in contract().columns]
NASTY = st.sampled_from(
    [
        None,
        "",
        " ",
        "\u00a0",
        "TOTAL",
        "subtotal",
        "NULL",
        "-",
        "0",
        "1e5",
        "=1+1",
        "'",
        '"',
        ";",
        "31/02/2026",
        "�",
    ]
)
TEXT = st.one_of(NASTY, st.text(max_size=12), st.sampled_from(list(GOOD.values())))
GOOD_ROW = st.builds(
    lambda number, folio, day: [
        number, *list(GOOD.values())[1:7], f"{day:02d}/02/2026", GOOD["Monto"], folio
    ],
    st.sampled_from([CUI, CUI_B, "", "97654321A1601"]),
    st.sampled_from(["F1", "F2", ""]),
    st.integers(1, 30),
)  # fmt: skip
ANY_ROW = st.one_of(GOOD_ROW, st.lists(TEXT, max_size=len(HEADER) + 2))
FILE = st.lists(ANY_ROW, min_size=1, max_size=25)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine() as opened:
        yield opened


def has_text(row: list[str | None]) -> bool:
    return any(cell and cell.strip("\u00a0\u2007\u202f\u200b\ufeff \t\r\n\f\v") for cell in row)


def judge_files(engine: DuckDBEngine, files: list[list[list[str | None]]], folder: str) -> Bench:
    """Judge files one after the other; each has two sheets, its rows dealt between them."""
    bench, layout = Bench(Path(folder), engine), contract()
    sheets = [sheet_of(layout, "Uno"), sheet_of(layout, "Dos")]
    for number, rows in enumerate(files, start=1):
        placed = [("Uno" if line % 2 else "Dos", line, row) for line, row in enumerate(rows, start=2)]
        raw = raw_table(sorted(placed, key=lambda item: (item[0] == "Dos", item[1])))
        bench.judge_raw(raw, layout, sheets, transfer_id=f"T{number}")
    return bench


@given(files=st.lists(FILE, min_size=1, max_size=2))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_ends_in_one_state(engine: DuckDBEngine, files: list[list[list[str | None]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = judge_files(engine, files, folder)
        delivered: Counter[str] = Counter()
        for number, rows in enumerate(files, start=1):
            ledger = bench.table("core_fila", "hoja, fila, estado", f"T{number}")
            sent = {("Uno" if line % 2 else "Dos", line) for line, row in enumerate(rows, 2) if has_text(row)}
            assert Counter((sheet, line) for sheet, line, _ in ledger) == Counter(sent)
            assert {state for _, _, state in ledger} <= STATES
            taken = {(sheet, line) for sheet, line, state in ledger if state == "aceptada"}
            kept = bench.table("core_entrega", "hoja, fila, entrega_id", f"T{number}")
            assert {(sheet, line) for sheet, line, _ in kept} == taken
            assert {(row["hoja"], row["fila"]) for row in bench.vault(f"T{number}")} == taken
            delivered.update(key for _, _, key in kept)
        assert all(count == 1 for count in delivered.values())


@given(rows=FILE)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_rows_sent_again_bring_nothing(engine: DuckDBEngine, rows: list[list[str | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = judge_files(engine, [rows, rows], folder)
        assert bench.table("core_entrega", "fila", "T2") == []


@given(numbers=st.lists(st.from_regex(r"[0-9 -]{0,3}[0-9A]{9,14}", fullmatch=True), min_size=1, max_size=30))
@example(numbers=["00000000A0100"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_judgement_of_a_number_is_that_of_the_domain(engine: DuckDBEngine, numbers: list[str]) -> None:
    territory, rules = load_territory(), {
        "not_numeric": "CUI-01",
        "bad_length": "CUI-02",
        "bad_department": "CUI-03",
        "bad_municipality": "CUI-04",
        "bad_check": "CUI-05",
        "valid": None,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        rows = [[number, *list(GOOD.values())[1:9], str(line)] for line, number in enumerate(numbers)]
        bench = judge_files(engine, [rows], folder)
        found = dict(bench.table("core_fila", "fila, regla"))
    for line, number in enumerate(numbers, start=2):
        verdict = cui.verdict(number, territory)
        expected = rules[verdict]
        if cui.is_missing(number):
            expected = None
        elif cui.is_filler(number):
            expected = "CUI-06"
        elif verdict == "bad_municipality" and not cui.check_digit_holds(cui.normalise(number)):
            expected = "CUI-05"
        assert found[line] == expected


@given(days=st.lists(st.dates(date(1926, 5, 5), RECEIVED + timedelta(days=400)), min_size=1, max_size=20))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ages_are_those_of_the_calendar(engine: DuckDBEngine, days: list[date]) -> None:
    delivery = date(2026, 2, 28)
    with tempfile.TemporaryDirectory() as folder:
        cells = list(GOOD.values())
        rows = [[*cells[:3], f"{day:%d/%m/%Y}", *cells[4:9], str(line)] for line, day in enumerate(days)]
        bench = judge_files(engine, [rows], folder)
        found = dict(bench.table("core_entrega", "fila, edad_entrega_anios"))
        ledger = dict(bench.table("core_fila", "fila, regla"))
    for line, day in enumerate(days, start=2):
        if day > delivery:
            assert ledger[line] == "FEC-03"
        else:
            had_birthday = (delivery.month, delivery.day) >= (day.month, day.day)
            assert found[line] == delivery.year - day.year - (not had_birthday)
