"""What stays where a release was withdrawn: the reason, the date and who decided, for people and for machines.

Belongs here: retiro.json and its page. Does not belong here: the decision and its register (editions.py), taking
the files away (release.py).
"""

import json
from pathlib import Path

from publish.editions import EVERY_RELEASE, Withdrawal

TOMBSTONE = "retiro.json"


def tombstone_json(withdrawal: Withdrawal, *, release: str) -> str:
    """retiro.json of one release."""
    content = {
        "conjunto": withdrawal.dataset,
        "edicion": release,
        "estado": "retirada",
        "alcance": "conjunto" if withdrawal.release == EVERY_RELEASE else "edicion",
        "motivo": withdrawal.reason,
        "decidido_por": withdrawal.by,
        "retirada_el": withdrawal.date[:10],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_tombstone(folder: Path, withdrawal: Withdrawal, *, release: str) -> None:
    """Lay the record into a release's folder, made here; its page is drawn with the others (site.py)."""
    folder.mkdir(parents=True)
    (folder / TOMBSTONE).write_text(tombstone_json(withdrawal, release=release), encoding="utf-8")
