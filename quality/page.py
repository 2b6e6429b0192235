"""The auditor's page: row accounting, rules failed, expectations and the trend by night.

Belongs here: turning counts into one self-contained HTML page. Does not belong here: counting (assets/summary.py),
or any value, name or row of a file: the page shows rules, places and counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, select_autoescape

from quality.results import Result

CHART_WIDTH, CHART_HEIGHT, CHART_PAD = 640, 160, 28


@dataclass(frozen=True)
class FileAccount:
    """One transfer and what became of its rows; received = accepted + quarantined + rejected."""

    institution: str
    file: str
    transfer: str
    state: str
    rule: str
    received: int
    accepted: int
    quarantined: int
    rejected: int

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.received == self.accepted + self.quarantined + self.rejected


@dataclass(frozen=True)
class RuleAccount:
    """How many rows of an institution failed a rule of the catalogue."""

    institution: str
    rule: str
    title: str
    remedy: str
    rows: int


@dataclass(frozen=True)
class NightAccount:
    """One night in the trend."""

    date: str
    received: int
    accepted: int
    quarantined: int
    rejected: int
    failed_expectations: int


def render_page(
    *,
    title: str,
    date: str,
    accounts: Sequence[FileAccount],
    rules: Sequence[RuleAccount],
    results: Sequence[Result],
    nights: Sequence[NightAccount],
    docs: Sequence[tuple[str, str]],
) -> str:
    """The page as HTML.

    Args:
        title: name of the deployment.
        date: date of the night, ISO 8601.
        accounts: one for each transfer.
        rules: rows that failed, by institution and rule.
        results: expectations of the night.
        nights: the trend, oldest first.
        docs: label and relative link of each Data Docs site.
    """
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True), undefined=StrictUndefined
    )
    environment.filters["miles"] = lambda number: f"{number:,}".replace(",", " ")
    template = environment.from_string(
        (files("quality") / "templates" / "auditoria.html").read_text(encoding="utf-8")
    )
    return template.render(
        title=title,
        date=date,
        accounts=accounts,
        institutions=_by_institution(accounts),
        rules=rules,
        results=sorted(results, key=lambda result: (result.passed, result.table, result.name)),
        nights=nights,
        trend=_trend(nights),
        docs=docs,
        chart=(CHART_WIDTH, CHART_HEIGHT),
    )


def _by_institution(accounts: Sequence[FileAccount]) -> list[FileAccount]:
    """Sums by institution, in the form of a file's account."""
    sums = []
    for name in sorted({account.institution for account in accounts}):
        own = [account for account in accounts if account.institution == name]
        sums.append(
            FileAccount(
                institution=name,
                file=str(len(own)),
                transfer="",
                state="",
                rule="",
                received=sum(account.received for account in own),
                accepted=sum(account.accepted for account in own),
                quarantined=sum(account.quarantined for account in own),
                rejected=sum(account.rejected for account in own),
            )
        )
    return sums


def _trend(nights: Sequence[NightAccount]) -> list[tuple[float, float, NightAccount]]:
    """Points of the trend: share of accepted rows by night, in chart coordinates."""
    step = (CHART_WIDTH - 2 * CHART_PAD) / max(len(nights) - 1, 1)
    height = CHART_HEIGHT - 2 * CHART_PAD
    return [
        (
            round(CHART_PAD + index * step, 1),
            round(CHART_PAD + height * (1 - night.accepted / max(night.received, 1)), 1),
            night,
        )
        for index, night in enumerate(nights)
    ]
