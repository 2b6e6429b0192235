"""Workbooks of findings that came back through the inbox, taken in.

Belongs here: the steps for one of them, in an order in which a kill does no harm, and what its sender is told. Does not
belong here: its rows (returned_rows.py), or what becomes of each (snis/finding_answers.py).

The order: the sealed copy, the events, the record, the acknowledgement, the ledger; then the file leaves the inbox.
Each step gives the same when it is done again, so a workbook that a kill left behind is simply taken again. One that
came before changes nothing: an older answer never takes the place of a newer one by being sent twice.
"""

import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from assets.findings.journal import Journal, findings_folder
from assets.findings.mark import is_answer, mark_in
from assets.findings.notifying import outbox_folder
from assets.findings.returned_rows import read_answers
from assets.raw.inbox import Dropped, scan_inbox
from assets.raw.ledger import read_entries, record
from assets.raw.receipt import WITHOUT_INSTITUTION
from assets.raw.sealed_copies import blocks_of_copy, keep_copy
from assets.resources import Bench
from assets.store import Store, replacing, write_json
from snis.errors import TransferError
from snis.finding_answers import FATES, REFUSED, Fate, judge_answers
from snis.finding_events import signing_key

ENTRY = "hallazgos_respuesta"
_ID_DIGITS = 16
_PLACES = 50
Step = Callable[[str], None]


@dataclass(frozen=True)
class Answer:
    """One workbook that came back.

    Attributes:
        respuesta_id: R and 16 digits of what it holds and who sent it.
        institucion: the folder of the inbox in which it lay.
        sha256: of its bytes; the sealed copy is known by it.
        recibida: when it first came.
        marcas: one for each time that it came.
        rechazada: why none of it was taken; empty otherwise.
        cuentas: rows by what became of them.
        filas: lines of the rows that its sender has to look at, by reason; the first ones.
    """

    respuesta_id: str
    institucion: str
    sha256: str
    recibida: str
    marcas: tuple[str, ...]
    rechazada: str = ""
    cuentas: Mapping[str, int] = field(default_factory=dict)
    filas: Mapping[str, list[int]] = field(default_factory=dict)

    @property
    def needs_sender(self) -> bool:
        """Whether its sender has to look at something."""
        return bool(self.rechazada) or any(self.cuentas.get(fate) for fate in REFUSED)


def take_answers(
    journal: Journal, bench: Bench, *, settle_seconds: int, step: Step = lambda _: None
) -> list[Answer]:
    """Take in every workbook of findings that waits in the inbox, in name order.

    Args:
        journal: where events go.
        bench: store, deployment, clock.
        settle_seconds: how long a file must have been at rest.
        step: told after each step (sellado, eventos, registro, acuse, bitacora, salida); tests stop there.
    """
    taken = []
    for dropped in scan_inbox(bench.store.inbox, settle_seconds=settle_seconds):
        # A file that nobody lets us read, or that its sender took back, is left for another night.
        with suppress(PermissionError, FileNotFoundError):
            if is_answer(dropped):
                taken.append(_take(dropped, journal, bench, step))
    return taken


def answers_of(store: Store) -> list[Answer]:
    """All workbooks that came back, in the order in which they first came."""
    found = [_read(path) for path in _folder(store).glob("R*.json")]
    return sorted(found, key=lambda answer: (answer.recibida, answer.respuesta_id))


def content_of(answer: Answer, store: Store) -> bytes:
    """A workbook as it was sent, from its sealed copy."""
    return b"".join(blocks_of_copy(answer.sha256, store))


def _take(dropped: Dropped, journal: Journal, bench: Bench, step: Step) -> Answer:
    mark = dropped.mark()
    with dropped.open() as stream:
        content = stream.read()
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"R{hashlib.sha256(f'{dropped.institution}|{sha256}'.encode()).hexdigest()[:_ID_DIGITS]}"
    path = _folder(bench.store) / f"{name}.json"
    if path.exists():
        known = _read(path)
        answer = known if mark in known.marcas else replace(known, marcas=(*known.marcas, mark))
    else:
        keep_copy(content, sha256, bench.store)
        step("sellado")
        arrived = Answer(name, dropped.institution, sha256, bench.now.isoformat(), (mark,))
        answer = _apply(arrived, content, journal, bench)
        step("eventos")
    write_json(path, asdict(answer))
    step("registro")
    _acknowledge(answer, bench)
    step("acuse")
    _enter(answer, bench)
    step("bitacora")
    # A file that was replaced meanwhile is another one, and waits for its own turn.
    if dropped.mark() == mark:
        dropped.leave()
    step("salida")
    return answer


