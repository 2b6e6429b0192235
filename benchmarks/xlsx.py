"""Reading an XLSX as text, with everything that has to be known of it, beside bare calamine.

Run: python -m benchmarks.xlsx [ROWS [COLUMNS]]. Prints both times and their ratio, which must stay below 1.5.
Both open the same bytes and give every row; the better of some rounds counts, since others may use the machine.
"""

import io
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from assets.reading.calamine_apart import apart
from assets.reading.workbook import open_book

ROUNDS = 5
START = datetime(2026, 1, 1)  # noqa: DTZ001 a workbook knows no zone


def make(rows: int, columns: int) -> bytes:
    """A sheet as institutions send: numbers, names, days, amounts and codes."""
    chance = random.Random(1)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, [f"columna {column}" for column in range(columns)])
        for row in range(1, rows + 1):
            for column in range(columns):
                kind = column % 5
                if kind == 0:
                    sheet.write_number(row, column, chance.randrange(10**12, 10**13))
                elif kind == 1:
                    sheet.write_string(row, column, f"NOMBRE {chance.randrange(20_000)}")
                elif kind == 2:
                    sheet.write_datetime(row, column, START + timedelta(chance.randrange(300)), day)
                elif kind == 3:
                    sheet.write_number(row, column, round(chance.random() * 1000, 2))
                else:
                    sheet.write_string(row, column, chance.choice(["M", "F", "", "Guatemala"]))
    return content.getvalue()


def bare(content: bytes) -> int:
    """What calamine alone takes."""
    return len(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())


def ours(content: bytes) -> int:
    """What the reader takes: rows as text, errors, formulas, merges, hidden rows."""
    grids, _ = open_book(content, "xlsx")
    return sum(1 for _ in grids[0].rows())


def seconds(read: Callable[[bytes], int], content: bytes) -> tuple[float, float]:
    """How long one reading takes, by the clock and of all processors together."""
    start, used = time.perf_counter(), processor_seconds()
    read(content)
    return time.perf_counter() - start, processor_seconds() - used


def processor_seconds() -> float:
    """What this process has used, and the one in which the reader lets calamine read."""
    nanoseconds = Path(f"/proc/{apart.pid}/schedstat").read_text(encoding="ascii").split()[0]
    return time.process_time() + int(nanoseconds) / 1e9


def main() -> None:
    """Print the times, side by side, and their ratio."""
    rows, columns = (int(word) for word in (sys.argv[1:] + ["100000", "25"][len(sys.argv) - 1 :]))
    print(f"{rows} filas x {columns} columnas")
    content = make(rows, columns)
    # The process starts once and reads many files.
    ours(make(1, 1))
    rounds = [(seconds(bare, content), seconds(ours, content)) for _ in range(ROUNDS)]
    for at, what in enumerate(("reloj", "procesador")):
        calamine, reader = (min(times[at] for times in column) for column in zip(*rounds, strict=True))
        print(f"{what}: calamine {calamine:.2f} s, Padrón {reader:.2f} s, razón {reader / calamine:.2f}")


if __name__ == "__main__":
    main()
