"""What is said of a sheet whose values are shown otherwise than they lie in the file.

Belongs here: these remarks, in words. Does not belong here: finding them (workbook_marks.py, xls.py, opendocument.py,
html_tables.py, spreadsheet_xml.py).
"""

from collections.abc import Iterator

from assets.reading.grid import Finding


def sheet_findings(
    sheet: str, *, hidden_rows: int = 0, hidden_columns: int = 0, zeros: int = 0
) -> Iterator[Finding]:
    """The remarks that these counts call for."""
    if hidden_rows:
        texto = f"Hay {hidden_rows} filas ocultas o filtradas; sus valores se leen."
        yield Finding("filas_ocultas", texto, sheet)
    if hidden_columns:
        texto = f"Hay {hidden_columns} columnas ocultas; sus valores se leen."
        yield Finding("columnas_ocultas", texto, sheet)
    if zeros:
        texto = f"En {zeros} celdas los ceros de la izquierda los pone el formato; se conservan como se ven."
        yield Finding("ceros_del_formato", texto, sheet)
