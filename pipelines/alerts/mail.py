"""Alerts by e-mail: one message through an SMTP server that encrypts.

Belongs here: SMTP, and its failures as words with their remedy. Does not belong here: what is told
(snis/alert_text.py), or when (sending.py). A server that does not offer what the channel asks for gets nothing:
there is no falling back to an open line. Neither the password nor what the server said is in any message.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from pipelines.alerts.told import Told
from snis.alert_memory import Batch
from snis.alert_text import subject_of, text_of
from snis.errors import AlertError
from snis.service_policy import Email

_BUSY = range(400, 500)
_PORTS = "starttls suele ir en 587 y tls en 465"
# The first that fits counts: kind of failure, what is said, what to do, and whether it may pass by itself.
_FAILURES: tuple[tuple[type[Exception], str, str, bool], ...] = (
    (
        ssl.SSLCertVerificationError,
        "el certificado del servidor de correo no se sostiene",
        "Revise host, o señale con ca_file los certificados de su servidor.",
        False,
    ),
    (
        smtplib.SMTPNotSupportedError,
        "el servidor de correo no ofrece el cifrado o el acceso que el canal pide",
        "Revise security, port y user; no se envía nada sin cifrar.",
        False,
    ),
    (
        smtplib.SMTPAuthenticationError,
        "el servidor de correo no aceptó el usuario y su contraseña",
        "Revise user y la variable que nombra password_env.",
        False,
    ),
    (
        smtplib.SMTPRecipientsRefused,
        "el servidor de correo no aceptó a ningún destinatario",
        "Revise recipients con quien administra el correo.",
        False,
    ),
    (
        smtplib.SMTPServerDisconnected,
        "el servidor de correo cortó la conversación, o no respondió a tiempo",
        f"Revise host, port y security ({_PORTS}).",
        True,
    ),
    (
        ssl.SSLError,
        "no se pudo cifrar la conversación con el servidor de correo",
        f"Revise security y port: {_PORTS}.",
        False,
    ),
    (
        TimeoutError,
        "el servidor de correo no responde a tiempo",
        "Revise host y port, y que la red deje salir hacia él.",
        True,
    ),
    (
        OSError,
        "no se puede conectar con el servidor de correo",
        "Revise host y port, y que la red deje salir hacia él.",
        True,
    ),
)


def send_mail(channel: Email, batch: Batch, told: Told, *, password: str, folder: Path) -> None:
    """Send what is told to everybody of a channel.

    Raises:
        AlertError: nobody got it, and why.
    """
    try:
        with _connect(channel, folder) as server:
            if channel.user:
                _log_in(server, channel, password)
            refused = server.send_message(_message(channel, batch, told))
    except OSError as error:  # whatever smtplib raises is one
        raise _failure(channel, error) from None
    if refused:
        told.notes.append(f"{channel.name}: {len(refused)} destinatarios no fueron aceptados; los demás sí")


def _log_in(server: smtplib.SMTP, channel: Email, password: str) -> None:
    """Smtplib carries passwords in ASCII alone."""
    try:
        server.login(channel.user, password)
    except UnicodeEncodeError:
        raise AlertError(
            "el usuario o la contraseña lleva letras que el acceso por SMTP no admite",
            place=channel.name,
            remedy="Use una contraseña sin tildes ni otros signos fuera de ASCII.",
        ) from None


def _failure(channel: Email, error: OSError) -> AlertError:
    for kind, message, remedy, may_pass in _FAILURES[:-1]:
        if isinstance(error, kind):
            return AlertError(message, place=channel.name, remedy=remedy, may_pass=may_pass)
    if isinstance(error, smtplib.SMTPResponseException):
        return AlertError(
            f"el servidor de correo no tomó el mensaje (código {error.smtp_code})",
            place=channel.name,
            remedy="Consulte con quien administra el correo qué dice ese código.",
            may_pass=error.smtp_code in _BUSY,
        )
    _, message, remedy, may_pass = _FAILURES[-1]
    return AlertError(message, place=channel.name, remedy=remedy, may_pass=may_pass)


def _connect(channel: Email, folder: Path) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(folder / channel.ca_file) if channel.ca_file else None)
    if channel.security == "tls":
        return smtplib.SMTP_SSL(channel.host, channel.port, timeout=channel.timeout_seconds, context=context)
    server = smtplib.SMTP(channel.host, channel.port, timeout=channel.timeout_seconds)
    try:
        if channel.security == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _message(channel: Email, batch: Batch, told: Told) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject_of(batch, told.deployment)
    message["From"] = channel.sender
    message["To"] = ", ".join(channel.recipients)
    message["Date"] = format_datetime(told.now)
    # The same for each attempt: whoever gets it twice sees one message.
    message["Message-ID"] = f"<{batch.identity}@{channel.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(batch, told.deployment, told.now))
    return message
