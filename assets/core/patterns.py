"""How a contract writes dates and numbers, as values that the readings have bound.

Belongs here: one value for each field and way of writing it. Does not belong here: the formats themselves
(snis/contracts/formats.py) or reading a text (core_valor_fecha.sql, core_valor_numero.sql).

An expression that stands in a table is compiled anew for every text; one that is bound is compiled once.
"""

from collections import defaultdict

from assets.core.binding import bound_tables
from snis.contracts.input_fields import DATE_FIELDS, NUMBER_FIELDS
from snis.contracts.layout import InstitutionContract

WAYS = 2
# No text holds a character that is neither space nor anything else.
_NEVER = r"^([^\s\S])()()$"


def pattern_values(contract: InstitutionContract) -> dict[str, object]:
    """Expression and order of each way of writing a date or number; where there is none, one that nothing matches."""
    ways: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in bound_tables(contract)["core_formato"].to_pylist():
        if row["patron"]:
            ways[row["campo"]].append((row["patron"], row["orden"] or ""))
    values: dict[str, object] = {}
    for field in sorted(DATE_FIELDS | NUMBER_FIELDS):
        for number in range(WAYS):
            known = ways[field][number : number + 1] or [(_NEVER, "")]
            values[f"patron{number + 1}_{field}"], values[f"orden{number + 1}_{field}"] = known[0]
    return values
