"""Editions of the microdata: which one is due, its secret key, and what was published of each.

Belongs here: the closed year, the numbers of editions, K_sample in the vault, the frozen files of published editions.
Does not belong here: the rows (microdata.py), or the rules of a file (snis/microdata.py).

An edition is `<year>-<number>`. Its key is made at random and lies sealed in the vault (vault/muestra) until the
edition is published; then the rows are frozen (ledger/microdatos), the log says so, and the key is destroyed: nobody
can tell any more who was drawn, and nobody can draw the same sample again. What was published is never computed again.
A correction is a new edition with a new key.
"""

import io
import json
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assets.engine import digest_file
from assets.raw.archive import seal, unseal
from assets.raw.ledger import read_entries, record
from assets.store import Store, replacing, sync_folder, write_json
from snis.errors import PublishError
from snis.keys import KEY_BYTES

PUBLISHED, CORRECTED = "microdatos", "microdatos_correccion"
_RESTORE = (
    "Restaure work/ledger de su respaldo; una edición publicada no se puede calcular otra vez, porque su clave se "
    "destruyó."
)


@dataclass(frozen=True)
class Edition:
    """An edition of a closed year: the first, or a correction."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """How it is called."""
        return f"{self.year}-{self.number}"


@dataclass(frozen=True)
class Published:
    """An edition that went out, as the log has it.

    Attributes:
        edition: its name.
        release: name of the first release that carried it.
        rows: how many it has. sha256: of its frozen file.
        risk: SHA-256 of its risk report.
    """

    edition: str
    release: str
    rows: int
    sha256: str
    risk: str


def closed_year(years: Iterable[int], today: date, definitive: str) -> int | None:
    """The last year with records whose definitive day ("03-31" of the year after) has passed.

    Late records reach us until that day; before it, the file of the year would not be the last word.
    """
    month, day = (int(part) for part in definitive.split("-"))
    closed = [year for year in years if today >= date(year + 1, month, day)]
    return max(closed, default=None)


class Editions:
    """The editions of a work folder.

    Raises:
        PublishError: a frozen file is missing, or is not what was published.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        entries = list(read_entries(store.ledger))
        self._published = {
            entry.data["edicion"]["edition"]: Published(**entry.data["edicion"])
            for entry in entries
            if entry.kind == PUBLISHED
        }
        self._corrections = [int(entry.data["anio"]) for entry in entries if entry.kind == CORRECTED]
        for published in self._published.values():
            self._check(self.rows_of(published.edition), published.sha256)
            self._check(self.risk_of(published.edition), published.risk)

    def due(self, year: int) -> Edition:
        """The edition that a closed year has, or is to have next."""
        return Edition(year, 1 + self._corrections.count(year))

    def published(self, edition: Edition) -> Published | None:
        """What the log says of it; None before it goes out."""
        return self._published.get(edition.name)

    def rows_of(self, name: str) -> Path:
        """The frozen rows of an edition."""
        return self._folder / f"{name}.parquet"

    def risk_of(self, name: str) -> Path:
        """The frozen risk report of an edition."""
        return self._folder / f"{name}.json"

    def read_risk(self, edition: Edition) -> dict[str, Any]:
        """The frozen risk report."""
        return dict(json.loads(self.risk_of(edition.name).read_text(encoding="utf-8")))

    def key(self, edition: Edition) -> bytes:
        """K_sample of an edition that has not gone out; made when it has none.

        Raises:
            StoreError: the sealed key is damaged, or was sealed with another vault key.
        """
        path = self._key_file(edition.name)
        if not path.exists():
            with replacing(path) as aside:
                seal(io.BytesIO(secrets.token_bytes(KEY_BYTES)), aside, self._store.keys.vault)
        return b"".join(unseal(path, self._store.keys.vault))

    def publish(
        self,
        edition: Edition,
        rows: Path,
        *,
        count: int,
        risk: Mapping[str, Any],
        release: str,
        now: datetime,
    ) -> None:
        """Freeze an edition, say so in the log, and destroy its key; what a kill leaves, the next night ends."""
        with replacing(self.rows_of(edition.name)) as aside:
            shutil.copyfile(rows, aside)
        write_json(self.risk_of(edition.name), risk)
        published = Published(
            edition=edition.name,
            release=release,
            rows=count,
            sha256=digest_file(self.rows_of(edition.name)),
            risk=digest_file(self.risk_of(edition.name)),
        )
        record(self._store, now, PUBLISHED, data={"edicion": asdict(published)})
        self._published[edition.name] = published
        self.forget_keys()

    def forget_keys(self) -> None:
        """Destroy the keys of editions that went out."""
        for name in self._published:
            path = self._key_file(name)
            if path.exists():
                path.unlink()
                sync_folder(path.parent)

    def correct(self, year: int, *, most: int, reason: str, by: str, now: datetime) -> Edition:
        """Begin a new edition of a year that was published with a mistake.

        Raises:
            PublishError: the year was not published, has as many editions as the policy allows, or nobody says why.
        """
        current = self.due(year)
        if self.published(current) is None:
            raise PublishError("no hay una edición publicada que corregir", place=f"microdatos {year}")
        if current.number >= most:
            raise PublishError(
                f"el año ya tiene las {most} ediciones que la política permite",
                place=f"microdatos {year}",
                remedy="Cada edición es otra muestra de las mismas personas; una más las expondría.",
            )
        if not (reason.strip() and by.strip()):
            raise PublishError("falta el motivo o quién decide", place=f"microdatos {year}")
        record(
            self._store,
            now,
            CORRECTED,
            data={"anio": year, "corrige": current.name, "motivo": reason, "por": by},
        )
        self._corrections.append(year)
        return self.due(year)

    @property
    def _folder(self) -> Path:
        return self._store.ledger / "microdatos"

    def _key_file(self, name: str) -> Path:
        return self._store.work / "vault" / "muestra" / name

    def _check(self, path: Path, sha256: str) -> None:
        if not path.exists():
            raise PublishError("falta el archivo de una edición publicada", place=path.name, remedy=_RESTORE)
        if digest_file(path) != sha256:
            raise PublishError(
                "el archivo de una edición publicada no es el que se registró",
                place=path.name,
                remedy=_RESTORE,
            )
