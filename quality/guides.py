"""The guide page of a rule, or of what findings look at: how to mend it at the source, for who sends.

Belongs here: finding docs/guia/<id>.md and giving it as HTML. Does not belong here: its text, or the rules
(catalogue.py). The pages are our own and written in one form: a title, headings, paragraphs and numbered lists.
"""

import re
from functools import cache
from html import escape
from pathlib import Path

GUIDES = Path(__file__).resolve().parent.parent / "docs" / "guia"
_CODE = re.compile(r"`([^`]+)`")


@cache
def guide_html(rule: str) -> str:
    """The guide of a rule without its title, as HTML; empty where the documents were not installed."""
    path = GUIDES / f"{rule}.md"
    if not path.is_file():
        return ""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return "\n".join(_block(block) for block in blocks if not block.startswith("# "))


def _block(block: str) -> str:
    lines = block.strip().splitlines()
    if lines[0].startswith("## "):
        return f"<h4>{_inline(lines[0][3:])}</h4>"
    if lines[0].startswith("1. "):
        items = "".join(f"<li>{_inline(line.partition('. ')[2])}</li>" for line in lines)
        return f"<ol>{items}</ol>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text))
