"""A whole nation from a seed.

Belongs here: putting the parts together. Does not belong here: files of any kind (pipelines/sample).
"""

from collections.abc import Sequence
from datetime import date

from snis.nation.communities import build
from snis.nation.misuse import misuse
from snis.nation.model import Nation
from snis.nation.offers import deliver
from snis.nation.people import Settler
from snis.nation.registers import register
from snis.nation.rolls import collect, comply, enrol
from snis.nation.sources import load_modalities, load_places

MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))


def generate(seed: int, persons: int = 15_000, *, months: Sequence[date] = MONTHS) -> Nation:
    """A nation of about so many persons and what it received; equal for equal arguments.

    Args:
        seed: where chance starts; each part has its own stream, so that a change in one leaves the others.
        persons: how many; the last household may bring a few more.
        months: first days of the months, of one year, in which things are delivered.
    """
    places, modalities = load_places(), load_modalities()
    households = Settler(seed, places).settle(persons)
    people = tuple(person for home in households for person in home.members)
    given = deliver(seed, households, modalities, months=months)
    deliveries = (*given, *misuse(seed, households, given))
    entries = register(seed, people, deliveries)
    return Nation(
        places=places,
        modalities=modalities,
        households=households,
        persons=people,
        deliveries=collect(seed, deliveries, entries),
        communities=build(seed, places, households=len(households), months=months),
        entries=(
            *entries,
            *enrol(seed, people, deliveries),
            *comply(seed, deliveries, months=months),
        ),
    )
