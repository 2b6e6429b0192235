"""What people decide on pairs of records is signed, chained, and reversible by a later line."""

import pytest

from snis.errors import DecisionError
from snis.linkage_decisions import (
    ACCEPTED,
    REJECTED,
    UNDECIDED,
    Decision,
    decide,
    read_decisions,
    signing_key,
    standing,
    to_line,
)

KEY = signing_key(b"\x01" * 32)
A, B, C = "a" * 32, "b" * 32, "c" * 32
MOMENT = "2026-05-04T09:00:00-06:00"


def chain(*words: tuple[str, str, str]) -> list[Decision]:
    """Decisions one after the other: verdict and the two records of each."""
    found: list[Decision] = []
    for verdict, first, second in words:
        last = found[-1] if found else None
        found.append(
            decide(
                last,
                moment=MOMENT,
                who="ana",
                verdict=verdict,
                pair=(first, second),
                reason="cédula",
                key=KEY,
            )
        )
    return found


def lines(*words: tuple[str, str, str]) -> list[str]:
    return [to_line(item) for item in chain(*words)]


def test_what_was_written_is_read() -> None:
    written = chain((ACCEPTED, B, A), (REJECTED, B, C))
    assert read_decisions([to_line(item) for item in written], KEY) == tuple(written)
    assert written[0].pair == (A, B)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ([(ACCEPTED, A, B)], {(A, B): "unir"}),
        ([(REJECTED, B, A)], {(A, B): "separar"}),
        ([(ACCEPTED, A, B), (REJECTED, A, B)], {(A, B): "separar"}),
        ([(REJECTED, A, B), (UNDECIDED, A, B)], {}),
        ([(UNDECIDED, A, B), (ACCEPTED, A, C)], {(A, C): "unir"}),
        ([], {}),
    ],
)
def test_the_last_word_on_a_pair_stands(
    words: list[tuple[str, str, str]], stands: dict[tuple[str, str], str]
) -> None:
    assert standing(chain(*words)) == stands


TAMPERED = {
    "changed": lambda found: [found[0].replace(ACCEPTED, REJECTED), *found[1:]],
    "taken out": lambda found: found[1:],
    "moved": lambda found: [found[1], found[0], found[2]],
    "written twice": lambda found: [*found, found[-1]],
    "cut": lambda found: [found[0][:-3], *found[1:]],
    "spaced": lambda found: [found[0].replace(":", ": ", 1), *found[1:]],
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_file_that_was_tampered_with_is_refused(change: object) -> None:
    found = lines((ACCEPTED, A, B), (REJECTED, A, C), (ACCEPTED, B, C))
    with pytest.raises(DecisionError, match="línea"):
        read_decisions(change(found), KEY)  # type: ignore[operator]


def test_another_key_signs_nothing_here() -> None:
    with pytest.raises(DecisionError, match="firma"):
        read_decisions(lines((ACCEPTED, A, B)), signing_key(b"\x02" * 32))


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "quizá"},
        {"pair": (A, A)},
        {"pair": (A, "1234567890101")},
        {"who": " "},
        {"moment": "2026-05-04"},
        {"moment": "ayer"},
    ],
)
def test_a_decision_names_a_pair_a_person_a_moment_and_a_verdict(wrong: dict[str, object]) -> None:
    given: dict[str, object] = {
        "moment": MOMENT, "who": "ana", "verdict": ACCEPTED, "pair": (A, B), "reason": "", "key": KEY,
    }  # fmt: skip
    with pytest.raises(DecisionError):
        decide(None, **{**given, **wrong})  # type: ignore[arg-type]
