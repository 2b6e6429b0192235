"""Reading scorecards: one row for each institution and month, its dimensions side by side.

Belongs here: the reader of out_tarjeta for commands and pages. Does not belong here: the table (out_tarjeta.sql), its
bound values (scorecard_values.py), drawing.
"""

from typing import Any

from assets.out.scorecard_values import CARDS
from assets.resources import Bench
from assets.statements import statement
from snis.errors import StoreError
from snis.quality_policy import DIMENSIONS

_QUERY = "tarjeta_leida"
_NAMES = (
    "institucion", "mes", "estado", "total", *DIMENSIONS, "pasado", "cambio", "menos", "senales", "envios_recibidos",
    "envios_rechazados", "envios_que_faltan", "atraso_mayor_dias", "cui_revisados", "cui_validos", "correcciones",
    "hallazgos_abiertos", "hallazgos_edad_dias",
)  # fmt: skip


def read_cards(bench: Bench, *, institution: str = "", month: str = "") -> list[dict[str, Any]]:
    """Cards in order of institution and month, of one of each or of all; points as text with two decimals.

    Raises:
        StoreError: no night has made them yet.
    """
    parts = bench.store.files(CARDS)
    if not parts:
        raise StoreError("aún no hay tarjetas", place=CARDS, remedy="Ejecute una noche: padron run.")
    bench.engine.attach(CARDS, parts)
    rows = bench.engine.rows(statement(_QUERY), {"institucion": institution, "mes": month})
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]
