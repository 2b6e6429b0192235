"""Delimiters, quotes, line ends and comments.

Belongs here: cases about how cells and rows are told apart in text. Does not belong here: which rows are data
(layout_files.py).
"""

from collections.abc import Iterator

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.people import ASCII, FOOD, PEOPLE, PLAIN, SHORT
from tests.corpus.write_text import csv, delimited, raw


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _delimiters()
    yield from _quotes()
    yield from _line_ends()
    yield from _comments()


def _delimiters() -> Iterator[Case]:
    for sep, name in ((",", "coma"), (";", "punto y coma"), ("\t", "tabulador"), ("|", "barra")):
        yield reads(f"separado por {name}", "pagos.csv", csv(PEOPLE, sep), PEOPLE)
        yield reads(
            f"separado por {name}, comillas en todo", "pagos.txt", csv(PEOPLE, sep, always=True), PEOPLE
        )
    for sep, name in (
        ("^", "circunflejo"),
        ("~", "tilde"),
        ("¦", "barra partida"),
        ("\x1f", "separador de unidades"),
    ):
        yield reads(f"separado por {name}", "a.txt", csv(PLAIN, sep), PLAIN, or_refused="ARC-10 ARC-02")
    yield reads("dos puntos como separador", "a.txt", csv(ASCII, ":"), ASCII, or_refused="ARC-10 ARC-02")
    yield reads("sep=; en la primera línea", "a.csv", csv(PEOPLE, ";", before="sep=;\r\n"), PEOPLE)
    yield reads("sep=, en la primera línea", "a.csv", csv(PEOPLE, ",", before="sep=,\r\n"), PEOPLE)
    yield reads("SEP=| con BOM", "a.csv", csv(PEOPLE, "|", "utf-8-sig", before="SEP=|\r\n"), PEOPLE)
    yield reads("sep= y tabulador", "a.csv", csv(PEOPLE, "\t", before="sep=\t\r\n"), PEOPLE)
    yield reads('"sep=;" entre comillas', "a.csv", csv(PEOPLE, ";", before='"sep=;"\r\n'), PEOPLE)
    money = tables_of(
        ["Boleta", "Monto", "Lugar"],
        [["B1", "1.250,50", "Cobán"], ["B2", "500,00", "Salamá"], ["B3", "12.000,75", "Flores"]],
    )
    yield reads("coma decimal con punto y coma", "a.csv", csv(money, ";"), money)
    yield reads("coma decimal con tabulador", "a.csv", csv(money, "\t"), money)
    yield reads("coma decimal entre comillas con coma", "a.csv", csv(money, ","), money)
    pairs = tables_of(["Boleta", "Montos"], [["B1", "1,2"], ["B2", "3,4"], ["B3", "5,6"]])
    yield reads("toda fila con una coma dentro y punto y coma", "a.csv", csv(pairs, ";"), pairs)
    steady = tables_of(
        ["Nombre, completo", "Lugar, municipio"], [["Caal, Ana", "Cobán, AV"], ["Xol, Luis", "Lanquín, AV"]]
    )
    yield reads_either(
        "comas tan regulares como los puntos y coma",
        "a.csv",
        csv(steady, ";", quote=""),
        (steady,),
        or_refused="ARC-10",
    )
    bars = tables_of(["Folio", "Códigos"], [["1", "A|B|C"], ["2", "D|E|F"], ["3", "G|H|I"]])
    yield reads("barras dentro de celdas con coma", "a.csv", csv(bars, ","), bars, or_refused="ARC-10")
    blank = tables_of(
        ["Folio", "Nombre", "Nota"], [["1", " Ana ", ""], ["2", "Luis  M", " "], ["3", "", "x "]]
    )
    yield reads("espacios alrededor: como vienen", "a.csv", csv(blank), blank)
    times = tables_of(
        ["Fecha", "Hora", "Lugar"],
        [["05/01/2026", "08:30:00", "Jutiapa"], ["06/01/2026", "09:15:10", "Zacapa"]],
    )
    yield reads("horas con dos puntos y coma", "a.csv", csv(times, ","), times)
    trailing = csv(FOOD, ";").replace(b"\r\n", b";\r\n")
    yield reads("separador de más al final de cada línea", "a.csv", trailing, FOOD)
    data_trailing = delimited([FOOD.header]) + "".join(";".join(row) + ";\r\n" for row in FOOD.rows)
    yield reads("separador de más solo en los datos", "a.csv", data_trailing.encode(), FOOD)
    yield reads(
        "separador al principio de cada línea",
        "a.csv",
        "".join(";" + ";".join(r) + "\n" for r in FOOD.lines).encode(),
        FOOD,
    )
    yield refuses(
        "todas las filas con una celda más que el encabezado: corridas",
        "a.csv",
        raw("Boleta,Nombre,Monto", "B1,Ana,1,250.00", "B2,Luis,2,500.00", "B3,Eva,1,000.00"),
        "ARC-10 ARC-02",
    )


