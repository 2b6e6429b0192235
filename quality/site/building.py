"""The whole site as files: the ledger first, as it goes by, and then every other page.

Belongs here: the order of the work, and writing the pages. Does not belong here: what a page says, or how the folder
takes the place of the one before (assets/audit).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from quality.site.facts import SiteFacts
from quality.site.finding_pages import finding_page
from quality.site.institution_pages import institution_pages
from quality.site.ledger_pages import LedgerTold, write_ledger
from quality.site.other_pages import other_pages
from quality.site.overview import overview_page
from quality.site.rendering import Frame, static_files
from quality.site.row_pages import row_pages
from quality.site.rule_pages import rule_pages
from snis.ledger import Entry


def write_site(
    folder: Path,
    frame: Frame,
    entries: Iterable[Entry],
    facts_after: Callable[[], SiteFacts],
    *,
    reserved: Collection[str] = frozenset(),
) -> int:
    """Write the site into a folder; returns its pages.

    Args:
        folder: where; made when it is missing.
        frame: what every page has around it.
        entries: the ledger, oldest first; read once.
        facts_after: the facts, asked for when the ledger has gone by, since some of them come from it.
        reserved: codes that only the protected zone may see.
    """
    told = write_ledger(entries, folder, frame, reserved=reserved)
    written = 0
    for path, text in site_pages(facts_after(), told, frame):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written += 1
    for name, text in static_files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return written + told.files


def site_pages(facts: SiteFacts, told: LedgerTold, frame: Frame) -> Iterator[tuple[str, str]]:
    """Every page but those of the ledger, with where it lies."""
    yield overview_page(facts, told, frame)
    yield from institution_pages(facts, frame)
    yield from row_pages(facts, frame)
    yield from rule_pages(facts, frame)
    yield finding_page(facts, frame)
    yield from other_pages(facts, told, frame)
