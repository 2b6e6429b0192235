"""The values that the statements of link, out and open have bound.

Belongs here: gathering them under their names. Does not belong here: what they mean (snis/disclosure_policy.py,
snis/keys.py) or the statements that use them.
"""

from assets.exchange.expiry import CUT, read_cut
from assets.open.quality_transfers import QUALITY, quality_values
from assets.out.scorecard_values import SCORECARDS, scorecard_values
from assets.out.transfers import TRANSFERS, transfer_values
from assets.resources import Bench
from snis.admission import policy_of_year
from snis.disclosure_policy import DisclosurePolicy, bound_parameters
from snis.pseudonym import hmac_pads


def policy_tonight(bench: Bench) -> DisclosurePolicy:
    """The disclosure policy with the crosses that this year prints."""
    return policy_of_year(bench.deployment.folder, bench.now.year)


def bound_values(bench: Bench, table: str = "") -> dict[str, object]:
    """All values by name; a statement takes those that it names.

    Args:
        bench: where keys, policy and register are.
        table: the table that is built; what has to be looked up for one table alone is there for that one only.
    """
    record_inner, record_outer = hmac_pads(bench.store.keys.record)
    policy = policy_tonight(bench)
    return {
        "rec_ipad": record_inner,
        "rec_opad": record_outer,
        "municipios_pequenos": [
            place.code
            for place in bench.deployment.territory.municipalities
            if place.population_2018 < policy.small_municipalities.inhabitants.value
        ],
        # Tables of the night know everything that has reached us; only a re-run looks at a day of the past.
        "al_dia": None,
        CUT: read_cut(bench.store),
        **bound_parameters(policy, bench.store.keys.round),
        **(quality_values(bench) if table == QUALITY else {}),
        **(transfer_values(bench) if table == TRANSFERS else {}),
        **(scorecard_values(bench) if table in SCORECARDS else {}),
    }