def _quotes() -> Iterator[Case]:
    hard = tables_of(
        ["Folio", "Nombre", "Dirección"],
        [
            ["1", 'Juan "El Chato" Xol', "4a. calle 5-20, zona 1"],
            ["2", "O'Brien; Ana", "Aldea \"La Paz\"; casa 3"],
            ["3", '"', "Cantón\nXelajú"],
            ["4", "", 'termina en comilla"'],
            ["5", "dos\r\nlíneas", ";;;"],
        ],
    )  # fmt: skip
    for sep in (",", ";", "\t", "|"):
        yield reads(f"comillas dobladas y saltos dentro, {sep!r}", "a.csv", csv(hard, sep), hard)
    yield reads(
        "comillas escapadas con barra",
        "a.csv",
        csv(_nicknames(), ",", escape="\\", always=True),
        _nicknames(),
    )
    yield reads(
        "comillas simples alrededor",
        "a.csv",
        raw(
            "'Folio','Nombre','Lugar'",
            "'1','Caal, Ana','Cobán'",
            "'2','Xol, Luis','Lanquín'",
            "'3','Choc, Eva','Cahabón'",
        ),
        table("Folio|Nombre|Lugar", "1|Caal, Ana|Cobán", "2|Xol, Luis|Lanquín", "3|Choc, Eva|Cahabón"),
        or_refused="ARC-10",
    )
    maya = tables_of(
        ["Folio", "Idioma", "Comunidad"],
        [["1", "Q'eqchi'", "Tz'ununkaab'"], ["2", "K'iche'", "Ch'ab'aj"], ["3", "'Ixil'", "B'oko'"]],
    )
    yield reads("apóstrofos mayas sin comillas", "a.csv", csv(maya, ","), maya)
    yield reads("nombres mayas al borde de la celda", "a.csv", csv(maya, ";", always=True), maya)
    inch = tables_of(
        ["Boleta", "Producto", "Cantidad"],
        [["1", 'Tubo de 3"', "4"], ["2", 'Lámina 12"', "8"], ["3", "Clavo", "100"]],
    )
    yield reads(
        "pulgadas sin comillas alrededor", "a.csv", csv(inch, ";", quote=""), inch, or_refused="ARC-02 ARC-10"
    )
    nick = raw("Folio;Nombre;Lugar", '1;Juan "Chato" Xol;Cobán', "2;Ana;Flores", '3;"Luz" Choc;Petén')
    yield reads(
        "comillas sueltas en medio de la celda",
        "a.csv",
        nick,
        table("Folio|Nombre|Lugar", '1|Juan "Chato" Xol|Cobán', "2|Ana|Flores", '3|"Luz" Choc|Petén'),
        or_refused="ARC-02 ARC-10",
    )
    yield refuses(
        "comilla que nunca cierra",
        "a.csv",
        raw("Folio;Nombre;Lugar", '1;"Ana;Cobán', "2;Luis;Flores", "3;Eva;Petén", "4;Luz;Jalapa"),
        "ARC-02 ARC-10",
    )
    yield reads(
        "espacio entre coma y comilla",
        "a.csv",
        raw('"Folio", "Nombre", "Lugar"', '"1", "Caal, Ana", "Cobán"', '"2", "Xol, Luis", "Lanquín"'),
        table("Folio|Nombre|Lugar", "1|Caal, Ana|Cobán", "2|Xol, Luis|Lanquín"),
        or_refused="ARC-10 ARC-02",
        padded=True,
    )
    yield reads(
        'números como ="0123" de otros sistemas',
        "a.csv",
        raw("Codigo,Lugar", '"=""0101""","Cobán"', '"=""0102""","Salamá"'),
        table("Codigo|Lugar", '="0101"|Cobán', '="0102"|Salamá'),
    )
    yield reads(
        "comillas vacías y celdas vacías",
        "a.csv",
        raw('"A1","B1","C1"', '"1","",""', '"2",,"x"', '"",,"y"'),
        table("A1|B1|C1", "1||", "2||x", "||y"),
        or_refused="ARC-10",
    )
    yield reads(
        "toda la línea entre comillas, con comillas dobladas dentro",
        "a.csv",
        raw('"Folio,""Nombre"",Lugar"', '"1,""Caal, Ana"",Cobán"', '"2,""Xol, Luis"",Lanquín"'),
        table("Folio|Nombre|Lugar", "1|Caal, Ana|Cobán", "2|Xol, Luis|Lanquín"),
        or_refused="ARC-10 ARC-02",
    )
    attack = tables_of(
        ["Folio", "Nombre", "Nota"],
        [
            ["1", "=cmd|' /C calc'!A0", "+1+2"],
            ["2", "@SUM(A1:A9)", "-2+3"],
            ["3", '=HYPERLINK("http://x","y")', "=1+1"],
        ],
    )
    yield reads("fórmulas inyectadas: texto y nada más", "a.csv", csv(attack, ";"), attack)
    yield reads("fórmulas inyectadas con comillas", "a.csv", csv(attack, ",", always=True), attack)


