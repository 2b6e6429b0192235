"""Items of a plan, their events and a diagnosis as the terminal and machines are told of them.

Belongs here: lines and mappings. Does not belong here: options and exit codes (sfi_command.py).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from snis.sfi_item import Item
from snis.signed_events import Event


def item_line(item: Item, today: date) -> str:
    """An item in one line."""
    late = f"vencida hace {item.days_late(today)} días" if item.days_late(today) else f"vence {item.due}"
    told = " ".join(filter(None, (item.state, item.closing, item.objection[0])))
    return f"{item.name:<44} {item.severity:<8} {told:<24} {item.unit:<14} {late if item.is_open else ''}".rstrip()


def event_as_dict(event: Event) -> dict[str, Any]:
    """An event for machines."""
    data = event.data
    return {
        "numero": event.number,
        "momento": event.moment,
        "quien": event.who,
        "evento": event.kind,
        "codigo": event.code or None,
        "unidad": data.get("unidad"),
        "vence": data.get("vence"),
        "motivo": data.get("motivo"),
        "hasta": data.get("hasta") or None,
        "periodo": data.get("periodo") or None,
        "revisados": data.get("revisados"),
        "fallas": data.get("fallas"),
        "corregidas": data.get("corregidas"),
        "transferencias": list(data.get("transferencias", ())),
    }


def event_line(event: Mapping[str, Any]) -> str:
    """An event in one line."""
    told = " ".join(filter(None, (event["evento"], event["codigo"], event["unidad"])))
    counts = f" {event['fallas']} de {event['revisados']}" if event["revisados"] is not None else ""
    files = f" ({', '.join(event['transferencias'])})" if event["transferencias"] else ""
    reason = f": {event['motivo']}" if event["motivo"] else ""
    return f"{event['numero']:>6}  {event['momento']}  {event['quien']:<10} {told}{counts}{files}{reason}"


def diagnosis_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """A diagnosis in lines, both sides of each question."""
    yield f"Contestó {told['unidad']} el {told['fecha']}. Lo declarado no cambia ninguna calificación."
    for area in told["areas"]:
        yield f"  {area['area']:<24}{area['puntos_declarados']:>4} de 100 declarados"
    for item in told["preguntas"]:
        yield f"· {item['pregunta']}"
        yield f"    declara: {item['respuesta']}"
        if item["medido"]:
            seen, rules = item["medido"], ", ".join(item["reglas"])
            counts = f"{seen['fallas']} de {seen['revisados']} {seen['que']}"
            yield f"    mide: {counts} no cumplen ({rules}) [{item['contraste']}]"
