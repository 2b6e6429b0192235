"""Persons out of pairs: chains are cut, decisions hold, and can be taken back."""

import pytest

from assets.engine import DuckDBEngine
from assets.link.linker.api import guard
from assets.link.linker.clustering import ClusterReport
from snis.errors import LinkageError
from snis.linkage.average_linkage import average_linkage
from tests.linkage.person_records import Bench, cui, row


@pytest.mark.parametrize(
    ("weights", "groups"),
    [
        pytest.param({(1, 2): 5.0, (2, 3): 5.0, (1, 3): 5.0}, [{1, 2, 3}], id="all agree"),
        pytest.param({(1, 2): 9.0, (2, 3): 1.0, (1, 3): -5.0}, [{1, 2}, {3}], id="one weak pair"),
        pytest.param({(1, 2): 9.0, (2, 3): 3.0, (3, 4): 9.0}, [{1, 2}, {3, 4}], id="a bridge between two"),
        pytest.param({(1, 2): 9.0, (2, 3): 6.0}, [{1, 2, 3}], id="a pair nobody compared"),
        pytest.param({(1, 2): -1.0}, [{1}, {2}], id="nothing to join"),
    ],
)
def test_average_linkage(weights: dict[tuple[int, int], float], groups: list[set[int]]) -> None:
    records = sorted({record for pair in weights for record in pair})
    assert average_linkage(records, weights, missing=-4.0) == groups


def test_what_people_decide_wins_over_weights_and_apart_over_together() -> None:
    weights = {(1, 2): 9.0, (3, 4): -9.0}
    found = average_linkage(
        [1, 2, 3, 4], weights, missing=-4.0, together=[(3, 4), (1, 4), (2, 3)], apart=[(1, 2)]
    )
    assert found == [{1, 4}, {2, 3}]


A, B, TWIN = row("a"), row("b", national_id=""), row("t", given_names="Rosario", national_id=cui(95_000_000))


@pytest.fixture(scope="module")
def bench(engine: DuckDBEngine) -> Bench:
    prepared = Bench(engine)
    prepared.pairs([A, B, TWIN])
    return prepared


@pytest.mark.parametrize(
    ("decisions", "persons"),
    [
        ([], [{"a", "b"}, {"t"}]),
        ([("a", "b", "separar")], [{"a"}, {"b"}, {"t"}]),
        ([("a", "t", "unir")], [{"a", "b", "t"}]),
        ([("a", "t", "unir"), ("a", "b", "separar")], [{"a", "t"}, {"b"}]),
    ],
)
def test_decisions_of_people(
    bench: Bench, decisions: list[tuple[str, str, str]], persons: list[set[str]]
) -> None:
    assert bench.cluster(decisions) == {frozenset(group) for group in persons}
    assert bench.cluster() == {frozenset("ab"), frozenset("t")}


def test_a_decision_is_the_method_of_its_records(bench: Bench) -> None:
    bench.cluster([("a", "t", "unir")])
    said = dict(bench.connection.execute("select record_id, metodo_codigo from persons").fetchall())
    assert said == {"a": "P", "b": "D2", "t": "P"}


def test_decisions_that_contradict_are_counted(bench: Bench) -> None:
    bench.cluster([("a", "t", "unir"), ("b", "t", "unir"), ("a", "b", "separar")])
    assert bench.report.contradictions == 1


@pytest.mark.parametrize(
    ("report", "absurd"),
    [
        (ClusterReport(900, 300, 800, 0, 12, 0), False),
        (ClusterReport(900, 20, 900, 0, 80, 0), True),
        (ClusterReport(5000, 3000, 4000, 0, 400, 0), True),
    ],
)
def test_an_absurd_rate_of_duplicates_stops_everything(report: ClusterReport, absurd: bool) -> None:
    if not absurd:
        guard(report)
        return
    with pytest.raises(LinkageError, match=str(report.records)):
        guard(report)
