"""The plan of an institution for itself: outbox/<institución>/plan.html and plan.json, written when they would change.

Belongs here: its content as data, its page, and writing both. Does not belong here: which items there are
(snis/sfi_night.py), or words (words.py). It holds rules, counts, days and units; never a value of a row.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, select_autoescape

from assets.raw.next_steps import day_in_words, grouped
from assets.resources import Bench
from assets.sfi.diagnosis import Side, diagnosis_as_dict
from assets.sfi.standing import PlanStanding
from assets.sfi.words import CONTRASTS, SEVERITIES, STATES, due_in_words, measure_in_words, standing_in_words
from assets.store import replacing, write_json
from quality.catalogue import load_catalogue
from quality.guides import guide_html
from snis.sfi_events import UNITS
from snis.sfi_item import Item
from snis.sfi_progress import WEIGHTS

PLAN, PLAN_PAGE = "plan.json", "plan.html"
_DAY = "al_dia"


def write_plans(standing: PlanStanding, sides: Mapping[str, Sequence[Side]], bench: Bench) -> list[str]:
    """Bring the plans in the outboxes up to date; returns the institutions whose plan changed.

    An institution without an item and without a diagnosis has no plan.
    """
    changed = []
    names = {row["institucion_codigo"]: row["institucion"] for row in bench.deployment.institutions}
    for institution in sorted(names):
        own = sides.get(institution, ())
        if standing.of(institution) or own:
            plan = plan_as_dict(
                institution, names[institution], standing, own, today=bench.now.date().isoformat()
            )
            if _write(institution, plan, bench):
                changed.append(institution)
    return changed


def plan_as_dict(
    institution: str, name: str, standing: PlanStanding, sides: Sequence[Side], *, today: str
) -> dict[str, Any]:
    """A plan as data: open items first, the gravest and the most pressing before the others."""
    items = sorted(
        standing.of(institution),
        key=lambda item: (not item.is_open, -WEIGHTS[item.severity], item.due, item.name),
    )
    progress = standing.institutions.get(institution)
    return {
        "institucion": institution,
        "nombre": name,
        _DAY: today,
        "avance": progress.as_dict() if progress else None,
        "recomendaciones": [item_as_dict(item, today) for item in items],
        "diagnostico": diagnosis_as_dict(sides),
    }


def item_as_dict(item: Item, today: str) -> dict[str, Any]:
    """An item for machines and pages."""
    rule = load_catalogue()[item.rule]
    evidence = item.evidence
    return {
        "recomendacion_id": item.name,
        "regla": item.rule,
        "titulo": rule.title,
        "institucion": item.institution,
        "contrato": item.contract or None,
        "gravedad": item.severity,
        "estado": item.state,
        "abierta": item.opened.isoformat(),
        "desde": item.since.isoformat(),
        "vence": item.due.isoformat(),
        "vencida": item.is_open and item.due.isoformat() < today,
        "unidad": item.unit,
        "unidad_nombre": UNITS[item.unit],
        "al_abrir": item.measure.as_data(),
        "medida": measure_in_words(item.rule, item.measure),
        "evidencia": {"codigo": item.evidence_code, **evidence.as_data()} if evidence else None,
        "objecion": item.objection[0] or None,
        "cierre": item.closing or None,
        "situacion": standing_in_words(item),
        "remedio": rule.remedy,
        "guia": f"docs/guia/{item.rule}.md",
    }


def render_plan(plan: Mapping[str, Any]) -> str:
    """The page of a plan, from its data alone."""
    rules = dict.fromkeys(item["regla"] for item in plan["recomendaciones"] if item["cierre"] is None)
    return _template().render(
        p=plan,
        open_items=[
            item for item in plan["recomendaciones"] if item["estado"] not in {"corregida", "cerrada"}
        ],
        done_items=[item for item in plan["recomendaciones"] if item["estado"] in {"corregida", "cerrada"}],
        guides={rule: page for rule in rules if (page := guide_html(rule))},
    )


def _write(institution: str, plan: Mapping[str, Any], bench: Bench) -> bool:
    folder = bench.store.outbox / institution
    page = render_plan(plan)
    path = folder / PLAN
    if path.exists() and (folder / PLAN_PAGE).exists():
        known = json.loads(path.read_text(encoding="utf-8"))
        # The day alone is no news: a plan keeps that of its last change.
        if {**known, _DAY: ""} == {**plan, _DAY: ""}:
            return False
    with replacing(folder / PLAN_PAGE) as aside:
        aside.write_text(page, encoding="utf-8")
    write_json(path, plan)
    return True


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True), undefined=StrictUndefined
    )
    environment.filters |= {
        "miles": grouped,
        "dia": day_in_words,
        "vence": due_in_words,
        "gravedad": SEVERITIES.__getitem__,
        "estado": STATES.__getitem__,
        "contraste": CONTRASTS.__getitem__,
    }
    source = (files("assets") / "sfi" / "plan.html").read_text(encoding="utf-8")
    return environment.from_string(source)
