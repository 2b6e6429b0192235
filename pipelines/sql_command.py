"""`padron sql`: questions to the analysts' warehouse, read only.

Belongs here: where the question comes from, and how the answer is drawn. Does not belong here: the warehouse itself
(assets/out/warehouse_reader.py).
"""

import csv
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.demonstration import demo_folder
from pipelines.options import JsonOption, WorkOption
from pipelines.settings import read_settings
from snis.errors import PadronError, SettingsError

_SHELL_HELP = """Escriba una consulta y termínela con punto y coma. Además:
  .tablas           las tablas y vistas, con lo que son
  .describa TABLA   columnas, claves y advertencias de una tabla
  .salir            termina (también Ctrl-D)"""
_PROMPT, _MORE = "padron> ", "   ...> "


def sql(
    query: Annotated[str, typer.Argument(metavar="[CONSULTA]", help="Consulta en SQL de DuckDB.")] = "",
    work: WorkOption = None,
    *,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="Archivo con la consulta.")] = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Resultado como CSV, en la salida estándar.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Resultado a un archivo Parquet.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Filas que se dibujan en la pantalla; 0, todas.")] = 100,
    tables: Annotated[bool, typer.Option("--tables", help="Las tablas y vistas, con lo que son.")] = False,
    describe: Annotated[
        str, typer.Option("--describe", metavar="TABLA", help="Columnas, claves y advertencias.")
    ] = "",
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="DIR", help="Copia a una carpeta nueva el Parquet de cada tabla."),
    ] = None,
    ui: Annotated[bool, typer.Option("--ui", help="Abre la interfaz de DuckDB, solo lectura.")] = False,
) -> None:
    """Consulta warehouse.duckdb, solo lectura: una consulta, un archivo, la entrada estándar o una consola.

    Se puede leer mientras corre la noche. `padron sql --tables` dice qué hay y `padron sql --describe TABLA` qué
    significa cada columna. Uso interno: son cifras exactas.
    """
    from assets.out.warehouse_reader import open_warehouse

    folder = read_settings(work=work or demo_folder()).work
    if export is not None:
        _export(folder / "marts", export)
        return
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        if tables:
            _draw(("tabla", "clase", "qué es", "filas"), iter(warehouse.tables()), 0)
        elif describe:
            _show(warehouse.describe(describe))
        elif ui:
            _serve(warehouse.start_ui())
        elif text := _question(query, file):
            if parquet is not None:
                typer.echo(f"{warehouse.write_parquet(text, parquet)} filas en {parquet}.")
                return
            answer = warehouse.ask(text)
            if as_json:
                _write_json(answer.columns, answer.rows)
            elif as_csv:
                _write_csv(answer.columns, answer.rows)
            else:
                _draw(answer.columns, answer.rows, limit)
        else:
            _shell(warehouse, limit)


def _question(query: str, file: Path | None) -> str:
    """The query of the argument, the file, or the standard input; nothing when a person is to be asked."""
    if query and file is not None:
        raise SettingsError("hay dos consultas", place="--file", remedy="Deje una.")
    if file is not None:
        try:
            query = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise SettingsError("no se puede leer la consulta", place=file.name) from None
    elif not query and not sys.stdin.isatty():
        query = sys.stdin.read()
    if not query.strip() and (file is not None or not sys.stdin.isatty()):
        raise SettingsError("no hay consulta", remedy="Escríbala como argumento, en --file o en la entrada.")
    return query.strip()


def _export(marts: Path, target: Path) -> None:
    if not (marts / "datapackage.json").is_file():
        raise SettingsError(
            "no hay tablas exportadas todavía", place=marts.name, remedy="Ejecute antes `padron run`."
        )
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise SettingsError("la carpeta no está vacía y no se sobrescribe", place=target.name)
    shutil.copytree(marts, target, dirs_exist_ok=True)
    typer.echo(f"{len(list(target.rglob('*.parquet')))} archivos Parquet y su diccionario en {target}.")


def _draw(columns: Any, rows: Iterator[tuple[Any, ...]], limit: int) -> None:
    """A table for people; what was left out is said."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    shown = list(islice(rows, limit or None))
    rest = sum(1 for _ in rows) if limit else 0
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(str(column), overflow="fold")
    for row in shown:
        table.add_row(*("" if value is None else _text(value) for value in row))
    # Nothing is cut to the width of a terminal that is not there.
    console = Console(markup=False, highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(table)
    counted = f"{len(shown) + rest} filas" if len(shown) + rest != 1 else "1 fila"
    typer.echo(f"{counted}{f'; se muestran {len(shown)} (--limit 0 las muestra todas)' if rest else ''}")


def _show(description: Any) -> None:
    typer.echo(f"{description.name}\n\n{description.words}\n")
    _draw(("columna", "tipo", "qué significa"), iter(description.columns), 0)
    for key in description.keys:
        typer.echo(f"· {key}")


def _write_json(columns: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    found = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    typer.echo(json.dumps(found, ensure_ascii=False, default=str))


def _write_csv(columns: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if value is None else _text(value) for value in row] for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _serve(address: str) -> None:
    typer.echo(f"La interfaz de DuckDB está en {address}. Ctrl-C la cierra.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


def _shell(warehouse: Any, limit: int) -> None:
    """Questions one after the other, until the person leaves."""
    from pipelines.failures import explain
    from pipelines.terminal import show_error

    # History and editing of lines, where the system has them.
    with suppress(ImportError):
        import readline  # noqa: F401
    typer.echo(_SHELL_HELP)
    for text in _entered():
        try:
            if text == ".tablas":
                _draw(("tabla", "clase", "qué es", "filas"), iter(warehouse.tables()), 0)
            elif text.startswith(".describa"):
                _show(warehouse.describe(text.removeprefix(".describa").strip()))
            elif text.startswith("."):
                typer.echo(_SHELL_HELP)
            else:
                answer = warehouse.ask(text)
                _draw(answer.columns, answer.rows, limit)
        except PadronError as error:
            show_error(explain(error))


def _entered() -> Iterator[str]:
    """What the person asks: a command of the console, or a query up to its semicolon."""
    lines: list[str] = []
    while True:
        try:
            line = input(_MORE if lines else _PROMPT)
        except EOFError:
            return
        except KeyboardInterrupt:
            lines.clear()
            typer.echo("")
            continue
        if not lines and line.strip() in {".salir", "exit", "quit"}:
            return
        if not lines and line.strip().startswith("."):
            yield line.strip()
            continue
        lines.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(lines)
            lines.clear()
        elif not "".join(lines).strip():
            lines.clear()
