"""The line to a portal: HTTP connections that are cut when a whole answer took longer than it may.

Belongs here: the moment at which a call ends, whatever the other side does. Does not belong here: how long a call may
take, or what follows when it is cut (ckan_api.py).

The timeouts of requests begin anew with every byte. A portal, or a server in front of it, that lets an answer drip one
byte at a time would hold a night for ever; so would one that takes an upload as slowly.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class Line(HTTPAdapter):
    """An adapter that knows the connection in use; one call at a time."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._over = threading.Event()
        self._pools = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self),
        }
        super().__init__()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Everything of a call, the last byte of its answer included, in so many seconds.

        Raises:
            requests.Timeout: it took longer, whatever it brought.
        """
        self._socket = None
        self._over.clear()
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception:
            # Whatever a torn answer looks like to whoever reads it.
            if not self._over.is_set():
                raise
        finally:
            timer.cancel()
        # An answer without a length that is cut looks whole.
        if self._over.is_set():
            raise requests.ReadTimeout

    def uses(self, connection: Any) -> None:
        """Told by a connection that it carries the call."""
        self._socket = connection.sock
        if self._over.is_set():
            self._cut()

    def _cut(self) -> None:
        self._over.set()
        if self._socket is not None:
            with suppress(OSError):
                # Not the method of an encrypted socket, which is not made for a second thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Called by requests."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:
        """Called by requests."""
        manager: PoolManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


class _Told:
    """A connection that tells its line when it is opened, and when it is used again."""

    line: Line

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.line.uses(self)

    def request(self, *args: Any, **kwargs: Any) -> None:
        self.line.uses(self)
        super().request(*args, **kwargs)  # type: ignore[misc]


def _pool(pool: type, connection: type, line: Line) -> type:
    kind = type(connection.__name__, (_Told, connection), {"line": line})
    return type(pool.__name__, (pool,), {"ConnectionCls": kind})
