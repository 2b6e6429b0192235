"""The totals that a sender wrote in the file, held against what was read.

Belongs here: which rows are looked at, what is counted, and the refusal when they differ. Does not belong here: finding
a total in a row (snis/contracts/control.py), or the receipt.

It runs while a file is judged, before anything is written of it.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from assets.core.binding import Sheet
from assets.core.rejections import rows_at, sheet_names
from assets.engine import DuckDBEngine
from assets.raw.particulars import ControlTotal
from assets.reading.refusals import CONTROL, refusal
from assets.statements import statement
from snis.contracts.control import AMOUNT, control_in_row, differences
from snis.contracts.layout import InstitutionContract


def control_totals(
    rows: Callable[[], pa.RecordBatchReader],
    contract: InstitutionContract,
    sheets: Sequence[Sheet],
    engine: DuckDBEngine,
) -> tuple[ControlTotal, ...]:
    """Every control total of a file, declared and found.

    Args:
        rows: gives the rows as sent.
        contract: names the totals.
        sheets: the tables of the file.
        engine: has core_juicio and core_valor_numero.

    Raises:
        TransferError: ARC-16, one differs, and the contract does not say that telling it is enough. An amount that
            differs while some amounts cannot be read refuses nothing: those rows wait in quarantine, and the receipt
            shows the difference.
    """
    if contract.control is None:
        return ()
    said = _said(rows, contract, sheets, engine)
    if not said:
        return ()
    ((count, amount, unreadable),) = engine.rows(statement("core_suma"))
    counted: Mapping[str, Decimal] = {"filas": Decimal(count), AMOUNT: Decimal(amount)}
    wrong_names = differences(said, counted)
    totals = tuple(
        ControlTotal(name, _plain(number), _plain(counted[name]), holds=name not in wrong_names)
        for name, number in sorted(said.items())
    )
    wrong = [item for item in totals if not item.holds and not (item.name == AMOUNT and unreadable)]
    if wrong and contract.control.on_mismatch == "refuse":
        causes = (f"{item.name}: declara {item.declared} y trae {item.found}" for item in wrong)
        raise refusal(CONTROL, f"{'; '.join(causes)}.")
    return totals


def _said(
    rows: Callable[[], pa.RecordBatchReader],
    contract: InstitutionContract,
    sheets: Sequence[Sheet],
    engine: DuckDBEngine,
) -> dict[str, Decimal]:
    """The totals that the file writes; of several under one label the last is that of the whole."""
    places = {sheet.name: sheet.positions.get(AMOUNT) for sheet in sheets}
    said: dict[str, Decimal] = {}
    with sheet_names(contract, sheets, engine):
        for row in rows_at(rows, engine.table(statement("core_anotada"))):
            cells = [cell or "" for cell in row["valores"]]
            said |= control_in_row(contract, cells, amount_position=places.get(row["hoja"]))
    return said


def _plain(number: Decimal) -> str:
    """Whole numbers without decimals, amounts with two."""
    return str(int(number)) if number == number.to_integral_value() else f"{number:.2f}"
