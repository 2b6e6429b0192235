"""The register of editions on disk: work/ledger/ediciones.json.

Belongs here: reading and writing it. Does not belong here: its rules (publish/editions.py). It is written only when
a release has passed the gate; without it no version could follow the last one, so a damaged register stops
publication.
"""

import json
from datetime import UTC
from pathlib import Path

from assets.resources import Bench
from assets.store import Store, write_json
from publish.editions import Register
from snis.errors import PublishError

EDITIONS = "ediciones.json"


def read_register(store: Store) -> Register:
    """What was published and withdrawn; empty before the first release.

    Raises:
        PublishError: the file is damaged.
    """
    return register_in(store.ledger)


def register_in(ledger: Path) -> Register:
    """The same, of a ledger's folder: publishing needs keys, looking does not.

    Raises:
        PublishError: the file is damaged.
    """
    try:
        content = json.loads((ledger / EDITIONS).read_text(encoding="utf-8"))
        return Register.from_dict(content)
    except FileNotFoundError:
        return Register()
    except (ValueError, TypeError, KeyError):
        raise PublishError(
            "el registro de ediciones está dañado",
            place=EDITIONS,
            remedy="Restaure work/ledger de la última copia de respaldo; la bitácora dice qué se publicó y retiró.",
        ) from None


def write_register(store: Store, register: Register) -> None:
    """Write the register, atomically."""
    write_json(store.ledger / EDITIONS, register.as_dict())


def moment_of(bench: Bench) -> str:
    """When something is published or withdrawn: the moment of the night, in UTC."""
    return bench.now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
