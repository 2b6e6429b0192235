"""What a command about decisions works on: a deployment, the ledger of its work folder, and the moment.

Belongs here: opening them without tables, which such a command does not need, and with keys only where the ledger is
signed. Does not belong here: what needs both (work_folder.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.demonstration import settings_of
from pipelines.settings import SAMPLE, read_settings
from snis.errors import SettingsError

if TYPE_CHECKING:
    from snis.deployment import Deployment
    from snis.signing import Signer


@dataclass(frozen=True)
class Desk:
    """A deployment, the folder of its ledger and what signs it, and the moment."""

    deployment: "Deployment"
    ledger: Path
    signer: "Signer | None"
    now: datetime


@contextmanager
def open_desk(
    deployment: Path | None, work: Path | None, *, writes: bool = False, decides: bool = False
) -> Iterator[Desk]:
    """The desk of a command.

    Args:
        deployment: as the command line names it.
        work: as the command line names it.
        writes: whether something is written; then no night may be at work.
        decides: whether it is written into the deployment, which may not be the sample then.

    Raises:
        SettingsError: it is the sample, which is no place to write decisions; or the keys are not those of the folder.
        NightLockedError: a night is at work.
    """
    from assets.lock import night_lock
    from assets.resources import moment_in
    from snis.deployment import load_deployment

    # Decisions never go to the demonstration's folder by default.
    settings = read_settings(deployment=deployment, work=work) if writes else settings_of(deployment, work)
    if decides and settings.deployment.resolve() == SAMPLE.resolve():
        raise SettingsError(
            "la muestra no se cambia",
            place="--deployment",
            remedy="Señale su despliegue con --deployment o PADRON_DEPLOYMENT; la muestra sirve de modelo.",
        )
    own = load_deployment(settings.deployment)
    ledger = settings.work / "ledger"
    with night_lock(settings.work) if writes else nullcontext():
        signer = _signer(settings.key_file, ledger) if writes else None
        yield Desk(own, ledger, signer, moment_in(own.timezone, settings.now))


def _signer(key_file: Path, ledger: Path) -> "Signer | None":
    """What signs the ledger; a folder that was never signed may be written before there are keys."""
    from assets.keyfile import check_keys, read_keys
    from assets.raw.ledger import public_key

    if not key_file.exists() and public_key(ledger) is None:
        return None
    keys = read_keys(key_file)
    check_keys(keys, ledger)
    return keys.signer
