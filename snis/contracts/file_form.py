"""The form of the file that a contract is about.

Belongs here: the keys of `file`, and what they have to keep together. Does not belong here: reading a file
(assets/reading), or its columns (column.py).
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from snis.contracts.shape import Mistake
from snis.contracts.strict import NonEmpty, Strict

Format = Literal["csv", "fwf", "xlsx", "xls", "ods", "parquet", "html", "xml"]
Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1", "cp850"]
# Formats whose bytes are text in some encoding, and those that may have several sheets.
TEXTS = frozenset({"csv", "fwf", "html", "xml"})
WORKBOOKS = frozenset({"xlsx", "xls", "ods", "xml"})
# HTML and XML may say their own encoding; plain text cannot.
_PLAIN_TEXTS = frozenset({"csv", "fwf"})


def _tab(value: object) -> object:
    """A tab can hardly be seen in a file; its name may stand for it."""
    return "\t" if value == "tab" else value


class FileSpec(Strict):
    """The form of the file. What is said here is checked against the file; what is left null is found out."""

    pattern: NonEmpty = Field(
        description="Nombre del archivo: * es cualquier texto y ? un carácter; mayúsculas y minúsculas valen igual."
    )
    format: Format = Field(description="Formato del archivo; fwf es texto de ancho fijo.")
    container: Literal["zip", "gz"] | None = Field(
        None, description="zip o gz si el archivo viene dentro de uno."
    )
    encoding: Encoding | None = Field(
        None,
        description="Codificación de un archivo de texto; utf-8-sig es UTF-8 con BOM. Se comprueba. "
        "null si se averigua.",
    )
    delimiter: Annotated[Literal[",", ";", "\t", "|"] | None, BeforeValidator(_tab)] = Field(
        None, description="Separador de un CSV; el tabulador se puede escribir tab. null si se averigua."
    )
    widths: tuple[Annotated[int, Field(ge=1)], ...] | None = Field(
        None, min_length=1, description="Ancho de cada columna de un archivo de ancho fijo, en caracteres."
    )
    starts: tuple[Annotated[int, Field(ge=1)], ...] | None = Field(
        None,
        min_length=1,
        description="En lugar de widths: carácter en que empieza cada columna, contado desde 1.",
    )
    sheets: NonEmpty | None = Field(
        None, description="Nombre de las hojas de un libro que llevan filas, con * y ?; las demás no se leen."
    )
    header_rows: int | None = Field(
        None, ge=1, le=3, description="Cuántas filas ocupa el encabezado; si falta, se averigua."
    )


def file_mistakes(file: FileSpec) -> Iterator[Mistake]:
    """Everything that the form of a file says against itself."""
    if set(file.pattern) & set("/\\[]"):
        yield Mistake(
            ("file", "pattern"),
            "el patrón lleva carpetas o corchetes",
            "escriba solo el nombre del archivo, con * (cualquier texto) y ? (un carácter)",
        )
    needed = {"encoding": _PLAIN_TEXTS, "delimiter": frozenset({"csv"})}
    for key, formats in needed.items():
        if file.format in formats and key not in file.model_fields_set:
            what = "un CSV" if file.format == "csv" else "un texto de ancho fijo"
            yield Mistake(
                ("file", key),
                f"falta esta clave, que {what} necesita",
                "agréguela; null si se averigua en cada archivo",
            )
    yield from _foreign_keys(file)
    if file.widths is not None and file.starts is not None:
        yield Mistake(("file", "starts"), "dice lo mismo que widths", "deje una de las dos")
    starts = file.starts or ()
    if any(later <= earlier for earlier, later in pairwise(starts)):
        yield Mistake(
            ("file", "starts"),
            "los comienzos no van en orden",
            "escríbalos de menor a mayor, contados desde 1, sin repetir",
        )


def _foreign_keys(file: FileSpec) -> Iterator[Mistake]:
    """Keys that mean nothing in the file's format."""
    foreign = (
        ("encoding", TEXTS, "CSV y otros textos"),
        ("delimiter", frozenset({"csv"}), "CSV"),
        ("widths", frozenset({"fwf"}), "texto de ancho fijo (fwf)"),
        ("starts", frozenset({"fwf"}), "texto de ancho fijo (fwf)"),
        ("sheets", WORKBOOKS, "libros (xlsx, xls, ods, xml)"),
        ("header_rows", TEXTS | WORKBOOKS, "archivos con encabezado en filas"),
    )
    for key, formats, words in foreign:
        if getattr(file, key) is not None and file.format not in formats:
            yield Mistake(("file", key), f"es solo para {words}, y el formato es {file.format}", "quítela")
