"""A real Chromium, driven over two pipes: no driver, no port, no network.

Belongs here: finding and starting a browser, and the few things that the tests ask of a page. Does not belong here:
what a page has to be like (test_catalogue.py). The protocol is that of Chrome DevTools over --remote-debugging-pipe:
JSON messages ended by a zero byte.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

# Debian's chromium; PADRON_CHROMIUM points at another.
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome-headless-shell")
MISSING = "no hay Chromium: apt-get install chromium en Debian, o PADRON_CHROMIUM=/ruta/al/programa"
_PATIENCE_SECONDS = 120.0
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}


def find_chromium() -> str | None:
    """The browser to use; None when there is none on this machine."""
    named = os.environ.get("PADRON_CHROMIUM")
    found = [named] if named and Path(named).is_file() else [shutil.which(name) for name in NAMES]
    return next((path for path in found if path), None)


class Chromium:
    """A browser with one page."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="padron-chromium-", ignore_cleanup_errors=True)
        child_in, self._out = _pipe()
        self._in, child_out = _pipe()
        self._process = subprocess.Popen(
            [
                program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--lang=es",
                f"--user-data-dir={self._profile.name}", "about:blank",
            ],
            pass_fds=(3, 4),
            preexec_fn=lambda: (os.dup2(child_in, 3), os.dup2(child_out, 4)),  # type: ignore[arg-type,return-value]
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        os.close(child_in)
        os.close(child_out)
        self._buffer = b""
        self._number = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.send(f"{domain}.enable")
        self.size(1280, 900)

    def close(self) -> None:
        """End the browser and forget its profile."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            found = self._next(end)
            if found.get("id") == self._number:
                if "error" in found:
                    raise RuntimeError(f"{method}: {found['error']}")
                return dict(found["result"])
            self.events.append(found)

    def open(self, path: Path) -> None:
        """Load a file of this machine, and wait until it is there."""
        self.events.clear()
        self.send("Page.navigate", url=path.as_uri())
        end = time.monotonic() + _PATIENCE_SECONDS
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next(end))

    def run(self, script: str) -> Any:
        """The value of an expression on the page; promises are waited for."""
        found = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"].get("exception", {}).get("description", "error"))
        return found["result"].get("value")

    def press(self, key: str, *, shift: bool = False) -> None:
        """A key goes down and up."""
        code, text = _KEYS[key], {"Enter": "\r", " ": " "}.get(key, "")
        common = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str) -> None:
        """Text goes to what has the focus."""
        self.send("Input.insertText", text=text)

    def size(self, width: int, height: int) -> None:
        """The window."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def media(self, kind: str = "screen", **features: str) -> None:
        """What the reader's system prefers, such as prefers_color_scheme="dark", and screen or print."""
        asked = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.send("Emulation.setEmulatedMedia", media=kind, features=asked)

    def screenshot(self, path: Path) -> None:
        """The page as it is seen, whole."""
        found = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))

    def complaints(self) -> list[str]:
        """What the console said since the page was opened: errors and warnings."""
        self.run("0")
        said = []
        for event in self.events:
            params = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                said.append(str(params["exceptionDetails"].get("text")))
            if event.get("method") == "Log.entryAdded" and params["entry"]["level"] in {"error", "warning"}:
                said.append(str(params["entry"]["text"]))
            if event.get("method") == "Runtime.consoleAPICalled" and params["type"] in {"error", "warning"}:
                said.append(str(params["args"]))
        return said

    def requests(self) -> list[str]:
        """Addresses that the page asked for since it was opened."""
        self.run("0")
        asked = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [str(event["params"]["request"]["url"]) for event in asked]

    def _next(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self._in, 1 << 16)
            if not piece:
                raise RuntimeError("the browser ended")
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))


def _pipe() -> tuple[int, int]:
    """A pipe whose ends lie above the numbers that the browser wants for its own."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]
