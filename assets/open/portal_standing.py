"""Whether the release in place is on the portal, and why not.

Belongs here: remembering the last attempt, and telling it. Does not belong here: publishing
(portal_publication.py). A release that could not be brought to the portal is ready all the same: nothing has to be
computed again to bring it there.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from assets.open.release import content_digest, read_release
from assets.raw.ledger import record
from assets.resources import Bench
from assets.store import Store, write_json
from snis.errors import PublishError

FILE = "portal.json"
# There while the portal is being written, and after a run that was killed over it.
BEGUN = "portal.empezada"
PUBLISHED = "publicada"
READY = "lista, sin publicar"
CUT = "a medias en el portal"


@dataclass(frozen=True)
class PortalStanding:
    """How the release in place stands on the portal.

    Attributes:
        release: its name.
        digest: what tells its content from others.
        state: PUBLISHED, READY or CUT.
        moment: of the last attempt, ISO 8601.
        reason: why it is not published; empty when it is.
        remedy: what to do then.
    """

    release: str
    digest: str
    state: str
    moment: str
    reason: str = ""
    remedy: str = ""

    def line(self) -> str:
        """The standing in one line."""
        return f"edición {self.release} {self.state}"

    def needs_person(self) -> tuple[str, ...]:
        """What somebody has to look at."""
        if self.state == PUBLISHED:
            return ()
        reason = f": {self.reason}" if self.reason else ""
        return (f"portal, {self.line()}{reason}. Remedio: {self.remedy}",)

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {"edicion": self.release, "estado": self.state, "momento": self.moment, "motivo": self.reason}


def standing_on_portal(store: Store) -> PortalStanding | None:
    """How the release in place stands; None without a release, or when no portal was ever asked."""
    release, last = read_release(store), _read(store)
    if release is None:
        return None
    if (store.ledger / BEGUN).exists():
        return PortalStanding(
            release["edicion"],
            content_digest(release),
            CUT,
            moment=last.moment if last is not None else "",
            reason="la publicación empezó y no terminó; puede haber conjuntos ocultos en el portal",
            remedy="Si nada corre ahora, padron publish plan dice cuáles y padron publish apply la termina.",
        )
    if last is None:
        return None
    if content_digest(release) == last.digest:
        return last
    return PortalStanding(
        release["edicion"],
        content_digest(release),
        READY,
        last.moment,
        remedy="Ejecute padron publish apply.",
    )


def note_begun(bench: Bench) -> None:
    """Remember that the portal is about to be written: what is hidden there is shown again only by who ends it."""
    if read_release(bench.store) is not None:
        (bench.store.ledger / BEGUN).touch()


def note_published(bench: Bench, counts: dict[str, int]) -> None:
    """Remember that the release in place is on the portal."""
    _note(bench, PUBLISHED, data=counts)


def note_ready(bench: Bench, error: PublishError) -> None:
    """Remember that the release in place is not on the portal, and why."""
    reason = f"{error.place}: {error.message}" if error.place else error.message
    _note(bench, READY, reason=reason, remedy=error.remedy, data={"motivo": reason})


def _note(bench: Bench, state: str, *, data: dict[str, Any], reason: str = "", remedy: str = "") -> None:
    (bench.store.ledger / BEGUN).unlink(missing_ok=True)
    release = read_release(bench.store)
    if release is None:
        return
    last = _read(bench.store)
    now = PortalStanding(
        release["edicion"],
        content_digest(release),
        state,
        bench.now.isoformat(),
        reason=reason,
        remedy=remedy,
    )
    if last is not None and (last.digest, last.state, last.reason) == (now.digest, now.state, now.reason):
        return
    record(bench.store, bench.now, "portal", data={"edicion": now.release, "estado": state, **data})
    write_json(bench.store.ledger / FILE, asdict(now))


def _read(store: Store) -> PortalStanding | None:
    try:
        return PortalStanding(**json.loads((store.ledger / FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
