"""The warehouse: whole, documented, without identities, and never half a file."""

import secrets
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.out.warehouse import export_warehouse
from assets.out.warehouse_keys import hold_keys
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
PERSON = Field("persona_id", "string", "Persona", "Seudónimo.", privacy="quasi")
LIST = Field("lista", "string", "Lista", "Nombre de la lista.")
SEX = Field("sexo_codigo", "string", "Sexo", "Sexo.", codelist="sexo", enum=("F", "M", "N"))
CODE_TABLE = contract("ref_prueba", CODE, COUNT)
CONTRACTS = {"ref_prueba": CODE_TABLE}


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
    comment = "select comment from duckdb_tables() where table_name = 'ref_prueba'"
    assert read(store.warehouse, comment) == [
        (
            f"Lista d'ejemplo\n\n{CODE_TABLE.description}\n\nGrano: {CODE_TABLE.grain}\n\nClave: codigo (comprobada).",
        )
    ]
    assert read(store.warehouse, "select comment from duckdb_columns() where table_name = 'ref_prueba'") == [
        ("Código. El código d'ejemplo.",),
        ("Orden. Palabra reservada. Unidad: filas.",),
    ]


def test_the_file_says_what_is_in_it(store: Store) -> None:
    write(store, "ref_prueba", codigo=["x", "y"], order=[1, 2])
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    assert read(store.warehouse, "select tabla, clase, filas from meta_tabla") == [
        ("ref_prueba", "dimension", 2)
    ]
    assert read(store.warehouse, "select columna, tipo, unidad, puede_faltar from meta_columna") == [
        ("codigo", "VARCHAR", None, False),
        ("order", "BIGINT", "filas", False),
    ]
    assert read(
        store.warehouse, "select tabla, clase, columnas, es_declarada, filas_verificadas from meta_llave"
    ) == [("ref_prueba", "clave", "codigo", True, 2)]
    bare = "select table_name from duckdb_columns() where comment is null and not internal"
    assert read(store.warehouse, bare) == []


def test_a_column_outside_the_contract_does_not_enter(store: Store) -> None:
    write(store, "ref_prueba", codigo=["x"], order=[1], de_mas=["no"])
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    assert read(store.warehouse, "select column_name from (describe ref_prueba)") == [("codigo",), ("order",)]


def test_a_reader_keeps_the_old_file_while_a_new_one_takes_its_place(store: Store) -> None:
    write(store, "ref_prueba", codigo=[f"viejo {n}" for n in range(5000)], order=list(range(5000)))
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    # The analyst's program is another process; hard links give this one a second database of the same inode.
    (analyst := store.work / "analista.duckdb").hardlink_to(store.warehouse)
    with duckdb.connect(str(analyst), read_only=True) as reader:
        write(store, "ref_prueba", codigo=["nuevo"], order=[1])
        export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
        seen = reader.execute("select left(codigo, 5), count(*) from ref_prueba group by 1").fetchall()
    assert seen == [("viejo", 5000)]
    assert read(store.warehouse, "select codigo from ref_prueba") == [("nuevo",)]


ANALYST = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for _ in sys.stdin:
        print(connection.execute("select min(codigo) from ref_prueba").fetchone()[0], flush=True)
