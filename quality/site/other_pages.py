"""The pages of exchanges, service levels, the plan, certificates, releases and the verification.

Belongs here: those that show their facts much as they come. Does not belong here: pages that count (row_pages.py,
finding_pages.py, institution_pages.py).
"""

from collections import Counter
from collections.abc import Iterator

from quality.site.charts import bar_chart, stacked_chart
from quality.site.facts import SiteFacts
from quality.site.ledger_pages import LedgerTold
from quality.site.rendering import Frame
from snis.calendar import service_levels

_LATEST_LOTS = 300


def other_pages(facts: SiteFacts, told: LedgerTold, frame: Frame) -> Iterator[tuple[str, str]]:
    """Those pages, with where they lie."""
    yield "intercambios.html", _exchanges(facts, frame)
    yield "servicio.html", _service(facts, frame)
    yield "plan.html", _plan(facts, frame)
    yield (
        "certificados.html",
        frame.page(
            "certificados.html",
            path="certificados.html",
            heading="Certificados",
            certificates=facts.certificates,
            today=facts.day.isoformat(),
        ),
    )
    yield "ediciones.html", _releases(facts, frame)
    yield (
        "verificacion.html",
        frame.page(
            "verificacion.html",
            path="verificacion.html",
            heading="Verificación de la bitácora",
            checks=facts.verification,
            told=told,
        ),
    )


def _exchanges(facts: SiteFacts, frame: Frame) -> str:
    exchange = facts.exchange
    return frame.page(
        "intercambios.html",
        path="intercambios.html",
        heading="Intercambios y convenios",
        exchange=exchange,
        convenios=facts.convenios,
        lots=list(reversed(exchange.lots))[:_LATEST_LOTS] if exchange else [],
        answers=list(reversed(exchange.answers))[:_LATEST_LOTS] if exchange else [],
        chart=bar_chart(
            "identidades",
            "Identidades por estado",
            [(state.replace("_", " "), float(count)) for state, count in exchange.identities.items()],
            unit="identidades",
        )
        if exchange
        else "",
    )


def _service(facts: SiteFacts, frame: Frame) -> str:
    levels = service_levels(facts.calendar)
    return frame.page(
        "servicio.html",
        path="servicio.html",
        heading="Niveles de servicio",
        levels=facts.levels,
        calendar=levels,
        chart=stacked_chart(
            "calendario",
            "Envíos esperados de cada institución",
            ("a tiempo", "tarde", "faltan"),
            [
                (frame.name(item.institution), (item.on_time, item.late, item.missing))
                for item in levels
                if item.expected
            ],
        ),
    )


def _plan(facts: SiteFacts, frame: Frame) -> str:
    plan = facts.plan
    states = Counter(item.state for item in plan.items) if plan else Counter()
    return frame.page(
        "plan.html",
        path="plan.html",
        heading="Plan de fortalecimiento",
        plan=plan,
        today=facts.day.isoformat(),
        chart=bar_chart(
            "plan",
            "Recomendaciones por estado",
            [(state.replace("_", " "), float(count)) for state, count in sorted(states.items())],
            unit="recomendaciones",
        ),
        states=sorted(states.items()),
    )


def _releases(facts: SiteFacts, frame: Frame) -> str:
    return frame.page(
        "ediciones.html",
        path="ediciones.html",
        heading="Ediciones y compuerta",
        releases=facts.releases,
        verdicts=list(reversed(facts.releases.verdicts))[:_LATEST_LOTS],
        older=max(0, len(facts.releases.verdicts) - _LATEST_LOTS),
    )
