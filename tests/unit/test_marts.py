"""The Parquet of every mart beside its dictionary: whole, without identities, never half a folder."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

import frictionless
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.out.marts import marts_folder, write_marts
from assets.store import Store
from snis.contracts.model import Field, TableContract
from snis.errors import StoreError
from snis.keys import Keys

CODE = Field("codigo", "string", "Código", "El código | de ejemplo.")
PERSON = Field("persona_id", "string", "Persona", "Seudónimo.", privacy="quasi")
CODES = TableContract("ref_prueba", "ref", "Códigos", "Lista.", "Una fila por código.", ("codigo",), (CODE,))
PEOPLE = TableContract(
    "out_dim_persona", "out", "Personas", "Quiénes.", "Una fila por persona.", ("persona_id",), (PERSON,)
)
FACTS = TableContract(
    "out_hecho_prueba",
    "out",
    "Hechos",
    "Qué.",
    "Una fila por hecho.",
    ("codigo",),
    (CODE, PERSON),
    ("No sume.",),
)
STAR = {table.name: table for table in (CODES, PEOPLE, FACTS)}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "work", Keys(*[secrets.token_bytes(32) for _ in range(5)]))
    write(store, "ref_prueba", "todo", codigo=["x"])
    write(store, "out_dim_persona", "todo", persona_id=["p1"])
    write(store, "out_hecho_prueba", "a", codigo=["e1"], persona_id=["p1"])
    write(store, "out_hecho_prueba", "b", codigo=["e2"], persona_id=["p1"])
    return store


def write(store: Store, table: str, part: str, **columns: list[object]) -> None:
    store.folder(table).mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), store.part(table, part))


def test_every_table_is_there_with_its_dictionary(store: Store) -> None:
    assert write_marts(store, list(STAR), STAR) == 4
    folder = marts_folder(store)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "LEAME.md",
        "datapackage.json",
        "out_dim_persona.parquet",
        "out_hecho_prueba/a.parquet",
        "out_hecho_prueba/b.parquet",
        "ref_prueba.parquet",
    ]
    assert pq.read_table(folder / "out_hecho_prueba").num_rows == 2
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    facts = descriptor["resources"][2]
    assert facts["schema"]["primaryKey"] == ["codigo"]
    assert facts["schema"]["foreignKeys"] == [
        {"fields": ["persona_id"], "reference": {"resource": "out_dim_persona", "fields": ["persona_id"]}}
    ]
    # The standard lets a table lie in several files; this library does not know that yet.
    facts["path"] = facts["path"][0]
    assert list(frictionless.Package.metadata_validate(descriptor)) == []
    readme = (folder / "LEAME.md").read_text(encoding="utf-8")
    assert "**Advertencia.** No sume." in readme
    assert "| `codigo` | string | Código. El código \\| de ejemplo. |" in readme


def test_a_copy_that_somebody_damages_damages_nothing_else(store: Store) -> None:
    write_marts(store, list(STAR), STAR)
    (marts_folder(store) / "ref_prueba.parquet").write_bytes(b"")
    assert pq.read_table(store.part("ref_prueba")).num_rows == 1


def test_the_next_night_takes_the_place_of_the_last(store: Store) -> None:
    write_marts(store, list(STAR), STAR)
    write(store, "ref_prueba", "todo", codigo=["y", "z"])
    write_marts(store, ["ref_prueba"], STAR)
    assert sorted(path.name for path in marts_folder(store).iterdir()) == [
        "LEAME.md",
        "datapackage.json",
        "ref_prueba.parquet",
    ]
    assert pq.read_table(marts_folder(store) / "ref_prueba.parquet").num_rows == 2
    assert not list(store.work.glob(".marts*"))


def test_a_table_that_identifies_persons_leaves_the_folder_as_it_was(store: Store) -> None:
    write_marts(store, list(STAR), STAR)
    direct = Field("cui", "string", "CUI", "Identifica.", privacy="direct")
    with pytest.raises(StoreError, match="identifica a personas"):
        write_marts(store, ["ref_prueba"], {"ref_prueba": replace(CODES, fields=(CODE, direct))})
    assert (marts_folder(store) / "out_dim_persona.parquet").exists()
