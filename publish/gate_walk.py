"""A staging folder as the gate reads it: every file once, with everything in it, and what could not be read.

Belongs here: the walk, its limits, and which package a file lies in. Does not belong here: reading one file
(gate_files.py), judging (gate.py).

The same bytes under two names (latest beside its release) are read once and judged under both.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from publish.gate_exhibit import Exhibit, UnreadableFileError, kind_of
from publish.gate_files import read_file
from publish.gate_findings import Finding
from publish.gate_packages import DESCRIPTOR, Package, read_package
from publish.gate_rules import GateRules

MAX_FILES = 100_000
MAX_FILE_BYTES = 1 << 30
MAX_BYTES = 8 << 30
MAX_SECONDS = 1_800.0


@dataclass(frozen=True)
class Limits:
    """How much the gate reads before it gives up, which is a refusal."""

    files: int = MAX_FILES
    file_bytes: int = MAX_FILE_BYTES
    bytes: int = MAX_BYTES
    seconds: float = MAX_SECONDS


class Deadline:
    """When the gate gives up."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def has_passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self._end


@dataclass(frozen=True)
class ReleaseBytes:
    """A staging folder as read: bytes and evidence by path, and what could not be read."""

    files: Mapping[str, bytes]
    exhibits: tuple[Exhibit, ...]
    packages: tuple[Package, ...]
    unreadable: tuple[Finding, ...]

    @cached_property
    def digests(self) -> frozenset[str]:
        """SHA-256, SHA-1 and MD5 of every file, which a release may print."""
        return frozenset(
            hashlib.new(name, data, usedforsecurity=False).hexdigest()
            for data in set(self.files.values())
            for name in ("sha256", "sha1", "md5")
        )

    def package_of(self, path: str) -> Package | None:
        """The innermost package in which a file lies."""
        around = [package for package in self.packages if package.holds(path)]
        return max(around, key=lambda package: len(package.folder), default=None)


def read_folder(
    folder: Path,
    rules: GateRules,
    limits: Limits,
    deadline: Deadline,
    *,
    chosen: Callable[[Path], bool] = lambda path: True,
) -> ReleaseBytes:
    """Every file of a folder, in any depth; of one that is not judged, those that are asked for."""
    files: dict[str, bytes] = {}
    exhibits: list[Exhibit] = []
    unreadable: list[Finding] = []
    known: dict[tuple[str, bytes], tuple[str, list[Exhibit]]] = {}
    for path in filter(chosen, sorted(folder.rglob("*"))):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or path.name.startswith(".") or not (path.is_file() or path.is_dir()):
            unreadable.append(Finding(name, "G-ARC-01", "", 1, "es un enlace, un archivo oculto u otra cosa"))
        elif path.is_file():
            size = path.stat().st_size
            if (
                deadline.has_passed
                or size > limits.file_bytes
                or len(files) >= limits.files
                or size + sum(map(len, files.values())) > limits.bytes
            ):
                unreadable.append(Finding(name, "G-ARC-06", "", 1, "pasa los límites de tiempo o de tamaño"))
                break
            files[name] = path.read_bytes()
            key = (kind_of(name), hashlib.sha256(files[name]).digest())
            try:
                if key not in known:
                    known[key] = (name, list(read_file(name, files[name])))
                exhibits += _renamed(*known[key], name)
            except UnreadableFileError as error:
                unreadable.append(Finding(name, "G-ARC-02", "", 1, error.reason))
                # Its name is still judged.
                exhibits.append(Exhibit(name, "", b""))
            except Exception as error:
                unreadable.append(
                    Finding(name, "G-ARC-06", type(error).__name__, 1, "no se pudo terminar de leer")
                )
                exhibits.append(Exhibit(name, "", b""))
    packages = tuple(
        read_package(exhibit, rules) for exhibit in exhibits if Path(exhibit.path).name == DESCRIPTOR
    )
    return ReleaseBytes(files, tuple(exhibits), packages, tuple(unreadable))


def _renamed(first: str, exhibits: list[Exhibit], name: str) -> Iterator[Exhibit]:
    """What was read under one name, under another; a table's rendition goes by its own stem."""
    for exhibit in exhibits:
        yield exhibit if first == name else replace(exhibit, path=name + exhibit.path.removeprefix(first))
