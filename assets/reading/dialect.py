"""By what a text separates its cells, with the evidence; where two readings are possible, it is refused.

Belongs here: the decision, from a generous sample of whole lines. Does not belong here: one candidate's look at the
sample (dialect_candidates.py), splitting (csv_rows.py), or columns of blanks (fixed_width.py).

The delimiter is not the most frequent sign but the one under which header and rows agree. A sign that is explained as
part of the text under another delimiter (a decimal comma, a comma and a blank) loses to that one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assets.reading.csv_rows import Dialect
from assets.reading.dialect_candidates import Candidate, look
from assets.reading.dialect_rivals import is_decimals, is_doubtful, is_explained, rows_left_over
from assets.reading.grid import Finding
from assets.reading.refusals import AMBIGUOUS, UNREADABLE, refusal
from snis.errors import TransferError

WORDS = {
    ",": "coma",
    ";": "punto y coma",
    "\t": "tabulador",
    "|": "barra vertical",
    "~": "virgulilla",
    "^": "acento circunflejo",
    "¦": "barra partida",
    ":": "dos puntos",
    "": "ninguno (una sola columna)",
}
_USUAL = (",", ";", "\t", "|")
_UNUSUAL = ("~", "^", "¦", ":")
# Signs that stand in headers and cells of one column as well, as in «No. de D.P.I.» or 01/01/2026.
_ORDINARY = frozenset(".'\"()-/_#%$°ºª¿?¡!&+@")
_SEP_LINE = re.compile(r'"?sep=([^"\r\n])"?[ \t;,]*[\r\n]*\Z', re.IGNORECASE)
_COMMENT = re.compile(r"\s*(#|//)")
_NEARLY_ALL = 0.95
_ENOUGH_ROWS = 3
_HEADER_LINES = 60
_KEY = re.compile(r"\s*[^\W\d][\w .()/º°-]{0,40}\s*[:=]\s*\S")
_STATEMENT = re.compile(r"\s*(insert\s+into|create\s+table|select\s|update\s+\w+\s+set)\b", re.IGNORECASE)
WIDE_GAP = re.compile(r"\S {2,}\S")
_MARKUP = re.compile(r"\s*<[A-Za-z!?/]")


@dataclass(frozen=True)
class Found:
    """The dialect of a text.

    Attributes:
        dialect: how to split it; None when no delimiter will do, and no line is against fixed width.
        first: number of the first line that is part of the text (2 under a sep= line).
        comments: lines at the top that begin with `mark` and are no rows.
        mark: # or //; empty without comments.
        width: cells of an ordinary row.
        rule: line under the header that is only drawn; 0 when there is none.
        findings: the evidence.
        is_doubtful: every delimiter in it may just as well be part of the text.
        is_decimals: it is nothing but the decimal comma of the numbers under a header of one word.
        header_line: line on which the table begins in the sample.
    """

    dialect: Dialect | None
    first: int = 1
    comments: frozenset[int] = frozenset()
    mark: str = ""
    width: int = 1
    rule: int = 0
    findings: tuple[Finding, ...] = ()
    is_doubtful: bool = False
    is_decimals: bool = False
    header_line: int = 1


def find_dialect(lines: Sequence[str], *, is_whole: bool, delimiter: str | None = None) -> Found:
    """The dialect of a text.

    Args:
        lines: its first lines, with their ends.
        is_whole: they are the whole text.
        delimiter: the one that a contract declares.

    Raises:
        TransferError: ARC-10 two readings; ARC-02 quotes that do not close, or no table.
    """
    _check_is_table(lines)
    stated = _SEP_LINE.match(lines[0]) if lines else None
    first = 2 if stated else 1
    body = lines[first - 1 :]
    if stated and delimiter is not None and stated[1] != delimiter:
        raise _two(stated[1], delimiter, "la línea sep= dice una cosa y el contrato otra", place="línea 1")
    known = delimiter if delimiter is not None else stated[1] if stated else None
    usual = tuple(dict.fromkeys((known,) if known and known not in _USUAL else ())) + _USUAL
    seen = [look(body, sign, first=first, is_whole=is_whole) for sign in usual]
    chosen: Candidate | None
    if known is not None:
        chosen = _as_stated(known, seen, how="sep=" if delimiter is None else "contrato")
    else:
        chosen = _choose([one for one in seen if one.is_viable])
    if chosen is None:
        return _without_delimiter(body, first, is_whole)
    how = "lo dice la línea sep=" if stated else "lo dice el contrato" if delimiter is not None else ""
    return _found(chosen, body, first, how)


def separators_of(lines: Sequence[str], fits: Callable[[list[str]], bool]) -> list[str]:
    """Delimiters under which one of the first lines is what is looked for."""
    body = lines[:_HEADER_LINES]
    return [
        sign
        for sign in _USUAL
        if any(fits(cells) for _, _, cells in look(body, sign, first=1, is_whole=False).parsed)
    ]


def _check_is_table(lines: Sequence[str]) -> None:
    opening = next((line for line in lines if line.strip()), "")
    if _STATEMENT.match(opening):
        raise refusal(UNREADABLE, "Parece un guion de SQL, no una tabla.")
    if _MARKUP.match(opening):
        raise refusal(UNREADABLE, "Parece un documento con marcas (XML o HTML), no una tabla.")
    if re.match(r"\s*[\[{]\s*[\"\[{\r\n]", opening):
        raise refusal(UNREADABLE, "Parece JSON, no una tabla.")


def _as_stated(known: str, seen: Sequence[Candidate], *, how: str) -> Candidate:
    """The candidate that is stated, unless the text is plainly separated by another sign."""
    chosen = next(one for one in seen if one.delimiter == known)
    if chosen.width < 2:
        other = _choose([one for one in seen if one.is_viable and one.delimiter != known])
        if other is not None:
            raise _two(known, other.delimiter, f"así lo dice {how}, pero el texto no lo trae")
    return chosen


def _choose(viable: list[Candidate]) -> Candidate | None:
    """The one candidate that none of the others can stand against.

    Raises:
        TransferError: ARC-10, two can; ARC-02, quotes that do not close.
    """
    sound = [one for one in viable if not one.broken]
    contenders = sound or viable
    if not contenders:
        return None
    winners = [one for one in contenders if all(other is one or _beats(one, other) for other in contenders)]
    if len(winners) != 1:
        first, second = sorted(contenders, key=lambda one: -one.agreeing)[:2]
        raise _two(first.delimiter, second.delimiter, f"dan {first.width} y {second.width} columnas")
    winner = winners[0]
    if winner.broken:
        raise winner.broken
    if winner.other_reading:
        raise refusal(AMBIGUOUS, winner.other_reading, place=winner.place)
    return winner


def _beats(one: Candidate, other: Candidate) -> bool:
    inside, around = is_explained(other.delimiter, one), is_explained(one.delimiter, other)
    if inside != around:
        return inside
    if one.agreeing < _NEARLY_ALL * other.agreeing or rows_left_over(other, one) > 1:
        return False
    if one.header_line < other.header_line and not other.agrees_on(one.header_line):
        return True  # the header of the one table is no row of the other
    if one.header_line > other.header_line:
        return False
    if one.delimiter == "\t" or other.agreeing <= one.agreeing / 2:
        return True  # nobody types a tab inside a cell
    return one.width > other.width and one.width >= 2 * other.width - 1


def _found(chosen: Candidate, body: Sequence[str], first: int, how: str) -> Found:
    comments, mark = _comments(chosen, body, first)
    name = WORDS.get(chosen.delimiter, repr(chosen.delimiter))
    how = how or (
        f"{chosen.agreeing} de {chosen.rows} líneas de la muestra tienen {chosen.width} celdas, también el encabezado"
    )
    findings = [Finding("dialecto", f"Separador {name}: {how}.")]
    if first > 1:
        findings.append(
            Finding("dialecto", "La primera línea (sep=) dice el separador y no es una fila.", "línea 1")
        )
    if chosen.rule:
        text = "La línea bajo el encabezado solo lleva rayas y no es una fila."
        findings.append(Finding("linea_de_rayas", text, f"línea {chosen.rule}"))
    findings += _quote_findings(chosen.dialect)
    return Found(
        chosen.dialect,
        first,
        comments,
        mark,
        chosen.width,
        chosen.rule,
        tuple(findings),
        is_doubtful=is_doubtful(chosen) and not how.startswith("lo dice"),
        is_decimals=is_decimals(chosen) and not how.startswith("lo dice"),
        header_line=chosen.header_line,
    )


def _quote_findings(dialect: Dialect) -> list[Finding]:
    findings = []
    if dialect.quote == "'":
        findings.append(Finding("dialecto", "Las celdas van entre comillas simples."))
    if dialect.escape:
        findings.append(Finding("dialecto", "Las comillas dentro de una celda llevan una barra inversa."))
    if dialect.blanks_around_quotes:
        findings.append(Finding("dialecto", "Entre el separador y las comillas hay espacios; no se leen."))
    return findings


def _comments(chosen: Candidate, body: Sequence[str], first: int) -> tuple[frozenset[int], str]:
    """Lines at the top that begin with # or // and are no row of the table."""
    numbers, mark = set(), ""
    for number, line in enumerate(body, start=first):
        found = _COMMENT.match(line)
        if number >= chosen.header_line or (line.strip() and not found):
            break
        if found:
            numbers.add(number)
            mark = mark or found[1]
    return frozenset(numbers), mark


