"""The folder of a CKAN server for tests: what lies where in it, and what it remembers from one start to the next.

Belongs here: paths, ports, secrets, state.json. Does not belong here: processes (processes.py), CKAN (portal.py).
"""

import json
import os
import secrets
import shutil
import socket
from pathlib import Path
from typing import Any

PARTS = ("pg", "redis", "solr", "ckan")
_SECRETS = ("pg_admin", "pg_ckan", "pg_read", "admin", "session", "jwt")
_DATA = ("redis", "solr", "storage", "pg")


class RigError(Exception):
    """The server cannot be started here; the message says why."""


class Folder:
    """One server's folder, made when it is missing. Data of a first start that was interrupted are thrown away."""

    def __init__(self, root: Path, *, running: bool = False) -> None:
        """Read the folder, and unless its server is running already make it ready for a start."""
        self.root = root.resolve()
        path = self.root / "state.json"
        self.state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if running:
            return
        if not self.state.get("token"):
            for name in _DATA:
                shutil.rmtree(self.root / name, ignore_errors=True)
        for name in ("log", "run", *_DATA):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        self.state.setdefault("secrets", {name: secrets.token_urlsafe(24) for name in _SECRETS})
        self.state.setdefault("ports", {})
        self._choose_ports()
        self.save()

    @property
    def python(self) -> Path:
        """The interpreter of CKAN's own environment."""
        return self.root / "venv" / "bin" / "python"

    @property
    def log(self) -> Path:
        """Folder of log files."""
        return self.root / "log"

    def port(self, part: str) -> int:
        """The port of a part."""
        return int(self.state["ports"][part])

    def secret(self, name: str) -> str:
        """A secret made for this folder."""
        return str(self.state["secrets"][name])

    def database(self, role: str, secret: str, name: str) -> str:
        """Address of a database for a role."""
        return f"postgresql://{role}:{self.secret(secret)}@127.0.0.1:{self.port('pg')}/{name}"

    def save(self) -> None:
        """Write what has to be remembered; it holds secrets."""
        write_private(self.root / "state.json", json.dumps(self.state, indent=1))

    def _choose_ports(self) -> None:
        """Ports of the last start, or new ones where something else listens now."""
        for part in PARTS:
            port = self.state["ports"].get(part)
            if port is None or listening(port):
                self.state["ports"][part] = _free_port()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)


def listening(port: int) -> bool:
    """Whether something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
