"""A folder of ledger, anchors and what was published of them: whatever is edited, cut or put back in it is found."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.open.anchoring import ANCHORS as KEPT
from assets.raw.ledger import FILE, PUBLIC_KEY, last_entry, record
from assets.verification.account import verify_work
from assets.verification.outside import verify_outside
from publish.anchors import ANCHORS, anchors_json
from snis.ledger_anchors import Anchor, drop_anchor, from_dict, to_line
from tests.support.ledger_book import NOW, SIGNER, LedgerBook

RELEASES = ("2026-03", "2026-04", "2026-05")
# Entries before each anchor, and the one that tells of it.
BETWEEN = 2
OURS = (f"ledger/{FILE}", f"ledger/{KEPT}", f"ledger/{PUBLIC_KEY}")
PUBLISHED = (f"public/{ANCHORS}", f"public/{PUBLIC_KEY}")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work folder after three releases, each of them anchored and published."""
    folder, book = tmp_path / "work", LedgerBook(tmp_path / "work" / "ledger", SIGNER)
    anchors: list[Anchor] = []
    for number, release in enumerate(RELEASES, start=1):
        for _ in range(BETWEEN):
            head = record(book, NOW, "prueba", data={"n": number})
        last = anchors[-1] if anchors else None
        made = drop_anchor(
            last, head, SIGNER, release=release, moment="2026-05-04T07:00:00Z", packages="a" * 64
        )
        anchors.append(made)
        record(book, NOW, "ancla", data={"numero": number, "edicion": release, "firma": made.firma})
    (folder / "ledger" / KEPT).write_text("".join(f"{to_line(one)}\n" for one in anchors), encoding="utf-8")
    public = folder / "public"
    public.mkdir()
    (public / "catalog.json").write_text("{}", encoding="utf-8")
    (public / ANCHORS).write_text(anchors_json(anchors), encoding="utf-8")
    (public / PUBLIC_KEY).write_text(SIGNER.public.pem, encoding="ascii")
    return folder


def found(work: Path) -> set[str]:
    """Checks that something was found by."""
    return {check.code for check in verify_work(work, None, quick=True).checks if not check.passed}


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def rolled_back(work: Path, releases: int) -> None:
    """The ledger and its anchors as they stood after so many releases: all of it was signed once."""
    ledger = work / "ledger"
    kept = lines(ledger / FILE)[: 1 + releases * (BETWEEN + 1)]
    (ledger / FILE).write_bytes(b"".join(kept))
    (ledger / KEPT).write_bytes(b"".join(lines(ledger / KEPT)[:releases]))


def spoiled(content: bytes) -> Iterator[tuple[str, bytes]]:
    """One byte changed, taken out or put in: at the ends of the first and last line, and here and there in between."""
    size, first = len(content), content.index(b"\n")
    places = sorted(
        {0, 1, first - 1, first, min(first + 1, size - 1), size - 2, size - 1, *range(0, size, 61)}
    )
    for at in places:
        yield f"{at} changed", content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        yield f"{at} gone", content[:at] + content[at + 1 :]
        yield f"{at} added", content[:at] + b"0" + content[at:]
    yield "a line end more", content + b"\n"
    yield "a byte more", content + b"0"


def test_what_nobody_touched_holds(work: Path) -> None:
    assert found(work) == set()
    assert (last_entry(work / "ledger") or pytest.fail()).seq == 1 + len(RELEASES) * (BETWEEN + 1)


@pytest.mark.parametrize("name", [*OURS, *PUBLISHED])
def test_one_byte_of_any_file_is_found(work: Path, name: str) -> None:
    path = work / name
    whole = path.read_bytes()
    missed = []
    for what, content in spoiled(whole):
        path.write_bytes(content)
        missed += [what] if not found(work) else []
    assert missed == []


@pytest.mark.parametrize("name", [f"ledger/{FILE}", f"ledger/{KEPT}"])
def test_every_tail_that_is_cut_off_is_found_to_the_byte(work: Path, name: str) -> None:
    """The entries after the last anchor are held by nothing but the anchor's own entry."""
    path = work / name
    whole = path.read_bytes()
    kept_by_anchor = len(b"".join(lines(path)[:-1])) if name.endswith(FILE) else None
    for size in range(0, len(whole), 7):
        path.write_bytes(whole[:size])
        assert found(work) or size == kept_by_anchor, size


def test_lines_in_any_other_order_are_found(work: Path) -> None:
    for name in (FILE, KEPT):
        path = work / "ledger" / name
        whole = lines(path)
        for one, other in itertools.combinations(range(len(whole)), 2):
            swapped = [*whole]
            swapped[one], swapped[other] = swapped[other], swapped[one]
            path.write_bytes(b"".join(swapped))
            assert found(work), (name, one, other)
        path.write_bytes(b"".join(whole))


@pytest.mark.parametrize("releases", [0, 1, 2])
def test_a_ledger_put_back_with_its_anchors_to_an_earlier_head_is_found_by_what_was_published(
    work: Path, releases: int
) -> None:
    rolled_back(work, releases)
    assert "anclas_publicadas" in found(work)


def test_a_ledger_put_back_with_all_that_was_published_is_found_by_whoever_kept_an_anchor(
    work: Path, tmp_path: Path
) -> None:
    """The folder itself agrees with itself, as a backup does."""
    kept = tmp_path / ANCHORS
    kept.write_bytes((work / "public" / ANCHORS).read_bytes())
    earlier = lines(work / "ledger" / KEPT)[:2]
    rolled_back(work, 2)
    told = [from_dict(json.loads(line), "ancla") for line in earlier]
    (work / "public" / ANCHORS).write_text(anchors_json(told), encoding="utf-8")
    assert found(work) == set()
    outside = verify_outside(work / "ledger" / PUBLIC_KEY, anchors=kept, ledger=work / "ledger" / FILE)
    assert outside.exit_code == 2
