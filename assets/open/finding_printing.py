"""The definitive edition of findings: each closed year printed once, tested against its own sums, and never again.

Belongs here: which years are due, protecting one, and the files of work/ledger/hallazgos. Does not belong here:
counting (out_hallazgo_celda.sql), the rules (snis/disclosure.py, snis/flips.py), figures that change from night to
night (printing.py).

What is printed once cannot be held against a later printing of itself: that is the whole of its hold rule.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from assets.engine import digest_file
from assets.parameters import policy_tonight
from assets.raw.ledger import read_entries, record
from assets.resources import Bench
from assets.schema import arrow_schema
from assets.store import WHOLE, replacing
from snis.admission import Measured
from snis.bounds import ABSENT, Margins, Printing
from snis.cell_space import CellSpace
from snis.contracts.loader import load_fields, load_tables
from snis.coverage_space import (
    FINDING_COUNTRY,
    FINDING_CROSSES,
    PAIR_COLUMN,
    finding_dimensions,
    pair_codes,
)
from snis.disclosure import protect_count
from snis.disclosure_policy import DisclosurePolicy
from snis.errors import PrintingError
from snis.flips import flip
from snis.relations import Measure, relations_of

EXACT, PRINTED = "out_hallazgo_celda", "out_hallazgo_impreso"
ENTERED = "hallazgos_impresos"


@dataclass(frozen=True)
class PrintedFindings:
    """The table of printed findings: rows, digest, and whether a year came to it now."""

    rows: int
    sha256: str
    fresh: bool


@dataclass(frozen=True)
class ProtectedYear:
    """A year as it is printed, and what that took, for its report of risk.

    Attributes:
        rows: those that are printed.
        taken_out: those that protect another, without their figure: they alone may be missing with ten persons.
        cells: cells with somebody, at the levels that are printed; withheld: those of them without a row.
        flipped, withdrawn: figures turned, and rows taken out, so that no sum gives another away.
        narrowest: fewest values that the figure of a withheld cell may have.
    """

    rows: Sequence[Mapping[str, Any]]
    taken_out: Sequence[Mapping[str, Any]] = ()
    cells: int = 0
    withheld: int = 0
    flipped: int = 0
    withdrawn: int = 0
    narrowest: int = 0

    def counts(self) -> dict[str, int]:
        """For the log and the report of risk."""
        return {
            "celdas": self.cells,
            "retenidas": self.withheld,
            "volteadas": self.flipped,
            "retiradas": self.withdrawn,
            "valores_posibles": self.narrowest,
        }


def print_findings(bench: Bench) -> PrintedFindings:
    """Print the years whose definitive edition is due, and write the table of all that were printed.

    Raises:
        PrintingError: a year that was printed is missing or not what it was; a cell cannot be protected.
    """
    policy, store = policy_tonight(bench), bench.store
    bench.engine.attach(EXACT, store.files(EXACT))
    known = _known(bench)
    last = last_definitive_year(bench.now.date(), policy.releases.definitive.value)
    due = f"select distinct anio from {EXACT} where anio <= $ultimo order by anio"  # noqa: S608
    for (year,) in bench.engine.rows(due, {"ultimo": last}):
        if year not in known:
            cells = bench.engine.table(f"select * from {EXACT} where anio = $anio", {"anio": year})  # noqa: S608
            known[year] = _keep(bench, year, protect_findings(cells.to_pylist(), bench, policy))
    return _write(bench, known)


def last_definitive_year(today: date, definitive: str) -> int:
    """The last year whose definitive edition is due on a day."""
    return today.year - (1 if f"{today:%m-%d}" >= definitive else 2)


def protect_findings(
    cells: Sequence[Mapping[str, Any]], bench: Bench, policy: DisclosurePolicy
) -> ProtectedYear:
    """The rows of a year as they are printed: by department too, unless too many of its cells are small.

    Raises:
        PrintingError: a withheld cell stays too narrow whatever is done.
    """
    threshold, base = policy.thresholds.publica.value, policy.rounding.base.value
    crosses = FINDING_CROSSES
    if not _measured(cells, threshold).is_within(policy):
        cells = [cell for cell in cells if cell["departamento_codigo"] is None]
        crosses = {FINDING_COUNTRY: FINDING_CROSSES[FINDING_COUNTRY]}
    if not cells:
        return ProtectedYear(())
    space = _space(int(cells[0]["anio"]), bench, crosses)
    columns = {name: [cell[name] for cell in cells] for name in cells[0]}
    pairs = pair_codes(columns["regla_codigo"], columns["clase_codigo"])
    at = space.locate(
        {"anio": columns["anio"], "departamento_codigo": columns["departamento_codigo"], PAIR_COLUMN: pairs}
    )
    figures, true = np.full((1, space.cells), ABSENT), np.zeros((1, space.cells), dtype=np.int64)
    keys = np.zeros((1, space.cells), dtype=np.uint64)
    for cell, number in zip(cells, at.tolist(), strict=True):
        count, key = int(cell["personas"]), int(cell["clave_personas"])
        shown = protect_count(
            count, key, measure="personas", threshold=threshold, base=base, key=bench.store.keys.round
        )
        true[0, number], keys[0, number] = count, key
        figures[0, number] = ABSENT if shown is None else shown
    protection = flip(
        Printing(
            figures=figures,
            lagging=np.zeros_like(figures, dtype=bool),
            withdrawn=np.zeros(space.cells, dtype=bool),
        ),
        true,
        relations_of(space, (Measure.PERSONS,)),
        size=space.size,
        margins=Margins(threshold, base, 0),
        movable=figures != ABSENT,
        keys=keys,
        fewest=policy.bounds.fewest_values.value,
        most_rounds=policy.bounds.most_rounds.value,
    )
    if protection.narrow_left:
        raise PrintingError(
            "hay celdas de hallazgos que se deducen de las impresas, y nada que voltear o quitar lo impide",
            place=EXACT,
            remedy="Avise al equipo de datos; mientras tanto queda la última publicación.",
        )
    printed = protection.printing.figures[0, at].tolist()
    rows = [
        {**cell, "personas": figure} for cell, figure in zip(cells, printed, strict=True) if figure != ABSENT
    ]
    gone = protection.withdrawn[at].tolist()
    return ProtectedYear(
        rows,
        taken_out=[{**cell, "personas": None} for cell, out in zip(cells, gone, strict=True) if out],
        cells=len(cells),
        withheld=len(cells) - len(rows),
        flipped=int(protection.flipped.sum()),
        withdrawn=int(protection.withdrawn.sum()),
        narrowest=protection.narrowest,
    )


def counts_by_year(bench: Bench) -> dict[int, Mapping[str, int]]:
    """What protecting each printed year took, as the log has it."""
    return {
        int(entry.data["anio"]): entry.data["cuentas"]
        for entry in read_entries(bench.store.ledger)
        if entry.kind == ENTERED
    }


def _measured(cells: Sequence[Mapping[str, Any]], threshold: int) -> Measured:
    counts = [int(cell["personas"]) for cell in cells if cell["departamento_codigo"] is not None]
    small = [count for count in counts if count < threshold]
    return Measured(len(counts), len(small), sum(counts), sum(small))


def _space(year: int, bench: Bench, crosses: Mapping[str, Sequence[str]]) -> CellSpace:
    """Every cell that the table could print; rules and classes are those of the lists, never those of the data."""
    return CellSpace.of(
        finding_dimensions(
            year=year,
            departments=[department.code for department in bench.deployment.territory.departments],
            rules=[rule.id for rule in bench.deployment.rules.rules],
            classes=load_fields()["clase_codigo"].enum or (),
        ),
        crosses,
    )


def _known(bench: Bench) -> dict[int, Path]:
    """The file of each year that was printed."""
    found = {}
    for entry in read_entries(bench.store.ledger):
        if entry.kind == ENTERED:
            path = _file(bench, entry.data["anio"])
            if not path.exists() or digest_file(path) != entry.data["sha256"]:
                raise PrintingError(
                    "lo que se imprimió de los hallazgos falta o no es lo que se registró",
                    place=path.name,
                    remedy="Restaure work/ledger de su respaldo; nada nuevo se imprime mientras tanto.",
                )
            found[int(entry.data["anio"])] = path
    return found


def _keep(bench: Bench, year: int, protected: ProtectedYear) -> Path:
    schema = arrow_schema(load_tables()[PRINTED])
    path = _file(bench, year)
    with replacing(path) as aside:
        pq.write_table(
            pa.Table.from_pylist(
                [
                    {name: row[name] for name in schema.names}
                    for row in (*protected.rows, *protected.taken_out)
                ],
                schema,
            ),
            aside,
        )
    entry = {"anio": year, "sha256": digest_file(path), "cuentas": protected.counts()}
    record(bench.store, bench.now, ENTERED, data=entry)
    return path


def _file(bench: Bench, year: int) -> Path:
    return bench.store.ledger / "hallazgos" / f"{year}.parquet"


def _write(bench: Bench, known: Mapping[int, Path]) -> PrintedFindings:
    mark = hashlib.sha256("|".join(digest_file(known[year]) for year in sorted(known)).encode()).hexdigest()
    manifest, target = bench.store.read_manifest(PRINTED), bench.store.part(PRINTED)
    if manifest and manifest["huella"] == mark and target.exists():
        return PrintedFindings(manifest["filas"], manifest["sha256"], fresh=False)
    schema = arrow_schema(load_tables()[PRINTED])
    table = pa.concat_tables([schema.empty_table(), *(pq.read_table(known[year]) for year in sorted(known))])
    with replacing(target) as aside:
        pq.write_table(table, aside, compression="zstd")
    sha256 = digest_file(target)
    written = {"tabla": PRINTED, "filas": table.num_rows, "bytes": target.stat().st_size, "sha256": sha256}
    bench.store.write_manifest(PRINTED, WHOLE, {**written, "huella": mark})
    return PrintedFindings(table.num_rows, sha256, fresh=True)
