"""The sample: an invented nation, written as its institutions would send it, with the answer key.

Belongs here: the order of the steps, and the command that makes data/sample anew. Does not belong here: the steps.

The configuration (contracts, codes, institutions, policy) is written by hand in data/sample and copied when the sample
goes elsewhere; inbox/, later/, expected/ and programmes.csv are made here.
"""

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipelines.sample.answers import count_by_rule, write_answers, write_later_answers
from pipelines.sample.defects import plant
from pipelines.sample.files import write_file
from pipelines.sample.later import NEW_FILE, corrected_file, hold_back, next_payroll
from pipelines.sample.model import ACCEPTED, SentFile, Written
from pipelines.sample.plan import finish, lay_out
from pipelines.sample.rarer import plant_rarer
from pipelines.sample.refused import refused_files, repeated_file
from pipelines.sample.wrong_numbers import plant_wrong_numbers
from snis.errors import DeploymentError
from snis.nation.generate import generate
from snis.nation.model import Delivery
from snis.nation.sources import programmes_text

SEED, PERSONS = 20260504, 15_000
TEMPLATE = Path(__file__).parents[2] / "data" / "sample"
MADE = ("inbox", "later", "expected")


@dataclass(frozen=True)
class SampleReport:
    """What was made: counts only."""

    files: int
    rows: int
    persons: int
    households: int
    deliveries: int
    rules: dict[str, int]
    bytes: int


def generate_sample(out: Path, *, seed: int = SEED, persons: int = PERSONS) -> SampleReport:
    """Write a deployment with files to take in and their answer key; the same bytes for the same arguments.

    Args:
        out: folder of the deployment; its inbox/, later/ and expected/ are replaced.
        seed: where chance starts.
        persons: size of the nation.

    Raises:
        DeploymentError: the configuration of the sample, which is copied, is not there.
        ValueError: two good rows would be the same delivery: the generator is wrong.
    """
    _copy_configuration(out)
    nation = generate(seed, persons)
    batches = {batch.plan.contract: batch for batch in lay_out(nation, out / "contracts", seed=seed)}
    held = hold_back(batches["mides-becas"])
    for batch in batches.values():
        plant_wrong_numbers(batch, seed=seed)
        plant(batch, seed=seed, before_repeats=partial(plant_rarer, seed=seed))
        finish(batch)
    sent = [file for batch in batches.values() for file in batch.files]
    later = [file for file in sent if file.name == NEW_FILE]
    inbox = [file for file in sent if file.name != NEW_FILE]
    again = [repeated_file(batches["sbs-programas"]), *refused_files(batches)]
    written = _write_all(out / "inbox", [*inbox, *again])
    _check_distinct(written)
    later += [corrected_file(batches["mides-becas"], held), next_payroll(batches["mintrab-adulto-mayor"])]
    afterwards = _write_all(out / "later", later)
    write_answers(out / "expected", written, nation)
    write_later_answers(out / "expected", written, afterwards, nation)
    return SampleReport(
        files=len(written),
        rows=sum(len(rows) for _, rows in written),
        persons=len(nation.persons),
        households=len(nation.households),
        deliveries=sum(isinstance(row.subject, Delivery) for _, rows in written for _, row in rows),
        rules=dict(sorted(count_by_rule(written).items())),
        bytes=sum(path.stat().st_size for name in MADE for path in (out / name).rglob("*") if path.is_file()),
    )


def _copy_configuration(out: Path) -> None:
    if not (TEMPLATE / "contracts").is_dir():
        raise DeploymentError(
            "no está la configuración de la muestra",
            place="data/sample",
            remedy="Ejecute desde una copia completa del proyecto.",
        )
    for name in MADE:
        shutil.rmtree(out / name, ignore_errors=True)
    if out.resolve() != TEMPLATE.resolve():
        shutil.copytree(TEMPLATE, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*MADE))
    (out / "programmes.csv").write_text(programmes_text(), encoding="utf-8", newline="")


def _write_all(folder: Path, files: Iterable[SentFile]) -> Written:
    written = []
    for file in sorted(files, key=lambda file: (file.institution, file.name)):
        content, rows = write_file(file)
        target = folder / file.institution / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append((file, rows))
    return written


def _check_distinct(written: Written) -> None:
    """No two rows that should be accepted may be the same delivery, whatever key their contract has."""
    seen: Counter[tuple[object, ...]] = Counter()
    for _, rows in written:
        for _, row in rows:
            item = row.subject
            if row.state == ACCEPTED and isinstance(item, Delivery) and item.person:
                who = row.owner.number if row.owner else row.stray or row.alias
                seen[who, item.modality, item.day, item.amount] += 1
    repeated = sum(1 for count in seen.values() if count > 1)
    if repeated:
        raise ValueError(f"{repeated} entregas aceptadas se repiten")


def main(arguments: list[str] | None = None) -> int:
    """Make the sample anew and print its counts."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.sample.make", description=__doc__)
    parser.add_argument("--out", type=Path, default=TEMPLATE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--persons", type=int, default=PERSONS)
    chosen = parser.parse_args(arguments)
    report = generate_sample(chosen.out, seed=chosen.seed, persons=chosen.persons)
    sys.stdout.write(
        f"{report.files} archivos, {report.rows} filas, {report.deliveries} entregas, {report.persons} personas, "
        f"{report.bytes / 1e6:.1f} MB\n"
        + "".join(f"  {rule}: {count}\n" for rule, count in report.rules.items())
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
