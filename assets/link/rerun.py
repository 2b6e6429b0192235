"""A past payment crossed again with only what was known on a day of the past, beside what is known today.

Belongs here: running the crossings as of a day and comparing. Does not belong here: what a crossing is (the SQL file),
or how the comparison is drawn (pipelines/crossings_command.py).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assets.parameters import bound_values
from assets.resources import Bench
from assets.statements import statement, statement_over, tables_read, values_for, values_over
from snis.contracts.loader import load_tables
from snis.errors import StoreError

THEN, NOW, REVIEW = "cruce_de_entonces", "link_cruce", "repaso_cruce"
# What the civil register had answered by a day is made again from its answers; the night keeps what holds today.
_ANSWERED = "link_validacion"


@dataclass(frozen=True)
class Reviewed:
    """Payments of a modality under a rule, by what could be said of them then and what can be said now.

    Attributes:
        then, now: class on that day and today; None where nothing crosses.
        deliveries, amount: how many, and their quetzales.
    """

    rule: str
    modality: str
    then: str | None
    now: str | None
    deliveries: int
    amount: Decimal

    @property
    def outcome(self) -> str:
        """What became of it: igual, conocido_despues, ya_no (corrected since) or otra_clase."""
        if self.then is None:
            return "conocido_despues"
        if self.now is None:
            return "ya_no"
        return "igual" if self.then == self.now else "otra_clase"


def cross_again(bench: Bench, *, as_of: date, first: date, last: date) -> list[Reviewed]:
    """Payments of first to last, crossed as on the evening of `as_of` and as today, in rule and modality order.

    Raises:
        StoreError: no night has crossed anything yet.
    """
    if not bench.store.files(NOW):
        raise StoreError(
            "ninguna noche ha cruzado nada todavía", place=NOW, remedy="Ejecute antes `padron run`."
        )
    for table in sorted({*tables_read(NOW), *tables_read(_ANSWERED), NOW} - {_ANSWERED}):
        parts = bench.store.files(table) or [bench.store.empty_part(load_tables()[table])]
        bench.engine.attach(table, parts)
    values = bound_values(bench) | {"al_dia": as_of, "desde": first, "hasta": last}
    bench.engine.materialise(THEN, statement_over(NOW, _ANSWERED), values_over(NOW, _ANSWERED, values))
    rows = bench.engine.rows(statement(REVIEW), values_for(REVIEW, values))
    return [Reviewed(*row) for row in rows]
