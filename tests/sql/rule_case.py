"""Rules of coincidence and crossing for small tables: as the reference takes them, and as the SQL reads them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from snis.coincidence_rules import Known, Rule, RuleBook
from snis.coincidence_table import Effective, effective_rules

KNOWN = Known(
    programmes={"uno": ["P01", "P02"], "dos": ["P10"], "vejez": ["P41"]},
    deliverers={"P01": "mides", "P02": "mides", "P10": "maga", "P41": "mintrab"},
    institutions=frozenset({"mides", "maga", "mintrab", "renap"}),
)


def rule(rule_id: str, a: str, b: str, **changes: Any) -> Rule:
    """A rule that forbids a and b from 2020 on, unless told."""
    said = {
        "id": rule_id, "title": "Regla de prueba", "a": a, "b": b, "verdict": "incompatible", "owner": "mides",
        "legal_basis": "prueba", "valid_from": "2020-01-01",
    }  # fmt: skip
    return Rule.model_validate(said | changes)


def in_force(*rules: Rule) -> list[Effective]:
    return effective_rules(RuleBook(rules=rules), KNOWN)


def rule_rows(rules: Sequence[Effective]) -> list[dict[str, Any]]:
    """Rows of ref_regla_coincidencia."""
    return [
        {
            "regla_id": row.rule.id,
            "titulo_regla": row.rule.title,
            "tipo_regla_codigo": row.kind,
            "modalidad_a_codigo": row.modality_a,
            "modalidad_b_codigo": row.modality_b,
            "contraparte_codigo": row.source,
            "veredicto_codigo": row.rule.verdict,
            "grano_codigo": row.rule.grain,
            "dias_antes": row.rule.window.before,
            "dias_despues": row.rule.window.after,
            "tolerancia_dias": row.rule.window.tolerance,
            "monto_riesgo_codigo": "a" if row.source else row.rule.amount,
            "institucion_codigo": row.owner,
            "nivel_codigo": row.rule.level,
            "base_legal": row.rule.legal_basis,
            "vigente_desde": row.first,
            "vigente_hasta": row.last,
        }
        for row in rules
    ]


def months(first: int = 2023, last: int = 2027) -> list[dict[str, Any]]:
    """Rows of ref_calendario for some years."""
    starts = [date(year, month, 1) for year in range(first, last + 1) for month in range(1, 13)]
    ends = [date(s.year + s.month // 12, s.month % 12 + 1, 1) for s in starts]
    return [
        {"mes_inicio_fecha": start, "mes_fin_fecha": date.fromordinal(end.toordinal() - 1)}
        for start, end in zip(starts, ends, strict=True)
    ]
