"""What a night brings about in the plans: items opened, opened again, objected to, corrected and closed.

Belongs here: comparing what tonight's data say with the items of before. Does not belong here: what the data say
(sfi_evidence.py), which event may follow which (sfi_item.py), or what people decide.

The same data lead to no event twice: a night that is done again adds nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from snis.quality_policy import SEVERITIES, QualityPolicy
from snis.sfi_doubt import doubt
from snis.sfi_events import (
    BACK,
    CLOSED,
    CORRECTED,
    DELIVERY,
    EVIDENCE,
    GREW,
    OBJECTED,
    OPENED,
    REOPENED,
    STILL_FAILS,
    WAIVER_ENDED,
    item_name,
)
from snis.sfi_evidence import FAILS, MENDED, Layout, Verdict, verdict
from snis.sfi_item import Item
from snis.signed_events import Draft

# What was waived is asked about again when its share has doubled.
_GROWTH = 2


@dataclass(frozen=True)
class RuleFacts:
    """What a plan takes from the catalogue: the dimension of a rule, its effect, and who mends it at first."""

    dimension: str
    effect: str
    unit: str


def plan_of_night(
    items: Mapping[str, Item],
    layouts: Iterable[Layout],
    rules: Mapping[str, RuleFacts],
    policy: QualityPolicy,
    today: date,
) -> Iterator[Draft]:
    """The events of a night, in the order of institutions, contracts and rules.

    Args:
        items: all items, by name.
        layouts: what counts now.
        rules: the catalogue; what it does not hold is left alone, as is what the policy does not score.
        policy: shares that may fail, days until an item is due, what is watched.
        today: the night's day.
    """
    for layout in sorted(layouts, key=lambda item: (item.institution, item.contract)):
        known = {
            item.rule
            for item in items.values()
            if (item.institution, item.contract) == (layout.institution, layout.contract)
        }
        for rule in sorted({*layout.failing_rules(), *known}):
            if rule not in rules or rule in policy.unscored:
                continue
            said = verdict(layout, rule, policy.targets.of(rule, rules[rule].dimension))
            item = items.get(item_name(layout.institution, layout.contract, rule))
            if said is not None:
                yield from _events(item, said, layout, rule, rules[rule], policy=policy, today=today)


def _events(
    item: Item | None,
    said: Verdict,
    layout: Layout,
    rule: str,
    facts: RuleFacts,
    *,
    policy: QualityPolicy,
    today: date,
) -> Iterator[Draft]:
    if said.outcome == FAILS:
        kind, code = _opening(item, said, today)
        if kind:
            yield _opened(kind, code, said, layout, rule, facts, policy=policy, today=today)
        elif item is not None and item.objection[0]:
            yield Draft(OBJECTED, item.name, STILL_FAILS, said.measure.as_data())
        return
    if item is None or item.state == CLOSED or (said.outcome == MENDED and not item.is_open):
        return
    data = said.measure.as_data()
    tolerance = policy.targets.of(rule, facts.dimension)
    why = doubt(layout, item, said.measure, policy.watch, tolerance) if said.measure.rows else ""
    if why:
        if item.objection != (why, said.measure.transfers):
            yield Draft(OBJECTED, item.name, why, data)
    elif said.outcome == MENDED:
        yield Draft(CORRECTED, item.name, said.code, data)
    else:
        if item.is_open:
            yield Draft(CORRECTED, item.name, DELIVERY, data)
        yield Draft(CLOSED, item.name, EVIDENCE, data)


def _opening(item: Item | None, said: Verdict, today: date) -> tuple[str, str]:
    """Kind and code of what opens an item that fails; empty when it goes on as it was."""
    if item is None:
        return OPENED, said.code
    if item.is_open:
        return "", ""
    if not item.is_waived:
        return REOPENED, BACK
    if item.waived_until is not None and item.waived_until < today:
        return REOPENED, WAIVER_ENDED
    grew = said.measure.share > _GROWTH * item.measure.share
    return (REOPENED, GREW) if grew else ("", "")


def _opened(
    kind: str,
    code: str,
    said: Verdict,
    layout: Layout,
    rule: str,
    facts: RuleFacts,
    *,
    policy: QualityPolicy,
    today: date,
) -> Draft:
    severity = SEVERITIES[facts.effect]
    due = today + timedelta(days=policy.plan.days(severity))
    data = {
        "institucion": layout.institution,
        "contrato": layout.contract,
        "regla": rule,
        "gravedad": severity,
        "vence": due.isoformat(),
        "unidad": facts.unit,
        **said.measure.as_data(),
    }
    return Draft(kind, item_name(layout.institution, layout.contract, rule), code, data)
