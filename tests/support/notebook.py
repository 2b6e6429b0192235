"""Running a notebook without a notebook server: its code cells in order, in one namespace."""

import json
import os
import subprocess
import sys
from pathlib import Path

_RUN = """
import json, sys
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
"""


def run_notebook(path: Path, **settings: Path) -> str:
    """What its cells print, in a process of its own, with these settings in the environment."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **{name: str(value) for name, value in settings.items()}},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def cells(path: Path) -> list[dict[str, object]]:
    """The cells of a notebook."""
    found: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found
