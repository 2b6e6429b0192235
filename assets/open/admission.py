"""The year's decision on crosses: counted in the exact cells of the closed year, written once into the deployment.

Belongs here: counting, the file, and its entry in the ledger. Does not belong here: the rule (snis/admission.py), or
the command.
"""

from datetime import datetime
from pathlib import Path

import yaml

from assets.engine import digest_file
from assets.parameters import policy_tonight
from assets.raw.ledger import Book, record
from assets.resources import Bench
from assets.statements import statement
from assets.store import replacing
from snis.admission import POLICY, Measured, YearDecision, decide_crosses, decision_file, read_decision
from snis.disclosure_policy import COVERAGE, load_policy
from snis.errors import DisclosureError

_CELLS = "out_cobertura"
# The ledger's entry of a decision.
ENTERED = "cruces"
_HEAD = """\
# Qué cruces se imprimen en {year}: decidido una vez, medido sobre {measured}, vigente todo el año.
# Lo escribió `padron publish crosses {year}`. Guárdelo con la minuta del comité; docs/privacidad.md lo explica.
"""


def decide_year(bench: Bench, year: int) -> YearDecision:
    """Measure every cross on the year before and decide which ones the year prints; writes nothing.

    Raises:
        DisclosureError: the year before is not over, has no cells, or the policy cannot be used.
    """
    if bench.now.year < year:
        raise DisclosureError(
            f"{year - 1} todavía no se ha cerrado",
            place=decision_file(year),
            remedy=f"Decida en {year}, sobre {year - 1} completo.",
        )
    policy = load_policy(bench.deployment.folder / POLICY)
    parts = bench.store.files(_CELLS)
    if not parts:
        raise DisclosureError(
            "no hay celdas que medir", place=_CELLS, remedy="Corra antes `padron run` en esta carpeta."
        )
    bench.engine.attach(_CELLS, parts)
    limits = {"anio_medido": year - 1, "umbral_publica": policy.thresholds.publica.value}
    rows = bench.engine.rows(statement("cruce_medido"), limits)
    measured = {name: Measured(*map(int, counts)) for name, *counts in rows}
    return decide_crosses(policy, measured, year=year, decided=bench.now.date().isoformat())


def standing_of_crosses(bench: Bench) -> str:
    """How many crosses of the coverage table this year prints, and who says so: its decision, or nobody yet."""
    year, folder = bench.now.year, bench.deployment.folder
    every, decision = load_policy(folder / POLICY).names(COVERAGE), read_decision(folder, year)
    if decision is None:
        return f"{len(every)} de {len(every)}; falta la decisión de {year} (padron publish crosses {year})"
    printed = policy_tonight(bench).names(COVERAGE)
    return f"{len(printed)} de {len(every)}, según la decisión del {decision.decided}"


def enter_decision(decision: YearDecision, path: Path, book: Book, moment: datetime) -> None:
    """Tell the ledger which crosses a year prints, and with which file it was decided."""
    admitted = [cross.name for cross in decision.crosses if cross.admitted]
    data = {
        "anio": decision.year,
        "admitidos": admitted,
        "no_admitidos": len(decision.crosses) - len(admitted),
        "sha256": digest_file(path),
    }
    record(book, moment, ENTERED, data=data)


def write_decision(decision: YearDecision, folder: Path) -> Path:
    """Write a decision beside disclosure.yaml, for the whole year; returns the file.

    Raises:
        DisclosureError: that year was decided already.
    """
    path = folder / decision_file(decision.year)
    if read_decision(folder, decision.year) is not None:
        raise DisclosureError(
            f"los cruces de {decision.year} ya se decidieron, y la decisión vale todo el año",
            place=path.name,
            remedy="Para ver la medición sin escribir use --dry-run.",
        )
    content = yaml.safe_dump(decision.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=110)
    with replacing(path) as aside:
        aside.write_text(
            _HEAD.format(year=decision.year, measured=decision.measured_year) + content, encoding="utf-8"
        )
    return path
