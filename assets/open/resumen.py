"""What was done with the cells of the protected tables, for the summary of a night.

Belongs here: reading open_resumen. Does not belong here: counting (open_resumen.sql). The restricted universe is left
out on purpose: whether its one figure was withheld says how small it is, also in a log.
"""

from dataclasses import dataclass
from typing import Any

from assets.engine import DuckDBEngine
from assets.store import Store

TABLE = "open_resumen"


@dataclass(frozen=True)
class CellCounts:
    """Cells of the protected tables by what was done with them.

    Attributes:
        published, withheld: with a row, and with something in them but no row.
        new: published with a figure of the last printing.
        held: copied from an earlier printing because too few persons changed.
        flipped, withdrawn: changed, or taken out, so that no sum gives another away.
    """

    published: int = 0
    withheld: int = 0
    new: int = 0
    held: int = 0
    flipped: int = 0
    withdrawn: int = 0

    def line(self) -> str:
        """The figures in one line."""
        done = [
            f"{_n(self.new)} nuevas",
            f"{_n(self.held)} en espera",
            f"{_n(self.flipped)} volteadas",
            f"{_n(self.withdrawn)} retiradas",
        ]
        return f"{_n(self.published)} publicadas ({', '.join(done)}), {_n(self.withheld)} retenidas"

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "publicadas": self.published,
            "retenidas": self.withheld,
            "nuevas": self.new,
            "en_espera": self.held,
            "volteadas": self.flipped,
            "retiradas": self.withdrawn,
        }


def cell_counts(engine: DuckDBEngine, store: Store) -> CellCounts:
    """Cells of all protected tables together; none before the table is built."""
    parts = store.files(TABLE)
    if not parts:
        return CellCounts()
    engine.attach(TABLE, parts)
    sums = ", ".join(
        f"coalesce(sum(celdas_{column}), 0)"
        for column in ("publicadas", "retenidas", "nuevas", "en_espera", "volteadas", "retiradas")
    )
    ((*counts,),) = engine.rows(f"select {sums} from {TABLE}")  # noqa: S608
    return CellCounts(*map(int, counts))


def _n(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
