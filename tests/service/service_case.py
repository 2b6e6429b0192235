"""An office whose deployment says whom to tell, and a work folder in which things go wrong one at a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.raw.ledger import read_entries
from assets.resources import Workshop
from assets.service.conditions import Seen
from assets.service.nights import end_night
from pipelines.alerts.sending import Round, look, run_round
from pipelines.settings import SAMPLE
from snis.service_nights import Outcome, Run
from snis.service_policy import load_service_policy
from tests.pipeline.delivery_case import Office
from tests.service.hook_server import HookServer

CONVENIO = """\
convenios:
  - {id: convenio-1, institution: renap, purpose: verificar-identidad, legal_basis: [ley], columns: [cui],
     valid_from: 2026-01-01, expires: 2026-06-15, acta: Acta 7}
"""


@dataclass
class Case:
    """One deployment and its work folder."""

    folder: Path
    service: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.folder)
        self.configure()

    def configure(self) -> None:
        """Write the deployment."""
        self.office.files = {
            "disclosure.yaml": (SAMPLE / "disclosure.yaml").read_text(encoding="utf-8"),
            "service.yaml": self.service or "version: 1\n",
            **self.files,
        }
        assert self.office.deployment.folder.is_dir()

    @property
    def work(self) -> Path:
        return self.office.store.work

    def workshop(self, now: str = "2026-05-04T12:00:00-06:00") -> Workshop:
        return Workshop(
            deployment=str(self.office.folder / "despliegue"),
            work=str(self.work),
            key_file=str(self.work / "keys.json"),
            now=now,
        )

    def night(self, day: str = "2026-05-04", outcome: Outcome = "bien", hour: int = 1) -> None:
        """A night that took ten minutes."""
        began = datetime.fromisoformat(f"{day}T{hour:02}:00:00-06:00")
        end_night(self.work, Run(f"{day}-{hour}-{outcome}", "orden", began, 600.0, 400, outcome))

    def seen(self, now: str = "2026-05-04T12:00:00-06:00", *, only_nights: bool = False) -> Seen:
        workshop = self.workshop(now)
        return look(workshop, load_service_policy(Path(workshop.deployment)), only_nights=only_nights)

    def amiss(self, now: str = "2026-05-04T12:00:00-06:00") -> dict[str, tuple[str, str, int]]:
        """Severity, place and count of each condition, by key; levels left out."""
        return {
            item.key: (item.severity, item.place, item.count)
            for item in self.seen(now).conditions
            if item.kind != "nivel"
        }

    def tells(self, server: HookServer, **alerts: object) -> None:
        """Let the deployment tell a webhook."""
        channel = {"kind": "webhook", "name": "sala", "url": server.url, "timeout_seconds": 2}
        settings: dict[str, Any] = {"alerts": {"channels": [channel], "attempts": 1, **alerts}}
        self.service = json.dumps(settings)
        self.configure()

    def round(self, now: str = "2026-05-04T12:00:00-06:00") -> Round:
        return run_round(self.workshop(now))

    def entered(self) -> list[dict[str, Any]]:
        """What the ledger says of alerts."""
        return [dict(entry.data) for entry in read_entries(self.work / "ledger") if entry.kind == "aviso"]


def told(server: HookServer) -> list[tuple[str, str]]:
    """Kind and key of everything that a server was told; levels left out."""
    return [
        (item["tipo"], item["clave"])
        for post in server.posts
        for item in post.content["avisos"]
        if item["clase"] != "nivel"
    ]
