"""The ledger's browser: its entries in pages of 500, with an index by month and one by kind.

Belongs here: writing the pages while the entries go by, so that a ledger of any length needs no more memory than one
page of it. Does not belong here: reading the ledger (assets/raw/ledger.py) or verifying it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from quality.site.rendering import Frame, anchored
from quality.site.wording import number, shown_data
from snis.errors import LedgerError
from snis.ledger import Entry

PAGE = 500
FOLDER = "bitacora"
KINDS = {
    "recepcion": "archivo recibido",
    "repeticion": "mismo contenido otra vez",
    "rechazo": "archivo rechazado",
    "juicio": "filas juzgadas",
    "aceptacion": "reemplazo aceptado a mano",
    "reparacion": "línea cortada por una caída, reparada",
    "intercambio": "intercambio con un verificador",
    "hallazgos": "hallazgos detectados, avisados o resueltos",
    "hallazgos_libro": "libro de hallazgos enviado",
    "hallazgos_abierto": "alguien miró un hallazgo",
    "compuerta": "veredicto de la compuerta",
    "impresion": "cifras impresas",
    "publicacion": "edición publicada",
    "retiro": "edición retirada",
    "portal": "portal al día, o por qué no",
    "informe": "informe periódico",
    "aprobacion": "aprobación del comité",
    "plan": "plan de fortalecimiento: abierto, asignado, corregido o cerrado",
    "aviso": "aviso enviado",
    "rastreo_lineas": "líneas de una cifra pedidas",
    "inicio_firma": "desde aquí se firma",
    "ancla": "ancla de la bitácora publicada",
}


@dataclass
class _Tally:
    """Where the entries of one month or kind lie."""

    count: int = 0
    # Page and number.
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (0, 0)
    # Page: how many on it, first and last number.
    pages: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def add(self, seq: int, page: int, *, by_page: bool) -> None:
        self.count += 1
        self.last = (page, seq)
        if self.count == 1:
            self.first = self.last
        if by_page:
            count, first, _ = self.pages.get(page, (0, seq, seq))
            self.pages[page] = (count + 1, first, seq)


@dataclass(frozen=True)
class LedgerTold:
    """What the browser knows after the last entry."""

    entries: int
    pages: int
    head: str
    damaged: str
    files: int


def write_ledger(
    entries: Iterable[Entry], folder: Path, frame: Frame, *, reserved: Collection[str] = frozenset()
) -> LedgerTold:
    """Write every page of the browser.

    Args:
        entries: oldest first; read once.
        folder: of the site.
        frame: what every page has around it.
        reserved: codes that only the protected zone may see.
    """
    home = folder / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    months: dict[str, _Tally] = {}
    kinds: dict[str, _Tally] = {}
    rows: list[str] = []
    head, damaged, page = "", "", 1
    try:
        for entry in entries:
            if len(rows) == PAGE:
                _write_page(home, frame, page, rows, is_last=False)
                rows, page = [], page + 1
            head = entry.digest
            months.setdefault(entry.moment[:7], _Tally()).add(entry.seq, page, by_page=False)
            kinds.setdefault(entry.kind, _Tally()).add(entry.seq, page, by_page=True)
            rows.append(_row(entry, reserved, begins_page=not rows, page=page))
    except LedgerError as error:
        # What can be read is shown, and where it ends; the verification says what is wrong.
        damaged = f"{error.place}: {error.message}"
    if rows:
        _write_page(home, frame, page, rows, is_last=True)
    pages = page if rows else 0
    count = sum(tally.count for tally in kinds.values())
    told = LedgerTold(count, pages, head, damaged, files=pages + len(kinds) + 1)
    _write_indexes(home, frame, told, months=months, kinds=kinds)
    return told


def page_name(page: int) -> str:
    """The file of a page."""
    return f"pagina-{page:05d}.html"


def _row(entry: Entry, reserved: Collection[str], *, begins_page: bool, page: int) -> str:
    data = "".join(
        f"<span><b>{escape(key)}</b> {escape(value)}</span> "
        for key, value in shown_data(entry.data, reserved)
    )
    before = entry.seq - 1
    target = f"{page_name(page - 1)}#a{before}" if begins_page and page > 1 else f"#a{before}"
    link = f'<a href="{target}">anterior</a>' if before else "ninguno"
    return (
        f'<tr id="a{entry.seq}"><th scope="row" class="n">{entry.seq}</th>'
        f'<td class="d">{escape(entry.moment)}</td><td>{escape(entry.kind)}</td><td class="data">{data}</td>'
        f'<td class="hash"><code>{escape(entry.digest)}</code><br>{link} '
        f"<code>{escape(entry.previous[:16])}…</code><br>{_signed(entry)}</td></tr>"
    )


def _signed(entry: Entry) -> str:
    return f"firma <code>{escape(entry.firma[:16])}…</code>" if entry.firma else "sin firma"


def _write_page(home: Path, frame: Frame, page: int, rows: list[str], *, is_last: bool) -> None:
    around = [
        ("index.html", "Índice de la bitácora"),
        *([(page_name(page - 1), "Página anterior")] if page > 1 else []),
        *([] if is_last else [(page_name(page + 1), "Página siguiente")]),
    ]
    text = frame.page(
        "bitacora_pagina.html",
        path=f"{FOLDER}/{page_name(page)}",
        heading=f"Bitácora, página {page}",
        number=page,
        around=around,
        rows=anchored(rows),
    )
    (home / page_name(page)).write_text(text, encoding="utf-8")


def _write_indexes(
    home: Path, frame: Frame, told: LedgerTold, *, months: dict[str, _Tally], kinds: dict[str, _Tally]
) -> None:
    by_month = [
        (month, number(tally.count), _place(*tally.first), _place(*tally.last))
        for month, tally in sorted(months.items())
    ]
    by_kind = [
        (f"tipo-{anchor_of(kind)}.html", kind, KINDS.get(kind, ""), number(tally.count))
        for kind, tally in sorted(kinds.items())
    ]
    text = frame.page(
        "bitacora.html",
        path=f"{FOLDER}/index.html",
        heading="Bitácora",
        told=told,
        months=by_month,
        kinds=by_kind,
        first_page=page_name(1),
        last_page=page_name(told.pages),
    )
    (home / "index.html").write_text(text, encoding="utf-8")
    for kind, tally in sorted(kinds.items()):
        places = [
            (page_name(page), page, number(count), _place(page, first), _place(page, last))
            for page, (count, first, last) in sorted(tally.pages.items())
        ]
        name = f"tipo-{anchor_of(kind)}.html"
        text = frame.page(
            "bitacora_tipo.html",
            path=f"{FOLDER}/{name}",
            heading=f"Bitácora: {kind}",
            meaning=KINDS.get(kind, ""),
            places=places,
        )
        (home / name).write_text(text, encoding="utf-8")


def _place(page: int, seq: int) -> tuple[str, int]:
    return f"{page_name(page)}#a{seq}", seq


def anchor_of(code: str) -> str:
    """A code as a part of a file name."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in code)
