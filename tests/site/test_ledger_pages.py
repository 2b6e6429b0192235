"""The ledger's browser: pages, indexes, the way back, and what it does not show."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from quality.site.ledger_pages import PAGE, write_ledger
from quality.site.rendering import Frame
from snis.errors import LedgerError
from snis.ledger import GENESIS, Entry
from tests.site.site_case import pages_of, some_entries

FRAME = Frame("Padrón de prueba", "2026-05-04")
CUI = "2987654320101"
PSEUDONYM = "0f" * 16


def many(count: int) -> Iterator[Entry]:
    """Entries one by one, without a chain that has to be computed."""
    for seq in range(1, count + 1):
        moment = f"{2020 + seq // 20_000}-{seq % 12 + 1:02d}-01T01:00:00-06:00"
        data = {"estado": "recibida", "institucion": "maga", "filas": {"aceptadas": seq, "cuarentena": 2}}
        yield Entry(seq, moment, ("recepcion", "juicio")[seq % 2], data, f"{seq - 1:064x}", f"{seq:064x}")


def test_each_entry_stands_once_and_leads_to_the_one_before(tmp_path: Path) -> None:
    entries = list(many(PAGE + 2))
    told = write_ledger(entries, tmp_path, FRAME)
    pages = pages_of(tmp_path)
    assert (told.entries, told.pages, told.head) == (PAGE + 2, 2, entries[-1].digest)
    first, second = pages["bitacora/pagina-00001.html"], pages["bitacora/pagina-00002.html"]
    assert (first.count('<tr id="a'), second.count('<tr id="a')) == (PAGE, 2)
    assert f'href="pagina-00001.html#a{PAGE}"' in second
    assert f'href="#a{PAGE + 1}"' in second
    assert all(entry.digest in first for entry in entries[:PAGE])
    assert "Página siguiente" in first
    assert "Página siguiente" not in second


def test_months_and_kinds_are_indexed(tmp_path: Path) -> None:
    write_ledger(some_entries(4), tmp_path, FRAME)
    pages = pages_of(tmp_path)
    index = pages["bitacora/index.html"]
    assert re.findall(r'<th scope="row">(\d{4}-\d\d)</th><td class="n">(\d)</td>', index) == [
        ("2026-02", "2"),
        ("2026-01", "2"),
    ]
    assert "tipo-recepcion.html" in index
    assert 'href="pagina-00001.html#a3"' in pages["bitacora/tipo-recepcion.html"]


def test_an_entry_shows_whether_it_is_signed(tmp_path: Path) -> None:
    first, second = some_entries(2)
    write_ledger([first, replace(second, firma="q" * 88)], tmp_path, FRAME)
    page = pages_of(tmp_path)["bitacora/pagina-00001.html"]
    assert (page.count("sin firma"), page.count(f"firma <code>{'q' * 16}…</code>")) == (1, 1)


def test_a_ledger_without_entries(tmp_path: Path) -> None:
    told = write_ledger([], tmp_path, FRAME)
    assert (told.entries, told.pages, list(pages_of(tmp_path))) == (0, 0, ["bitacora/index.html"])


def test_a_ledger_that_ends_in_a_damaged_line_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    def torn() -> Iterator[Entry]:
        yield from some_entries(3)
        raise LedgerError("una línea no es un asiento", place="bitacora.jsonl, línea 4")

    told = write_ledger(torn(), tmp_path, FRAME)
    assert (told.entries, told.damaged) == (3, "bitacora.jsonl, línea 4: una línea no es un asiento")
    assert "línea 4" in pages_of(tmp_path)["bitacora/index.html"]


def test_nothing_that_could_be_of_a_person_is_shown(tmp_path: Path) -> None:
    data = {
        "quien": "jperez",
        "motivo": "lo pidió Juana Pérez",
        "texto": CUI,
        "suelto": f"a_{CUI}.csv",
        "numero": int(CUI),
        "con_guiones": "2987-65432-0101",
        "persona": PSEUDONYM,
        "clave": {"modalidad_codigo": "P11"},
        "otra": ["P11", "maga"],
        "filas": 12,
        "sha256": "ab" * 32,
        "lote": "renap-20260504-00001",
        "transferencia": "T0000000000000001",
    }
    entry = Entry(1, "2026-05-04T01:00:00-06:00", "recepcion", data, GENESIS, "c" * 64)
    write_ledger([entry], tmp_path, FRAME, reserved={"P11"})
    page = pages_of(tmp_path)["bitacora/pagina-00001.html"]
    for hidden in ("jperez", "Juana", CUI, "2987-65432", PSEUDONYM, "P11"):
        assert hidden not in page, hidden
    for shown in ("maga", "(reservado)", ">filas</b> 12<", "abababababababab…", "renap-20260504-00001"):
        assert shown in page, shown


def test_a_ledger_of_a_hundred_thousand_entries_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    resident: list[int] = []

    def watched() -> Iterator[Entry]:
        for entry in many(100_000):
            if entry.seq % 5_000 == 0:
                pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
                resident.append(pages * os.sysconf("SC_PAGE_SIZE"))
            yield entry

    told = write_ledger(watched(), tmp_path, FRAME)
    written = sum(path.stat().st_size for path in tmp_path.rglob("*.html"))
    assert (told.entries, told.pages) == (100_000, 200)
    # All its pages together are many times what it needs between its first thousands and its last.
    assert written > 30_000_000
    assert max(resident) - resident[0] < 10_000_000
