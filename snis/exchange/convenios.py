"""The convenios of a deployment: under which agreement data may leave for which institution, for what, until when.

Belongs here: the register convenios.yaml, and whether a convenio allows an exchange on a day. Does not belong here: the
agreement under which a file comes in (snis/contracts/layout.py), or the exchange itself (assets/exchange).
"""

from collections.abc import Iterable, Iterator, Set
from datetime import date
from pathlib import Path

from pydantic import Field

from snis.contracts.layout import Agreement
from snis.contracts.shape import nearest, read_shape
from snis.contracts.strict import Day, NonEmpty, Strict
from snis.errors import ConvenioError, DeploymentError

FILE = "convenios.yaml"
_REMEDY = "Renuévelo y registre su acta en convenios.yaml; hasta entonces no sale ni entra nada con esa institución."


class Convenio(Agreement):
    """One agreement, as the register of the deployment has it: id and expiry, and what it covers."""

    institution: NonEmpty = Field(description="Código de la institución con la que se intercambia.")
    purpose: NonEmpty = Field(description="Finalidad: para qué se intercambia, y para nada más.")
    legal_basis: tuple[NonEmpty, ...] = Field(min_length=1, description="Leyes o acuerdos en que se apoya.")
    columns: tuple[NonEmpty, ...] = Field(
        min_length=1, description="Columnas que pueden salir; ninguna otra sale."
    )
    valid_from: Day = Field(description="Primer día de vigencia, aaaa-mm-dd.")
    acta: NonEmpty = Field(description="Acta o documento que lo respalda.")

    def days_left(self, day: date) -> int | None:
        """Days until it ends, counted from a day; None when it has no end."""
        return None if self.expires is None else (self.expires - day).days


class _Register(Strict):
    convenios: tuple[Convenio, ...]


def read_convenios(
    folder: Path, institutions: Set[str], fields: Set[str], problems: list[str]
) -> tuple[Convenio, ...]:
    """The convenios of a deployment; none when it has no such file. Mistakes are added to `problems`.

    Raises:
        DeploymentError: the file is no register at all.
    """
    try:
        shaped = read_shape(folder / FILE, FILE, _Register)
    except FileNotFoundError:
        return ()
    if shaped.model is None:
        raise DeploymentError("; ".join(shaped.problems))
    found = shaped.model.convenios
    problems.extend(_mistakes(found, institutions, fields))
    return found


def allowing(
    convenios: Iterable[Convenio],
    name: str,
    *,
    institution: str,
    purpose: str,
    columns: Iterable[str],
    day: date,
) -> Convenio:
    """The convenio under which columns may go to an institution for a purpose on a day.

    Raises:
        ConvenioError: there is none, it has not begun, it has ended, or it does not cover the institution, the purpose
            or a column.
    """
    convenio = next((item for item in convenios if item.id == name), None)
    if convenio is None:
        raise ConvenioError(
            "no está en el registro de convenios", place=name, remedy=f"Regístrelo en {FILE}."
        )
    if convenio.institution != institution:
        raise ConvenioError(
            f"es con {convenio.institution} y no con {institution}",
            place=name,
            remedy="Señale el convenio que corresponde en padron.yaml: validation.",
        )
    if convenio.purpose != purpose:
        raise ConvenioError(
            f"permite {convenio.purpose} y no {purpose}",
            place=name,
            remedy=f"Señale en padron.yaml: validation un convenio con la finalidad {purpose}, o amplíelo con un acta.",
        )
    if day < convenio.valid_from:
        raise ConvenioError(
            f"empieza a regir el {convenio.valid_from.isoformat()}",
            place=name,
            remedy="Espere, o corrija su fecha.",
        )
    if convenio.expires is not None and day > convenio.expires:
        raise ConvenioError(f"venció el {convenio.expires.isoformat()}", place=name, remedy=_REMEDY)
    if beyond := sorted(set(columns) - set(convenio.columns)):
        raise ConvenioError(
            f"no cubre: {', '.join(beyond)}",
            place=name,
            remedy="Amplíe el convenio con un acta, o no envíe esas columnas.",
        )
    return convenio


def _mistakes(convenios: Iterable[Convenio], institutions: Set[str], fields: Set[str]) -> Iterator[str]:
    seen: set[str] = set()
    for item in convenios:
        place = f"{FILE}: {item.id}"
        if item.id in seen:
            yield f"{place}: está dos veces. Remedio: deje uno solo, con la vigencia que tiene hoy."
        seen.add(item.id)
        if item.institution not in institutions:
            near = nearest(item.institution, institutions)
            text = f"la institución {item.institution} no está en institutions.csv{near or '.'}"
            yield f"{place}: {text} Remedio: agréguela, o corrija el código."
        if item.expires is not None and item.expires < item.valid_from:
            yield f"{place}: expires es anterior a valid_from. Remedio: revise las dos fechas."
        for column in item.columns:
            if column not in fields:
                near = nearest(column, fields)
                text = f"columns: «{column}» no es un campo{near or '.'}"
                yield f"{place}: {text} Remedio: use los de docs/intercambio.md."
