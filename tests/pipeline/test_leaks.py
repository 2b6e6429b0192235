"""A CUI or name of the sample stands in the vault, the encrypted layers and the outbox of its sender, and nowhere else.

Files are searched as bytes, and tables column by column, since compression hides a value from a search.
"""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from assets.exchange.by_file import FOLDER
from assets.findings.notifying import BOOK, OUTBOX
from assets.raw.rows import RAW
from assets.reading.workbook import open_sheet, open_workbook
from assets.sfi.page import PLAN, PLAN_PAGE
from pipelines.settings import SAMPLE
from snis.deployment import load_deployment
from tests.pipeline.conftest import Night

MAY_HOLD_PEOPLE = {"outbox"}
LONG_NUMBER = re.compile(rb"(?<![0-9A-Za-z])[0-9]{13}(?![0-9A-Za-z])")


@pytest.fixture(scope="module")
def people() -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Every CUI of the sample's register, and full names of its people."""
    with zipfile.ZipFile(SAMPLE / "inbox" / "renap" / "renap_personas_2026_04.zip") as archive:
        text = archive.read(archive.namelist()[0])
    rows = duckdb.read_csv(io.BytesIO(text), all_varchar=True)
    columns = {name.lower(): name for name in rows.columns}
    cui = next(original for name, original in columns.items() if "cui" in name)
    names = [original for name, original in columns.items() if "nombre" in name or "apellido" in name]
    numbers = frozenset(value.encode() for (value,) in rows.select(f'"{cui}"').fetchall() if value)
    joined = " || ' ' || ".join(f"coalesce(\"{name}\", '')" for name in names)
    full = frozenset(value.strip().encode() for (value,) in rows.select(joined).fetchall())
    assert len(numbers) > 5_000
    return numbers, full


def outside_the_vault(night: Night) -> Iterator[Path]:
    for path in sorted(night.work.rglob("*")):
        relative = path.relative_to(night.work)
        if path.is_file() and relative.parts[0] not in MAY_HOLD_PEOPLE:
            yield path


def test_no_byte_outside_the_outbox_holds_a_cui_or_a_name(
    night: Night, people: tuple[frozenset[bytes], frozenset[bytes]]
) -> None:
    numbers, names = people
    found = set()
    for path in outside_the_vault(night):
        content = path.read_bytes()
        if any(match in numbers for match in LONG_NUMBER.findall(content)):
            found.add((path.relative_to(night.work).as_posix(), "cui"))
        if path.suffix in {".json", ".jsonl", ".txt", ".html", ".csv", ".md", ".yaml", ".db", ".log"}:
            upper = content.upper()
            if any(name in upper for name in list(names)[:400] if len(name) > 14):
                found.add((path.relative_to(night.work).as_posix(), "nombre"))
    assert found == set()


def test_no_column_of_a_plain_table_or_of_the_warehouse_holds_a_cui(
    night: Night, people: tuple[frozenset[bytes], frozenset[bytes]]
) -> None:
    numbers, _ = people
    texts = {number.decode() for number in numbers}
    found = []
    with duckdb.connect(str(night.work / "warehouse.duckdb"), read_only=True) as connection:
        sources = [
            f'"{row[0]}"' for row in connection.execute("select table_name from duckdb_tables()").fetchall()
        ]
        sources += [
            f"'{path}'"
            for path in sorted((night.work / "store").rglob("*.parquet"))
            if "raw" not in path.parts
        ]
        for source in sources:
            for column, kind, *_ in connection.execute(f"describe select * from {source}").fetchall():
                if kind in {"VARCHAR", "BIGINT", "HUGEINT", "DECIMAL(20,0)"}:
                    values = connection.execute(
                        f'select distinct cast("{column}" as varchar) from {source} '
                        f'where length(cast("{column}" as varchar)) = 13'
                    ).fetchall()
                    if any(value in texts for (value,) in values):
                        found.append((source, column))
    assert found == []


def test_no_event_of_dagster_holds_a_cui(
    night: Night, people: tuple[frozenset[bytes], frozenset[bytes]]
) -> None:
    numbers, _ = people
    databases = sorted((night.work / "dagster").rglob("*.db"))
    assert databases
    for database in databases:
        with sqlite3.connect(database) as connection:
            dump = "\n".join(connection.iterdump()).encode()
        assert not any(match in numbers for match in LONG_NUMBER.findall(dump)), database.name


