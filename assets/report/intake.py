"""What came from each institution in a period: owed and received files, rows, identities, and the files behind it.

Belongs here: joining rows of the statements beside by institution. Does not belong here: due days and states
(snis/calendar.py, out_transferencia), words (publish/report/integration.py), or the name of any file: a transfer is
told by its id.
"""

from dataclasses import dataclass

from assets.raw.transfers import read_register
from assets.report.reading import rows_of_statement
from assets.resources import Bench
from publish.report.lines import Intake
from snis.periods import Period

STATEMENTS = ("informe_envio", "informe_identidad", "informe_transferencia")
_NO_FILES, _NO_DELIVERIES = (0,) * 8, (0,) * 4


@dataclass(frozen=True)
class Received:
    """What is told of each institution, and the SHA-256 of each file behind the period, by transfer."""

    intake: tuple[Intake, ...]
    transfers: dict[str, str]


def received_in(period: Period, bench: Bench) -> Received:
    """What each institution owed and sent in a period."""
    days: dict[str, object] = {"desde": period.first_day, "hasta": period.last_day}
    files = {code: counts for code, *counts in rows_of_statement("informe_envio", days, bench)}
    identities = {code: counts for code, *counts in rows_of_statement("informe_identidad", days, bench)}
    behind = {row[0] for row in rows_of_statement("informe_transferencia", days, bench)}
    return Received(
        tuple(
            Intake(code, *files.get(code, _NO_FILES), *identities.get(code, _NO_DELIVERIES))
            for code in sorted({*files, *identities})
        ),
        {
            item.transferencia_id: item.sha256
            for item in read_register(bench.store)
            if item.transferencia_id in behind
        },
    )
