"""The linker's time beside Splink's own: one million records, and a night of 10,000 among five million known.

    python benchmarks/linkage.py people FILE.parquet --persons 370000      # invented records, made once
    python benchmarks/linkage.py whole FILE.parquet                        # whole link against Splink's scoring
    python benchmarks/linkage.py night FILE.parquet --new 10000            # new among known
    python benchmarks/linkage.py sets FILE.parquet ...                     # P, R, F1 beside generic Splink settings

Belongs here: measuring. Does not belong here: the people (linkage_people.py) or the yardstick (linkage_generic.py).
Files of people hold an extra column `truth`. Ratios are of processor time, since a machine
is seldom idle.
"""

import argparse
import logging
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from splink import DuckDBAPI, block_on
from splink import Linker as SplinkLinker

from assets.engine import DuckDBEngine
from assets.link.linker import pairs
from assets.link.linker.api import Linker
from assets.link.linker.blocks import BLOCKS
from assets.link.linker.model import FREQUENCY_COLUMNS, Model, load_model, splink_settings
from assets.link.linker.table_input import read_table
from assets.link.linker.table_link import CLUSTERS, link_table
from benchmarks.linkage_generic import generic_clusters
from benchmarks.linkage_people import COLUMNS, Noise, households, records

_BATCH = 200_000


def make_people(path: Path, persons: int, seed: int) -> None:
    """Write the records of so many invented people."""
    random = Random(seed)
    people = list(households(random, persons))
    schema = pa.schema([(name, pa.string()) for name in (*COLUMNS, "truth")])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _batches(
            {**said, "address": "", "truth": str(owner)} for owner, said in records(people, random, Noise())
        ):
            writer.write_table(
                pa.table({name: [row[name] or None for row in rows] for name in schema.names}, schema)
            )


def whole(path: Path, memory: str) -> None:
    """The whole link with the shipped model against Splink's own prediction of the same data."""
    with DuckDBEngine(memory) as engine:
        connection = engine.connection
        read_table(connection, path)
        model = load_model()
        with _timed("enlace entero: normalizar, reglas, puntaje, personas") as took:
            linked = link_table(connection, model)
        print(linked.clusters)
        _print_score(connection.execute(f"select record_id, cluster_id from {CLUSTERS}").fetchall(), path)
        with _timed("Splink solo: bloques y puntaje de los mismos registros") as alone:
            _splink_alone(connection, linked.model)
        print(f"procesador: {took()} / {alone()} = {took() / alone():.2f}")


def _splink_alone(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Splink's own blocking and prediction of the normalised records, with the same blocks, levels and threshold."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    rules = [block_on(BLOCKS[name].text) for name in model.blocks]
    database = DuckDBAPI(connection=connection)
    settings = splink_settings(model) | {"blocking_rules_to_generate_predictions": rules}
    linker = SplinkLinker(
        database.register(pairs.COMPARED), settings, log_level=None, validate_settings=False
    )
    for column in FREQUENCY_COLUMNS:
        linker.table_management.register_term_frequency_lookup(
            database.register(f"enlace_frecuencia_{column}"), column
        )
    linker.inference.predict(threshold_match_weight=model.keep_weight, warning_mode="never")


def night(path: Path, new: int, memory: str) -> None:
    """The pairs of new records with each other and with the known ones, the known already normalised."""
    with DuckDBEngine(memory) as engine:
        connection = engine.connection
        count = pq.ParquetFile(path).metadata.num_rows
        linker = Linker(connection, load_model().for_population(count))
        connection.execute(f"create view rows as select * from '{path}'")
        with _timed("normalizar todo (una vez en la vida de cada registro)"):
            linker.normalise("rows", "every")
        kept = path.with_suffix(".normal.parquet")
        connection.execute(f"copy every to '{kept}' (format parquet, compression zstd)")
        connection.execute("drop table every")
        share = f"hash(record_id) % {count} < {new}"
        connection.execute(f"create temp table new as select * from '{kept}' where {share}")
        connection.execute(f"create temp view known as select * from '{kept}' where not {share}")
        with _timed("nuevos entre sí"):
            print(linker.score_within("new", "inside"), "pares")
        with _timed("nuevos con conocidos"):
            print(linker.score_between("known", "new", "across"), "pares")


def sets(paths: Iterable[Path], memory: str) -> None:
    """P, R and F1 of the linker and of generic Splink settings with components at several thresholds."""
    for path in paths:
        with DuckDBEngine(memory) as engine:
            read_table(engine.connection, path)
            link_table(engine.connection, None)
            _print_score(
                engine.connection.execute(f"select record_id, cluster_id from {CLUSTERS}").fetchall(), path
            )
        for threshold, clusters in generic_clusters(path).items():
            _print_score(clusters.items(), path, f"genérico {threshold:g}")


def score(clusters: Mapping[str, Any], truth: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of records in one group."""
    both = _pairs((clusters[name], owner) for name, owner in truth.items())
    found, true = _pairs(clusters[name] for name in truth), _pairs(truth.values())
    precision, recall = both / found if found else 1.0, both / true if true else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def _pairs(labels: Iterable[object]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def _print_score(rows: Iterable[tuple[str, Any]], path: Path, name: str = "padron") -> None:
    table = pq.read_table(path, columns=["record_id", "truth"]).to_pydict()
    truth = dict(zip(table["record_id"], table["truth"], strict=True))
    precision, recall, f1 = score(dict(rows), truth)
    print(f"{path.stem:<16} {name:<14} P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}", flush=True)


def _batches(rows: Iterable[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    batch: list[dict[str, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


@contextmanager
def _timed(name: str) -> Iterator[Callable[[], float]]:
    started, worked = time.monotonic(), time.process_time()
    took: list[float] = []
    yield lambda: took[0]
    took.append(round(time.process_time() - worked, 1))
    wall = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {wall:.1f} s, {took[0]} s de procesador, hasta {peak} MiB", flush=True)


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("people", "whole", "night", "sets"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--persons", type=int, default=370_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--new", type=int, default=10_000)
    parser.add_argument("--memory", default="4GB")
    told = parser.parse_args()
    if told.what == "people":
        make_people(told.files[0], told.persons, told.seed)
    elif told.what == "whole":
        whole(told.files[0], told.memory)
    elif told.what == "night":
        night(told.files[0], told.new, told.memory)
    else:
        sets(told.files, told.memory)


if __name__ == "__main__":
    main()
