"""axe-core, the checker of accessibility, as it is published: fetched by npm, run in a page.

Belongs here: where it comes from and which rules count. Does not belong here: pages.
"""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium

AXE = "axe-core@4.14.1"
_RULES = (
    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' | ')))"
)


def axe_source(folder: Path) -> str:
    """The script; the test is skipped where it cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no hay npm, de donde sale axe-core")
    done = subprocess.run(
        [npm, "pack", AXE, "--silent"], cwd=folder, capture_output=True, text=True, check=False, timeout=180
    )
    if done.returncode:
        pytest.skip("npm no entregó axe-core: no hay registro a la vista")
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()


def axe_violations(browser: Chromium, script: str) -> list[str]:
    """What axe finds on the page that is open."""
    browser.run(script)
    return list(browser.run(_RULES))
