"""The method sheets of a deployment's rules, written beside the auditor's site.

Belongs here: the dates of what was received, and the files. Does not belong here: what a sheet says
(quality/method_sheets.py).
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from assets.accounts import rows_of
from assets.resources import Bench
from assets.store import replacing
from quality.method_sheets import SOURCES, SourceDates, render_index, render_sheet, sheet_of

FOLDER = "metodo"
_DELIVERIES = """
select modalidad_codigo, count(distinct transferencia_id), min(entrega_fecha), max(entrega_fecha), max(conocido_fecha)
from core_entrega group by modalidad_codigo
"""
_REGISTERS = """
select fuente_codigo, count(distinct transferencia_id), min(ocurrio_fecha), max(ocurrio_fecha), max(conocido_fecha)
from core_verificacion group by fuente_codigo
"""


def write_method_sheets(bench: Bench) -> int:
    """Write one page for each rule in force and their list; how many there are."""
    deployment = bench.deployment
    modalities = {
        row["modalidad_codigo"]: f"{row['modalidad_codigo']} {row['modalidad']}"
        for row in deployment.programmes
    }
    institutions = {row["institucion_codigo"]: row["institucion"] for row in deployment.institutions}
    dates = dict(_dates(bench, modalities))
    date = bench.now.date().isoformat()
    sheets = [
        sheet_of(list(rows), modalities=modalities, institutions=institutions, dates=dates)
        for _, rows in groupby(deployment.effective_rules, key=lambda row: row.rule.id)
    ]
    folder = bench.store.quality / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        f"{sheet.rule.id}.html": render_sheet(sheet, title=deployment.name, date=date) for sheet in sheets
    }
    pages["index.html"] = render_index(sheets, title=deployment.name, date=date)
    for name, page in pages.items():
        _write(folder / name, page)
    # The sheet of a rule that is gone would say something that holds no more.
    for left in set(folder.glob("*.html")) - {folder / name for name in pages}:
        left.unlink()
    return len(sheets)


def _dates(bench: Bench, modalities: dict[str, str]) -> Iterator[tuple[str, SourceDates]]:
    """What was received of each modality and register. Of a restricted programme no day is shown."""
    reserved = {
        row["modalidad_codigo"]
        for row in bench.deployment.programmes
        if row["visibilidad_codigo"] == "restringida"
    }
    for code, count, first, last, known in rows_of(bench, "core_entrega", _DELIVERIES):
        if code in reserved:
            first = last = None
        yield code, SourceDates(modalities.get(code, code), count, first, last, known)
    for code, count, first, last, known in rows_of(bench, "core_verificacion", _REGISTERS):
        yield code, SourceDates(SOURCES.get(code, code), count, first, last, known)


def _write(path: Path, page: str) -> None:
    with replacing(path) as aside:
        aside.write_text(page, encoding="utf-8")
