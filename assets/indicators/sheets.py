"""The pages of the catalogue, written to docs/indicadores.

Belongs here: which pages there are and where they go. Does not belong here: their words (snis/indicators/sheets.py).
Written again with `python -m assets.indicators.sheets`; a test says when they are stale.
"""

from collections.abc import Mapping
from pathlib import Path

from assets.indicators.sources import IndicatorSource, shipped_sources
from snis.indicators.sheets import index, sheet

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "indicadores"
INDEX = "README.md"
# Written by hand.
GUIDE = "agregar.md"


def page_of(source: IndicatorSource) -> str:
    """The page of one indicator."""
    place = source.place if source.is_own else f"assets/{source.place}"
    return sheet(source.indicator, sql=place, tables=source.tables)


def pages() -> Mapping[str, str]:
    """Every generated page of the shipped catalogue, by file name."""
    sources = shipped_sources()
    return {INDEX: index([source.indicator for source in sources])} | {
        f"{source.code}.md": page_of(source) for source in sources
    }


def write_pages(folder: Path) -> None:
    """Write every page, and take away those of indicators that are gone."""
    written = pages()
    for path in folder.glob("*.md"):
        if path.name not in {*written, GUIDE}:
            path.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(FOLDER)
