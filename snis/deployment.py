"""A deployment: the folder that says whose system this is.

Belongs here: padron.yaml, the registers in CSV, the contracts, and look-ups in them. Does not belong here: files with a
module of their own (disclosure.yaml: snis/disclosure_policy.py; datasets.yaml: publish/datasets.py).
"""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from snis.contracts.layout import InstitutionContract
from snis.contracts.layouts import Vocabulary, read_contracts
from snis.errors import ContractError, DeploymentError, TerritoryError
from snis.territory import Territory, load_territory

INSTITUTION_COLUMNS = (
    "institucion_codigo", "institucion", "siglas", "rol_codigo", "acta", "vigente_desde", "vigente_hasta",
)  # fmt: skip
PROGRAMME_COLUMNS = (
    "modalidad_codigo", "programa_codigo", "programa", "modalidad", "institucion_codigo", "tipo_beneficio_codigo",
    "unidad_entrega", "edad_min", "edad_max", "sexo_codigo", "departamentos", "municipios", "monto_tipico_gtq",
    "periodicidad_codigo", "visibilidad_codigo", "fuente",
)  # fmt: skip
CODE_COLUMNS = ("lista", "codigo", "nombre")
_NEEDED = {
    "name": str, "country": str, "timezone": str, "territory": str, "publisher": dict, "licence": dict,
}  # fmt: skip
_ADMITTED = {
    "unidad_entrega": {"persona", "hogar", "comunidad", "racion"},
    "periodicidad_codigo": {"dia", "mes", "bimestre", "cuatrimestre", "semestre", "anio", "unica"},
    "visibilidad_codigo": {"publica", "sensible", "restringida"},
}
Row = Mapping[str, str]


