"""A plan for people and for machines.

Belongs here: words and JSON. Does not belong here: finding the differences (plan.py).
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from publish.ckan_map import CkanFile
from publish.plan import Change, DatasetPlan

_INDENT = " " * 11
_WIDTH = 60


def plan_text(plans: Sequence[DatasetPlan]) -> str:
    """The plan, a line for each dataset, file, table, view and field that would be written."""
    return "\n".join(line for plan in plans for line in _lines(plan)) + "\n"


def plan_as_dict(plan: DatasetPlan) -> dict[str, Any]:
    """The plan of a dataset with every value, for machines."""
    return {
        "conjunto": plan.name,
        "accion": plan.action,
        "motivo": str(plan.refusal) if plan.refusal else "",
        "inconcluso": plan.unfinished,
        "oculto": plan.hidden,
        "editado_en_el_portal": bool(plan.changes) and plan.edited,
        "archivos": {
            "nuevos": [file.filename for file in plan.new],
            "cambiados": [file.filename for file in plan.changed],
            "solo_ficha": [file.filename for file in plan.relabelled],
            "por_quitar": list(plan.gone),
            "bytes": sum(file.size for file in plan.sent),
        },
        "tablas": [{"archivo": file.filename, "filas": _count(file)} for file in plan.tables],
        "vistas": [{"archivo": _file_name(plan, key), "tipo": kind} for key, kind in plan.views.items()],
        "cambios": [change_as_dict(item) for item in plan.changes],
    }


def change_as_dict(change: Change) -> dict[str, Any]:
    """One difference for machines."""
    return {"lugar": change.place, "campo": change.name, "antes": change.before, "despues": change.after}


def _lines(plan: DatasetPlan) -> Iterator[str]:
    if plan.refusal is not None:
        yield f"{plan.action:<10} {plan.name}: {plan.refusal.message}. {plan.refusal.remedy}"
        return
    yield f"{plan.action:<10} {plan.name}{_counts(plan)}"
    if plan.unfinished:
        yield f"{_INDENT}una publicación anterior no terminó: se revisa todo otra vez"
    if plan.hidden:
        yield f"{_INDENT}el conjunto quedó oculto en el portal: padron publish apply lo termina y lo muestra"
    for sign, files in (("+", plan.new), ("~", plan.changed), ("=", plan.relabelled)):
        yield from (f"{_INDENT}{sign} {file.filename} ({file.size} bytes)" for file in files)
    yield from (f"{_INDENT}- {_gone_name(plan, identity)}" for identity in plan.gone)
    yield from (f"{_INDENT}# tabla {file.filename} ({_count(file)} filas)" for file in plan.tables)
    yield from (f"{_INDENT}# vista {kind} de {_file_name(plan, key)}" for key, kind in plan.views.items())
    if plan.remote is None:
        return
    if plan.changes and plan.edited:
        yield f"{_INDENT}cambiado en el portal por otra persona; se repone:"
    yield from (f"{_INDENT}{change_line(item)}" for item in plan.changes)


def _counts(plan: DatasetPlan) -> str:
    if plan.action == "mantener":
        return ""
    size = sum(file.size for file in plan.sent)
    return f": {len(plan.sent)} archivos por enviar ({size} bytes), {len(plan.gone)} por quitar"


def change_line(change: Change) -> str:
    """One difference: where, what, and from what to what."""
    place = f"{change.place}, " if change.place else ""
    return f"{place}{change.name}: {_short(change.before)} → {_short(change.after)}"


def _short(value: Any) -> str:
    if value is None or value == "":
        return "(nada)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"«{text if len(text) <= _WIDTH else f'{text[:_WIDTH]}…'}»"


def _count(file: CkanFile) -> int:
    return file.table.count if file.table else 0


def _file_name(plan: DatasetPlan, identity: str) -> str:
    return next((file.filename for file in plan.dataset.files if file.id == identity), identity)


def _gone_name(plan: DatasetPlan, identity: str) -> str:
    found = plan.remote.dataset.get("resources", []) if plan.remote else []
    url = next((item.get("url") or "" for item in found if item["id"] == identity), "")
    return url.rsplit("/", 1)[-1] or f"recurso {identity}"
