"""Running the expectations of a layer over its Parquet files, with Data Docs.

Belongs here: the throw-away database of views, the Great Expectations run, results as plain data. Does not belong
here: what is expected (expectations.py), and what follows from a failure (assets/checks.py).
"""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from quality.docs import finish_docs
from quality.expectations import Expectation
from snis.errors import QualityError

# What Great Expectations may call a failing value; none of them may stand in a result that is kept.
_VALUE_KEYS = (
    "partial_unexpected_list",
    "unexpected_list",
    "partial_unexpected_counts",
    "unexpected_index_list",
)


@dataclass(frozen=True)
class Result:
    """How one expectation came out: rows looked at and rows that fail, never a value."""

    table: str
    name: str
    title: str
    severity: str
    dimension: str
    passed: bool
    checked: int
    failing: int


def run_expectations(
    expectations: Sequence[Expectation], parts: Mapping[str, Sequence[Path]], *, docs: Path, scratch: Path
) -> tuple[Result, ...]:
    """Run all expectations over whole tables and write their Data Docs.

    Args:
        expectations: what must hold.
        parts: Parquet files by table; every table that an expectation or its statement reads.
        docs: folder of the Data Docs site, replaced as a whole.
        scratch: folder for the throw-away database.

    Raises:
        QualityError: an expectation could not be computed; that is a failure, not a pass.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    # A name of its own for each run: DuckDB keeps an open file by its name inside a process.
    with tempfile.TemporaryDirectory(dir=scratch, prefix="calidad-") as folder:
        database = Path(folder) / "vistas.duckdb"
        _write_views(database, expectations, parts)
        outcome = _run_suites(database, expectations, docs)
    finish_docs(docs)
    return outcome


def save_results(path: Path, results: Sequence[Result], fingerprint: str) -> None:
    """Keep results with the fingerprint of what they were computed from."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"huella": fingerprint, "resultados": [asdict(result) for result in results]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def load_results(path: Path, fingerprint: str | None = None) -> tuple[Result, ...] | None:
    """Results kept for the same fingerprint (any, when none is given), or None."""
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    if fingerprint is not None and content["huella"] != fingerprint:
        return None
    try:
        return tuple(Result(**result) for result in content["resultados"])
    except TypeError:  # kept by a version whose results said something else
        return None


def _write_views(
    database: Path, expectations: Sequence[Expectation], parts: Mapping[str, Sequence[Path]]
) -> None:
    """Views over Parquet, and one view of failing rows for each rule in SQL."""
    with duckdb.connect(str(database)) as connection:
        for table, paths in parts.items():
            listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
            connection.execute(f'create view "{table}" as select * from read_parquet([{listed}])')  # noqa: S608
        for expectation in expectations:
            if expectation.kind == "no_rows":
                text = (files("quality") / "sql" / f"{expectation.table}.sql").read_text(encoding="utf-8")
                connection.execute(f'create view "{expectation.table}" as {text}')


def _run_suites(database: Path, expectations: Sequence[Expectation], docs: Path) -> tuple[Result, ...]:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    import quality.duckdb_dialect as dialect
    from quality.suites import COUNTS_ONLY, suite_of

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "padron", connection_string=f"{dialect.URL_SCHEME}:///{database}", create_temp_table=False
    )
    by_table: dict[str, list[Expectation]] = defaultdict(list)
    for expectation in expectations:
        by_table[expectation.table].append(expectation)
    shutil.rmtree(docs, ignore_errors=True)
    context.add_data_docs_site("calidad", _site(docs))
    # One moment for all. A checkpoint would say the same, but looks at every suite again and again before it runs one,
    # and builds the site again for each that it ran.
    run_id = RunIdentifier(run_time=datetime.now(UTC))
    outcomes = []
    for table, wanted in by_table.items():
        batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("todo")
        suite = context.suites.add(suite_of(table, wanted))
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(name=table, data=batch, suite=suite)
        )
        outcomes += definition.run(result_format=COUNTS_ONLY, run_id=run_id).results
    context.build_data_docs(site_names=["calidad"])
    index = {(e.table, e.name): e for e in expectations}
    if len(outcomes) != len(expectations):
        raise QualityError(
            "no corrieron todas las expectativas", place=f"{len(outcomes)} de {len(expectations)}"
        )
    metas = [outcome.expectation_config.meta for outcome in outcomes]
    return tuple(
        _result(outcome, index[meta["vista"], meta["nombre"]])
        for outcome, meta in zip(outcomes, metas, strict=True)
    )


def _result(outcome: Any, expectation: Expectation) -> Result:
    if (outcome.exception_info or {}).get("raised_exception"):
        raise QualityError(
            "no se pudo calcular una expectativa", place=f"{expectation.table}.{expectation.name}"
        )
    details = outcome.result or {}
    if any(details.get(key) for key in _VALUE_KEYS):
        raise QualityError(
            "un resultado trae valores de filas", place=f"{expectation.table}.{expectation.name}"
        )
    if expectation.kind == "no_rows":
        failing = int(details.get("observed_value") or 0)
        checked = failing
    else:
        failing = int(details.get("unexpected_count") or (0 if outcome.success else 1))
        checked = int(details.get("element_count") or 0)
    return Result(
        expectation.subject,
        expectation.name,
        expectation.title,
        expectation.severity,
        expectation.dimension,
        bool(outcome.success),
        checked,
        failing,
    )


def _site(docs: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)},
    }
