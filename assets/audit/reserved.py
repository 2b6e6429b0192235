"""What the auditor's site does not name: restricted programmes, and contracts that bring nothing else.

Belongs here: telling them from the registers and contracts. Does not belong here: hiding them on a page
(quality/site/wording.py).
"""

from dataclasses import dataclass

from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.disclosure import RESTRICTED
from snis.quality_disclosure import MODALITY


@dataclass(frozen=True)
class Reserved:
    """Codes that only the protected zone may see.

    Attributes:
        modalities, programmes: codes; a programme only when all its modalities are restricted.
        contracts: contracts whose every row is of a restricted modality; their name tells it.
    """

    modalities: frozenset[str]
    programmes: frozenset[str]
    contracts: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        """All of them."""
        return self.modalities | self.programmes | self.contracts

    def is_named(self, text: str) -> bool:
        """Whether a name that somebody gave, as that of a file, holds one of the codes as a word of its own."""
        words = _words(text)
        return any(f"-{code}-" in words for code in map(_inner, self.codes))


def reserved_of(deployment: Deployment) -> Reserved:
    """What a deployment keeps to its protected zone."""
    rows = deployment.programmes
    modalities = frozenset(row["modalidad_codigo"] for row in rows if row["visibilidad_codigo"] == RESTRICTED)
    programmes = frozenset(
        row["programa_codigo"] for row in rows if row["modalidad_codigo"] in modalities
    ) - {row["programa_codigo"] for row in rows if row["modalidad_codigo"] not in modalities}
    contracts = frozenset(
        contract.contract
        for contract in deployment.contracts
        if (named := _modalities(contract)) and named <= modalities
    )
    return Reserved(modalities, programmes, contracts)


def _words(text: str) -> str:
    return f"-{_inner(text)}-"


def _inner(text: str) -> str:
    """Letters and digits in lower case, all else as hyphens."""
    return "".join(letter if letter.isalnum() else "-" for letter in text.lower())


def _modalities(contract: InstitutionContract) -> set[str]:
    """Modalities that a contract names; none when it leaves them to the file."""
    if MODALITY in contract.constants:
        return {contract.constants[MODALITY]}
    return {
        code
        for column in contract.columns
        if MODALITY in column.fields and column.codes is not None
        for code in column.codes.values()
    }
