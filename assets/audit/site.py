"""The auditor's site of a work folder: its facts gathered, its pages built aside and put in place at once.

Belongs here: the order of the work. Does not belong here: what a page says (quality/site), or counting (rows.py,
rules.py and their siblings).
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assets.accounts import rows_of
from assets.audit.connected import certificates, expectation_history, levels, plan, scores, verification
from assets.audit.exchanges import convenio_accounts, exchange_account
from assets.audit.releases import PASSES, release_account, watched
from assets.audit.reserved import Reserved, reserved_of
from assets.audit.rows import table_accounts, transfer_accounts
from assets.audit.rules import rule_accounts
from assets.exchange.standing import standing_of
from assets.findings.standing import TABLE as FINDINGS
from assets.raw.calendar import calendar_entries
from assets.raw.ledger import read_entries
from assets.raw.transfers import read_register
from assets.resources import Bench
from assets.store import recover_folder, replace_folder
from quality.expectations import BLOCKS
from quality.results import Result
from quality.site.building import write_site
from quality.site.facts import (
    RESERVED,
    FindingGroup,
    GateVerdict,
    Institution,
    NightAccount,
    SiteFacts,
)
from quality.site.rendering import Frame
from snis.calendar import Entry as Due
from snis.coincidence_rules import known_from

FOLDER = "auditoria"
_STAGING = ".auditoria.nueva"
_ROLES = {"entrega": "entrega beneficios", "verifica": "verifica datos"}
_FINDINGS = """
select institucion_codigo, regla_id, estado_hallazgo_codigo, coalesce(respuesta_codigo, ''),
    coalesce(resolucion_codigo, motivo_cierre_codigo, ''), detectado_fecha, desde_fecha, count(*)
from link_hallazgo_estado
group by all
order by all
"""


@dataclass(frozen=True)
class Audited:
    """What only the night itself knows: the expectations that ran, the trend, and pages that lie beside the site."""

    results: Sequence[Result]
    nights: Sequence[NightAccount]
    docs: Sequence[tuple[str, str]]


def site_folder(bench: Bench) -> Path:
    """Where the site of a work folder lies."""
    return bench.store.quality / FOLDER


def put_site(bench: Bench, audited: Audited) -> int:
    """Build the site aside and put it in place of the one before; returns its pages."""
    target = site_folder(bench)
    recover_folder(target)
    staging = target.with_name(_STAGING)
    pages = build_site(bench, audited, staging)
    replace_folder(staging, target)
    return pages


def build_site(bench: Bench, audited: Audited, folder: Path) -> int:
    """Build the site into a folder, which is emptied first; returns its pages."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    reserved = reserved_of(bench.deployment)
    institutions = _institutions(bench)
    frame = Frame(
        bench.deployment.name, bench.now.date().isoformat(), {one.code: one for one in institutions}
    )
    verdicts: list[GateVerdict] = []
    return write_site(
        folder,
        frame,
        watched(read_entries(bench.store.ledger), verdicts),
        lambda: site_facts(bench, audited, verdicts, reserved=reserved),
        reserved=reserved.codes,
    )


def site_facts(
    bench: Bench, audited: Audited, verdicts: Sequence[GateVerdict], *, reserved: Reserved
) -> SiteFacts:
    """Everything that the site shows but for the ledger.

    Args:
        bench: the work folder.
        audited: what the night itself knows.
        verdicts: of the gate, as the ledger has them.
        reserved: what is not named.
    """
    register = read_register(bench.store)
    blocked = any(result.severity == BLOCKS and not result.passed for result in audited.results)
    passed = bool(verdicts) and verdicts[-1].status == PASSES
    return SiteFacts(
        title=bench.deployment.name,
        day=bench.now.date(),
        institutions=tuple(_institutions(bench)),
        transfers=tuple(transfer_accounts(register, bench, reserved)),
        tables=tuple(table_accounts(bench, is_tonights=passed and not blocked)),
        rules=tuple(rule_accounts(register, bench)),
        results=tuple(_named(audited.results, reserved)),
        nights=tuple(audited.nights),
        calendar=tuple(_calendar(calendar_entries(register, bench.deployment, bench.now.date()), reserved)),
        convenios=tuple(convenio_accounts(bench)),
        releases=release_account(bench, verdicts),
        coincidence_rules=_coincidence_rules(bench, reserved),
        docs=tuple(audited.docs),
        exchange=exchange_account(standing_of(bench)),
        findings=tuple(_findings(bench)) if bench.store.files(FINDINGS) else None,
        verification=verification(bench),
        expectation_history=expectation_history(bench),
        levels=levels(bench),
        scores=scores(bench),
        plan=plan(bench, reserved),
        certificates=certificates(bench),
    )


def _institutions(bench: Bench) -> list[Institution]:
    return [
        Institution(
            code=row["institucion_codigo"],
            name=row["institucion"],
            short=row["siglas"],
            role=_ROLES.get(row["rol_codigo"], row["rol_codigo"]),
            acta=row["acta"],
            since=row["vigente_desde"],
            until=row["vigente_hasta"],
        )
        for row in bench.deployment.institutions
    ]


def _calendar(entries: Sequence[Due], reserved: Reserved) -> Iterator[Due]:
    for entry in entries:
        yield _hidden(entry) if entry.contract in reserved.contracts else entry


def _hidden(entry: Due) -> Due:
    """A line of the calendar without the name of its contract."""
    return Due(**{**vars(entry), "contract": RESERVED})


def _coincidence_rules(bench: Bench, reserved: Reserved) -> dict[str, str]:
    """Titles of rules; of one that names something reserved, none."""
    deployment = bench.deployment
    known = known_from(deployment.programmes, deployment.institution_codes)
    return {
        rule.id: RESERVED
        if any(set(known.named(word)) & reserved.modalities for word in (*rule.a, *rule.b) if word != "*")
        else rule.title
        for rule in deployment.rules.rules
    }


def _findings(bench: Bench) -> Iterator[FindingGroup]:
    today = bench.now.date()
    for owner, rule, state, answer, resolution, found, since, count in rows_of(bench, FINDINGS, _FINDINGS):
        until = since if state in {"resuelto", "cerrado"} else today
        yield FindingGroup(owner, rule, state, answer, resolution, max(0, (until - found).days), count)


def _named(results: Sequence[Result], reserved: Reserved) -> Iterator[Result]:
    """The results, those of a layout that is not named under another name."""
    for result in results:
        yield replace(result, table=RESERVED) if reserved.is_named(result.table) else result
