"""A file read without a contract: its tables, and the account of how it was read (lectura.json).

Belongs here: the account and the files that `padron read` writes. Does not belong here: opening (open_file.py) and
layout (layout.py).
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from assets.reading.grid import Finding, Grid
from assets.reading.layout import Layout, Table, lay_out
from assets.reading.layout_index import is_index
from assets.reading.open_file import Opened, open_file
from assets.reading.refusals import EMPTY, UNREADABLE, refusal
from snis.errors import TransferError

LECTURA = "lectura.json"
READ, REFUSED = "leida", "rechazada"
_SHOWN = 5
_TICK = 50_000
# Told for the record; nothing that a person needs to look at.
QUIET = frozenset(
    {"codificacion", "dialecto", "marca_bom", "ceros_del_formato", "fin_de_linea", "tablas_lado_a_lado"}
)
Tick = Callable[[int], None]


@dataclass
class Lectura:
    """How a file was read.

    Attributes:
        account: what lectura.json says.
        tables: its tables, in file order.
    """

    account: dict[str, Any]
    tables: tuple[Table, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether the file cannot be read."""
        return self.account["estado"] == REFUSED

    @property
    def needs_person(self) -> bool:
        """Whether something was found that a person should look at."""
        return any(item["hallazgo"] not in QUIET for item in self.account["hallazgos"])


def read_unknown(path: Path, *, out: Path | None = None, tick: Tick | None = None) -> Lectura:
    """Read a file of which nothing is known.

    Args:
        path: the file.
        out: where tabla-N.csv and lectura.json go; nothing is written without.
        tick: called with the number of rows read so far.
    """
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        clear(out)
    account = _account(path)
    lectura = Lectura(account)
    try:
        content = path.read_bytes()
        account |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        _read(content, path.name, lectura)
        _count(lectura, out, tick)
    except OSError:
        _refuse(lectura, refusal(UNREADABLE, "No se pudo abrir el archivo."), out)
    except TransferError as error:
        _refuse(lectura, error, out)
    account["hallazgos"] = [vars(item) for item in lectura.findings]
    if out is not None:
        text = json.dumps(account, ensure_ascii=False, indent=2) + "\n"
        (out / LECTURA).write_text(text, encoding="utf-8")
    return lectura


def clear(out: Path) -> None:
    """Take away what an earlier run left: only files that this command writes."""
    for path in [*out.glob("tabla-*.csv"), out / LECTURA]:
        if path.name == LECTURA or path.stem.removeprefix("tabla-").isdigit():
            with suppress(FileNotFoundError):
                path.unlink()


def _account(path: Path) -> dict[str, Any]:
    return {
        "archivo": path.name,
        "sha256": "",
        "bytes": 0,
        "estado": READ,
        "motivo": None,
        "formato": None,
        "contenedores": [],
        "codificacion": None,
        "marca_bom": False,
        "dialecto": None,
        "hojas": [],
        "tablas": [],
        "hallazgos": [],
    }


def _read(content: bytes, name: str, lectura: Lectura) -> None:
    opened = open_file(content, name)
    account = lectura.account
    account |= {
        "formato": opened.form,
        "contenedores": list(opened.containers),
        "codificacion": opened.encoding,
        "marca_bom": opened.has_bom,
        "dialecto": opened.dialect,
    }
    lectura.findings += opened.findings
    tables: list[Table] = []
    layouts = _layouts(opened)
    for grid, layout in layouts:
        first = len(tables) + 1
        tables += layout.tables
        numbers = list(range(first, len(tables) + 1))
        account["hojas"].append(
            {"hoja": grid.name, "visible": grid.is_visible, "tablas": numbers, "motivo": layout.reason}
        )
        lectura.findings += [*grid.findings, *layout.findings]
    if not tables:
        raise _nothing(layouts)
    lectura.tables = tuple(tables)


def _layouts(opened: Opened) -> list[tuple[Grid, Layout]]:
    """The layout of every sheet; a hidden one is only said to be there, and so is one that lists the others."""
    names = [grid.name for grid in opened.grids]
    shown = sum(1 for grid in opened.grids if grid.is_visible)
    found = []
    for grid in opened.grids:
        if not grid.is_visible:
            remark = Finding("hoja_oculta", "Una hoja oculta no se lee.", grid.name)
            found.append((grid, Layout((), "oculta", (remark,))))
        elif shown > 1 and is_index(grid, names):
            found.append((grid, Layout((), "índice o presentación del libro")))
        else:
            found.append((grid, lay_out(grid)))
    return found