def test_the_raw_layer_the_vault_and_the_archive_are_not_in_clear(
    night: Night, people: tuple[frozenset[bytes], frozenset[bytes]]
) -> None:
    numbers, _ = people
    sample = set(list(numbers)[:2_000])
    sealed = [*night.work.glob("store/raw/**/*.parquet"), *night.work.glob("vault/**/*.parquet")]
    sealed += [*night.work.glob("archive/**/*.sealed")]
    assert len(sealed) > 60
    for path in sealed:
        content = path.read_bytes()
        assert not any(match in sample for match in LONG_NUMBER.findall(content)), path.name
    assert not list((night.work / "vault" / "tmp").rglob("*.csv"))


def test_an_outbox_holds_only_what_its_own_institution_sent(night: Night) -> None:
    transfers = dict(night.sql("select transferencia_id, institucion from transferencia"))
    for folder in (night.work / "outbox").glob("*/*"):
        if folder.parent.name == "renap" and folder.name == FOLDER:
            continue  # what the verifier is asked: a later test
        if folder.name == OUTBOX:
            continue  # what institutions are asked: the next test
        if folder.name in {PLAN, PLAN_PAGE}:
            continue  # what they have to mend: the test after that
        sender = transfers[folder.name]
        assert folder.parent.name in {sender, "_sin_institucion"}


def test_a_plan_names_its_own_institution_alone_and_nobody(
    night: Night, people: tuple[frozenset[bytes], frozenset[bytes]]
) -> None:
    numbers, _ = people
    plans = sorted((night.work / "outbox").glob(f"*/{PLAN}"))
    assert len(plans) > 3
    for path in plans:
        content = json.loads(path.read_text(encoding="utf-8"))
        assert content["institucion"] == path.parent.name
        for told in (path, path.with_name(PLAN_PAGE)):
            assert not any(match in numbers for match in LONG_NUMBER.findall(told.read_bytes())), told.name


def test_a_workbook_of_findings_holds_rows_and_numbers_of_its_own_institution_alone(night: Night) -> None:
    sent = night.sql("select transferencia_id, institucion, archivo from transferencia")
    books = sorted((night.work / "outbox").glob(f"*/{OUTBOX}/{BOOK}"))
    assert len(books) > 5
    for path in books:
        owner = path.parent.parent.name
        transfers = [str(name) for name, institution, _ in sent if institution == owner]
        files = {archive for _, institution, archive in sent if institution == owner}
        own = {
            cell
            for name in transfers
            if night.store.part(RAW, name).exists()
            for batch in night.store.read_encrypted(RAW, name)
            for row in batch.column("valores").to_pylist()
            for cell in row
            if cell
        }
        workbook = open_workbook(path.read_bytes(), "xlsx")
        sheets = {
            name: [cells for _, cells in open_sheet(workbook, name).rows()] for name, _ in workbook.sheets
        }
        rows = [dict(zip(sheets["Filas"][0], cells, strict=True)) for cells in sheets["Filas"][1:]]
        assert {row["Archivo"] for row in rows} <= files, owner
        written = "\n".join(cell for lines in sheets.values() for cells in lines for cell in cells)
        numbers = {match.decode() for match in LONG_NUMBER.findall(written.encode())}
        assert numbers <= {cell.strip() for cell in own}, owner


def test_the_outbox_of_the_verifier_holds_the_columns_of_the_convenio_and_no_more(night: Night) -> None:
    asked = sorted((night.work / "outbox" / "renap" / FOLDER).glob("*"))
    convenio = next(item for item in load_deployment(SAMPLE).convenios if item.institution == "renap")
    assert {path.suffix for path in asked} == {".csv", ".json"}
    for path in (path for path in asked if path.suffix == ".csv"):
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert set(header) - set(convenio.columns) == {"lote", "numero"}
    holders = {path.parent.parent.name for path in (night.work / "outbox").glob(f"*/{FOLDER}/*.csv")}
    assert holders == {"renap"}


def test_an_unexpected_failure_leaves_without_its_message(night: Night) -> None:
    from assets.resources import Workshop
    from snis.errors import StoreError

    settings = night.settings
    workshop = Workshop(
        deployment=str(settings.deployment), work=str(settings.work), key_file=str(settings.key_file)
    )
    with pytest.raises(StoreError) as caught, workshop.bench() as bench:
        bench.engine.rows("select cast('9765432141601 ANA LUCIA' as date)")
    assert "9765432141601" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
