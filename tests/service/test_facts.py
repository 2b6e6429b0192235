"""What levels are made of, from a work folder in which things happen: told on one day, mended on another."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from assets.raw.ledger import record
from assets.resources import Bench
from assets.service.facts import gather
from assets.service.levels import TABLE, service_levels, write_levels
from assets.service.nights import begin_night
from snis.service_facts import Facts
from tests.findings.finding_case import Case as FindingCase
from tests.pipeline.delivery_case import Office, paid
from tests.service.service_case import Case


def bench_of(office: Office, engine: DuckDBEngine, day: str) -> Bench:
    return Bench(office.deployment, office.store, engine, FindingCase.moment(day))


def facts(office: Office, day: str) -> Facts:
    with DuckDBEngine(temp=office.store.scratch) as engine:
        return gather(bench_of(office, engine, day))


def corrections(office: Office, what: str, day: str = "2026-03-06") -> list[tuple[str, str, str, int]]:
    """Institution, day told, day mended and count."""
    return sorted(
        (item.institution, str(item.told), str(item.corrected or ""), item.count)
        for item in facts(office, day).corrections
        if item.what == what
    )


def test_a_row_is_told_when_its_file_came_and_mended_when_it_came_back(case: Case) -> None:
    office = case.office
    office.send(
        "2026-02-05", "pagos_2026_01.csv", paid("eva", "99/01/2026", folio="F1"), paid("ana", "98/01/2026")
    )
    assert corrections(office, "filas") == [("mides", "2026-02-05", "", 2)]
    office.send("2026-03-05", "pagos_2026_02.csv", paid("eva", "16/01/2026", folio="F1"))
    assert corrections(office, "filas") == [
        ("mides", "2026-02-05", "", 1),
        ("mides", "2026-02-05", "2026-03-05", 1),
    ]


def test_the_rows_of_a_file_that_was_replaced_are_nobodys_task(tmp_path: Path) -> None:
    office = Office(tmp_path, mode="full")
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("eva", "99/01/2026"))
    office.send("2026-02-06", "pagos_2026_01_b.csv", paid("ana"), paid("luz"))
    assert corrections(office, "filas") == []


def test_a_refused_file_is_mended_by_a_good_one_of_its_name(case: Case) -> None:
    office = case.office
    office.drop("2026-02-05", "pagos_2026_01.csv", b"esto;no\n1;2\n")
    assert corrections(office, "archivos") == [("mides", "2026-02-05", "", 1)]
    office.send("2026-02-09", "pagos_2026_01.csv", paid("ana"))
    assert corrections(office, "archivos") == [("mides", "2026-02-05", "2026-02-09", 1)]


def test_a_finding_is_told_when_its_institution_is_and_mended_when_the_data_are(tmp_path: Path) -> None:
    found = FindingCase(tmp_path)
    found.send("pagos_2026_01.csv", paid("luz").replace("1993", "1908"), paid("ana"))
    found.night("2026-03-02")
    assert corrections(found.office, "hallazgos") == [("mides", "2026-03-02", "", 1)]
    found.send("pagos_2026_01_b.csv", paid("luz"), paid("ana"))
    found.night("2026-03-05")
    assert corrections(found.office, "hallazgos") == [("mides", "2026-03-02", "2026-03-05", 1)]


@pytest.mark.parametrize(
    ("entries", "publication"),
    [
        ([], (None, 0)),
        ([("compuerta", {"veredicto": "fail"})], (1, 1)),
        ([("compuerta", {"veredicto": "fail"}), ("compuerta", {"veredicto": "pass"})], (0, 0)),
    ],
)
def test_what_the_gate_refused_last_waits(
    case: Case, entries: list[tuple[str, dict[str, Any]]], publication: tuple[int | None, int]
) -> None:
    for kind, data in entries:
        record(case.office.store.ledger, FindingCase.moment("2026-03-02"), kind, data=data)
    found = facts(case.office, "2026-03-06")
    assert (found.releases_ready, found.releases_waiting) == publication
    assert [passed for _, passed in found.verdicts] == [data["veredicto"] == "pass" for _, data in entries]


def test_each_date_since_the_first_night_is_expected_and_one_at_work_is_not_over(case: Case) -> None:
    case.night("2026-05-02")
    begin_night(case.work, "x", origin="orden", moment=FindingCase.moment("2026-05-06"))
    found = facts(case.office, "2026-05-06")
    assert [night.date.day for night in found.nights] == [2, 4]
    assert [day.day for day in found.expected_nights] == [2, 3, 4, 5]
    case.night("2026-05-06", "bien", hour=2)
    assert [day.day for day in facts(case.office, "2026-05-06").expected_nights] == [2, 3, 4, 5, 6]


def test_the_table_is_of_what_is_over_and_the_same_bytes_all_month(case: Case) -> None:
    case.office.send("2026-03-20", "pagos_2026_01.csv", paid("ana"))
    case.night("2026-04-02")

    def written(day: str) -> tuple[int, bool, str]:
        with DuckDBEngine(temp=case.office.store.scratch) as engine:
            rows, is_fresh = write_levels(bench_of(case.office, engine, day))
        manifest = case.office.store.read_manifest(TABLE)
        assert manifest is not None
        return rows, is_fresh, manifest["sha256"]

    rows, is_fresh, digest = written("2026-05-05")
    assert is_fresh
    case.night("2026-05-05")
    assert written("2026-05-06") == (rows, False, digest)
    assert written("2026-05-31") == (rows, False, digest)
    assert written("2026-06-01")[2] != digest
    periods = {period for (period,) in case.office.rows(TABLE, "nivel_periodo")}
    assert "2026-05" in periods
    assert "2026-06" not in periods
    assert ("noches_a_tiempo", "2026-04", 3.4, False, 29) in case.office.rows(
        TABLE, "nivel_servicio_codigo, nivel_periodo, nivel_valor, cumple_meta, medido_sobre"
    )


def test_levels_are_measured_to_the_day_of_the_account(case: Case) -> None:
    with DuckDBEngine(temp=case.office.store.scratch) as engine:
        levels = service_levels(bench_of(case.office, engine, "2026-05-05"))
    assert {level.last for level in levels if level.period in {"hoy", "2026-05"}} == {date(2026, 5, 5)}
