"""One round of alerts: look, decide, send, remember, enter in the ledger. It never stops a night.

Belongs here: the order of these, and what a round came to. Does not belong here: what is amiss
(assets/service/conditions.py), deciding (snis/alerts.py), or the channels.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from assets.resources import Workshop
from assets.service.conditions import Seen, look_at_everything, look_at_nights
from pipelines.alerts.channels import Sender
from pipelines.alerts.state import State, enter_in_ledger, only_one, read_state, write_state
from pipelines.alerts.told import Told
from pipelines.night_watch import local_moment
from snis.alert_memory import Batch, Condition, Message
from snis.alerts import due, observe, was_not_sent, was_sent
from snis.errors import AlertError, PadronError
from snis.service_policy import ServicePolicy, load_service_policy

TEST = "prueba"


@dataclass
class Round:
    """What a round came to.

    Attributes:
        sent: messages that left, by channel.
        failed: why a channel was not told.
        waiting: messages that wait: held back, or not taken.
        notes: what else is worth saying.
    """

    sent: dict[str, int] = field(default_factory=dict)
    failed: dict[str, AlertError] = field(default_factory=dict)
    waiting: int = 0
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For the terminal."""
        told = [f"{channel}: {count} mensajes enviados" for channel, count in sorted(self.sent.items())]
        told += [f"{channel}: no se envió. {_words(error)}" for channel, error in sorted(self.failed.items())]
        waiting = [f"Esperan: {self.waiting} mensajes."] if self.waiting else []
        return [*told, *self.notes, *waiting] or ["Nada que avisar."]


def look(workshop: Workshop, policy: ServicePolicy, *, only_nights: bool = False) -> Seen:
    """What is amiss now; where the work folder cannot be opened, only what is seen from outside."""
    seen = look_at_nights(Path(workshop.work), policy, local_moment(workshop))
    if not only_nights:
        with suppress(PadronError, OSError), workshop.bench() as bench:
            seen += look_at_everything(bench, policy)
    return seen


def run_round(
    workshop: Workshop, *, only_nights: bool = False, sender: Sender | None = None, most_seconds: int = 600
) -> Round:
    """Tell whoever has to be told.

    What is about to be sent is on the disk before: a kill in between tells it again, with the same identity, rather
    than never.

    Raises:
        DeploymentError: service.yaml is broken.
        AlertError: another round is under way.
    """
    folder, work = Path(workshop.deployment), Path(workshop.work)
    policy = load_service_policy(folder)
    if not policy.alerts.channels:
        return Round(notes=["El despliegue no tiene canales; docs/servicio.md dice cómo se declaran."])
    now = local_moment(workshop)
    seen = look(workshop, policy, only_nights=only_nights)
    with only_one(work):
        state = read_state(work)
        state.memory = observe(state.memory, seen.conditions, seen.kinds, policy.alerts, now)
        write_state(work, state)
        batches = due(state.memory, policy.alerts, now)
        told = Told(_name(workshop), now)
        sender = sender or Sender(
            folder,
            attempts=policy.alerts.attempts,
            budget_seconds=min(policy.alerts.budget_seconds, most_seconds),
        )
        channels = {channel.name: channel for channel in policy.alerts.channels}
        outcome = sender.send(channels, batches, told)
        result = Round(notes=told.notes)
        for batch in batches:
            error = outcome[batch.channel]
            if error is None:
                result.sent[batch.channel] = len(batch.messages)
                state.memory = was_sent(state.memory, batch, now)
                state.unentered += [(now.isoformat(), _entry(message)) for message in batch.messages]
            else:
                result.failed[batch.channel] = error
                state.memory = was_not_sent(state.memory, batch, now)
        write_state(work, state)
        _enter(workshop, state)
        result.waiting = len(state.memory.queue)
    return result


def try_channels(workshop: Workshop, *, sender: Sender | None = None) -> dict[str, AlertError | None]:
    """Send a message of trial through each channel; what became of each. Nothing of it is remembered but in the ledger.

    Raises:
        DeploymentError: service.yaml is broken.
    """
    folder, work = Path(workshop.deployment), Path(workshop.work)
    policy, now = load_service_policy(folder), local_moment(workshop)
    condition = Condition(
        key=TEST, kind=TEST, severity="baja", text="esto es una prueba del canal; nada hay que hacer"
    )
    batches = tuple(
        Batch(channel.name, (Message("aviso", channel.name, condition, since=now, made=now, not_before=now),))
        for channel in policy.alerts.channels
    )
    # One try: whoever tests wants to know what happens, not to wait.
    sender = sender or Sender(folder, attempts=1, budget_seconds=policy.alerts.budget_seconds)
    channels = {channel.name: channel for channel in policy.alerts.channels}
    outcome = sender.send(channels, batches, Told(_name(workshop), now))
    left = [batch for batch in batches if outcome[batch.channel] is None]
    if left and work.is_dir():
        with suppress(AlertError), only_one(work):
            state = read_state(work)
            state.unentered += [
                (now.isoformat(), {**_entry(message), "tipo": TEST})
                for batch in left
                for message in batch.messages
            ]
            _enter(workshop, state)
            write_state(work, state)
    return outcome


def alert_after_a_night(workshop: Workshop, *, most_seconds: int = 600) -> Round:
    """The round of a night that has ended: whatever fails in it is told, and fails nothing."""
    try:
        return run_round(workshop, most_seconds=most_seconds)
    except (PadronError, OSError) as error:
        return Round(
            notes=[f"Los avisos no se enviaron: {error if isinstance(error, PadronError) else 'disco'}"]
        )


def _enter(workshop: Workshop, state: State) -> None:
    before = len(state.unentered)
    # Without its keys nothing is entered; it waits for another round.
    with suppress(PadronError):
        enter_in_ledger(workshop.store(), state)
    if len(state.unentered) != before:
        write_state(Path(workshop.work), state)


def _entry(message: Message) -> dict[str, object]:
    return {
        "canal": message.channel,
        "tipo": message.kind,
        "clave": message.condition.key,
        "gravedad": message.condition.severity,
        "cuenta": message.condition.count,
    }


def _name(workshop: Workshop) -> str:
    try:
        return workshop.load().name
    except (PadronError, OSError):
        return "Padrón"


def _words(error: AlertError) -> str:
    remedy = f" Remedio: {error.remedy}" if error.remedy else ""
    return f"{error.message[:1].upper()}{error.message[1:]}.{remedy}"
