"""Reading the contracts of all institutions, with one message for each mistake.

Belongs here: finding the files, and what contracts have to keep together. Does not belong here: what one contract has
to keep (layout.py, rules.py, vocabulary.py) or how a mistake is worded (shape.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from snis.contracts.crosswalks import FOLDER, read_crosswalks, resolved
from snis.contracts.layout import InstitutionContract
from snis.contracts.rules import own_mistakes
from snis.contracts.shape import Mistake, Shaped, read_shape
from snis.contracts.vocabulary import Vocabulary, reference_mistakes


@dataclass(frozen=True)
class _Written:
    """A contract and the file it was read from."""

    contract: InstitutionContract
    file: Shaped[InstitutionContract]


def read_contracts(
    folder: Path, vocabulary: Vocabulary, problems: list[str]
) -> tuple[InstitutionContract, ...]:
    """Contracts in <folder>/<institution>/*.yaml, in name order; every mistake is added to `problems`.

    The crosswalks that they name lie beside their folder.

    An institution is added by its folder here and its row in institutions.csv: nothing else has to know of it.
    """
    crosswalks = read_crosswalks(folder.parent / FOLDER, vocabulary, problems)
    problems.extend(_misplaced(folder))
    written = []
    for path in sorted(folder.glob("*/*.yaml")):
        place = f"{folder.name}/{path.parent.name}/{path.name}"
        shaped = read_shape(path, place, InstitutionContract)
        problems.extend(shaped.problems)
        if shaped.model is not None:
            contract, found = resolved(shaped.model, crosswalks)
            found += mistakes_of(contract, path.parent.name, vocabulary)
            problems.extend(shaped.describe(mistake) for mistake in found)
            written.append(_Written(contract, shaped))
    problems.extend(_clashes(written))
    return tuple(item.contract for item in written)


def check_contract(path: Path, vocabulary: Vocabulary, crosswalks: Path) -> list[str]:
    """Every mistake of one contract that lies outside a deployment, as a draft does.

    Args:
        path: the contract.
        vocabulary: what it may refer to.
        crosswalks: folder of the crosswalks that it may name.
    """
    shaped = read_shape(path, path.name, InstitutionContract)
    if shaped.model is None:
        return list(shaped.problems)
    contract, found = resolved(shaped.model, read_crosswalks(crosswalks, vocabulary, []))
    found += mistakes_of(contract, contract.institution, vocabulary)
    return [shaped.describe(mistake) for mistake in found]


def mistakes_of(contract: InstitutionContract, folder: str, vocabulary: Vocabulary) -> list[Mistake]:
    """Everything that one contract says against itself, its folder or the deployment."""
    return [*reference_mistakes(contract, folder, vocabulary), *own_mistakes(contract)]


def globs_meet(first: str, second: str) -> bool:
    """Whether some file name fits both patterns (`*` any text, `?` one character; capitals or not)."""
    one, other = first.lower(), second.lower()

    @cache
    def meet(i: int, j: int) -> bool:
        if i == len(one) and j == len(other):
            return True
        if i < len(one) and one[i] == "*":
            return meet(i + 1, j) or (j < len(other) and meet(i, j + 1))
        if j < len(other) and other[j] == "*":
            return meet(i, j + 1) or (i < len(one) and meet(i + 1, j))
        if i == len(one) or j == len(other):
            return False
        return ("?" in (one[i], other[j]) or one[i] == other[j]) and meet(i + 1, j + 1)

    return meet(0, 0)


def _misplaced(folder: Path) -> Iterator[str]:
    """Files that nobody would ever read, and their authors would wonder."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix in {".yaml", ".yml"} and (path.suffix == ".yml" or len(parts) != 2):
            yield (
                f"{folder.name}/{'/'.join(parts)}: un contrato va en contracts/<institución>/<nombre>.yaml. "
                "Remedio: muévalo o cámbiele el nombre."
            )


def _clashes(written: Sequence[_Written]) -> Iterator[str]:
    """Contracts that share id and version, or that one file name could fall under on one day."""
    for first, second in combinations(written, 2):
        one, other = first.contract, second.contract
        if (one.contract, one.version) == (other.contract, other.version):
            yield second.file.describe(
                Mistake(
                    ("contract",),
                    f"{other.contract} versión {other.version} ya está en {first.file.place}",
                    "use otro nombre, o suba la versión",
                )
            )
        if (
            one.institution == other.institution
            and globs_meet(one.file.pattern, other.file.pattern)
            and _overlap(one, other)
        ):
            yield second.file.describe(
                Mistake(
                    ("file", "pattern"),
                    f"un mismo archivo podría caer también bajo {first.file.place}, en las mismas fechas",
                    "use patrones que no se crucen, o cierre la vigencia de uno con valid_to",
                )
            )


def _overlap(one: InstitutionContract, other: InstitutionContract) -> bool:
    starts_in_time = one.valid_to is None or other.valid_from <= one.valid_to
    return starts_in_time and (other.valid_to is None or one.valid_from <= other.valid_to)
