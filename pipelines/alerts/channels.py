"""One batch through one channel: its secret, a few attempts, and an end however slow the other side is.

Belongs here: that. Does not belong here: SMTP (mail.py), HTTP (webhook.py), or which batches leave (sending.py).
"""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.alerts.mail import send_mail
from pipelines.alerts.told import Told
from pipelines.alerts.webhook import send_webhook
from pipelines.settings import secret_named
from snis.alert_memory import Batch
from snis.errors import AlertError
from snis.exchange.patience import pause
from snis.service_policy import Channel, Email

Secrets = Callable[[str], str]


@dataclass(frozen=True)
class Sender:
    """How batches are sent.

    Attributes:
        folder: the deployment, where certificates lie.
        attempts: tries in a row.
        budget_seconds: what a whole round may take.
        secrets: the secret of a name.
        sleep: how to wait between tries.
    """

    folder: Path
    attempts: int = 3
    budget_seconds: float = 60.0
    secrets: Secrets = secret_named
    sleep: Callable[[float], None] = time.sleep

    def send(
        self, channels: Mapping[str, Channel], batches: tuple[Batch, ...], told: Told
    ) -> dict[str, AlertError | None]:
        """What became of the batch of each channel: None where it left. All at once, and over when the time is.

        What is under way when the time is over is left to itself and counts as not sent; should it leave after all, it
        has the same identity as the next attempt.
        """
        outcome: dict[str, AlertError | None] = {}
        until = time.monotonic() + self.budget_seconds

        def work(batch: Batch) -> None:
            outcome[batch.channel] = self._attempt(channels[batch.channel], batch, told, until)

        threads = [threading.Thread(target=work, args=(batch,), daemon=True) for batch in batches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        ended = dict(outcome)
        return {batch.channel: ended.get(batch.channel, _too_slow(batch)) for batch in batches}

    def _attempt(self, channel: Channel, batch: Batch, told: Told, until: float) -> AlertError | None:
        for attempt in range(1, self.attempts + 1):
            try:
                self._send_once(channel, batch, told)
            except AlertError as error:
                wait = pause(attempt, random.random())  # noqa: S311 it spreads callers and hides nothing
                if not error.may_pass or attempt == self.attempts or time.monotonic() + wait >= until:
                    return error
                self.sleep(wait)
            except Exception as error:
                return AlertError(f"fallo inesperado de tipo {type(error).__name__}", place=channel.name)
            else:
                return None
        return None

    def _send_once(self, channel: Channel, batch: Batch, told: Told) -> None:
        variable = channel.password_env if isinstance(channel, Email) else channel.secret_env
        secret = self.secrets(variable) if variable else ""
        if variable and not secret:
            raise AlertError(
                "falta su secreto en el ambiente",
                place=channel.name,
                remedy=f"Defina {variable} donde corre la noche.",
            )
        if isinstance(channel, Email):
            send_mail(channel, batch, told, password=secret, folder=self.folder)
        else:
            send_webhook(channel, batch, told, secret=secret, folder=self.folder)


def _too_slow(batch: Batch) -> AlertError:
    return AlertError(
        "el canal no terminó a tiempo",
        place=batch.channel,
        remedy="Revise que responda; lo que falta sale en el siguiente envío.",
        may_pass=True,
    )
