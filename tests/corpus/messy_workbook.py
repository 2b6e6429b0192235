"""A workbook as messy as ministries send them, under the sample's Bolsa Social contract, with the truth of every row.

Belongs here: sheets with titles, subtotals, dates and numbers as cells or as text. Does not belong here: the delivery
as text (messy_delivery.py).
"""

import io
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from assets.core.checking import check_outputs
from assets.engine import DuckDBEngine
from snis.deployment import load_deployment
from tests.corpus.delivery_rows import DISCARDED, EITHER, QUARANTINED, TERRITORY, Random, Row
from tests.corpus.messy_delivery import NOW, SAMPLE, Account, compare, states_in
from tests.corpus.people import cui

NAME = "bolsa_social_2026_c3.xlsx"
HEADER = (
    *("No.", "Tarjeta", "No. de DPI", "Nombres", "Apellidos", "Sexo", "Fecha nac.", "Municipio", "Dirección"),
    *("Fecha de acreditación", "Monto", "Observaciones"),
)
SHEETS = ("Planilla Septiembre", "Planilla Octubre")
_PLACES = [place for place in TERRITORY.municipalities if place.department == "01"]
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
Cells = dict[str, Any]
Mess = Callable[[Cells, dict[str, str]], None]


def _put(name: str, change: Callable[[Any], Any]) -> Mess:
    def mess(cells: Cells, _: dict[str, str]) -> None:
        cells[name] = change(cells[name])

    return mess


def _gone(name: str, key: str) -> Mess:
    def mess(cells: Cells, means: dict[str, str]) -> None:
        cells[name], means[key] = "", ""

    return mess


HARMLESS: dict[str, Mess] = {
    "CUI como número": _put("No. de DPI", int),
    "CUI en dígitos de ancho completo": _put("No. de DPI", lambda text: text.translate(_WIDE)),
    "CUI con espacios": _put("No. de DPI", lambda text: f" {text[:4]} {text[4:9]} {text[9:]}\u00a0"),
    "fecha como texto": _put("Fecha de acreditación", lambda day: f"{day:%d/%m/%Y}"),
    "nacimiento como texto de una cifra": _put("Fecha nac.", lambda day: f"{day.day}/{day.month}/{day.year}"),
    "nacimiento vacío": _gone("Fecha nac.", "nacimiento_fecha"),
    "monto como texto": _put("Monto", lambda amount: f" {amount:.2f} "),
    "municipio en mayúsculas": _put("Municipio", str.upper),
    "sexo con espacio y minúsculas": _put("Sexo", lambda text: f" {text.lower()} "),
    "observación": _put("Observaciones", lambda _: "Total pagado en ventanilla"),
}
DOUBTFUL: dict[str, Mess] = {
    "fecha como número de serie": _put("Fecha de acreditación", lambda day: (day - date(1899, 12, 30)).days),
    "monto con coma de miles": _put("Monto", lambda amount: f"{amount * 10:,.2f}"),
    "nombre de municipio con departamento": _put("Municipio", lambda name: f"{name}, Guatemala"),
}
BROKEN: dict[str, tuple[Mess, str]] = {
    "CUI con un dígito de menos": (_put("No. de DPI", lambda text: int(text[:5] + text[6:])), "CUI-02"),
    "CUI redondeado por la hoja": (_put("No. de DPI", lambda text: float(text[:6] + "0000000")), ""),
    "sin CUI": (_put("No. de DPI", lambda _: ""), "OBL-01"),
    "CUI que no lo es": (_put("No. de DPI", lambda _: "EN TRÁMITE"), "OBL-01 CUI-01"),
    "sexo desconocido": (_put("Sexo", lambda _: "FEM"), "COD-01"),
    "municipio de otro departamento": (_put("Municipio", lambda _: "Totonicapán"), "TER-02"),
    "fecha que no existe": (_put("Fecha de acreditación", lambda _: "31/09/2026"), "FEC-01"),
    "sin fecha": (_put("Fecha de acreditación", lambda _: None), "OBL-01"),
    "monto en palabras": (_put("Monto", lambda _: "doscientos"), "NUM-01"),
    "monto negativo": (_put("Monto", lambda amount: -amount), "NUM-02"),
    "monto con tres decimales": (_put("Monto", lambda amount: amount + 0.125), "NUM-01"),
    "error de fórmula en el monto": (_put("Monto", lambda _: "#N/A"), "NUM-01"),
}


