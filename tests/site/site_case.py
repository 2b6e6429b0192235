"""A small site for the tests: two institutions, three files, one rule, a ledger of a few entries."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from quality.results import Result
from quality.site.building import write_site
from quality.site.facts import (
    RESERVED,
    AnswerAccount,
    CellsTouched,
    Certificate,
    Check,
    ConvenioAccount,
    ExchangeAccount,
    ExpectationNight,
    FindingGroup,
    GateFinding,
    GateVerdict,
    Institution,
    Level,
    LotAccount,
    NightAccount,
    Plan,
    PlanItem,
    ReleaseAccount,
    RevisionAccount,
    RuleAccount,
    Score,
    SiteFacts,
    TableAccount,
    TransferAccount,
)
from quality.site.rendering import Frame
from snis.calendar import Entry as Due
from snis.calendar import State
from snis.ledger import Entry, append

DAY = date(2026, 5, 4)
INSTITUTIONS = (
    Institution(
        "maga", "Ministerio de Agricultura", "MAGA", "entrega beneficios", "Acta 1", "2026-01-01", ""
    ),
    Institution("renap", "Registro Nacional", "RENAP", "verifica datos", "Acta 2", "2026-01-01", ""),
)
GOOD = TransferAccount(
    institution="maga", contract="maga-raciones", period="2026-03", file="raciones_03.csv",
    transfer="T0000000000000001", received_at="2026-04-02T01:00:00-06:00", state="recibida",
    received=100, accepted=90, quarantined=7, rejected=3, standing=(80, 4, 0), superseded=6, linked=(80, 4, 0),
    universes={"publica": 70, "sensible": 10}, cells=(CellsTouched("open_cobertura", 40, 12, 3),),
)  # fmt: skip
REFUSED = TransferAccount(
    institution="", contract="", period="", file="otro.csv", transfer="T0000000000000002",
    received_at="2026-04-03T01:00:00-06:00", state="rechazada", rule="ARC-03",
)  # fmt: skip
SECRET = TransferAccount(
    institution="maga", contract=RESERVED, period="2026-03", file=RESERVED, transfer="T0000000000000003",
    received_at="2026-05-03T01:00:00-06:00", state="recibida", received=5, accepted=5, standing=(5, 0, 0),
    linked=(5, 0, 0), reserved=True,
)  # fmt: skip
TABLE = TableAccount(
    table="open_cobertura", title="Cobertura", deliveries=70, counted=70, printed=40, withheld=12, waiting=3,
    summed=40, rows=40, released=40, release="2026-04",
)  # fmt: skip
RULE = RuleAccount(
    id="ARC-03", title="Carpeta de institución desconocida", message="No hay tal carpeta.", remedy="Corríjala.",
    level="file", effect="rechazo", owner="equipo", dimension="validez",
    rows={("", "2026-03"): 2, ("maga", "2026-04"): 1}, guide="<p>Así.</p>",
)  # fmt: skip


def small_facts(**changes: Any) -> SiteFacts:
    """Facts of a site in which all that others make is missing."""
    facts = SiteFacts(
        title="Padrón de prueba",
        day=DAY,
        institutions=INSTITUTIONS,
        transfers=(GOOD, REFUSED, SECRET),
        tables=(TABLE,),
        rules=(RULE,),
        results=(Result("core_fila", "clave", "La clave no se repite", "bloquea", "unicidad", True, 10, 0),),
        nights=(NightAccount("2026-05-03", 50, 45, 5, 0, 1), NightAccount("2026-05-04", 105, 95, 7, 3, 0)),
        calendar=(
            Due(
                "maga", "maga-raciones", "2026-03", date(2026, 4, 5), date(2026, 4, 2), State.ON_TIME, 0, True
            ),
            Due("maga", "maga-raciones", "2026-04", date(2026, 5, 1), None, State.MISSING, 3, True),
        ),
        convenios=(
            ConvenioAccount(
                "convenio-1", "renap", "verificar-identidad", ("decreto-1",), ("cui",), DAY, DAY, "Acta 4", -1
            ),
        ),
        releases=ReleaseAccount(
            release="2026-04",
            packages=1,
            files=9,
            revisions=(
                RevisionAccount(
                    "cobertura", "2026-04", "2026.4.0", "ab" * 32, "2026-05-04T07:00:00Z", 1, 0, 2
                ),
            ),
            verdicts=(GateVerdict(3, "2026-05-04T01:00:00-06:00", "2026-04", "pass", 0),),
            last_findings=(GateFinding("G-TAB-01", "datos/x.csv", "personas", 2, "fail"),),
        ),
    )
    return replace(facts, **changes)


def whole_facts() -> SiteFacts:
    """The same with everything that others make."""
    return small_facts(
        coincidence_rules={"COI-01": "Dos apoyos", "COI-02": RESERVED},
        exchange=ExchangeAccount(
            "renap", {"enviado": 12, "validado": 30}, 2,
            lots=(LotAccount("renap-20260504-00001", "renap", "convenio-1", "file", "2026-05-04", "2026-05-09",
                             "enviado", 12, 0, 1),),
            answers=(AnswerAccount("R0000000000000001", "renap", "2026-05-04T01:00:00-06:00", False, {"tomada": 30}),),
            needs_person=("validación, renap: el convenio venció",),
        ),
        findings=(
            FindingGroup("maga", "COI-01", "notificado", "", "", 45, 8),
            FindingGroup("maga", "COI-02", "resuelto", "", "procede", 10, 2),
        ),
        verification=(Check("cadena", "La cadena se sostiene", True, "", 4),),
        expectation_history=(
            ExpectationNight("2026-05-03", 1, (("core_fila", "clave"),)),
            ExpectationNight("2026-05-04", 1, ()),
        ),
        levels=(
            Level("noche", "Duración de la noche", 41.5, "min", 60.0, True, "las últimas 30 noches", "2026-04"),
            Level("puntual", "Envíos a tiempo", 50.0, "%", 90.0, False, "sus envíos", "2026-04", "maga"),
        ),
        scores=tuple(
            Score("maga", f"2026-0{month}", name, 60.0 + month, 10, 1, ("filas_que_faltan",) if month == 4 else ())
            for month in (3, 4)
            for name in ("validez", "total")
        ),
        plan=Plan(
            (PlanItem("F-0001", "maga", "CUI-01", "maga-raciones", "2026-04-01", "2026-04-30", "Informática",
                      "en_curso", ""),),
            0.25,
        ),
        certificates=(Certificate("T0000000000000001", "envío", "maga", "plata", 84.0, "2026-05-04", "2026-11-04"),),
    )  # fmt: skip


def some_entries(count: int = 4) -> list[Entry]:
    """A chain of entries, two to a month."""
    chain: list[Entry] = []
    for place in range(count):
        kind = ("recepcion", "juicio")[place % 2]
        data = {"transferencia": "T0000000000000001", "filas": place}
        moment = f"2026-0{place // 2 % 9 + 1}-03T01:00:00-06:00"
        chain.append(append(chain[-1] if chain else None, moment, kind, data=data))
    return chain


def written(folder: Path, facts: SiteFacts, entries: list[Entry] | None = None, **more: Any) -> Path:
    """The site of some facts."""
    frame = Frame(facts.title, facts.day.isoformat(), {one.code: one for one in facts.institutions})
    write_site(folder, frame, entries if entries is not None else some_entries(), lambda: facts, **more)
    return folder


def pages_of(folder: Path) -> dict[str, str]:
    """Every page by its place."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


def links_of(page: str) -> Iterator[str]:
    """Every address that a page names."""
    yield from re.findall(r'(?:href|src)="([^"]*)"', page)


class Outline(HTMLParser):
    """What the structure of a page is: headings, tables, drawings, forms of words that every page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tables = self.captions = self.loose_headers = self.drawings = self.drawings_told = 0
        self.ids: list[str] = []
        self.landmarks: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.loose_headers += tag == "th" and not known.get("scope")
        self.drawings += tag == "svg"
        self.drawings_told += (
            tag == "svg" and known.get("role") == "img" and bool(known.get("aria-labelledby"))
        )
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag in {"header", "nav", "main", "footer"}:
            self.landmarks.append(tag)
