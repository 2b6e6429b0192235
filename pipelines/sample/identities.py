"""Who a row shows, which need not be whose it is.

Belongs here: numbers of the identities under which rows were sent. Does not belong here: the true persons, who have
their numbers from the nation.
"""

from pipelines.sample.model import Row


class Identities:
    """Numbers for the identities that rows show, which need not be the true persons.

    A CUI that holds is the person it belongs to and takes their number; one that is nobody's gets a number from
    `first_stray` on. Rows without CUI are one person when names and birth date are the same as sent; they get numbers
    from `first_provisional` on.
    """

    first_provisional, first_stray = 1_000_001, 2_000_001

    def __init__(self) -> None:
        self._aliases: dict[str, int] = {}
        self._strays: dict[str, int] = {}

    def of(self, row: Row) -> tuple[int | None, str]:
        """Number and kind (cui, provisional, ninguna) of an accepted row's identity."""
        if row.owner is not None:
            return row.owner.number, "cui"
        if row.stray:
            return self._strays.setdefault(row.stray, self.first_stray + len(self._strays)), "cui"
        if row.alias:
            return self._aliases.setdefault(
                row.alias, self.first_provisional + len(self._aliases)
            ), "provisional"
        return None, "ninguna"
