"""feed.xml: valid Atom, newest first, ids that stay."""

import re
from xml.etree import ElementTree

from publish.editions import Register, Revision, Withdrawal
from publish.feed import MOST_ENTRIES, feed_xml
from tests.publish.release_case import PUBLISHER, specs

ATOM = "{http://www.w3.org/2005/Atom}"
CREATED = "2026-04-30T00:00:00Z"
REGISTER = Register(
    (
        Revision("cobertura", "2026-03", 0, "aaa", "2026-04-04T09:00:00Z"),
        Revision("cobertura", "2026-04", 0, "bbb", "2026-05-04T09:00:00Z", appeared=12),
        Revision("cobertura", "2026-04", 1, "ccc", "2026-05-05T09:00:00Z", changed=3),
    ),
    (Withdrawal("cobertura", "2026-03", "Error & <carga>.", "Comité", "2026-05-06T09:00:00Z"),),
)


def feed(register: Register = REGISTER) -> ElementTree.Element:
    text = feed_xml(register, specs(), title="Padrón & más", publisher=PUBLISHER, created=CREATED)
    return ElementTree.fromstring(text)


def texts(node: ElementTree.Element, tag: str) -> list[str]:
    return [found.text or "" for found in node.iter(ATOM + tag)]


def test_feed_and_entries_have_what_rfc_4287_asks_of_them() -> None:
    root = feed()
    assert root.tag == ATOM + "feed"
    for node in (root, *root.iter(ATOM + "entry")):
        for tag in ("id", "title", "updated"):
            assert len(node.findall(ATOM + tag)) == 1
            assert node.findtext(ATOM + tag)
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    for entry in root.iter(ATOM + "entry"):
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext(ATOM + "updated") or "")


def test_releases_corrections_and_withdrawals_are_news_newest_first() -> None:
    terms = [found.get("term") for found in feed().iter(ATOM + "category")]
    assert terms == ["retiro", "correccion", "edicion", "edicion"]
    assert feed().findtext(ATOM + "updated") == "2026-05-06T09:00:00Z"
    assert "Motivo: Error & <carga>." in texts(feed(), "summary")[0]


def test_ids_are_all_different_and_stay_when_more_is_published() -> None:
    ids = texts(feed(), "id")
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identity) for identity in ids)
    more = REGISTER.with_revisions([Revision("cobertura", "2026-05", 0, "ddd", "2026-06-04T09:00:00Z")])
    assert set(ids) < set(texts(feed(more), "id"))


def test_an_empty_register_is_a_feed_too() -> None:
    root = feed(Register())
    assert root.findtext(ATOM + "updated") == CREATED
    assert list(root.iter(ATOM + "entry")) == []


def test_the_feed_stays_short() -> None:
    months = [f"{2000 + n // 12}-{n % 12 + 1:02d}" for n in range(MOST_ENTRIES + 20)]
    many = tuple(Revision("cobertura", month, 0, "a", f"{month}-04T09:00:00Z") for month in months)
    assert len(list(feed(Register(many)).iter(ATOM + "entry"))) == MOST_ENTRIES
