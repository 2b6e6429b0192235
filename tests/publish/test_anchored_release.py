"""Releases carry an anchor of the ledger, made once; the real gate lets it through, and no other."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from assets.open.anchoring import ANCHORS as KEPT
from assets.open.anchoring import read_anchors
from assets.open.gate import inspect_by_hand, rules_tonight
from assets.raw.ledger import FILE, read_entries, verify_ledger
from publish.anchors import ANCHORS, PAGE, PUBLIC_KEY, packages_digest
from publish.anchors import read_anchors as read_document
from publish.datasets import load_datasets
from publish.gate_anchors import find_in_anchors
from publish.gate_walk import Deadline, Limits, read_folder
from snis.errors import LedgerError
from snis.keys import Keys
from snis.ledger_anchors import verified_anchors
from snis.signing import Signer
from tests.printing.press import SAMPLE
from tests.publish.night_case import Newsroom, night

KEYS = Keys(*(bytes([number]) * 32 for number in range(6)))
KEY = Signer(KEYS.sign).public


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory, duck: DuckDBEngine) -> Path:
    """A work folder with the release of March."""
    newsroom = Newsroom(tmp_path_factory.mktemp("march"), duck, keys=KEYS)
    assert newsroom.publish("2026-05-04", night(300)).fresh
    return newsroom.work


@pytest.fixture
def newsroom(march: Path, tmp_path: Path, duck: DuckDBEngine) -> Newsroom:
    """One's own copy of it."""
    shutil.copytree(march, tmp_path / "work")
    return Newsroom(tmp_path / "work", duck, keys=KEYS)


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def published(newsroom: Newsroom) -> Any:
    return json.loads((newsroom.work / "public" / ANCHORS).read_text(encoding="utf-8"))


def test_a_release_carries_its_anchor_and_the_key(newsroom: Newsroom) -> None:
    public, ledger = newsroom.work / "public", newsroom.work / "ledger"
    (anchor,) = verified_anchors(read_document(published(newsroom)), KEY)
    assert (anchor.numero, anchor.edicion, anchor.momento) == (1, "2026-03", "2026-05-04T07:00:00Z")
    assert anchor.paquetes == packages_digest(public)
    (head,) = [entry for entry in read_entries(ledger) if entry.seq == anchor.asientos]
    assert head.digest == anchor.cabeza
    assert read_anchors(ledger, KEY) == [anchor]
    (entered,) = [entry.data for entry in read_entries(ledger) if entry.kind == "ancla"]
    assert entered == {"numero": 1, "edicion": "2026-03", "firma": anchor.firma}
    assert (public / PUBLIC_KEY).read_text(encoding="ascii") == KEY.pem
    assert anchor.cabeza in (public / PAGE).read_text(encoding="utf-8")
    assert verify_ledger(ledger)


def test_a_release_that_is_made_again_is_the_same_bytes_though_the_ledger_grew(newsroom: Newsroom) -> None:
    before = content(newsroom.work / "public")
    shutil.rmtree(newsroom.work / "public")
    assert newsroom.publish("2026-05-05", night(300)).fresh
    after = content(newsroom.work / "public")
    assert after[ANCHORS] == before[ANCHORS]
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {"calendario.html"}


def test_each_release_and_each_withdrawal_has_an_anchor_of_its_own(newsroom: Newsroom) -> None:
    assert newsroom.publish("2026-05-05", night(340)).fresh
    newsroom.withdraw("cobertura", "2026-03")
    found = list(verified_anchors(read_document(published(newsroom)), KEY))
    assert [anchor.numero for anchor in found] == [1, 2, 3]
    assert found[-1].paquetes == packages_digest(newsroom.work / "public")
    assert inspect_by_hand(newsroom.bench, newsroom.work / "public", in_place=True).status == "pass"


def _other_head(public: Path) -> None:
    document = json.loads((public / ANCHORS).read_text(encoding="utf-8"))
    document["anclas"][0]["cabeza"] = "ab" * 32
    (public / ANCHORS).write_text(json.dumps(document), encoding="utf-8")


def _one_key_more(public: Path) -> None:
    document = json.loads((public / ANCHORS).read_text(encoding="utf-8"))
    (public / ANCHORS).write_text(json.dumps({**document, "personas": []}), encoding="utf-8")


def _other_key(public: Path) -> None:
    (public / PUBLIC_KEY).write_text(Signer(bytes(32)).public.pem, encoding="ascii")


def _elsewhere(public: Path) -> None:
    shutil.copy(public / ANCHORS, public / "datasets" / "cobertura" / ANCHORS)


def _another_package(public: Path) -> None:
    shutil.rmtree(public / "datasets" / "coincidencias")


@pytest.mark.parametrize("forge", [_other_head, _one_key_more, _other_key, _elsewhere, _another_package])
def test_the_gate_lets_no_other_anchor_or_key_leave(
    newsroom: Newsroom, forge: Callable[[Path], None]
) -> None:
    public = newsroom.work / "public"
    forge(public)
    rules = rules_tonight(load_datasets(SAMPLE / "datasets.yaml"), newsroom.bench)
    release = read_folder(public, rules, Limits(), Deadline(60))
    assert {finding.rule for finding in find_in_anchors(release, rules)} == {"G-ANC-01"}


def test_nothing_is_anchored_on_a_ledger_that_does_not_hold(newsroom: Newsroom) -> None:
    path, before = newsroom.work / "ledger" / FILE, content(newsroom.work / "public")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))
    with pytest.raises(LedgerError, match="asiento 2"):
        newsroom.publish("2026-05-05", night(340))
    assert content(newsroom.work / "public") == before


def test_nothing_is_anchored_on_a_ledger_that_was_cut(newsroom: Newsroom) -> None:
    path = newsroom.work / "ledger" / FILE
    entries = list(read_entries(newsroom.work / "ledger"))
    keep = next(entry.seq for entry in entries if entry.kind == "impresion")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: min(keep, read_anchors(path.parent, KEY)[0].asientos - 1)]))
    with pytest.raises(LedgerError):
        newsroom.publish("2026-05-05", night(340))


def test_an_anchor_is_the_same_however_often_it_is_read(newsroom: Newsroom) -> None:
    kept = (newsroom.work / "ledger" / KEPT).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in kept] == published(newsroom)["anclas"]
