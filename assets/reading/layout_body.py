"""Which lines below a header are data and which are not, and where its table ends.

Belongs here: weighing each line against the profile of its table. Does not belong here: the header itself
(layout_header.py), or what totals and notes look like (totals.py).

A line is set aside only with evidence: its text says what it is, and its cells are not those of a row. A line in doubt
is data, with a finding.
"""

from collections.abc import Sequence
from dataclasses import replace

from assets.reading.columns import BLANK, NUMBER, TEXT, Line, has_digit, is_known_word, kind_of, profile
from assets.reading.grid import Merge
from assets.reading.layout_evidence import is_written_like, used_columns
from assets.reading.layout_header import Header, body_sample, find_header
from assets.reading.layout_lines import Run
from assets.reading.layout_parts import check_after_total, settle_parts
from assets.reading.layout_rows import COMMENT, NOTE, REPEATED, TITLE, Body, Item, Shape, masked
from assets.reading.layout_sparse import settle_sparse
from assets.reading.layout_totals import Around, Verdict, total_kind
from assets.reading.refusals import AMBIGUOUS, refusal
from assets.reading.totals import (
    SUBTOTAL,
    TOTAL,
    is_comment,
    is_drawn,
    is_footer,
    is_note,
    is_statistic,
    total_label,
)
from snis.names import normal_form

_TITLE_LINES = 6
_LOOKED_BACK = 200
_ROW_OR_HEADER = (
    "Una línea después de filas en blanco puede ser el encabezado de otra tabla o una fila con texto en lugar de "
    "números. Ponga cada tabla en su hoja, o corrija la fila."
)


def read_body(items: Sequence[Item], header: Header, band: Sequence[Line], merges: Sequence[Merge]) -> Body:
    """Classify what stands below a header.

    Args:
        items: the lines of the sheet, long runs of ordinary ones taken together.
        header: the header, whose body index says where to begin.
        band: its lines.
        merges: cells shown as one.
    """
    sample = body_sample(
        [item for item in items[header.body : header.body + 400] if isinstance(item, Line)], 0, band
    )
    columns = profile(sample)
    tops = frozenset(masked(item) for item in items[: header.start] if isinstance(item, Line))
    shape = Shape(
        columns, tuple(used_columns(columns)), header.names, tuple(_texts(line) for line in band), tops
    )
    return _Reader(items, header, shape, merges).read()


