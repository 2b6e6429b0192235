"""How often each rule of the catalogue was met: rows and files, by institution and month of reception.

Belongs here: counting the row ledger, the notices and the register of transfers by rule. Does not belong here: what a
rule says (quality/catalogue.py).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from assets.accounts import rows_of
from assets.raw.transfers import Transfer
from assets.resources import Bench
from quality.catalogue import load_catalogue
from quality.guides import guide_html
from quality.site.facts import RuleAccount

_REPEATED = "ARC-07"
_ROWS = """
select transferencia_id, regla, count(*) from core_fila where coalesce(regla, '') <> '' group by transferencia_id, regla
"""
_NOTICES = "select transferencia_id, regla, count(*) from core_aviso group by transferencia_id, regla"


def rule_accounts(register: Sequence[Transfer], bench: Bench) -> list[RuleAccount]:
    """Every rule of the catalogue, in its order, with where and when it was met."""
    places = {item.transferencia_id: (item.institucion, item.recibida[:7]) for item in register}
    known = bench.deployment.institution_codes
    met: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for transfer, rule, times in _times(register, bench):
        institution, month = places[transfer]
        met[rule][institution if institution in known else "", month] += times
    return [
        RuleAccount(
            id=rule.id,
            title=rule.title,
            message=rule.message,
            remedy=rule.remedy,
            level=rule.level,
            effect=rule.effect,
            owner=rule.owner,
            dimension=rule.dimension,
            rows=dict(sorted(met[rule.id].items())),
            guide=guide_html(rule.id),
        )
        for rule in load_catalogue().rules
    ]


def _times(register: Sequence[Transfer], bench: Bench) -> Iterator[tuple[str, str, int]]:
    """Transfer, rule, how often: of its rows, of its notices, of the file itself."""
    yield from rows_of(bench, "core_fila", _ROWS)
    yield from rows_of(bench, "core_aviso", _NOTICES)
    for item in register:
        rules = [*([item.regla] if item.regla else []), *item.noticed]
        rules += [_REPEATED] * len(item.repeticiones)
        for rule in rules:
            yield item.transferencia_id, rule, 1
