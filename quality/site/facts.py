"""What the auditor's site shows, as plain values: counts, codes, dates and digests, never anything of a person.

Belongs here: the shape of every fact. Does not belong here: gathering them (assets/audit), whether rows add up
(balance.py), or pages. What is None was not made yet: the page of it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from quality.results import Result
from snis.calendar import Entry as Due

# What stands in place of the name of a file, contract or programme that only the protected zone may see.
RESERVED = "(reservado)"


@dataclass(frozen=True)
class CellsTouched:
    """The cells of one protected table in which at least one delivery of a transfer lies."""

    table: str
    printed: int
    withheld: int
    waiting: int

    @property
    def cells(self) -> int:
        """All of them, each once."""
        return self.printed + self.withheld + self.waiting


@dataclass(frozen=True)
class TransferAccount:
    """One file received, and what became of its rows on their way to the tables of facts.

    Attributes:
        institution, contract, period: whose, under which contract, about which period.
        file: its name; RESERVED where it would name a restricted programme.
        transfer: its id.
        received_at: when it came, ISO 8601.
        state, rule: recibida or rechazada, and the rule that refused it.
        is_mended: whether a refused file came again under its name, and was good.
        repeats: how often the same content came again, which brings no row.
        replaced_by: the transfer that took its place whole; empty while it counts.
        received: rows that the reader found, counted apart from the judgement.
        accepted, quarantined, rejected: rows by what the judgement made of them.
        standing: accepted rows that still count: of persons, of communities, of verifiers.
        superseded: accepted rows whose place another transfer took.
        linked: rows in the tables of facts, in the order of `standing`.
        universes: rows of persons in the tables of facts by universe; empty for a reserved transfer.
        reserved: whether it brings rows of a restricted programme.
        cells: cells of the protected tables that count them; empty for a reserved transfer.
    """

    institution: str
    contract: str
    period: str
    file: str
    transfer: str
    received_at: str
    state: str
    rule: str = ""
    is_mended: bool = False
    repeats: int = 0
    replaced_by: str = ""
    received: int = 0
    accepted: int = 0
    quarantined: int = 0
    rejected: int = 0
    standing: tuple[int, int, int] = (0, 0, 0)
    superseded: int = 0
    linked: tuple[int, int, int] = (0, 0, 0)
    universes: Mapping[str, int] = field(default_factory=dict)
    reserved: bool = False
    cells: tuple[CellsTouched, ...] = ()


@dataclass(frozen=True)
class TableAccount:
    """One protected table, from the deliveries behind it to the file that anybody may download.

    Attributes:
        table, title: which.
        deliveries: rows in the table of facts of its universe.
        counted: deliveries that the exact totals of its universe count; None where nothing may be told.
        printed: cells with a figure in the last printing.
        withheld: cells with something in them, and no figure.
        waiting: printed cells whose figure is that of an earlier printing.
        summed: cells published as the night's own summary counts them; None where it does not count the table.
        rows: rows of the table that is published.
        released: rows that the release in place says its file has; None without a release.
        release: name of that release.
    """

    table: str
    title: str
    deliveries: int | None
    counted: int | None
    printed: int
    withheld: int
    waiting: int
    summed: int | None
    rows: int
    released: int | None
    release: str


@dataclass(frozen=True)
class RuleAccount:
    """How often a rule of the catalogue was met, by institution and month of reception.

    Attributes:
        id, title, message, remedy, level, effect, owner: as the catalogue says.
        dimension: of quality; empty where the catalogue does not say one.
        rows: rows (files, for a rule of files) by institution and month (aaaa-mm).
        guide: how to mend it at the source, as HTML of our own guide pages; empty where there is none.
    """

    id: str
    title: str
    message: str
    remedy: str
    level: str
    effect: str
    owner: str
    dimension: str = ""
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    guide: str = ""

    @property
    def total(self) -> int:
        """Of all institutions and months."""
        return sum(self.rows.values())


@dataclass(frozen=True)
class NightAccount:
    """One night in the trend."""

    date: str
    received: int
    accepted: int
    quarantined: int
    rejected: int
    failed_expectations: int


@dataclass(frozen=True)
class ExpectationNight:
    """The expectations of one night: how many were asked, and suite and name of those that failed."""

    date: str
    asked: int
    failing: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FindingGroup:
    """Findings that share institution, rule, state and day of detection, counted."""

    institution: str
    rule: str
    state: str
    answer: str
    resolution: str
    age: int
    count: int


@dataclass(frozen=True)
class ConvenioAccount:
    """One convenio: with whom, for what, until when, and whether it holds."""

    id: str
    institution: str
    purpose: str
    legal_basis: tuple[str, ...]
    columns: tuple[str, ...]
    valid_from: date
    expires: date | None
    acta: str
    days_left: int | None


@dataclass(frozen=True)
class LotAccount:
    """One lot of questions to a verifier; counts alone."""

    lot: str
    institution: str
    convenio: str
    by: str
    made: str
    due: str
    state: str
    asked: int
    answered: int
    tries: int


@dataclass(frozen=True)
class AnswerAccount:
    """One answer of a verifier, by what was made of its rows."""

    answer: str
    institution: str
    received_at: str
    refused: bool
    counts: Mapping[str, int]


@dataclass(frozen=True)
class ExchangeAccount:
    """Exchanges with a verifier: identities by state, lots and answers."""

    institution: str
    identities: Mapping[str, int]
    stale: int
    lots: tuple[LotAccount, ...]
    answers: tuple[AnswerAccount, ...]
    needs_person: tuple[str, ...] = ()


@dataclass(frozen=True)
class GateFinding:
    """One thing that the gate held back: rule, place and how often."""

    rule: str
    file: str
    place: str
    count: int
    level: str


@dataclass(frozen=True)
class GateVerdict:
    """What the gate said of a release, as the ledger has it."""

    seq: int
    moment: str
    release: str
    status: str
    findings: int
    exceptions: int = 0


@dataclass(frozen=True)
class RevisionAccount:
    """One content of a release of a dataset that was published, and whether it was withdrawn."""

    dataset: str
    release: str
    version: str
    digest: str
    published: str
    appeared: int
    vanished: int
    changed: int
    withdrawn: str = ""


@dataclass(frozen=True)
class ReleaseAccount:
    """Releases, the verdicts of the gate, and how the release in place stands on the portal."""

    release: str
    packages: int
    files: int
    revisions: tuple[RevisionAccount, ...]
    verdicts: tuple[GateVerdict, ...]
    last_findings: tuple[GateFinding, ...] = ()
    portal: str = ""


@dataclass(frozen=True)
class Check:
    """One check of the verification of the ledger and of what hangs on it."""

    code: str
    title: str
    passed: bool
    place: str
    count: int


@dataclass(frozen=True)
class Level:
    """One service level or indicator of the service.

    Attributes:
        code, title: which.
        value: None while it cannot be said.
        unit: what it counts in.
        target: what was agreed; None where nothing was.
        met: whether it is met; None where that cannot be said.
        basis: what it is measured on.
        period: of which days.
        institution: whose; empty for the whole system.
    """

    code: str
    title: str
    value: float | None
    unit: str
    target: float | None
    met: bool | None
    basis: str
    period: str
    institution: str = ""


@dataclass(frozen=True)
class Score:
    """One line of a scorecard: institution, month, dimension (or "total"), 0 to 100."""

    institution: str
    month: str
    dimension: str
    value: float | None
    checked: int
    failing: int
    penalties: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanItem:
    """One thing to mend at the source, with who answers for it (an office, never a person) and until when."""

    id: str
    institution: str
    rule: str
    contract: str
    opened: str
    due: str
    owner: str
    state: str
    evidence: str


@dataclass(frozen=True)
class Plan:
    """The plan of strengthening: its items and how far it has come, 0 to 1."""

    items: tuple[PlanItem, ...]
    progress: float | None


@dataclass(frozen=True)
class Certificate:
    """One certificate of a delivery or dataset."""

    subject: str
    kind: str
    institution: str
    level: str
    score: float | None
    issued: str
    expires: str


@dataclass(frozen=True)
class Institution:
    """An institution as the register has it."""

    code: str
    name: str
    short: str
    role: str
    acta: str
    since: str
    until: str


@dataclass(frozen=True)
class SiteFacts:
    """Everything that the site shows but for the ledger, which is too long to be held (ledger_pages.py)."""

    title: str
    day: date
    institutions: tuple[Institution, ...]
    transfers: tuple[TransferAccount, ...]
    tables: tuple[TableAccount, ...]
    rules: tuple[RuleAccount, ...]
    results: tuple[Result, ...]
    nights: tuple[NightAccount, ...]
    calendar: tuple[Due, ...]
    convenios: tuple[ConvenioAccount, ...]
    releases: ReleaseAccount
    coincidence_rules: Mapping[str, str] = field(default_factory=dict)
    docs: tuple[tuple[str, str], ...] = ()
    exchange: ExchangeAccount | None = None
    findings: tuple[FindingGroup, ...] | None = None
    verification: tuple[Check, ...] | None = None
    expectation_history: tuple[ExpectationNight, ...] | None = None
    levels: tuple[Level, ...] | None = None
    scores: tuple[Score, ...] | None = None
    plan: Plan | None = None
    certificates: tuple[Certificate, ...] | None = None
