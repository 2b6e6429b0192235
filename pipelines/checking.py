"""`padron check`: what a night would say of a file, with nothing stored.

Belongs here: opening a deployment and an engine for one file. Does not belong here: the judgement
(assets/core/checking.py).
"""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assets.core.checking import check_outputs
from assets.engine import DuckDBEngine
from snis.deployment import load_deployment


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
        TransferError: the file would be refused whole.
    """
    loaded = load_deployment(deployment)
    zone = ZoneInfo(loaded.timezone)
    moment = datetime.fromisoformat(now).astimezone(zone) if now else datetime.now(zone)
    with tempfile.TemporaryDirectory() as scratch, DuckDBEngine(temp=Path(scratch) / "tmp") as engine:
        return dict(
            check_outputs(
                file,
                institution,
                deployment=loaded,
                engine=engine,
                moment=moment,
                out=out or Path(scratch) / "salida",
            )
        )
