"""How many cells were printed and withheld, for the summary of a night.

Belongs here: reading open_resumen. Does not belong here: counting (open_resumen.sql). The restricted universe is left
out on purpose: whether its one figure was withheld says how small it is, also in a log.
"""

from assets.engine import DuckDBEngine
from assets.store import Store

TABLE = "open_resumen"


def suppression_summary(engine: DuckDBEngine, store: Store) -> dict[str, tuple[int, int]]:
    """Cells published and cells withheld of each protected table; empty before the table is built."""
    parts = store.files(TABLE)
    if not parts:
        return {}
    engine.attach(TABLE, parts)
    rows = engine.rows(
        "select tabla_codigo, celdas_publicadas, celdas_retenidas from open_resumen order by tabla_codigo"
    )
    return {table: (int(published), int(withheld)) for table, published, withheld in rows}
