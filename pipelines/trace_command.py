"""`padron trace`: from a figure to its sources, and from a file to the figures that it touched.

Belongs here: options and exit codes. Does not belong here: finding anything (assets/trace) or how it is said
(trace_telling.py). Addresses of lines leave only when somebody asks for them by name, and the ledger says who asked.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipelines.options import DeploymentOption, JsonOption, WhoOption, WorkOption, account
from pipelines.work_folder import open_folder
from snis.errors import TraceError

trace_app = typer.Typer(
    no_args_is_help=True,
    help="""Rastreo: de una cifra a su definición, su SQL, sus entregas y sus archivos; y de un archivo a sus cifras.

    `padron trace figure open_cobertura anio=2026 departamento_codigo=13` dice qué significa esa fila, en qué ediciones
    está, de qué tablas sale y qué archivos la trajeron. docs/rastreo.md lo explica.""",
)


@trace_app.command()
def figure(
    table: Annotated[str, typer.Argument(metavar="TABLA", help="Tabla de cifras: open_* o out_*.")],
    where: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COLUMNA=VALOR", help="Lo que nombra la fila; una dimensión que no se dice es su total."
        ),
    ] = None,
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    lines: Annotated[
        Path | None,
        typer.Option(
            "--lines",
            metavar="CSV",
            help="Escribe archivo, hoja y fila de cada entrega; queda en la bitácora quién lo pidió.",
        ),
    ] = None,
    by: WhoOption = "",
    as_json: JsonOption = False,
) -> None:
    """Una cifra: qué significa, dónde se publicó, con qué SQL se hace y qué archivos la trajeron.

    Es de uso interno: dice la cifra exacta de la celda aunque la publicada esté protegida. Con --lines da además la
    dirección de cada entrega, nunca su contenido.
    """
    from assets.trace.account import account_of_figure, enter_request
    from assets.trace.behind import write_addresses
    from assets.trace.figure import find_figure
    from pipelines.trace_telling import figure_lines

    with open_folder(deployment, work) as (_, bench):
        found = find_figure(table, _named(where or []), engine=bench.engine, store=bench.store)
        told = account_of_figure(found, bench, upstream=table_graph())
        if lines is not None:
            if told["detras"] is None:
                raise TraceError("no sale de entregas y no hay direcciones que escribir", place="--lines")
            enter_request(found, bench, who=account(by))
            write_addresses(lines, bench)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    for line in figure_lines(told):
        typer.echo(line)
    if lines is not None:
        typer.echo(f"Escrito en {lines.name}: {told['detras']['filas']:,} direcciones.")


@trace_app.command("file")
def file_(
    transfer: Annotated[
        str,
        typer.Argument(
            metavar="TRANSFERENCIA", help="Su identificador (T…), su SHA-256 o el nombre del archivo."
        ),
    ],
    deployment: DeploymentOption = None,
    work: WorkOption = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Escribe qué cifras son, una tabla Parquet por tabla tocada."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Un archivo: qué fue de sus filas y qué cifras tocó, publicadas o no."""
    from assets.trace.account import account_of_reach
    from assets.trace.touched import find_transfer, reach_of, write_figures
    from pipelines.trace_telling import reach_lines

    with open_folder(deployment, work) as (_, bench):
        reach = reach_of(find_transfer(transfer, bench), bench, upstream=table_graph())
        if out is not None:
            write_figures(reach, out)
    told = account_of_reach(reach)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    for line in reach_lines(told):
        typer.echo(line)
    if out is not None:
        typer.echo(f"Escrito en {out.name}: una tabla por cada tabla tocada.")


def _named(pairs: Sequence[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for pair in pairs:
        column, equals, value = pair.partition("=")
        if not equals or not column or not value:
            raise TraceError(
                "no dice columna y valor", place=pair.partition("=")[0], remedy="Escriba COLUMNA=VALOR."
            )
        if column in named:
            raise TraceError("la columna está dos veces", place=column, remedy="Dígala una sola vez.")
        named[column] = value
    return named


def table_graph() -> Mapping[str, Sequence[str]]:
    """For each table what it is made of, as Dagster's graph of assets has it."""
    from assets.catalogue import all_assets

    return {
        key.to_user_string(): sorted(before.to_user_string() for before in definition.asset_deps[key])
        for definition in all_assets()
        for key in definition.keys
    }
