"""Commands and long-lived processes of a CKAN server for tests.

Belongs here: running, starting, waiting, stopping. A process is known by its number and the moment it began, so that a
number that the system gave to somebody else is never signalled. Does not belong here: which processes there are
(portal.py).
"""

import contextlib
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.ckan.server.folder import Folder, RigError

_TAIL = 1500


def run(
    folder: Folder,
    command: Sequence[str | Path],
    *,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    given: str | None = None,
) -> str:
    """Run a command to its end and return what it printed; everything goes to log/setup.log.

    Raises:
        RigError: it failed, with the end of what it said.
    """
    words = [str(word) for word in command]
    group = pwd.getpwnam(user).pw_gid if user else None
    extra = {"HOME": str(folder.root)} if user else {}
    done = subprocess.run(
        words, env={**os.environ, **extra, **(env or {})}, cwd=folder.root, input=given or "", text=True,
        capture_output=True, check=False, user=user, group=group, extra_groups=[] if user else None,
    )  # fmt: skip
    with (folder.log / "setup.log").open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(words)[:200]}\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        raise RigError(f"{' '.join(words[:4])} failed: {(done.stdout + done.stderr).strip()[-_TAIL:]}")
    return done.stdout


def start(
    folder: Folder, name: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None
) -> Callable[[], bool]:
    """Start a long-lived process in a session of its own; returns whether it is still alive, as a function."""
    with (folder.log / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [str(word) for word in command], cwd=folder.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, env={**os.environ, **(env or {})},
        )  # fmt: skip
    note(folder, name, process.pid)
    return lambda: process.poll() is None


def note(folder: Folder, name: str, pid: int) -> None:
    """Remember a process in run/NAME.pid."""
    (folder.root / "run" / f"{name}.pid").write_text(f"{pid} {began(pid)}\n", encoding="utf-8")


def wait(
    folder: Folder, name: str, ready: Callable[[], bool], *, alive: Callable[[], bool], seconds: float
) -> None:
    """Wait until a process is ready.

    Raises:
        RigError: it ended, or was not ready in time, with the end of its log.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        with contextlib.suppress(OSError, ValueError):
            if ready():
                return
        time.sleep(0.1)
    text = (folder.log / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    raise RigError(f"{name} did not come up: {text[-_TAIL:].strip()}")


def stop(root: Path, name: str, first: signal.Signals) -> bool:
    """Stop a process, gently at first; returns whether it is gone."""
    path = root / "run" / f"{name}.pid"
    if not path.exists():
        return True
    number, moment = path.read_text(encoding="utf-8").split()
    pid = int(number)
    for sign, seconds in ((first, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        if began(pid) != moment:
            break
        os.kill(pid, sign)
        end = time.monotonic() + seconds
        while began(pid) == moment and time.monotonic() < end:
            time.sleep(0.05)
    if began(pid) == moment:
        return False
    path.unlink()
    return True


def is_running(root: Path, name: str) -> bool:
    """Whether a process that was noted in run/NAME.pid lives."""
    path = root / "run" / f"{name}.pid"
    if not path.exists():
        return False
    number, moment = path.read_text(encoding="utf-8").split()
    return began(int(number)) == moment


def began(pid: int) -> str | None:
    """When a living process began, in the kernel's ticks; None when there is none."""
    with contextlib.suppress(OSError):
        state, *rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return None if state == "Z" else rest[18]
    return None
