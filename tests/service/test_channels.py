"""Alerts over real sockets: what arrives, and what is said when nothing does."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pipelines.alerts.channels import Sender
from pipelines.alerts.told import Told
from pipelines.alerts.webhook import signature_of
from snis.alert_memory import Batch, Condition, Message
from snis.errors import AlertError
from snis.service_policy import Channel, Email, Webhook
from tests.service.hook_server import HookServer
from tests.service.smtp_server import SmtpServer, nobody_listens

NOW = datetime.fromisoformat("2026-05-04T08:00:00-06:00")
PASSWORD = "sesamo-abrete"


def batch(channel: str) -> Batch:
    def message(key: str, severity: str, text: str, count: int) -> Message:
        condition = Condition(key, key, severity, text, place="mides", count=count, remedy="Corrija «esto».")
        return Message("aviso", channel, condition, since=NOW, made=NOW, not_before=NOW)

    return Batch(
        channel,
        (message("entrega", "media", "faltan entregas", 3), message("noche", "critica", "la noche falló", 1)),
    )


@dataclass
class Try:
    """One batch through one channel."""

    folder: Path
    attempts: int = 1
    budget: float = 20.0
    secrets: Mapping[str, str] = field(default_factory=lambda: {"PADRON_CLAVE": PASSWORD})
    slept: list[float] = field(default_factory=list)

    def __call__(self, channel: Channel, told: Told | None = None) -> AlertError | None:
        sender = Sender(
            self.folder,
            attempts=self.attempts,
            budget_seconds=self.budget,
            secrets=lambda name: self.secrets.get(name, ""),
            sleep=self.slept.append,
        )
        return sender.send({channel.name: channel}, (batch(channel.name),), told or Told("Padrón", NOW))[
            channel.name
        ]


@pytest.fixture
def attempt(tmp_path: Path, certificate: Path) -> Try:
    (tmp_path / "propios.pem").write_bytes(certificate.read_bytes())
    return Try(tmp_path)


def mail(port: int, **more: object) -> Email:
    usual = {
        "kind": "email", "name": "correo", "host": "127.0.0.1", "port": port, "security": "none",
        "sender": "padron@example.org", "recipients": ["datos@example.org", "guardia@example.org"],
        "timeout_seconds": 1,
    }  # fmt: skip
    return Email.model_validate(usual | more)


def hook(url: str, **more: object) -> Webhook:
    return Webhook.model_validate(
        {"kind": "webhook", "name": "sala", "url": url, "timeout_seconds": 1} | more
    )


SECURE = {"ca_file": "propios.pem", "user": "padron", "password_env": "PADRON_CLAVE"}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_encrypted_with_everything_in_it(
    attempt: Try, certificate: Path, security: str
) -> None:
    with SmtpServer(certificate=certificate, implicit=security == "tls", password=PASSWORD) as server:
        assert attempt(mail(server.port, security=security, **SECURE)) is None
    got = server.behaviour
    assert (got.encrypted, got.logins) == ([True], [("padron", PASSWORD)])
    message = message_from_bytes(got.mails[0].encode(), policy=policy.default)
    assert message["Subject"] == "[Padrón] Aviso, crítica: la noche falló (y 1 más)"
    assert message["To"] == "datos@example.org, guardia@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert text.index("crítica, mides: la noche falló") < text.index("media, mides: faltan entregas")
    assert "Cuenta: 3." in text
    assert "Remedio: Corrija «esto»." in text


def test_another_try_of_the_same_messages_has_the_same_identity(attempt: Try) -> None:
    with SmtpServer() as server:
        for _ in range(2):
            assert attempt(mail(server.port)) is None
    first, second = (message_from_bytes(text.encode())["Message-ID"] for text in server.behaviour.mails)
    assert first == second


Fault = tuple[dict[str, object], dict[str, object], str]
MAIL_FAULTS: Mapping[str, Fault] = {
    "no STARTTLS is offered": ({"offers_tls": False}, {"security": "starttls"}, "no ofrece el cifrado"),
    "a certificate nobody knows": ({}, {"security": "starttls"}, "certificado"),
    "TLS where none is spoken": ({}, {"security": "tls", "ca_file": "propios.pem"}, "cifrar"),
    "a wrong password": ({"password": "otra"}, {"security": "starttls", **SECURE}, "no aceptó el usuario"),
    "no way to log in": ({}, {"security": "starttls", **SECURE}, "no ofrece el cifrado o el acceso"),
    "nobody is accepted": (
        {"refused": frozenset({"datos@example.org", "guardia@example.org"})}, {}, "ningún destinatario",
    ),
    "the mail is turned away": ({"data_status": "554 no"}, {}, "código 554"),
    "the server is busy": ({"data_status": "451 luego"}, {}, "código 451"),
    "the server does not want to": ({"greeting": "554 no"}, {}, "código 554"),
    "it hangs up": ({"hangs_up": True}, {}, "cortó la conversación"),
    "it is slow": ({"slow_seconds": 3.0}, {}, "a tiempo"),
}  # fmt: skip


@pytest.mark.parametrize("fault", MAIL_FAULTS)
def test_a_mail_that_does_not_leave_is_told_with_its_remedy(
    attempt: Try, certificate: Path, fault: str
) -> None:
    server, channel, said = MAIL_FAULTS[fault]
    with SmtpServer(certificate=certificate, **server) as running:
        error = attempt(mail(running.port, **channel))
    assert error is not None
    assert said in error.message
    assert error.place == "correo"
    assert error.remedy
    assert PASSWORD not in str(error)
    assert running.behaviour.mails == []


def test_nothing_is_said_before_the_line_is_encrypted(attempt: Try, certificate: Path) -> None:
    with SmtpServer(certificate=certificate, offers_tls=False, password=PASSWORD) as server:
        attempt(mail(server.port, security="starttls", **SECURE))
    assert server.behaviour.logins == []


def test_a_password_that_smtp_cannot_carry_is_told(attempt: Try, certificate: Path) -> None:
    attempt.secrets = {"PADRON_CLAVE": "sésamo"}
    with SmtpServer(certificate=certificate, password="sésamo") as server:
        error = attempt(mail(server.port, security="starttls", **SECURE))
    assert error is not None
    assert "letras" in error.message


def test_nobody_listens(attempt: Try) -> None:
    for channel in (mail(nobody_listens()), hook(f"http://127.0.0.1:{nobody_listens()}/")):
        error = attempt(channel)
        assert error is not None
        assert "no se puede conectar" in error.message


def test_who_is_accepted_is_told_and_who_is_not_is_noted(attempt: Try) -> None:
    told = Told("Padrón", NOW)
    with SmtpServer(refused=frozenset({"guardia@example.org"})) as server:
        assert attempt(mail(server.port), told) is None
    assert len(server.behaviour.mails) == 1
    assert told.notes == ["correo: 1 destinatarios no fueron aceptados; los demás sí"]


def test_a_webhook_arrives_signed(attempt: Try, certificate: Path) -> None:
    with HookServer(certificate=certificate) as server:
        assert attempt(hook(server.url, secret_env="PADRON_CLAVE", ca_file="propios.pem")) is None
    (post,) = server.posts
    assert post.headers["X-Padron-Firma"] == signature_of(post.body, str(int(NOW.timestamp())), PASSWORD)
    assert post.headers["X-Padron-Momento"] == str(int(NOW.timestamp()))
    assert post.headers["Idempotency-Key"] == post.content["id"]
    assert post.content["despliegue"] == "Padrón"
    assert [(item["gravedad"], item["texto"], item["cuenta"]) for item in post.content["avisos"]] == [
        ("critica", "la noche falló", 1),
        ("media", "faltan entregas", 3),
    ]
    assert PASSWORD.encode() not in post.body


@pytest.mark.parametrize(
    ("status", "said"), [(500, "HTTP 500"), (404, "HTTP 404"), (401, "HTTP 401"), (429, "HTTP 429")]
)
def test_a_webhook_that_is_not_taken_is_told(attempt: Try, status: int, said: str) -> None:
    with HookServer([status]) as server:
        error = attempt(hook(server.url))
    assert error is not None
    assert said in error.message
    assert error.remedy


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(attempt: Try, status: int) -> None:
    with HookServer() as elsewhere, HookServer([status], location=elsewhere.url) as server:
        error = attempt(hook(server.url))
    assert error is not None
    assert "redirige" in error.message
    assert (len(server.posts), elsewhere.posts) == (1, [])


def test_a_webhook_that_does_not_answer_is_given_up(attempt: Try) -> None:
    with HookServer(slow_seconds=3.0) as server:
        error = attempt(hook(server.url))
    assert error is not None
    assert "no responde a tiempo" in error.message


def test_an_unknown_certificate_gets_nothing(attempt: Try, certificate: Path) -> None:
    with HookServer(certificate=certificate) as server:
        error = attempt(hook(server.url))
    assert error is not None
    assert "certificado" in error.message
    assert server.posts == []


def test_what_may_pass_is_tried_again_and_what_may_not_is_not(attempt: Try) -> None:
    attempt.attempts = 3
    with HookServer([500, 503]) as server:
        assert attempt(hook(server.url)) is None
    assert (len(server.posts), len(attempt.slept)) == (3, 2)
    assert server.posts[0].headers["Idempotency-Key"] == server.posts[2].headers["Idempotency-Key"]
    with HookServer([404, 404]) as server:
        assert attempt(hook(server.url)) is not None
    assert len(server.posts) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda port: mail(port, security="starttls", user="padron", password_env="PADRON_OTRA"),
        lambda port: hook(f"http://127.0.0.1:{port}/", secret_env="PADRON_OTRA"),
    ],
)
def test_a_secret_that_is_missing_is_named_and_nothing_leaves(
    attempt: Try, make: Callable[[int], Channel]
) -> None:
    error = attempt(make(nobody_listens()))
    assert error is not None
    assert "PADRON_OTRA" in error.remedy


def test_a_round_is_over_when_its_time_is_however_slow_a_channel_is(tmp_path: Path) -> None:
    """And the other channel is told meanwhile."""
    with HookServer() as quick, HookServer(slow_seconds=4.0) as slow:
        channels: dict[str, Channel] = {
            "sala": hook(quick.url),
            "lenta": hook(slow.url, name="lenta", timeout_seconds=30),
        }
        began = time.monotonic()
        outcome = Sender(tmp_path, attempts=1, budget_seconds=1.0).send(
            channels, (batch("sala"), batch("lenta")), Told("Padrón", NOW)
        )
        assert time.monotonic() - began < 3.5
    assert outcome["sala"] is None
    assert "no terminó a tiempo" in str(outcome["lenta"])
