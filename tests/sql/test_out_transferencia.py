"""Every file that was owed or that came, with its due day, its day and what became of its rows."""

from datetime import date
from typing import Any

from tests.sql.out_case import Rows, built

COLUMNS = ("institucion", "contrato", "periodo", "vence", "recibido", "transferencia", "estado", "debida")


def transfers(lines: list[tuple[Any, ...]], rows: Rows) -> Rows:
    bound = {f"calendario_{name}": [line[at] for line in lines] for at, name in enumerate(COLUMNS)}
    return built("out_transferencia", bound, core_fila=rows)


def test_a_whole_small_table() -> None:
    came = [
        {"transferencia_id": "T1", "fila": number, "estado": state}
        for number, state in enumerate(["aceptada", "aceptada", "cuarentena", "descartada"], start=2)
    ]
    rows = transfers(
        [
            ("mides", "becas", "2026-01", "2026-02-10", "2026-02-14", "T1", "tardia", True),
            ("mides", "becas", "2026-01", "2026-02-10", "2026-02-09", "T2", "reemplazo", False),
            ("mides", "becas", "2026-02", "2026-03-10", None, None, "faltante", True),
        ],
        came,
    )
    assert [tuple(row.values()) for row in rows] == [
        ("mides", "becas", "2026-01", date(2026, 2, 10), date(2026, 2, 9), "T2", "reemplazo", False, 0, 0, 0, 0, 0),
        ("mides", "becas", "2026-01", date(2026, 2, 10), date(2026, 2, 14), "T1", "tardia", True, 4, 4, 2, 1, 1),
        ("mides", "becas", "2026-02", date(2026, 3, 10), None, None, "faltante", True, None, None, None, None, None),
    ]  # fmt: skip


def test_no_calendar_no_rows() -> None:
    assert transfers([], []) == []
