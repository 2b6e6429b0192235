"""Rows that say something about other rows: totals, notes, page footers, units.

Belongs here: what the text of such a row looks like, and arithmetic as evidence. Does not belong here: weighing it
against the profile of the table (layout_body.py).
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from assets.reading.blanks import BLANKS
from assets.reading.columns import BLANK, DATE, HOLE, NUMBER, TEXT, Line, kind_of
from snis.names import normal_form

SUBTOTAL, TOTAL = "subtotal", "total"
_TOTAL = re.compile(
    r"(?:GRAN |GRANDES |SUMA )?TOTAL(?:ES)?\b|SUMAS?\b(?! DE )|SUMATORIAS?\b|GRAND TOTAL\b|TOTALES\b"
)
_SUBTOTAL = re.compile(r"SUB ?TOTAL(?:ES)?\b|SUMA PARCIAL\b|TOTAL PARCIAL\b|PARCIAL\b")
_ENDS_TOTAL = re.compile(r".+ (?:SUB ?)?TOTAL")
# A label that is nothing but "total": it cannot be the name of a place or a firm.
_BARE_TOTAL = re.compile(
    r"(?:(?:GRAN|GRAND|SUMA|SUB) ?)?TOTAL(?:ES)?(?: (?:GENERAL(?:ES)?|FINAL|NACIONAL|REPUBLICA|PAIS|"
    r"PLANILLA|DE LA PLANILLA|HOJA|PAGINA|ACUMULADO|DEL MES|MES|GLOBAL|DE REGISTROS|REGISTROS|DE PERSONAS|"
    r"BENEFICIARIOS|DE BENEFICIARIOS|"
    r"A PAGAR|PAGADO|ENTREGADO|EN QUETZALES|Q|GTQ))*(?: [\d ]+)?|SUMAS?|SUMATORIAS?|SUMAN|SUMAS IGUALES|SUBTOTAL(?:ES)?"
)
_CARRIED = re.compile(r"(?:VAN|VIENEN|PASAN|SUMAN|SUMA Y SIGUE|TRASPASO|(?:A|DE) LA VUELTA)(?: .{1,20})?")
_DRAWN = re.compile(r"[-=_*~+.\u2013\u2014\u2500]{2,}")
_STATISTIC = re.compile(
    r"(?:PROMEDIOS?|MEDIA|MEDIANA|MAXIMO|MINIMO|DESVIACION ESTANDAR|PORCENTAJE|VARIACION)(?: .{1,20})?"
)
_WHOLE_COUNTRY = frozenset(
    {
        "REPUBLICA",
        "TOTAL REPUBLICA",
        "TODO EL PAIS",
        "NACIONAL",
        "A NIVEL NACIONAL",
        "CONSOLIDADO",
        "TODA LA REPUBLICA",
    }
)
_NOTE = re.compile(
    r"(?:FUENTES?|NOTAS?|OBSERVACION(?:ES)?|ELABORAD[OA]|ELABORACION|PREPARAD[OA]|REVISAD[OA]|AUTORIZAD[OA]|APROBAD[OA]|"
    r"VO BO|VISTO BUENO|FIRMA|F|SELLO|"
    r"FECHA DE (?:IMPRESION|GENERACION|CORTE|ELABORACION|EMISION|REPORTE|CONSULTA|ACTUALIZACION)|"
    r"GENERAD[OA]|IMPRES[OA]|EMITIDO|ACTUALIZAD[OA]|DATOS (?:PRELIMINARES|AL|A)|CIFRAS|INCLUYE|NO INCLUYE|EXCLUYE|"
    r"SOURCE|NOTES?|RESPONSABLE|RECIBIDO|ENTREGADO POR|DESCARGADO|CONSULTADO|LLAMADA|ULTIMA LINEA|FIN DE|FIN DEL|"
    r"CANTIDAD DE REGISTROS|NUMERO DE REGISTROS|REGISTROS|FILAS)\b"
)
_NOTE_SIGN = re.compile(
    r"\(.*\)$|\d+ (?:filas?|registros?|rows?)\b|"
    r"\*+|[¹²³†‡]|\(?\d{1,2}/\s*\D|\([a-z0-9*]{1,2}\)\s|[a-z]/\s|_{3,}|-{3,}|={3,}|/[a-z0-9]\s"
)
_FOOTER = re.compile(r"(?:PAGINA|PAG|HOJA|PAGE|FOLIO) (?:NO )?\d+(?: (?:DE|OF|DEL) \d+)?\b|\d+ DE \d+")
_SPACED_LETTERS = re.compile(r"(?<!\S)\w(?: \w){3,}(?!\S)")
_SENTENCE_WORDS = 5
_UNITS_FOR_ANOTHER = 5
_UNIT = re.compile(
    r"[(\[].{1,25}[)\]]|%|#|Q\.?|GTQ|US\$|\$|QUETZALES|MILES|MILLONES|EN MILES|(?:EN )?(?:MILES|MILLONES) DE .{1,20}"
    r"|PERSONAS?|FAMILIAS?|HOGARES|UNIDAD(?:ES)?|RACION(?:ES)?|LIBRAS?|KG\.?|KILOS?|KILOGRAMOS|QQ|QUINTALES|METROS?|M2|KM2?|"
    r"HA\.?|HECTAREAS|A[NÑ]OS|MESES|D[IÍ]AS|PORCENTAJE|POR CIENTO|EN QUETZALES|EN PORCENTAJE|N[UÚ]MERO|TEXTO|"
    r"FECHA|TEXT|STRING|NUM[EÉ]RICO|ALFANUM[EÉ]RICO|OBLIGATORI[OA]|OPCIONAL|REQUERID[OA]|CONDICIONAL|"
    r"(?:TEXTO|N[UÚ]MERO|NUM[EÉ]RICO|VARCHAR2?|CHAR|NUMBER|DECIMAL) ?\([\d,. ]+\)|"
    r"INTEGER|INT|DECIMAL|NUMERIC|NUMBER|DATE|DD/MM/AAAA|AAAA-MM-DD|DD-MM-AAAA|LITROS|CASOS|ALUMNOS|PLAZAS",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\(?(\d{1,3})[).]?(?:\s*=.{2,30})?")
_CURRENCY = re.compile(r"Q\.?|GTQ|US\$|[$€%\s'\u00a0\u202f]", re.IGNORECASE)


def total_label(line: Line) -> str:
    """subtotal, total, or empty, by the first text of a line; the label alone is no proof."""
    label = _label(line)
    if _SUBTOTAL.match(label):
        return SUBTOTAL
    if _TOTAL.match(label) or _ENDS_TOTAL.fullmatch(label):
        return TOTAL
    return ""


def is_bare_total(line: Line) -> bool:
    """Whether the label says total and nothing else."""
    return _BARE_TOTAL.fullmatch(_label(line)) is not None


def is_whole_country(line: Line) -> bool:
    """Whether the label names the country, as the first row of many an official table does."""
    return _label(line) in _WHOLE_COUNTRY


def is_carried(line: Line) -> bool:
    """Whether the label says that a sum goes on to the next page, or comes from the one before."""
    return _CARRIED.fullmatch(_label(line)) is not None


def is_drawn(line: Line) -> bool:
    """Whether a line only draws a rule."""
    return all(_DRAWN.fullmatch(line.text(column)) for column in line.filled)


def is_statistic(line: Line) -> bool:
    """Whether the label is that of a mean or the like, as stands under many a total."""
    return line.text(line.filled[0]) == "%" or _STATISTIC.fullmatch(_label(line)) is not None


def is_note(line: Line) -> bool:
    """Whether a line of few cells reads as a note, a source, a signature or a footer."""
    text = line.text(line.filled[0])
    bare = normal_form(text)
    is_said = _NOTE.match(bare) and (line.gap or len(bare.split()) > 1 or text.endswith(":"))
    return bool(is_said or _NOTE_SIGN.match(text)) or is_footer(line) or "____" in "".join(line.cells)


def is_footer(line: Line) -> bool:
    """Whether a line only says which page it is."""
    parts = [column for column in line.filled if line.kind(column) != DATE]
    text = normal_form(" ".join(map(line.text, parts)))
    return 0 < len(parts) <= 2 and len(line.filled) <= 3 and _FOOTER.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a text is too long or too well built to be a name."""
    return len(text) > 60 or (
        len(text.split()) >= _SENTENCE_WORDS and text.rstrip(BLANKS).endswith((".", ":"))
    )


