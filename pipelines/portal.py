"""The local catalogue on loopback, for whoever wants to look at it through a browser's address bar.

Belongs here: serving work/public read only, on 127.0.0.1. Does not belong here: pages (publish/site.py).
"""

from http.server import ThreadingHTTPServer
from pathlib import Path

from pipelines.loopback import file_server
from snis.errors import PublishError


def open_portal(public: Path, port: int) -> ThreadingHTTPServer:
    """A server of a public folder, bound and not yet serving. A release that takes its place is seen at once.

    Raises:
        PublishError: there is no release to serve.
        SettingsError: the port cannot be had.
    """
    if not (public / "index.html").exists():
        raise PublishError("no hay catálogo todavía", place=public.name, remedy="Ejecute antes `padron run`.")
    return file_server(public, port)
