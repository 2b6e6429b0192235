"""The gate: reads the very bytes about to leave and says whether they may.

Belongs here: the walk over a staging folder and the order in which every file meets every rule. Does not belong
here: the rules (gate_text.py, gate_tables.py, gate_packages.py), decoding (gate_files.py), what to do with the
verdict. It trusts nothing that was computed before: it reads files, not tables of the night. It fails closed: a
file that it cannot read, or does not know, keeps the whole release from leaving.

Rules are listed in docs/privacidad.md. Not here yet (issue D): bounds over all relations, hold rule, earlier
releases, microdata, human exceptions.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa

from publish.gate_exhibit import Exhibit, UnreadableFileError, distinct_texts
from publish.gate_files import read_file
from publish.gate_findings import Finding, Verdict, verdict_of
from publish.gate_packages import DESCRIPTOR, Package, find_in_package, is_auxiliary, read_package, table_of
from publish.gate_rules import GateRules, TableRule
from publish.gate_tables import find_in_table
from publish.gate_text import NAME, find_in_texts, find_restricted


@dataclass(frozen=True)
class _Release:
    """A staging folder as read: bytes and evidence by path, and what could not be read."""

    files: dict[str, bytes]
    exhibits: tuple[Exhibit, ...]
    packages: tuple[Package, ...]
    unreadable: tuple[Finding, ...]

    def package_of(self, path: str) -> Package | None:
        """The innermost package in which a file lies."""
        around = [package for package in self.packages if package.holds(path)]
        return max(around, key=lambda package: len(package.folder), default=None)


def inspect(folder: Path, rules: GateRules) -> Verdict:
    """What the gate says of a staging folder: every file in it, in any depth, and every name.

    Args:
        folder: holds exactly what is about to leave.
        rules: what it is compared with (gate_rules.build_rules).
    """
    release = _read(folder, rules)
    findings = list(release.unreadable)
    if not release.files:
        findings.append(Finding(".", "G-ARC-01", "", 1, "no hay nada que publicar"))
    for exhibit in release.exhibits:
        findings += _judge(exhibit, release, rules)
    for package in release.packages:
        findings += find_in_package(package, rules, files=release.files)
    findings += _renditions(release, rules)
    names = _safe_names(release, findings)
    return verdict_of(
        (replace(finding, file=names.get(finding.file, finding.file)) for finding in findings),
        files=len(release.files),
        size=sum(map(len, release.files.values())),
    )


def _read(folder: Path, rules: GateRules) -> _Release:
    files: dict[str, bytes] = {}
    exhibits: list[Exhibit] = []
    unreadable: list[Finding] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or path.name.startswith(".") or not (path.is_file() or path.is_dir()):
            unreadable.append(Finding(name, "G-ARC-01", "", 1, "es un enlace, un archivo oculto u otra cosa"))
        elif path.is_file():
            files[name] = path.read_bytes()
            try:
                exhibits += read_file(name, files[name])
            except UnreadableFileError as error:
                unreadable.append(Finding(name, "G-ARC-02", "", 1, error.reason))
                # Its name is still judged.
                exhibits.append(Exhibit(name, "", b""))
    packages = tuple(
        read_package(exhibit, rules) for exhibit in exhibits if Path(exhibit.path).name == DESCRIPTOR
    )
    return _Release(files, tuple(exhibits), packages, tuple(unreadable))


def _judge(exhibit: Exhibit, release: _Release, rules: GateRules) -> Iterator[Finding]:
    package = release.package_of(exhibit.path)
    yield from find_in_texts(exhibit, rules, shown_path=exhibit.path)
    if package is None or not package.is_restricted(rules):
        yield from find_restricted(
            exhibit, rules, shown_path=exhibit.path, allowed=_texts_of_restricted(release, rules)
        )
    forbidden = sum(1 for label in exhibit.labels if label.strip().lower() in rules.forbidden_fields)
    if forbidden:
        yield Finding(exhibit.path, "G-CAM-01", "campos", forbidden, "hay campos que no pueden salir")
    for rule, place, count, message in exhibit.oddities:
        yield Finding(exhibit.path, rule, place, count, message)
    if exhibit.table is not None:
        yield from _judge_table(exhibit, exhibit.table, package=package, rules=rules)


def _judge_table(
    exhibit: Exhibit, table: pa.Table, *, package: Package | None, rules: GateRules
) -> Iterator[Finding]:
    rule = table_of(exhibit.path, package, rules)
    declared = package is not None and exhibit.path in package.resources
    if rule is not None:
        yield from find_in_table(table, rule, rules, shown_path=exhibit.path)
    elif not is_auxiliary(exhibit.path, table.column_names, package):
        yield Finding(exhibit.path, "G-CAM-02", "tabla", 1, "la tabla no tiene contrato")
    if rule is not None and package is not None and rule.table not in package.tables:
        yield Finding(exhibit.path, "G-UNI-03", "tabla", 1, "el conjunto de datos no puede llevar esta tabla")
    if package is not None and not declared and "!" not in exhibit.path:
        yield Finding(exhibit.path, "G-ARC-03", "", 1, "el paquete no declara este archivo")


def _texts_of_restricted(release: _Release, rules: GateRules) -> tuple[str, ...]:
    """What a catalogue may print of the restricted dataset: its title and description."""
    return tuple(
        text
        for package in release.packages
        if package.dataset is not None and package.is_restricted(rules)
        for text in (package.dataset.title, package.dataset.description)
    )


def _renditions(release: _Release, rules: GateRules) -> Iterator[Finding]:
    """All renditions of a table in a package hold the same rows."""
    seen: dict[tuple[str, str], pa.Table] = {}
    for exhibit in release.exhibits:
        package = release.package_of(exhibit.path)
        rule = table_of(exhibit.path, package, rules)
        if exhibit.table is None or rule is None:
            continue
        first = seen.setdefault((package.folder if package else "", rule.table), exhibit.table)
        if first is not exhibit.table and not _same_figures(first, exhibit.table, rule):
            yield Finding(exhibit.path, "G-COH-01", "filas", 1, "no dice lo mismo que el otro formato")


def _same_figures(one: pa.Table, other: pa.Table, rule: TableRule) -> bool:
    """Same columns, and in each the same values as often; order was judged apart."""
    numeric = {column.name for column in rule.columns if column.type != "string"}
    return one.column_names == other.column_names and all(
        _counted(one.column(name), numeric=name in numeric)
        == _counted(other.column(name), numeric=name in numeric)
        for name in one.column_names
    )


def _counted(column: pa.ChunkedArray, *, numeric: bool) -> Counter[str]:
    """How often each value stands in a column; 12, 12.0 and 12.00 are one number, codes stay as written."""
    counted: Counter[str] = Counter()
    for text, count in distinct_texts(column):
        counted[_plain_number(text) if numeric else text] += count
    return counted


def _plain_number(text: str) -> str:
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def _safe_names(release: _Release, findings: list[Finding]) -> dict[str, str]:
    """Another name for a file whose own name is a finding, so that no report repeats it."""
    bad = {finding.file for finding in findings if finding.place == NAME}
    numbered = {exhibit.path: number for number, exhibit in enumerate(release.exhibits, start=1)}
    return {path: f"archivo n.º {numbered.get(path, 0)}" for path in bad}
