"""Scorecards, plans, certificates, service levels and the verification, as the auditor's site shows them.

Belongs here: bringing what other parts of the night made to the site's facts. Does not belong here: making it
(assets/out, assets/sfi, assets/service). What was not made yet is None, and its page says so; what is broken is told
by its own command and must not keep the site from being written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assets.accounts import rows_of
from assets.audit.reserved import Reserved
from assets.out.certificates import certificates_folder
from assets.resources import Bench
from assets.service.levels import service_levels
from assets.sfi.standing import plan_standing
from assets.verification.account import verify_work
from quality.expectations import INFORMS
from quality.history import Outcome, load_history
from quality.site.facts import RESERVED, Certificate, Check, ExpectationNight, Level, Plan, PlanItem, Score
from quality.site.wording import masked
from snis.certificate import DELIVERY
from snis.errors import FindingError, LedgerError, QualityError, SfiError
from snis.service_definitions import Level as Measured
from snis.service_levels import TODAY
from snis.sfi_item import Item

SCORES = "out_tarjeta"
_SCORES = """
select institucion_codigo, strftime(mes_fecha, '%Y-%m'), dimension_tarjeta_codigo, cast(valor_puntos as double),
    revisados, fallas, coalesce(castigos, '')
from out_tarjeta
order by all
"""
# Nights of expectations by night: beside quality/resultados.
HISTORY = "historia"
_NIGHTS = 60
_UNITS = {"por_ciento": "%", "dias": "días"}
_KINDS = {DELIVERY: "envío"}


def verification(bench: Bench) -> tuple[Check, ...]:
    """The ledger, its anchors and the signed journals; files are looked at by `padron verify` alone."""
    found = verify_work(bench.store.work, bench.store.keys, quick=True)
    return tuple(
        Check(one.code, one.title, one.passed, masked(_place(one.place, one.message)), one.count)
        for one in found.checks
    )


def _place(place: str, message: str) -> str:
    return ": ".join(part for part in (place, message) if part)


def scores(bench: Bench) -> tuple[Score, ...] | None:
    """The scorecard of each institution, month by month; None before the first."""
    if not bench.store.files(SCORES):
        return None
    return tuple(
        Score(
            institution,
            month,
            dimension,
            value,
            checked,
            failing,
            tuple(code.strip() for code in penalties.split(",") if code.strip()),
        )
        for institution, month, dimension, value, checked, failing, penalties in rows_of(
            bench, SCORES, _SCORES
        )
    )


def plan(bench: Bench, reserved: Reserved) -> Plan | None:
    """The plans of all institutions; None before the first item, or when the journal does not hold."""
    try:
        standing = plan_standing(bench)
    except (LedgerError, SfiError):
        return None
    if not standing.items:
        return None
    return Plan(tuple(shown_item(item, reserved) for item in standing.items), standing.avance_global)


def certificates(bench: Bench) -> tuple[Certificate, ...] | None:
    """Certificates of deliveries and datasets, the newest first; None before the first."""
    found = [certificate_in(path) for path in sorted(certificates_folder(bench.store).glob("*.json"))]
    known = [one for one in found if one is not None]
    return tuple(sorted(known, key=lambda one: (one.issued, one.subject), reverse=True)) or None


def levels(bench: Bench) -> tuple[Level, ...] | None:
    """The levels of the system by period, and the newest of each institution; None where they cannot be measured."""
    try:
        measured = service_levels(bench)
    except (LedgerError, FindingError):
        return None
    return tuple(_level(one) for one in newest(measured))


def expectation_history(bench: Bench) -> tuple[ExpectationNight, ...] | None:
    """How expectations came out night by night; None before the first night was kept, or when one is damaged."""
    try:
        nights = load_history(bench.store.quality / HISTORY)
    except QualityError:
        return None
    return (
        tuple(
            ExpectationNight(
                night.night.isoformat(),
                len(night.outcomes),
                tuple((one.suite, one.expectation) for one in night.outcomes if _fails(one)),
            )
            for night in nights[-_NIGHTS:]
        )
        or None
    )


def _fails(outcome: Outcome) -> bool:
    return not outcome.passed and outcome.severity != INFORMS


def newest(measured: Iterable[Measured]) -> Iterator[Measured]:
    """Of each level and institution, today's and the last month's that says something; of the system, longer ones."""
    months: dict[tuple[str, str], Measured] = {}
    others: list[Measured] = []
    for one in measured:
        if one.value is None:
            continue
        if _is_month(one.period):
            known = months.get((one.code, one.institution))
            if known is None or known.period < one.period:
                months[one.code, one.institution] = one
        elif one.period == TODAY or not one.institution:
            others.append(one)
    yield from sorted([*others, *months.values()], key=lambda one: (one.institution, one.code, one.period))


def _is_month(period: str) -> bool:
    return "-" in period


def _level(one: Measured) -> Level:
    return Level(
        code=one.code,
        title=one.title,
        value=one.value,
        unit=_UNITS.get(one.unit, one.unit),
        target=one.target,
        met=one.met,
        basis=f"{one.measured} {one.measured_on}",
        period=one.period,
        institution=one.institution,
    )


def shown_item(item: Item, reserved: Reserved) -> PlanItem:
    """One item of a plan; that of a contract that is not named, without its name."""
    contract = RESERVED if item.contract in reserved.contracts else item.contract
    return PlanItem(
        # Its name is made of these; that of a reserved contract is in it.
        id=item.name.replace(item.contract, contract) if item.contract else item.name,
        institution=item.institution,
        rule=item.rule,
        contract=contract,
        opened=item.opened.isoformat(),
        due=item.due.isoformat(),
        owner=item.unit,
        state=item.state,
        evidence=_evidence(item),
    )


def _evidence(item: Item) -> str:
    if item.evidence is None:
        return item.closing
    return f"{item.evidence_code.replace('_', ' ')}: {', '.join(item.evidence.transfers)}"


def certificate_in(path: Path) -> Certificate | None:
    """A certificate as it is written; None for a file that cannot be read, which its own check tells of."""
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        total = content.get("total")
        return Certificate(
            subject=str(content.get("transferencia") or f"{content['conjunto']} {content['edicion']}"),
            kind=_KINDS.get(content["certificado"], "conjunto de datos"),
            institution=str(content.get("institucion", "")),
            level=str(content["nivel"]),
            score=float(total) if total is not None else None,
            issued=str(content["emitido"]),
            expires=str(content["vence"] or ""),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
