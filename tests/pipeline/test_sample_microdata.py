"""The sample's microdata: once the year is closed they leave through the gate, and another count finds k and l."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest

from assets.open.microdata import make_microdata
from assets.open.release import publish_release
from pipelines.definitions import standard_resources
from pipelines.settings import Settings, with_now
from snis.disclosure_policy import load_policy
from tests.pipeline.conftest import Night

# The sample's year is closed by then.
LATER = "2027-04-15T01:00:00-06:00"


@pytest.fixture
def later(night: Night, copy_of: Callable[[Night], Settings]) -> Settings:
    return with_now(copy_of(night), LATER)


def test_before_the_year_closes_no_package_of_records_leaves(night: Night) -> None:
    assert not (night.work / "public" / "datasets" / "microdatos").exists()
    assert night.sql("select count(*) from open_microdato") == [(0,)]


def test_after_it_closes_the_records_leave_through_the_gate_and_keep_k_and_l(later: Settings) -> None:
    with standard_resources(later)["workshop"].bench() as bench:
        made = make_microdata(bench)
        release = publish_release(bench)
        assert make_microdata(bench).rows == made.rows
    assert made.edition == "2026-1"
    package = later.work / "public" / "datasets" / "microdatos" / release.name
    rows = pq.read_table(package / "data" / "open_microdato.parquet").to_pylist()
    assert len(rows) == made.rows > 1_000
    policy = load_policy(later.deployment / "disclosure.yaml").microdata
    classes = Counter(tuple(row.values())[:11] for row in rows)
    assert min(classes.values()) >= policy.k.value
    assert min(Counter(tuple(row.values()) for row in rows).values()) >= policy.k_row.value
    programmes = defaultdict(set)
    for name in classes:
        programmes[name[:9]].add(name[10])
    alone = [names for names in programmes.values() if len(names) < policy.l.value]
    assert all(names <= set(policy.universal_programmes.value) for names in alone)
    risk = json.loads((package / "riesgo.json").read_text(encoding="utf-8"))["tablas"]["open_microdato"]
    assert risk["filas"] == made.rows
    assert risk["k"]["cuasi_identificadores_y_programa"] == min(classes.values())
    assert not list((later.work / "vault" / "muestra").iterdir())
