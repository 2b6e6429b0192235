"""Alerts by webhook: one POST of JSON, signed.

Belongs here: HTTP, the signature, and failures as words with their remedy. Does not belong here: what is told
(snis/alert_text.py), or when (sending.py). Redirections are not followed, proxies of the environment are not used, and
nothing of an answer but its status is read.
"""

import hashlib
import hmac
import json
from pathlib import Path

import requests

from pipelines.alerts.told import Told
from snis.alert_memory import Batch
from snis.alert_text import content_of
from snis.errors import AlertError
from snis.service_policy import Webhook

SIGNATURE, MOMENT, IDENTITY = "X-Padron-Firma", "X-Padron-Momento", "Idempotency-Key"
_BUSY = frozenset({408, 425, 429})
_TAKEN, _ELSEWHERE, _SERVER_FAILED = range(200, 300), range(300, 400), 500


def send_webhook(channel: Webhook, batch: Batch, told: Told, *, secret: str, folder: Path) -> None:
    """Post what is told to the address of a channel.

    Raises:
        AlertError: it was not taken, and why.
    """
    body = json.dumps(
        content_of(batch, told.deployment, told.now), ensure_ascii=False, sort_keys=True
    ).encode()
    moment = str(int(told.now.timestamp()))
    headers = {"Content-Type": "application/json", MOMENT: moment, IDENTITY: batch.identity}
    if secret:
        headers[SIGNATURE] = signature_of(body, moment, secret)
    status = _post(channel, body, headers, folder)
    if status in _TAKEN:
        return
    if status in _ELSEWHERE:
        raise AlertError(
            f"la dirección redirige a otra (HTTP {status}), y un aviso no va a donde nadie acordó",
            place=channel.name,
            remedy="Escriba en url la dirección definitiva.",
        )
    raise AlertError(
        f"la dirección no tomó el aviso (HTTP {status})",
        place=channel.name,
        remedy="Revise url y secret_env con quien recibe los avisos.",
        may_pass=status >= _SERVER_FAILED or status in _BUSY,
    )


def signature_of(body: bytes, moment: str, secret: str) -> str:
    """What proves that a message is ours and when it was sent: HMAC-SHA256 of the moment, a full stop and the body."""
    return f"sha256={hmac.new(secret.encode(), moment.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def _post(channel: Webhook, body: bytes, headers: dict[str, str], folder: Path) -> int:
    """The text of a failure is ours: a library's holds the address, which may be a secret of its own."""
    verify = str(folder / channel.ca_file) if channel.ca_file else True
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.post(
                channel.url,
                data=body,
                headers=headers,
                timeout=channel.timeout_seconds,
                allow_redirects=False,
                stream=True,
                verify=verify,
            ) as response:
                return response.status_code
    except requests.exceptions.SSLError:
        raise AlertError(
            "el certificado de la dirección no se sostiene",
            place=channel.name,
            remedy="Revise url, o señale con ca_file los certificados de su servidor.",
        ) from None
    except requests.Timeout:
        raise AlertError(
            "la dirección no responde a tiempo",
            place=channel.name,
            remedy="Revise url, y que la red deje salir hacia ella.",
            may_pass=True,
        ) from None
    except (requests.ConnectionError, OSError):
        raise AlertError(
            "no se puede conectar con la dirección",
            place=channel.name,
            remedy="Revise url, y que la red deje salir hacia ella.",
            may_pass=True,
        ) from None
    except requests.RequestException as error:
        raise AlertError(
            f"la llamada falló ({type(error).__name__})",
            place=channel.name,
            remedy="Revise url con quien recibe los avisos.",
        ) from None
