"""How often each value occurs: two records that agree on a rare name agree on more than two that agree on a common one.

Belongs here: counting, freezing and taking up the frequencies. Does not belong here: what they add to a weight; Splink
does that (scoring.py).
"""

from pathlib import Path

import duckdb

from assets.link.linker.model import FREQUENCY_COLUMNS, Model

# A value met once says as much of the person as of the name, and would make the frozen file a list of people.
_FROZEN_AT_LEAST = 5


def use_frequencies(connection: duckdb.DuckDBPyConnection, model: Model, records: str) -> None:
    """Make the frequencies readable to Splink: the frozen ones of a version, or those of the records at hand."""
    for column in FREQUENCY_COLUMNS:
        source = (
            _counted(column, records)
            if model.frequencies is None
            else f"select * from read_parquet({_file(column, model.frequencies)})"
        )
        connection.execute(f"create or replace temp table enlace_frecuencia_{column} as {source}")


def freeze_frequencies(connection: duckdb.DuckDBPyConnection, records: str, folder: Path) -> None:
    """Write the frequencies of a table's values, rare ones left out, into the folder of a version."""
    folder.mkdir(parents=True, exist_ok=True)
    for column in FREQUENCY_COLUMNS:
        counted = _counted(column, records, least=_FROZEN_AT_LEAST)
        connection.execute(
            f"copy (select * from ({counted}) order by {column}) to {_file(column, folder)} "
            "(format parquet, compression zstd)"
        )


def _counted(column: str, records: str, *, least: int = 1) -> str:
    return (
        f"select {column}, n / sum(n) over () as tf_{column} "
        f"from (select {column}, count(*) as n from {records} where {column} is not null group by {column}) "
        f"qualify n >= {least}"
    )


def _file(column: str, folder: Path) -> str:
    return "'" + str(folder / f"{column}.parquet").replace("'", "''") + "'"
