"""Files that a night refuses or has seen before, one for each rule of files.

Belongs here: whole files that are wrong. Does not belong here: wrong rows (defects.py), or what comes after the first
night (later.py).
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace

from pipelines.sample.files import write_file, zip_bytes
from pipelines.sample.model import Row, SentFile, Sheet
from pipelines.sample.plan import Batch

REFUSED, REPEATED = "rechazada", "repetida"
_FEW = 12


def refused_files(batches: Mapping[str, Batch]) -> Iterator[SentFile]:
    """One file for each file rule but ARC-08, which needs a second night."""
    yield _raw("mides", "bono_social_2026_complemento.csv", b"", "ARC-01")
    book, _ = write_file(_few(batches["maga-visan"], "visan_entregas_2026_C9.xlsx"))
    yield _raw("maga", "visan_entregas_2026_C9.xlsx", book[: len(book) // 2], "ARC-02")
    packed = zip_bytes({"AE_2026_05.csv": b"CUI,NOMBRES,APELLIDOS\n" * 200})
    yield _raw("mineduc", "AE_2026_05.zip", packed[:-90], "ARC-02")
    listing = b"Beca;Cupo\nNuestro Futuro;1200\n"
    yield _raw("segeplan", "becas_2026_01.csv", listing, "ARC-03")
    yield _raw(
        "conalfa", "directorio_coordinadores.csv", "Puesto;Sede\nCoordinación;Cobán\n".encode(), "ARC-04"
    )
    yield _with_extra_column(batches["intecap-eventos"])
    yield _without_column(batches["mintrab-adulto-mayor"])
    yield _in_other_encoding(batches["conalfa-alfabetizacion"])


def repeated_file(batch: Batch) -> SentFile:
    """The bytes of a contract's first file under another name."""
    original = batch.files[0]
    content, _ = write_file(original)
    stem, _, suffix = original.name.rpartition(".")
    return SentFile(
        original.institution, f"{stem}_reenvio.{suffix}", None, content=content, state=REPEATED, rule="ARC-07"
    )


def _raw(institution: str, name: str, content: bytes, rule: str) -> SentFile:
    return SentFile(institution, name, None, content=content, state=REFUSED, rule=rule)


def _few(batch: Batch, name: str) -> SentFile:
    """A small file with good rows of a contract."""
    original = batch.files[0]
    rows = [row for row in original.sheets[0].rows if row.is_clean][:_FEW]
    file = copy(original)
    file.name, file.sheets, file.notes, file.state = (
        name,
        [replace_rows(original.sheets[0], rows)],
        (),
        REFUSED,
    )
    return file


def replace_rows(sheet: Sheet, rows: list[Row]) -> Sheet:
    """The same sheet with other rows."""
    return Sheet(sheet.name, sheet.title, rows)


def _refused(file: SentFile, rule: str, *, encoding: str = "") -> SentFile:
    file.encoding = encoding
    content, _ = write_file(file)
    return _raw(file.institution, file.name, content, rule)


def _with_extra_column(batch: Batch) -> SentFile:
    file = _few(batch, "intecap_2026_complemento.csv")
    file.headers = (*file.headers, "Correo electrónico")
    file.sheets[0].rows = [replace(row, cells=(*row.cells, "")) for row in file.sheets[0].rows]
    return _refused(file, "ARC-05")


def _without_column(batch: Batch) -> SentFile:
    file = _few(batch, "pam_2026_complemento.csv")
    lost = batch.writer.layout.position("entrega_fecha")
    file.headers = file.headers[:lost] + file.headers[lost + 1 :]
    file.sheets[0].rows = [
        replace(row, cells=row.cells[:lost] + row.cells[lost + 1 :]) for row in file.sheets[0].rows
    ]
    return _refused(file, "ARC-06")


def _in_other_encoding(batch: Batch) -> SentFile:
    return _refused(_few(batch, "conalfa_2026_complemento.csv"), "ARC-09", encoding="windows-1252")
