"""`padron read`: what the reader sees in a file, told to whoever is at the terminal.

Belongs here: the summary of a reading, progress, and the exit code. Does not belong here: reading (assets/reading).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from assets.reading.lectura import LECTURA, Lectura, Tick, read_unknown
from pipelines.terminal import console
from snis.errors import SettingsError

_NAMES_SHOWN = 8
_FINDINGS_SHOWN = 20


def read_for_terminal(file: Path, out: Path | None) -> Lectura:
    """Read a file and show how far it is.

    Raises:
        SettingsError: there is no such file, or the folder cannot be written to.
    """
    if not file.is_file():
        raise SettingsError("no existe el archivo", place=file.name, remedy="Revise su nombre y su carpeta.")
    if out is not None and out.exists() and not out.is_dir():
        raise SettingsError("no es una carpeta", place=out.name, remedy="Señale una carpeta con --out.")
    with _progress() as tick:
        return read_unknown(file, out=out, tick=tick)


def exit_code(lectura: Lectura) -> int:
    """0: read; 1: read, and a person should look at something; 2: refused."""
    if lectura.is_refused:
        return 2
    return 1 if lectura.needs_person else 0


def show_lectura(lectura: Lectura, out: Path | None) -> None:
    """The summary: what was found, table by table; names of columns, never values."""
    account = lectura.account
    for text in _lines(account):
        console.print(text, markup=False, soft_wrap=True)
    if out is not None:
        console.print(
            f"Escrito en {out}: {LECTURA} y {len(account['tablas'])} tablas.", markup=False, soft_wrap=True
        )


def _lines(account: dict[str, Any]) -> Iterator[str]:
    yield f"{account['archivo']}: {_form(account)}"
    if account["motivo"] is not None:
        reason = account["motivo"]
        place = f" ({reason['lugar']})" if reason["lugar"] else ""
        yield f"Rechazado por {reason['regla']}{place}: {reason['texto']}"
        yield f"Qué hacer: {reason['remedio']}"
    for sheet in account["hojas"]:
        if sheet["motivo"]:
            yield f"Hoja «{sheet['hoja']}»: sin tabla ({sheet['motivo']})"
    for table in account["tablas"]:
        yield from _table_lines(table)
    findings = account["hallazgos"]
    for finding in findings[:_FINDINGS_SHOWN]:
        place = f" ({finding['lugar']})" if finding["lugar"] else ""
        yield f"  · {finding['texto']}{place}"
    if len(findings) > _FINDINGS_SHOWN:
        yield f"  … y {len(findings) - _FINDINGS_SHOWN} hallazgos más en {LECTURA}"


def _form(account: dict[str, Any]) -> str:
    parts = [account["formato"] or "formato desconocido", *account["contenedores"]]
    if account["codificacion"]:
        parts.append(account["codificacion"])
    if account["dialecto"]:
        parts.append(f"separador {account['dialecto'].get('separador')!r}")
    return ", ".join(parts)


def _table_lines(table: dict[str, Any]) -> Iterator[str]:
    sheet = f" (hoja «{table['hoja']}»)" if table["hoja"] else ""
    rows = ", ".join(map(str, table["filas_encabezado"]))
    size = f"{table['filas']} filas, {table['columnas']} columnas"
    yield f"{table['archivo']}{sheet}: {size}, encabezado en la fila {rows}"
    names = [" ".join(text.split()) or "(sin nombre)" for text in table["encabezado"]]
    more = f" … y {len(names) - _NAMES_SHOWN} más" if len(names) > _NAMES_SHOWN else ""
    yield f"    columnas: {', '.join(names[:_NAMES_SHOWN])}{more}"
    kinds: dict[str, int] = {}
    for aside in table["apartadas"]:
        kinds[aside["tipo"]] = kinds.get(aside["tipo"], 0) + 1
    if kinds:
        yield "    apartadas: " + ", ".join(f"{count} de tipo {kind}" for kind, count in kinds.items())


@contextmanager
def _progress() -> Iterator[Tick]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("Leyendo", total=None)
        yield lambda rows: progress.update(task, description=f"Leyendo: {rows} filas")
