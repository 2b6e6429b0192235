"""The pairs to compare, as Splink takes them: a block, a left record, a right record.

Belongs here: numbering records, the numbers that cannot tell them apart, and joining them on the keys of blocks. Does
not belong here: the keys (blocks.py) or what a pair is worth (scoring.py).

Records are numbered by what they hold, not by what they are called or when they came, so that left and right, and with
them every figure, are the same whatever the order and the labels.
"""

from collections.abc import Mapping

import duckdb

from assets.link.linker.blocks import BLOCKS

COMPARED = "enlace_comparable"
PAIRS = "enlace_par"
CROWDS = "enlace_multitud"
# A family shares a number now and then, and one person is written in a handful of ways; nobody has thirty names.
CROWD_NAMES = 30
_CONTENT = (
    "hash(concat_ws('|', nombres, apellidos, apellido_casada, nacimiento, numero, numero_estado, sexo, lugar, postal,"
    " direccion))"
)


def number_records(connection: duckdb.DuckDBPyConnection, records: str) -> None:
    """Number the records of a table into `enlace_comparable`."""
    connection.execute(
        f"""
        create or replace temp table {COMPARED} as
        select row_number() over (order by {_CONTENT}, record_id) as numero_registro, *, false as es_nuevo
        from {records}
        """
    )


def share_keys(connection: duckdb.DuckDBPyConnection, new: str, blocks: tuple[str, ...]) -> str:
    """The condition, over a normalised record, of sharing a key with any new one; it holds until asked again."""
    wanted = []
    for position, name in enumerate(blocks):
        block = BLOCKS[name]
        connection.execute(
            f"create or replace temp table enlace_llave_nueva_{position} as "
            f"select distinct {block.key} as llave from {new} where {block.there}"
        )
        wanted.append(f"({block.there} and {block.key} in (select llave from enlace_llave_nueva_{position}))")
    return " or ".join(wanted)


def number_candidates(
    connection: duckdb.DuckDBPyConnection, known: str, new: str, blocks: tuple[str, ...]
) -> None:
    """Number the new records and those known ones that share a key with any of them, in one pass over the known."""
    sharing = share_keys(connection, new, blocks)
    connection.execute(
        f"""
        create or replace temp table {COMPARED} as
        select row_number() over (order by {_CONTENT}, record_id) as numero_registro, *
        from (
            select *, true as es_nuevo from {new}
            union all by name
            select *, false as es_nuevo from {known} where {sharing}
        )
        """
    )
    for position in range(len(blocks)):
        connection.execute(f"drop table enlace_llave_nueva_{position}")


def void_crowds(connection: duckdb.DuckDBPyConnection) -> int:
    """Let a valid number that a crowd carries count as none in `enlace_comparable`; returns how many there are.

    It is a form's default, or what somebody types to get on: comparing all who carry it two by two costs their square,
    and would make one person of whoever shares a first name too.
    """
    connection.execute(
        f"""
        create or replace temp table {CROWDS} as
        with frecuente as (
            select numero from {COMPARED} where numero is not null group by numero having count(*) > {CROWD_NAMES}
        )

        select c.numero
        from {COMPARED} as c
        semi join frecuente as f on f.numero = c.numero
        group by c.numero
        having count(distinct concat_ws('|', c.nombre_1_clave, c.apellido_1_clave)) > {CROWD_NAMES}
        """
    )
    found = int(connection.execute(f"select count(*) from {CROWDS}").fetchall()[0][0])
    if found:
        connection.execute(
            f"update {COMPARED} set numero = null, numero_estado = 'relleno' "
            f"where numero in (select numero from {CROWDS})"
        )
    return found


def pair_up(
    connection: duckdb.DuckDBPyConnection, blocks: Mapping[str, int | None], *, across: bool = False
) -> int:
    """Write the pairs of the numbered records that share a key into `enlace_par`; returns how many.

    Args:
        connection: where the numbered records are.
        blocks: by block, the greatest group that is compared, or None for every group.
        across: only pairs of a new record with a known one.
    """
    sides = "l.es_nuevo <> r.es_nuevo" if across else "true"
    parts = []
    for position, (name, limit) in enumerate(blocks.items()):
        block = BLOCKS[name]
        kept = "" if limit is None else f"qualify count(*) over (partition by llave) <= {limit}"
        keyed = f"""
            select {block.key} as llave, numero_registro, es_nuevo
            from {COMPARED} where {block.there} {kept}
        """
        connection.execute(f"create or replace temp table enlace_llave_{position} as {keyed}")
        parts.append(
            f"select {position} as match_key, l.numero_registro as join_key_l, r.numero_registro as join_key_r "
            f"from enlace_llave_{position} as l inner join enlace_llave_{position} as r "
            f"on l.llave = r.llave and l.numero_registro < r.numero_registro where {sides}"
        )
    connection.execute(
        f"""
        create or replace temp table {PAIRS} as
        select cast(min(match_key) as varchar) as match_key, join_key_l, join_key_r
        from ({" union all ".join(parts)})
        group by join_key_l, join_key_r
        """
    )
    for position in range(len(blocks)):
        connection.execute(f"drop table enlace_llave_{position}")
    return _count(connection)


def pair_all(connection: duckdb.DuckDBPyConnection, *, first: int | None = None) -> int:
    """Write every pair of the numbered records into `enlace_par`: of all of them, or of the first so many.

    Numbers follow a hash of the content, so that the first are a sample; records of the same content, which the hash
    puts side by side, are met once in it.
    """
    chosen = f"select numero_registro from {COMPARED}"
    if first is not None:
        chosen = (
            f"select min(numero_registro) as numero_registro from {COMPARED} group by {_CONTENT} "
            f"order by numero_registro limit {first}"
        )
    connection.execute(
        f"""
        create or replace temp table {PAIRS} as
        select '0' as match_key, l.numero_registro as join_key_l, r.numero_registro as join_key_r
        from ({chosen}) as l inner join ({chosen}) as r on l.numero_registro < r.numero_registro
        """
    )
    return _count(connection)


def thin_out(connection: duckdb.DuckDBPyConnection, share: float) -> float:
    """Keep about this share of `enlace_par`, by the numbers of the records; returns the share that was kept."""
    if share >= 1:
        return 1.0
    before = _count(connection)
    connection.execute(
        f"delete from {PAIRS} where hash(join_key_l, join_key_r) % 1000000 >= $limit",
        {"limit": int(share * 1_000_000)},
    )
    return _count(connection) / before


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute(f"select count(*) from {PAIRS}").fetchall()[0][0])
