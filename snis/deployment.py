"""A deployment: the folder that says whose system this is.

Belongs here: padron.yaml, the deployment as one object, and look-ups in it. Does not belong here: rows of the registers
(registers.py), contracts (snis/contracts), or files with a module of their own (disclosure.yaml:
snis/disclosure_policy.py; datasets.yaml: publish).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field

from snis.coincidence_rules import RuleBook, known_from
from snis.coincidence_table import Effective, effective_rules, read_rules
from snis.contracts.input_fields import INPUT_FIELDS
from snis.contracts.layout import Every, InstitutionContract
from snis.contracts.layouts import read_contracts
from snis.contracts.shape import read_shape
from snis.contracts.strict import Day
from snis.contracts.vocabulary import Vocabulary
from snis.denominators import Denominator, read_denominators
from snis.errors import ContractError, DeploymentError, TerritoryError
from snis.exchange.convenios import Convenio, read_convenios
from snis.exchange.validation import Validation, mistakes
from snis.linkage.settings import LinkageSettings
from snis.registers import COPY, Registers, Row, read_registers
from snis.service_policy import FILE as SERVICE
from snis.sfi_diagnosis import Declared, read_diagnoses
from snis.territory import Territory, load_territory

HEAD = "padron.yaml"
_Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Publisher(_Strict):
    """Who publishes, as packages and catalogues print it."""

    name: _Text
    email: _Text
    url: _Text


class Licence(_Strict):
    """The licence of everything that is published."""

    id: _Text
    title: _Text
    url: _Text


class Release(_Strict):
    """How often a release is made, and on which day of the period that follows the one it is about."""

    every: Every
    due_day: Annotated[int, Field(ge=1, le=31)] = 1


class Head(_Strict):
    """padron.yaml."""

    name: _Text
    country: _Text
    timezone: _Text
    territory: _Text
    publisher: Publisher
    licence: Licence
    release: Release = Release(every="day")
    closed_through: Day | None = None
    accepted_transfers: tuple[_Text, ...] = ()
    validation: Validation | None = None
    linkage: LinkageSettings = LinkageSettings()


@dataclass(frozen=True)
class Deployment:
    """One country's or ministry's configuration, read and checked as a whole.

    Attributes:
        folder: where it lies; disclosure.yaml, datasets.yaml and the like are read from there by their own parts.
        name, country, timezone: who, where, and in which time zone a night has its date.
        publisher, licence: what packages carry: name, email, url; id, title, url.
        territory: departments, municipalities, population.
        institutions, programmes, codes: rows of the registers, columns as in the files.
        contracts: contracts of all institutions.
        rules: coincidences.yaml, what it means to have two things at once.
        release: how often a release is made: day, week, month, ...
        closed_through: the last day of the periods that are closed: deliveries until then are taken no more (PER-01).
        accepted_transfers: ids of transfers that replace far more than they bring (ARC-14), and may.
        convenios: agreements under which data go to other institutions; empty when nothing does.
        validation: how identities are validated; None when they are not.
        linkage: what the linkage of records expects of the register, and where it stops.
        denominators: eligible.csv and goals.csv, what figures are divided by; empty when nobody says it.
        diagnoses: what institutions declared of themselves (diagnosis/); nothing that is measured looks at it.
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
    rules: RuleBook = field(default_factory=RuleBook)
    release: str = "day"
    closed_through: date | None = None
    accepted_transfers: frozenset[str] = frozenset()
    convenios: tuple[Convenio, ...] = ()
    validation: Validation | None = None
    linkage: LinkageSettings = field(default_factory=LinkageSettings)
    denominators: tuple[Denominator, ...] = ()
    diagnoses: tuple[Declared, ...] = ()

    @cached_property
    def institution_codes(self) -> frozenset[str]:
        """Codes of the registered institutions."""
        return frozenset(row["institucion_codigo"] for row in self.institutions)

    @cached_property
    def effective_rules(self) -> tuple[Effective, ...]:
        """The rules of coincidence and crossing as they hold for each modality."""
        return tuple(effective_rules(self.rules, known_from(self.programmes, self.institution_codes)))

    @cached_property
    def code_lists(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of each list, in file order."""
        lists: dict[str, list[str]] = {}
        for row in self.codes:
            lists.setdefault(row["lista"], []).append(row["codigo"])
        return {name: tuple(codes) for name, codes in lists.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the configuration files and the territory: equal digest, equal results from equal files.

        service.yaml is left out: whom to tell of a late night changes nothing that is published.
        """
        paths = [
            *(path for path in self.folder.glob("*.yaml") if path.name != SERVICE),
            *self.folder.glob("*.csv"),
            *(self.folder / "contracts").glob("*/*.yaml"),
            *(self.folder / "crosswalks").glob("*.yaml"),
        ]
        digest = hashlib.sha256(repr(self.territory).encode())
        for path in sorted(paths):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(self.folder).as_posix()}\0{content}\n".encode())
        return digest.hexdigest()

    def contract_for(self, institution: str, filename: str, on: date) -> InstitutionContract | None:
        """The contract that a file falls under on a day, by its name; None when none does.

        There is at most one: the loader refuses contracts whose patterns meet while both are in force.
        """
        for contract in self.contracts:
            if (
                contract.institution == institution
                and contract.is_valid_on(on)
                and fnmatchcase(filename.lower(), contract.file.pattern.lower())
            ):
                return contract
        return None