def is_comment(line: Line) -> bool:
    """Whether a line is a comment: it begins with #, and is no error and no number sign."""
    first = line.filled[0]
    text = line.text(first)
    return text.startswith("#") and len(text) > 1 and kind_of(text) != HOLE and not text[1:].strip().isdigit()


def is_units(line: Line) -> bool:
    """Whether the cells of a line under the header are units or types, all of them or all but few of many."""
    texts = [line.text(column) for column in line.filled]
    others = sum(1 for text in texts if not _UNIT.fullmatch(text))
    return bool(texts) and others * _UNITS_FOR_ANOTHER <= len(texts)


def is_numbering(line: Line, columns: Sequence[int]) -> bool:
    """Whether a line under the header numbers its columns: 1, 2, 3 or (1), (2), (3)."""
    found = [_NUMBERED.fullmatch(line.text(column)) for column in columns]
    if len(columns) < 3 or any(match is None for match in found):
        return False
    return [int(match[1]) for match in found if match] == list(range(1, len(columns) + 1))


def is_bracketed(line: Line) -> bool:
    """Whether the first number of a line stands in brackets, as no amount does from 1 on."""
    return line.text(line.filled[0]).startswith("(")


def adds_up(rows: Iterable[Line], total: Line, columns: Sequence[int], *, least: int = 2) -> bool:
    """Whether, in each of the columns in which a line has a number, it is the sum of some rows.

    Zeros prove nothing. One way of reading points and commas has to hold for all. A tolerance covers rounded cents.
    """
    wanted = [column for column in columns if total.kind(column) == NUMBER]
    if not wanted:
        return False
    lines = list(rows)
    if not any(amount(total.text(column), comma) for column in wanted for comma in (False, True)):
        return False
    return len(lines) >= least and all(_column_adds_up(lines, total, column) for column in wanted)


