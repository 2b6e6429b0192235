"""Amounts of a table that leaves: what each must be made of, from its other printed figures alone.

Belongs here: the check that no amount tells more than the counts beside it. Does not belong here: other figures of a
table (gate_tables.py), or the difference from what a budget publishes (gate_restricted.py).

The amount of one modality is a printed count times a mean of few digits. That of a total over modalities is the sum of
those that the same table prints of them, and none where one of them has none: a mean over several grants, which are
public, would solve the mix inside it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from publish.gate_rules import GateRules, TableRule
from snis.disclosure_policy import COVERAGE

# Tables whose totals are sums of the amounts printed of modalities.
SUMMED = frozenset({COVERAGE})
MODALITY = "modalidad_codigo"
_PLACE_AND_PERIOD = ("anio", "mes", "departamento_codigo", "municipio_codigo")
_MADE_OF_MODALITIES = ("programa_codigo", "institucion_codigo")
# Columns that divide persons: a row with one of them is no total over modalities.
_PERSONAL = ("sexo_codigo", "edad_grupo_codigo", "pueblo_codigo")

Row = Mapping[str, object]
_Totals = Mapping[tuple[object, ...], list[Decimal | None]]


def count_blurred_wrongly(
    amounts: Sequence[Decimal | None], counts: Sequence[int | None], *, digits: int
) -> int:
    """How many amounts are no printed count times a mean of few digits."""
    return sum(
        1
        for amount, count in zip(amounts, counts, strict=True)
        if amount is not None and not _is_blurred(amount, count, digits=digits)
    )


def count_wrong_totals(
    rows: Sequence[Row], amounts: Sequence[Decimal | None], rule: TableRule, rules: GateRules
) -> int:
    """How many amounts of totals are not the sum of those printed of their modalities."""
    printed = _by_total(rows, amounts, rule, rules)
    wrong = 0
    for row, amount in zip(rows, amounts, strict=True):
        if amount is None or row[MODALITY] is not None:
            continue
        known = [part for part in printed.get(_name_of(row), []) if part is not None]
        is_whole = len(known) == len(printed.get(_name_of(row), []))
        wrong += not (known and is_whole and sum(known) == amount)
    return wrong


def _by_total(
    rows: Sequence[Row], amounts: Sequence[Decimal | None], rule: TableRule, rules: GateRules
) -> _Totals:
    """The amounts printed of modalities, by every total that they are part of."""
    with_amount = set(rules.policy.names_with_amounts(rule.table))
    found: dict[tuple[object, ...], list[Decimal | None]] = defaultdict(list)
    for row, amount in zip(rows, amounts, strict=True):
        if row[MODALITY] is None or row["cruce_codigo"] not in with_amount:
            continue
        place = tuple(_text(row[name]) for name in _PLACE_AND_PERIOD)
        owner = rules.modalities.get(str(row[MODALITY]))
        found[*place, "", "", "", "", ""].append(amount)
        if owner is not None:
            found[*place, owner.programa_codigo, "", "", "", ""].append(amount)
            found[*place, "", owner.institucion_codigo, "", "", ""].append(amount)
    return found


def _name_of(row: Row) -> tuple[object, ...]:
    return tuple(_text(row[name]) for name in (*_PLACE_AND_PERIOD, *_MADE_OF_MODALITIES, *_PERSONAL))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _is_blurred(amount: Decimal, count: int | None, *, digits: int) -> bool:
    cents = amount * 100
    if not count or cents != int(cents) or int(cents) % count:
        return False
    mean = int(cents) // count
    return len(str(mean).rstrip("0")) <= digits
