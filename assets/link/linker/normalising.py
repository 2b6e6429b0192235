"""Stage 0: records in the form in which they are compared.

Belongs here: making the tables that the statements of this folder read, and running them. Does not belong here: the
rules (snis/linkage, macros.sql) or finding out what a table of unknown origin holds (profile.py).
"""

from importlib.resources import files

import duckdb
import pyarrow as pa

from snis.linkage.variants import variants
from snis.territory import load_territory

COLUMNS = (
    "record_id", "source", "national_id", "given_names", "surnames", "sex", "birth_date", "place", "postcode",
    "address",
)  # fmt: skip
NORMALISED_COLUMNS = (
    "record_id", "numero", "numero_estado", "nombres", "nombre_1", "nombre_2", "nombres_clave", "nombre_1_clave",
    "nombre_2_clave", "nombre_1_base", "apellidos", "apellido_1", "apellido_2", "apellidos_clave", "apellido_1_clave",
    "apellido_2_clave", "apellido_casada", "nacimiento", "sexo", "lugar", "departamento", "postal", "zona", "direccion",
)  # fmt: skip
ROWS = "enlace_fila"
FILLERS = "enlace_numero_relleno"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the macros and the small tables of the linker; the engine's own macros must be there."""
    for statement in _text("macros.sql").split(";\n"):
        if statement.strip():
            connection.execute(statement)
    table = variants()
    _keep(
        connection,
        "enlace_variante",
        pa.table({"variante": list(table.keys()), "nombre": list(table.values())}),
    )
    codes = sorted(load_territory().municipality_codes)
    _keep(connection, "enlace_municipio", pa.table({"municipio_codigo": codes}))
    _keep(connection, FILLERS, pa.table({"numero": pa.array([], pa.string())}))


def take_rows(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make `enlace_fila` of a table: every column of the interface as text, null where the table has none."""
    there = {
        str(name).lower()
        for (name,) in connection.execute(f"select column_name from (describe {rows})").fetchall()
    }
    columns = ", ".join(
        f"cast({name} as varchar) as {name}" if name in there else f"cast(null as varchar) as {name}"
        for name in COLUMNS
    )
    connection.execute(f"create or replace temp view {ROWS} as select {columns} from {rows}")


def normalise_rows(
    connection: duckdb.DuckDBPyConnection, into: str, *, is_cui: bool, day_first: bool = True
) -> int:
    """Write the normal form of `enlace_fila` into a table; returns how many records.

    Args:
        connection: a prepared connection.
        into: name of the temporary table.
        is_cui: whether the rules of the CUI hold for the numbers.
        day_first: whether dates written with strokes begin with the day.
    """
    for name in ("nombre_distinto", "apellido_distinto"):
        connection.execute(f"create or replace temp table enlace_{name} as {_text(name + '.sql')}")
    connection.execute(
        f"create or replace temp table {into} as {_text('registro_normal.sql')}",
        {"es_cui": is_cui, "dia_primero": day_first},
    )
    for name in ("nombre_distinto", "apellido_distinto"):
        connection.execute(f"drop table enlace_{name}")
    return int(connection.execute(f"select count(*) from {into}").fetchall()[0][0])


def _keep(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("enlace_arrow", table)
    connection.execute(f"create or replace temp table {name} as select * from enlace_arrow")
    connection.unregister("enlace_arrow")


def _text(name: str) -> str:
    return (files("assets.link.linker") / name).read_text(encoding="utf-8")
