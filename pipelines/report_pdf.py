"""The print of a report: PDF files beside its pages, through a Chromium of this machine.

Belongs here: finding the browser, printing each page, and making equal pages give equal bytes. Does not belong here:
pages (publish/report), or anything that a report cannot do without: where there is no browser, the pages print as well
from any other one.

A PDF is not part of the report's digest, because it depends on the browser and the fonts of the machine;
<file>.pdf.json says of which page it is the print, and by which browser.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from snis.errors import ReportError

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome-headless-shell")
MISSING = (
    "No hay Chromium en esta máquina: el informe queda sin PDF. Instálelo (en Debian, apt-get install chromium), "
    "señale otro con PADRON_CHROMIUM, o imprima las páginas desde cualquier navegador."
)
_SECONDS = 120
# The moment of printing, which stands in a PDF and says nothing.
_CLOCK = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_NO_MOMENT = b"20000101000000"


def find_chromium(named: str = "") -> str | None:
    """The browser to print with; None when there is none on this machine.

    Args:
        named: path of the one that the settings point at; empty when they point at none.
    """
    if named and Path(named).is_file():
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def print_report(
    folder: Path, pages: Sequence[str], program: str, told: Callable[[int, int], None]
) -> list[Path]:
    """Print some pages of a report; those that were printed already are left alone.

    Args:
        folder: of the report.
        pages: paths of HTML files in it.
        program: the browser.
        told: is told how many of how many are done.

    Raises:
        ReportError: the browser did not print one.
    """
    version = _run([program, "--version"]).strip()
    printed = []
    for done, page in enumerate(pages, start=1):
        target = (folder / page).with_suffix(".pdf")
        if not target.exists():
            data = _printed(folder / page, program)
            told_of = {
                "pagina": page,
                "sha256_pagina": sha256((folder / page).read_bytes()).hexdigest(),
                "sha256": sha256(data).hexdigest(),
                "navegador": version,
            }
            target.with_suffix(".pdf.json").write_text(
                json.dumps(told_of, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
            target.write_bytes(data)
        printed.append(target)
        told(done, len(pages))
    return printed


def pages_of(data: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", data))


def _printed(page: Path, program: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="padron-pdf-", ignore_cleanup_errors=True) as scratch:
        target = Path(scratch) / "hoja.pdf"
        # A browser that runs as root cannot shut its own processes in; the pages are ours and load nothing.
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        _run(
            [
                program, "--headless=new", *as_root, "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={scratch}/perfil", "--no-pdf-header-footer", f"--print-to-pdf={target}",
                page.resolve().as_uri(),
            ]
        )  # fmt: skip
        if not target.is_file():
            raise _failed()
        return _CLOCK.sub(rb"\g<1>" + _NO_MOMENT, target.read_bytes())


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)
    except (OSError, subprocess.SubprocessError):
        raise _failed() from None
    return done.stdout


def _failed() -> ReportError:
    return ReportError(
        "el navegador no imprimió el informe",
        place="Chromium",
        remedy="El informe está hecho; sus páginas se imprimen desde cualquier navegador. Repita la orden.",
    )
