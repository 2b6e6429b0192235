"""What calamine leaves unsaid of an old workbook (XLS): errors, uncomputed formulas, zeros of formats, hidden rows.

Belongs here: scanning the records of BIFF8 and BIFF5 for them. Does not belong here: values (workbook.py), or the
container of the records (ole.py).
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assets.reading.cell_text import LEAP_DAY, number_text, padded
from assets.reading.ole import CompoundFile
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.workbook_formats import CellStyles, cell_styles
from assets.reading.workbook_marks import Marks

_BOF, _EOF, _CODEPAGE, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x0042, 0x002F, 0x0085
_FORMAT, _XF, _ROW, _BOOLERR, _FORMULA = 0x041E, 0x00E0, 0x0208, 0x0205, 0x0006
_NUMBER, _RK, _MULRK = 0x0203, 0x027E, 0x00BD
_DATEMODE = 0x0022
_BIFF8 = 0x0600
_LEAP_NUMBER = 60
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}
_HIDDEN_ROW = 0x20
# What a formula saved: an error, or an empty text; where its tokens begin; those that add, multiply and the like.
_SAVED_ERROR, _SAVED_NOTHING = 2, 3
_TOKENS = 22
_ARITHMETIC = frozenset({0x03, 0x04, 0x05, 0x06, 0x07, 0x12, 0x13, 0x14})
Record = tuple[int, bytes]


@dataclass(frozen=True)
class XlsSheets:
    """The marks of the sheets of an old workbook, found by name."""

    stream: bytes
    starts: Mapping[str, int]
    styles: CellStyles
    is_1904: bool
    has_macros: bool

    def marks(self, name: str) -> Marks:
        """The marks of a sheet.

        Raises:
            TransferError: ARC-02, its records are cut.
        """
        if name not in self.starts:
            return Marks()
        found = _Found(self.styles, self.is_1904)
        depth = 0
        for kind, data in _records(self.stream, self.starts[name]):
            depth += (kind == _BOF) - (kind == _EOF)
            if depth == 0:
                break
            # Deeper substreams are charts that lie on the sheet.
            if depth == 1:
                found.see(kind, data)
        return found.marks()


@dataclass
class _Found:
    """Marks of a sheet while its records pass by."""

    styles: CellStyles
    is_1904: bool
    overrides: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    hidden_rows: int = 0
    zeros: int = 0
    empty: set[int] = field(default_factory=set)
    is_never_computed: bool = False

    def see(self, kind: int, data: bytes) -> None:
        try:
            if kind == _ROW:
                self.hidden_rows += bool(data[12] & _HIDDEN_ROW and data[2:4] != data[4:6])
            elif kind == _BOOLERR and data[7]:
                self._override(*_place(data), ERRORS.get(data[6], "#N/A"))
            elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == _SAVED_ERROR:
                self._override(*_place(data), ERRORS.get(data[8], "#N/A"))
            elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == _SAVED_NOTHING:
                self._see_nothing(data)
            else:
                for row, column, style, number in _numbers(kind, data):
                    self._see_number(row, column, style, number)
        except (struct.error, IndexError):
            raise refusal(UNREADABLE, "El libro xls está dañado o cortado.") from None

    def marks(self) -> Marks:
        frozen = {row: tuple(cells) for row, cells in self.overrides.items()}
        uncomputed = tuple(sorted(self.empty)) if self.is_never_computed else ()
        return Marks(frozen, uncomputed, hidden_rows=self.hidden_rows, zeros=self.zeros)

    def _override(self, row: int, column: int, text: str) -> None:
        self.overrides.setdefault(row + 1, []).append((column, text))

    def _see_nothing(self, data: bytes) -> None:
        """A formula with an empty text. One that ends by adding or the like gives none: nothing was ever computed."""
        self.empty.add(_place(data)[0] + 1)
        size = struct.unpack_from("<H", data, _TOKENS - 2)[0]
        self.is_never_computed |= size > 0 and data[_TOKENS + size - 1] in _ARITHMETIC

    def _see_number(self, row: int, column: int, style: int, number: float) -> None:
        if style in self.styles.zeros:
            text = number_text(number)
            shown = padded(text, self.styles.zeros[style])
            if shown != text:
                self._override(row, column, shown)
                self.zeros += 1
        elif style in self.styles.days:
            # calamine turns these into the wrong day.
            if number < 0:
                self._override(row, column, number_text(number))
            elif number == _LEAP_NUMBER and not self.is_1904:
                self._override(row, column, LEAP_DAY)


def open_xls_sheets(content: bytes) -> XlsSheets:
    """The old workbook as far as its marks need.

    Raises:
        TransferError: ARC-02: password, damaged, or an Office document that is no workbook.
    """
    file = CompoundFile(content)
    stream = file.stream("Workbook") or file.stream("Book")
    if not stream:
        raise refusal(UNREADABLE, "No es un libro xls: es otro tipo de documento antiguo de Office.")
    globals_ = _Globals()
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise refusal(UNREADABLE, "El libro está protegido con contraseña.")
        try:
            globals_.see(kind, data)
        except (struct.error, IndexError):
            raise refusal(UNREADABLE, "El libro xls está dañado o cortado.") from None
        if kind == _EOF:
            break
    has_macros = any(name.startswith("_VBA_PROJECT") for name in file.names)
    styles = cell_styles(globals_.styles, globals_.formats)
    return XlsSheets(stream, globals_.starts, styles, globals_.is_1904, has_macros)


@dataclass
class _Globals:
    """What the records before the first sheet say of the whole workbook."""

    starts: dict[str, int] = field(default_factory=dict)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    is_1904: bool = False
    version: int = _BIFF8
    codepage: str = "cp1252"

    def see(self, kind: int, data: bytes) -> None:
        if kind == _BOF:
            self.version = struct.unpack_from("<H", data)[0]
        elif kind == _CODEPAGE:
            self.codepage = _codec(struct.unpack_from("<H", data)[0])
        elif kind == _DATEMODE:
            self.is_1904 = data[0] == 1
        elif kind == _BOUNDSHEET:
            self.starts[self._text(data[6:])] = struct.unpack_from("<I", data)[0]
        elif kind == _FORMAT:
            text = self._text(data[2:], is_long=self.version >= _BIFF8)
            self.formats[struct.unpack_from("<H", data)[0]] = text
        elif kind == _XF:
            self.styles.append(struct.unpack_from("<H", data, 2)[0])

    def _text(self, data: bytes, *, is_long: bool = False) -> str:
        """A text with its length before it: of 16-bit characters in BIFF8 unless its flag says bytes."""
        size, at = (struct.unpack_from("<H", data)[0], 2) if is_long else (data[0], 1)
        if self.version < _BIFF8:
            return data[at : at + size].decode(self.codepage, "replace")
        is_wide, at = data[at] & 1, at + 1
        raw = data[at : at + size * (2 if is_wide else 1)]
        return raw.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """Records from a place on; a stream that ends inside of one is cut."""
    at = start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if at + 4 + size > len(stream):
            raise refusal(UNREADABLE, "El libro xls está dañado o cortado.")
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _numbers(kind: int, data: bytes) -> Iterator[tuple[int, int, int, float]]:
    """Row, column, style and number of the cells of a record."""
    if kind in (_NUMBER, _FORMULA):
        row, column, style = struct.unpack_from("<HHH", data)
        if kind == _NUMBER or data[12:14] != b"\xff\xff":
            yield row, column, style, struct.unpack_from("<d", data, 6)[0]
    elif kind == _RK:
        row, column, style, packed = struct.unpack_from("<HHHI", data)
        yield row, column, style, _rk(packed)
    elif kind == _MULRK:
        row, first = struct.unpack_from("<HH", data)
        for step, (style, packed) in enumerate(struct.iter_unpack("<HI", data[4:-2])):
            yield row, first + step, style, _rk(packed)


def _place(data: bytes) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", data)
    return row, column


def _rk(packed: int) -> float:
    """A number packed into 30 bits: an integer or the upper part of a double, perhaps in hundredths."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return number / 100 if packed & 1 else number


def _codec(number: int) -> str:
    known = {1200: "utf-16-le", 10000: "mac_roman", 32768: "mac_roman", 32769: "cp1252", 367: "ascii"}
    return known.get(number, f"cp{number}" if number in (437, 850, 852, 1250, 1251, 1252, 1254) else "cp1252")
