"""Which alerts leave: once for each thing, held in quiet hours, none of them lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snis.alert_memory import Batch, Condition, Memory, memory_as_dict, memory_from_dict
from snis.alerts import due, observe, was_not_sent, was_sent
from snis.service_policy import Alerts

NOON = datetime.fromisoformat("2026-05-04T12:00:00-06:00")
CHANNELS = [
    {"kind": "email", "name": "correo", "host": "mx.example.org", "sender": "a@example.org",
     "recipients": ["b@example.org"]},
    {"kind": "webhook", "name": "sala", "url": "https://example.org/avisos"},
]  # fmt: skip
QUIET = {"begin": "21:00", "end": "06:00"}


def policy(**more: object) -> Alerts:
    return Alerts.model_validate({"channels": CHANNELS, **more})


def amiss(key: str, severity: str = "media", count: int = 1) -> Condition:
    return Condition(key, key.partition(":")[0], severity, "algo pasa", count=count)


@dataclass
class Desk:
    """Rounds, one after the other; what left is kept as kind, key and channel."""

    rules: Alerts = field(default_factory=policy)
    memory: Memory = field(default_factory=Memory)
    now: datetime = NOON
    down: set[str] = field(default_factory=set)
    left: list[tuple[str, str, str]] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)

    def round(
        self, *conditions: Condition, kinds: Sequence[str] = ("noche", "entrega", "nivel")
    ) -> list[str]:
        before = len(self.left)
        self.memory = observe(self.memory, conditions, frozenset(kinds), self.rules, self.now)
        # Whatever is remembered survives the disk.
        self.memory = memory_from_dict(memory_as_dict(self.memory))
        for batch in due(self.memory, self.rules, self.now):
            if batch.channel in self.down:
                self.memory = was_not_sent(self.memory, batch, self.now)
                continue
            self.memory = was_sent(self.memory, batch, self.now)
            self.batches.append(batch)
            self.left += [(item.kind, item.condition.key, item.channel) for item in batch.messages]
        return [" ".join(item) for item in self.left[before:]]

    def after(self, **time: float) -> "Desk":
        self.now += timedelta(**time)
        return self


def test_a_condition_is_told_once_in_each_channel_and_taken_back_when_it_is_over() -> None:
    desk = Desk()
    assert desk.round(amiss("noche")) == ["aviso noche correo", "aviso noche sala"]
    assert desk.after(minutes=10).round(amiss("noche")) == []
    assert desk.after(minutes=10).round() == ["recuperacion noche correo", "recuperacion noche sala"]
    assert desk.after(minutes=10).round() == []
    assert desk.memory.known == {}


def test_what_lasts_is_reminded_of() -> None:
    desk = Desk(policy(remind_after_days=3))
    desk.round(amiss("noche"))
    assert desk.after(days=2).round(amiss("noche")) == []
    assert desk.after(days=1).round(amiss("noche"))[0] == "recordatorio noche correo"
    assert desk.after(days=2).round(amiss("noche")) == []


def test_routes_send_each_severity_where_it_belongs() -> None:
    routes = [
        {"severities": ["critica"], "channels": ["sala"]},
        {"severities": ["media"], "channels": ["correo"]},
    ]
    desk = Desk(policy(routes=routes))
    assert desk.round(amiss("noche", "critica"), amiss("entrega:mides"), amiss("nivel:x", "baja")) == [
        "aviso entrega:mides correo",
        "aviso noche sala",
    ]


def test_in_quiet_hours_only_what_is_critical_leaves_and_the_rest_leaves_together() -> None:
    desk = Desk(policy(quiet_hours=QUIET), now=NOON.replace(hour=22))
    assert desk.round(amiss("noche", "critica"), amiss("entrega:mides")) == [
        "aviso noche correo",
        "aviso noche sala",
    ]
    late = (amiss("noche", "critica"), amiss("entrega:mides"), amiss("nivel:x", "baja"))
    assert desk.after(hours=3).round(*late) == []
    told = desk.after(hours=5).round(*late)
    assert told == [
        "aviso entrega:mides correo", "aviso nivel:x correo", "aviso entrega:mides sala", "aviso nivel:x sala",
    ]  # fmt: skip
    assert len(desk.batches) == 4, "one message for each channel and hour, not one for each thing"


def test_what_was_held_back_and_is_over_is_told_as_over() -> None:
    desk = Desk(policy(quiet_hours=QUIET), now=NOON.replace(hour=23))
    assert desk.round(amiss("entrega:mides")) == []
    assert desk.after(hours=1).round() == []
    assert desk.after(hours=8).round() == ["pasado entrega:mides correo", "pasado entrega:mides sala"]
    assert desk.memory.known == {}


def test_what_comes_back_before_its_end_was_told_is_told_no_more() -> None:
    desk = Desk()
    desk.round(amiss("noche"))
    desk.down = {"correo", "sala"}
    desk.after(minutes=5).round()
    desk.down = set()
    assert desk.after(hours=2).round(amiss("noche")) == []
    assert desk.after(minutes=5).round() == ["recuperacion noche correo", "recuperacion noche sala"]


def test_a_channel_that_is_down_holds_up_no_other_and_is_told_later() -> None:
    desk = Desk(down={"correo"})
    assert desk.round(amiss("noche")) == ["aviso noche sala"]
    assert desk.round(amiss("noche")) == [], "it waits a while before it tries again"
    desk.down = set()
    assert desk.after(minutes=2).round(amiss("noche")) == ["aviso noche correo"]


def test_pauses_grow_up_to_an_hour() -> None:
    desk, waits = Desk(down={"correo", "sala"}), []
    for _ in range(9):
        desk.round(amiss("noche"))
        wait = desk.memory.queue[0].not_before - desk.now
        waits.append(wait.total_seconds() / 60)
        desk.now += wait
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_flood_waits_and_what_is_critical_does_not() -> None:
    desk = Desk(policy(messages_per_hour=2))
    for number in range(2):
        desk.after(minutes=1).round(*(amiss(f"entrega:{place}") for place in range(number + 1)))
    three = [amiss(f"entrega:{place}") for place in range(3)]
    assert desk.after(minutes=1).round(*three) == []
    assert desk.after(minutes=1).round(*three, amiss("noche", "critica")) == [
        "aviso noche correo",
        "aviso noche sala",
    ]
    told = desk.after(hours=1).round(*three, amiss("noche", "critica"))
    assert told == ["aviso entrega:2 correo", "aviso entrega:2 sala"]


def test_what_was_not_looked_at_is_neither_amiss_nor_over() -> None:
    desk = Desk()
    desk.round(amiss("entrega:mides"))
    assert desk.after(hours=1).round(kinds=["noche"]) == []
    assert desk.after(hours=1).round()[0] == "recuperacion entrega:mides correo"


def test_a_channel_that_is_gone_is_forgotten() -> None:
    desk = Desk(down={"correo"})
    desk.round(amiss("noche"))
    desk.rules = policy(channels=CHANNELS[1:])
    assert desk.after(hours=1).round() == ["recuperacion noche sala"]
    assert desk.memory.queue == ()


@pytest.mark.parametrize(
    ("hour", "quiet"), [("20:59", False), ("21:00", True), ("00:00", True), ("05:59", True), ("06:00", False)]
)
def test_quiet_hours_go_over_midnight(hour: str, quiet: bool) -> None:
    rules = policy(quiet_hours=QUIET)
    assert rules.quiet_hours is not None
    assert rules.quiet_hours.holds_at(datetime.fromisoformat(f"2026-05-04T{hour}").time()) is quiet


KEYS = ("noche", "entrega:mides", "entrega:maga", "nivel:x")
SEVERITY = {"noche": "critica", "nivel:x": "baja"}
STEPS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(["correo", "sala"])), st.integers(1, 40)
    ),
    min_size=1,
    max_size=25,
)


def present(keys: set[str]) -> list[Condition]:
    return [amiss(key, SEVERITY.get(key, "media")) for key in sorted(keys)]


@given(STEPS)
def test_nothing_is_told_twice_while_it_lasts(steps: list[tuple[set[str], set[str], int]]) -> None:
    """Whatever comes, goes and fails: between two alerts of a thing lies its end, and reminders keep their distance."""
    desk = Desk(policy(quiet_hours=QUIET, remind_after_days=2, messages_per_hour=3))
    last: dict[tuple[str, str], tuple[str, datetime]] = {}
    for keys, down, hours in steps:
        before = len(desk.left)
        desk.down = down
        desk.after(hours=hours).round(*present(keys))
        for kind, key, channel in desk.left[before:]:
            was, when = last.get((key, channel), ("recuperacion", desk.now - timedelta(days=99)))
            if kind == "aviso":
                assert was in {"recuperacion", "pasado"}
            elif kind == "recordatorio":
                assert was in {"aviso", "recordatorio"}
                assert desk.now - when >= timedelta(days=2)
            elif kind == "recuperacion":
                assert was in {"aviso", "recordatorio"}
            else:
                assert was in {"recuperacion", "pasado"}
            last[key, channel] = kind, desk.now


@given(STEPS)
def test_nothing_is_lost(steps: list[tuple[set[str], set[str], int]]) -> None:
    """Once the channels answer and it is day, both were told of everything that ever was, and of its end."""
    desk = Desk(policy(quiet_hours=QUIET, messages_per_hour=3))
    ever: set[str] = set()
    for keys, down, hours in steps:
        ever |= keys
        desk.down = down
        desk.after(hours=hours).round(*present(keys))
    desk.down = set()
    for _ in range(30):
        desk.after(hours=2).round()
    told = {(key, channel) for kind, key, channel in desk.left if kind in {"aviso", "pasado"}}
    assert told == {(key, channel) for key in ever for channel in ("correo", "sala")}
    assert desk.memory.queue == ()
    assert desk.memory.known == {}


@given(STEPS)
def test_in_quiet_hours_nothing_leaves_that_is_not_critical(
    steps: list[tuple[set[str], set[str], int]],
) -> None:
    desk = Desk(policy(quiet_hours=QUIET))
    assert desk.rules.quiet_hours is not None
    for keys, down, hours in steps:
        before = len(desk.batches)
        desk.down = down
        desk.after(hours=hours).round(*present(keys))
        if desk.rules.quiet_hours.holds_at(desk.now.time()):
            assert {
                item.condition.severity for batch in desk.batches[before:] for item in batch.messages
            } <= {"critica"}
