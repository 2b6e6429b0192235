"""What communities receive.

Belongs here: gardens and works. Does not belong here: deliveries to people (offers.py).
"""

from random import Random

from snis.nation.calendars import Months, once
from snis.nation.model import CommunityDelivery, Place
from snis.nation.naming import community

_SCHOOL_WORKS = ("huerto_escolar", "huerto_comunal")
_WORKS = (("estufa", 60_000), ("techo", 90_000), ("agua", 250_000), ("camino", 900_000), ("salon", 4_500_000))


def build(
    seed: int, places: dict[str, Place], *, households: int, months: Months
) -> tuple[CommunityDelivery, ...]:
    """Community deliveries: gardens (P34) and works (P54), about one for each thirty households."""
    rng = Random(f"{seed}:communities")  # noqa: S311 - invented data wants a repeatable stream
    homes = [place for place in places.values() if place.weight]
    native = [place for place in homes if place.peoples[0] + place.peoples[1] + place.peoples[2] > 40]
    found: list[CommunityDelivery] = []
    for number in range(1, max(households // 30, 6) + 1):
        is_garden = number % 5 < 3
        place = rng.choice(homes if is_garden else native)
        families = rng.randint(12, 140)
        work, cost = (rng.choice(_SCHOOL_WORKS), 0) if is_garden else rng.choice(_WORKS)
        per_family = cost * families if work in {"estufa", "techo"} else cost
        name = f"Escuela de {community(rng)}" if work == "huerto_escolar" else community(rng)
        found.append(
            CommunityDelivery(
                number=number,
                modality="P34" if is_garden else "P54",
                community=name,
                place=place.code,
                work=work,
                families=families,
                day=once(within=tuple(month.month for month in months))(rng, months)[0],
                amount=per_family or rng.randrange(2_500, 9_000) * 100,
            )
        )
    return tuple(found)
