"""Small tables of person records for the tests of the linker."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

import duckdb
import pyarrow as pa

from assets.engine import DuckDBEngine
from assets.link.linker.api import Linker
from assets.link.linker.clustering import ClusterReport
from assets.link.linker.model import load_model
from assets.link.linker.normalising import COLUMNS
from benchmarks.linkage_people import Noise, households, records
from snis.cui import check_digit

Row = dict[str, str]


def cui(serial: int, place: str = "0101") -> str:
    """A CUI that holds, from the first serial at or after one."""
    while (digit := check_digit(f"{serial:08d}")) is None:
        serial += 1
    return f"{serial:08d}{digit}{place}"


def row(record_id: str, **said: str) -> Row:
    """A record of one woman, save what is said."""
    return {
        "record_id": record_id,
        "national_id": cui(91_000_000),
        "given_names": "María Elena",
        "surnames": "Tzoc Batz",
        "sex": "F",
        "birth_date": "1985-07-24",
        "place": "0801",
        **said,
    }


def invented(persons: int, seed: int = 1) -> tuple[list[Row], dict[str, int]]:
    """Records of invented families, and whose each is."""
    random = Random(seed)
    people = list(households(random, persons))
    rows, truth = [], {}
    for owner, said in records(people, random, Noise()):
        rows.append(said)
        truth[said["record_id"]] = owner
    return rows, truth


def load(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> None:
    """Make a table of records; empty cells are null."""
    columns = {
        column: pa.array([said.get(column) or None for said in rows], pa.string()) for column in COLUMNS
    }
    connection.register("given", pa.table(columns))
    connection.execute(f"create or replace temp table {name} as select * from given")
    connection.unregister("given")


class Bench:
    """The linker with the shipped model, on tables of its own."""

    def __init__(self, engine: DuckDBEngine) -> None:
        self.connection = engine.connection
        self.linker = Linker(engine.connection, load_model())

    def pairs(self, rows: Sequence[Row]) -> dict[tuple[str, str], tuple[str, str, str, float]]:
        """Of each kept pair: stage, rule, state, weight."""
        load(self.connection, "rows", rows)
        self.linker.normalise("rows", "records")
        self.linker.score_within("records", "pairs")
        return self.read_pairs("pairs")

    def read_pairs(self, table: str) -> dict[tuple[str, str], tuple[str, str, str, float]]:
        found = self.connection.execute(
            f"select registro_a_id, registro_b_id, etapa_codigo, regla, estado_codigo, peso from {table}"
        ).fetchall()
        return {(a, b): (stage, rule, state, weight) for a, b, stage, rule, state, weight in found}

    def persons(
        self, rows: Sequence[Row], decisions: Iterable[tuple[str, str, str]] = ()
    ) -> frozenset[frozenset[str]]:
        """The persons that the records make."""
        self.pairs(rows)
        return self.cluster(decisions)

    def cluster(self, decisions: Iterable[tuple[str, str, str]] = ()) -> frozenset[frozenset[str]]:
        self.connection.execute(
            "create or replace temp table decisions (registro_a_id text, registro_b_id text, decision_codigo text)"
        )
        for decision in decisions:
            self.connection.execute("insert into decisions values ($1, $2, $3)", list(decision))
        self.report: ClusterReport = self.linker.clusters("records", "pairs", "persons", "decisions")
        return partition(
            dict(self.connection.execute("select record_id, cluster_id from persons").fetchall())
        )


def partition(clusters: Mapping[str, object]) -> frozenset[frozenset[str]]:
    """Groups of records, whatever their groups are called."""
    groups: dict[object, set[str]] = {}
    for record, cluster in clusters.items():
        groups.setdefault(cluster, set()).add(record)
    return frozenset(frozenset(group) for group in groups.values())
