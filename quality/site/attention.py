"""What somebody has to look at, of everything that the site shows.

Belongs here: which facts ask for a person, in words, and the page that says more. Does not belong here: what they are
(facts.py), or the front page on which they stand (overview.py).
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from quality.expectations import BLOCKS
from quality.site.balance import Break
from quality.site.facts import Level, SiteFacts
from quality.site.ledger_pages import LedgerTold
from quality.site.wording import number
from snis.calendar import State

_REFUSED = "rechazada"


def attention(facts: SiteFacts, told: LedgerTold, broken: Sequence[Break]) -> list[tuple[str, str]]:
    """What somebody has to look at: text and page."""
    found = [
        (f"{item.where}: no cuadra «{item.step.title}» (diferencia {number(item.step.difference)})",
         "filas/index.html#no-cuadran")
        for item in broken[:20]
    ]  # fmt: skip
    found += [
        (
            f"{result.table}: no se cumple «{result.title}»; nada se publica mientras tanto",
            "reglas/expectativas.html",
        )
        for result in facts.results
        if result.severity == BLOCKS and not result.passed
    ]
    if told.damaged:
        found.append((f"La bitácora no se puede leer entera: {told.damaged}", "bitacora/index.html"))
    found += [
        (f"{check.title}: {check.place or 'falla'}", "verificacion.html")
        for check in facts.verification or ()
        if not check.passed
    ]
    found += _files(facts)
    found += [(text, "intercambios.html") for text in (facts.exchange.needs_person if facts.exchange else ())]
    found += [
        (f"Nivel de servicio sin cumplir: {level.title} ({level.period})", "servicio.html")
        for level in levels_now(facts)
        if level.met is False
    ]
    return found


def _files(facts: SiteFacts) -> Iterator[tuple[str, str]]:
    """Files that were refused and did not come again, and files that did not come, by institution."""
    known = {institution.code for institution in facts.institutions}
    refused = Counter(
        (transfer.institution, transfer.rule)
        for transfer in facts.transfers
        if transfer.state == _REFUSED and not transfer.is_mended
    )
    for (institution, rule), count in sorted(refused.items()):
        page = f"instituciones/{institution if institution in known else 'index'}.html"
        yield f"{institution or '(sin carpeta)'}: {_files_in_words(count)} sin corregir ({rule})", page
    missing = Counter(entry.institution for entry in facts.calendar if entry.state is State.MISSING)
    for institution, count in sorted(missing.items()):
        yield f"{institution}: {number(count)} sin llegar según su calendario", "servicio.html"


def _files_in_words(count: int) -> str:
    return "1 archivo rechazado" if count == 1 else f"{number(count)} archivos rechazados"


def levels_now(facts: SiteFacts) -> list[Level]:
    """Levels of the system, of today and of the last month; the long periods stand on the page of the service."""
    return [level for level in facts.levels or () if not level.institution and not level.period.endswith("m")]
