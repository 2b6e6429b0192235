"""The values that the statements of link, out and open have bound.

Belongs here: gathering them under their names. Does not belong here: what they mean (snis/disclosure_policy.py,
snis/keys.py) or the statements that use them.
"""

from assets.exchange.expiry import CUT, read_cut
from assets.resources import Bench
from snis.disclosure_policy import bound_parameters, load_policy
from snis.pseudonym import hmac_pads


def bound_values(bench: Bench) -> dict[str, object]:
    """All values by name; a statement takes those that it names."""
    record_inner, record_outer = hmac_pads(bench.store.keys.record)
    policy = load_policy(bench.deployment.folder / "disclosure.yaml")
    return {
        "rec_ipad": record_inner,
        "rec_opad": record_outer,
        # Tables of the night know everything that has reached us; only a re-run looks at a day of the past.
        "al_dia": None,
        CUT: read_cut(bench.store),
        **bound_parameters(policy, bench.store.keys.round),
    }
