"""The day up to which answers, or the time to give them, have ended.

Belongs here: computing it and keeping it, for link_validacion. Does not belong here: the table itself.

It is kept as the last day on which something ended, and not as today: on a day on which nothing ends it stays as it is,
and so does every table that is made of it.
"""

import json
from datetime import date
from pathlib import Path

from assets.engine import DuckDBEngine
from assets.exchange.desk import Desk
from assets.exchange.parts import ANSWERS, QUESTIONS, attach
from assets.store import Store, write_json

CUT = "validacion_corte"
_SQL = f"""
select max(dia)
from (
    select vigente_hasta as dia from {ANSWERS}
    union all
    select plazo_fecha from {QUESTIONS}
)
where dia < $hoy
"""  # noqa: S608 our own names


def write_cut(desk: Desk) -> None:
    """Keep the last day on which an answer, or the time of a lot, ended before today."""
    write_cut_of(desk.today, store=desk.store, engine=desk.engine)


def write_cut_of(today: date, *, store: Store, engine: DuckDBEngine) -> None:
    """The same of any folder and day."""
    attach(ANSWERS, store, engine)
    attach(QUESTIONS, store, engine)
    found = engine.rows(_SQL, {"hoy": today})[0][0]
    if found != read_cut(store):
        write_json(_path(store), {CUT: found.isoformat() if found else None})


def read_cut(store: Store) -> date | None:
    """That day; None when nothing has ended yet."""
    path = _path(store)
    text = json.loads(path.read_text(encoding="utf-8")).get(CUT) if path.exists() else None
    return date.fromisoformat(text) if text else None


def _path(store: Store) -> Path:
    return store.ledger / "validacion.json"