"""


def test_an_analyst_in_another_process_reads_the_old_file_until_opening_the_new_one(store: Store) -> None:
    def analyst() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", ANALYST, str(store.warehouse)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def asked(process: subprocess.Popen[str]) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    write(store, "ref_prueba", codigo=["viejo"], order=[1])
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    with analyst() as before:
        assert asked(before) == "viejo"
        write(store, "ref_prueba", codigo=["nuevo"], order=[1])
        export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
        with analyst() as after:
            assert (asked(before), asked(after)) == ("viejo", "nuevo")
            after.communicate()
        before.communicate()


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


STAR = {
    "out_dim_persona": replace(contract("out_dim_persona", PERSON), key=("persona_id",)),
    "ref_codigo": replace(contract("ref_codigo", LIST, CODE), key=("lista", "codigo")),
    "out_hecho_prueba": replace(
        contract("out_hecho_prueba", CODE, replace(PERSON, required=False), SEX), key=("codigo",)
    ),
}


def write_star(store: Store, persons: list[object], sexes: list[object]) -> None:
    write(store, "out_dim_persona", persona_id=["p1", "p2"])
    write(store, "ref_codigo", lista=["sexo", "sexo", "pueblo"], codigo=["F", "M", "9"])
    codes = [f"e{number}" for number in range(len(persons))]
    write(store, "out_hecho_prueba", codigo=codes, persona_id=persons, sexo_codigo=sexes)


def test_a_fact_refers_to_its_dimensions_and_lists(store: Store) -> None:
    write_star(store, ["p1", "p1", None], ["F", "N", "M"])
    export_warehouse(store, list(STAR), STAR, store.warehouse)
    references = (
        "select columnas, tabla_referida, columnas_referidas, lista_codigos, admite, filas_verificadas "
        "from meta_llave where clase = 'referencia' order by 1"
    )
    assert read(store.warehouse, references) == [
        ("persona_id", "out_dim_persona", "persona_id", None, None, 2),
        ("sexo_codigo", "ref_codigo", "codigo", "sexo", "F, M, N", 3),
    ]
    declared = "select tabla, es_declarada from meta_llave where clase = 'clave' order by 1"
    assert read(store.warehouse, declared) == [
        ("out_dim_persona", True),
        ("out_hecho_prueba", False),
        ("ref_codigo", True),
    ]
    (comment,) = read(
        store.warehouse,
        "select comment from duckdb_columns() where table_name ^@ 'out_hecho' and column_index = 2",
    )[0]
    assert str(comment).endswith("Se une con out_dim_persona por persona_id.")


@pytest.mark.parametrize(
    ("persons", "sexes", "said"),
    [
        (
            ["p1", "ajena 1", "ajena 2"],
            ["F"] * 3,
            r"out_hecho_prueba: 2 filas sin correspondencia de \(persona_id\)",
        ),
        (
            ["p1", "p2"],
            ["F", "9"],
            r"out_hecho_prueba: 1 filas sin correspondencia de \(sexo_codigo\) en ref_codigo",
        ),
    ],
)
def test_an_orphan_keeps_the_old_file_and_is_counted_but_not_shown(
    store: Store, persons: list[object], sexes: list[object], said: str
) -> None:
    write_star(store, ["p1"], ["F"])
    export_warehouse(store, list(STAR), STAR, store.warehouse)
    before = store.warehouse.read_bytes()
    write_star(store, persons, sexes)
    with pytest.raises(StoreError, match=said) as refused:
        export_warehouse(store, list(STAR), STAR, store.warehouse)
    assert "ajena" not in str(refused.value)
    assert store.warehouse.read_bytes() == before


def test_a_key_that_repeats_keeps_the_old_file(store: Store) -> None:
    write(store, "ref_prueba", codigo=["x"], order=[1])
    export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    before = store.warehouse.read_bytes()
    write(store, "ref_prueba", codigo=["x", "x", "x", "y"], order=[1, 2, 3, 4])
    with pytest.raises(StoreError, match=r"ref_prueba: 2 filas repiten la clave \(codigo\)"):
        export_warehouse(store, ["ref_prueba"], CONTRACTS, store.warehouse)
    assert store.warehouse.read_bytes() == before
    assert not list(store.work.glob(".warehouse*"))


def test_a_bulky_dimension_has_its_key_checked_and_not_declared(store: Store) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table ref_prueba as select unnest(['x', 'y']) as codigo, 1 as \"order\"")
        (key,) = hold_keys(connection, CONTRACTS, {"ref_prueba": 2}, declared_up_to=1)
    assert (key.declared, key.rows) == (False, 2)


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
