"""The rows that the suites of layouts look at, made in the throw-away database.

Belongs here: running the statements of quality/sql/envios in their order, and one view for each layout. Does not belong
here: what is expected of them (layout_expectations.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import duckdb

from snis.errors import QualityError

# In the order in which they read each other.
STATEMENTS = ("envio_fila", "envio_pasado", "envio_plazo", "envio_renglon")
_SAFE = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class ReceivedFile:
    """One file received under a layout.

    Attributes:
        transfer: its transfer.
        layout: name of the suite of its layout.
        order: its place in the order of reception.
        counts: whether its rows count: taken in, and not replaced whole.
        refused_by: the rule that refused it; empty when none did.
        notices: rules of the notices that it carries.
    """

    transfer: str
    layout: str
    order: int
    counts: bool
    refused_by: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayoutFacts:
    """What the statements are handed.

    Attributes:
        files: every file received under a layout.
        in_force: contract and the name of the suite of its layout in force.
        crossings: rule of coincidences.yaml and what it holds a delivery against.
        layouts: names of all suites.
    """

    files: Sequence[ReceivedFile]
    in_force: Sequence[tuple[str, str]]
    crossings: Sequence[tuple[str, str]]
    layouts: Sequence[str]

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the rows and one view for each layout.

        Raises:
            QualityError: the name of a layout is none that a view may have.
        """
        self._hand_over(connection)
        for name in STATEMENTS:
            text = (files("quality") / "sql" / "envios" / f"{name}.sql").read_text(encoding="utf-8")
            connection.execute(f"create table {name} as {text}")
        for layout in self.layouts:
            # A view takes no bound value; the name is a contract's own, which has no other signs.
            if not _SAFE.fullmatch(layout):
                raise QualityError("el formato lleva un nombre que no puede llevar", place=layout)
            connection.execute(
                f"create view {layout} as select * exclude (formato) from envio_renglon "  # noqa: S608
                f"where formato = '{layout}'"
            )

    def _hand_over(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            "create table envio_archivo (transferencia_id varchar, formato varchar, secuencia bigint, cuenta boolean, "
            "regla varchar, avisos varchar)"
        )
        connection.execute("create table envio_formato (contrato varchar, formato varchar)")
        connection.execute("create table cruce_clase (regla_id varchar, clase varchar)")
        rows = [
            (item.transfer, item.layout, item.order, item.counts, item.refused_by, _words(item.notices))
            for item in self.files
        ]
        for table, content in (
            ("envio_archivo", rows),
            ("envio_formato", list(self.in_force)),
            ("cruce_clase", list(self.crossings)),
        ):
            if content:
                marks = ", ".join("?" for _ in content[0])
                connection.executemany(f"insert into {table} values ({marks})", content)  # noqa: S608


def _words(words: Sequence[str]) -> str:
    return f"|{'|'.join(words)}|" if words else ""
