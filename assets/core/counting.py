"""Counts of what a judgement left: rows by state and rule, notices, and repairs.

Belongs here: counting parts, or the rows that the engine has just judged. Does not belong here: judging them
(judgement.py), or the words of the counts (remarks.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.core.parts import REPAIRS
from assets.engine import DuckDBEngine
from assets.statements import statement

NOTICES = "core_aviso"


@dataclass(frozen=True)
class RuleCount:
    """Rows of one state that one rule decided; rule and field are empty for rows without a remark."""

    state: str
    rule: str
    field: str
    rows: int


@dataclass(frozen=True)
class RepairCount:
    """Accepted rows in which a field was mended in one way."""

    field: str
    repair: str
    rows: int


def count_notices(engine: DuckDBEngine, parts: Sequence[Path] = ()) -> tuple[RuleCount, ...]:
    """Accepted rows by notice and field: of parts of core_aviso, or of the rows that the engine has just judged."""
    try:
        if parts:
            engine.attach(NOTICES, parts)
        return tuple(
            RuleCount("aceptada", rule, field, rows)
            for rule, field, rows in engine.rows(
                "select regla, campo, count(*) from core_aviso group by regla, campo order by regla, campo"
            )
        )
    finally:
        if parts:
            engine.forget(NOTICES)


def count_repairs(engine: DuckDBEngine, parts: Sequence[Path] = ()) -> tuple[RepairCount, ...]:
    """Accepted rows by field and repair: of parts of core_reparacion, or of the one that the engine holds."""
    try:
        if parts:
            engine.attach(REPAIRS, parts)
        return tuple(
            RepairCount(field, repair, rows)
            for field, repair, rows in engine.rows(
                "select campo, reparacion, count(*) from core_reparacion group by campo, reparacion "
                "order by campo, reparacion"
            )
        )
    finally:
        if parts:
            engine.forget(REPAIRS)


def count_rules(engine: DuckDBEngine) -> tuple[RuleCount, ...]:
    """Rows of the attached ledger by state, rule and field."""
    return tuple(
        RuleCount(state, rule or "", field or "", rows)
        for state, rule, field, rows in engine.rows(statement("core_recuento"))
    )
