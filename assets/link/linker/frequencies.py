"""How often each value occurs: two records that agree on a rare name agree on more than two that agree on a common one.

Belongs here: counting, freezing and taking up the frequencies. Does not belong here: what they add to a weight; Splink
does that (scoring.py).
"""

from pathlib import Path

import duckdb

from assets.link.linker.model import FREQUENCY_COLUMNS, Model

# A value that few people have says as much of the person as of the name, and would make the frozen file, which is
# copied and shipped, a list of people. Persons are counted and not records: one person may have a dozen of these.
FROZEN_PERSONS = 5


def use_frequencies(connection: duckdb.DuckDBPyConnection, model: Model, records: str) -> None:
    """Make the frequencies readable to Splink: the frozen ones of a version, or those of the records at hand."""
    for column in FREQUENCY_COLUMNS:
        source = (
            _counted(column, records)
            if model.frequencies is None
            else f"select * from read_parquet({_file(column, model.frequencies)})"
        )
        connection.execute(f"create or replace temp table enlace_frecuencia_{column} as {source}")


def freeze_frequencies(
    connection: duckdb.DuckDBPyConnection, records: str, clusters: str, folder: Path
) -> None:
    """Write the frequencies of a table's values into the folder of a version.

    Args:
        connection: where the tables are.
        records: the normalised records.
        clusters: whose each is: record_id, cluster_id. A value of fewer than FROZEN_PERSONS persons is left out.
        folder: the version's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for column in FREQUENCY_COLUMNS:
        carried = (
            f"select r.{column} from {records} as r inner join {clusters} as c on c.record_id = r.record_id "
            f"group by r.{column} having count(distinct c.cluster_id) >= {FROZEN_PERSONS}"
        )
        counted = f"select * from ({_counted(column, records)}) semi join ({carried}) using ({column})"
        connection.execute(
            f"copy (select * from ({counted}) order by {column}) to {_file(column, folder)} "
            "(format parquet, compression zstd)"
        )


def _counted(column: str, records: str) -> str:
    return (
        f"select {column}, n / sum(n) over () as tf_{column} "
        f"from (select {column}, count(*) as n from {records} where {column} is not null group by {column})"
    )


def _file(column: str, folder: Path) -> str:
    return "'" + str(folder / f"{column}.parquet").replace("'", "''") + "'"
