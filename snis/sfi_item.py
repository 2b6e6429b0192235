"""The life of an item of a strengthening plan: opened, assigned, under way, corrected, closed, opened again.

Belongs here: which event may follow which, what the events of an item add up to, and what a person may say of it. Does
not belong here: what a night brings about (sfi_night.py), evidence (sfi_evidence.py), or files (assets/sfi).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from snis.errors import SfiError
from snis.quality_policy import Severity
from snis.sfi_events import (
    ASSIGNED,
    CLOSED,
    CORRECTED,
    EVIDENCE,
    OBJECTED,
    OPENED,
    REOPENED,
    STARTED,
    STILL_FAILS,
    UNITS,
    WAIVED,
)
from snis.signed_events import Draft, Event
from snis.written_reason import refuse_numbers

OPEN = frozenset({OPENED, ASSIGNED, STARTED, REOPENED})
# States after which each event may come; None: of an item that nobody has seen.
_AFTER: Mapping[str, frozenset[str | None]] = {
    OPENED: frozenset({None}),
    ASSIGNED: OPEN,
    STARTED: frozenset({ASSIGNED, REOPENED}),
    OBJECTED: OPEN | {CORRECTED},
    CORRECTED: OPEN,
    CLOSED: OPEN | {CORRECTED},
    REOPENED: frozenset({CORRECTED, CLOSED}),
}
_MEASURE_NAMES: Mapping[str, str] = {
    "periodo": "period",
    "revisados": "checked",
    "fallas": "failing",
    "corregidas": "mended",
    "filas": "rows",
    "descartadas": "discarded",
}


@dataclass(frozen=True)
class Cells:
    """What the rows of a delivery hold in one column, as counts.

    Attributes:
        column: the field.
        blank: accepted rows without a value, or with what Padrón puts where none is sent; for a rule also the rows that
            another rule holds back for this column.
        valued: rows with a value that may be compared.
        commonest: of these, the rows that share the commonest value.
    """

    column: str
    blank: int = 0
    valued: int = 0
    commonest: int = 0

    def plus(self, other: "Cells") -> "Cells":
        """The same column of two files together."""
        return Cells(
            self.column,
            self.blank + other.blank,
            self.valued + other.valued,
            self.commonest + other.commonest,
        )


@dataclass(frozen=True)
class Measure:
    """What the data of one delivery say of one rule: counts, and the transfers that say it.

    Attributes:
        period: the period that it is about; empty when nobody knows.
        checked, failing, mended: rows (or files) looked at, failing, and of these mended since.
        rows, discarded: all rows of the delivery, and those that count as no delivery.
        transfers: ids of the files.
        columns: fields that the rule failed in and that the delivery sends.
        cells: what these columns held; none in what was opened before they were counted.
    """

    period: str
    checked: int
    failing: int
    mended: int
    rows: int
    discarded: int
    transfers: tuple[str, ...]
    columns: tuple[str, ...] = ()
    cells: tuple[Cells, ...] = ()

    @property
    def share(self) -> float:
        """Part of what was looked at that fails and was not mended."""
        return (self.failing - self.mended) / self.checked if self.checked else 0.0

    def as_data(self) -> dict[str, Any]:
        """As an event keeps it."""
        counts = {name: getattr(self, attribute) for name, attribute in _MEASURE_NAMES.items()}
        cells = {item.column: [item.blank, item.valued, item.commonest] for item in self.cells}
        said = {**counts, "transferencias": list(self.transfers), "columnas": list(self.columns)}
        return {**said, "casillas": cells} if cells else said

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Measure":
        """From an event."""
        counts = {attribute: data[name] for name, attribute in _MEASURE_NAMES.items()}
        cells = tuple(Cells(column, *held) for column, held in data.get("casillas", {}).items())
        return cls(
            **counts, transfers=tuple(data["transferencias"]), columns=tuple(data["columnas"]), cells=cells
        )


@dataclass(frozen=True)
class Item:
    """What the events of one item add up to.

    Attributes:
        name: recomendacion_id.
        institution, contract, rule: what it is about; contract is empty when the file fell under none.
        severity: how grave it is that the rule fails.
        state: one of STATES.
        since: the day of its last change of state.
        opened: the day on which it was opened; the last time, when it was opened again.
        due: by when it should be mended.
        unit: who has to mend it: a unit, never a person.
        measure: what opened it.
        evidence: what mended it, and how (its code); None and empty while nothing did.
        evidence_code: filas_corregidas or entrega.
        objection: why the last delivery that passes is no evidence, and its transfers.
        closing: evidencia or dispensa; empty while it is not closed.
        waived_until: last day of the waiver; None without an end.
        reason: why it was waived.
        reopened: how many times it was opened again.
        events: how many there were.
    """

    name: str
    institution: str
    contract: str
    rule: str
    severity: Severity
    state: str
    since: date
    opened: date
    due: date
    unit: str
    measure: Measure
    evidence: Measure | None = None
    evidence_code: str = ""
    objection: tuple[str, tuple[str, ...]] = ("", ())
    closing: str = ""
    waived_until: date | None = None
    reason: str = ""
    reopened: int = 0
    events: int = 1

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    @property
    def is_waived(self) -> bool:
        """Whether a person closed it without evidence."""
        return self.state == CLOSED and self.closing == WAIVED

    def days_late(self, today: date) -> int:
        """Days since it was due, while it is open."""
        return max(0, (today - self.due).days) if self.is_open else 0


def follow(item: Item | None, event: Event) -> Item:
    """An item after one more event.

    Raises:
        SfiError: the event may not follow.
    """
    check_may_follow(item, event.kind)
    if item is None:
        return _opened(event)
    after = replace(item, events=item.events + 1)
    if event.kind == OBJECTED:
        code = "" if event.code == STILL_FAILS else event.code
        return replace(after, objection=(code, tuple(event.data["transferencias"])))
    after = replace(after, state=event.kind, since=event.day)
    if event.kind == REOPENED:
        fresh = _opened(event)
        return replace(
            fresh, state=REOPENED, unit=item.unit, reopened=item.reopened + 1, events=item.events + 1
        )
    if event.kind == ASSIGNED:
        return replace(after, unit=event.data["unidad"], due=date.fromisoformat(event.data["vence"]))
    if event.kind == CORRECTED:
        return replace(
            after, evidence=Measure.from_data(event.data), evidence_code=event.code, objection=("", ())
        )
    return _closed(after, event) if event.kind == CLOSED else after


def check_may_follow(item: Item | None, kind: str) -> None:
    """Refuse an event that may not come after what an item is.

    Raises:
        SfiError: says which state the item is in.
    """
    state = item.state if item else None
    if state not in _AFTER[kind]:
        raise SfiError(
            f"una recomendación {state or 'desconocida'} no puede pasar a {kind}",
            remedy="`padron sfi show` dice qué le ha pasado; se asigna antes de empezarla.",
        )


def assignment(item: Item, *, unit: str, due: date | None) -> Draft:
    """What gives an item to a unit, by a day.

    Raises:
        SfiError: there is no such unit, or the item is not open.
    """
    check_may_follow(item, ASSIGNED)
    if unit not in UNITS:
        raise SfiError(
            "no es una unidad de la lista",
            place="--to",
            remedy=f"Use {', '.join(UNITS)}. El plan nunca lleva nombres de personas.",
        )
    return Draft(ASSIGNED, item.name, "", {"unidad": unit, "vence": (due or item.due).isoformat()})


def start(item: Item) -> Draft:
    """What says that its unit is at work on it.

    Raises:
        SfiError: nobody was given it, or it is not open.
    """
    check_may_follow(item, STARTED)
    return Draft(STARTED, item.name, "", {})


def waiver(item: Item, *, reason: str, until: date | None) -> Draft:
    """What closes an item without evidence, with its reason.

    Raises:
        SfiError: it is closed, or the reason is missing or holds a number that could be somebody's.
    """
    check_may_follow(item, CLOSED)
    if not reason.strip():
        raise SfiError("una dispensa lleva su motivo", place="--reason")
    refuse_numbers(reason, what="el motivo", place="--reason", error=SfiError)
    end = until.isoformat() if until else ""
    return Draft(CLOSED, item.name, WAIVED, {"motivo": reason, "hasta": end})


def _opened(event: Event) -> Item:
    data = event.data
    return Item(
        name=event.subject,
        institution=data["institucion"],
        contract=data["contrato"],
        rule=data["regla"],
        severity=data["gravedad"],
        state=event.kind,
        since=event.day,
        opened=event.day,
        due=date.fromisoformat(data["vence"]),
        unit=data["unidad"],
        measure=Measure.from_data(data),
    )


def _closed(after: Item, event: Event) -> Item:
    if event.code == EVIDENCE:
        if after.evidence is None:
            raise SfiError("una recomendación se cierra con evidencia cuando ya está corregida")
        return replace(after, closing=EVIDENCE, evidence=Measure.from_data(event.data), objection=("", ()))
    end = event.data["hasta"]
    return replace(
        after,
        closing=WAIVED,
        reason=event.data["motivo"],
        waived_until=date.fromisoformat(end) if end else None,
    )
