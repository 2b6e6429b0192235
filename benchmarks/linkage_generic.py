"""The yardstick: Splink as its documentation sets it up for people, with connected components.

Belongs here: generic settings on a table of person records. Does not belong here: the project's linker
(assets/link/linker).
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import SplinkException

THRESHOLDS = (0.5, 0.9, 0.95, 0.99)
_COMPARISONS = {
    "given_names": cl.NameComparison("given_names"),
    "surnames": cl.NameComparison("surnames"),
    "birth_date": cl.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%Y-%m-%d"),
    "national_id": cl.DamerauLevenshteinAtThresholds("national_id", [1, 2]),
    "sex": cl.ExactMatch("sex"),
    "place": cl.ExactMatch("place").configure(term_frequency_adjustments=True),
    "postcode": cl.LevenshteinAtThresholds("postcode", [1, 2]),
    "address": cl.JaroWinklerAtThresholds("address", [0.9, 0.7]),
}
_BLOCKS = (
    ("national_id",),
    ("given_names", "surnames"),
    ("given_names", "birth_date"),
    ("surnames", "birth_date"),
    ("surnames", "place"),
    ("given_names", "postcode"),
    ("address",),
)
_EXACT = (("national_id",), ("given_names", "surnames", "birth_date"))


def generic_clusters(table: Path) -> dict[float, dict[str, str]]:
    """For each threshold, the cluster of every record of a Parquet table."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute(
            f"""
            create table records as select * replace (
                lower(trim(given_names)) as given_names, lower(trim(surnames)) as surnames,
                case when regexp_matches(birth_date, '^[0-9]{{8}}$') then concat_ws('-', birth_date[1:4],
                birth_date[5:6], birth_date[7:8]) else birth_date end as birth_date)
            from '{table}'
            """
        )
        database = DuckDBAPI(connection)
        filled = _filled(connection)
        linker = Linker(database.register("records"), _settings(filled), log_level=None)
        _train(linker, filled)
        predictions = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
        found = {}
        for threshold in THRESHOLDS:
            clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
                predictions, threshold_match_probability=threshold
            )
            rows = connection.execute(
                f"select record_id, cluster_id from {clusters.physical_name}"
            ).fetchall()
            found[threshold] = dict(rows)
        return found


def _filled(connection: duckdb.DuckDBPyConnection) -> set[str]:
    counts = connection.execute(
        f"select {', '.join(f'count(distinct {column})' for column in _COMPARISONS)} from records"
    ).fetchall()[0]
    return {column for column, count in zip(_COMPARISONS, counts, strict=True) if count > 1}


def _fitting(rules: Sequence[Sequence[str]], filled: set[str]) -> list[Sequence[str]]:
    return [rule for rule in rules if filled.issuperset(rule)]


def _settings(filled: set[str]) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[comparison for column, comparison in _COMPARISONS.items() if column in filled],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _fitting(_BLOCKS, filled)],
    )


def _train(linker: Linker, filled: set[str]) -> None:
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in _fitting(_EXACT, filled)], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in _fitting((("given_names", "surnames"), ("birth_date",), ("surnames", "place")), filled):
        # A level that never occurs stops a run; the others go on.
        with suppress(SplinkException, ValueError, ZeroDivisionError):
            training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
