"""Every odd file of the corpus is read as its truth says, or refused for its reason."""

from collections import Counter

import pytest

from tests.corpus.all_files import all_cases
from tests.corpus.case import Case
from tests.corpus.verdict import GOOD, judge

CASES = all_cases()


def test_corpus_is_as_large_as_promised() -> None:
    assert len(CASES) >= 160
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_odd_file(case: Case) -> None:
    verdict = judge(case)
    assert verdict.kind in GOOD, f"{verdict.kind}: {verdict.detail}"
