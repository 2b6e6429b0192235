"""What the documents say is there: paths, links, commands, settings, decisions in their order."""

import re
import unicodedata
from pathlib import Path

import pytest
from typer.main import get_command

from pipelines.cli import app

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
DOCUMENTS = [
    README,
    ROOT / "CHANGELOG.md",
    ROOT / "data" / "sample" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
# Folders of the repository; a path that begins otherwise lies in a deployment or a work folder.
FOLDERS = ("snis", "quality", "publish", "assets", "pipelines", "data/sample", "docs", "tests", "benchmarks")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"<[^>]+>")


def named(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


def paths_of(document: Path) -> list[str]:
    spans = _CODE.findall(_FENCE.sub("", document.read_text(encoding="utf-8")))
    return [span for span in spans if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/\S*", span)]


def anchors_of(document: Path) -> set[str]:
    """Anchors of headings as portals of Markdown make them: lowercase words joined by hyphens."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    plain = [
        re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", found).lower())
        for found in _HEADING.findall(text)
    ]
    return {title.strip().replace(" ", "-") for title in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    missing = [
        path for path in paths_of(document) if not any(ROOT.glob(_PLACEHOLDER.sub("*", path).rstrip("/")))
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in _LINK.findall(_FENCE.sub("", document.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


def test_the_readme_answers_with_paths() -> None:
    rows = [
        line
        for line in README.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "? |" in line
    ]
    assert len(rows) >= 15
    assert [row for row in rows if not _CODE.search(row)] == []


def test_every_document_can_be_reached_from_the_readme() -> None:
    """By its own path or by that of its folder."""
    said = set(paths_of(README))
    lost = [
        named(document)
        for document in DOCUMENTS
        if document.is_relative_to(ROOT / "docs")
        and named(document) not in said
        and f"{named(document.parent)}/" not in said
    ]
    assert lost == []


def test_settings_are_those_of_the_settings_module() -> None:
    read = set(
        re.findall(r"PADRON_[A-Z_]+", (ROOT / "pipelines" / "settings.py").read_text(encoding="utf-8"))
    )
    assert set(re.findall(r"PADRON_[A-Z_]+", README.read_text(encoding="utf-8"))) == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_commands_that_a_document_names_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    commands = {
        found[1]
        for span in _CODE.findall(text)
        if (found := re.match(r"padron ([a-z]+(?:-[a-z]+)*)\b", span))
    }
    targets = set(re.findall(r"\bmake ([a-z]+)\b", " ".join([*_CODE.findall(text), *_FENCE.findall(text)])))
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert commands <= set(get_command(app).commands)
    assert targets <= known


def test_the_changelog_names_every_command() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    said = re.search(r"`padron` command line: ([^.]+)\.", text)
    assert said is not None
    assert set(said[1].replace("\n", " ").replace(" ", "").split(",")) == set(get_command(app).commands)


def test_decisions_are_numbered_without_a_gap() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04d}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}. ")
        for part in ("Status: ", "## Context", "## Decision", "## Consequences"):
            assert part in text, f"{path.name}: {part}"
