"""What two records are compared in: seven comparisons, each a ladder of levels from equal to different.

Belongs here: the levels, their SQL, and what the shipped model holds of them before any data is seen. Does not belong
here: learning (training.py), scoring (scoring.py), or which pairs are compared (blocks.py).

A level is worth log2(m / u): how often it occurs among records of one person (m), and among those of two (u). `m` and
`kin` here are where learning starts; `kin` is the same for two people of one family or household.
Source of the ladders: shared linkage.md, section 2.4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One step of a ladder: its name, the condition over columns ending in _l and _r, and where learning starts."""

    name: str
    condition: str
    m: float
    kin: float
    frequency_column: str | None = None


@dataclass(frozen=True)
class Comparison:
    """One thing compared. `missing` is the condition under which a pair says nothing of it."""

    name: str
    missing: str
    levels: tuple[Level, ...]


def _either_missing(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _both_ways(condition: str) -> str:
    """A condition and its mirror image; `a` and `b` stand for the sides."""
    there = re.sub(r"_b\b", "_r", re.sub(r"_a\b", "_l", condition))
    back = re.sub(r"_b\b", "_l", re.sub(r"_a\b", "_r", condition))
    return f"({there}) OR ({back})"


IDENTIFIER = Comparison(
    "identificador",
    _either_missing("numero"),
    (
        Level("igual", "numero_l = numero_r", 0.86, 0.02),
        Level(
            "mismo número, otro lugar",
            "numero_estado_l = 'ok' AND numero_estado_r = 'ok' AND substr(numero_l, 1, 9) = substr(numero_r, 1, 9)",
            0.01,
            0.0001,
        ),
        Level(
            "un error",
            "(numero_estado_l <> 'ok' OR numero_estado_r <> 'ok') AND damerau_levenshtein(numero_l, numero_r) = 1",
            0.06,
            0.001,
        ),
        Level(
            "dos o tres errores",
            "(numero_estado_l <> 'ok' OR numero_estado_r <> 'ok') AND damerau_levenshtein(numero_l, numero_r)"
            " <= CASE WHEN length(numero_l) > 9 THEN 3 ELSE 2 END",
            0.02,
            0.005,
        ),
        Level("uno no se sostiene", "numero_estado_l <> 'ok' OR numero_estado_r <> 'ok'", 0.03, 0.6),
        Level("distinto", "ELSE", 0.02, 0.37),
    ),
)

_FIRST_NEAR = (
    "(nombre_1_clave_l = nombre_1_clave_r"
    " OR (damerau_levenshtein(nombre_1_l, nombre_1_r) = 1 AND length(nombre_1_l) > 3)"
    " OR jaro_winkler_similarity(nombre_1_l, nombre_1_r) >= 0.92)"
)
_SECOND_DIFFERS = (
    "nombre_2_clave_l <> nombre_2_clave_r AND damerau_levenshtein(nombre_2_clave_l, nombre_2_clave_r) > 1"
    " AND jaro_winkler_similarity(nombre_2_l, nombre_2_r) < 0.88"
)

GIVEN = Comparison(
    "nombres",
    _either_missing("nombres"),
    (
        Level("iguales", "nombres_l = nombres_r", 0.66, 0.01, "nombres"),
        Level("suenan igual", "nombres_clave_l = nombres_clave_r", 0.05, 0.001),
        Level(
            "primero igual, falta el segundo",
            "nombre_1_clave_l = nombre_1_clave_r AND (nombre_2_l IS NULL OR nombre_2_r IS NULL)",
            0.07,
            0.01,
        ),
        Level(
            "en otro orden",
            "nombre_1_clave_l = nombre_2_clave_r AND nombre_2_clave_l = nombre_1_clave_r",
            0.01,
            0.0005,
        ),
        Level(
            "inicial",
            _both_ways("length(nombre_1_a) = 1 AND nombre_1_a = substr(nombre_1_b, 1, 1)"),
            0.02,
            0.02,
        ),
        Level(
            "variante",
            f"nombre_1_base_l = nombre_1_base_r AND nombre_1_clave_l <> nombre_1_clave_r AND NOT ({_FIRST_NEAR})",
            0.01,
            0.002,
        ),
        Level("primero igual, segundo distinto", f"{_FIRST_NEAR} AND {_SECOND_DIFFERS}", 0.01, 0.03),
        Level(
            "casi iguales",
            f"{_FIRST_NEAR} OR jaro_winkler_similarity(nombres_l, nombres_r) >= 0.93",
            0.09,
            0.005,
        ),
        Level("uno en común", _both_ways("nombre_1_clave_a = nombre_2_clave_b"), 0.02, 0.02),
        Level("en el lugar del apellido", _both_ways("nombre_1_clave_a = apellido_1_clave_b"), 0.02, 0.001),
        Level("parecidos", "jaro_winkler_similarity(nombre_1_l, nombre_1_r) >= 0.8", 0.025, 0.04),
        Level("distintos", "ELSE", 0.025, 0.86),
    ),
)

SURNAMES = Comparison(
    "apellidos",
    _either_missing("apellidos"),
    (
        Level("iguales", "apellidos_l = apellidos_r", 0.68, 0.55, "apellidos"),
        Level("suenan igual", "apellidos_clave_l = apellidos_clave_r", 0.06, 0.03),
        Level(
            "primero igual, falta el segundo",
            "apellido_1_clave_l = apellido_1_clave_r AND (apellido_2_l IS NULL OR apellido_2_r IS NULL)",
            0.06,
            0.06,
        ),
        Level(
            "en otro orden",
            "apellido_1_clave_l = apellido_2_clave_r AND apellido_2_clave_l = apellido_1_clave_r",
            0.02,
            0.005,
        ),
        Level(
            "casi iguales",
            "jaro_winkler_similarity(apellidos_l, apellidos_r) >= 0.92"
            " OR (damerau_levenshtein(apellido_1_l, apellido_1_r) = 1 AND length(apellido_1_l) > 3"
            " AND coalesce(damerau_levenshtein(apellido_2_l, apellido_2_r), 0) <= 2)"
            " OR (apellido_1_clave_l = apellido_1_clave_r AND damerau_levenshtein(apellido_2_l, apellido_2_r) <= 2)",
            0.09,
            0.04,
        ),
        Level("primero igual", "apellido_1_clave_l = apellido_1_clave_r", 0.02, 0.12),
        Level(
            "uno en común",
            "apellido_2_clave_l = apellido_2_clave_r OR "
            + _both_ways("apellido_1_clave_a = apellido_2_clave_b"),
            0.02,
            0.08,
        ),
        Level("en el lugar del nombre", _both_ways("apellido_1_clave_a = nombre_1_clave_b"), 0.02, 0.001),
        Level("parecidos", "jaro_winkler_similarity(apellido_1_l, apellido_1_r) >= 0.85", 0.015, 0.014),
        Level("distintos", "ELSE", 0.025, 0.1),
    ),
)

_YEAR_EQUAL = "substr(nacimiento_l, 1, 4) = substr(nacimiento_r, 1, 4)"
_MONTH_EQUAL = "substr(nacimiento_l, 5, 2) = substr(nacimiento_r, 5, 2)"
_DAY_EQUAL = "substr(nacimiento_l, 7) = substr(nacimiento_r, 7)"

BIRTH = Comparison(
    "nacimiento",
    _either_missing("nacimiento"),
    (
        Level("igual", "nacimiento_l = nacimiento_r", 0.82, 0.02, "nacimiento"),
        Level(
            "día y mes cambiados",
            f"{_YEAR_EQUAL} AND substr(nacimiento_l, 5, 2) = substr(nacimiento_r, 7)"
            " AND substr(nacimiento_l, 7) = substr(nacimiento_r, 5, 2)",
            0.02,
            0.0005,
        ),
        Level("un error", "damerau_levenshtein(nacimiento_l, nacimiento_r) = 1", 0.07, 0.005),
        Level(
            "uno sin día ni mes",
            f"{_YEAR_EQUAL} AND (substr(nacimiento_l, 5) IN ('0000', '0101')"
            " OR substr(nacimiento_r, 5) IN ('0000', '0101'))",
            0.01,
            0.005,
        ),
        Level(
            "dos de tres partes",
            f"({_YEAR_EQUAL} AND ({_MONTH_EQUAL} OR {_DAY_EQUAL})) OR ({_MONTH_EQUAL} AND {_DAY_EQUAL})",
            0.03,
            0.01,
        ),
        Level("dos errores", "damerau_levenshtein(nacimiento_l, nacimiento_r) = 2", 0.01, 0.02),
        Level("mismo año", _YEAR_EQUAL, 0.01, 0.02),
        Level(
            "cerca",
            "abs(try_cast(substr(nacimiento_l, 1, 4) AS INTEGER)"
            " - try_cast(substr(nacimiento_r, 1, 4) AS INTEGER)) <= 2",
            0.01,
            0.1,
        ),
        Level("distinto", "ELSE", 0.02, 0.82),
    ),
)

SEX = Comparison(
    "sexo",
    _either_missing("sexo"),
    (Level("igual", "sexo_l = sexo_r", 0.98, 0.5), Level("distinto", "ELSE", 0.02, 0.5)),
)

_CLOSE_POST = "damerau_levenshtein(postal_l, postal_r) <= 1"
_CLOSE_PLACE = (
    "jaro_winkler_similarity(lugar_l, lugar_r) >= 0.9 AND departamento_l IS NULL AND departamento_r IS NULL"
)

PLACE = Comparison(
    "lugar",
    "(lugar_l IS NULL OR lugar_r IS NULL) AND (postal_l IS NULL OR postal_r IS NULL)",
    (
        Level("igual", "zona_l = zona_r", 0.75, 0.75, "zona"),
        Level(
            "uno igual, otro parecido",
            f"(lugar_l = lugar_r AND {_CLOSE_POST}) OR (postal_l = postal_r AND {_CLOSE_PLACE})",
            0.06,
            0.05,
        ),
        Level(
            "uno igual, falta el otro",
            "(lugar_l = lugar_r AND (postal_l IS NULL OR postal_r IS NULL))"
            " OR (postal_l = postal_r AND (lugar_l IS NULL OR lugar_r IS NULL))",
            0.04,
            0.03,
        ),
        Level("uno igual", "lugar_l = lugar_r OR postal_l = postal_r", 0.05, 0.04),
        Level("parecido", f"{_CLOSE_POST} OR ({_CLOSE_PLACE})", 0.02, 0.02),
        Level(
            "misma región",
            "departamento_l = departamento_r OR substr(postal_l, 1, 2) = substr(postal_r, 1, 2)",
            0.03,
            0.05,
        ),
        Level("distinto", "ELSE", 0.05, 0.06),
    ),
)

_WORDS_IN_COMMON = "len(list_intersect(string_split(direccion_l, ' '), string_split(direccion_r, ' ')))"
ADDRESS = Comparison(
    "direccion",
    _either_missing("direccion"),
    (
        Level("igual", "direccion_l = direccion_r", 0.6, 0.6),
        Level("casi igual", "jaro_winkler_similarity(direccion_l, direccion_r) >= 0.94", 0.15, 0.12),
        Level(
            "palabras en común",
            f"{_WORDS_IN_COMMON} >= 2 AND {_WORDS_IN_COMMON} * 2 >= least(len(string_split(direccion_l, ' ')),"
            " len(string_split(direccion_r, ' ')))",
            0.1,
            0.1,
        ),
        Level(
            "parecida",
            f"{_WORDS_IN_COMMON} >= 2 OR jaro_winkler_similarity(direccion_l, direccion_r) >= 0.85",
            0.05,
            0.05,
        ),
        Level("distinta", "ELSE", 0.1, 0.13),
    ),
)

COMPARISONS = (IDENTIFIER, GIVEN, SURNAMES, BIRTH, SEX, PLACE, ADDRESS)


def names() -> tuple[str, ...]:
    """Names of the comparisons, in order."""
    return tuple(comparison.name for comparison in COMPARISONS)


def levels_with_gamma(comparison: Comparison) -> Iterator[tuple[int, Level]]:
    """Each level with its number in a comparison vector: the best has the greatest, the last has 0."""
    for position, level in enumerate(comparison.levels):
        yield len(comparison.levels) - 1 - position, level
