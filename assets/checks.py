"""Quality results as Dagster asset checks; a blocking one that fails keeps everything after it from running.

Belongs here: which tables are checked at which point of the night, and the translation of results. Does not belong
here: expectations and their run (quality/).
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache

import dagster as dg

from assets.build import table_digest
from assets.layout_facts import layout_expectations, layout_facts
from assets.progress import report
from assets.resources import Bench, Workshop
from quality.catalogue import DIMENSIONS
from quality.expectations import BLOCKS, INFORMS, Expectation, derive, sql_expectations
from quality.layout_tables import LayoutFacts
from quality.results import Result, load_results, save_results
from quality.runner import run_expectations
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
# What institutions send, layout by layout: asked of the same tables as the last group, once they are all there.
LAYOUTS = "envios"
_LAYOUTS_ON = "out_transferencia"
_LAYOUTS_READ = (
    "core_fila", "core_aviso", "core_correccion", "core_entrega", "core_entrega_comunitaria", "core_verificacion",
    "link_entrega", "link_validacion", "link_cruce", "out_transferencia", "ref_modalidad", "ref_municipio",
)  # fmt: skip
_LAYOUTS_AFTER = ("link_entrega", "link_validacion", "link_cruce")
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


def layout_check() -> dg.AssetChecksDefinition:
    """The step that checks what institutions sent: one Dagster check for each dimension.

    Which layouts there are a deployment says, and Dagster has to know its checks before it has read one; the metadata
    name the layouts that fail.
    """
    specs = [
        dg.AssetCheckSpec(
            name=f"{LAYOUTS}_{dimension}",
            asset=_LAYOUTS_ON,
            additional_deps=list(_LAYOUTS_AFTER),
            description=f"Lo que envían las instituciones, formato por formato: {dimension}",
        )
        for dimension in DIMENSIONS
    ]

    @dg.multi_asset_check(name=f"calidad_{LAYOUTS}", specs=specs)
    def check(workshop: Workshop) -> Iterator[dg.AssetCheckResult]:
        with workshop.bench() as bench:
            results = layout_results(bench)
        report(f"calidad de {LAYOUTS}", 1, 1)
        for dimension in DIMENSIONS:
            found = [result for result in results if result.dimension == dimension]
            yield _check_result(_LAYOUTS_ON, f"{LAYOUTS}_{dimension}", found)

    return check


def _blocking(group: str, results: Sequence[Result], bench: Bench) -> list[Result]:
    """Results of every group that may stop the publication; those of the other groups are kept ones as a rule."""
    others = [_results(other, expectations_of(other), bench) for other in GROUPS if other != group]
    others.append(layout_results(bench))
    return [result for found in (*others, results) for result in found if result.severity == BLOCKS]


def check_name(expectation: Expectation) -> str:
    """The Dagster check that an expectation belongs to."""
    return expectation.name if expectation.kind == "no_rows" else CONTRACT


def _check_result(table: str, name: str, results: Sequence[Result]) -> dg.AssetCheckResult:
    """Names of the expectations that fail and rows that fail them; never a value.

    What only informs is told in the metadata, and fails nothing.
    """
    failing = [result for result in results if not result.passed and result.severity != INFORMS]
    told = [result for result in results if not result.passed and result.severity == INFORMS]
    blocks = any(result.severity == BLOCKS for result in failing or results)
    return dg.AssetCheckResult(
        asset_key=table,
        check_name=name,
        passed=not failing,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        metadata={
            "expectativas": len(results),
            "filas_revisadas": max((result.checked for result in results), default=0),
            "fallan": _named(failing),
            "informan": _named(told),
        },
    )


def _named(results: Sequence[Result]) -> str:
    return ", ".join(f"{result.table}.{result.name} ({result.failing})" for result in results)


def _results(group: str, wanted: Sequence[Expectation], bench: Bench) -> tuple[Result, ...]:
    """Kept results when no table changed; else a new run."""
    tables = [
        name for name, contract in sorted(load_tables().items()) if contract.layer in _READ_BY_SQL[group]
    ]
    return _kept_or_new(group, wanted, tables, bench)


def layout_results(bench: Bench) -> tuple[Result, ...]:
    """The same for the layouts of the deployment, which are handed their files as well."""
    wanted = layout_expectations(bench.deployment)
    return _kept_or_new(LAYOUTS, wanted, _LAYOUTS_READ, bench, layout_facts(bench)) if wanted else ()


def _kept_or_new(
    group: str,
    wanted: Sequence[Expectation],
    tables: Sequence[str],
    bench: Bench,
    facts: LayoutFacts | None = None,
) -> tuple[Result, ...]:
    contracts = load_tables()
    digest = hashlib.sha256(repr((wanted, facts)).encode())
    for table in tables:
        digest.update(f"{table}:{table_digest(table, bench.store)}".encode())
    quality = bench.store.quality
    path = quality / "resultados" / f"{group}.json"
    kept = load_results(path, digest.hexdigest())
    if kept is not None:
        return kept
    results = run_expectations(
        wanted,
        {table: bench.store.files(table) or [bench.store.empty_part(contracts[table])] for table in tables},
        docs=quality / "data_docs" / group,
        project=quality / "gx" / group,
        scratch=bench.store.scratch,
        name=group,
        prepare=facts.prepare if facts else None,
        by="transferencia_id" if facts else None,
    )
    save_results(path, results, digest.hexdigest())
    return results
