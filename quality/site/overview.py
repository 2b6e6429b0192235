"""The front page: how the night stands in a few figures, the flow of rows, the trend, and what needs somebody.

Belongs here: choosing what stands on the first page. Does not belong here: the pages behind it.
"""

from collections.abc import Sequence

from quality.expectations import INFORMS
from quality.site.attention import attention, levels_now
from quality.site.balance import Break, breaks_of
from quality.site.charts import GOOD, LOST, PLAIN, WAIT, Node, flow_chart, line_chart
from quality.site.facts import SiteFacts, TransferAccount
from quality.site.ledger_pages import LedgerTold
from quality.site.rendering import Frame
from quality.site.wording import number, percent

_LATEST_NIGHTS = 90


def overview_page(facts: SiteFacts, told: LedgerTold, frame: Frame) -> tuple[str, str]:
    """The front page and where it lies."""
    nights = facts.nights[-_LATEST_NIGHTS:]
    stages = flow_of(facts.transfers)
    broken = breaks_of(facts.transfers, facts.tables)
    page = frame.page(
        "index.html",
        path="index.html",
        heading="Resumen de la noche",
        figures=_figures(facts, told, broken),
        attention=attention(facts, told, broken),
        flow=flow_chart("flujo", "De la fila recibida al hecho que se cuenta", stages),
        stages=stages,
        trend=line_chart(
            "noches",
            "Proporción de filas aceptadas por noche",
            [night.date for night in nights],
            [("aceptadas", [_share(night.accepted, night.received) for night in nights])],
            unit="%",
        ),
        nights=nights,
        levels=levels_now(facts),
        has_levels=facts.levels is not None,
        docs=facts.docs,
    )
    return "index.html", page


def flow_of(transfers: Sequence[TransferAccount]) -> list[tuple[str, list[Node]]]:
    """The stages that rows pass: received, judged, standing, facts."""
    sums = [sum(account.standing[place] for account in transfers) for place in range(3)]
    accepted = sum(account.accepted for account in transfers)
    return [
        ("Recibidas", [Node("filas leídas", sum(account.received for account in transfers), PLAIN)]),
        (
            "Juzgadas",
            [
                Node("aceptadas", accepted, GOOD),
                Node("en cuarentena", sum(account.quarantined for account in transfers), WAIT),
                Node("descartadas", sum(account.rejected for account in transfers), LOST),
            ],
        ),
        (
            "Vigentes",
            [
                Node("vigentes", sum(sums), GOOD),
                Node("reemplazadas", sum(account.superseded for account in transfers), WAIT),
            ],
        ),
        (
            "Hechos",
            [
                Node(f"de {name}", sum(account.linked[place] for account in transfers), PLAIN)
                for place, name in enumerate(("personas", "comunidades", "verificaciones"))
            ],
        ),
    ]


def _figures(facts: SiteFacts, told: LedgerTold, broken: Sequence[Break]) -> list[tuple[str, str, str, str]]:
    """Label, value, page and the word for how it stands (bien, mal or nothing)."""
    received = sum(account.received for account in facts.transfers)
    accepted = sum(account.accepted for account in facts.transfers)
    failing = [result for result in facts.results if not result.passed and result.severity != INFORMS]
    is_open = [group for group in facts.findings or () if group.state not in {"resuelto", "cerrado"}]
    verdict = facts.releases.verdicts[-1].status if facts.releases.verdicts else ""
    checks = facts.verification or ()
    return [
        ("Filas recibidas", number(received), "filas/index.html", ""),
        ("Aceptadas", percent(accepted / received if received else None), "filas/index.html", ""),
        (
            "Pasos que no cuadran",
            number(len(broken)),
            "filas/index.html#no-cuadran",
            "mal" if broken else "bien",
        ),
        (
            "Expectativas que fallan",
            f"{number(len(failing))} de {number(len(facts.results))}",
            "reglas/expectativas.html",
            "mal" if failing else "bien",
        ),
        (
            "Hallazgos abiertos",
            number(sum(group.count for group in is_open)) if facts.findings is not None else "—",
            "hallazgos.html",
            "",
        ),
        (
            "Última compuerta",
            {"pass": "pasa", "fail": "no pasa", "review": "en revisión"}.get(verdict, "—"),
            "ediciones.html",
            {"pass": "bien", "fail": "mal", "review": "mal"}.get(verdict, ""),
        ),
        (
            "Verificación",
            f"{number(sum(check.passed for check in checks))} de {number(len(checks))}" if checks else "—",
            "verificacion.html",
            ("bien" if all(check.passed for check in checks) else "mal") if checks else "",
        ),
        ("Asientos de la bitácora", number(told.entries), "bitacora/index.html", ""),
    ]


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
