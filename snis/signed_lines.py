"""Files of signed lines: their canonical form, the chain of signatures, and the proof that none is missing.

Belongs here: what every such file has in common. Does not belong here: what a line of one means (linkage_decisions.py,
finding_events.py), or the file on the disk (assets/signed_file.py).

The signature of a line covers that of the line before, so that a line that is changed, moved, taken out or slipped in
shows. That lines were cut off the end does not show by itself: the ledger remembers how many there were.
"""

import hmac
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NoReturn, Protocol

from snis.canonical import canonical
from snis.errors import PadronError
from snis.ledger import GENESIS

_SIGNATURE = re.compile(r"[0-9a-f]{64}")


class Signed(Protocol):
    """A line that was read or signed: its place in the file, from 1, and its signature."""

    @property
    def number(self) -> int:
        """Place in the file."""

    @property
    def signature(self) -> str:
        """HMAC-SHA256 over all else."""


@dataclass(frozen=True)
class SignedForm:
    """What the lines of one file hold, and how its failures are told.

    Attributes:
        purpose: what its key is made for.
        names: of what a line holds but for its signature; the first is its number and the last the signature of the
            line before, or 64 zeros.
        file: its name.
        what: its lines, in a word for people.
        while_broken: what does not happen while the file does not hold.
        error: how it fails.
    """

    purpose: str
    names: Sequence[str]
    file: str
    what: str
    while_broken: str
    error: type[PadronError]

    def key(self, deployment_key: bytes) -> bytes:
        """The key that signs, made from one of the deployment's: whoever has one deployment's keys has both."""
        return hmac.digest(deployment_key, f"padron|{self.purpose}".encode(), sha256)

    def sign(self, values: Iterable[Any], key: bytes) -> str:
        """The signature of a line that holds these values, in the order of the names."""
        return _signature(canonical(dict(zip(self.names, values, strict=True))), key)

    def to_line(self, values: Iterable[Any], signature: str) -> str:
        """The line, without its end."""
        return canonical({**dict(zip(self.names, values, strict=True)), "firma": signature})

    def read(self, lines: Iterable[str], key: bytes) -> Iterator[tuple[Any, ...]]:
        """The values and the signature of each line, proven to be signed with the key and to follow the one before.

        Raises:
            PadronError: of the form's own type; names the first line that does not hold.
        """
        previous = GENESIS
        for number, line in enumerate(lines, start=1):
            values, signature = self._parse(line, number)
            whole = (values[0], values[-1]) == (number, previous)
            if not (whole and hmac.compare_digest(signature, _signature(_signed_text(line, signature), key))):
                self._refuse(
                    "la firma no corresponde: la línea fue cambiada, movida o escrita con otra clave",
                    place=f"{self.file}, línea {number}",
                )
            yield (*values, signature)
            previous = signature

    def check_end(self, read: Sequence[Signed], number: int, signature: str | None = None) -> None:
        """Hold a file that was read against the last line of it that somebody remembers.

        Raises:
            PadronError: of the form's own type; that line is not there, or is another.
        """
        if len(read) < number or signature not in {None, read[number - 1].signature}:
            self._refuse(
                f"faltan {self.what} al final del archivo: la bitácora recuerda {number} {self.what}",
                place=self.file,
            )

    def _parse(self, line: str, number: int) -> tuple[list[Any], str]:
        try:
            content = json.loads(line)
            values, signature = [content[name] for name in self.names], str(content["firma"])
        except (ValueError, TypeError, KeyError):
            values, signature = [], ""
        if not _SIGNATURE.fullmatch(signature):
            self._refuse(f"la línea no es de las de {self.what}", place=f"{self.file}, línea {number}")
        return values, signature

    def _refuse(self, message: str, *, place: str) -> NoReturn:
        remedy = f"Restaure el archivo de su respaldo; {self.while_broken} mientras tanto."
        raise self.error(message, place=place, remedy=remedy)


def next_place(last: Signed | None) -> tuple[int, str]:
    """Number of the line that follows another, and the signature that it carries on."""
    return (last.number + 1, last.signature) if last else (1, GENESIS)


def _signed_text(line: str, signature: str) -> str:
    """What the signature of a line covers: the line without it. Any other form of the same content does not hold."""
    return line.replace(f'"firma":"{signature}",', "", 1)


def _signature(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), sha256).hex()
