"""The states of a CUI, in Python and in bulk."""

import pytest

from assets.engine import DuckDBEngine
from assets.link.linker.normalising import FILLERS, normalise_rows, take_rows
from snis.linkage.number_state import number_state
from snis.territory import load_territory
from tests.linkage.person_records import cui, load
from tests.support.cui_cases import read_cases

GOOD = cui(91_000_000)
SHARED = cui(99_999_000)
CASES = [
    (GOOD, "ok"),
    (f"{GOOD[:4]} {GOOD[4:9]} {GOOD[9:]}", "ok"),
    ("", "falta"),
    ("SIN DPI", "falta"),
    ("0000000000000", "falta"),
    ("1234567890101", "relleno"),
    ("9999999999999", "relleno"),
    (SHARED, "relleno"),
    (GOOD[:-1], "largo"),
    (f"{GOOD[:12]}O", "largo"),
    (f"{GOOD[:9]}9901", "lugar"),
    (f"{GOOD[:9]}0199", "lugar"),
    (f"{GOOD[:8]}{(int(GOOD[8]) + 1) % 10}{GOOD[9:]}", "verificador"),
]


@pytest.mark.parametrize(("text", "state"), CASES)
def test_state(text: str, state: str) -> None:
    assert number_state(text, load_territory(), {SHARED}) == state


def test_the_bulk_version_says_the_same(engine: DuckDBEngine) -> None:
    texts = [text for text, _ in CASES] + [case.text for case in read_cases()]
    load(
        engine.connection,
        "rows",
        [{"record_id": str(n), "national_id": text} for n, text in enumerate(texts)],
    )
    take_rows(engine.connection, "rows")
    engine.connection.execute(f"insert into {FILLERS} values ($1)", [SHARED])
    normalise_rows(engine.connection, "records", is_cui=True)
    engine.connection.execute(f"delete from {FILLERS}")
    found = dict(engine.rows("select record_id, numero_estado from records"))
    territory = load_territory()
    assert found == {str(n): number_state(text, territory, {SHARED}) for n, text in enumerate(texts)}
