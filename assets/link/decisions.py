"""The file of decisions: work/review/decisiones.jsonl, one signed line each.

Belongs here: reading it whole and adding a line to it. Does not belong here: what a line is and which decisions stand
(snis/linkage_decisions.py), or asking anybody (pipelines/review*.py).
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from assets.raw.ledger import read_entries
from assets.store import Store, sync_folder
from snis.errors import DecisionError
from snis.linkage_decisions import UNDECIDED, Decision, decide, read_decisions, signing_key, standing, to_line

# The ledger's entry of a decision; its `numero` is the line that the file must have.
ENTERED = "revision_decision"
_SCHEMA = pa.schema(
    [("registro_a_id", pa.string()), ("registro_b_id", pa.string()), ("decision_codigo", pa.string())]
)


def decisions_of(store: Store) -> tuple[Decision, ...]:
    """All decisions taken so far, in their order; none while there is no file.

    A line that a kill cut short was never a decision: the file counts up to its last line end.

    Raises:
        DecisionError: a line does not hold, or lines that the ledger knows of are missing at the end.
    """
    path = _path(store)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    decisions = read_decisions(text.split("\n")[:-1], signing_key(store.keys.person))
    entered = (entry.data["numero"] for entry in read_entries(store.ledger) if entry.kind == ENTERED)
    if len(decisions) < max(entered, default=0):
        raise DecisionError(
            "faltan decisiones al final del archivo; la bitácora sabe de ellas",
            place=path.name,
            remedy="Restaure el archivo de su respaldo; ninguna decisión se aplica mientras tanto.",
        )
    return decisions


def append(
    store: Store, *, verdict: str, pair: tuple[str, str], who: str, reason: str, moment: datetime
) -> Decision:
    """Add a decision to the file; it is on the disk when this returns, and counts from the next night on.

    The caller holds the night's lock, so that no two people write at once.

    Raises:
        DecisionError: the decision or the file does not hold.
    """
    known = decisions_of(store)
    decision = decide(
        known[-1] if known else None,
        moment=moment.isoformat(),
        who=who,
        verdict=verdict,
        pair=pair,
        reason=reason,
        key=signing_key(store.keys.person),
    )
    path = _path(store)
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = "".join(f"{to_line(item)}\n" for item in known).encode()
    with path.open("r+b" if path.exists() else "w+b") as stream:
        stream.truncate(len(whole))
        stream.seek(len(whole))
        stream.write(f"{to_line(decision)}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)
    return decision


def standing_table(decisions: Sequence[Decision]) -> pa.Table:
    """What stands on each pair, as the linker takes it: registro_a_id, registro_b_id, decision_codigo."""
    rows = [(first, second, tie) for (first, second), tie in standing(decisions).items()]
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA)


def latest_table(decisions: Sequence[Decision]) -> pa.Table:
    """The last word on each pair: registro_a_id, registro_b_id, decision_codigo.

    A decision that was taken back leaves no word: its pair is asked about again.
    """
    words: dict[tuple[str, str], list[str]] = {}
    for decision in decisions:
        words.setdefault(decision.pair, []).append(decision.verdict)
    rows = [
        (*pair, said[-1])
        for pair, said in words.items()
        if not (said[-1] == UNDECIDED and said[-2:-1] not in ([], [UNDECIDED]))
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA)


def pair_table(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    """Pairs as a table: registro_a_id, registro_b_id."""
    first, second = zip(*pairs, strict=True) if pairs else ((), ())
    return pa.table(
        {"registro_a_id": pa.array(first, pa.string()), "registro_b_id": pa.array(second, pa.string())}
    )


def _path(store: Store) -> Path:
    return store.work / "review" / "decisiones.jsonl"
