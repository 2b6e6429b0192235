"""In which releases a figure stands, as it was printed there.

Belongs here: reading published packages and the register of editions. Does not belong here: what may be published
(assets/open, publish). A printed figure is protected: it may differ from the exact one of the same cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.engine import digest_file
from assets.open.editions import read_register
from assets.resources import Bench
from assets.trace.figure import Figure
from publish.datasets import load_datasets

_STANDING = "latest"


@dataclass(frozen=True)
class Printed:
    """One release in which a figure stands.

    Attributes:
        dataset, release, version: which; the version is empty when the register does not know it.
        file: its place inside the public folder.
        sha256: digest of that file.
        measures: what it says there.
        withdrawn: why the release was withdrawn; empty while it stands.
    """

    dataset: str
    release: str
    version: str
    file: str
    sha256: str
    measures: Mapping[str, Any]
    withdrawn: str


def printings_of(figure: Figure, bench: Bench) -> list[Printed]:
    """Releases that hold the figure, oldest first; none for a table that is never published."""
    specs = load_datasets(bench.deployment.folder / "datasets.yaml")
    dataset = next((spec.name for spec in specs if figure.table in spec.tables), None)
    if dataset is None:
        return []
    home = bench.store.public / "datasets" / dataset
    register = read_register(bench.store)
    found = []
    for path in sorted(home.glob(f"*/data/{figure.table}.parquet")):
        release = path.parent.parent.name
        row = _row(path, figure) if release != _STANDING else None
        if row is None:
            continue
        last, withdrawal = register.last(dataset, release), register.withdrawal(dataset, release)
        found.append(
            Printed(
                dataset,
                release,
                last.version if last else "",
                path.relative_to(bench.store.public).as_posix(),
                digest_file(path),
                {name: value for name, value in row.items() if name not in figure.contract.key},
                withdrawal.reason if withdrawal else "",
            )
        )
    return found


def _row(path: Path, figure: Figure) -> dict[str, Any] | None:
    table = pq.ParquetFile(path).read()
    for name in figure.contract.key:
        if name in table.column_names:
            table = table.filter(_equals(table.column(name), figure.row[name]))
    rows: Sequence[dict[str, Any]] = table.to_pylist()
    return rows[0] if len(rows) == 1 else None


def _equals(column: pa.ChunkedArray, value: Any) -> pa.ChunkedArray:
    return pc.is_null(column) if value is None else pc.fill_null(pc.equal(column, pa.scalar(value)), False)
