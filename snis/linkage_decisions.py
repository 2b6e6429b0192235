"""Decisions of people on pairs of records: what one is, its signed line, and which of them stand.

Belongs here: the form, and the latest word on each pair. Does not belong here: the chain of signatures
(signed_lines.py), where the file lies (assets/link/decisions.py), who may decide (pipelines/review*.py), or what a
decision does to persons (assets/link/persons.py).

A line names records by their keyed pseudonyms, never by a value, and is signed with a key made from that of persons.
Nothing is erased; a later line on the same pair takes the place of an earlier one, and `indecisa` takes it back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from snis.errors import DecisionError
from snis.signed_lines import SignedForm, next_place
from snis.written_reason import refuse_numbers

ACCEPTED, REJECTED, UNDECIDED = "aceptada", "rechazada", "indecisa"
VERDICTS = (ACCEPTED, REJECTED, UNDECIDED)
# How a decision that stands is called where records are tied.
MUST_LINK, CANNOT_LINK = "unir", "separar"
_TIES = {ACCEPTED: MUST_LINK, REJECTED: CANNOT_LINK}
_RECORD = re.compile(r"[0-9a-f]{32}")
FORM = SignedForm(
    purpose="decisiones",
    names=(
        "numero", "momento", "persona_que_decide", "decision", "registro_a_id", "registro_b_id", "motivo", "anterior",
    ),
    file="decisiones.jsonl",
    what="decisiones",
    while_broken="ninguna decisión se aplica",
    error=DecisionError,
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """One word of one person on one pair.

    Attributes:
        number: place in the file, from 1.
        moment: when, ISO 8601 with offset.
        who: the account of the person who decided.
        verdict: aceptada (one person), rechazada (two persons) or indecisa (takes back what was said).
        pair: the two records, the lesser first.
        reason: why, in words without personal data.
        previous: signature of the line before, or 64 zeros.
        signature: HMAC-SHA256 over all of the above.
    """

    number: int
    moment: str
    who: str
    verdict: str
    pair: tuple[str, str]
    reason: str
    previous: str
    signature: str

    @property
    def when(self) -> datetime:
        """The moment as a point in time."""
        return datetime.fromisoformat(self.moment)


def signing_key(person_key: bytes) -> bytes:
    """The key that signs decisions, from the key of persons."""
    return FORM.key(person_key)


def decide(
    last: Decision | None,
    *,
    moment: str,
    who: str,
    verdict: str,
    pair: tuple[str, str],
    reason: str,
    key: bytes,
) -> Decision:
    """The next decision of a file, signed.

    Raises:
        DecisionError: it names no pair, nobody, no moment with its offset, or no known verdict; or the reason holds a
            number that could be somebody's.
    """
    first, second = sorted(pair)
    if verdict not in VERDICTS:
        raise DecisionError(f"una decisión es {', '.join(VERDICTS)}")
    if first == second or not all(_RECORD.fullmatch(record) for record in pair):
        raise DecisionError("una decisión nombra dos registros distintos")
    if not who.strip():
        raise DecisionError("falta quién decide", remedy="Indique la cuenta de la persona que decide.")
    _check_moment(moment)
    refuse_numbers(reason, what="el motivo", place="--reason", error=DecisionError)
    number, previous = next_place(last)
    decision = Decision(number, moment, who, verdict, (first, second), reason, previous, "")
    return replace(decision, signature=FORM.sign(_values(decision), key))


def to_line(decision: Decision) -> str:
    """A decision as one line of canonical JSON, without its line end."""
    return FORM.to_line(_values(decision), decision.signature)


def read_decisions(lines: Iterable[str], key: bytes) -> tuple[Decision, ...]:
    """All decisions of a file, each proven to be signed with the key and to follow the one before.

    Raises:
        DecisionError: names the first line that does not hold; none of the file may then be used.
    """
    return tuple(
        Decision(number, moment, who, verdict, (first, second), reason, previous, signature)
        for number, moment, who, verdict, first, second, reason, previous, signature in FORM.read(lines, key)
    )


def standing(decisions: Sequence[Decision]) -> Mapping[tuple[str, str], str]:
    """What stands on each pair: unir or separar; pairs on which nothing stands are left out."""
    latest = {decision.pair: decision.verdict for decision in decisions}
    return {pair: _TIES[verdict] for pair, verdict in sorted(latest.items()) if verdict in _TIES}


def _values(decision: Decision) -> tuple[object, ...]:
    return (
        decision.number, decision.moment, decision.who, decision.verdict, *decision.pair, decision.reason,
        decision.previous,
    )  # fmt: skip


def _check_moment(moment: str) -> None:
    try:
        known = datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        known = False
    if not known:
        raise DecisionError("el momento de una decisión lleva fecha, hora y diferencia con UTC")
