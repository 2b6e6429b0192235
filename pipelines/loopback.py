"""A little server for the browser of this machine: taking its port, and serving until it is told to end.

Belongs here: that, for every server of the command line. Does not belong here: what one answers (portal.py,
review_page.py).
"""

import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

import typer

from snis.errors import SettingsError

LOOPBACK = "127.0.0.1"
_Server = TypeVar("_Server", bound=HTTPServer)


def bound(make: Callable[[], _Server], *, port: int) -> _Server:
    """A server that has taken its port and does not serve yet.

    Raises:
        SettingsError: the port cannot be had.
    """
    try:
        return make()
    except OSError:
        raise SettingsError(
            "el puerto está ocupado o no se puede abrir",
            place=f"--port {port}",
            remedy="Elija otro con --port.",
        ) from None


def file_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of a folder's files, read only, bound and not yet serving.

    Raises:
        SettingsError: the port cannot be had.
    """
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    return bound(lambda: ThreadingHTTPServer((LOOPBACK, port), handler), port=port)


def end_on_signals() -> None:
    """Let both signals that end a server end it in order.

    A service manager ends it with SIGTERM, and a shell may have started it with SIGINT ignored.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def serve(server: HTTPServer, address: str) -> None:
    """Say where it is, and serve until a signal ends it."""
    typer.echo(f"{address}  (Ctrl+C termina)")
    with suppress(KeyboardInterrupt):
        server.serve_forever()
