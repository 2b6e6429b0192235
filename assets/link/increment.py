"""What a transfer's new records would do to the known persons, and stopping before it when that cannot be.

Belongs here: the figures of each transfer and their limits. Does not belong here: judging the whole table
(assets/link/linker/api.py), or the limits themselves (snis/linkage/settings.py).

Among millions of records a transfer of some thousand bad ones moves no figure of the whole; its own figures show it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assets.engine import DuckDBEngine
from assets.statements import statement
from snis.errors import LinkageError
from snis.linkage.settings import LinkageSettings

_MOST_NAMED = 5


@dataclass(frozen=True)
class Increment:
    """What the new records of one transfer come to.

    Attributes:
        transfer: which.
        records: new records.
        persons: persons that take any of them.
        largest: how many the person takes that takes most.
        joined: records that go to a known person.
        merged: known persons that become one with another.
    """

    transfer: str
    records: int
    persons: int
    largest: int
    joined: int
    merged: int


def read_increments(engine: DuckDBEngine) -> list[Increment]:
    """The figures of the transfers that brought new records."""
    return [Increment(*row) for row in engine.rows(statement("link_incremento"))]


def guard_increments(increments: list[Increment], limits: LinkageSettings) -> None:
    """Stop before anything is stored when a transfer does what no transfer can.

    Raises:
        LinkageError: it names the transfers, what was measured, the limit, and what to do.
    """
    absurd = [
        (item.transfer, found)
        for item in increments
        if item.records >= limits.judged_from
        for found in _beyond(item, limits)
    ]
    if not absurd:
        return
    more = len(absurd) - _MOST_NAMED
    told = "; ".join(f"{transfer}: {found}" for transfer, found in absurd[:_MOST_NAMED])
    raise LinkageError(
        f"el enlace de lo nuevo no puede ser cierto. {told}" + (f"; y {more} más" if more > 0 else ""),
        place=", ".join(dict.fromkeys(transfer for transfer, _ in absurd[:_MOST_NAMED])),
        remedy="Nada se guardó. Busque en esas transferencias un valor de relleno repetido o una columna con otro "
        "contenido y corrija su contrato; si son correctas, suba ese límite en `linkage` de padron.yaml.",
    )


def _beyond(item: Increment, limits: LinkageSettings) -> Iterator[str]:
    """The figures beyond their limits, in words; counts only."""
    if item.records > item.persons * limits.most_new_a_person:
        mean = item.records / item.persons
        yield (
            f"{item.records} registros nuevos caen en {item.persons} personas, {mean:.1f} por persona "
            f"(most_new_a_person: {limits.most_new_a_person:g})"
        )
    if item.largest > item.records * limits.most_new_of_one_person:
        yield (
            f"una sola persona recibe {item.largest} de {item.records} registros nuevos "
            f"(most_new_of_one_person: {limits.most_new_of_one_person:g})"
        )
    if item.merged > item.records * limits.most_merged:
        yield (
            f"{item.records} registros nuevos harían una sola con otra a {item.merged} personas conocidas "
            f"(most_merged: {limits.most_merged:g})"
        )
