"""`python -m tests.corpus.score`: how the reader does on the whole corpus, with names.

Belongs here: counting and printing verdicts. Does not belong here: judging (verdict.py).
"""

import sys
import time
from collections import defaultdict

from tests.corpus.all_files import all_cases
from tests.corpus.verdict import CRASH, GOOD, OTHER_REASON, READ, REFUSED, REFUSED_WRONGLY, SILENT, judge

ORDER = (READ, REFUSED, OTHER_REASON, REFUSED_WRONGLY, SILENT, CRASH)


def main(words: list[str]) -> int:
    """Print the score of the cases whose name or file holds one of the words; of all without words."""
    found = defaultdict(list)
    started, slow = time.monotonic(), []
    for case in all_cases():
        if words and not any(word.lower() in f"{case.name} {case.file}".lower() for word in words):
            continue
        begun = time.monotonic()
        verdict = judge(case)
        found[verdict.kind].append((case, verdict.detail))
        if (spent := time.monotonic() - begun) > 2:
            slow.append(f"{case.name}: {spent:.1f} s")
    for kind in ORDER:
        print(f"{kind}: {len(found[kind])}")
        if kind not in GOOD:
            for case, detail in found[kind]:
                print(f"    {case.name} [{case.file}]: {detail[:300]}")
    # A file that may be refused as well as read is no failure; how many of them were refused is worth knowing.
    either = [case.name for case, _ in found[REFUSED] if case.right]
    print(f"rechazados que también podían leerse: {len(either)}: {'; '.join(either)}")
    total = sum(map(len, found.values()))
    print(f"{total} archivos en {time.monotonic() - started:.0f} s; lentos: {slow}")
    return 0 if sum(len(found[kind]) for kind in GOOD) == total else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
