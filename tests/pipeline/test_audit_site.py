"""The site of a whole night: it balances, leads somewhere, identifies nobody, and finds a row that is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from typer.testing import CliRunner

from assets.audit.site import build_site, put_site
from assets.raw.ledger import FILE
from assets.summary import audited
from pipelines.cli import app
from pipelines.definitions import standard_resources
from pipelines.settings import Settings
from tests.pipeline.conftest import Night


def site_of(night: Night) -> Path:
    return night.work / "quality" / "auditoria"


def broken_steps(site: Path) -> list[tuple[str, str]]:
    """Where and which step, of the table of steps that do not balance."""
    accounts = (site / "filas" / "index.html").read_text(encoding="utf-8")
    table = accounts.partition('id="rotos"')[2].partition("</table>")[0]
    return re.findall(r'<th scope="row"><code>([^<]+)</code></th><td>([^<]+)</td>', table)


def built(settings: Settings, folder: Path) -> Path:
    with standard_resources(settings)["workshop"].bench() as bench:
        build_site(bench, audited(bench), folder)
    return folder


def test_every_file_has_its_page_and_every_step_balances(night: Night) -> None:
    accounts = (site_of(night) / "filas" / "index.html").read_text(encoding="utf-8")
    assert "Todos cuadran" in accounts
    assert "Filas recibidas = aceptadas + en cuarentena + descartadas" in accounts
    files = {path.stem for path in (site_of(night) / "filas").glob("T*.html")}
    assert files == {path.stem for path in (night.work / "ledger" / "transferencias").glob("T*.json")}


def test_links_lead_to_pages_that_are_there(night: Night) -> None:
    for page in site_of(night).rglob("*.html"):
        for link in re.findall(r'(?:href|src)="(?!data:)([^"#:]+)', page.read_text(encoding="utf-8")):
            assert (page.parent / link).resolve().is_file(), f"{page.name}: {link}"


def test_it_identifies_nobody(night: Night) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in site_of(night).rglob("*.html"))
    words = set(re.findall(r"[0-9a-zA-Z]+", text))
    persons = {str(row[0]) for row in night.sql("select persona_id from link_persona")}
    households = {
        str(row[0])
        for row in night.sql("select distinct hogar_id from core_entrega where hogar_id is not null")
    }
    assert len(persons) > 10_000
    assert not words & (persons | households)
    assert not [word for word in words if re.fullmatch(r"\d{13}|[0-9a-f]{32}", word)]


def test_it_names_no_programme_of_the_protected_zone(night: Night) -> None:
    named = re.compile(
        r"(?<!\w)(?:P11|P51|proteccion-especial|Protección especial|vida_2026|mides-vida)", re.IGNORECASE
    )
    for page in site_of(night).rglob("*.html"):
        assert not named.search(page.read_text(encoding="utf-8")), page.name


def test_a_row_lost_from_the_facts_breaks_its_file_and_its_table_and_nothing_else(
    night: Night, copy_of: Callable[[Night], Settings], tmp_path: Path
) -> None:
    settings = copy_of(night)
    (path,) = (settings.work / "store" / "out" / "out_hecho_entrega").glob("*.parquet")
    facts = pq.read_table(path)
    lost = facts.column("visibilidad_codigo").to_pylist().index("publica")
    transfer = facts.column("transferencia_id")[lost].as_py()
    pq.write_table(facts.take([place for place in range(facts.num_rows) if place != lost]), path)
    site = built(settings, tmp_path / "sitio")
    assert broken_steps(site) == [(transfer, "A3-personas"), ("open_cobertura", "B1")]
    assert f"{transfer}: no cuadra" in (site / "index.html").read_text(encoding="utf-8")


def test_a_damaged_ledger_is_told_and_stops_nothing(
    night: Night, copy_of: Callable[[Night], Settings], tmp_path: Path
) -> None:
    settings = copy_of(night)
    path = settings.work / "ledger" / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:50], b"{}\n", *lines[51:]]))
    site = built(settings, tmp_path / "sitio")
    assert "línea 51" in (site / "bitacora" / "index.html").read_text(encoding="utf-8")
    assert "✗ no se sostiene" in (site / "verificacion.html").read_text(encoding="utf-8")


def test_the_same_work_folder_gives_the_same_bytes(
    night: Night, copy_of: Callable[[Night], Settings], tmp_path: Path
) -> None:
    """Built twice from what the night left: its own site was built before its duration was known."""
    settings = copy_of(night)
    with standard_resources(settings)["workshop"].bench() as bench:
        put_site(bench, audited(bench))
        build_site(bench, audited(bench), tmp_path / "sitio")
    sites = (settings.work / "quality" / "auditoria", tmp_path / "sitio")
    one, other = (
        {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in sites
    )
    assert one == other
    assert not list((settings.work / "quality").glob(".auditoria*"))


def test_a_copy_stands_alone(night: Night, tmp_path: Path) -> None:
    folder = tmp_path / "copia"
    asked = [
        "audit",
        "--deployment",
        str(night.settings.deployment),
        "--work",
        str(night.work),
        "--out",
        str(folder),
    ]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert "páginas: " in done.output
    assert (folder / "index.html").is_file()
    assert "data_docs" not in (folder / "index.html").read_text(encoding="utf-8")
    again = CliRunner().invoke(app, asked)
    assert again.exit_code != 0