def _without_delimiter(body: Sequence[str], first: int, is_whole: bool) -> Found:
    """A text that none of the usual signs separates.

    Raises:
        TransferError: ARC-10: a sign that separates some lines and not others; ARC-02: no table at all.
    """
    unusual = [look(body, sign, first=first, is_whole=is_whole) for sign in _UNUSUAL]
    sure = [one for one in unusual if one.is_unmistakable and not one.broken]
    if len(sure) == 1:
        return _found(sure[0], body, first, "")
    filled = [line for line in body if line.strip() and not _COMMENT.match(line)]
    if len(filled) >= _ENOUGH_ROWS and sum(bool(_KEY.match(line)) for line in filled) > 0.6 * len(filled):
        raise refusal(UNREADABLE, "Trae pares de nombre y valor, una línea cada uno: no es una tabla.")
    return Found(None, first)


def one_column(body: Sequence[str], found: Found) -> Found:
    """A text of one column, when nothing in it separates.

    Raises:
        TransferError: ARC-10, its lines may just as well be several cells.
    """
    filled = [line for line in body if line.strip() and not _COMMENT.match(line)]
    header = filled[0] if filled else ""
    for sign in _USUAL:
        if sign in header.strip() and len(filled) > 1:
            cause = f"Unas líneas traen el separador {WORDS[sign]} y otras no, o en distinto número."
            raise refusal(AMBIGUOUS, cause, place=f"línea {found.first}")
    for sign in sorted(
        {sign for sign in header if not (sign.isalnum() or sign.isspace() or sign in _ORDINARY)}
    ):
        if len({line.count(sign) for line in filled}) == 1 and len(filled) > 1:
            cause = (
                f"El signo {sign} está el mismo número de veces en todas las líneas: puede ser un separador."
            )
            raise refusal(AMBIGUOUS, cause, place=f"línea {found.first}")
    if WIDE_GAP.search(header.rstrip()) and any(WIDE_GAP.search(line.rstrip()) for line in filled[1:]):
        cause = "Puede ser una sola columna, o varias de ancho fijo de las que una casi siempre está vacía."
        raise refusal(AMBIGUOUS, cause, place=f"línea {found.first}")
    numbers = {len(line.split()) for line in filled}
    if len(filled) > 1 and len(numbers) == 1 and numbers.pop() > 2:
        cause = "Puede ser una sola columna, o varias separadas por espacios."
        raise refusal(AMBIGUOUS, cause, place=f"línea {found.first}")
    quoted = len(filled) > 1 and sum(
        line.strip()[:1] == '"' == line.strip()[-1:] for line in filled
    ) * 2 > len(filled)
    dialect = Dialect("", '"' if quoted else "")
    text = "Ningún separador aparece de la misma forma en todas las líneas: una sola columna."
    return replace(found, dialect=dialect, width=1, findings=(Finding("dialecto", text),))


def _two(first: str, second: str, why: str, *, place: str = "") -> TransferError:
    cause = (
        f"Puede estar separado por {WORDS.get(first, first)} o por {WORDS.get(second, second)}: {why}. "
        "Diga en el contrato cuál es, o envíelo como XLSX."
    )
    return refusal(AMBIGUOUS, cause, place=place)
