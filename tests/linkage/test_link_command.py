"""`padron link`: what it reads, what it writes, and how it refuses."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from assets.engine import DuckDBEngine
from assets.link.linker.normalising import COLUMNS
from pipelines.cli import app, main
from tests.linkage.person_records import Row, invented, row

ROWS, TRUTH = invented(40, seed=4)


def write(path: Path, rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["link", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_record_gets_a_person_and_the_tie_that_makes_it(tmp_path: Path) -> None:
    table, out = write(tmp_path / "t.csv", ROWS), tmp_path / "out" / "personas.csv"
    summary = json.loads(run(table, "--out", out, "--json"))
    with out.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert list(found[0]) == ["record_id", "cluster_id", "method", "weight"]
    assert [line["record_id"] for line in found] == sorted(TRUTH)
    sizes = {line["cluster_id"]: 0 for line in found}
    for line in found:
        sizes[line["cluster_id"]] += 1
    assert all((line["method"] == "U") == (sizes[line["cluster_id"]] == 1) for line in found)
    assert all((line["weight"] == "") == (line["method"] == "U") for line in found)
    assert summary["registros"] == len(ROWS)
    assert summary["personas"] == len(sizes)
    assert summary["reglas_del_cui"] is True


def test_the_same_table_gives_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    run(write(tmp_path / "t.csv", ROWS), "--out", one)
    run(write(tmp_path / "u.csv", ROWS[::-1]), "--out", other)
    assert one.read_bytes() == other.read_bytes()


def test_parquet_in_and_out_says_the_same_as_csv(tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", ROWS)
    duckdb.sql(f"copy (select * from read_csv('{table}', all_varchar = true)) to '{tmp_path / 't.parquet'}'")
    run(table, "--out", tmp_path / "a.csv", "--model", "guatemala")
    run(tmp_path / "t.parquet", "--out", tmp_path / "a.parquet", "--model", "guatemala")
    text = duckdb.sql(
        f"select record_id, cluster_id, method from read_csv('{tmp_path / 'a.csv'}')"
    ).fetchall()
    assert (
        text == duckdb.sql(f"select record_id, cluster_id, method from '{tmp_path / 'a.parquet'}'").fetchall()
    )


@pytest.mark.parametrize(
    "columns", [("record_id", "given_names", "surnames", "birth_date"), ("record_id", "national_id")]
)
def test_columns_may_be_missing(tmp_path: Path, columns: tuple[str, ...]) -> None:
    summary = json.loads(run(write(tmp_path / "t.csv", ROWS, columns), "--out", tmp_path / "a.csv", "--json"))
    assert 1 < summary["personas"] <= summary["registros"]


@pytest.mark.parametrize("column", ["given_names", "surnames"])
def test_whole_names_in_one_column_come_apart(tmp_path: Path, column: str) -> None:
    names = [
        "María Elena Tzoc Batz",
        "MARIA ELENA TZOK BATZ",
        "Tzoc Batz, María Elena",
        "Juan Coc",
        "Pedro Choc Paz",
    ]
    rows = [
        {"record_id": str(number), column: name, "birth_date": "1985-07-24"}
        for number, name in enumerate(names)
    ]
    run(write(tmp_path / "t.csv", rows, ("record_id", column, "birth_date")), "--out", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        assert [line["cluster_id"] for line in csv.DictReader(stream)] == ["0", "0", "0", "3", "4"]


def test_numbers_that_are_no_cui_are_taken_as_they_are(tmp_path: Path) -> None:
    rows = [{**said, "national_id": f"AB-{number:05d}"} for number, said in enumerate(ROWS)]
    summary = json.loads(run(write(tmp_path / "t.csv", rows), "--out", tmp_path / "a.csv", "--json"))
    assert summary["reglas_del_cui"] is False


def test_a_version_that_was_kept_can_be_used_again(tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", ROWS)
    run(table, "--out", tmp_path / "a.csv", "--save-model", tmp_path / "mia-1")
    summary = json.loads(run(table, "--out", tmp_path / "b.csv", "--model", tmp_path / "mia-1", "--json"))
    assert summary["modelo"] == "mia-1"
    page = (tmp_path / "mia-1" / "pesos.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("rows", "columns", "says"),
    [
        pytest.param([row("a")], ("given_names",), "falta la columna record_id", id="no record_id"),
        pytest.param([row("a")], ("record_id", "sex"), "no hay por qué distinguir", id="nothing to tell by"),
        pytest.param([row("a"), row("a")], COLUMNS, "repiten el record_id", id="record_id twice"),
        pytest.param([row("a"), row("")], COLUMNS, "no tienen record_id", id="record_id empty"),
        pytest.param([], COLUMNS, "no tiene filas", id="no rows"),
        pytest.param(
            [row("a", birth_date="ayer"), row("b", birth_date="hoy")],
            COLUMNS,
            "no se pueden leer",
            id="dates",
        ),
        pytest.param(
            [row(f"r{number}", source=str(number)) for number in range(40)],
            COLUMNS,
            "40 registros darían solo 1 personas",
            id="an absurd rate of duplicates",
        ),
    ],
)
def test_a_table_that_cannot_be_linked_is_refused_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[Row], columns: tuple[str, ...], says: str
) -> None:
    table, out = write(tmp_path / "t.csv", rows, columns), tmp_path / "a.csv"
    with pytest.raises(SystemExit) as ended:
        main(["link", str(table), "--out", str(out)])
    told = " ".join(capsys.readouterr().err.split())
    assert ended.value.code == 2
    assert says in told
    assert "Tzoc" not in told
    assert not out.exists()


@pytest.mark.parametrize(
    ("table", "out", "says"),
    [("no.csv", "a.csv", "no existe la tabla"), ("no.csv", "a.xlsx", "en qué forma")],
)
def test_what_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, out: str, says: str
) -> None:
    with pytest.raises(SystemExit):
        main(["link", str(tmp_path / table), "--out", str(tmp_path / out)])
    assert says in " ".join(capsys.readouterr().err.split())


def test_what_spills_lies_beside_the_result_for_its_owner_only_and_goes_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, int]] = []

    class Looking(DuckDBEngine):
        def __init__(self, *given: object, temp: Path) -> None:
            seen.append((temp.parent, temp.stat().st_mode & 0o777))
            super().__init__(*given, temp=temp)  # type: ignore[arg-type]

    monkeypatch.setattr("assets.engine.DuckDBEngine", Looking)
    out = tmp_path / "sellado" / "a.csv"
    run(write(tmp_path / "t.csv", ROWS), "--out", out)
    CliRunner().invoke(app, ["link", str(write(tmp_path / "n.csv", [])), "--out", str(out)])
    assert seen == [(out.parent, 0o700)] * 2
    assert [path.name for path in out.parent.iterdir()] == ["a.csv"]


def test_a_version_keeps_no_name_that_few_persons_carry_however_many_records_say_it(tmp_path: Path) -> None:
    """One woman with seven records of a rare name; a name that several people have stays."""
    rare = [row(f"x{number}", given_names="Xquic", place=f"01{number:02d}") for number in range(1, 8)]
    run(
        write(tmp_path / "t.csv", [*ROWS, *rare]), "--out", tmp_path / "a.csv", "--save-model", tmp_path / "m"
    )
    kept = duckdb.sql(f"select nombres, tf_nombres from '{tmp_path / 'm' / 'nombres.parquet'}'").fetchall()
    assert "XQUIC" not in {name for name, _ in kept}
    carried = duckdb.sql(f"select nacimiento from '{tmp_path / 'm' / 'nacimiento.parquet'}'").fetchall()
    assert ("19850724",) not in carried
    places = duckdb.sql(f"select count(*) from '{tmp_path / 'm' / 'zona.parquet'}'").fetchall()[0][0]
    assert places > 0
