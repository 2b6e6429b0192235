"""calamine in a process apart: started, asked, and begun anew when a file ends it.

Belongs here: the process and its requests. Does not belong here: what runs in it (calamine_worker.py), or what a
refusal says (calamine_sheet.py).
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from assets.reading.calamine_frames import SECONDS, receive, send
from snis.errors import PadronError

_ROOT = Path(__file__).resolve().parents[2]
# Without what else is set for Python here, and with these modules and no others of their name.
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); from assets.reading.calamine_worker import serve; serve()"
)
COMMAND = (sys.executable, "-I", "-c", _BEGIN, str(_ROOT))
_START_SECONDS = 60
# More text than any file that is admitted expands to; beyond it, memory would be at stake here.
_MOST_BYTES = 4 << 30


class EndedError(Exception):
    """A request ended the process.

    Attributes:
        is_late: it took too long.
    """

    def __init__(self, *, is_late: bool) -> None:
        super().__init__()
        self.is_late = is_late


class _KilledError(Exception):
    """Somebody else ended the process, which says nothing of the file."""


class Apart:
    """A process that reads; requests of several threads go one after the other.

    Attributes:
        turn: held by a thread whose next requests belong together.
    """

    def __init__(self, command: tuple[str, ...] = COMMAND, seconds: float = SECONDS) -> None:
        self._command, self._seconds = command, seconds
        self.turn = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def ask(self, request: dict[str, Any], content: bytes = b"") -> list[bytearray]:
        """The messages of an answer.

        Raises:
            EndedError: the request ended the process, or took too long.
            PadronError: the process does not start.
        """
        with self.turn:
            try:
                return self._asked(request, content)
            except _KilledError:
                pass
            try:
                return self._asked(request, content)
            except _KilledError:
                raise EndedError(is_late=False) from None

    def stop(self) -> None:
        """End the process; the next request starts another one."""
        process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def leave(self) -> None:
        """Forget the process without ending it: a copy of this process has no part in it."""
        if self._process is not None:
            self._close(self._process)
            # It is no child of a copy, which therefore has nothing to wait for.
            self._process.returncode = 0
        self._process, self.turn = None, threading.RLock()

    def _asked(self, request: dict[str, Any], content: bytes) -> list[bytearray]:
        process = self._running()
        with _ended_after(process, self._seconds) as is_late:
            try:
                send(_number(process.stdin), json.dumps(request).encode())
                send(_number(process.stdin), content)
                return list(_messages(process))
            except (EOFError, BrokenPipeError):
                code = self._end()
            except BaseException:
                # Half an answer is left in the pipe.
                process.kill()
                self._end()
                raise
        if code == -signal.SIGKILL and not is_late.is_set():
            raise _KilledError
        raise EndedError(is_late=is_late.is_set() or code == -signal.SIGXCPU)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        # Keys of a terminal are not for it, and what it writes about a file is for nobody.
        self._process = process = subprocess.Popen(
            self._command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with _ended_after(process, _START_SECONDS):
                receive(_number(process.stdout))
        except EOFError:
            self._end()
            message = "No arranca el proceso que lee libros de Excel."
            raise PadronError(message, remedy="Revise la instalación de python-calamine.") from None
        return process

    def _end(self) -> int:
        """End the process, wait for it, and say how it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        self._close(process)
        # A process that is ending by itself says why; one that has work is not waited for.
        try:
            return process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    @staticmethod
    def _close(process: "subprocess.Popen[bytes]") -> None:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


@contextmanager
def _ended_after(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[threading.Event]:
    """End a process that is still at it after so long, which its pipes then tell."""
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()


def _messages(process: "subprocess.Popen[bytes]") -> Iterator[bytearray]:
    size = 0
    while message := receive(_number(process.stdout)):
        size += len(message)
        if size > _MOST_BYTES:
            raise EndedError(is_late=False)
        yield message


def _number(pipe: IO[bytes] | None) -> int:
    """The number of a pipe that was asked for when the process began."""
    return pipe.fileno() if pipe else -1


apart = Apart()
os.register_at_fork(after_in_child=apart.leave)
atexit.register(apart.stop)
