"""The file of decisions: work/review/decisiones.jsonl, one signed line each.

Belongs here: its decisions, one more, and the tables that the linker and the queue take. Does not belong here: what a
line is and which decisions stand (snis/linkage_decisions.py), writing lines (assets/signed_file.py), or asking anybody
(pipelines/review*.py).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from assets.signed_file import SignedFile, check_against_ledger
from assets.store import Store
from snis.linkage_decisions import (
    FORM,
    UNDECIDED,
    Decision,
    decide,
    read_decisions,
    signing_key,
    standing,
    to_line,
)

# The ledger's entry of a decision; its `numero` is the line that the file must have.
ENTERED = "revision_decision"
_SCHEMA = pa.schema(
    [("registro_a_id", pa.string()), ("registro_b_id", pa.string()), ("decision_codigo", pa.string())]
)


def decisions_file(store: Store) -> Path:
    """Where the decisions lie, whether there is one or not."""
    return store.work / "review" / FORM.file


def decisions_of(store: Store) -> tuple[Decision, ...]:
    """All decisions taken so far, in their order; none while there is no file.

    Raises:
        DecisionError: a line does not hold, or lines that the ledger knows of are missing at the end.
    """
    return _opened(store)[1]


def append(
    store: Store, *, verdict: str, pair: tuple[str, str], who: str, reason: str, moment: datetime
) -> Decision:
    """Add a decision to the file; it is on the disk when this returns, and counts from the next night on.

    The caller holds the night's lock.

    Raises:
        DecisionError: the decision or the file does not hold.
    """
    file, known = _opened(store)
    decision = decide(
        known[-1] if known else None,
        moment=moment.isoformat(),
        who=who,
        verdict=verdict,
        pair=pair,
        reason=reason,
        key=signing_key(store.keys.person),
    )
    file.append([to_line(decision)])
    return decision


def standing_table(decisions: Sequence[Decision]) -> pa.Table:
    """What stands on each pair, as the linker takes it: registro_a_id, registro_b_id, decision_codigo."""
    return _word_table((*pair, tie) for pair, tie in standing(decisions).items())


def latest_table(decisions: Sequence[Decision]) -> pa.Table:
    """The last word on each pair: registro_a_id, registro_b_id, decision_codigo.

    A decision that was taken back leaves no word: its pair is asked about again.
    """
    words: dict[tuple[str, str], list[str]] = {}
    for decision in decisions:
        words.setdefault(decision.pair, []).append(decision.verdict)
    return _word_table(
        (*pair, said[-1])
        for pair, said in words.items()
        if not (said[-1] == UNDECIDED and said[-2:-1] not in ([], [UNDECIDED]))
    )


def pair_table(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    """Pairs as a table: registro_a_id, registro_b_id."""
    first, second = zip(*pairs, strict=True) if pairs else ((), ())
    return pa.table(
        {"registro_a_id": pa.array(first, pa.string()), "registro_b_id": pa.array(second, pa.string())}
    )


def _word_table(rows: Iterable[tuple[str, str, str]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA)


def _opened(store: Store) -> tuple[SignedFile, tuple[Decision, ...]]:
    file = SignedFile(decisions_file(store))
    decisions = read_decisions(file.lines, signing_key(store.keys.person))
    check_against_ledger(FORM, decisions, store.ledger, kind=ENTERED, counted="numero")
    return file, decisions
