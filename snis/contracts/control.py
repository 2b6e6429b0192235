"""The totals that a sender writes in the file: found by their label, and compared with what was judged.

Belongs here: reading a row that carries such a total, and the comparison. Does not belong here: which rows are looked
at (assets/reading), or what follows when they differ (ARC-16, assets/core).
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from snis.contracts.formats import number_pattern
from snis.contracts.layout import InstitutionContract
from snis.names import normal_form

ROWS, AMOUNT = "filas", "monto_gtq"
_NUMBER_IN_TEXT = re.compile(r"[0-9][0-9.,' ]*")


def control_in_row(
    contract: InstitutionContract, cells: Sequence[str], *, amount_position: int | None = None
) -> Mapping[str, Decimal]:
    """The control total that a row carries: its name (filas, monto_gtq) and number; empty when it carries none.

    The label opens the row; of two that do, the longer one is meant.

    Args:
        contract: names the labels, and how its amounts are written.
        cells: the row as sent.
        amount_position: 1-based column of the amounts, where their total usually stands.
    """
    name = _labelled(contract, cells)
    if name is None:
        return {}
    at = next(place for place, cell in enumerate(cells) if cell.strip())
    behind = _NUMBER_IN_TEXT.search(cells[at])
    others = [cell.strip() for cell in cells[at + 1 :] if cell.strip()]
    candidates = [behind[0].strip(" .,")] if behind and ":" in cells[at] else []
    if name == ROWS:
        candidates += others
    else:
        place = amount_position or 0
        in_column = cells[place - 1].strip() if 0 < place <= len(cells) else ""
        candidates = [text for text in (in_column, *candidates) if text] + others[::-1]
    numbers = (_number(text, contract) for text in candidates)
    found = next((number for number in numbers if number is not None), None)
    return {} if found is None else {name: found}


def differences(said: Mapping[str, Decimal], counted: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Names of the totals that the file says and that are not what was counted."""
    return tuple(name for name, number in said.items() if counted.get(name) != number)


def _labelled(contract: InstitutionContract, cells: Sequence[str]) -> str | None:
    control = contract.control
    first = next((normal_form(cell) for cell in cells if cell.strip()), "")
    if control is None or not first:
        return None
    labels = [(normal_form(label), name) for name in (ROWS, AMOUNT) if (label := getattr(control, name))]
    opening = [(len(label), name) for label, name in labels if label and first.startswith(label)]
    return max(opening)[1] if opening else None


def _number(text: str, contract: InstitutionContract) -> Decimal | None:
    """A number as the contract's amounts are written, or in plain digits; the currency may stand with it."""
    column = contract.column_of(AMOUNT)
    for form in dict.fromkeys([column.format if column is not None else None, None, "1,234.56"]):
        pattern = number_pattern(form, currency="GTQ")
        if re.fullmatch(pattern.pattern.replace("^", "").replace("$", ""), text.upper()):
            bare = re.sub(r"QUETZALES|GTQ|Q[.]?|[^0-9,.]", "", text.upper())
            plain = bare.replace(pattern.thousands, "") if pattern.thousands else bare
            return Decimal(plain.replace(pattern.decimal, "."))
    return None
