"""What a session of exchange did, for the terminal and for machines.

Belongs here: the figures and their words. Does not belong here: the session (session.py), or how validation stands
(standing.py).
"""

from dataclasses import dataclass
from typing import Any

from assets.exchange.lots import Answer


@dataclass(frozen=True)
class Outcome:
    """What a session did.

    Attributes:
        sent: lots that the verifier got, and questions in them.
        asked: questions in these lots.
        answers: answers that came, each with what was made of its rows.
        looked: transfers whose identities were looked at.
        stopped: why the session ended early, in words without values; empty when it did not.
        troubles: what went wrong with single lots and answers, while the others went on.
    """

    sent: int = 0
    asked: int = 0
    answers: tuple[Answer, ...] = ()
    looked: int = 0
    stopped: str = ""
    troubles: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For the terminal."""
        told = [f"Preguntas: {self.asked} en {self.sent} lotes."]
        for answer in self.answers:
            rows = ", ".join(f"{count} {fate}" for fate, count in answer.cuentas.items() if count)
            told.append(f"Respuesta {answer.respuesta_id}: {answer.rechazada or rows or 'sin filas'}.")
        return [*told, f"Detenido: {self.stopped}"] if self.stopped else told

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "lotes": self.sent,
            "preguntas": self.asked,
            "respuestas": [
                {
                    "respuesta": answer.respuesta_id,
                    "rechazada": answer.rechazada or None,
                    "filas": dict(answer.cuentas),
                    "lotes": list(answer.lotes),
                }
                for answer in self.answers
            ],
            "detenido": self.stopped or None,
            "problemas": list(self.troubles),
        }
