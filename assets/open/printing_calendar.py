"""Which crosses may change tonight, from the policy and the printings that went out.

Belongs here: the values that impresion_decidida.sql has bound for it. Does not belong here: when a period begins
(snis/cadence.py), or which cadence a cross has (disclosure.yaml).

Until the first printing nothing has a period: it prints everything there is, but for the open year of what is
printed of closed years only.
"""

from datetime import date, datetime

from assets.open.printing_changes import COINCIDENCES, PAIR_CROSSES
from assets.open.printing_ledger import PrintingLedger
from snis.cadence import is_due, period_start
from snis.disclosure_policy import COMMUNITY, COVERAGE, DisclosurePolicy
from snis.disclosure_sections import Cadence

# Bound values that follow from the printings before, and so are no part of what a printing is made from.
AFTER_OTHERS = frozenset({"cruces_en_pausa", "cruces_anuales", "anio_abierto"})
_BEGUN_ALL = 9999


def calendar_values(policy: DisclosurePolicy, ledger: PrintingLedger, now: datetime) -> dict[str, object]:
    """Crosses whose figures do not change tonight, yearly ones, and the first year that those do not begin yet."""
    today, definitive = now.date(), policy.releases.definitive.value
    printed = [moment.astimezone(now.tzinfo).date() for moment in ledger.moments]
    cadences = _cadences(policy)
    open_year = period_start("yearly", today, definitive).year
    return {
        "cruces_en_pausa": [
            cross
            for cross, cadence in cadences.items()
            if not is_due(cadence, today, printed, definitive=definitive)
        ],
        "cruces_anuales": [cross for cross, cadence in cadences.items() if cadence == "yearly"],
        "anio_abierto": open_year if printed else _BEGUN_ALL,
        "cruces_de_anio_cerrado": [
            f"{cross.table}|{cross.name}" for cross in policy.crosses if policy.is_of_closed_years(cross)
        ],
        "anio_sin_cerrar": open_year,
    }


def periods_of(policy: DisclosurePolicy, now: datetime) -> tuple[date, date]:
    """The days on which the present month and year of printing began: another day, another printing."""
    today, definitive = now.date(), policy.releases.definitive.value
    return period_start("monthly", today, definitive), period_start("yearly", today, definitive)


def _cadences(policy: DisclosurePolicy) -> dict[str, Cadence]:
    """How often the figures of each cross may change, by table and cross."""
    found = {
        f"{cross.table}|{cross.name}": policy.cadence_of(cross)
        for cross in policy.crosses
        if cross.table in {COVERAGE, COMMUNITY} or policy.is_of_closed_years(cross)
    }
    return found | {f"{COINCIDENCES}|{name}": policy.releases.matrices.value for name in PAIR_CROSSES}
