"""What must hold whatever the records: order, labels, how files are cut, and who else is there."""

from random import Random

import pytest

from assets.engine import DuckDBEngine
from assets.link.linker.table_input import GIVEN
from assets.link.linker.table_link import link_table
from tests.linkage.person_records import Bench, Row, invented, load, partition

ROWS, TRUTH = invented(330)


@pytest.fixture(scope="module")
def bench(engine: DuckDBEngine) -> Bench:
    return Bench(engine)


def relabelled(rows: list[Row], seed: int) -> tuple[list[Row], dict[str, str]]:
    """The rows in another order under other names, and what each was called before."""
    random = Random(seed)
    names = [f"n{number:05d}" for number in range(len(rows))]
    random.shuffle(names)
    renamed = [{**said, "record_id": name} for said, name in zip(rows, names, strict=True)]
    random.shuffle(renamed)
    return renamed, {name: said["record_id"] for said, name in zip(rows, names, strict=True)}


def shared_content(rows: list[Row]) -> dict[str, str]:
    """Records of equal content are one to the linker; each stands for all of them."""
    first: dict[tuple[str, ...], str] = {}
    return {
        said["record_id"]: first.setdefault(
            tuple(said.get(name, "") for name in sorted(said) if name not in ("record_id", "source")),
            said["record_id"],
        )
        for said in rows
    }


def test_neither_order_nor_labels_matter(bench: Bench) -> None:
    renamed, before = relabelled(ROWS, 3)
    content = shared_content(ROWS)
    one = bench.persons(ROWS)
    other = bench.persons(renamed)
    assert {frozenset(content[name] for name in group) for group in one} == {
        frozenset(content[before[name]] for name in group) for group in other
    }


def test_neither_order_nor_labels_matter_when_the_weights_are_learnt(bench: Bench) -> None:
    def learnt(rows: list[Row]) -> dict[str, object]:
        load(bench.connection, GIVEN, rows)
        link_table(bench.connection, None)
        return dict(bench.connection.execute("select record_id, cluster_id from enlace_persona").fetchall())

    renamed, before = relabelled(ROWS[:300], 5)
    content = shared_content(ROWS)
    one = partition(learnt(ROWS[:300]))
    other = partition(learnt(renamed))
    assert {frozenset(content[name] for name in group) for group in one} == {
        frozenset(content[before[name]] for name in group) for group in other
    }


def test_a_file_cut_in_two_gives_the_same_pairs(bench: Bench) -> None:
    whole = bench.pairs(ROWS)
    bench.connection.execute(
        "create or replace temp table known as select * from records where hash(record_id) % 3 <> 0"
    )
    bench.connection.execute(
        "create or replace temp table new as select * from records where hash(record_id) % 3 = 0"
    )
    parts: dict[tuple[str, str], tuple[str, str, str, float]] = {}
    bench.linker.score_within("known", "part")
    parts |= bench.read_pairs("part")
    bench.linker.score_within("new", "part")
    parts |= bench.read_pairs("part")
    bench.linker.score_between("known", "new", "part")
    parts |= bench.read_pairs("part")
    assert parts == whole


def test_more_records_change_no_pair_of_those_that_were_there(bench: Bench) -> None:
    few = [said for said in ROWS if said["source"] != "i1"]
    ids = {said["record_id"] for said in few}
    alone = bench.pairs(few)
    among = {pair: found for pair, found in bench.pairs(ROWS).items() if ids.issuperset(pair)}
    assert among == alone


def test_persons_change_only_where_a_recorded_link_touches_them(bench: Bench) -> None:
    few = [said for said in ROWS if said["source"] != "i1"]
    before = bench.persons(few)
    after = bench.persons(ROWS)
    added = {said["record_id"] for said in ROWS} - {said["record_id"] for said in few}
    linked = {
        name
        for pair, found in bench.read_pairs("pairs").items()
        for name in pair
        if found[2] == "unido" and added.intersection(pair)
    }
    untouched = {group for group in before if not linked & group}
    assert untouched <= after


def test_touched_components_alone_give_what_all_give(bench: Bench) -> None:
    whole = bench.persons(ROWS)
    ties = [pair for pair, found in bench.read_pairs("pairs").items() if found[2] == "unido"]
    touched = reachable(ties, {ROWS[0]["record_id"], ROWS[7]["record_id"], ROWS[30]["record_id"]})
    listed = ", ".join(f"'{name}'" for name in sorted(touched))
    bench.connection.execute(
        f"create or replace temp table touched as select record_id from records where record_id in ({listed})"
    )
    bench.linker.clusters("touched", "pairs", "persons")
    found = partition(dict(bench.connection.execute("select record_id, cluster_id from persons").fetchall()))
    assert found <= whole


def test_invented_families_are_told_apart(bench: Bench) -> None:
    groups = bench.persons(ROWS)
    joined = {(a, b) for group in groups for a in group for b in group if a < b}
    true = {(a, b) for a in TRUTH for b in TRUTH if a < b and TRUTH[a] == TRUTH[b]}
    assert len(joined & true) / len(joined) >= 0.999
    assert len(joined & true) / len(true) >= 0.98


def reachable(ties: list[tuple[str, str]], start: set[str]) -> set[str]:
    found = set(start)
    while more := {name for pair in ties if found.intersection(pair) for name in pair} - found:
        found |= more
    return found
