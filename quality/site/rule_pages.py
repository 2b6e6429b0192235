"""The pages of rules, each with its history, and the one of expectations.

Belongs here: rules by month and institution, expectations by night. Does not belong here: what a rule is
(quality/catalogue.yaml).
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from quality.expectations import INFORMS
from quality.results import Result
from quality.site.charts import bar_chart, line_chart
from quality.site.facts import RuleAccount, SiteFacts
from quality.site.rendering import Frame

_NIGHTS = 60
# Failing ones stand first, so that what is left out holds.
_SHOWN = 1_500


def rule_pages(facts: SiteFacts, frame: Frame) -> Iterator[tuple[str, str]]:
    """The list of rules, a page for each, and the expectations, with where they lie."""
    yield (
        "reglas/index.html",
        frame.page(
            "reglas.html",
            path="reglas/index.html",
            heading="Reglas",
            rules=facts.rules,
            chart=bar_chart(
                "reglas",
                "Las reglas que más fallan",
                [(f"{rule.id} {rule.title}", float(rule.total)) for rule in _most(facts.rules)],
                unit="filas o archivos",
            ),
        ),
    )
    for rule in facts.rules:
        yield f"reglas/{rule.id}.html", _rule(rule, frame)
    yield "reglas/expectativas.html", _expectations(facts, frame)


def _most(rules: Sequence[RuleAccount]) -> list[RuleAccount]:
    found = sorted((rule for rule in rules if rule.total), key=lambda rule: (-rule.total, rule.id))
    return found[:12]


def _rule(rule: RuleAccount, frame: Frame) -> str:
    months = sorted({month for _, month in rule.rows})
    by_month = [(month, sum(n for (_, m), n in rule.rows.items() if m == month)) for month in months]
    institutions = sorted({code for code, _ in rule.rows})
    matrix = [(code, [rule.rows.get((code, month), 0) for month in months]) for code in institutions]
    return frame.page(
        "regla.html",
        path=f"reglas/{rule.id}.html",
        heading=f"{rule.id}: {rule.title}",
        rule=rule,
        by_month=by_month,
        months=months,
        matrix=matrix,
        chart=line_chart(
            "historia",
            f"{rule.id} por mes de recepción",
            months,
            [("filas o archivos", [float(count) for _, count in by_month])],
            unit="",
        )
        if len(months) > 1
        else bar_chart(
            "historia",
            f"{rule.id} por institución",
            [(frame.name(code), float(sum(counts))) for code, counts in matrix],
            unit="filas o archivos",
        ),
    )


def _expectations(facts: SiteFacts, frame: Frame) -> str:
    history = facts.expectation_history
    nights = sorted(history or (), key=lambda night: night.date)[-_NIGHTS:]
    failed = Counter(name for night in nights for name in night.failing)
    ordered = sorted(facts.results, key=lambda item: (item.passed, item.table, item.name))
    return frame.page(
        "expectativas.html",
        path="reglas/expectativas.html",
        heading="Expectativas sobre las tablas",
        informs=INFORMS,
        suites=_suites(facts.results),
        results=[(result, failed[result.table, result.name]) for result in ordered[:_SHOWN]],
        left_out=max(0, len(ordered) - _SHOWN),
        has_history=history is not None,
        nights=[(night.date, night.asked, len(night.failing)) for night in nights],
        chart=line_chart(
            "expectativas",
            "Expectativas que fallan por noche",
            [night.date for night in nights],
            [("fallan", [float(len(night.failing)) for night in nights])],
            unit="",
        )
        if len(nights) > 1
        else "",
        docs=facts.docs,
    )


def _suites(results: Sequence[Result]) -> list[tuple[str, int, int]]:
    """Table or layout, expectations, and how many of them fail."""
    asked = Counter(result.table for result in results)
    failing = Counter(result.table for result in results if not result.passed)
    return [
        (name, asked[name], failing[name]) for name in sorted(asked, key=lambda one: (-failing[one], one))
    ]
