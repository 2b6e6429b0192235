"""What a receipt says of rows that were accepted: the notices that they carry, and what was mended in them.

Belongs here: counting both, of a transfer that was judged and of a file that is only checked. Does not belong here:
finding them (core_aviso.sql, core_reparacion.sql), writing them (judgement.py), or their words (assets/raw).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from assets.core.counting import NOTICES, RepairCount, RuleCount, count_notices, count_repairs
from assets.core.judgement import Judgement
from assets.core.parts import REPAIRS, TEXTS
from assets.engine import DuckDBEngine
from assets.raw.particulars import Particulars, Repair, RowNotice
from assets.statements import statement, statement_over, values_for, values_over

ACCEPTED = "aceptada"
_HAS_REPAIRS = "core_reparada"


@dataclass(frozen=True)
class Remarks:
    """Accepted rows by what there is to say of them."""

    notices: tuple[RowNotice, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def told(self, particulars: Particulars) -> Particulars:
        """The particulars of a receipt, with these."""
        return replace(particulars, row_notices=self.notices, repairs=self.repairs)


NO_REMARKS = Remarks()


def remarks_of(judgement: Judgement) -> Remarks:
    """What a judgement remarked."""
    return _remarks(judgement.notices, judgement.repairs)


def states_of(counts: Iterable[RuleCount]) -> list[tuple[str, str, str, int]]:
    """State, rule, field and rows as a receipt takes them.

    Of an accepted row the ledger keeps one notice; the receipt tells all of them (`Remarks`), which add up to nothing.
    """
    return [
        (item.state, "", "", item.rows)
        if item.state == ACCEPTED
        else (item.state, item.rule, item.field, item.rows)
        for item in counts
    ]


@contextmanager
def remarking(values: Mapping[str, object], engine: DuckDBEngine) -> Iterator[Remarks]:
    """What there is to remark in the rows that the engine has just judged; core_aviso stands while the block lasts.

    Args:
        values: the bound values of the judgement.
        engine: has core_juicio and core_repetida.
    """
    try:
        engine.materialise(NOTICES, statement(NOTICES), values_for(NOTICES, values))
        repairs: tuple[RepairCount, ...] = ()
        if _rows(_HAS_REPAIRS, values, engine)[0][0]:
            engine.materialise(REPAIRS, statement_over(REPAIRS, TEXTS), values_over(REPAIRS, TEXTS, values))
            repairs = count_repairs(engine)
        yield _remarks(count_notices(engine), repairs)
    finally:
        engine.forget(NOTICES)
        engine.forget(REPAIRS)


def _remarks(notices: Iterable[RuleCount], repairs: Iterable[RepairCount]) -> Remarks:
    return Remarks(
        tuple(RowNotice(item.rule, item.field, item.rows) for item in notices),
        tuple(Repair(item.repair, item.field, item.rows) for item in repairs),
    )


def _rows(name: str, values: Mapping[str, object], engine: DuckDBEngine) -> list[tuple[bool]]:
    return engine.rows(statement_over(name, TEXTS), values_over(name, TEXTS, values))
