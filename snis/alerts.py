"""Which alerts leave now: once for each thing until it is over, held in quiet hours, and none of them lost.

Belongs here: the decision, as pure functions of what is amiss, what was told, the policy and the moment. Does not
belong here: what is amiss (assets/service/conditions.py), words (alert_text.py), or sending (pipelines/alerts).

A condition is told once in each channel, reminded of while it lasts, and taken back when it is over. What was held back
and is over before it could leave is told as over: nobody learns of less because it happened at night.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import datetime, timedelta

from snis.alert_memory import ALERT, PASSED, RECOVERY, REMINDER, Batch, Condition, Known, Memory, Message
from snis.service_policy import Alerts

CRITICAL = "critica"
_HOUR = timedelta(hours=1)
_LONGEST_WAIT_MINUTES = 60


def observe(
    memory: Memory, conditions: Iterable[Condition], observed: Set[str], policy: Alerts, now: datetime
) -> Memory:
    """What is known and waits to be told after a look at things.

    Args:
        memory: what was known before.
        conditions: what is amiss now.
        observed: kinds of conditions that were looked at; what is of another kind stays as it was.
        policy: routes and reminders.
        now: the moment of the look.
    """
    found = {condition.key: condition for condition in conditions}
    channels = {channel.name for channel in policy.channels}
    queue = [message for message in memory.queue if message.channel in channels]
    known = dict(memory.known)
    for key, condition in found.items():
        before = known.get(key)
        known[key] = (
            replace(before, condition=condition, resolved=None) if before else Known(condition, since=now)
        )
        queue = _tell(queue, known[key], policy, now)
    for key, item in known.items():
        if key not in found and item.condition.kind in observed and item.resolved is None:
            known[key] = replace(item, resolved=now)
            queue = _take_back(queue, known[key], channels, now)
    return _without_the_forgotten(Memory(known, tuple(queue), memory.sent))


def due(memory: Memory, policy: Alerts, now: datetime) -> tuple[Batch, ...]:
    """What leaves now, all of one channel together."""
    quiet = policy.quiet_hours is not None and policy.quiet_hours.holds_at(now.time())
    batches = []
    for channel in policy.channels:
        sent = sum(now - moment < _HOUR for moment in memory.sent.get(channel.name, ()))
        only_critical = quiet or sent >= policy.messages_per_hour
        ready = tuple(
            message
            for message in memory.queue
            if message.channel == channel.name
            and message.not_before <= now
            and (message.condition.severity == CRITICAL or not only_critical)
        )
        if ready:
            batches.append(Batch(channel.name, ready))
    return tuple(batches)


def was_sent(memory: Memory, batch: Batch, now: datetime) -> Memory:
    """After a batch left."""
    gone = {message.identity for message in batch.messages}
    known = dict(memory.known)
    for message in batch.messages:
        item = known.get(message.condition.key)
        if item is None:
            continue
        told = {name: moment for name, moment in item.told.items() if name != batch.channel}
        if message.kind in {ALERT, REMINDER}:
            told[batch.channel] = now
        known[message.condition.key] = replace(item, told=told)
    recent = tuple(moment for moment in memory.sent.get(batch.channel, ()) if now - moment < _HOUR)
    sent = {**memory.sent, batch.channel: (*recent, now)}
    queue = tuple(message for message in memory.queue if message.identity not in gone)
    return _without_the_forgotten(Memory(known, queue, sent))


def was_not_sent(memory: Memory, batch: Batch, now: datetime) -> Memory:
    """After a batch that could not leave: it waits, each time longer, and never for more than an hour."""
    failed = {message.identity for message in batch.messages}
    queue = tuple(
        replace(message, attempts=message.attempts + 1, not_before=now + _wait(message.attempts + 1))
        if message.identity in failed
        else message
        for message in memory.queue
    )
    return replace(memory, queue=queue)


def _wait(attempts: int) -> timedelta:
    return timedelta(minutes=min(_LONGEST_WAIT_MINUTES, 2 ** min(attempts - 1, 6)))


def _tell(queue: list[Message], item: Known, policy: Alerts, now: datetime) -> list[Message]:
    """The queue with what has to be told of a condition that lasts."""
    condition, kept = item.condition, []
    waiting: set[str] = set()
    for message in queue:
        if message.condition.key != condition.key:
            kept.append(message)
        elif message.kind == RECOVERY:
            continue  # It came back before anybody was told that it was over.
        else:
            kind = ALERT if message.kind == PASSED else message.kind
            kept.append(replace(message, kind=kind, condition=condition))
            waiting.add(message.channel)
    for channel in policy.channels_for(condition.severity):
        told = item.told.get(channel)
        if channel in waiting:
            continue
        if told is None:
            kept.append(_message(ALERT, item, channel, now))
        elif now - told >= timedelta(days=policy.remind_after_days):
            kept.append(_message(REMINDER, item, channel, now))
    return kept


def _take_back(queue: list[Message], item: Known, channels: Set[str], now: datetime) -> list[Message]:
    """The queue with what has to be told of a condition that is over."""
    kept, waiting = [], set()
    for message in queue:
        if message.condition.key != item.condition.key:
            kept.append(message)
            continue
        kind = {ALERT: PASSED, REMINDER: RECOVERY}.get(message.kind, message.kind)
        kept.append(replace(message, kind=kind))
        waiting.add(message.channel)
    for channel in sorted((set(item.told) & channels) - waiting):
        kept.append(_message(RECOVERY, item, channel, now))
    return kept


def _message(kind: str, item: Known, channel: str, now: datetime) -> Message:
    return Message(kind, channel, item.condition, since=item.since, made=now, not_before=now)


def _without_the_forgotten(memory: Memory) -> Memory:
    """What is over, and of which nothing waits to be told, is no longer known."""
    waiting = {message.condition.key for message in memory.queue}
    known: Mapping[str, Known] = {
        key: item for key, item in memory.known.items() if item.resolved is None or key in waiting
    }
    return replace(memory, known=known)
