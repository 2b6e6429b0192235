"""A table of person records that somebody brings: CSV or Parquet, read and checked.

Belongs here: finding the columns, refusing what cannot be linked. Does not belong here: what the columns hold
(profile.py). Messages name columns and counts, never a value.
"""

from pathlib import Path

import duckdb

from assets.link.linker.normalising import COLUMNS
from snis.errors import LinkageError

GIVEN = "enlace_dado"
# Without any of these there is nothing to tell people by.
_TELLING = ("national_id", "given_names", "surnames", "birth_date")
_ENCODINGS = ("utf-8", "latin-1")


def read_table(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Read a table into `enlace_dado`; returns the columns that have no use.

    Raises:
        LinkageError: it cannot be read, or it cannot be linked.
    """
    if not path.is_file():
        raise LinkageError("no existe la tabla", place=path.name, remedy="Revise su nombre y su carpeta.")
    _load(connection, path)
    there = {
        str(name).strip().lower(): str(name)
        for (name,) in connection.execute("select column_name from (describe enlace_archivo)").fetchall()
    }
    if "record_id" not in there:
        raise LinkageError(
            "falta la columna record_id",
            place=path.name,
            remedy=f"Las columnas que se usan son: {', '.join(COLUMNS)}.",
        )
    if not set(_TELLING) & set(there):
        raise LinkageError(
            "no hay por qué distinguir a las personas",
            place=path.name,
            remedy=f"Hace falta al menos una de estas columnas: {', '.join(_TELLING)}.",
        )
    chosen = ", ".join(
        f"""nullif(trim(cast("{there[name].replace('"', '""')}" as varchar)), '') as {name}"""
        for name in COLUMNS
        if name in there
    )
    connection.execute(f"create or replace temp table {GIVEN} as select {chosen} from enlace_archivo")
    connection.execute("drop view if exists enlace_archivo")
    _split_whole_names(connection, set(there))
    _check_ids(connection, path.name)
    return sorted(set(there) - set(COLUMNS))


def _load(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    literal = "'" + str(path).replace("'", "''") + "'"
    if path.suffix.lower() in (".parquet", ".pq"):
        sources = [f"read_parquet({literal})"]
    else:
        sources = [
            f"read_csv({literal}, all_varchar = true, header = true, encoding = '{encoding}')"
            for encoding in _ENCODINGS
        ]
    for source in sources:
        try:
            connection.execute(f"create or replace temp view enlace_archivo as select * from {source}")
            connection.execute("select count(*), max(columns(*)) from enlace_archivo").fetchall()
        except duckdb.Error:
            continue
        else:
            return
    raise LinkageError(
        "la tabla no se puede leer",
        place=path.name,
        remedy="Debe ser Parquet (.parquet) o CSV con encabezado, en UTF-8 o Latin-1; vea qué dice `padron read`.",
    )


def _split_whole_names(connection: duckdb.DuckDBPyConnection, there: set[str]) -> None:
    """Where one column holds whole names and the other nothing, give each its part.

    A comma parts surnames from given names; else the last word, or the last two of four and more, are the surnames.
    Names written the other way round are then wrong in every row alike, which compares as well.
    """
    columns = [name for name in ("given_names", "surnames") if name in there]
    filled = dict.fromkeys(("given_names", "surnames"), 0)
    for name in columns:
        filled[name] = connection.execute(f"select count({name}) from {GIVEN}").fetchall()[0][0]
    whole = next((name for name in columns if filled[name]), None)
    if whole is None or min(filled.values()) > 0:
        return
    parted = f"""
        select
            * exclude ({", ".join(columns)}),
            case
                when contains({whole}, ',') then nullif(trim(split_part({whole}, ',', 2)), '')
                when len(palabras) > 1 then array_to_string(palabras[:-(ultimas + 1)], ' ')
                else {whole}
            end as given_names,
            case
                when contains({whole}, ',') then nullif(trim(split_part({whole}, ',', 1)), '')
                when len(palabras) > 1 then array_to_string(palabras[-ultimas:], ' ')
            end as surnames
        from (
            select *, case when len(palabras) > 3 then 2 else 1 end as ultimas
            from (select *, string_split_regex(trim({whole}), '[ ]+') as palabras from {GIVEN})
        )
    """
    connection.execute(
        f"create or replace temp table {GIVEN} as select * exclude (palabras, ultimas) from ({parted})"
    )


def _check_ids(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    rows, named, distinct = connection.execute(
        f"select count(*), count(record_id), count(distinct record_id) from {GIVEN}"
    ).fetchall()[0]
    if rows == 0:
        raise LinkageError("la tabla no tiene filas", place=place)
    if named < rows:
        raise LinkageError(
            f"{rows - named} filas no tienen record_id", place=place, remedy="Cada fila necesita el suyo."
        )
    if distinct < rows:
        raise LinkageError(
            f"{rows - distinct} filas repiten el record_id de otra",
            place=place,
            remedy="Numere las filas: un record_id nombra una sola.",
        )