def _payment(chance: Random, number: int) -> tuple[Cells, dict[str, str]]:
    place = chance.choice(_PLACES)
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
    paid = date(2026, 9, 1) + timedelta(days=chance.randrange(60))
    person = cui(95_000_000 + 19 * number, place.code)
    amount = chance.choice([250, 250.5, 500])
    cells = {
        "No.": number, "Tarjeta": f"T-{number:05d}", "No. de DPI": person, "Nombres": "Marta Elena",
        "Apellidos": "Subtotal Xol",
        "Sexo": "FEMENINO", "Fecha nac.": born, "Municipio": place.name, "Dirección": "Zona 3",
        "Fecha de acreditación": paid, "Monto": amount, "Observaciones": "",
    }  # fmt: skip
    means = {
        "cui": person, "nacimiento_fecha": str(born), "sexo_codigo": "F", "residencia_municipio_codigo": place.code,
        "entrega_fecha": str(paid), "monto_gtq": f"{amount:.2f}", "modalidad_codigo": "P04",
    }  # fmt: skip
    return cells, means


def _messed(chance: Random, number: int) -> tuple[Cells, Row]:
    cells, means = _payment(chance, number)
    row, dice = Row({}, means), chance.random()
    if dice < 0.5:
        chosen = chance.sample(sorted(HARMLESS), chance.choice([1, 2]))
        # One change for each column: two of one column are not meant for each other.
        if len({name.split()[0] for name in chosen}) < len(chosen):
            chosen = chosen[:1]
        row.why = " + ".join(chosen)
        for name in chosen:
            HARMLESS[name](cells, means)
    elif dice < 0.55:
        row.why, row.state = chance.choice(sorted(DOUBTFUL)), EITHER
        if row.why == "monto con coma de miles":
            means["monto_gtq"] = f"{cells['Monto'] * 10:.2f}"
        DOUBTFUL[row.why](cells, means)
    elif dice < 0.67:
        row.why, row.state = chance.choice(sorted(BROKEN)), QUARANTINED
        mess, rules = BROKEN[row.why]
        mess(cells, means)
        row.rules = tuple(rules.split())
    return cells, row


def written(count: int, seed: int = 20261121) -> tuple[bytes, dict[tuple[str, int], Row]]:
    """The workbook, and its rows by sheet and row."""
    chance, content = Random(seed), io.BytesIO()
    truth: dict[tuple[str, int], Row] = {}
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for part, name in enumerate(SHEETS):
            sheet = book.add_worksheet(name)
            sheet.merge_range(0, 0, 0, len(HEADER) - 1, "MINISTERIO DE DESARROLLO SOCIAL")
            sheet.write_row(3, 0, HEADER)
            at, since = 4, 0.0
            for number in range(part * count // 2 + 1, (part + 1) * count // 2 + 1):
                cells, row = _messed(chance, number)
                sheet.write_row(at, 0, [cells[key] for key in HEADER])
                truth[name, at + 1] = row
                at, since = at + 1, since + 250
                if chance.random() < 0.01:
                    truth[name, at + 1] = Row({}, {}, DISCARDED, "subtotal", ("DES-01",))
                    sheet.write(at, 0, "SUBTOTAL")
                    sheet.write_formula(at, 10, "=SUM(K1:K2)", None, since)
                    at += chance.choice([1, 2])
            truth[name, at + 1] = Row({}, {}, DISCARDED, "gran total", ("DES-01",))
            sheet.write(at, 0, "GRAN TOTAL")
            sheet.write(at, 10, 250 * count)
            truth[name, at + 3] = Row({}, {}, DISCARDED, "nota", ("DES-02", "DES-01"))
            sheet.write(at + 2, 0, "Fuente: unidad de transferencias")
        book.add_worksheet("Notas").write(0, 0, "Enviado por correo.")
    return content.getvalue(), truth


def account_of(count: int, seed: int = 20261121) -> Account:
    """Write a workbook, check it, and compare row by row."""
    content, truth = written(count, seed)
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / NAME, Path(folder) / "salida"
        file.write_bytes(content)
        with DuckDBEngine(temp=Path(folder) / "tmp") as engine:
            receipt = check_outputs(
                file, "mides", deployment=load_deployment(SAMPLE), engine=engine, moment=NOW, out=out
            )
        return compare(truth, states_in(out), receipt)