@dataclass(frozen=True)
class Deployment:
    """One country's or ministry's configuration, read and checked as a whole.

    Attributes:
        folder: where it lies.
        name, country, timezone: who, where, and in which time zone a night has its date.
        publisher, licence: what packages carry.
        territory: departments, municipalities, population.
        institutions, programmes, codes: rows of the registers, columns as in the files.
        contracts: contracts of all institutions.
    """

    folder: Path
    name: str
    country: str
    timezone: str
    publisher: Mapping[str, str]
    licence: Mapping[str, str]
    territory: Territory
    institutions: tuple[Row, ...]
    programmes: tuple[Row, ...]
    codes: tuple[Row, ...]
    contracts: tuple[InstitutionContract, ...]

    @cached_property
    def institution_codes(self) -> frozenset[str]:
        """Codes of the registered institutions."""
        return frozenset(row["institucion_codigo"] for row in self.institutions)

    @cached_property
    def code_lists(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of each list, in file order."""
        lists: dict[str, list[str]] = {}
        for row in self.codes:
            lists.setdefault(row["lista"], []).append(row["codigo"])
        return {name: tuple(codes) for name, codes in lists.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the configuration files; changes when any of them does."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.glob("*.yaml")) + sorted(self.folder.glob("*.csv")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        for path in sorted((self.folder / "contracts").rglob("*.yaml")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def contract_for(self, institution: str, filename: str, *, on: date) -> InstitutionContract | None:
        """The contract that a file falls under on a day, by its name; None when none does."""
        for contract in self.contracts:
            if (
                contract.institution == institution
                and contract.is_valid_on(on)
                and fnmatch(filename.lower(), contract.file.pattern.lower())
            ):
                return contract
        return None


def load_deployment(folder: Path) -> Deployment:
    """Read and check a deployment folder.

    Raises:
        DeploymentError: a file is missing or broken; it names file, place and remedy.
        ContractError: contracts or registers have mistakes; every one of them is listed.
    """
    if not folder.is_dir():
        raise DeploymentError(
            "no existe la carpeta del despliegue",
            place=folder.name,
            remedy="Señálela con --deployment o PADRON_DEPLOYMENT.",
        )
    head = _read_head(folder / "padron.yaml")
    institutions = _read_csv(folder / "institutions.csv", INSTITUTION_COLUMNS)
    programmes = _read_csv(folder / "programmes.csv", PROGRAMME_COLUMNS)
    codes = _read_csv(folder / "codes.csv", CODE_COLUMNS)
    vocabulary = Vocabulary(
        frozenset(row["institucion_codigo"] for row in institutions),
        frozenset(row["modalidad_codigo"] for row in programmes),
        {
            name: frozenset(r["codigo"] for r in codes if r["lista"] == name)
            for name in {r["lista"] for r in codes}
        },
    )
    problems = [*_repeated(institutions, "institucion_codigo", "institutions.csv")]
    problems += _repeated(programmes, "modalidad_codigo", "programmes.csv")
    problems += _programme_problems(programmes, vocabulary)
    contracts = read_contracts(folder / "contracts", vocabulary, problems)
    if problems:
        raise ContractError(
            f"el despliegue tiene {len(problems)} errores", place=folder.name, problems=problems
        )
    return Deployment(
        folder=folder,
        name=head["name"],
        country=head["country"],
        timezone=head["timezone"],
        publisher={key: str(value) for key, value in head["publisher"].items()},
        licence={key: str(value) for key, value in head["licence"].items()},
        territory=_territory(head["territory"]),
        institutions=tuple(institutions),
        programmes=tuple(programmes),
        codes=tuple(codes),
        contracts=contracts,
    )


def _read_head(path: Path) -> dict[str, Any]:
    try:
        head = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeploymentError(
            "falta el archivo", place=path.name, remedy="Copie el de data/sample y ajústelo."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise DeploymentError("no es YAML válido en UTF-8", place=path.name) from None
    if not isinstance(head, dict):
        raise DeploymentError("está vacío", place=path.name, remedy="Copie el de data/sample y ajústelo.")
    for key, kind in _NEEDED.items():
        if not isinstance(head.get(key), kind):
            raise DeploymentError(
                f"falta la clave {key}, o no es del tipo esperado",
                place=path.name,
                remedy="Compárelo con data/sample/padron.yaml.",
            )
    try:
        ZoneInfo(head["timezone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise DeploymentError("zona horaria desconocida", place=f"{path.name}: timezone") from None
    return head


def _territory(name: str) -> Territory:
    try:
        return load_territory(name)
    except TerritoryError as error:
        raise DeploymentError(error.message, place="padron.yaml: territory") from None


def _read_csv(path: Path, columns: Sequence[str]) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            rows: list[Row] = [dict(row) for row in reader]
            header = tuple(reader.fieldnames or ())
    except FileNotFoundError:
        raise DeploymentError(
            "falta el archivo", place=path.name, remedy="Copie el de data/sample y ajústelo."
        ) from None
    except (csv.Error, UnicodeDecodeError):
        raise DeploymentError("no es un CSV válido en UTF-8", place=path.name) from None
    if header != tuple(columns):
        raise DeploymentError(
            "las columnas no son las esperadas",
            place=path.name,
            remedy=f"Deben ser, en este orden: {', '.join(columns)}.",
        )
    for line, row in enumerate(rows, start=2):
        if any(value is None or key is None for key, value in row.items()):
            raise DeploymentError("una fila no tiene todas sus columnas", place=f"{path.name}:{line}")
    return rows


def _repeated(rows: Sequence[Row], key: str, name: str) -> list[str]:
    codes = [row[key] for row in rows]
    return [f"{name}: {code} está dos veces" for code in sorted({c for c in codes if codes.count(c) > 1})]


def _programme_problems(programmes: Sequence[Row], vocabulary: Vocabulary) -> list[str]:
    found = []
    for line, row in enumerate(programmes, start=2):
        place = f"programmes.csv:{line}"
        if row["institucion_codigo"] not in vocabulary.institutions:
            found.append(f"{place}: la institución {row['institucion_codigo']} no está en institutions.csv")
        found += [
            f"{place}: {column} no admite {row[column]!r} (sí: {', '.join(sorted(admitted))})"
            for column, admitted in _ADMITTED.items()
            if row[column] not in admitted
        ]
        found += [
            f"{place}: {column} no es un número entero"
            for column in ("edad_min", "edad_max")
            if row[column] and not row[column].isdigit()
        ]
    return found
