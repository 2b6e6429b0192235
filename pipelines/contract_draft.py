"""`padron contract draft`: from a file of which nothing is known to the draft of its contract.

Belongs here: reading the file, the texts of each column, and what was found out about its form. Does not belong here:
the reading (assets/reading/lectura.py), or what the draft says (snis/contracts/drafting.py).

No text of a row goes anywhere but into the proposals, which show none that could be somebody's.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from assets.reading.layout import Table
from assets.reading.lectura import Lectura, read_unknown
from snis.contracts.drafting import Draft, FileFacts, draft_contract
from snis.contracts.profile import Texts
from snis.contracts.proposal import TODO, Codebook, propose
from snis.deployment import Deployment
from snis.errors import SettingsError, TransferError
from snis.names import normal_form

_ROWS = 200_000
_FORMATS = {"fijo": "fwf"}
_ENCODINGS = {
    "cp1252": "windows-1252",
    "latin-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "iso8859-1": "iso-8859-1",
    "ascii": "utf-8",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-16le": "utf-16",
    "utf-16be": "utf-16",
}
_ADMITTED = frozenset({"utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1", "cp850"})
# A header cell like this is somebody's number or a day: the row is data.
_DATA = re.compile(r"[0-9 -]{5,}|.*@.*|[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}")


def draft_file(file: Path, deployment: Deployment, *, institution: str | None = None) -> Draft:
    """The draft of a contract for files like this one.

    Args:
        file: a file as the institution sends it.
        deployment: whose code lists and territory the columns are held against.
        institution: code of the sender; a TODO without it.

    Raises:
        SettingsError: there is no such file, or the institution is not registered.
        TransferError: the file cannot be read, or has no header.
    """
    if not file.is_file():
        raise SettingsError("no existe el archivo", place=file.name, remedy="Revise su nombre y su carpeta.")
    if institution is not None and institution not in deployment.institution_codes:
        raise SettingsError(
            "la institución no está registrada", place=institution, remedy="Agréguela a institutions.csv."
        )
    lectura = read_unknown(file)
    if lectura.is_refused:
        reason = lectura.account["motivo"]
        raise TransferError(
            reason["regla"], reason["texto"], place=reason["lugar"] or file.name, remedy=reason["remedio"]
        )
    tables = _alike(lectura.tables)
    _check_header(tables[0], file)
    codebook = Codebook(_names(deployment), deployment.territory)
    columns = [
        propose(header.strip() or f"columna {place}", texts, codebook)
        for place, (header, texts) in enumerate(zip(tables[0].header, _texts(tables), strict=True), start=1)
    ]
    return draft_contract(_facts(lectura, tables), columns, institution=institution or TODO)


def _alike(tables: Sequence[Table]) -> list[Table]:
    """The tables that have the header of the first one: sheets of one layout."""
    header = [normal_form(text) for text in tables[0].header]
    return [table for table in tables if [normal_form(text) for text in table.header] == header]


def _check_header(table: Table, file: Path) -> None:
    if not table.header_rows or any(_DATA.fullmatch(text.strip()) for text in table.header):
        raise TransferError(
            "ARC-06",
            "La fila que parece encabezado trae datos.",
            place=file.name,
            remedy="Ponga una fila con el nombre de cada columna, y haga el borrador otra vez.",
        )


def _texts(tables: Sequence[Table]) -> list[Texts]:
    found = [Texts() for _ in tables[0].header]
    left = _ROWS
    for table in tables:
        for _, cells in table.rows():
            for texts, cell in zip(found, cells, strict=False):
                texts.add(cell)
            left -= 1
            if not left:
                return found
    return found


def _facts(lectura: Lectura, tables: Sequence[Table]) -> FileFacts:
    account = lectura.account
    encoding = account["codificacion"]
    encoding = _ENCODINGS.get(str(encoding).lower(), encoding)
    if encoding == "utf-8" and account["marca_bom"]:
        encoding = "utf-8-sig"
    dialect = account["dialecto"] or {}
    containers = [name for name in account["contenedores"] if name in {"zip", "gz"}]
    return FileFacts(
        name=str(account["archivo"]),
        format=_FORMATS.get(account["formato"], account["formato"]),
        container=containers[0] if containers else None,
        encoding=encoding if encoding in _ADMITTED else None,
        delimiter=dialect.get("separador") or None,
        sheets=tuple(table.grid.name for table in tables if table.grid.name),
        header_rows=len(tables[0].header_rows),
    )


def _names(deployment: Deployment) -> dict[str, dict[str, str]]:
    """Code of each name in the code lists, names in their normal form."""
    names: dict[str, dict[str, str]] = {}
    for row in deployment.codes:
        names.setdefault(row["lista"], {})[normal_form(row["nombre"])] = row["codigo"]
    names["modalidad"] = {
        normal_form(row["modalidad"]): row["modalidad_codigo"] for row in deployment.programmes
    }
    return names


def write_draft(draft: Draft, path: Path) -> None:
    """Write a draft into a new file.

    Raises:
        SettingsError: something stands there already, or the folder does not exist.
    """
    if path.exists():
        raise SettingsError(
            "ya existe y no se sobrescribe", place=path.name, remedy="Señale un archivo nuevo."
        )
    if not path.parent.is_dir():
        raise SettingsError("no existe la carpeta", place=path.parent.name, remedy="Créela, o señale otra.")
    path.write_text(draft.text, encoding="utf-8")
