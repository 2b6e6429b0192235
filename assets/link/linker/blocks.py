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
    """A key: expressions over a normalised record, of which none may be null."""

    name: str
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key as a number; to be read where `there` holds. Equal for two keys once in 1.8e19: they are compared."""
        return f"hash({', '.join(self.parts)})"

    @property
    def there(self) -> str:
        """The condition under which a record has the key."""
        return " and ".join(f"{part} is not null" for part in self.parts)

    @property
    def text(self) -> str:
        """The key as one text, null where a record has none; for engines that block by texts."""
        return " || '|' || ".join(self.parts)


# least() and greatest() pass over nulls; a key wants both names.
_NAMES_SORTED = (
    "CASE WHEN nombre_1_clave IS NOT NULL THEN least(nombre_1_clave, apellido_1_clave) END",
    "CASE WHEN apellido_1_clave IS NOT NULL THEN greatest(nombre_1_clave, apellido_1_clave) END",
)
_SURNAMES_SORTED = (
    "CASE WHEN apellido_1_clave IS NOT NULL THEN least(apellido_1_clave, apellido_2_clave) END",
    "CASE WHEN apellido_2_clave IS NOT NULL THEN greatest(apellido_1_clave, apellido_2_clave) END",
)

BLOCKS = {
    block.name: block
    for block in (
        Block("numero", ("numero",)),
        Block("nombre_completo", ("nombres_clave", "apellidos_clave")),
        Block("nacimiento_apellido", ("nacimiento", "apellido_1_clave")),
        Block("nacimiento_nombre", ("nacimiento", "nombre_1_clave")),
        Block("numero_inicio", ("CASE WHEN length(numero) >= 13 THEN substr(numero, 1, 8) END",)),
        Block("numero_final", ("CASE WHEN length(numero) >= 13 THEN substr(numero, 6, 8) END",)),
        Block("nombre_anio_lugar", ("apellido_1_clave", "nombre_1_clave", _YEAR, "lugar")),
        Block("nombre_anio_lugar_2", ("apellido_2_clave", "nombre_1_clave", _YEAR, "lugar")),
        Block("apellidos_anio_lugar", ("apellidos_clave", "apellido_2_clave", _YEAR, "lugar")),
        Block("nombres_cambiados", (*_NAMES_SORTED, "nacimiento")),
        Block("nacimiento_lugar", ("nacimiento", "lugar")),
        Block("apellidos_cambiados", ("nombre_1_clave", *_SURNAMES_SORTED, _YEAR)),
        Block("nombre_base", ("nombre_1_base", "apellido_1_clave", _YEAR)),
        Block("nombre_apellido", _NAMES_SORTED),
        Block(
            "numero_mitad",
            ("CASE WHEN length(numero) < 13 THEN 'a' || left(numero, length(numero) // 2) END",),
        ),
        Block(
            "numero_otra_mitad",
            ("CASE WHEN length(numero) < 13 THEN 'z' || right(numero, length(numero) // 2) END",),
        ),
        Block("direccion", ("direccion",)),
        Block("nacimiento_postal", ("nacimiento", "postal")),
        Block("nombre_postal", ("nombre_1_clave", "postal")),
        Block("apellido_postal", ("apellido_1_clave", "postal")),
        Block("nombre_lugar_anio", ("nombre_1_clave", "lugar", _YEAR)),
        Block("apellido_lugar_anio", ("apellido_1_clave", "lugar", _YEAR)),
        Block("nacimiento", ("CASE WHEN nacimiento NOT LIKE '%0000' THEN nacimiento END",)),
        Block("inicio_nombre", ("left(nombre_1, 3)", "left(apellido_1, 3)", _YEAR)),
        Block("dia_nombre", ("substr(nacimiento, 5)", "nombre_1_clave")),
        Block("dia_apellido", ("substr(nacimiento, 5)", "apellido_1_clave")),
        Block("mes_nombre", ("substr(nacimiento, 1, 6)", "nombre_1_clave")),
        Block("mes_apellido", ("substr(nacimiento, 1, 6)", "apellido_1_clave")),
        Block("apellidos", ("apellidos_clave", "apellido_2_clave")),
        Block("nombres", ("nombres_clave", "nombre_2_clave")),
    )
}

NIGHT_BLOCKS = tuple(BLOCKS)[:12]


def choose_blocks(
    connection: duckdb.DuckDBPyConnection, records: str, budget: int, later: int
) -> dict[str, int]:
    """By block, the size up to which its groups of records are compared.

    Args:
        connection: where the normalised records are.
        records: their table.
        budget: pairs that a block of the nights may give.
        later: pairs that each of the others may give.
    """
    chosen: dict[str, int] = {}
    for block in BLOCKS.values():
        limit = connection.execute(
            f"""
            select max(tamanio) from (
                select tamanio, sum(pares) over (order by tamanio) as hasta
                from (
                    select tamanio, sum(tamanio * (tamanio - 1) / 2) as pares
                    from (select count(*) as tamanio from {records} where {block.there}
                          group by {block.key})
                    group by tamanio
                )
            ) where tamanio > 1 and hasta <= $budget
            """,
            {"budget": budget if block.name in NIGHT_BLOCKS else later},
        ).fetchall()[0][0]
        if limit is not None:
            chosen[block.name] = int(limit)
    return chosen
