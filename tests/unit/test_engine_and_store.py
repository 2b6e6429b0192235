"""The engine writes the same bytes twice; the store never shows half a file."""

import secrets
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from assets.engine import DuckDBEngine, digest_file
from assets.store import Store, recover_folder, replace_folder, replacing
from snis.errors import StoreError
from snis.keys import Keys

ROWS = pa.table({"hoja": ["a", "a"], "fila": [2, 3], "valores": [["uno", None], []]})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, Keys(*[secrets.token_bytes(32) for _ in range(5)]))


def test_the_same_statement_gives_the_same_bytes(tmp_path: Path) -> None:
    sql = "select range as numero, $palabra as palabra from range(200000) order by numero"
    with DuckDBEngine(temp=tmp_path / "tmp") as engine:
        first = engine.write(sql, {"palabra": "hola"}, tmp_path / "a.parquet")
        second = engine.write(sql, {"palabra": "hola"}, tmp_path / "b.parquet")
    assert first == second
    assert first.rows == 200_000
    assert first.sha256 == digest_file(tmp_path / "a.parquet")


def test_values_are_bound_not_formatted(tmp_path: Path) -> None:
    with DuckDBEngine(temp=tmp_path / "tmp") as engine:
        assert engine.rows("select $texto", {"texto": "'; drop table x; --"}) == [("'; drop table x; --",)]


def test_a_table_name_that_is_no_plain_word_is_refused(tmp_path: Path) -> None:
    with DuckDBEngine(temp=tmp_path / "tmp") as engine, pytest.raises(ValueError, match="not a table name"):
        engine.attach("x; drop", [])


@pytest.mark.parametrize("how", ["registered", "sparse", "kept", "defined", "by others"])
def test_a_name_is_forgotten_whatever_made_it_and_can_be_made_again(tmp_path: Path, how: str) -> None:
    making: dict[str, Callable[[DuckDBEngine], object]] = {
        "registered": lambda engine: engine.register("tabla", ROWS),
        "sparse": lambda engine: engine.register_sparse("tabla", ROWS.append_column("nada", pa.nulls(2))),
        "kept": lambda engine: engine.materialise("tabla", "select 1"),
        "defined": lambda engine: engine.define("tabla", "select 1"),
        "by others": lambda engine: engine.connection.execute(
            "create or replace temp table tabla as select 1"
        ),
    }
    with DuckDBEngine(temp=tmp_path / "tmp") as engine:
        for _ in range(2):
            for make in making.values():
                engine.forget("tabla")
                make(engine)
            engine.forget("tabla")
            making[how](engine)
            engine.rows("select * from tabla")
            engine.forget("tabla")
            with pytest.raises(duckdb.CatalogException):
                engine.rows("select * from tabla")


def test_encrypted_rows_come_back_and_do_not_stand_in_the_file(store: Store) -> None:
    assert store.write_encrypted("raw_fila", "T1", ROWS.to_reader()) == 2
    assert store.read_encrypted("raw_fila", "T1").read_all() == ROWS
    assert b"uno" not in store.part("raw_fila", "T1").read_bytes()


def test_texts_come_back_as_texts_however_they_were_stored(store: Store) -> None:
    coded = pa.table({"fila": [2, 3], "cui": pa.array(["a", "b"]).dictionary_encode()})
    plain = pa.table({"fila": [2, 3], "cui": ["a", "b"]})
    store.write_encrypted("vault_identidad", "T1", coded.to_reader())
    assert store.read_encrypted("vault_identidad", "T1").read_all() == plain
    assert store.read_encrypted("vault_identidad", "T1", ["cui"]).schema == plain.select(["cui"]).schema


def test_encrypted_rows_do_not_open_with_another_key(store: Store, tmp_path: Path) -> None:
    store.write_encrypted("raw_fila", "T1", ROWS.to_reader())
    other = Store(tmp_path, Keys(*[secrets.token_bytes(32) for _ in range(5)]))
    with pytest.raises(StoreError, match="clave de bóveda"):
        other.read_encrypted("raw_fila", "T1").read_all()


def test_a_damaged_encrypted_part_is_refused(store: Store) -> None:
    store.write_encrypted("raw_fila", "T1", ROWS.to_reader())
    path = store.part("raw_fila", "T1")
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError):
        store.read_encrypted("raw_fila", "T1").read_all()


def test_only_the_encrypted_layers_are_encrypted(store: Store) -> None:
    with pytest.raises(StoreError, match="core_entrega"):
        store.write_encrypted("core_entrega", "T1", ROWS.to_reader())


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "tabla.parquet"
    target.write_text("viejo", encoding="utf-8")
    with pytest.raises(RuntimeError), replacing(target) as aside:
        aside.write_text("medio", encoding="utf-8")
        raise RuntimeError
    assert target.read_text(encoding="utf-8") == "viejo"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    for name in ("nuevo", "publico"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name, encoding="utf-8")
    replace_folder(tmp_path / "nuevo", tmp_path / "publico")
    assert (tmp_path / "publico" / "x").read_text(encoding="utf-8") == "nuevo"
    assert [path.name for path in tmp_path.iterdir()] == ["publico"]


def test_a_kill_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    (tmp_path / ".publico.old").mkdir()
    recover_folder(tmp_path / "publico")
    assert (tmp_path / "publico").is_dir()
