"""Learning a model from records of which nobody says who is who.

Belongs here: u, m, kin and the two shares. Does not belong here: the weights (scoring.py) or files (model.py).

Every pair is of one person, of relatives or neighbours, or of strangers. u comes from pairs of a sample of records,
without those that look like one person; m, kin and the shares from the blocked pairs, by expectation and maximisation
over their patterns (Fellegi and Sunter 1969; Winkler 1988). The shipped figures weigh in as if so many pairs had been
seen: on a few hundred records they carry, on a million they are forgotten. Nothing here is drawn by chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import numpy.typing as npt

from assets.link.linker.comparisons import COMPARISONS, names
from assets.link.linker.model import FLOOR, Model, Worth
from assets.link.linker.scoring import SCORED

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# As many pairs as the starting figures count for.
M_STRENGTH = 40.0
KIN_STRENGTH = 150.0
# Below, a table shows no families, and the twin rule would only cost true pairs.
RELATIVES_AT_LEAST = 0.02
_ROUNDS = 200
_SETTLED = 1e-7


@dataclass(frozen=True)
class Patterns:
    """Distinct comparison vectors and how many pairs have each.

    Attributes:
        gammas: one row a pattern, one column a comparison; -1 where a pair says nothing.
        counts: pairs with the pattern.
    """

    gammas: Ints
    counts: Floats


def patterns(connection: duckdb.DuckDBPyConnection) -> Patterns:
    """The patterns of the scored pairs, in their own order."""
    columns = ", ".join(f"gamma_{name}" for name in names())
    rows = connection.execute(
        f"select {columns}, count(*) from {SCORED} group by all order by all"
    ).fetchnumpy()
    stacked = np.stack([np.asarray(rows[f"gamma_{name}"], dtype=np.int64) for name in names()], axis=1)
    return Patterns(stacked, np.asarray(rows["count_star()"], dtype=np.float64))


@dataclass(frozen=True)
class Evidence:
    """What learning has to go on.

    Attributes:
        blocked: patterns of the pairs that share a key.
        sampled: patterns of all pairs of a sample of records.
        share: of all blocked pairs, how many `blocked` counts.
        records: records in the table.
        equal_pairs: by comparison, pairs of the whole table that agree on the best level, and pairs that say anything.
    """

    blocked: Patterns
    sampled: Patterns
    share: float
    records: int
    equal_pairs: Mapping[str, tuple[float, float]]

    @property
    def tells_relatives(self) -> bool:
        """Whether relatives would show: only where surnames come with an address, or at least with a place."""
        return all(self.equal_pairs[name][1] > 0 for name in ("apellidos", "lugar"))


def learn(start: Model, evidence: Evidence) -> Model:
    """The model that explains the pairs best, starting from another."""
    total = evidence.records * (evidence.records - 1) / 2
    tables = _Tables(start)
    match_share, kin_share = 0.5 / evidence.records, 1.5 / evidence.records
    for _ in range(_ROUNDS):
        before = match_share
        chance = tables.posterior(evidence.blocked.gammas, match_share, kin_share)
        weighed = chance * (evidence.blocked.counts / evidence.share)[:, None]
        match_share = float(np.clip((weighed[:, 0].sum() + 1e-3) / total, 1e-12, 0.5))
        kin_share = float(np.clip((weighed[:, 1].sum() + 1e-3) / total, 1e-12, 0.4))
        tables.learn_people(evidence.blocked.gammas, weighed)
        tables.learn_strangers(evidence, weighed, match_share, kin_share)
        if abs(match_share - before) <= _SETTLED * match_share:
            break
    return replace(
        start,
        worth=tables.worth(),
        match_share=match_share,
        kin_share=kin_share,
        population=evidence.records,
        holds_twins=not evidence.tells_relatives or kin_share > RELATIVES_AT_LEAST * match_share,
    )


class _Tables:
    """m, u and kin of every level, by gamma, while they are being learnt."""

    def __init__(self, start: Model) -> None:
        self._m = [_by_gamma(start.worth[name], "m") for name in names()]
        self._u = [_by_gamma(start.worth[name], "u") for name in names()]
        self._kin = [_by_gamma(start.worth[name], "kin") for name in names()]
        self._start_m = [table.copy() for table in self._m]
        self._start_kin = [table.copy() for table in self._kin]

    def posterior(self, gammas: Ints, match_share: float, kin_share: float) -> Floats:
        """Chance that a pattern is of one person, of relatives, of strangers."""
        shares = (match_share, kin_share, max(1 - match_share - kin_share, FLOOR))
        logs = np.empty((len(gammas), 3))
        for column, (share, tables) in enumerate(zip(shares, (self._m, self._kin, self._u), strict=True)):
            logs[:, column] = np.log(share) + sum(
                np.where(gammas[:, position] < 0, 0.0, np.log(table)[gammas[:, position]])
                for position, table in enumerate(tables)
            )
        logs -= logs.max(axis=1, keepdims=True)
        odds = np.exp(logs)
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def learn_people(self, gammas: Ints, weighed: Floats) -> None:
        """M and kin from the pairs, the starting figures weighing in."""
        for position in range(len(self._m)):
            size = len(self._m[position])
            m = _counted(gammas[:, position], weighed[:, 0], size) + M_STRENGTH * self._start_m[position]
            kin = (
                _counted(gammas[:, position], weighed[:, 1], size) + KIN_STRENGTH * self._start_kin[position]
            )
            self._m[position] = m / m.sum()
            self._kin[position] = kin / kin.sum()

    def learn_strangers(
        self, evidence: Evidence, weighed: Floats, match_share: float, kin_share: float
    ) -> None:
        """U from the sample, what looks like one person or relatives left out."""
        chance = self.posterior(evidence.sampled.gammas, match_share, kin_share)
        strangers = chance[:, 2] * evidence.sampled.counts
        for position, name in enumerate(names()):
            size = len(self._u[position])
            seen = _counted(evidence.sampled.gammas[:, position], strangers, size)
            if seen.sum() == 0:
                continue
            u = (seen + 0.25) / (seen.sum() + 0.25 * size)
            if name in evidence.equal_pairs:
                u = _with_equal(u, evidence, name, weighed, position)
            self._u[position] = np.maximum(u, FLOOR)

    def worth(self) -> dict[str, tuple[Worth, ...]]:
        """The tables in the words of a model: best level first."""
        return {
            name: tuple(
                Worth(float(m), float(u), float(kin))
                for m, u, kin in zip(
                    self._m[position][::-1], self._u[position][::-1], self._kin[position][::-1], strict=True
                )
            )
            for position, name in enumerate(names())
        }


def _with_equal(u: Floats, evidence: Evidence, name: str, weighed: Floats, position: int) -> Floats:
    """U with its best level counted over the whole table: a sample is too small to meet equal rare values."""
    equal, comparable = evidence.equal_pairs[name]
    if comparable == 0:
        return u
    best = evidence.blocked.gammas[:, position] == len(u) - 1
    strangers = equal - float(weighed[best, 0].sum() + weighed[best, 1].sum())
    share = max(strangers, 0.25, 0.02 * equal) / comparable
    scaled = u[:-1] * (1 - share) / u[:-1].sum()
    return np.append(scaled, share)


def _by_gamma(worth: tuple[Worth, ...], which: str) -> Floats:
    return np.array([getattr(level, which) for level in reversed(worth)], dtype=np.float64)


def _counted(gammas: Ints, weights: Floats, size: int) -> Floats:
    said = gammas >= 0
    return np.bincount(gammas[said], weights=weights[said], minlength=size).astype(np.float64)


def equal_pairs(connection: duckdb.DuckDBPyConnection, records: str) -> dict[str, tuple[float, float]]:
    """Pairs of the whole table that agree on the value of a comparison's best level, and pairs that have a value."""
    found = {}
    for comparison in COMPARISONS:
        column = _BEST_COLUMN[comparison.name]
        equal, comparable = connection.execute(
            f"""
            select coalesce(sum(n * (n - 1) / 2), 0), coalesce(sum(n) * (sum(n) - 1) / 2, 0)
            from (select count(*) as n from {records} where {column} is not null group by {column})
            """
        ).fetchall()[0]
        found[comparison.name] = (float(equal), float(comparable))
    return found


_BEST_COLUMN = {
    "identificador": "numero",
    "nombres": "nombres",
    "apellidos": "apellidos",
    "nacimiento": "nacimiento",
    "sexo": "sexo",
    "lugar": "zona",
    "direccion": "direccion",
}
