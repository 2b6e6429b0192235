"""The warehouse: whole, documented, without identities, and never half a file."""

import secrets
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.out.warehouse import export_warehouse
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.contracts.model import Field, TableContract
from snis.errors import StoreError
from snis.keys import Keys


def contract(name: str, *fields: Field) -> TableContract:
    return TableContract(
        name=name,
        layer=name.partition("_")[0],
        title="Lista d'ejemplo",
        description='Con "comillas"; -- y marcas.',
        grain="Una fila por código.",
        key=("codigo",),
        fields=fields,
    )


CODE = Field("codigo", "string", "Código", "El código d'ejemplo.")
COUNT = Field("order", "integer", "Orden", "Palabra reservada.", unit="filas")
CONTRACTS = {"ref_prueba": contract("ref_prueba", CODE, COUNT)}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "trabajo d'aquí", Keys(*[secrets.token_bytes(32) for _ in range(5)]))


def write(store: Store, table: str, part: str = "todo", **columns: list[object]) -> None:
    store.folder(table).mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), store.part(table, part))


def read(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return list(connection.execute(sql).fetchall())


def test_every_part_arrives_with_comments_from_the_contract(store: Store) -> None:
    write(store, "ref_prueba", "a", codigo=["x", "y"], order=[1, 2])
    write(store, "ref_prueba", "b", codigo=["z"], order=[3])
    assert export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse) == {"ref_prueba": 3}
    assert read(store.warehouse, "from ref_prueba order by 1") == [("x", 1), ("y", 2), ("z", 3)]
    assert read(store.warehouse, "select comment from duckdb_tables()") == [
        ('Lista d\'ejemplo\n\nCon "comillas"; -- y marcas.\n\nGrano: Una fila por código.',)
    ]
    assert read(store.warehouse, "select comment from duckdb_columns() where not internal") == [
        ("Código. El código d'ejemplo.",),
        ("Orden. Palabra reservada. Unidad: filas.",),
    ]


def test_a_column_outside_the_contract_does_not_enter(store: Store) -> None:
    write(store, "ref_prueba", codigo=["x"], order=[1], de_mas=["no"])
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    assert read(store.warehouse, "select column_name from (describe ref_prueba)") == [("codigo",), ("order",)]


def test_a_reader_keeps_the_old_file_while_a_new_one_takes_its_place(store: Store) -> None:
    write(store, "ref_prueba", codigo=["viejo"] * 5000, order=list(range(5000)))
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    # The analyst's program is another process; hard links give this one a second database of the same inode.
    (analyst := store.work / "analista.duckdb").hardlink_to(store.warehouse)
    with duckdb.connect(str(analyst), read_only=True) as reader:
        write(store, "ref_prueba", codigo=["nuevo"], order=[1])
        export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
        seen = reader.execute("select distinct codigo, count(*) from ref_prueba group by 1").fetchall()
    assert seen == [("viejo", 5000)]
    assert read(store.warehouse, "select codigo from ref_prueba") == [("nuevo",)]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"codigo": ["x"]}, "no se pudo copiar"),
        (None, "aún no existe"),
    ],
)
def test_a_failing_export_leaves_the_old_file_and_nothing_else(
    store: Store, damage: dict[str, list[object]] | None, message: str
) -> None:
    write(store, "ref_prueba", codigo=["x"], order=[1])
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    before = store.warehouse.read_bytes()
    store.part("ref_prueba").unlink()
    if damage is not None:
        write(store, "ref_prueba", "todo", **damage)
    with pytest.raises(StoreError, match=message):
        export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    assert store.warehouse.read_bytes() == before
    assert not list(store.work.glob(".warehouse*"))


@pytest.mark.parametrize(
    "refused",
    [
        contract("out_prueba", CODE, Field("cui", "string", "CUI", "Identifica.", privacy="direct")),
        contract("vault_prueba", CODE),
        contract("raw_prueba", CODE),
    ],
)
def test_a_table_that_identifies_persons_is_refused(store: Store, refused: TableContract) -> None:
    with pytest.raises(StoreError, match="identifica a personas"):
        export_warehouse(store, [refused.name], {refused.name: refused}, store.warehouse)
    assert not store.warehouse.exists()


def test_a_table_without_contract_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no tiene contrato"):
        export_warehouse(store, ["ref_otra"], CONTRACTS, store.warehouse)


def test_views_come_with_the_tables_they_read(store: Store) -> None:
    contracts = load_tables()
    tables = ["out_cobertura", "out_coincidencia", "ref_departamento", "ref_modalidad"]
    for table in tables:
        store.folder(table).mkdir(parents=True)
        store.empty_part(contracts[table]).rename(store.part(table))
    export_warehouse(store, tables, contracts, store.warehouse)
    views = read(
        store.warehouse,
        "select view_name, comment like '%Uso interno%' from duckdb_views() where not internal order by 1",
    )
    assert views == [("v_cobertura_departamento", True), ("v_coincidencias", True)]
    assert read(store.warehouse, "from v_coincidencias") == []
