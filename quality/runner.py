"""Running the expectations of a layer over its Parquet files, with Data Docs.

Belongs here: the throw-away database of views that the run looks at. Does not belong here: what is expected
(expectations.py), the Great Expectations run (validation.py), and what follows from a failure (assets/checks.py).
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import duckdb

from quality.expectations import Expectation
from quality.results import Result
from quality.validation import validate

# Transfers named beside an expectation that fails; whoever mends starts with the worst.
_PLACES = 20
_FAILS: Mapping[str, str] = {
    "not_in_set": "list_contains($value_set, {column})",
    "without": "{column} like $like_pattern",
    "between": "{column} < coalesce($min_value, {column}) or {column} > coalesce($max_value, {column})",
}


def run_expectations(
    expectations: Sequence[Expectation],
    parts: Mapping[str, Sequence[Path]],
    *,
    docs: Path,
    scratch: Path,
    project: Path | None = None,
    name: str = "noche",
    prepare: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    by: str | None = None,
) -> tuple[Result, ...]:
    """Run all expectations over whole tables, keep the project, and write its Data Docs.

    Args:
        expectations: what must hold.
        parts: Parquet files by table; every table that an expectation or its statement reads.
        docs: folder of the Data Docs site, replaced as a whole.
        scratch: folder for the throw-away database.
        project: folder of the Great Expectations project, replaced as a whole; without one it is thrown away.
        name: name of the checkpoint.
        prepare: adds to the database what is not a Parquet file.
        by: column by which failing rows are counted for `Result.places`; without one there are no places.

    Raises:
        QualityError: an expectation could not be computed; that is a failure, not a pass.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    # A name of its own for each run: DuckDB keeps an open file by its name inside a process.
    with tempfile.TemporaryDirectory(dir=scratch, prefix="calidad-") as folder:
        database = Path(folder) / "vistas.duckdb"
        with duckdb.connect(str(database)) as connection:
            _write_views(connection, expectations, parts)
            if prepare is not None:
                prepare(connection)
        results = validate(
            database, expectations, name=name, project=project or Path(folder) / "proyecto", docs=docs
        )
        return results if by is None else _with_places(database, expectations, results, by)


def _write_views(
    connection: duckdb.DuckDBPyConnection,
    expectations: Sequence[Expectation],
    parts: Mapping[str, Sequence[Path]],
) -> None:
    """Views over Parquet, and one view of failing rows for each rule in SQL."""
    for table, paths in parts.items():
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        connection.execute(f'create view "{table}" as select * from read_parquet([{listed}])')  # noqa: S608
    for expectation in expectations:
        if expectation.kind == "no_rows":
            text = (files("quality") / "sql" / f"{expectation.table}.sql").read_text(encoding="utf-8")
            connection.execute(f'create view "{expectation.table}" as {text}')


def _with_places(
    database: Path, expectations: Sequence[Expectation], results: Sequence[Result], by: str
) -> tuple[Result, ...]:
    """Results with the transfers of their failing rows; only of those where more fail than may."""
    index = {(expectation.subject, expectation.name): expectation for expectation in expectations}
    with duckdb.connect(str(database), read_only=True) as connection:
        return tuple(
            replace(result, places=_places(connection, index[result.table, result.name], by))
            if not result.passed
            else result
            for result in results
        )


def _places(
    connection: duckdb.DuckDBPyConnection, expectation: Expectation, by: str
) -> tuple[tuple[str, int], ...]:
    fails = _FAILS[expectation.kind].format(column=f'"{expectation.column}"')
    wanted = {"min_value": None, "max_value": None} if expectation.kind == "between" else {}
    bound = {**wanted, **{name: value for name, value in expectation.arguments.items() if name != "mostly"}}
    rows = connection.execute(
        f'select "{by}", count(*) from "{expectation.table}" where {fails} '  # noqa: S608
        f"group by all order by 2 desc, 1 limit {_PLACES}",
        bound,
    ).fetchall()
    return tuple((str(place), int(count)) for place, count in rows)
