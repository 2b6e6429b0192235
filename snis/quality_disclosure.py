"""What of the quality of the files of institutions may be published: the reference of assets/open/open_calidad.sql.

Belongs here: which contracts count (an allow-list), and how a count and its rate are printed. Does not belong here:
the rules that rows break (quality/catalogue.yaml), or reports for the institution itself, which leave by its outbox.

Source: shared design privacy.md, section 4.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from snis.contracts.layout import InstitutionContract
from snis.disclosure import draw, round_by_key
from snis.disclosure_policy import DisclosurePolicy

MODALITY = "modalidad_codigo"


@dataclass(frozen=True)
class PrintedQuality:
    """A rule of an institution in a month, as printed.

    Attributes:
        checked, failing: multiples of the base; failing None when there are too few.
        rate_pct: one decimal, None where it is not printed.
        state: how to read it.
    """

    checked: int
    failing: int | None
    rate_pct: Decimal | None
    state: str


def tells_public_programmes_alone(contract: InstitutionContract, public: Collection[str]) -> bool:
    """Whether every row under a contract belongs to a modality that is known, and public.

    A contract that leaves the modality to the file, or that names none, does not count: nothing keeps a reserved
    programme out of it.
    """
    if MODALITY in contract.constants:
        return contract.constants[MODALITY] in public
    named: set[str] = set()
    for column in contract.columns:
        if MODALITY in column.fields:
            if column.codes is None:
                return False
            named.update(column.codes.values())
    return bool(named) and named <= set(public)


def print_quality(
    checked: int,
    failing: int,
    policy: DisclosurePolicy,
    *,
    key: bytes,
    checked_key: int,
    failing_key: int,
) -> PrintedQuality | None:
    """A rule of an institution in a month as it is printed; None when too few records were checked."""
    report = policy.quality_report
    base, threshold = report.base.value, report.threshold.value
    if checked < threshold:
        return None
    shown = round_by_key(checked, base, drawn=draw(key, "registros", checked_key))
    if failing < threshold:
        return PrintedQuality(shown, None, None, f"<{threshold}")
    failed = round_by_key(failing, base, drawn=draw(key, "registros", failing_key))
    if shown < report.rate_from.value:
        return PrintedQuality(shown, failed, None, "sin_tasa")
    tenths, cap = (2000 * failed + shown) // (2 * shown), policy.coverage_rate_cap_pct.value
    if tenths > cap * 10:
        return PrintedQuality(shown, failed, None, f">={cap}")
    return PrintedQuality(shown, failed, Decimal(tenths).scaleb(-1), "calculada")
