"""The words of the exchange with a verifier of identities: what is asked, what is answered, and their two forms.

Belongs here: columns, states, and the envelope of the HTTP form (docs/intercambio.md, docs/intercambio.openapi.yaml).
Does not belong here: sending (assets/exchange, pipelines), or what an answer does to what is known
(assets/exchange/respuesta_juicio.sql).

A request says who, in as few columns as tell one person from another, and nothing of what that person receives. An
answer names rows of the request by their number and brings no value of a person back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError

from snis.canonical import canonical
from snis.contracts.strict import Strict
from snis.errors import ExchangeError

PROTOCOL = "padron-identidad/1"
PURPOSE = "verificar-identidad"
# Never sent, sent, and what a verifier may answer.
State = Literal["nunca_enviado", "enviado", "validado", "discrepancia", "no_encontrado", "fallecido"]
ANSWERS: tuple[str, ...] = ("validado", "discrepancia", "no_encontrado", "fallecido")
# What identifies, in the order in which it is sent; a discrepancy names those that differ, joined by |.
IDENTITY = ("cui", "nombres", "apellidos", "nacimiento_fecha")
REQUEST_COLUMNS = ("lote", "numero", *IDENTITY)
ANSWER_COLUMNS = ("lote", "numero", "estado", "campo_discrepante", "respondido_fecha")
STATES: tuple[str, ...] = get_args(State)

Question = Mapping[str, Any]


class _Answer(Strict):
    numero: Any
    estado: Any
    campo_discrepante: Any = None
    respondido_fecha: Any


class _Reply(Strict):
    protocolo: Literal["padron-identidad/1"]
    lote: str = Field(min_length=1)
    completo: bool
    respuestas: list[_Answer]


@dataclass(frozen=True)
class Reply:
    """What a service answered about a lot.

    Attributes:
        lote: the lot.
        complete: whether the service has nothing more to say about it.
        rows: answers as texts, in the columns of ANSWER_COLUMNS; whether each holds is judged later.
    """

    lote: str
    complete: bool
    rows: tuple[tuple[str, ...], ...]


def request_body(lote: str, questions: Sequence[Question], *, convenio: str) -> bytes:
    """A lot in the form of the service: canonical JSON, the same bytes each time."""
    content = {
        "protocolo": PROTOCOL,
        "lote": lote,
        "convenio": convenio,
        "finalidad": PURPOSE,
        "consultas": [{name: question[name] for name in ("numero", *IDENTITY)} for question in questions],
    }
    return canonical(content).encode()


def read_reply(content: bytes) -> Reply:
    """What a service answered.

    Raises:
        ExchangeError: it is no answer of the protocol. The content is not in the message, for it may hold anything.
    """
    try:
        reply = _Reply.model_validate_json(content)
    except ValidationError as error:
        kinds = sorted({item["type"] for item in error.errors(include_input=False, include_url=False)})
        raise ExchangeError(
            f"la respuesta no es del protocolo {PROTOCOL} ({', '.join(kinds[:3])})",
            remedy="Compárela con docs/intercambio.openapi.yaml.",
        ) from None
    return Reply(reply.lote, reply.completo, tuple(_texts(reply.lote, reply.respuestas)))


def _texts(lote: str, answers: Iterable[_Answer]) -> Iterable[tuple[str, ...]]:
    for item in answers:
        values = (item.numero, item.estado, item.campo_discrepante, item.respondido_fecha)
        yield lote, *("" if value is None else str(value) for value in values)