def _apply(answer: Answer, content: bytes, journal: Journal, bench: Bench) -> Answer:
    """Add the events that the rows of a workbook bring about."""
    key = signing_key(bench.store.keys.record)
    if refused := _refused(answer, content, key, bench):
        return replace(answer, rechazada=refused)
    try:
        rows = [item.row for item in read_answers(content, key)]
    except TransferError as error:
        return replace(answer, rechazada=error.message)
    fates = judge_answers(rows, journal.lives, sender=answer.institucion, answer=answer.respuesta_id)
    drafts = [fate.draft for fate in fates if fate.draft is not None]
    journal.add(drafts, moment=bench.now, who=answer.institucion)
    counts = Counter(fate.outcome for fate in fates)
    return replace(
        answer, cuentas={name: counts[name] for name in FATES if counts[name]}, filas=_places(fates)
    )


def _refused(answer: Answer, content: bytes, key: bytes, bench: Bench) -> str:
    """Why nothing of a workbook is taken; empty when it may be."""
    if answer.institucion not in bench.deployment.institution_codes:
        return "El libro no está en la carpeta de una institución. Deposítelo en inbox/<institución>/."
    mark = mark_in(io.BytesIO(content), key)
    if mark is None:
        return (
            "Las propiedades del libro fueron cambiadas, o se guardó como .xls. Conteste en el que se le dio."
        )
    if mark.institution != answer.institucion:
        return "El libro se le dio a otra institución. Solo ella puede contestarlo."
    return ""


def _places(fates: list[Fate]) -> dict[str, list[int]]:
    return {
        name: lines[:_PLACES]
        for name in FATES
        if name in REFUSED and (lines := [fate.line for fate in fates if fate.outcome == name])
    }


def _acknowledge(answer: Answer, bench: Bench) -> None:
    """Tell the sender what became of its workbook, in counts and lines."""
    known = answer.institucion in bench.deployment.institution_codes
    folder = outbox_folder(answer.institucion if known else WITHOUT_INSTITUTION, bench.store)
    content = {
        "respuesta": answer.respuesta_id,
        "sha256": answer.sha256,
        "recibida": answer.recibida,
        "veces": len(answer.marcas),
        "rechazada": answer.rechazada or None,
        "filas": dict(answer.cuentas),
        "lugares": dict(answer.filas),
    }
    with replacing(folder / f"acuse_{answer.respuesta_id}.txt") as aside:
        aside.write_text("\n".join([*_told(answer), ""]), encoding="utf-8")
    write_json(folder / f"acuse_{answer.respuesta_id}.json", content)


_WORDS: Mapping[str, str] = {
    "tomada": "respuestas tomadas",
    "repetida": "decían lo que ya había contestado",
    "sin_respuesta": "sin respuesta todavía",
    "sin_codigo": "con comentario y sin código: elija uno",
    "codigo_desconocido": "con un código que no está en la lista",
    "contradictoria": "con dos respuestas distintas al mismo hallazgo: deje una",
    "desconocida": "con una referencia que no existe: use la del libro",
    "ajena": "de un hallazgo que no es de su institución",
    "ya_cerrado": "de un hallazgo que ya se cerró: no hace falta contestar",
    "ya_resuelto": "de un hallazgo que el ministerio ya resolvió",
}


def _told(answer: Answer) -> list[str]:
    again = f" (llegó {len(answer.marcas)} veces; solo cuenta la primera)" if len(answer.marcas) > 1 else ""
    lines = [f"Acuse {answer.respuesta_id}, {answer.recibida}{again}"]
    if answer.rechazada:
        return [*lines, f"No se tomó nada. {answer.rechazada}"]
    for name, count in answer.cuentas.items():
        places = answer.filas.get(name)
        lines.append(f"{count} {_WORDS[name]}{'. Filas: ' + ', '.join(map(str, places)) if places else ''}")
    return lines


def _enter(answer: Answer, bench: Bench) -> None:
    """Enter an arrival in the ledger, once."""
    known = answer.institucion if answer.institucion in bench.deployment.institution_codes else ""
    data = {
        "respuesta": answer.respuesta_id,
        "institucion": known,
        "sha256": answer.sha256,
        "vez": len(answer.marcas),
        "rechazada": bool(answer.rechazada),
        "filas": dict(answer.cuentas),
    }
    entries = read_entries(bench.store.ledger)
    if not any(entry.kind == ENTRY and dict(entry.data) == data for entry in entries):
        record(bench.store, bench.now, ENTRY, data=data)


def _folder(store: Store) -> Path:
    return findings_folder(store) / "respuestas"


def _read(path: Path) -> Answer:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Answer(**{**content, "marcas": tuple(content["marcas"])})
