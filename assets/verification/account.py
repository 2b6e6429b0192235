"""The account of a verification: what was looked at, how much of it holds, and where the first does not.

Belongs here: the order of the checks, and the account for people and machines. Does not belong here: what each of them
looks at (log.py, files.py, outside.py), or the command (pipelines/verify_command.py).

A check goes on to its end after a failure, so that the account says how many there are; a chain ends at the first,
behind which nothing can be said. Places are files and numbers, never a value.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.progress import report
from assets.store import Store
from assets.verification import files, log
from assets.verification.looking import Fault, Look
from snis.errors import PadronError
from snis.keys import Keys

_EVERY = 50
_NO_KEYS = "no se comprobó: hace falta el archivo de claves"


@dataclass(frozen=True)
class Check:
    """One thing that was asked.

    Attributes:
        code: its name for machines.
        title: what it asks, for people.
        passed: whether nothing was found against it.
        place: the first thing that does not hold; empty when all does.
        count: how many things were looked at.
        failed: how many of them do not hold.
        message, remedy: of the first of them, or what a person should know although it passed.
        notice: whether a person should look although it passed.
    """

    code: str
    title: str
    passed: bool
    place: str = ""
    count: int = 0
    failed: int = 0
    message: str = ""
    remedy: str = ""
    notice: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "codigo": self.code,
            "titulo": self.title,
            "bien": self.passed,
            "aviso": self.notice,
            "lugar": self.place,
            "revisados": self.count,
            "fallas": self.failed,
            "motivo": self.message,
            "remedio": self.remedy,
        }


@dataclass(frozen=True)
class Verification:
    """All checks, in their order."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was found against any of them."""
        return all(check.passed for check in self.checks)

    @property
    def exit_code(self) -> int:
        """0 when all holds, 1 when a person should look all the same, 2 when something does not hold."""
        if not self.passed:
            return 2
        return 1 if any(check.notice for check in self.checks) else 0

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {"bien": self.passed, "comprobaciones": [check.as_dict() for check in self.checks]}


def verify_work(work: Path, keys: Keys | None, *, quick: bool = False) -> Verification:
    """Check a work folder.

    Args:
        work: the folder.
        keys: of the deployment; without them, what is sealed is not looked at, and the account says so.
        quick: whether only the ledger and its anchors are looked at.
    """
    store = Store(work, keys) if keys is not None else None
    open_looks: list[Look] = [*log.looks(work, keys)]
    sealed: list[tuple[str, str, Callable[[Store], Look]]] = []
    if not quick:
        open_looks += files.open_looks(work)
        sealed = [*log.SEALED, *files.SEALED]
    checks = [_checked(look) for look in open_looks]
    for code, title, look_at in sealed:
        if store is None:
            checks.append(Check(code, title, passed=True, message=_NO_KEYS, notice=True))
        else:
            checks.append(_checked(look_at(store)))
    return Verification(tuple(checks))


def account_of(looks: Iterable[Look]) -> Verification:
    """The account of some looks alone."""
    return Verification(tuple(_checked(look) for look in looks))


def _checked(look: Look) -> Check:
    """Take a look to its end."""
    count, faults = 0, []
    for fault in _safely(look):
        if fault is not None:
            faults.append(fault)
        if fault is None or not fault.stops:
            count += 1
        if count % _EVERY == 0 and count < look.total:
            report(look.title, count, look.total)
    report(look.title, max(look.total, count, 1), max(look.total, count, 1))
    wrong = [fault for fault in faults if not fault.is_notice]
    first = (wrong or faults or [Fault("", "")])[0]
    return Check(
        look.code,
        look.title,
        passed=not wrong,
        place=first.place,
        count=count,
        failed=len(wrong),
        message=first.message,
        remedy=first.remedy,
        notice=len(faults) > len(wrong),
    )


def _safely(look: Look) -> Iterator[Fault | None]:
    """What a look finds; a failure that ends it is found too."""
    try:
        yield from look.found()
    except PadronError as error:
        yield Fault(error.place, error.message, error.remedy, stops=True)
    except (OSError, LookupError, TypeError, ValueError) as error:
        # Whatever was written into the ledger or a record; the text of the failure could hold it.
        yield Fault(look.code, f"no se pudo terminar de comprobar ({type(error).__name__})", stops=True)