def _nicknames():  # type: ignore[no-untyped-def]
    return tables_of(
        ["Folio", "Nombre"], [["1", 'Juan "El Chato" Xol'], ["2", "Ana, la mayor"], ["3", 'Luz "Lucha" Ba']]
    )


def _line_ends() -> Iterator[Case]:
    for end, name in (("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR de Mac viejo")):
        yield reads(f"fin de línea {name}", "a.csv", csv(PEOPLE, ";", end=end), PEOPLE)
        yield reads(
            f"fin de línea {name}, sin el último", "a.csv", csv(PEOPLE, ",", end=end, last=False), PEOPLE
        )
    ends = ["\n", "\r\n", "\r"]
    mixed = "".join(";".join(line) + ends[number % 3] for number, line in enumerate(SHORT.lines))
    yield reads("fines de línea mezclados", "a.csv", mixed.encode(), SHORT)
    yield reads(
        "CRLF doble: una línea en blanco entre filas", "a.csv", csv(SHORT, ";", end="\r\n\r\n"), SHORT
    )
    yield reads("CR CR LF", "a.csv", csv(SHORT, ";", end="\r\r\n"), SHORT, or_refused="ARC-10 ARC-02")
    feed = csv(SHORT, ";", end="\n").replace(b"\n", b"\n\n\n", 3)
    yield reads("líneas en blanco entre algunas filas", "a.csv", feed, SHORT)


def _comments() -> Iterator[Case]:
    head = "# Exportado por SIGSA\n# 05/01/2026; usuario 12\n"
    yield reads("comentarios con # arriba", "a.csv", csv(PEOPLE, ";", before=head, end="\n"), PEOPLE)
    middle = csv(FOOD, ";", end="\n").replace(b"B-002", b"# corregido el lunes\nB-002")
    yield reads("un comentario con # en medio", "a.csv", middle, FOOD)
    yield reads(
        "comentarios con --",
        "a.csv",
        csv(PEOPLE, ";", before="-- consulta del lunes\n-- fin\n", end="\n"),
        PEOPLE,
    )
    sharp = tables_of(
        ["Número", "Nombre", "Casa"], [["#1", "Ana", "#12"], ["#2", "Luis", "#14"], ["#3", "Eva", "#15"]]
    )
    yield reads("# que son datos", "a.csv", csv(sharp, ";"), sharp)
    named = tables_of(["#", "Nombre", "Casa"], [["1", "Ana", "12"], ["2", "Luis", "14"], ["3", "Eva", "15"]])
    yield reads("# como encabezado de la primera columna", "a.csv", csv(named, ";"), named)
