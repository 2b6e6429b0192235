"""Text in every encoding that a keyboard in Guatemala still produces, and text that is in none.

Belongs here: cases about bytes and characters. Does not belong here: delimiters and quotes (dialect_files.py).
"""

import codecs
from collections.abc import Iterator

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.people import ASCII, FOOD, PEOPLE, PLAIN
from tests.corpus.write_text import csv, delimited, raw

_TEXT = delimited(PLAIN.lines)
_BOM16 = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _unicode()
    yield from _eight_bits()
    yield from _marks_and_controls()
    yield from _broken()


def _unicode() -> Iterator[Case]:
    yield reads("utf8", "pagos.csv", csv(PEOPLE), PEOPLE)
    yield reads("utf8 con BOM", "pagos.csv", csv(PEOPLE, codec="utf-8-sig"), PEOPLE)
    yield reads(
        "utf8 con BOM y comillas en todo", "pagos.csv", csv(PEOPLE, codec="utf-8-sig", always=True), PEOPLE
    )
    for codec, mark in _BOM16.items():
        yield reads(f"{codec} con BOM", "pagos.csv", mark + csv(PEOPLE, "\t", codec), PEOPLE)
        yield reads(
            f"{codec} sin BOM", "pagos.txt", csv(PEOPLE, "\t", codec), PEOPLE, or_refused="ARC-09 ARC-10"
        )
        yield reads(
            f"{codec} con BOM, coma y LF", "pagos.csv", mark + csv(PEOPLE, ",", codec, end="\n"), PEOPLE
        )
    yield reads("utf32 con BOM", "pagos.txt", csv(PEOPLE, codec="utf-32"), PEOPLE, or_refused="ARC-09 ARC-02")
    decomposed = tables_of(["Código", "Niño"], [["1", "Mun\u0303oz"], ["2", "A\u0301vila"], ["3", "Xol"]])
    yield reads("utf8 con tildes sueltas", "a.csv", csv(decomposed), decomposed)
    odd = tables_of(
        ["Folio", "Nombre"],
        [["1", "Ana\u00a0María"], ["2", "Luz\u200b Ba"], ["3", "Ka\u2028Bo"], ["4", "Eva\u0085"]],
    )
    yield reads("espacios duros, invisibles y fin de línea Unicode en la celda", "a.csv", csv(odd), odd)
    wide = tables_of(
        ["CUI", "Monto"],
        [["９１２３４５６７０１６０１", "１００"], ["912345670 1601", "٢٥"], ["９１", "200"]],
    )
    yield reads("dígitos de ancho completo y árabes", "a.csv", csv(wide), wide)
    emoji = tables_of(["Folio", "Nota"], [["1", "bien 👍🏽"], ["2", "漢字"], ["3", "שלום"]])
    yield reads("emoji, chino y hebreo", "a.csv", csv(emoji), emoji)
    twice = tables_of(["Folio", "Nombre"], [["1", "MarÃ\xada PÃ©rez"], ["2", "PeÃ±a"], ["3", "JosÃ©"]])
    yield reads("tildes rotas antes de enviar: como vienen", "a.csv", csv(twice), twice)
    lost = tables_of(["Folio", "Nombre"], [["1", "Mu\ufffdoz"], ["2", "Pe\ufffda"], ["3", "Jos?"]])
    yield reads("letras perdidas antes de enviar: como vienen", "a.csv", csv(lost), lost)


def _eight_bits() -> Iterator[Case]:
    for codec in ("cp1252", "latin-1", "cp850", "mac_roman"):
        for sep, name in ((";", "punto y coma"), (",", "coma"), ("\t", "tabulador")):
            yield reads(f"{codec} con {name}", "pagos.csv", csv(PLAIN, sep, codec), PLAIN)
    # What cp437 can write, cp850 writes with the same bytes.
    yield reads("cp437 del DOS", "a.txt", csv(FOOD, codec="cp437"), FOOD)
    one = tables_of(
        ["Folio", "Nombre", "Lugar"], [["1", "Ana Muñoz", "Jalapa"], ["2", "Luis Caal", "Flores"]]
    )
    yield reads("cp1252 con una sola ñ", "a.csv", csv(one, codec="cp1252"), one)
    yield reads("cp850 con una sola ñ", "a.csv", csv(one, codec="cp850"), one, or_refused="ARC-09 ARC-10")
    yield reads("mac con una sola ñ", "a.csv", csv(one, codec="mac_roman"), one, or_refused="ARC-09 ARC-10")
    signs = tables_of(
        ["Folio", "Descripción"], [["1", "pago “único” – 5 €"], ["2", "Q’eqchi’ … año"], ["3", "niñez"]]
    )
    yield reads("cp1252 con comillas tipográficas y euro", "a.csv", csv(signs, codec="cp1252"), signs)
    capital = tables_of(
        ["AÑO", "DESCRIPCIÓN", "NIÑEZ"], [["2026", "ATENCIÓN", "SÍ"], ["2026", "NUTRICIÓN", "NO"]]
    )
    for codec in ("cp1252", "cp850", "mac_roman"):
        doubt = "" if codec == "cp1252" else "ARC-09 ARC-10"
        yield reads(
            f"{codec}, todo en mayúsculas", "a.csv", csv(capital, codec=codec), capital, or_refused=doubt
        )
    yield reads("ascii puro", "a.csv", csv(ASCII, ","), ASCII)
    late = tables_of(
        ["Folio", "Nombre"], [*[[str(n), f"Persona {n}"] for n in range(1, 9000)], ["9000", "Muñoz Peña"]]
    )
    yield reads("cp1252 con la primera ñ en la última fila", "a.csv", csv(late, codec="cp1252"), late)
    yield reads("utf8 con la primera ñ en la última fila", "a.csv", csv(late), late)


