"""The process in which calamine reads: it opens one workbook after the other and hands over sheets as text.

Belongs here: what runs in it, and its limits. Does not belong here: starting it, and what its end means
(calamine_apart.py). It imports little, because it starts anew after each file that ends it.

calamine is native code: on some damaged files it asks for more memory than there is, and then the process ends.
"""

import io
import json
import os
import resource
import select
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from assets.reading.calamine_frames import (
    BAD_DATE,
    DAMAGED_FAILURE,
    END,
    JOINED,
    LISTED,
    MARK,
    PASSWORD_FAILURE,
    SECONDS,
    UNKNOWN_FAILURE,
    receive,
    send,
)
from assets.reading.cell_text import texts_of_columns

# What was read is let go of when nobody has asked for anything in this time.
_IDLE_SECONDS = 10
# Small batches stay in the processor's cache.
_BATCH_ROWS = 500
_LAST_TO_GO = "1000"


class _Reader:
    """The workbook that is open, and its sheets that were asked for."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._number = -1
        self._book: CalamineWorkbook = None
        self._sheets: dict[int, CalamineSheet] = {}

    def answer(self, request: dict[str, Any], content: bytearray) -> Iterator[bytes]:
        """The answer to a request, in messages; the first one says what failed, if something did."""
        try:
            yield from self._answer(request, content)
        except PasswordError:
            yield _told({"failure": PASSWORD_FAILURE})
        except (CalamineError, OSError, ValueError):
            yield _told({"failure": DAMAGED_FAILURE})
        except BaseException as error:
            # On some damaged files calamine panics, outside of Exception.
            if type(error).__name__ != "PanicException":
                raise
            yield _told({"failure": DAMAGED_FAILURE})

    def _answer(self, request: dict[str, Any], content: bytearray) -> Iterator[bytes]:
        if request["do"] == "open":
            self.forget()
            _limit(resource.RLIMIT_AS, request["memory"])
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            self._number = request["book"]
            yield _told({"sheets": [_described(sheet) for sheet in self._book.sheets_metadata]})
        elif request["book"] != self._number:
            yield _told({"failure": UNKNOWN_FAILURE})
        elif request["do"] == "sheet":
            cells = self._book.get_sheet_by_index(request["at"])
            if cells.total_height * cells.total_width <= request["area"]:
                self._sheets[request["at"]] = cells
            yield _told(_extent(cells))
        else:
            # Whoever has the rows keeps them, and does not ask again.
            cells = self._sheets.pop(request["at"], None) or self._book.get_sheet_by_index(request["at"])
            yield _told({})
            yield from _batches(cells)


def serve() -> None:
    """Answer requests until whoever asks is gone."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A night that is told to end ends by itself, and then this.
        signal.signal(number, signal.SIG_IGN)
    _set_limits()
    questions, answers = 0, os.dup(1)
    # Nothing but answers may go where answers go.
    os.dup2(2, 1)
    send(answers, _told({}))
    reader = _Reader()
    with suppress(EOFError, BrokenPipeError):
        while True:
            if not select.select([questions], [], [], _IDLE_SECONDS)[0]:
                reader.forget()
            request, content = json.loads(receive(questions)), receive(questions)
            _set_time()
            for message in reader.answer(request, content):
                send(answers, message)
            send(answers, END)
            del content


def _set_limits() -> None:
    # What a process leaves behind when it is ended would hold the file.
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(OSError):
        # When memory runs out for all, this one is the one to end.
        Path("/proc/self/oom_score_adj").write_text(_LAST_TO_GO, encoding="ascii")


def _set_time() -> None:
    """Count the time of the next request from now on; it ends a process whose parent is no longer there to do so."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + SECONDS
    _limit(resource.RLIMIT_CPU, limit)


def _limit(what: int, most: int) -> None:
    """Set a limit, below one that stands already."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _described(sheet: Any) -> tuple[str, bool, bool]:
    """The name of a sheet, whether it is visible, and whether it has cells."""
    return sheet.name, sheet.visible == SheetVisibleEnum.Visible, sheet.typ == SheetTypeEnum.WorkSheet


def _extent(cells: CalamineSheet) -> dict[str, Any]:
    return {
        "start": cells.start,
        "area": cells.total_height * cells.total_width,
        "merges": cells.merged_cell_ranges or (),
    }


def _batches(cells: CalamineSheet) -> Iterator[bytes]:
    if cells.start is None:
        return
    rows = cells.iter_rows()
    try:
        while batch := list(islice(rows, _BATCH_ROWS)):
            yield _batch(texts_of_columns(batch), len(batch))
    except (OverflowError, ValueError):
        yield BAD_DATE


def _batch(columns: Sequence[Sequence[str]], rows: int) -> bytes:
    text = MARK.join(map(MARK.join, columns))
    if text.count(MARK) == len(columns) * rows - 1:
        return JOINED + rows.to_bytes(4, "little") + text.encode()
    return LISTED + json.dumps([list(column) for column in columns]).encode()


def _told(what: dict[str, Any]) -> bytes:
    return json.dumps(what).encode()
