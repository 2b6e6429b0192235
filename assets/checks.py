"""Quality results as Dagster asset checks; a blocking one that fails keeps everything after it from running.

Belongs here: which tables are checked at which point of the night, and the translation of results. Does not belong
here: expectations and their run (quality/).
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache

import dagster as dg

from assets.build import table_digest
from assets.progress import report
from assets.resources import Bench, Workshop
from quality.expectations import BLOCKS, Expectation, derive, sql_expectations
from quality.runner import Result, load_results, run_expectations, save_results
from snis.contracts.loader import load_tables

# The point of the night at which each group is checked: before anything is linked, and before anything is opened.
GROUPS = {"core": ("core",), "out": ("link", "out")}
# The last table before the publication: where the verdict of a group stands that cannot stop its own tables.
VERDICT_ON = {"out": "open_resumen"}
VERDICT = "puede_publicarse"
CONTRACT = "contrato"
_CONTRACT_HOLDS = (
    "Columnas, clave, valores presentes, códigos, formas y mínimos son los del contrato de la tabla"
)
_READ_BY_SQL = {"core": ("core",), "out": ("core", "link", "out")}


@cache
def expectations_of(group: str) -> tuple[Expectation, ...]:
    """Expectations of a group, from table contracts and from quality/sql.

    Code lists that a deployment brings are not known when Dagster loads; sets named in contracts are.
    """
    contracts = load_tables()
    layers = GROUPS[group]
    found = [
        expectation
        for name, contract in sorted(contracts.items())
        if contract.layer in layers
        for expectation in derive(contract, {})
    ]
    found += [
        expectation for expectation in sql_expectations() if contracts[expectation.subject].layer in layers
    ]
    return tuple(found)


def quality_check(group: str) -> dg.AssetChecksDefinition:
    """The step that checks a group: one Dagster check for each table's contract, and one for each rule in SQL.

    Core is checked before anything reads it. Tables of link and out read each other, so a failure there cannot stop the
    next of them; it stops the publication, through one more check on the last table before it. That verdict counts the
    blocking results of core too: the night after a failure there may have nothing to take in, and core no step to run.
    """
    wanted = expectations_of(group)
    names = {(expectation.subject, check_name(expectation)): expectation for expectation in wanted}
    specs = [
        dg.AssetCheckSpec(
            name=name,
            asset=table,
            description=expectation.title if expectation.kind == "no_rows" else _CONTRACT_HOLDS,
            blocking=group not in VERDICT_ON and expectation.severity == BLOCKS,
        )
        for (table, name), expectation in names.items()
    ]
    if group in VERDICT_ON:
        specs.append(
            dg.AssetCheckSpec(
                name=VERDICT,
                asset=VERDICT_ON[group],
                description="Ninguna expectativa que bloquea falla: la publicación puede seguir",
                blocking=True,
            )
        )

    @dg.multi_asset_check(name=f"calidad_{group}", specs=specs)
    def check(workshop: Workshop) -> Iterator[dg.AssetCheckResult]:
        with workshop.bench() as bench:
            results = _results(group, wanted, bench)
            verdict = _blocking(group, results, bench) if group in VERDICT_ON else []
        report(f"calidad de {group}", 1, 1)
        index = {(expectation.subject, expectation.name): check_name(expectation) for expectation in wanted}
        by_check: dict[tuple[str, str], list[Result]] = {}
        for result in results:
            by_check.setdefault((result.table, index[result.table, result.name]), []).append(result)
        for (table, name), found in by_check.items():
            yield _check_result(table, name, found)
        if group in VERDICT_ON:
            yield _check_result(VERDICT_ON[group], VERDICT, verdict)

    return check


def _blocking(group: str, results: Sequence[Result], bench: Bench) -> list[Result]:
    """Results of every group that may stop the publication; those of the other groups are kept ones as a rule."""
    others = (_results(other, expectations_of(other), bench) for other in GROUPS if other != group)
    return [result for found in (*others, results) for result in found if result.severity == BLOCKS]


def check_name(expectation: Expectation) -> str:
    """The Dagster check that an expectation belongs to."""
    return expectation.name if expectation.kind == "no_rows" else CONTRACT


def _check_result(table: str, name: str, results: Sequence[Result]) -> dg.AssetCheckResult:
    """Names of the expectations that fail and rows that fail them; never a value."""
    failing = [result for result in results if not result.passed]
    blocks = any(result.severity == BLOCKS for result in failing or results)
    return dg.AssetCheckResult(
        asset_key=table,
        check_name=name,
        passed=not failing,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        metadata={
            "expectativas": len(results),
            "filas_revisadas": max((result.checked for result in results), default=0),
            "fallan": ", ".join(f"{result.table}.{result.name} ({result.failing})" for result in failing),
        },
    )


def _results(group: str, wanted: Sequence[Expectation], bench: Bench) -> tuple[Result, ...]:
    """Kept results when no table changed; else a new run."""
    contracts = load_tables()
    tables = [name for name, contract in sorted(contracts.items()) if contract.layer in _READ_BY_SQL[group]]
    parts = {table: bench.store.files(table) for table in tables}
    parts = {table: paths or [bench.store.empty_part(contracts[table])] for table, paths in parts.items()}
    digest = hashlib.sha256(repr(wanted).encode())
    for table in tables:
        digest.update(f"{table}:{table_digest(table, bench.store)}".encode())
    path = bench.store.quality / "resultados" / f"{group}.json"
    kept = load_results(path, digest.hexdigest())
    if kept is not None:
        return kept
    results = run_expectations(
        wanted, parts, docs=bench.store.quality / "data_docs" / group, scratch=bench.store.scratch
    )
    save_results(path, results, digest.hexdigest())
    return results
