"""Findings and events as the terminal and machines are told of them.

Belongs here: lines and mappings. Does not belong here: options and exit codes (findings_command.py).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from snis.finding_answers import reference_of
from snis.finding_events import Event
from snis.finding_life import Life

if TYPE_CHECKING:
    from assets.findings.night import Outcome


def line_of(life: Life, today: date) -> str:
    """A finding in one line."""
    words = (life.state, life.answer, life.resolution, life.closing)
    told = " ".join(filter(None, words))
    return (
        f"{reference_of(life.finding)}  {life.facts.rule}  {life.facts.timing:<16} {life.facts.owner:<10} "
        f"{told:<28} {life.age(today):>4} días"
    )


def finding_as_dict(life: Life, today: date) -> dict[str, Any]:
    """A finding for machines."""
    return {
        "referencia": reference_of(life.finding),
        "hallazgo_id": life.finding,
        "regla_id": life.facts.rule,
        "clase_codigo": life.facts.timing,
        "institucion_codigo": life.facts.owner,
        "estado": life.state,
        "abierto": life.is_open,
        "detectado": life.detected.isoformat(),
        "desde": life.since.isoformat(),
        "edad_dias": life.age(today),
        "respuesta": life.answer or None,
        "resolucion": life.resolution or None,
        "motivo_cierre": life.closing or None,
        "viene_de": [reference_of(finding) for finding in life.before],
        "sigue_en": reference_of(life.after) if life.after else None,
    }


def history_of(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Events for machines."""
    return [
        {
            "numero": event.number,
            "momento": event.moment,
            "quien": event.who,
            "referencia": reference_of(event.finding),
            "evento": event.kind,
            "codigo": event.code or None,
            "motivo": event.data.get("motivo"),
            "viene_de": [reference_of(finding) for finding in event.data.get("antes", ())],
            "sigue_en": reference_of(event.data["sigue"]) if "sigue" in event.data else None,
        }
        for event in events
    ]


def event_line(event: dict[str, Any]) -> str:
    """An event in one line."""
    came = f"de {', '.join(event['viene_de'])}" if event["viene_de"] else ""
    goes = f"sigue en {event['sigue_en']}" if event["sigue_en"] else ""
    told = " ".join(filter(None, (event["evento"], event["codigo"], came, goes)))
    reason = f": {event['motivo']}" if event["motivo"] else ""
    return f"{event['numero']:>6}  {event['momento']}  {event['referencia']}  {event['quien']:<10} {told}{reason}"


def outcome_as_dict(outcome: "Outcome") -> dict[str, Any]:
    """What was done, for machines."""
    return {
        "detectados": outcome.detected,
        "cerrados": outcome.closed,
        "libros": [
            {
                "institucion": item.institution,
                "hallazgos": item.findings,
                "no_cupieron": item.left,
                "nuevo": item.is_new,
            }
            for item in outcome.editions
        ],
        "respuestas": [
            {
                "institucion": item.institucion,
                "rechazada": item.rechazada or None,
                "filas": dict(item.cuentas),
            }
            for item in outcome.answers
        ],
        "hallazgos": outcome.standing.as_dict(),
    }


def outcome_lines(outcome: "Outcome") -> Iterator[str]:
    """What was done, in lines."""
    yield f"{outcome.detected} detectados, {outcome.closed} cerrados."
    for answer in outcome.answers:
        counts = ", ".join(f"{count} {name}" for name, count in answer.cuentas.items())
        yield f"Respuesta de {answer.institucion or '(sin carpeta)'}: {answer.rechazada or counts}"
    for edition in outcome.editions:
        left = f", y {edition.left} que no cupieron" if edition.left else ""
        yield f"{edition.institution}: {edition.findings} hallazgos en su libro{left}"
    yield f"Hallazgos: {outcome.standing.line()}"
