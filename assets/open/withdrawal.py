"""Taking back what was published: a release, or every release of a dataset, with its reason.

Belongs here: the local half: register, tombstones, pages, gate, change of folders, log. Does not belong here: the
portal's half (portal_publication.py) or the command (pipelines/withdraw_command.py).

The register is written first and the folder follows, so that a withdrawal that is interrupted is finished by
repeating it, or by the next night, and is never forgotten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assets.open.editions import moment_of, read_register, write_register
from assets.open.gate import judge
from assets.open.placing import MANIFEST, settle
from assets.open.public_reports import newest_reports, reports_in, resting_on
from assets.open.release import read_release
from assets.open.restaging import stage_again
from assets.raw.ledger import record
from assets.resources import Bench
from assets.store import replace_folder, write_json
from publish.datasets import load_datasets
from publish.editions import EVERY_RELEASE, Register, Withdrawal
from publish.shelf import LATEST
from publish.tombstone import TOMBSTONE
from snis.errors import PublishError

_SHORTEST_REASON = 10


@dataclass(frozen=True)
class Withdrawn:
    """What was done: the decision, the releases that it took from the public folder, and the reports made from them."""

    withdrawal: Withdrawal
    releases: tuple[str, ...]
    reports: tuple[Withdrawal, ...] = ()


def withdraw_locally(bench: Bench, dataset: str, release: str, *, reason: str, by: str) -> Withdrawn:
    """Withdraw a release, or with no name every release of a dataset; its place says why, when and who decided.

    Repeating a withdrawal that was interrupted finishes it and keeps the first decision.

    Raises:
        PublishError: there is no such dataset or release, or it is withdrawn already, or no reason is given.
        GateError: what would be left does not pass the gate; the decision stands, and the folder is as it was.
    """
    _require_words(reason, by)
    settle(bench)
    register = read_register(bench.store)
    present = _releases(bench, dataset)
    decision = register.withdrawal(dataset, release)
    taken = tuple(name for name in present if release in {name, EVERY_RELEASE})
    if decision is None:
        if not taken:
            raise PublishError(
                "no hay nada publicado con ese nombre",
                place=f"{dataset} {release}".strip(),
                remedy="Vea las carpetas de work/public/datasets: <conjunto>/<edición>.",
            )
        decision = Withdrawal(dataset, release, reason.strip(), by.strip(), moment_of(bench))
        register = register.with_withdrawal(decision)
        reports = _with_reports(bench, register, decision)
        for report in reports:
            register = register.with_withdrawal(report)
        # One write: a report never outlives what it was made from.
        write_register(bench.store, register)
        _enter(bench, decision, taken)
        for report in reports:
            _enter(bench, report, (report.release,))
    elif not taken:
        raise PublishError(
            f"ya está retirado desde el {decision.date[:10]}", place=f"{dataset} {release}".strip()
        )
    _put_in_place(bench, register)
    return Withdrawn(decision, taken, tuple(_decided_with(decision, register)))


def _with_reports(bench: Bench, register: Register, cause: Withdrawal) -> list[Withdrawal]:
    """Reports that were made from what is withdrawn now, each with the same decision."""
    specs = load_datasets(bench.deployment.folder / "datasets.yaml")
    return [
        replace(
            cause,
            dataset=series,
            release=name,
            reason=f"Se hizo con una edición retirada: {dataset} {release}. {cause.reason}",
        )
        for series, name, dataset, release in resting_on(bench.store.public, specs, register)
    ]


def _put_in_place(bench: Bench, register: Register) -> None:
    """The public folder as the register says it should be, through the gate."""
    specs = load_datasets(bench.deployment.folder / "datasets.yaml")
    again = stage_again(bench, specs, register)
    judge(bench, again.staging, specs, release="").require_pass()
    again.anchorage.enter()
    # Before the folders change: a kill in between leaves a package that nothing names any more, and not the reverse.
    _forget_packages(bench, register, newest_reports(reports_in(again.staging, specs)))
    replace_folder(again.staging, bench.store.public)


def _forget_packages(bench: Bench, register: Register, reports: Mapping[str, str]) -> None:
    """The record of the release in place names only packages that can be downloaded."""
    content = read_release(bench.store)
    if content is None:
        return
    standing = {
        name: path
        for name, path in content["conjuntos"].items()
        if register.withdrawal(name, path.rpartition("/")[2]) is None
    } | dict(reports)
    changed = {"conjuntos": standing, "paquetes": len(standing)}
    write_json(bench.store.ledger / MANIFEST, content | changed)


def _decided_with(decision: Withdrawal, register: Register) -> Iterator[Withdrawal]:
    """Reports that the same decision took, also when it is repeated to finish it."""
    for item in register.withdrawals:
        if item != decision and item.date == decision.date and item.reason.endswith(decision.reason):
            yield item


def _releases(bench: Bench, dataset: str) -> list[str]:
    """Releases of a dataset that can be downloaded, newest first."""
    home = bench.store.public / "datasets" / dataset
    if not home.is_dir() or home.parent.resolve() != home.resolve().parent:
        return []
    return sorted(
        (
            path.name
            for path in home.iterdir()
            if path.is_dir() and path.name != LATEST and not (path / TOMBSTONE).exists()
        ),
        reverse=True,
    )


def _enter(bench: Bench, decision: Withdrawal, taken: tuple[str, ...]) -> None:
    record(
        bench.store,
        bench.now,
        "retiro",
        data={
            "conjunto": decision.dataset,
            "ediciones": list(taken),
            "alcance": "edicion" if decision.release else "conjunto",
            "motivo": decision.reason,
            "decidido_por": decision.by,
        },
    )


def _require_words(reason: str, by: str) -> None:
    for text, option, shortest in ((reason, "--reason", _SHORTEST_REASON), (by, "--by", 3)):
        if len(text.strip()) < shortest:
            raise PublishError(
                "falta decir por qué y quién lo decide; queda a la vista de todos",
                place=option,
                remedy="Escriba el motivo en una frase y qué cargo o comité decide, sin nombres ni números de nadie.",
            )