def averages(rows: Iterable[Line], mean: Line, columns: Sequence[int]) -> bool:
    """Whether, in each of the columns in which a line has a number, it is the mean of some rows, as rounded there."""
    wanted = [column for column in columns if mean.kind(column) == NUMBER]
    lines = list(rows)
    return len(lines) > 1 and bool(wanted) and all(_column_averages(lines, mean, column) for column in wanted)


def _column_averages(lines: list[Line], mean: Line, column: int) -> bool:
    for comma_is_decimal in (False, True):
        target = amount(mean.text(column), comma_is_decimal)
        parts = [amount(line.text(column), comma_is_decimal) for line in lines if line.kind(column) == NUMBER]
        known = [part for part in parts if part is not None]
        if target is None or not known or len(known) < len(parts):
            continue
        exponent = target.as_tuple().exponent
        unit = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
        if abs(sum(known, Decimal()) / len(known) - target) <= unit / 2:
            return True
    return False


def _column_adds_up(lines: list[Line], total: Line, column: int) -> bool:
    for comma_is_decimal in (False, True):
        target = amount(total.text(column), comma_is_decimal)
        parts = [
            amount(line.text(column), comma_is_decimal)
            for line in lines
            if line.kind(column) not in (BLANK, HOLE, TEXT)
        ]
        if target is None or not parts or any(part is None for part in parts):
            continue
        if abs(sum(part for part in parts if part is not None) - target) <= Decimal("0.011") * min(
            len(parts), 5
        ):
            return True
    return False


def amount(text: str, comma_is_decimal: bool) -> Decimal | None:
    """What a cell amounts to, when its commas are decimal or when its points are; None for what is no amount."""
    bare = _CURRENCY.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    plain = bare.replace(".", "").replace(",", ".") if comma_is_decimal else bare.replace(",", "")
    return _decimal(plain)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _label(line: Line) -> str:
    """The first text of a line, in the normal form; a line of numbers alone has none."""
    first = next((column for column in line.filled if line.kind(column) in (TEXT, HOLE)), None)
    return "" if first is None else normal_form(_SPACED_LETTERS.sub(_closed, line.text(first)))


def _closed(spaced: re.Match[str]) -> str:
    """T O T A L as TOTAL."""
    return spaced[0].replace(" ", "")