def _marks_and_controls() -> Iterator[Case]:
    yield reads("Ctrl-Z al final, del DOS", "a.txt", csv(FOOD, codec="cp850") + b"\x1a", FOOD)
    yield reads("nulos de relleno al final", "a.csv", csv(FOOD) + b"\0" * 400, FOOD, or_refused="ARC-02")
    inside = csv(FOOD).replace(b"Arroz", b"Arr\0oz")
    kept = tables_of(FOOD.header, [[c.replace("Arroz", "Arr\0oz") for c in row] for row in FOOD.rows])
    yield reads_either(
        "un nulo dentro de una celda", "a.csv", inside, (FOOD,), (kept,), or_refused="ARC-02 ARC-09"
    )
    again = csv(FOOD, codec="utf-8-sig") + tables_of_two()
    both = tables_of(
        FOOD.header, [*FOOD.rows, ["B-004", "Aceite", "8", "Petén"], ["B-005", "Incaparina", "9", "Izabal"]]
    )
    yield reads("dos archivos pegados, cada uno con BOM y encabezado", "a.csv", again, both)
    tabs = tables_of(["Folio", "Nombre"], [["1", "Ana\tMaría"], ["2", "Luz\x0bBa"], ["3", "Eva\x0c"]])
    yield reads("tabulador vertical y salto de página en la celda", "a.csv", csv(tabs), tabs)


def tables_of_two() -> bytes:
    """A second delivery with the same header."""
    more = table("Boleta|Producto|Cantidad|Lugar", "B-004|Aceite|8|Petén", "B-005|Incaparina|9|Izabal")
    return csv(more, codec="utf-8-sig")


def _broken() -> Iterator[Case]:
    yield refuses(
        "cortado a mitad de una letra UTF-8",
        "a.csv",
        csv(PEOPLE, after="9;Mu\u00f1", codec="utf-8")[:-1],
        "ARC-09 ARC-02 ARC-10",
    )
    mixed = csv(FOOD, codec="utf-8") + "B-004;Maicillo;3;Petén\r\nB-005;Azúcar;4;Quiché\r\n".encode("cp1252")
    whole = tables_of(
        FOOD.header, [*FOOD.rows, ["B-004", "Maicillo", "3", "Petén"], ["B-005", "Azúcar", "4", "Quiché"]]
    )
    yield reads("mitad UTF-8 y mitad cp1252", "a.csv", mixed, whole, or_refused="ARC-09 ARC-10 ARC-02")
    yield refuses(
        "BOM de UTF-8 y texto cp1252",
        "a.csv",
        codecs.BOM_UTF8 + csv(PLAIN, codec="cp1252"),
        "ARC-09 ARC-02 ARC-10",
    )
    yield refuses(
        "BOM de UTF-16 y bytes impares",
        "a.csv",
        codecs.BOM_UTF16_LE + csv(PLAIN, codec="utf-16-le")[:-1],
        "ARC-09 ARC-02",
    )
    yield refuses("EBCDIC del mainframe", "a.txt", csv(ASCII, codec="cp500"), "ARC-09 ARC-02 ARC-10")
    yield refuses(
        "bytes al azar con nombre de CSV",
        "a.csv",
        bytes((n * 197 + n // 7 * 31) % 256 for n in range(4000)),
        "ARC-02 ARC-09",
    )
    yield refuses("solo ceros", "a.csv", b"\0" * 5000, "ARC-01 ARC-02 ARC-09")
    yield refuses("solo BOM", "a.csv", codecs.BOM_UTF8, "ARC-01")
    yield refuses("vacío", "a.csv", b"", "ARC-01")
    yield refuses("solo líneas en blanco", "a.csv", raw("", "  ", "", ";;;"), "ARC-01")
    yield refuses("UTF-16 con solo su marca", "a.csv", codecs.BOM_UTF16_LE, "ARC-01")
