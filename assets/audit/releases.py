"""Releases, revisions and verdicts of the gate for the auditor's site.

Belongs here: reading the register of editions, the last report of the gate, and the verdicts as they go by in the
ledger. Does not belong here: judging (publish/gate.py) or publishing (assets/open).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assets.open.editions import read_register
from assets.open.gate import REPORT
from assets.open.portal_standing import standing_on_portal
from assets.open.release import read_release
from assets.resources import Bench
from publish.editions import Register
from quality.site.facts import GateFinding, GateVerdict, ReleaseAccount, RevisionAccount
from quality.site.wording import masked
from snis.ledger import Entry

GATE = "compuerta"
PASSES = "pass"


def watched(entries: Iterable[Entry], verdicts: list[GateVerdict]) -> Iterator[Entry]:
    """The entries of a ledger as they come; the verdicts among them are kept in `verdicts`."""
    for entry in entries:
        if entry.kind == GATE:
            verdicts.append(_verdict(entry))
        yield entry


def release_account(bench: Bench, verdicts: Sequence[GateVerdict]) -> ReleaseAccount:
    """What is published, what was, and what the gate said of it."""
    content = read_release(bench.store) or {}
    portal = standing_on_portal(bench.store)
    register = read_register(bench.store)
    return ReleaseAccount(
        release=str(content.get("edicion", "")),
        packages=int(content.get("paquetes", 0)),
        files=int(content.get("archivos", 0)),
        revisions=tuple(_revisions(register)),
        verdicts=tuple(verdicts),
        last_findings=tuple(_last_findings(bench)),
        portal=portal.line() if portal else "",
    )


def _verdict(entry: Entry) -> GateVerdict:
    data = entry.data
    return GateVerdict(
        seq=entry.seq,
        moment=entry.moment,
        release=str(data.get("edicion") or ""),
        status=str(data.get("veredicto", "")),
        findings=int(data.get("hallazgos", 0)),
        exceptions=len(data.get("excepciones", ())),
    )


def _revisions(register: Register) -> Iterator[RevisionAccount]:
    for item in register.revisions:
        withdrawal = register.withdrawal(item.dataset, item.release)
        yield RevisionAccount(
            dataset=item.dataset,
            release=item.release,
            version=item.version,
            digest=item.digest,
            published=item.published,
            appeared=item.appeared,
            vanished=item.vanished,
            changed=item.changed,
            withdrawn=withdrawal.date if withdrawal else "",
        )


def _last_findings(bench: Bench) -> list[GateFinding]:
    path = bench.store.quality / REPORT
    try:
        listed: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["hallazgos"]
    except (FileNotFoundError, ValueError, KeyError):
        return []
    return [
        GateFinding(
            item["regla"], masked(item["archivo"]), masked(item["lugar"]), item["veces"], item["nivel"]
        )
        for item in listed
    ]
