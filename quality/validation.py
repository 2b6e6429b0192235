"""The Great Expectations run: one project, one checkpoint, one result for each expectation.

Belongs here: the project on disk that an auditor can open with Great Expectations alone (suites, validation
definitions, checkpoint, results), and its Data Docs. Does not belong here: the tables that are looked at (views.py),
what is expected (expectations.py, layout_expectations.py), or what follows from a failure (assets/checks.py).

All suites run in one checkpoint without actions: the action that updates Data Docs builds the site again for each suite
that ran, so the site is built once, afterwards.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quality.docs import finish_docs
from quality.expectations import Expectation
from quality.results import Result
from snis.errors import QualityError

# What Great Expectations may call a failing value; none of them may stand in a result that is kept.
_VALUE_KEYS = (
    "partial_unexpected_list",
    "unexpected_list",
    "partial_unexpected_counts",
    "unexpected_index_list",
)
_SITE, _SOURCE, _BATCH = "calidad", "padron", "todo"
# Where the project looks for the database, and what stays there afterwards: the database lives as long as the run, and
# its path would tell nobody anything tomorrow.
_PLACE, _NOWHERE = "padron_vistas", "vistas.duckdb"


def validate(
    database: Path, expectations: Sequence[Expectation], *, name: str, project: Path, docs: Path
) -> tuple[Result, ...]:
    """Run all expectations over a database, keep the project, and write its Data Docs.

    Args:
        database: file with a table or view for each `table` of the expectations; opened read only.
        expectations: what must hold.
        name: name of the checkpoint.
        project: folder of the Great Expectations project, replaced as a whole.
        docs: folder of the Data Docs site, replaced as a whole.

    Raises:
        QualityError: an expectation could not be computed; that is a failure, not a pass.
    """
    shutil.rmtree(project, ignore_errors=True)
    shutil.rmtree(docs, ignore_errors=True)
    project.mkdir(parents=True)
    outcomes = _run(database, expectations, name, project, docs)
    finish_docs(docs)
    if len(outcomes) != len(expectations):
        raise QualityError(
            "no corrieron todas las expectativas", place=f"{len(outcomes)} de {len(expectations)}"
        )
    index = {(expectation.table, expectation.name): expectation for expectation in expectations}
    metas = [outcome.expectation_config.meta for outcome in outcomes]
    return tuple(
        _result(outcome, index[meta["vista"], meta["nombre"]])
        for outcome, meta in zip(outcomes, metas, strict=True)
    )


def _run(
    database: Path, expectations: Sequence[Expectation], name: str, project: Path, docs: Path
) -> list[Any]:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    import quality.duckdb_dialect as dialect
    from quality.counting import COUNTS_ONLY
    from quality.suites import FreshCheckpoint, FreshDefinition, suite_of

    by_table: dict[str, list[Expectation]] = defaultdict(list)
    for expectation in expectations:
        by_table[expectation.table].append(expectation)
    context = gx.get_context(mode="file", project_root_dir=str(project))
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    context.save_config_variable(_PLACE, str(database))
    # All tables at once: each one that is added later writes the whole project again.
    source = context.data_sources.add_sql(
        _SOURCE,
        connection_string=f"{dialect.URL_SCHEME}:///${{{_PLACE}}}",
        create_temp_table=False,
        assets=[_asset(table) for table in by_table],
    )
    # What a project is given is what runs: what it gives back was read anew from its files, as classes of its own.
    definitions = []
    for table, wanted in by_table.items():
        suite = suite_of(table, wanted)
        context.suites.add(suite)
        data = source.get_asset(table).get_batch_definition(_BATCH)
        definition = FreshDefinition(name=table, data=data, suite=suite)
        context.validation_definitions.add(definition)
        definitions.append(definition)
    checkpoint = FreshCheckpoint(
        name=name, validation_definitions=definitions, actions=[], result_format=COUNTS_ONLY
    )
    context.checkpoints.add(checkpoint)
    outcome = checkpoint.run(run_id=RunIdentifier(run_time=datetime.now(UTC)))
    context.add_data_docs_site(_SITE, _site(docs, project))
    context.build_data_docs(site_names=[_SITE])
    context.save_config_variable(_PLACE, _NOWHERE)
    return [found for result in outcome.run_results.values() for found in result.results]


def _asset(table: str) -> dict[str, Any]:
    batch = {"name": _BATCH, "partitioner": None}
    return {"name": table, "type": "table", "table_name": table, "batch_definitions": [batch]}


def _site(docs: Path, project: Path) -> dict[str, Any]:
    """A site beside the project, told from there, so that the work folder may move."""
    place = os.path.relpath(docs.resolve(), (project / "gx").resolve())
    return {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": place},
    }


def _result(outcome: Any, expectation: Expectation) -> Result:
    place = f"{expectation.table}.{expectation.name}"
    if _was_not_computed(outcome.exception_info or {}):
        raise QualityError("no se pudo calcular una expectativa", place=place)
    details = outcome.result or {}
    if any(details.get(key) for key in _VALUE_KEYS):
        raise QualityError("un resultado trae valores de filas", place=place)
    if expectation.kind == "no_rows":
        failing = int(details.get("observed_value") or 0)
        checked = failing
    else:
        failing = int(details.get("unexpected_count") or (0 if outcome.success else 1))
        checked = int(details.get("element_count") or 0)
        if expectation.kind != "not_null":
            checked -= int(details.get("missing_count") or 0)
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


def _was_not_computed(said: Any) -> bool:
    """Great Expectations says it of the expectation, or of each metric that it needed."""
    if "raised_exception" in said:
        return bool(said["raised_exception"])
    return bool(said)