def load_deployment(folder: Path) -> Deployment:
    """Read and check a deployment folder.

    Raises:
        DeploymentError: padron.yaml or a register is missing or broken; it names file, place and remedy.
        ContractError: registers or contracts have mistakes; `problems` lists every one of them.
    """
    if not folder.is_dir():
        raise DeploymentError(
            "no existe la carpeta del despliegue",
            place=folder.name,
            remedy="Señálela con --deployment o PADRON_DEPLOYMENT.",
        )
    head = _read_head(folder / HEAD)
    territory = _territory(head.territory)
    problems: list[str] = []
    registers = read_registers(folder, territory, problems)
    contracts = read_contracts(folder / "contracts", _vocabulary(registers, territory), problems)
    denominators = read_denominators(folder, registers, territory, problems)
    diagnoses = read_diagnoses(folder, registers.institution_codes, problems)
    convenios = read_convenios(folder, registers.institution_codes, INPUT_FIELDS, problems)
    if head.validation is not None:
        problems.extend(mistakes(head.validation, registers.institution_codes))
    known = known_from(registers.programmes, registers.institution_codes)
    rules = read_rules(folder, known, problems)
    if problems:
        count = "un error" if len(problems) == 1 else f"{len(problems)} errores"
        raise ContractError(
            f"el despliegue tiene {count}", place=folder.name, remedy="Corríjalos.", problems=problems
        )
    if not contracts:
        raise DeploymentError(
            "no hay ningún contrato",
            place=f"{folder.name}/contracts",
            remedy="Escriba contracts/<institución>/<nombre>.yaml; docs/contratos.md dice cómo.",
        )
    return Deployment(
        folder=folder,
        name=head.name,
        country=head.country,
        timezone=head.timezone,
        publisher=head.publisher.model_dump(),
        licence=head.licence.model_dump(),
        territory=territory,
        institutions=registers.institutions,
        programmes=registers.programmes,
        codes=registers.codes,
        contracts=contracts,
        rules=rules,
        release=head.release.every,
        closed_through=head.closed_through,
        accepted_transfers=frozenset(head.accepted_transfers),
        convenios=convenios,
        validation=head.validation,
        linkage=head.linkage,
        denominators=denominators,
        diagnoses=diagnoses,
    )


def read_vocabulary(folder: Path) -> Vocabulary:
    """What contracts of a deployment may refer to, whether or not its own contracts hold.

    Raises:
        DeploymentError: padron.yaml or a register is missing or broken.
    """
    territory = _territory(_read_head(folder / HEAD).territory)
    return _vocabulary(read_registers(folder, territory, []), territory)


def _read_head(path: Path) -> Head:
    try:
        shaped = read_shape(path, path.name, Head)
    except FileNotFoundError:
        raise DeploymentError("falta el archivo", place=path.name, remedy=COPY) from None
    if shaped.model is None:
        raise DeploymentError("; ".join(shaped.problems))
    try:
        ZoneInfo(shaped.model.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DeploymentError(
            "zona horaria desconocida",
            place=f"{path.name}: timezone",
            remedy="Escriba, por ejemplo, America/Guatemala.",
        ) from None
    return shaped.model


def _territory(name: str) -> Territory:
    try:
        return load_territory(name)
    except TerritoryError as error:
        raise DeploymentError(
            error.message, place=f"{HEAD}: territory", remedy="El territorio que se incluye es guatemala."
        ) from None


def _vocabulary(registers: Registers, territory: Territory) -> Vocabulary:
    return Vocabulary(
        registers.institution_codes,
        registers.modality_codes,
        registers.code_lists,
        territory.department_codes,
        territory.municipality_codes,
    )
