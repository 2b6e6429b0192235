"""What one delimiter explains of another: a decimal comma, a comma with a blank after it, a title with commas.

Belongs here: when a sign is part of the text. Does not belong here: the rows of a candidate (dialect_candidates.py), or
which one is right (dialect.py).
"""

import re

from assets.reading.dialect_candidates import Candidate

_NUMBER = re.compile(r"\s*[-+(]?\s*(?:Q|GTQ|US\$|\$|€)?\.?\s*[-+]?\d[\d.,' ]*\)?\s*%?\s*\Z")


def is_explained(sign: str, under: Candidate) -> bool:
    """Whether a sign is part of the text wherever it stands: in a candidate's cells, and in the lines without any."""
    for at, (_, _, row) in enumerate(under.parsed):
        if under.agrees[at] and not all(is_text(sign, cell) for cell in row if sign in cell):
            return False
        if not under.agrees[at] and len(row) == 1 and not _has_blank_after(sign, row[0]):
            return False
    return under.agreeing >= min(2, under.rows)


def rows_left_over(of: Candidate, under: Candidate) -> int:
    """Rows of one candidate that are none of another's, and that no title would look like."""
    taken = {begins for begins, _, cells in under.parsed if len(cells) > 1}
    sign = of.delimiter
    return sum(
        begins not in taken and not _has_blank_after(sign, sign.join(cells))
        for begins, _, cells in of.parsed
        if len(cells) == of.width
    )


def is_doubtful(candidate: Candidate) -> bool:
    """Whether the delimiter itself may be part of the text everywhere, and the text one column."""
    if candidate.width != 2 or candidate.delimiter in "\t|":
        return False
    sign = candidate.delimiter
    texts = [sign.join(cells) for _, _, cells in candidate.parsed if len(cells) > 1]
    if not all(is_text(sign, text) for text in texts):
        return False
    # «id, nombre» over «1, Ana»: a column of whole numbers is no part of a name.
    body = [cells for cells in candidate.ordinary_rows()[1:] if len(cells) == candidate.width]
    numbered = any(body and all(cells[column].strip().isdigit() for cells in body) for column in (0, 1))
    is_all_numbers = all(_NUMBER.match(sign.join(cells)) for cells in body)
    return candidate.start > 0 or not numbered or is_all_numbers


def is_decimals(candidate: Candidate) -> bool:
    """Whether the text is one column of numbers with a decimal comma: the line above them is its only header."""
    above, *below = candidate.parsed or [(0, 0, [])]
    texts = [",".join(cells) for _, _, cells in below]
    is_comma = candidate.delimiter == "," and candidate.start == 1 and len(above[2]) == 1
    return is_comma and all(map(_NUMBER.match, texts))


def is_text(sign: str, cell: str) -> bool:
    """Whether a sign stands in a cell as text has it: in a number, or with a blank after it."""
    if sign == "\t":
        return False
    if sign == "," and _NUMBER.match(cell):
        return True
    if sign == "|":
        around = re.escape(sign)
        return re.search(rf"(?<!\s){around}|{around}(?!\s)", cell) is None
    return _has_blank_after(sign, cell)


def _has_blank_after(sign: str, text: str) -> bool:
    return re.search(rf"{re.escape(sign)}(?=\S)", text) is None
