"""How validation stands: what is known of identities, what is under way, and what needs a person.

Belongs here: counting, for the terminal, `padron status` and machines. Does not belong here: drawing, or any value of a
row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.exchange.account import read_circuit, read_stop, read_troubles
from assets.exchange.desk import convenio_of
from assets.exchange.lots import EXPIRED, SENT, SET_ASIDE, Answer, Lot, Register
from assets.resources import Bench
from snis.errors import ConvenioError
from snis.exchange.patience import Circuit
from snis.exchange.protocol import STATES
from snis.exchange.validation import Validation

TABLE = "link_validacion"
# A convenio that ends this soon is told in time to renew it.
_SOON_DAYS = 30
_WORDS = {
    "nunca_enviado": "nunca enviadas",
    "enviado": "enviadas sin respuesta",
    "validado": "validadas",
    "discrepancia": "con discrepancia",
    "no_encontrado": "no encontradas",
    "fallecido": "fallecidas",
}


@dataclass(frozen=True)
class Standing:
    """The state of validation in a work folder.

    Attributes:
        validation: how the deployment has it done.
        states: identities by state.
        stale: those of them whose answer ended, or was not given in time.
        lots: all lots of the verifier.
        answers: all answers of the verifier.
        convenio: until when it holds, or why it does not.
        holds: whether it holds.
        remedy: what to do when it does not.
        ends_soon: whether it ends within a month.
        circuit: what is remembered of the service.
        stopped: why the last session could not go on, for want of a convenio, refused or damaged; empty when it could.
        troubles: what went wrong in it with single lots and answers.
        today: the day of the account.
    """

    validation: Validation
    states: Mapping[str, int]
    stale: int
    lots: tuple[Lot, ...]
    answers: tuple[Answer, ...]
    convenio: str
    holds: bool
    remedy: str
    ends_soon: bool
    circuit: Circuit
    stopped: str
    troubles: tuple[str, ...]
    today: date

    @property
    def waiting(self) -> int:
        """Questions that were asked and have no answer."""
        return sum(lot.filas - lot.respondidas for lot in self.lots if lot.estado == SENT)

    def line(self) -> str:
        """The figures in one line."""
        told = [f"{count} {_WORDS[state]}" for state, count in self.states.items() if count]
        stale = [f"{self.stale} antiguas"] if self.stale else []
        return " · ".join([*told, *stale]) or "ninguna identidad"

    def needs_person(self) -> Iterator[str]:
        """What somebody has to look at, with its remedy."""
        who = self.validation.verifier
        if not self.holds:
            yield f"validación, {who}: el intercambio está detenido; {self.convenio}. Remedio: {self.remedy}"
        elif self.stopped:
            yield f"validación, {who}: detenida; {self.stopped}. Remedio: vea docs/intercambio.md, «Lo que se detiene»."
        elif self.ends_soon:
            yield f"validación, {who}: {self.convenio}. Remedio: renuévelo a tiempo."
        if self.circuit.failures:
            since = self.circuit.down_since.date().isoformat() if self.circuit.down_since else "hoy"
            yield (
                f"validación, {who}: no responde desde el {since} ({self.circuit.reason}); {self.waiting} preguntas "
                "esperan y los estados conocidos se conservan. Remedio: avise al verificador."
            )
        if late := self._late():
            yield (
                f"validación, {who}: {late} lotes sin responder en su plazo, y ninguna respuesta desde entonces; "
                "se pregunta de nuevo. Remedio: confirme con el verificador que los recibe."
            )
        yield from self._lots_in_doubt()
        yield from self._bad_answers()

    def _lots_in_doubt(self) -> Iterator[str]:
        """Lots that wait for a person, those whose answer cannot be had, and what else the last session met."""
        for lot in (lot for lot in self.lots if not lot.dispensa):
            if lot.estado == SET_ASIDE:
                yield (
                    f"validación, {lot.lote_id}: apartado con {lot.filas} preguntas; {lot.motivo}. Remedio: acuérdelo "
                    "con el verificador; después, `padron validate retry`, `withdraw` o `waive` con ese lote."
                )
            elif lot.estado == SENT and lot.motivo:
                yield (
                    f"validación, {lot.lote_id}: no se puede recoger su respuesta; {lot.motivo}. Remedio: acuérdelo "
                    "con el verificador; pasado su plazo se pregunta de nuevo."
                )
        named = {lot.lote_id for lot in self.lots if lot.estado == SET_ASIDE}
        for trouble in self.troubles:
            if trouble.partition(":")[0] not in named:
                yield f"validación, {trouble}"

    def _late(self) -> int:
        """Lots whose time is over while the verifier has said nothing at all since."""
        last = self.answers[-1].moment.date().isoformat() if self.answers else ""
        return sum(
            lot.plazo > last and (lot.estado == EXPIRED or lot.is_overdue(self.today)) for lot in self.lots
        )

    def _bad_answers(self) -> Iterator[str]:
        """The last answer alone: what was wrong with earlier ones was told in its time."""
        last = self.answers[-1] if self.answers else None
        if last is None or last.dispensa:
            return
        if last.rechazada:
            yield (
                f"validación, {last.verificador}: no se tomó la última respuesta: {last.rechazada}. Remedio: pida que "
                "la envíe como dice docs/intercambio.md."
            )
        wrong = {name: last.cuentas.get(name, 0) for name in ("contradictoria", "ajena", "ilegible")}
        if any(wrong.values()):
            told = ", ".join(f"{count} {name}" for name, count in wrong.items() if count)
            yield (
                f"validación, {last.verificador}: filas de la última respuesta que no se tomaron: {told}. Remedio: vea "
                "su acuse en la bandeja de salida."
            )

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "verificador": self.validation.verifier,
            "medio": self.validation.by,
            "convenio": {"id": self.validation.convenio, "vigente": self.holds, "texto": self.convenio},
            "identidades": dict(self.states),
            "antiguas": self.stale,
            "lotes": [
                {
                    "lote": lot.lote_id,
                    "estado": lot.estado,
                    "filas": lot.filas,
                    "respondidas": lot.respondidas,
                    "plazo": lot.plazo or None,
                }
                for lot in self.lots
                if lot.is_open
            ],
            "lotes_cerrados": sum(not lot.is_open for lot in self.lots),
            "sin_respuesta": self.waiting,
            "servicio": self.circuit.as_dict() if self.validation.by == "service" else None,
            "apartados": [
                {"lote": lot.lote_id, "filas": lot.filas, "motivo": lot.motivo}
                for lot in self.lots
                if lot.estado == SET_ASIDE
            ],
            "detenido": self.stopped or None,
            "atencion": list(self.needs_person()),
        }


def standing_of(bench: Bench) -> Standing | None:
    """How validation stands; None when the deployment has no verifier. Writes nothing."""
    validation = bench.deployment.validation
    if validation is None:
        return None
    register = Register(bench.store)
    states, stale = _states(bench)
    text, holds, soon, remedy = _convenio(bench, validation)
    return Standing(
        validation=validation,
        states=states,
        stale=stale,
        lots=tuple(register.lots(validation.verifier)),
        answers=tuple(item for item in register.answers() if item.verificador == validation.verifier),
        convenio=text,
        holds=holds,
        remedy=remedy,
        ends_soon=soon,
        circuit=read_circuit(bench.store, validation.verifier),
        stopped=read_stop(bench.store, validation.verifier),
        troubles=read_troubles(bench.store, validation.verifier),
        today=bench.now.date(),
    )


def _states(bench: Bench) -> tuple[dict[str, int], int]:
    parts = bench.store.files(TABLE)
    if not parts:
        return {}, 0
    bench.engine.attach(TABLE, parts)
    sql = (
        f"select estado_identidad_codigo, count(*), count(*) filter (where es_antigua) from {TABLE} "  # noqa: S608
        "group by estado_identidad_codigo"
    )
    found = {state: (count, stale) for state, count, stale in bench.engine.rows(sql)}
    return {s: found[s][0] for s in STATES if s in found}, sum(stale for _, stale in found.values())


def _convenio(bench: Bench, validation: Validation) -> tuple[str, bool, bool, str]:
    """What is said of the convenio, whether it holds, whether it ends soon, and what to do when it does not hold."""
    try:
        found = convenio_of(bench, validation)
    except ConvenioError as error:
        return f"el convenio {error.place} {error.message}", False, False, error.remedy
    left = found.days_left(bench.now.date())
    if left is None:
        return f"el convenio {found.id} no vence", True, False, ""
    return f"el convenio {found.id} vence en {left} días", True, left <= _SOON_DAYS, ""
