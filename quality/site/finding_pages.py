"""The page of findings: how many wait, for whom, and for how long.

Belongs here: counting groups of findings by age, institution and rule. Does not belong here: a finding of its own: the
site has none.
"""

from collections import Counter
from collections.abc import Iterable

from quality.site.charts import bar_chart
from quality.site.facts import FindingGroup, SiteFacts
from quality.site.rendering import Frame

BANDS = ((30, "hasta 30 días"), (60, "31 a 60"), (90, "61 a 90"), (180, "91 a 180"), (10**6, "más de 180"))
OPEN_STATES = ("detectado", "notificado", "respondido")
_ENDED = ("resuelto", "cerrado")


def by_age(groups: Iterable[FindingGroup]) -> list[tuple[str, dict[str, int]]]:
    """Open findings by how long they wait, and within that by state."""
    counted: dict[str, Counter[str]] = {label: Counter() for _, label in BANDS}
    for group in groups:
        if group.state in OPEN_STATES:
            label = next(label for last, label in BANDS if group.age <= last)
            counted[label][group.state] += group.count
    return [(label, dict(counter)) for label, counter in counted.items()]


def finding_page(facts: SiteFacts, frame: Frame) -> tuple[str, str]:
    """The page and where it lies."""
    groups = facts.findings
    ages = by_age(groups or ())
    page = frame.page(
        "hallazgos.html",
        path="hallazgos.html",
        heading="Hallazgos por edad",
        has_findings=groups is not None,
        ages=ages,
        states=OPEN_STATES,
        chart=bar_chart(
            "edades",
            "Hallazgos abiertos por edad",
            [(label, float(sum(counts.values()))) for label, counts in ages],
            unit="hallazgos",
        )
        if groups
        else "",
        institutions=_by("institution", groups or ()),
        rules=[
            (rule, facts.coincidence_rules.get(rule, ""), *rest) for rule, *rest in _by("rule", groups or ())
        ],
        ended=_ended(groups or ()),
    )
    return "hallazgos.html", page


def _by(attribute: str, groups: Iterable[FindingGroup]) -> list[tuple[str, int, int, int, int]]:
    """Name, open, oldest open one in days, resolved, closed."""
    found: dict[str, list[int]] = {}
    for group in groups:
        row = found.setdefault(getattr(group, attribute), [0, 0, 0, 0])
        if group.state in OPEN_STATES:
            row[0] += group.count
            row[1] = max(row[1], group.age)
        else:
            row[2 if group.state == _ENDED[0] else 3] += group.count
    return [(name, *found[name]) for name in sorted(found)]  # type: ignore[misc]


def _ended(groups: Iterable[FindingGroup]) -> list[tuple[str, str, int]]:
    """Those at an end, by state and what was resolved."""
    counted: Counter[tuple[str, str]] = Counter()
    for group in groups:
        if group.state in _ENDED:
            counted[group.state, group.resolution] += group.count
    return [(state, resolution, count) for (state, resolution), count in sorted(counted.items())]
