"""A small SMTP server on loopback, with the faults that real ones have.

It speaks as much as smtplib asks: EHLO, STARTTLS, AUTH PLAIN and LOGIN, MAIL, RCPT, DATA, QUIT.
"""

import base64
import socket
import socketserver
import ssl
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import cast


@dataclass
class Behaviour:
    """How the server behaves, and what it got."""

    certificate: Path | None = None
    implicit: bool = False
    offers_tls: bool = True
    password: str = ""
    greeting: str = "220 hola"
    data_status: str = "250 tomado"
    refused: frozenset[str] = frozenset()
    slow_seconds: float = 0.0
    hangs_up: bool = False
    mails: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    def setup(self) -> None:
        self.behaviour = cast("SmtpServer", self.server).behaviour
        self.is_encrypted = False
        if self.behaviour.implicit:
            self._encrypt()
        super().setup()

    def handle(self) -> None:
        if self.behaviour.hangs_up:
            return
        time.sleep(self.behaviour.slow_seconds)
        self._say(self.behaviour.greeting)
        while line := self.rfile.readline().decode().strip():
            if not self._answer(line):
                return

    def _answer(self, line: str) -> bool:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                self._ehlo()
            case "STARTTLS":
                self._say("220 adelante")
                self._encrypt()
                super().setup()
            case "AUTH":
                self._auth(rest)
            case "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                self._say("550 no" if address in self.behaviour.refused else "250 bien")
            case "DATA":
                self._data()
            case "QUIT":
                self._say("221 adiós")
                return False
            case _:
                self._say("250 bien")
        return True

    def _ehlo(self) -> None:
        offers = []
        if self.behaviour.offers_tls and self.behaviour.certificate and not self.is_encrypted:
            offers.append("STARTTLS")
        if self.behaviour.password:
            offers.append("AUTH PLAIN")
        lines = ["hola", *offers]
        for place, text in enumerate(lines):
            self._say(f"250{' ' if place == len(lines) - 1 else '-'}{text}")

    def _auth(self, rest: str) -> None:
        _, _, secret = rest.partition(" ")
        _, user, password = base64.b64decode(secret).decode().split("\0")
        self.behaviour.logins.append((user, password))
        self._say("235 pase" if password == self.behaviour.password else "535 no")

    def _data(self) -> None:
        self._say("354 escriba")
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        if self.behaviour.data_status.startswith("250"):
            self.behaviour.mails.append("\n".join(lines))
            self.behaviour.encrypted.append(self.is_encrypted)
        self._say(self.behaviour.data_status)

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.behaviour.certificate is not None
        context.load_cert_chain(self.behaviour.certificate)
        self.request = context.wrap_socket(self.request, server_side=True)
        self.is_encrypted = True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class SmtpServer(socketserver.ThreadingTCPServer):
    """A server that runs while the block does."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, **behaviour: object) -> None:
        self.behaviour = Behaviour(**behaviour)  # type: ignore[arg-type]
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle is part of the tests."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> "SmtpServer":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()


def nobody_listens() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
