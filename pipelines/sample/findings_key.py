"""The part of the answer key that says what the rules should find.

Belongs here: what was really had by whom, taken from the rows that stand, and hallazgos_personas.csv. Does not belong
here: the rules (findings.py).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipelines.sample.coincidences import covered_days
from pipelines.sample.findings import Gift, Life, find
from pipelines.sample.identities import Identities
from pipelines.sample.model import ACCEPTED, Address, Layout, Row, Written
from pipelines.sample.rule_list import read_rules
from pipelines.sample.tables import quetzales, write_csv
from snis.nation.model import Delivery, Entry, Nation
from snis.nation.sources import programmes_text

COLUMNS = (
    "regla_id", "clase_codigo", "persona", "hogar", "modalidad_a_codigo", "modalidad_b_codigo", "anio", "entregas",
    "traslape_dias", "monto_pagado_gtq", "monto_riesgo_gtq",
)  # fmt: skip
_HAD = "entregada"


def write_findings(
    path: Path, written: Written, nation: Nation, identities: Identities, *, deployment: Path
) -> None:
    """Write every finding of the rules of a deployment, by true person or by household."""
    programmes = {
        row["modalidad_codigo"]: row["programa_codigo"]
        for row in csv.DictReader(programmes_text().splitlines())
    }
    gifts = list(_gifts(written, nation, identities))
    found = find(gifts, _lives(written), read_rules(deployment, programmes), nation.modalities)
    rows = (
        (
            item.rule, item.kind, item.person or None, item.household, item.modality_a, item.modality_b, item.year,
            item.deliveries, item.days or None, quetzales(item.paid), quetzales(item.at_stake),
        )
        for item in found
    )  # fmt: skip
    write_csv(path, COLUMNS, rows)


def household_of(row: Row, layout: Layout | None) -> str:
    """The institution and its number of the household that a row shows; empty when it shows none."""
    person = row.subject.person if isinstance(row.subject, Delivery) else None
    if person is None or layout is None or "hogar" not in layout.fields:
        return ""
    return f"{layout.institution}-H{person.household:06d}"


def _gifts(written: Written, nation: Nation, identities: Identities) -> Iterator[Gift]:
    for file, addressed in written:
        for address, row in addressed:
            item = row.subject
            if row.state != ACCEPTED or not isinstance(item, Delivery) or item.person is None:
                continue
            if item.state != _HAD:
                continue
            shown, code = identities.of(row)
            covered = covered_days(item.day, nation.modalities[item.modality].period)
            yield Gift(
                first=covered[0],
                last=covered[-1],
                day=item.day,
                address=_place(address),
                modality=item.modality,
                person=item.person.number,
                amount=item.amount,
                household=household_of(row, file.layout),
                born=_born(row),
                sex=item.person.sex,
                shown=shown or 0,
                by_number=code == "cui",
            )


def _lives(written: Written) -> dict[int, Life]:
    """What the register lines that stand say of each person."""
    lives: dict[int, Life] = defaultdict(Life)
    for _, addressed in written:
        for _, row in addressed:
            if row.state == ACCEPTED and isinstance(row.subject, Entry):
                lives[row.subject.person.number].entries.append(row.subject)
    return lives


def _born(row: Row) -> date | None:
    """The birth date as sent."""
    text = row.alias.rpartition("|")[2]
    return date.fromisoformat(text) if text else None


def _place(address: Address) -> tuple[str, ...]:
    return address.institution, address.file, address.sheet, f"{address.row:08d}"
