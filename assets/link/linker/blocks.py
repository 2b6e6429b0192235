"""Which pairs are compared: records that share the key of a block.

Belongs here: the keys, and how many pairs each gives. Does not belong here: comparing them (scoring.py).

For nights the blocks are those of the model, whole, so that a pair is met or not whatever else arrives. For a table of
which nothing is known they are chosen: blocks in order, each as far as its budget goes, rare keys first.
Source of the first nine: shared linkage.md, section 2.4.
"""

from dataclasses import dataclass

import duckdb

_YEAR = "substr(nacimiento, 1, 4)"


@dataclass(frozen=True)
class Block:
    """A key: an expression over a normalised record, null where the record has none."""

    name: str
    key: str


def _key(*parts: str) -> str:
    """The parts as one text; null as soon as one of them is."""
    return " || '|' || ".join(parts)


_BOTH_NAMES_SORTED = _key(
    "least(nombre_1_clave, apellido_1_clave)", "greatest(nombre_1_clave, apellido_1_clave)"
)

_SURNAMES_SORTED = _key(
    "least(apellido_1_clave, apellido_2_clave)", "greatest(apellido_1_clave, apellido_2_clave)"
)

BLOCKS = {
    block.name: block
    for block in (
        Block("numero", "numero"),
        Block("nombre_completo", _key("nombres_clave", "apellidos_clave")),
        Block("nacimiento_apellido", _key("nacimiento", "apellido_1_clave")),
        Block("nacimiento_nombre", _key("nacimiento", "nombre_1_clave")),
        Block("numero_inicio", "CASE WHEN length(numero) >= 13 THEN substr(numero, 1, 8) END"),
        Block("numero_final", "CASE WHEN length(numero) >= 13 THEN substr(numero, 6, 8) END"),
        Block("nombre_anio_lugar", _key("apellido_1_clave", "nombre_1_clave", _YEAR, "lugar")),
        Block("nombre_anio_lugar_2", _key("apellido_2_clave", "nombre_1_clave", _YEAR, "lugar")),
        Block("apellidos_anio_lugar", _key("apellidos_clave", "apellido_2_clave", _YEAR, "lugar")),
        Block("nombres_cambiados", _key(_BOTH_NAMES_SORTED, "nacimiento")),
        Block("nacimiento_lugar", _key("nacimiento", "lugar")),
        Block("apellidos_cambiados", _key("nombre_1_clave", _SURNAMES_SORTED, _YEAR)),
        Block("nombre_base", _key("nombre_1_base", "apellido_1_clave", _YEAR)),
        Block("nombre_apellido", _BOTH_NAMES_SORTED),
        Block(
            "numero_mitad", "CASE WHEN length(numero) < 13 THEN 'a' || left(numero, length(numero) // 2) END"
        ),
        Block(
            "numero_otra_mitad",
            "CASE WHEN length(numero) < 13 THEN 'z' || right(numero, length(numero) // 2) END",
        ),
        Block("direccion", "direccion"),
        Block("nacimiento_postal", _key("nacimiento", "postal")),
        Block("nombre_postal", _key("nombre_1_clave", "postal")),
        Block("apellido_postal", _key("apellido_1_clave", "postal")),
        Block("nombre_lugar_anio", _key("nombre_1_clave", "lugar", _YEAR)),
        Block("apellido_lugar_anio", _key("apellido_1_clave", "lugar", _YEAR)),
        Block("nacimiento", "CASE WHEN nacimiento NOT LIKE '%0000' THEN nacimiento END"),
        Block("inicio_nombre", _key("left(nombre_1, 3)", "left(apellido_1, 3)", _YEAR)),
        Block("dia_nombre", _key("substr(nacimiento, 5)", "nombre_1_clave")),
        Block("dia_apellido", _key("substr(nacimiento, 5)", "apellido_1_clave")),
        Block("mes_nombre", _key("substr(nacimiento, 1, 6)", "nombre_1_clave")),
        Block("mes_apellido", _key("substr(nacimiento, 1, 6)", "apellido_1_clave")),
        Block("apellidos", _key("apellidos_clave", "apellido_2_clave")),
        Block("nombres", _key("nombres_clave", "nombre_2_clave")),
    )
}

NIGHT_BLOCKS = tuple(BLOCKS)[:12]


def choose_blocks(connection: duckdb.DuckDBPyConnection, records: str, budget: int) -> dict[str, int]:
    """By block, the size up to which its groups of records are compared so that it gives `budget` pairs at most."""
    chosen: dict[str, int] = {}
    for block in BLOCKS.values():
        limit = connection.execute(
            f"""
            select max(tamanio) from (
                select tamanio, sum(pares) over (order by tamanio) as hasta
                from (
                    select tamanio, sum(tamanio * (tamanio - 1) / 2) as pares
                    from (select count(*) as tamanio from {records} where {block.key} is not null
                          group by {block.key})
                    group by tamanio
                )
            ) where tamanio > 1 and hasta <= $budget
            """,
            {"budget": budget},
        ).fetchall()[0][0]
        if limit is not None:
            chosen[block.name] = int(limit)
    return chosen
