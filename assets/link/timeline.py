"""What has been linked and what waits, in the order in which it became known.

Belongs here: the state that lies inside the file of link_registro_persona, and the steps from it to now. Does not
belong here: what a step does (persons.py).

A step is one reception, or the decisions taken between two of them. Steps follow each other by the clock of what
happened and not by nights, so that a rebuild from the archive takes the same steps and tells the same events.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

import pyarrow.parquet as pq

from assets.link.records import addresses_digest
from assets.raw.transfers import Transfer
from assets.store import Store
from snis.linkage_decisions import Decision

PERSONS = "link_registro_persona"
# Where the state lies in the metadata of the Parquet file: it changes together with the rows, in one rename.
STATE_KEY = b"padron"
NEW, GONE, DECIDED, MODEL = "registros", "retiro", "decision", "modelo"


@dataclass(frozen=True)
class State:
    """What link_registro_persona was made from.

    Attributes:
        model: version of the model.
        transfers: digest of the addresses of each transfer, in order of reception.
        decisions: how many lines of the file of decisions were applied.
        moment: of the last step, in UTC.
    """

    model: str
    transfers: Mapping[str, str]
    decisions: int
    moment: str

    def as_bytes(self) -> bytes:
        """The state as it is kept."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        moment: when what it is about became known, in UTC.
        part: the part of link_persona_evento that it writes.
        transfers: all transfers known after it, in order of reception.
        new: those of them that it brings.
        decisions: how many decisions count after it.
        decided: pairs on which it changes what stands.
        cause: registros, retiro (rows of known transfers changed), decision or modelo.
    """

    moment: datetime
    part: str
    transfers: tuple[Transfer, ...]
    new: tuple[Transfer, ...]
    decisions: int
    decided: tuple[tuple[str, str], ...]
    cause: str

    @property
    def is_whole(self) -> bool:
        """Whether all records are looked at again, and not only the new ones."""
        return self.cause in (GONE, MODEL)


def read_state(store: Store) -> State | None:
    """The state of the work folder; None before the first step."""
    path = store.part(PERSONS)
    if not path.exists():
        return None
    metadata = pq.read_schema(path).metadata or {}
    content: dict[str, Any] = json.loads(metadata[STATE_KEY])
    return State(**content)


def state_after(step: Step, model: str, store: Store) -> State:
    """The state that a step leaves."""
    digests = {item.transferencia_id: addresses_digest(item, store) for item in step.transfers}
    return State(model, digests, step.decisions, step.moment.isoformat())


def next_step(
    state: State | None,
    transfers: Sequence[Transfer],
    decisions: Sequence[Decision],
    *,
    model: str,
    store: Store,
) -> Step | None:
    """The step that follows a state; None when nothing waits."""
    known = dict(state.transfers) if state else {}
    digests = {item.transferencia_id: addresses_digest(item, store) for item in transfers}
    here = tuple(item for item in transfers if item.transferencia_id in known)
    waiting = [item for item in transfers if item.transferencia_id not in known]
    applied = state.decisions if state else 0
    changed = {item.transferencia_id: digests[item.transferencia_id] for item in here} != known
    last = max((item.secuencia for item in here), default=0)
    late = any(item.secuencia < last for item in waiting)
    reception = min((_utc(item.recibida) for item in waiting), default=None)
    new = tuple(item for item in waiting if _utc(item.recibida) == reception)
    both = tuple(item for item in transfers if item in here or item in new)
    if state and (changed or late or state.model != model):
        cause = MODEL if state.model != model else GONE
        return _step(state, reception or _utc(state.moment), both, new, decisions, applied, cause)
    taken = list(
        takewhile(
            lambda item: reception is None or item.when < reception, decisions[applied:] if state else ()
        )
    )
    if taken:
        moment = max(_utc(item.moment) for item in taken)
        return _step(state, moment, here, (), decisions, applied + len(taken), DECIDED)
    if reception is None:
        return None
    return _step(state, reception, both, new, decisions, applied, NEW)


def _step(
    state: State | None,
    moment: datetime,
    transfers: tuple[Transfer, ...],
    new: tuple[Transfer, ...],
    decisions: Sequence[Decision],
    until: int,
    cause: str,
) -> Step:
    """Whatever comes late belongs to the moment of the last step; its events get a part of their own."""
    moment = max(moment, _utc(state.moment)) if state else moment
    name = moment.strftime("%Y%m%dT%H%M%SZ")
    if state and _utc(state.moment) == moment:
        name = f"{name}-{hashlib.sha256(state.as_bytes()).hexdigest()[:8]}"
    applied = state.decisions if state else 0
    decided = tuple(sorted({item.pair for item in decisions[applied:until]}))
    return Step(moment, name, transfers, new, until, decided, cause)


def _utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(UTC)
