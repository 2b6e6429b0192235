"""The gate: reads the very bytes about to leave and says whether they may.

Belongs here: the order in which every file, table, package and release meets every rule, and how findings become a
verdict. Does not belong here: the rules (the other gate_*.py), reading (gate_walk.py, gate_files.py), what to do with
the verdict. It trusts nothing that was computed before: it reads files, not tables of the night. It fails closed: what
it cannot read, does not know or cannot finish keeps the whole release from leaving.

Rules are listed in docs/privacidad.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from publish.gate_anchors import find_in_anchors, printable_digests
from publish.gate_attack import find_by_attack
from publish.gate_certificate import find_in_certificate
from publish.gate_documents import find_in_document
from publish.gate_exceptions import CATALOGUE, sorted_out
from publish.gate_exhibit import Exhibit
from publish.gate_figures import Figures, figures_of, find_figures, folder_of
from publish.gate_findings import Finding, Verdict, verdict_of
from publish.gate_lists import find_in_list
from publish.gate_microdata import find_in_sample
from publish.gate_packages import DESCRIPTOR, Package, find_in_package, is_auxiliary, table_of
from publish.gate_records import Records
from publish.gate_renditions import same_rows
from publish.gate_reports import Reports
from publish.gate_restricted import find_by_subtraction, texts_of_restricted
from publish.gate_rules import GateRules, TableRule
from publish.gate_spaces import ATTACKED, Printed, printed_years
from publish.gate_tables import find_in_table
from publish.gate_text import NAME, TextJudge, find_glued
from publish.gate_walk import Deadline, Limits, ReleaseBytes, read_folder


def inspect(
    folder: Path,
    rules: GateRules,
    *,
    records: Records | None = None,
    before: Path | None = None,
    limits: Limits | None = None,
) -> Verdict:
    """What the gate says of a staging folder: every file in it, in any depth, and every name.

    Args:
        folder: holds exactly what is about to leave, earlier releases that stay retrievable too.
        rules: what it is compared with (gate_rules.build_rules).
        records: what the publication ledger says of the newest release; None when only bytes are at hand.
        before: the public folder in place, if there is one.
        limits: how much is read before the gate gives up.
    """
    bounded = limits or Limits()
    deadline = Deadline(bounded.seconds)
    release = read_folder(folder, rules, bounded, deadline)
    findings = list(release.unreadable)
    if not release.files:
        findings.append(Finding(".", "G-ARC-01", "", 1, "no hay nada que publicar"))
    findings += _guarded(_checks(release, rules, records=records, before=before), deadline)
    names = _safe_names(release, findings)
    located = [(finding, *_place_of(finding.file, release)) for finding in findings]
    standing, excepted = sorted_out(located, rules.exceptions, rules.today)
    return verdict_of(
        (replace(finding, file=names.get(finding.file, finding.file)) for finding in standing),
        files=len(release.files),
        size=sum(map(len, release.files.values())),
        excepted=[one.as_dict() for one in excepted],
    )


Check = tuple[str, Callable[[], Iterable[Finding]]]


def _checks(
    release: ReleaseBytes, rules: GateRules, *, records: Records | None, before: Path | None
) -> Iterator[Check]:
    """Everything that is asked, each with the file that it is about."""
    figures = figures_of(_tables(release, rules))
    reports = Reports(release, rules)
    digests = release.digests | printable_digests(release, rules) | reports.digests
    texts = TextJudge(rules, digests=digests, allowed=texts_of_restricted(release, rules))
    for exhibit in release.exhibits:
        yield exhibit.path, lambda here=exhibit: _judge(here, release, rules, texts, reports)  # type: ignore[misc]
        yield exhibit.path, lambda here=exhibit: _judge_words(here, release, rules, figures, before, reports)  # type: ignore[misc]
    for package in release.packages:
        yield package.descriptor, lambda here=package: find_in_package(here, rules, files=release.files)  # type: ignore[misc]
        yield package.descriptor, lambda here=package: find_in_certificate(here, files=release.files)  # type: ignore[misc]
    yield ".", lambda: find_in_anchors(release, rules)
    yield ".", reports.findings
    yield ".", lambda: _renditions(release, rules)
    yield ".", lambda: _releases_agree(release, rules)
    printed = printed_tables(release, rules)
    yield ".", lambda: _samples(release, rules, printed)
    yield (
        ".",
        lambda: find_by_attack(printed, rules, records=records, before=_in_place(before, rules)),
    )


def _guarded(checks: Iterable[Check], deadline: Deadline) -> Iterator[Finding]:
    """The findings of all checks; one that breaks, or comes too late, is a finding."""
    for path, check in checks:
        if deadline.has_passed:
            yield Finding(path, "G-ARC-06", "", 1, "la revisión no terminó a tiempo")
            return
        try:
            yield from check()
        except Exception as error:
            yield Finding(path, "G-ARC-06", type(error).__name__, 1, "una regla no pudo terminar de revisar")


def _judge(
    exhibit: Exhibit, release: ReleaseBytes, rules: GateRules, texts: TextJudge, reports: Reports
) -> Iterator[Finding]:
    package = release.package_of(exhibit.path)
    yield from texts.find_in_texts(exhibit, shown_path=exhibit.path)
    if table_of(exhibit.path, package, rules) is None:
        yield from find_glued(exhibit, rules, shown_path=exhibit.path)
    if package is None or not package.is_restricted(rules):
        yield from texts.find_restricted(exhibit, shown_path=exhibit.path)
    forbidden = sum(1 for label in exhibit.labels if label.strip().lower() in rules.forbidden_fields)
    if forbidden:
        yield Finding(exhibit.path, "G-CAM-01", "campos", forbidden, "hay campos que no pueden salir")
    for rule, place, count, message in exhibit.oddities:
        yield Finding(exhibit.path, rule, place, count, message)
    if exhibit.table is not None and not reports.vouch_for(exhibit, package):
        yield from _judge_table(exhibit, exhibit.table, package=package, rules=rules)


def _judge_words(
    exhibit: Exhibit,
    release: ReleaseBytes,
    rules: GateRules,
    figures: Figures,
    before: Path | None,
    reports: Reports,
) -> Iterator[Finding]:
    """What says something about the tables and is none of them: pages, prose, lists, documents."""
    package = release.package_of(exhibit.path)
    if package is not None and reports.vouch_for(exhibit, package):
        yield from reports.find_in_words(exhibit, package)
        return
    home = package.folder if package is not None else folder_of(exhibit.path)
    yield from find_figures(exhibit, rules, figures(home), shown_path=exhibit.path)
    if _has_stood(exhibit.path, package, release, before):
        return
    yield from find_in_document(exhibit, rules, shown_path=exhibit.path)
    table = exhibit.table
    if table is None or table_of(exhibit.path, package, rules) is not None:
        return
    if is_auxiliary(exhibit.path, table.column_names, package):
        yield from find_in_list(table, exhibit.path, rules, shown_path=exhibit.path)


def _has_stood(path: str, package: Package | None, release: ReleaseBytes, before: Path | None) -> bool:
    """Whether a file of an earlier release stands in place byte for byte: names and contracts change, it does not."""
    if package is None or before is None:
        return False
    newest = max(
        _release_name(other)
        for other in release.packages
        if other.document.get("name") == package.document.get("name")
    )
    file = path.partition("!")[0]
    standing = before / file
    return (
        _release_name(package) < newest
        and standing.is_file()
        and standing.read_bytes() == release.files.get(file)
    )


def _tables(release: ReleaseBytes, rules: GateRules) -> Iterator[tuple[str, pa.Table, TableRule]]:
    for exhibit in release.exhibits:
        rule = table_of(exhibit.path, release.package_of(exhibit.path), rules)
        if exhibit.table is not None and rule is not None:
            yield exhibit.path, exhibit.table, rule


def _judge_table(
    exhibit: Exhibit, table: pa.Table, *, package: Package | None, rules: GateRules
) -> Iterator[Finding]:
    rule = table_of(exhibit.path, package, rules)
    declared = package is not None and exhibit.path in package.resources
    if rule is not None:
        yield from find_in_table(table, rule, rules, shown_path=exhibit.path)
        yield from find_by_subtraction(table, rule, rules, shown_path=exhibit.path)
    elif not is_auxiliary(exhibit.path, table.column_names, package):
        yield Finding(exhibit.path, "G-CAM-02", "tabla", 1, "la tabla no tiene contrato")
    if rule is not None and package is not None and rule.table not in package.tables:
        yield Finding(exhibit.path, "G-UNI-03", "tabla", 1, "el conjunto de datos no puede llevar esta tabla")
    if package is not None and not declared and "!" not in exhibit.path:
        yield Finding(exhibit.path, "G-ARC-03", "", 1, "el paquete no declara este archivo")


def printed_tables(release: ReleaseBytes, rules: GateRules) -> list[Printed]:
    """The tables that can be attacked, one rendition of each release; latest is the release that it repeats."""
    found: dict[tuple[str, str], list[Printed]] = {}
    for exhibit in release.exhibits:
        package = release.package_of(exhibit.path)
        rule = table_of(exhibit.path, package, rules)
        if exhibit.table is None or rule is None or rule.table not in ATTACKED:
            continue
        if exhibit.table.column_names != [column.name for column in rule.columns]:
            continue
        name = _release_name(package)
        # What is no number is a finding of its own (G-CEL-03).
        with suppress(pa.ArrowInvalid):
            if (rule.table, name) not in found:
                found[rule.table, name] = printed_years(rule.table, name, exhibit.path, exhibit.table)
    return [printed for years in found.values() for printed in years]


def _release_name(package: Package | None) -> str:
    if package is None:
        return ""
    return str(package.document.get("release") or package.document.get("version") or package.folder)


def _in_place(folder: Path | None, rules: GateRules) -> Mapping[tuple[str, int], Printed]:
    """The newest printed tables of the public folder in place, by table and year."""
    if folder is None or not folder.is_dir():
        return {}
    release = read_folder(folder, rules, Limits(), Deadline(Limits().seconds), chosen=_may_be_attacked)
    ordered = sorted(printed_tables(release, rules), key=lambda printed: printed.release)
    return {(printed.table, printed.year): printed for printed in ordered}


def _may_be_attacked(path: Path) -> bool:
    """Whether a file of the folder in place may be a table that is attacked, or says which one it is.

    A table may have any name: only what is no table at all is left unread.
    """
    return path.name == DESCRIPTOR or path.suffix in {".csv", ".parquet"}


def _samples(release: ReleaseBytes, rules: GateRules, printed: list[Printed]) -> Iterator[Finding]:
    """Record-level files against the printed tables."""
    for exhibit in release.exhibits:
        rule = table_of(exhibit.path, release.package_of(exhibit.path), rules)
        if exhibit.table is not None and rule is not None and rule.table == rules.microdata_table:
            yield from find_in_sample(exhibit.table, rules, printed, shown_path=exhibit.path)


def _renditions(release: ReleaseBytes, rules: GateRules) -> Iterator[Finding]:
    """All renditions of a table in a release hold the same rows, so that what is said of one is said of all."""
    seen: dict[tuple[str, str], pa.Table] = {}
    for exhibit in release.exhibits:
        package = release.package_of(exhibit.path)
        rule = table_of(exhibit.path, package, rules)
        if exhibit.table is None or rule is None:
            continue
        first = seen.setdefault((rule.table, _release_name(package)), exhibit.table)
        if first is not exhibit.table and not same_rows(first, exhibit.table, rule):
            yield Finding(exhibit.path, "G-COH-01", "filas", 1, "no dice lo mismo que el otro formato")


def _releases_agree(release: ReleaseBytes, rules: GateRules) -> Iterator[Finding]:
    """One release of a dataset under two names (latest) holds the same bytes."""
    seen: dict[tuple[str, str], Package] = {}
    for package in release.packages:
        name = _release_name(package)
        first = seen.setdefault((str(package.document.get("name")), name), package)
        if first is package or name in {first.folder, package.folder}:
            continue
        differing = _files_of(first, release) ^ _files_of(package, release)
        if differing:
            yield Finding(
                package.descriptor, "G-COH-02", "", len(differing), "una edición está dos veces y difiere"
            )


def _files_of(package: Package, release: ReleaseBytes) -> set[tuple[str, bytes]]:
    start = len(package.folder) + 1 if package.folder else 0
    return {(path[start:], data) for path, data in release.files.items() if package.holds(path)}


def _place_of(path: str, release: ReleaseBytes) -> tuple[str, str]:
    """The dataset of a file and its path inside the dataset's release."""
    package = release.package_of(path)
    if package is None:
        return CATALOGUE, path
    return str(package.document.get("name")), path[len(package.folder) + 1 if package.folder else 0 :]


def _safe_names(release: ReleaseBytes, findings: list[Finding]) -> dict[str, str]:
    """Another name for a file whose own name is a finding, so that no report repeats it."""
    bad = {finding.file for finding in findings if finding.place == NAME}
    numbered = {exhibit.path: number for number, exhibit in enumerate(release.exhibits, start=1)}
    return {path: f"archivo n.º {numbered.get(path, 0)}" for path in bad}
