"""`padron check`: what a night would say of a file, with nothing stored.

Belongs here: opening a deployment and an engine for one file. Does not belong here: the judgement
(assets/core/checking.py).
"""

import tempfile
from pathlib import Path
from typing import Any

from assets.core.checking import check_outputs
from assets.engine import DuckDBEngine
from assets.resources import moment_in
from snis.deployment import load_deployment
from snis.errors import SettingsError


def check_file(
    file: Path, *, institution: str, out: Path | None, deployment: Path, now: str
) -> dict[str, Any]:
    """The receipt that a night would write.

    Args:
        file: the file.
        institution: who would send it.
        out: where recibo.json and the rows go; a folder that is thrown away when None.
        deployment: the deployment folder.
        now: a fixed moment, ISO 8601; empty for the clock.

    Raises:
        SettingsError: there is no such file.
    """
    if not file.is_file():
        raise SettingsError("no existe el archivo", place=file.name, remedy="Revise su nombre y su carpeta.")
    loaded = load_deployment(deployment)
    with tempfile.TemporaryDirectory() as scratch, DuckDBEngine(temp=Path(scratch) / "tmp") as engine:
        return dict(
            check_outputs(
                file,
                institution,
                deployment=loaded,
                engine=engine,
                moment=moment_in(loaded.timezone, now),
                out=out or Path(scratch) / "salida",
            )
        )
