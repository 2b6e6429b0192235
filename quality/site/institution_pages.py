"""The pages of institutions: what each sent, kept, failed, answered and mended.

Belongs here: gathering the facts of one institution. Does not belong here: pages about rules, rows or findings of all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from quality.site.charts import line_chart
from quality.site.facts import FindingGroup, Institution, Score, SiteFacts
from quality.site.finding_pages import by_age
from quality.site.rendering import Frame
from snis.calendar import State, service_levels

_LATEST = 200
_MONTHS = 24
_TOP_RULES = 5


def institution_pages(facts: SiteFacts, frame: Frame) -> Iterator[tuple[str, str]]:
    """The list of institutions and a page for each, with where it lies."""
    service = {item.institution: item for item in service_levels(facts.calendar)}
    totals = latest_totals(facts.scores or ())
    yield (
        "instituciones/index.html",
        frame.page(
            "instituciones.html",
            path="instituciones/index.html",
            heading="Instituciones",
            rows=[
                (
                    item,
                    sum(account.institution == item.code for account in facts.transfers),
                    service.get(item.code),
                    _open(facts.findings or (), item.code),
                    totals.get(item.code),
                )
                for item in facts.institutions
            ],
            has_scores=facts.scores is not None,
        ),
    )
    for item in facts.institutions:
        yield f"instituciones/{item.code}.html", _institution(item, facts, frame)


def latest_totals(scores: Iterable[Score]) -> dict[str, float | None]:
    """The total of the last month of each institution that has one."""
    found: dict[str, tuple[str, float | None]] = {}
    for score in scores:
        if score.dimension == "total" and score.value is not None:
            known = found.get(score.institution)
            if known is None or known[0] < score.month:
                found[score.institution] = (score.month, score.value)
    return {code: value for code, (_, value) in found.items()}


def _institution(item: Institution, facts: SiteFacts, frame: Frame) -> str:
    own = [account for account in facts.transfers if account.institution == item.code]
    due = [entry for entry in facts.calendar if entry.institution == item.code]
    rules = [
        (rule, rows)
        for rule in facts.rules
        if (rows := sum(count for (code, _), count in rule.rows.items() if code == item.code))
    ]
    rules.sort(key=lambda pair: (-pair[1], pair[0].id))
    months = sorted({month for rule, _ in rules for (code, month) in rule.rows if code == item.code})
    series = [
        (f"{rule.id} {rule.title}", [float(rule.rows.get((item.code, month), 0)) for month in months])
        for rule, _ in rules[:_TOP_RULES]
    ]
    scores = [score for score in facts.scores or () if score.institution == item.code]
    return frame.page(
        "institucion.html",
        path=f"instituciones/{item.code}.html",
        heading=item.name,
        item=item,
        transfers=sorted(own, key=lambda account: account.received_at, reverse=True)[:_LATEST],
        left_out=max(0, len(own) - _LATEST),
        service=next(iter(service_levels(due)), None),
        late=[entry for entry in due if entry.state in {State.LATE, State.MISSING}],
        rules=rules,
        rule_months=months,
        rule_series=series,
        rule_chart=line_chart(
            "reglas", "Filas que no cumplen, por mes de recepción", months, series, unit="filas"
        )
        if len(months) > 1
        else "",
        ages=by_age(group for group in facts.findings or () if group.institution == item.code),
        has_findings=facts.findings is not None,
        score_rows=_score_rows(scores),
        score_chart=_score_chart(scores),
        has_scores=facts.scores is not None,
        plan=[task for task in facts.plan.items if task.institution == item.code] if facts.plan else [],
        has_plan=facts.plan is not None,
        certificates=[one for one in facts.certificates or () if one.institution == item.code],
        has_certificates=facts.certificates is not None,
        levels=[level for level in facts.levels or () if level.institution == item.code],
        convenios=[one for one in facts.convenios if one.institution == item.code],
    )


def _score_rows(scores: Sequence[Score]) -> list[tuple[str, Mapping[str, Score], tuple[str, ...]]]:
    """One line for each month since the first with a score, newest first: by dimension, and why points were lost."""
    first = min((score.month for score in scores if score.value is not None), default="")
    months: dict[str, dict[str, Score]] = defaultdict(dict)
    for score in scores:
        if first and score.month >= first:
            months[score.month][score.dimension] = score
    return [
        (month, months[month], tuple(dict.fromkeys(r for s in months[month].values() for r in s.penalties)))
        for month in sorted(months, reverse=True)
    ]


def _score_chart(scores: Sequence[Score]) -> object:
    totals = sorted(
        (score.month, score.value)
        for score in scores
        if score.dimension == "total" and score.value is not None
    )[-_MONTHS:]
    if len(totals) < 2:
        return ""
    months = [month for month, _ in totals]
    return line_chart(
        "tarjeta", "Calificación por mes", months, [("total", [value for _, value in totals])], unit="de 100"
    )


def _open(findings: Sequence[FindingGroup], code: str) -> int:
    return sum(
        group.count
        for group in findings
        if group.institution == code and group.state not in {"resuelto", "cerrado"}
    )
