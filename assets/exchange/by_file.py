"""The exchange by file: the request lies in the verifier's outbox, the answer in its inbox.

Belongs here: writing the one, finding and reading the other, and telling the verifier what became of it. Does not
belong here: what is asked (asking.py), or what an answer does (answers.py).

The request lies in clear, for the verifier alone, as the outbox of an institution does; it holds what the convenio
covers, and is removed once every question of it is answered. The sealed copy stays.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from assets.exchange.adapter import Arrived
from assets.exchange.answers import rows_as_table
from assets.exchange.asking import note_sent
from assets.exchange.desk import Desk
from assets.exchange.lots import Answer, Lot
from assets.exchange.questions import request_of
from assets.raw.inbox import Dropped, scan_inbox
from assets.store import replacing, sync_folder, write_json
from snis.exchange.protocol import ANSWER_COLUMNS, PROTOCOL, REQUEST_COLUMNS

FOLDER = "validacion"
_TOO_BIG = "pasa de 128 MiB; retírela del buzón y envíela en partes"
# Above a million answers; what is bigger is no answer, or should come in pieces.
_MOST_BYTES = 128 << 20


class FileAdapter:
    """The exchange by file of one night."""

    def __init__(self, desk: Desk, *, settle_seconds: int) -> None:
        self._desk, self._settle = desk, settle_seconds
        self._folder = _folder(desk.validation.verifier, desk)

    @property
    def rounds(self) -> int:
        """Nobody waits for a file."""
        return 0

    def rest(self) -> None:
        """Nobody waits for a file."""

    def hand_over(self, lot: Lot) -> Iterator[Arrived]:
        """Write the request to the outbox; what it says beside itself lets the verifier check it."""
        lot = self._desk.register.put_lot(replace(lot, intentos=1))
        self._desk.account.question(lot, self._desk.now)
        self._write_request(lot)
        note_sent(lot, self._desk)
        return iter(())

    def restore(self, lot: Lot) -> None:
        """Put the request of an open lot back, when the outbox has it no longer."""
        if not self._request(lot).exists():
            self._write_request(lot)

    def collect(self, lots: list[Lot]) -> Iterator[Arrived]:
        """Answers that lie in the verifier's inbox and have stopped changing.

        One that was refused for its size lies there still, for its sender to take back: it is not read again.
        """
        left = self._refused_for_size()
        for dropped in scan_inbox(self._desk.store.inbox, settle_seconds=self._settle):
            if self._desk.validation.claims(dropped.institution, dropped.name):
                # A file that nobody lets us read, or that its sender took back, is left for another night.
                with suppress(PermissionError, FileNotFoundError):
                    if known := left.get(dropped.mark()):
                        self._finish_refusal(known)
                    else:
                        yield _arrived(dropped)

    def acknowledge(self, answer: Answer) -> None:
        """Tell the verifier what became of its answer, in counts."""
        write_json(
            self._acknowledgement(answer),
            {
                "protocolo": PROTOCOL,
                "respuesta": answer.respuesta_id,
                "sha256": answer.sha256,
                "recibida": answer.recibida,
                "veces": max(len(answer.marcas), 1),
                "rechazada": answer.rechazada or None,
                "filas": dict(answer.cuentas),
                "lotes": list(answer.lotes),
            },
        )

    def _refused_for_size(self) -> dict[str, Answer]:
        """Answers that were too big, by the marks of the files that brought them."""
        answers = self._desk.register.answers()
        return {mark: answer for answer in answers if answer.bytes > _MOST_BYTES for mark in answer.marcas}

    def _finish_refusal(self, answer: Answer) -> None:
        """Enter it and tell the verifier, when a kill came before that."""
        self._desk.account.answer(answer, {}, self._desk.now)
        if not self._acknowledgement(answer).exists():
            self.acknowledge(answer)

    def _acknowledgement(self, answer: Answer) -> Path:
        return self._folder / f"acuse_{answer.respuesta_id}.json"

    def _request(self, lot: Lot) -> Path:
        return _request(lot, self._desk)

    def _write_request(self, lot: Lot) -> None:
        path, content = self._request(lot), request_of(lot, self._desk.store)
        write_json(
            path.with_suffix(".json"),
            {
                "protocolo": PROTOCOL,
                "lote": lot.lote_id,
                "convenio": lot.convenio,
                "finalidad": lot.finalidad,
                "base_legal": list(lot.base_legal),
                "filas": lot.filas,
                "sha256": lot.sha256,
                "columnas": list(REQUEST_COLUMNS),
                "respuesta": {
                    "archivo": f"respuesta_{lot.lote_id}.csv",
                    "columnas": list(ANSWER_COLUMNS),
                    "plazo_dias": self._desk.validation.answer_days,
                },
            },
        )
        with replacing(path) as aside:
            aside.write_bytes(content)


def remove_request(lot: Lot, desk: Desk) -> None:
    """Leave nothing in the outbox of a lot that nobody is to answer any more; one that went by service left nothing."""
    path = _request(lot, desk)
    if path.exists() or path.with_suffix(".json").exists():
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
        sync_folder(path.parent)


def _request(lot: Lot, desk: Desk) -> Path:
    return _folder(lot.verificador, desk) / f"solicitud_{lot.lote_id}.csv"


def _folder(verifier: str, desk: Desk) -> Path:
    return desk.store.outbox / verifier / FOLDER


def _arrived(dropped: Dropped) -> Arrived:
    mark = dropped.mark()
    with dropped.open() as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        return Arrived(b"", None, problem=_TOO_BIG, mark=mark, oversized=dropped.digest())
    found = Arrived(content, None, problem="es un enlace") if dropped.is_link else read_answer_file(content)
    return replace(found, mark=mark, leave=lambda: _let_go(dropped, mark))


def _let_go(dropped: Dropped, mark: str) -> None:
    """Remove it, unless it was replaced meanwhile: that is another answer, and waits for its own turn."""
    with suppress(FileNotFoundError):
        if dropped.mark() == mark:
            dropped.leave()


def read_answer_file(content: bytes) -> Arrived:
    """An answer as CSV in UTF-8, by comma or semicolon, with the columns of the protocol in any order."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Arrived(content, None, problem="no es un CSV en UTF-8")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in ANSWER_COLUMNS if name not in header]
        if missing:
            return Arrived(content, None, problem=f"faltan columnas: {', '.join(missing)}")
        if twice := [name for name in ANSWER_COLUMNS if header.count(name) > 1]:
            return Arrived(content, None, problem=f"columnas repetidas: {', '.join(twice)}")
        places = [header.index(name) for name in ANSWER_COLUMNS]
        rows, ragged = _rows(reader, places, len(header))
    except csv.Error:
        return Arrived(content, None, problem="no es un CSV que se pueda leer")
    return Arrived(content, rows_as_table(rows), ragged=ragged)


def _rows(reader: Iterator[list[str]], places: Sequence[int], width: int) -> tuple[list[list[str]], int]:
    rows, ragged = [], 0
    for cells in reader:
        if len(cells) == width:
            rows.append([cells[place] for place in places])
        elif cells:
            ragged += 1
    return rows, ragged
