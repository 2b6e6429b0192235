"""Making Data Docs readable without a network.

Belongs here: taking references to other hosts out of the pages and putting a small style sheet in. Does not belong
here: what the pages say.
"""

import re
from importlib.resources import files
from pathlib import Path

_EXTERNAL = re.compile(
    r"<script[^>]*\bsrc=[\"']https?://[^>]*>\s*</script>"
    r"|<link[^>]*\bhref=[\"']https?://[^>]*>"
    r"|<img[^>]*\bsrc=[\"']https?://[^>]*>"
    r"|<iframe[^>]*\bsrc=[\"']https?://.*?</iframe>",
    re.IGNORECASE | re.DOTALL,
)
_ELSEWHERE = re.compile(r"https?://[^\s\"'<>)]+")


def finish_docs(folder: Path) -> int:
    """Make every page of a Data Docs site self-contained; returns how many pages there are."""
    style = (files("quality") / "templates" / "data_docs.css").read_text(encoding="utf-8")
    pages = sorted(folder.rglob("*.html"))
    for page in pages:
        text = _EXTERNAL.sub("", page.read_text(encoding="utf-8"))
        text = _ELSEWHERE.sub("#", text)
        page.write_text(text.replace("</head>", f"<style>{style}</style></head>", 1), encoding="utf-8")
    return len(pages)