class _Reader:
    """One walk down a table."""

    def __init__(self, items: Sequence[Item], header: Header, shape: Shape, merges: Sequence[Merge]) -> None:
        self._items, self._shape, self._merges = items, shape, merges
        self._at = header.body
        self._body = Body()
        self._since_subtotal: list[Item] = []
        self._sparse: list[Line] = []

    def read(self) -> Body:
        """Walk to the end of the table."""
        while self._at < len(self._items):
            item = self._items[self._at]
            if isinstance(item, Run):
                self._keep(item)
            elif titles := self._may_be_title(item) and self._titles_of_page():
                for title in titles:
                    self._body.set_aside(
                        title, NOTE if is_footer(title) else TITLE, "encabeza la página siguiente"
                    )
                self._at += len(titles) - 1
            elif self._begins_another(item):
                break
            else:
                self._place(item)
            self._at += 1
        self._body.end = min(self._at, len(self._items))
        self._rank_totals()
        self._settle_tail()
        settle_sparse(self._sparse, self._body, self._shape, self._merges)
        check_after_total(self._body, self._items[: self._body.end], self._shape)
        settle_parts(self._body, self._shape)
        return self._body

    def _keep(self, item: Item) -> None:
        self._body.data.append(item)
        self._since_subtotal.append(item)

    def _place(self, line: Line) -> None:
        """Data, or set aside with its reason; lines with too few cells wait until the end of the table is known."""
        if is_drawn(line):
            self._body.set_aside(line, NOTE, "solo trae rayas")
        elif is_comment(line) and len(line.filled) < max(2, len(self._shape.used)):
            self._body.set_aside(line, COMMENT, "comienza con #")
        elif self._is_repeated(line):
            self._body.set_aside(line, REPEATED, "trae los mismos textos que el encabezado")
        elif is_footer(line) and self._shape.is_thin(line):
            self._body.set_aside(line, NOTE, "pie de página")
        elif kind := self._total_kind(line):
            self._body.set_aside(line, *kind)
            if kind[0] == SUBTOTAL:
                self._since_subtotal = []
        elif is_note(line) and (self._shape.is_thin(line) or self._is_signature(line) or self._is_cut(line)):
            self._body.set_aside(line, NOTE, "fuente, nota o firma, no una fila")
        elif self._shape.is_thin(line):
            self._sparse.append(line)
        else:
            self._keep(line)

    # ---- repeated headers and other tables --------------------------------------------------------------

    def _is_repeated(self, line: Line) -> bool:
        names = tuple(normal_form(self._shape.names.get(column, "")) for column in line.filled)
        return _texts(line) in self._shape.band or (len(names) > 1 and names == _texts(line))

    def _titles_of_page(self) -> list[Line]:
        """Lines above a repeated header: titles of the next page of the same table."""
        ahead = self._lines_ahead()
        titles = self._titles(ahead)
        if not titles or _texts(ahead[len(titles)]) not in self._shape.band:
            return []
        is_plain = not (total_label(titles[0]) or is_note(titles[0]))
        return titles if is_plain and not any(map(total_label, titles)) else []

    def _begins_another(self, line: Line) -> bool:
        """Whether another table begins here, with its titles."""
        if not (line.gap or self._shape.is_thin(line) or self._is_foreign(line)) or self._is_repeated(line):
            return False
        ahead = self._lines_ahead()
        titles = self._titles(ahead)
        if any(is_note(title) or total_label(title) for title in titles[:1]):
            return False
        found = find_header(ahead, self._merges, search=len(titles) + 1)
        return found is not None and self._is_other_header(ahead, found)

    def _is_cut(self, line: Line) -> bool:
        return self._shape.is_cut(line) and not self._has_data_after()

    def _may_be_title(self, line: Line) -> bool:
        return self._shape.is_thin(line) or masked(line) in self._shape.tops

    def _titles(self, ahead: Sequence[Line]) -> list[Line]:
        titles: list[Line] = []
        for line in ahead[: min(_TITLE_LINES, len(ahead) - 1)]:
            if not self._may_be_title(line) or self._is_named(line):
                break
            titles.append(line)
        return titles

    def _lines_ahead(self) -> list[Line]:
        ahead = []
        for item in self._items[self._at : self._at + 60]:
            if isinstance(item, Run):
                break
            ahead.append(item)
        return ahead

    def _is_other_header(self, ahead: Sequence[Line], found: Header) -> bool:
        """Whether what looks like a header is one, rather than a row with odd cells.

        Raises:
            TransferError: ARC-10, it may well be either.
        """
        texts = [normal_form(text) for text in found.names.values()]
        if len(set(texts)) * 2 < len(texts) or not body_sample(ahead, found.body) or self._has_stood(found):
            return False
        known = sum(map(is_known_word, found.names.values()))
        if not ahead[0].gap:
            return found.is_strong and known * 2 >= len(texts)
        is_elsewhere = not set(found.names) <= set(self._shape.used)
        rows = [item for item in self._body.data[-_LOOKED_BACK:] if isinstance(item, Line)]
        if known and is_written_like(found.names.values(), self._shape.names.values(), rows):
            return True
        if known * 2 > len(texts) or (found.is_strong and (known > 0 or is_elsewhere)):
            return True
        if found.is_strong and len(set(texts)) == len(texts) and self._contradicts(found):
            raise refusal(AMBIGUOUS, _ROW_OR_HEADER, place=f"fila {found.rows[0]}")
        return False

    def _has_stood(self, found: Header) -> bool:
        """Whether a text of a would-be header stands in its column in a row above."""
        rows = [item for item in self._body.data[-_LOOKED_BACK:] if isinstance(item, Line)]
        return any(
            normal_form(text) == normal_form(row.text(column))
            for column, text in found.names.items()
            for row in rows
        )

    def _contradicts(self, found: Header) -> bool:
        """Whether a would-be header has text in every column in which rows have numbers or dates."""
        typed = [column for column in self._shape.used if self._shape.columns[column].is_typed]
        return bool(typed) and all(kind_of(found.names.get(column, "")) == TEXT for column in typed)

    # ---- kinds of lines ---------------------------------------------------------------------------------

    def _is_foreign(self, line: Line) -> bool:
        """Whether most cells of a line are of another kind than their columns."""
        known = self._shape.columns
        typed = [c for c in line.filled if c in known and (known[c].is_typed or known[c].has_digits)]
        wrong = [
            c for c in typed if line.kind(c) == TEXT and (known[c].is_typed or not has_digit(line.text(c)))
        ]
        return len(wrong) * 2 > len(typed)

    def _is_signature(self, line: Line) -> bool:
        """Whether a line of few cells has none of the kind of its column where kinds can be told apart."""
        return self._is_foreign(line) and self._shape.is_half_empty(line)

    def _is_named(self, line: Line) -> bool:
        """Whether a line carries the number or code that tells rows apart: a row, however few its other cells."""
        known = self._shape.columns
        column = next((column for column in self._shape.usual if column in self._shape.labels), None)
        if column is None or line.kind(column) != known[column].kind:
            return False
        code = line.text(column)
        is_code = known[column].has_digits and has_digit(code) and len(code.split()) == 1
        return known[column].kind == NUMBER or is_code

    def _settle_tail(self) -> None:
        """Lines below a gap, under the last row, that are not like a row: signatures, keys of codes, place and date."""
        data = self._body.data
        end = len(data)
        while end and not self._is_row_like(data[end - 1]):
            end -= 1
        if not end:
            return
        last = data[end - 1]
        bottom = last.number if isinstance(last, Line) else last.last
        is_apart = False
        for item in data[end:]:
            if not isinstance(item, Line):
                return
            is_apart = (
                is_apart or item.gap > 0 or any(bottom < row < item.number for row in self._body.asides)
            )
            if is_apart:
                self._body.set_aside(item, NOTE, "está debajo de la última fila y no se parece a ellas")
        self._body.data = [row for row in data if isinstance(row, Run) or row.number not in self._body.asides]

    def _is_row_like(self, item: Item) -> bool:
        if isinstance(item, Run) or self._is_named(item) or self._shape.has_its_kind(item):
            return True
        if item.gap and is_note(item) and any(item.kind(column) == BLANK for column in self._shape.usual):
            return False
        return not (self._is_foreign(item) or self._shape.is_half_empty(item))

    def _rank_totals(self) -> None:
        """Above the last total of a table with subtotals, a total is one of a part."""
        kinds = {row: aside.kind for row, aside in self._body.asides.items()}
        totals = [row for row, kind in kinds.items() if kind == TOTAL]
        if SUBTOTAL in kinds.values():
            for row in totals[:-1]:
                self._body.asides[row] = replace(self._body.asides[row], kind=SUBTOTAL)

    def _total_kind(self, line: Line) -> Verdict | None:
        """The type and reason of a line that is a sum of others."""
        around = Around(
            self._since_subtotal,
            self._body.data,
            self._items[self._at + 1 :],
            is_last=not self._has_data_after(),
            is_under_total=self._is_under_total(),
        )
        return total_kind(line, self._shape, around)

    def _is_under_total(self) -> bool:
        above = self._items[self._at - 1]
        aside = self._body.asides.get(above.number) if isinstance(above, Line) else None
        return aside is not None and aside.kind == TOTAL

    def _has_data_after(self) -> bool:
        """Whether a line of data follows in this table."""
        for item in self._items[self._at + 1 : self._at + 40]:
            if isinstance(item, Run):
                return True
            if self._is_repeated(item):
                continue
            if item.gap and (self._shape.is_thin(item) or self._is_foreign(item)):
                return False
            is_data = not (total_label(item) or is_statistic(item) or self._is_foreign(item))
            if is_data and not self._shape.is_thin(item):
                return True
        return False


def _texts(line: Line) -> tuple[str, ...]:
    return tuple(normal_form(line.text(column)) for column in line.filled)
