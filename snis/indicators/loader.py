"""Reading the catalogue of indicators: those that ship with Padrón, and a deployment's own.

Belongs here: finding <codigo>.yaml in both places, with one message for each mistake. Does not belong here: what an
indicator has to keep (model.py), or its statement (assets/indicators/sources.py).
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from snis.contracts.shape import Mistake, read_shape
from snis.errors import ContractError
from snis.indicators.model import Indicator, indicator_mistakes

SHIPPED = Path(__file__).with_name("catalogue")
# Folder of a deployment's own indicators: <codigo>.yaml and <codigo>.sql.
FOLDER = "indicators"
# Who answers for an indicator that no single institution delivers.
MINISTRY = "mides"


@cache
def shipped_indicators() -> tuple[Indicator, ...]:
    """The catalogue that ships with Padrón, in code order.

    Raises:
        ContractError: with every mistake found.
    """
    problems: list[str] = []
    found = read_indicators(SHIPPED, problems)
    _refuse("el catálogo de indicadores tiene errores", "snis/indicators/catalogue", problems)
    return found


def own_indicators(folder: Path, institutions: Iterable[str]) -> tuple[Indicator, ...]:
    """The indicators of a deployment folder, in code order; none without indicators/.

    Args:
        folder: the deployment.
        institutions: codes of its register, one of which answers for each indicator.

    Raises:
        ContractError: with every mistake found.
    """
    problems: list[str] = []
    found = read_indicators(folder / FOLDER, problems, institutions={*institutions, MINISTRY})
    taken = {indicator.codigo for indicator in shipped_indicators()}
    problems += [
        f"{FOLDER}/{item.codigo}.yaml:1: codigo: ya es de un indicador que viene con Padrón. "
        "Remedio: use otro código."
        for item in found
        if item.codigo in taken
    ]
    _refuse("los indicadores del despliegue tienen errores", f"{folder.name}/{FOLDER}", problems)
    return found


def read_indicators(
    folder: Path, problems: list[str], *, institutions: Iterable[str] | None = None
) -> tuple[Indicator, ...]:
    """The indicators of one folder, in code order; every mistake is added to `problems`."""
    known = None if institutions is None else sorted(institutions)
    read = (_read(path, problems, known) for path in sorted(folder.glob("*.yaml")))
    return tuple(indicator for indicator in read if indicator is not None)


def _read(path: Path, problems: list[str], institutions: Sequence[str] | None) -> Indicator | None:
    shaped = read_shape(path, f"{path.parent.name}/{path.name}", Indicator)
    problems.extend(shaped.problems)
    if shaped.model is None:
        return None
    mistakes = list(indicator_mistakes(shaped.model, path.stem))
    if institutions is not None and shaped.model.responsable not in institutions:
        mistakes.append(
            Mistake(
                ("responsable",),
                "no es una institución registrada",
                f"use una de estas: {', '.join(institutions)}",
            )
        )
    problems.extend(shaped.describe(mistake) for mistake in mistakes)
    return shaped.model


def _refuse(message: str, place: str, problems: Sequence[str]) -> None:
    if problems:
        raise ContractError(message, place=place, remedy="Corríjalos.", problems=problems)
