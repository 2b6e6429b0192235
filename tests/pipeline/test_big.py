"""The big night's files: so many rows, numbers that nobody can have, and the usual share of trouble."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.big import INSTITUTIONS, write_big
from snis.deployment import load_deployment
from snis.nation.naming import check_digit

ROWS = 5_000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("big")
    write_big(folder, rows=ROWS)
    return folder


def cuis(folder: Path) -> list[str]:
    query = f"select cui from read_csv('{folder}/inbox/*/*.csv', all_varchar = true)"
    with duckdb.connect() as connection:
        return [cui or "" for (cui,) in connection.execute(query).fetchall()]


def test_each_institution_has_a_contract_and_an_equal_part(big: Path) -> None:
    deployment = load_deployment(big)
    assert {contract.institution for contract in deployment.contracts} == set(INSTITUTIONS)
    assert len(cuis(big)) == ROWS


def test_numbers_start_with_nine_and_nearly_all_hold(big: Path) -> None:
    sent = [cui for cui in cuis(big) if cui]
    holding = [cui for cui in sent if check_digit(cui[:8]) == int(cui[8])]
    assert all(cui.startswith("9") and len(cui) == 13 for cui in sent)
    assert 0.97 < len(holding) / len(sent) < 1


def test_some_numbers_are_missing(big: Path) -> None:
    assert 0 < cuis(big).count("") < ROWS // 20


def test_no_cell_is_quoted(big: Path) -> None:
    assert not any('"' in path.read_text(encoding="utf-8") for path in (big / "inbox").rglob("*.csv"))


def test_the_same_size_gives_the_same_bytes(big: Path, tmp_path: Path) -> None:
    write_big(tmp_path, rows=ROWS)
    for path in (big / "inbox").rglob("*.csv"):
        assert path.read_bytes() == (tmp_path / path.relative_to(big)).read_bytes()
