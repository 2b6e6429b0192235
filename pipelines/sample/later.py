"""What comes after the first night: the folder later/.

Belongs here: a file that is new, one that is corrected, and the payroll of the month after, to people of whom the
registers had told in time. Does not belong here: files of the first night (plan.py), or refused ones (refused.py).
"""

from copy import copy
from dataclasses import replace
from datetime import date

from pipelines.sample.model import ACCEPTED, DISCARDED, QUARANTINED, Row, SentFile, Sheet
from pipelines.sample.plan import Batch, headers_of
from snis.nation.model import Delivery

# The file that is held back whole.
NEW_FILE = "intecap_2026_B2.csv"
HELD_BACK = 4
PAYROLL, PAID_ON = "pam_2026_05.csv", date(2026, 5, 27)


def hold_back(batch: Batch) -> list[Row]:
    """Take some clean rows out of a contract's first file; they come with its corrected version."""
    rows = batch.files[0].sheets[0].rows
    held = [row for row in rows if row.is_clean][-HELD_BACK:]
    for row in held:
        rows.remove(row)
    return held


def corrected_file(batch: Batch, held: list[Row]) -> SentFile:
    """The first file of a contract sent again under its name: mistakes corrected, some rows more.

    What was accepted the first time is now a delivery already received.
    """
    original = batch.files[0]
    rows = [_second_time(row, batch) for row in original.sheets[0].rows] + held
    file = copy(original)
    file.sheets = [Sheet("", (), rows)]
    file.rule = "ARC-08"
    return file


def _second_time(row: Row, batch: Batch) -> Row:
    if row.state == QUARANTINED and row.subject is not None:
        return replace(batch.writer.row(row.subject), state=ACCEPTED)
    if row.state == ACCEPTED:
        return replace(row, state=DISCARDED, rule="DUP-02", field="")
    return row


def next_payroll(batch: Batch) -> SentFile:
    """The old-age payroll of the month after: who was paid last, dead or not, as if nobody had looked."""
    layout = batch.writer.layout
    given = [
        row.subject for _, sheet in batch.sheets() for row in sheet.rows if isinstance(row.subject, Delivery)
    ]
    month = max(item.day for item in given).month
    paid = {
        item.person.number: item
        for item in given
        if item.person and item.day.month == month and item.state == "entregada"
    }
    rows = [batch.writer.row(replace(item, day=PAID_ON)) for item in paid.values()]
    return SentFile(
        institution=layout.institution,
        name=PAYROLL,
        layout=layout,
        headers=headers_of(layout, len(batch.files)),
        sheets=[Sheet("", (), rows)],
    )
