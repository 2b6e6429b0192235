"""`padron contract check`: the mistakes of one contract, of a folder of them, or of a whole deployment.

Belongs here: which files are meant. Does not belong here: what is wrong in them (snis/contracts) or how a mistake is
worded (snis/contracts/shape.py).
"""

from pathlib import Path

from snis.contracts.crosswalks import FOLDER
from snis.contracts.layouts import check_contract
from snis.deployment import HEAD, load_deployment, read_vocabulary
from snis.errors import ContractError, SettingsError


def problems_in(place: Path | None, deployment: Path) -> tuple[tuple[str, ...], int]:
    """Every mistake, and how many contracts were looked at.

    Args:
        place: a contract, a folder inside a deployment, or a deployment; the usual deployment when None.
        deployment: whose registers and code lists a contract outside any deployment is held against.

    Raises:
        SettingsError: there is no such file, or the folder belongs to no deployment.
        DeploymentError: the deployment itself cannot be read.
    """
    if place is None:
        return _of_deployment(deployment, "")
    path = place.resolve()
    if not path.exists():
        raise SettingsError("no existe", place=place.name, remedy="Revise el nombre y la carpeta.")
    home = next((folder for folder in (path, *path.parents) if (folder / HEAD).is_file()), None)
    if home is not None and (path.is_dir() or _is_in_place(path, home)):
        inside = path.relative_to(home).as_posix()
        return _of_deployment(home, "" if inside == "." else inside)
    if path.is_dir():
        raise SettingsError(
            "la carpeta no es de un despliegue", place=place.name, remedy=f"Señale la que tiene {HEAD}."
        )
    problems = check_contract(path, read_vocabulary(deployment), deployment / FOLDER)
    return tuple(problems), 1


def _is_in_place(path: Path, home: Path) -> bool:
    parts = path.relative_to(home).parts
    return len(parts) == 3 and parts[0] == "contracts" and path.suffix == ".yaml"


def _of_deployment(home: Path, inside: str) -> tuple[tuple[str, ...], int]:
    """The mistakes of a deployment, or of what lies at a place in it."""
    files = [path.relative_to(home).as_posix() for path in (home / "contracts").glob("*/*.yaml")]
    count = sum(name.startswith(inside) for name in files)
    try:
        load_deployment(home)
    except ContractError as error:
        return tuple(problem for problem in error.problems if problem.startswith(inside)), count
    return (), count
