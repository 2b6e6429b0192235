"""The register of what was asked and what was answered: one small file for each lot and each answer.

Belongs here: what is known of a lot and of an answer, and reading and writing it. Does not belong here: the identities
(the sealed requests and the tables of parts), or the ledger's entries (account.py).

The register stands beside that of the transfers, outside the store: a store that is lost is made again from it and from
the sealed copies.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from assets.store import Store, write_json
from snis.errors import StoreError

# Written and sealed; handed to the verifier; answered whole; not answered in its time, so that what is missing was
# asked again; not taken by the verifier, until a person decides; given up, so that its identities are asked anew.
PREPARED, SENT, CLOSED, EXPIRED = "preparado", "enviado", "cerrado", "vencido"
SET_ASIDE, WITHDRAWN = "apartado", "retirado"

_Record = TypeVar("_Record")


@dataclass(frozen=True)
class Lot:
    """Questions that go to a verifier together.

    Attributes:
        lote_id: verifier, day and number.
        verificador, convenio, finalidad, base_legal: to whom, and why that may be.
        medio: file or service.
        columnas: the columns that identify, as they are sent.
        filas: questions in it.
        sha256: digest of the request, which lies sealed in the archive.
        creado: when it was made, ISO 8601 with offset.
        desde, hasta: deliveries of which days were meant; empty for all.
        estado: preparado, enviado, cerrado, vencido, apartado or retirado.
        intentos: times that it began to leave.
        enviado: day on which the verifier had it; empty until then.
        plazo: last day on which its answer is awaited; empty until it was sent.
        respondidas: questions that have an answer.
        motivo: why it was set aside or given up, or why its answer cannot be had; empty otherwise.
        dispensa: why a person let its failure be; empty while nobody did.
    """

    lote_id: str
    verificador: str
    convenio: str
    finalidad: str
    base_legal: tuple[str, ...]
    medio: str
    columnas: tuple[str, ...]
    filas: int
    sha256: str
    creado: str
    desde: str = ""
    hasta: str = ""
    estado: str = PREPARED
    intentos: int = 0
    enviado: str = ""
    plazo: str = ""
    respondidas: int = 0
    motivo: str = ""
    dispensa: str = ""

    @property
    def is_open(self) -> bool:
        """Whether answers are still awaited."""
        return self.estado in {PREPARED, SENT}

    def is_overdue(self, day: date) -> bool:
        """Whether its time to be answered is over."""
        return self.estado == SENT and bool(self.plazo) and date.fromisoformat(self.plazo) < day


@dataclass(frozen=True)
class Answer:
    """One answer that came: a file, or the reply to a request.

    Attributes:
        respuesta_id: R and the first 16 hex digits of its SHA-256.
        orden: its place in the order in which answers came.
        verificador, medio: from whom, and by which way.
        sha256, bytes: of its content, which lies sealed in the archive.
        recibida: when it came, ISO 8601 with offset.
        vale_dias: days that its rows are worth something.
        rechazada: why nothing of it was taken; empty when it was.
        cuentas: rows by what was made of them.
        lotes: lots that it answers.
        marcas: marks of the files in the inbox that brought it; one for each time.
        dispensa: why a person let its refusal be; empty while nobody did.
    """

    respuesta_id: str
    orden: int
    verificador: str
    medio: str
    sha256: str
    bytes: int
    recibida: str
    vale_dias: int
    rechazada: str = ""
    cuentas: Mapping[str, int] = field(default_factory=dict)
    lotes: tuple[str, ...] = ()
    marcas: tuple[str, ...] = ()
    dispensa: str = ""

    @property
    def moment(self) -> datetime:
        """When it came."""
        return datetime.fromisoformat(self.recibida)


def answer_id(sha256: str) -> str:
    """The id of an answer's content."""
    return f"R{sha256[:16]}"


class Register:
    """All lots and answers of a work folder, read once and written through."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._damaged: list[str] = []
        lots = self._read(sorted(_folder(store, "consultas").glob("*.json")), _lot)
        self._lots = {lot.lote_id: lot for lot in lots}
        answers = self._read(sorted(_folder(store, "respuestas").glob("R*.json")), _answer)
        self._answers = {
            answer.respuesta_id: answer for answer in sorted(answers, key=lambda answer: answer.orden)
        }

    def _read(self, paths: Iterable[Path], parse: Callable[[Path], _Record]) -> list[_Record]:
        found = []
        for path in paths:
            try:
                found.append(parse(path))
            except (ValueError, TypeError, KeyError):
                self._damaged.append(path.name)
        return found

    def check(self) -> None:
        """See that the whole register can be read: what it does not tell of might be lost, or asked twice.

        Raises:
            StoreError: names the first record that cannot.
        """
        if self._damaged:
            more = f" (y otras {len(self._damaged) - 1})" if len(self._damaged) > 1 else ""
            raise StoreError(
                f"una ficha del registro de consultas está dañada{more}",
                place=self._damaged[0],
                remedy="Restáurela del respaldo; lo enviado y lo recibido siguen sellados en archive/.",
            )

    def lots(self, verifier: str | None = None) -> list[Lot]:
        """Lots of one verifier or of all, in the order in which they were made."""
        return [lot for lot in self._lots.values() if verifier is None or lot.verificador == verifier]

    def lot(self, lote_id: str) -> Lot | None:
        """One lot, or None when there is none of that name."""
        return self._lots.get(lote_id)

    def put_lot(self, lot: Lot) -> Lot:
        """Write a lot, atomically."""
        write_json(_folder(self._store, "consultas") / f"{lot.lote_id}.json", asdict(lot))
        self._lots[lot.lote_id] = lot
        return lot

    def next_lot_id(self, verifier: str, day: date) -> str:
        """The id of the next lot of a day."""
        beginning = f"{verifier}-{day:%Y%m%d}-"
        taken = [int(name.removeprefix(beginning)) for name in self._lots if name.startswith(beginning)]
        return f"{beginning}{max(taken, default=0) + 1:05d}"

    def answers(self) -> list[Answer]:
        """All answers, in the order in which they came."""
        return list(self._answers.values())

    def answer(self, respuesta_id: str) -> Answer | None:
        """One answer, or None when it never came."""
        return self._answers.get(respuesta_id)

    def put_answer(self, answer: Answer) -> Answer:
        """Write an answer's record, atomically."""
        write_json(_folder(self._store, "respuestas") / f"{answer.respuesta_id}.json", asdict(answer))
        self._answers[answer.respuesta_id] = answer
        return answer

    def next_place(self) -> int:
        """The place of the next answer in the order of arrival."""
        return max((answer.orden for answer in self._answers.values()), default=0) + 1


def _folder(store: Store, name: str) -> Path:
    return store.ledger / name


def _lot(path: Path) -> Lot:
    content = _content(path)
    return Lot(**{**content, **{name: tuple(content[name]) for name in ("base_legal", "columnas")}})


def _answer(path: Path) -> Answer:
    content = _content(path)
    return Answer(**{**content, **{name: tuple(content[name]) for name in ("lotes", "marcas")}})


def _content(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
