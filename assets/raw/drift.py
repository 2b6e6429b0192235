"""What is unlike the files that came before under the same contract: its columns, and its size.

Belongs here: comparing one reading with earlier ones. Does not belong here: reading, or refusing a file. Everything is
a notice: an institution may change its system, and grow.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from assets.raw.transfers import RECEIVED, Transfer
from assets.reading.refusals import DRIFT, UNUSUAL_SIZE
from snis.names import normal_form

# Files that make a size usual, and how many times more or less is not.
USUAL_FILES, TIMES = 3, 10


def unlike_former(transfer: Transfer, register: Sequence[Transfer]) -> tuple[tuple[str, str], ...]:
    """Notices of a file that was just read, each with its cause: rule and text."""
    former = [
        item
        for item in register
        if item.secuencia < transfer.secuencia
        and item.estado == RECEIVED
        and (item.institucion, item.contrato) == (transfer.institucion, transfer.contrato)
        and not item.devuelta_de
        and item.lectura
    ]
    if not former or not transfer.lectura or transfer.devuelta_de:
        return ()
    return (
        *((DRIFT, cause) for cause in _drift(former[-1].lectura or {}, transfer.lectura)),
        *((UNUSUAL_SIZE, cause) for cause in _size(transfer, former)),
    )


def _drift(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What changed in the columns since the file before; fields are named, and headers, which are no data."""
    old, new = _headers(before), _headers(now)
    causes = []
    if gone := sorted(old.keys() - new.keys()):
        causes.append(f"Ya no trae {', '.join(gone)}.")
    if added := sorted(new.keys() - old.keys()):
        causes.append(f"Ahora trae {', '.join(added)}.")
    both = [field for field in old if field in new]
    renamed = [field for field in both if normal_form(old[field]) != normal_form(new[field])]
    if renamed:
        pairs = ", ".join(f"«{old[field]}» se llama ahora «{new[field]}»" for field in renamed)
        causes.append(f"Cambió de encabezado: {pairs}.")
    if both != [field for field in new if field in old]:
        causes.append("Las columnas vienen en otro orden.")
    if causes:
        yield " ".join(causes)


def _headers(reading: Mapping[str, Any]) -> dict[str, str]:
    """The header of each field, fields in the order of their columns; of several sheets the first counts."""
    tables = reading.get("tablas") or [{}]
    header, positions = tables[0].get("encabezado", []), tables[0].get("posiciones", {})
    ordered = sorted(positions.items(), key=lambda item: item[1])
    return {field: header[place - 1] for field, place in ordered if 0 < place <= len(header)}


def _size(transfer: Transfer, former: Sequence[Transfer]) -> Iterator[str]:
    sizes = [(item.lectura or {}).get("filas_leidas", 0) for item in former]
    rows = (transfer.lectura or {}).get("filas_leidas", 0)
    if len(sizes) < USUAL_FILES:
        return
    usual = median(sizes)
    if rows >= TIMES * usual or rows * TIMES <= usual:
        yield f"Trae {rows} filas; lo usual son {usual:.0f}."
