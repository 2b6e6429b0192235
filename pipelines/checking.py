"""`padron check`: what a night would say of a file, with nothing stored.

Belongs here: opening a deployment, an engine and, when there is one, the work folder for one file. Does not belong
here: the judgement (assets/core/checking.py), or the words of its answer (assets/raw/receipt_text.py).
"""

import tempfile
from pathlib import Path
from typing import Any

from assets.core.checking import check_outputs
from assets.core.earlier import NOTHING_EARLIER, Earlier
from assets.engine import DuckDBEngine
from assets.keyfile import check_keys, read_keys
from assets.progress import listening
from assets.resources import moment_in
from assets.store import Store
from pipelines.settings import Settings
from pipelines.terminal import progress_bars
from snis.deployment import load_deployment
from snis.errors import SettingsError


def check_file(
    file: Path, *, institution: str, out: Path | None, settings: Settings, with_work: bool
) -> dict[str, Any]:
    """The receipt that a night would write.

    Args:
        file: the file.
        institution: who would send it.
        out: where the receipt and the rows go; nothing is written when None.
        settings: deployment, work folder, clock, memory and threads.
        with_work: whether to look into the work folder for what was received before.

    Raises:
        SettingsError: there is no such file, `out` is no folder, or there is no such work folder.
    """
    if not file.is_file():
        what = "es una carpeta y se esperaba un archivo" if file.is_dir() else "no existe el archivo"
        raise SettingsError(what, place=file.name, remedy="Revise su nombre y su carpeta.")
    if out is not None and out.exists() and not out.is_dir():
        raise SettingsError("no es una carpeta", place=out.name, remedy="Señale con --out una carpeta.")
    deployment = load_deployment(settings.deployment)
    earlier = Earlier(_store(settings)) if with_work else NOTHING_EARLIER
    with (
        progress_bars(f"Padrón: revisión de {file.name}") as listener,
        listening(listener),
        tempfile.TemporaryDirectory() as scratch,
        DuckDBEngine(settings.memory_limit, settings.threads, temp=Path(scratch) / "tmp") as engine,
    ):
        return check_outputs(
            file,
            institution,
            deployment=deployment,
            engine=engine,
            moment=moment_in(deployment.timezone, settings.now),
            out=out,
            earlier=earlier,
        )


def _store(settings: Settings) -> Store:
    if not settings.work.is_dir():
        raise SettingsError(
            "no existe la carpeta de trabajo",
            place=settings.work.name,
            remedy="Señale con --work la de las noches, o quite --work para revisar sin historia.",
        )
    store = Store(settings.work, read_keys(settings.key_file))
    check_keys(store.keys, store.ledger)
    return store
