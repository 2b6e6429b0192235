"""Whether every row is accounted for, step by step from the file to the published cell.

Belongs here: the steps of a transfer and of a table, and which of them do not balance. Does not belong here: counting
(assets/audit) or pages. A step compares two counts that were made apart from each other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quality.site.facts import TableAccount, TransferAccount

STANDING = ("personas", "comunidades", "verificaciones")


@dataclass(frozen=True)
class Step:
    """One comparison on the way: what came in, and what it has to be equal to.

    Attributes:
        code, title: which step.
        came: the count before it.
        became: the parts after it, by name.
    """

    code: str
    title: str
    came: int
    became: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """The parts together."""
        return sum(count for _, count in self.became)

    @property
    def balanced(self) -> bool:
        """Whether nothing was lost, and nothing came from nowhere."""
        return self.came == self.total

    @property
    def difference(self) -> int:
        """What is missing after the step; negative when there is too much."""
        return self.came - self.total


@dataclass(frozen=True)
class Break:
    """A step that does not balance, and where."""

    where: str
    step: Step


def steps_of_transfer(account: TransferAccount) -> list[Step]:
    """The way of the rows of a file; a refused one has none."""
    if account.state != "recibida":
        return []
    steps = [
        Step(
            "A1",
            "Filas leídas del archivo = filas juzgadas",
            account.received,
            (
                ("aceptadas", account.accepted),
                ("en cuarentena", account.quarantined),
                ("descartadas", account.rejected),
            ),
        ),
        Step(
            "A2",
            "Filas aceptadas = filas vigentes + reemplazadas por otro envío",
            account.accepted,
            (
                *(
                    (f"vigentes, {name}", count)
                    for name, count in zip(STANDING, account.standing, strict=True)
                    if count or name == STANDING[0]
                ),
                ("reemplazadas", account.superseded),
            ),
        ),
    ]
    for name, standing, linked in zip(STANDING, account.standing, account.linked, strict=True):
        if standing or linked:
            steps.append(
                Step(
                    f"A3-{name}",
                    f"Filas vigentes de {name} = hechos enlazados",
                    standing,
                    ((f"hechos de {name}", linked),),
                )
            )
    if account.universes:
        steps.append(
            Step(
                "A4",
                "Hechos de personas = los de cada universo",
                account.linked[0],
                tuple(account.universes.items()),
            )
        )
    return steps


def steps_of_table(account: TableAccount) -> list[Step]:
    """The way from the deliveries behind a table to the file that is published."""
    steps = []
    if account.deliveries is not None and account.counted is not None:
        steps.append(
            Step(
                "B1",
                "Hechos del universo = entregas en las celdas exactas",
                account.deliveries,
                (("entregas en celdas exactas", account.counted),),
            )
        )
    if account.summed is not None:
        steps.append(
            Step(
                "B2",
                "Celdas impresas = celdas publicadas según el resumen de la noche",
                account.printed,
                (("celdas del resumen", account.summed),),
            )
        )
    if account.released is not None:
        steps.append(
            Step(
                "B3",
                "Filas de la tabla publicable = filas del archivo de la edición",
                account.rows,
                ((f"filas en la edición {account.release}", account.released),),
            )
        )
    return steps


def breaks_of(transfers: Iterable[TransferAccount], tables: Iterable[TableAccount]) -> list[Break]:
    """Every step that does not balance, files first."""
    return [*_broken(transfers), *_broken_tables(tables)]


def _broken(transfers: Iterable[TransferAccount]) -> Iterator[Break]:
    for account in transfers:
        for step in steps_of_transfer(account):
            if not step.balanced:
                yield Break(account.transfer, step)


def _broken_tables(tables: Iterable[TableAccount]) -> Iterator[Break]:
    for account in tables:
        for step in steps_of_table(account):
            if not step.balanced:
                yield Break(account.table, step)
