"""Linking one table from beginning to end: what `padron link` does.

Belongs here: the steps and what each needs of the one before. Does not belong here: the steps themselves, files, or the
terminal (pipelines/link_command.py).

With a model, its weights are taken as they are and only the prior is brought to the size of the table. Without one, the
weights are learnt from the table, the starting figures of comparisons.py weighing in: on a few hundred records they
carry. Every pair of a small table is compared; of a large one, those that share a key, rare keys first.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from assets.link.linker import pairs, scoring, training, verdict
from assets.link.linker.api import guard
from assets.link.linker.blocks import NIGHT_BLOCKS, choose_blocks
from assets.link.linker.chart import write_chart
from assets.link.linker.clustering import ClusterReport, cluster_tables
from assets.link.linker.frequencies import freeze_frequencies, use_frequencies
from assets.link.linker.model import Model, starting_worth, write_model
from assets.link.linker.normalising import normalise_rows, prepare, take_rows
from assets.link.linker.profile import Profile, find_fillers, profile
from assets.link.linker.table_input import GIVEN
from assets.progress import report
from snis.errors import LinkageError

RECORDS, KEPT, CLUSTERS = "enlace_registro", "enlace_guardado", "enlace_persona"
LEARNT = "aprendido"
# Up to so many records, every pair of them is compared.
EVERY_PAIR = 800
_SAMPLED_RECORDS = 800
_PAIRS_A_RECORD = 25
_PAIRS_AT_LEAST, _PAIRS_AT_MOST, _LATER_PAIRS_AT_MOST = 150_000, 3_000_000, 400_000
_LEARNING_PAIRS = 1_000_000
_KEEP = -12.0
# Where learnt weights are cut. Measured on the sets of docs/metodo/enlace.md: dirty data weigh a little too little, and
# where relatives are about a false pair is likelier.
_WITH_RELATIVES, _WITHOUT_RELATIVES = -1.0, -2.0
_STEPS = ("Leer y normalizar", "Aprender los pesos", "Comparar pares", "Formar personas")


@dataclass(frozen=True)
class Linked:
    """What linking a table gave; counts, and the tables of the connection that hold the rest."""

    profile: Profile
    model: Model
    fillers: int
    compared: int
    kept: int
    by_state: dict[str, int]
    clusters: ClusterReport


def link_table(connection: duckdb.DuckDBPyConnection, model: Model | None) -> Linked:
    """Link `enlace_dado` into `enlace_persona`: record_id, cluster_id, metodo_codigo, peso.

    Raises:
        LinkageError: most dates cannot be read, or the result is absurd.
    """
    report(_STEPS[0], 0, 1)
    prepare(connection)
    take_rows(connection, GIVEN)
    seen = profile(connection)
    _check_dates(seen)
    fillers = find_fillers(connection, is_cui=seen.is_cui)
    normalise_rows(connection, RECORDS, is_cui=seen.is_cui, day_first=seen.day_first)
    pairs.number_records(connection, RECORDS)
    report(_STEPS[0], 1, 1)
    if model is None:
        model, blocks = _learn(connection, seen)
    else:
        model = replace(model.for_population(seen.records), is_cui=seen.is_cui)
        blocks = dict.fromkeys(model.blocks or NIGHT_BLOCKS)
    report(_STEPS[1], 1, 1)
    compared = _pair(connection, seen.records, blocks)
    use_frequencies(connection, model, RECORDS)
    scoring.score(connection, model, least=model.keep_weight)
    kept = verdict.judge(connection, model, KEPT)
    report(_STEPS[2], 1, 1)
    found = cluster_tables(
        connection, numbered=pairs.COMPARED, pairs=KEPT, decisions=None, model=model, into=CLUSTERS
    )
    guard(found)
    report(_STEPS[3], 1, 1)
    states = connection.execute(
        f"select estado_codigo, count(*) from {KEPT} group by 1 order by 1"
    ).fetchall()
    return Linked(seen, model, fillers, compared, kept, dict(states), found)


def keep_version(connection: duckdb.DuckDBPyConnection, model: Model, folder: Path) -> None:
    """Write what was learnt as a version for nights: their blocks and thresholds, frequencies frozen, and its page."""
    freeze_frequencies(connection, RECORDS, CLUSTERS, folder)
    night = Model(
        version=folder.name,
        worth=model.worth,
        match_share=model.match_share,
        kin_share=model.kin_share,
        population=model.population,
        blocks=NIGHT_BLOCKS,
        is_cui=model.is_cui,
    )
    write_model(night, folder)
    write_chart(night, folder)


def _learn(connection: duckdb.DuckDBPyConnection, seen: Profile) -> tuple[Model, dict[str, int | None]]:
    """The model that the table itself gives, and the blocks to compare."""
    start = Model(
        version=LEARNT,
        worth=starting_worth(),
        match_share=min(0.5 / seen.records, 0.1),
        kin_share=min(1.5 / seen.records, 0.1),
        population=seen.records,
        blocks=(),
        merge_weight=0.0,
        review_weight=0.0,
        keep_weight=_KEEP,
        is_cui=seen.is_cui,
    )
    use_frequencies(connection, start, RECORDS)
    blocks: dict[str, int | None] = {}
    if seen.records <= EVERY_PAIR:
        pairs.pair_all(connection)
        scoring.score(connection, start)
        blocked = sampled = training.patterns(connection)
        share = 1.0
    else:
        pairs.pair_all(connection, first=_SAMPLED_RECORDS)
        scoring.score(connection, start)
        sampled = training.patterns(connection)
        budget = max(_PAIRS_A_RECORD * seen.records, _PAIRS_AT_LEAST)
        most = min(budget, _PAIRS_AT_MOST), min(budget, _LATER_PAIRS_AT_MOST)
        blocks.update(choose_blocks(connection, RECORDS, *most))
        compared = pairs.pair_up(connection, blocks)
        share = pairs.thin_out(connection, _LEARNING_PAIRS / max(compared, 1))
        scoring.score(connection, start)
        blocked = training.patterns(connection)
    evidence = training.Evidence(
        blocked, sampled, share, seen.records, training.equal_pairs(connection, RECORDS)
    )
    learnt = training.learn(start, evidence)
    at = _WITH_RELATIVES if learnt.holds_twins and evidence.tells_relatives else _WITHOUT_RELATIVES
    learnt = replace(learnt, merge_weight=at, review_weight=at)
    # Where every pair was compared, one that is not there weighs less than any that was kept.
    return (learnt if blocks else replace(learnt, missing_weight=_KEEP)), blocks


def _pair(connection: duckdb.DuckDBPyConnection, records: int, blocks: dict[str, int | None]) -> int:
    if records <= EVERY_PAIR:
        return pairs.pair_all(connection)
    return pairs.pair_up(connection, blocks)


def _check_dates(seen: Profile) -> None:
    dates = seen.filled["birth_date"]
    if dates and seen.unreadable_dates > dates / 2:
        raise LinkageError(
            f"{seen.unreadable_dates} de {dates} fechas de nacimiento no se pueden leer",
            remedy="Escríbalas AAAA-MM-DD, AAAAMMDD, DD/MM/AAAA, MM/DD/AAAA o AAAA, o deje la columna vacía.",
        )