def _nothing(layouts: list[tuple[Grid, Layout]]) -> TransferError:
    hidden = [grid for grid, layout in layouts if not grid.is_visible and _has_text(grid)]
    if hidden:
        return refusal(
            UNREADABLE,
            "Los únicos datos están en hojas ocultas; muéstrelas o quítelas.",
            place=hidden[0].name,
        )
    if any(layout.reason.startswith(("solo texto", "índice")) for _, layout in layouts):
        return refusal(EMPTY, "Solo hay texto, ninguna tabla.")
    return refusal(EMPTY)


def _has_text(grid: Grid) -> bool:
    return any(cell.strip() for _, cells in grid.rows() for cell in cells)


def _count(lectura: Lectura, out: Path | None, tick: Tick | None) -> None:
    """Pass over every table once: write it, count it, note where its rows stand."""
    rows_so_far = 0
    for number, table in enumerate(lectura.tables, start=1):
        name = f"tabla-{number}.csv"
        if out is None:
            counted = _Counted(table, None, tick, rows_so_far)
        else:
            with (out / name).open("w", encoding="utf-8", newline="") as stream:
                counted = _Counted(table, stream, tick, rows_so_far)
        rows_so_far += counted.rows
        lectura.findings += counted.findings()
        lectura.account["tablas"].append(_table_account(name, table, counted))
    if not rows_so_far:
        raise refusal(EMPTY)


class _Counted:
    """A table as its rows pass by."""

    def __init__(self, table: Table, stream: IO[str] | None, tick: Tick | None, before: int) -> None:
        self.table, self.rows, self.ranges = table, 0, list[list[int]]()
        self.irregular: list[int] = []
        self.longer = 0
        self.blank = self._next = 0
        write = _row_writer(stream) if stream else None
        if write:
            write(table.header)
        for number, cells in self._watched(tick, before):
            if write:
                write(cells)
            self._note(number, cells)

    def _watched(self, tick: Tick | None, before: int) -> Iterator[tuple[int, list[str]]]:
        for number, cells in self.table.rows_and_gaps():
            if cells is None:
                self.blank += 1
                continue
            self.rows += 1
            if tick and not self.rows % _TICK:
                tick(before + self.rows)
            yield number, cells

    def _note(self, number: int, cells: list[str]) -> None:
        if len(cells) > len(self.table.columns):
            self.longer += 1
            if len(self.irregular) < _SHOWN:
                self.irregular.append(number)
        # Rows follow each other when nothing but their own lines lies between them.
        if self.ranges and (number == self.ranges[-1][1] + 1 or number == self._next):
            self.ranges[-1][1] = number
        else:
            self.ranges.append([number, number])
        self._next = number + 1 + "".join(cells).count("\n")

    def findings(self) -> list[Finding]:
        """What the rows say of the table."""
        if not self.longer:
            return []
        lines = ", ".join(map(str, self.irregular))
        text = f"{self.longer} filas traen más celdas que el encabezado; las primeras: {lines}."
        return [Finding("filas_irregulares", text, self.table.grid.name)]


def _row_writer(stream: IO[str]) -> Callable[[Sequence[str]], Any]:
    """Writes rows as CSV; the module leaves a bare CR unquoted, which other readers take for the end of a line."""
    plain = csv.writer(stream, lineterminator="\n")
    quoted = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    return lambda cells: (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)


def _table_account(name: str, table: Table, counted: _Counted) -> dict[str, Any]:
    return {
        "archivo": name,
        "hoja": table.grid.name,
        "filas_encabezado": list(table.header_rows),
        "encabezado": list(table.header),
        "columnas": len(table.columns),
        "filas": counted.rows,
        "rangos": counted.ranges,
        "apartadas": [{"fila": a.row, "tipo": a.kind, "motivo": a.reason} for a in table.asides],
        "en_blanco": counted.blank,
    }


def _refuse(lectura: Lectura, error: TransferError, out: Path | None) -> None:
    """Nothing of a refused file is left behind but the reason."""
    lectura.tables = ()
    lectura.account |= {
        "estado": REFUSED,
        "motivo": {
            "regla": error.rule,
            "texto": error.message,
            "lugar": error.place,
            "remedio": error.remedy,
        },
        "tablas": [],
    }
    for sheet in lectura.account["hojas"]:
        sheet["tablas"] = []
    if out is not None:
        clear(out)
