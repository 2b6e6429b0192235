"""Which contract a file falls under, or why under none, in words that lead to it.

Belongs here: the choice by institution, name and day, and its refusals. Does not belong here: reception (reception.py),
contracts (snis/contracts), or reading the file (assets/reading).
"""

from datetime import date
from difflib import get_close_matches

from assets.reading.refusals import EXPIRED, NO_CONTRACT, NO_INSTITUTION, refusal
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment

_NEAR = 0.6
_SUGGESTED = 3


def check_institution(institution: str, deployment: Deployment) -> None:
    """Refuse a sender that is not registered, and name those that are written nearly so.

    Raises:
        TransferError: ARC-03.
    """
    known = deployment.institution_codes
    if institution not in known:
        near = get_close_matches(institution.lower(), sorted(known), n=_SUGGESTED, cutoff=_NEAR)
        raise refusal(NO_INSTITUTION, f"¿Quiso decir {' o '.join(near)}?" if near else "", place=institution)


def contract_by_name(
    institution: str, filename: str, day: date, deployment: Deployment
) -> InstitutionContract:
    """The contract in force on a day that a file falls under by its name.

    Raises:
        TransferError: ARC-04, with the names that the institution's contracts expect.
    """
    contract = deployment.contract_for(institution, filename, on=day)
    if contract is not None:
        return contract
    own = [item for item in deployment.contracts if item.institution == institution]
    patterns = sorted({item.file.pattern for item in own if item.is_valid_on(day)})
    if patterns:
        cause = f"Los vigentes esperan un nombre como {', '.join(patterns)}."
    else:
        cause = "Ninguno de sus contratos está vigente." if own else "Todavía no tiene ningún contrato."
    raise refusal(NO_CONTRACT, cause, place=filename)


def contract_by_version(name: str, version: int, deployment: Deployment) -> InstitutionContract:
    """A version of a contract, in force or not.

    Raises:
        TransferError: ARC-04, the deployment has that version no longer.
    """
    for contract in deployment.contracts:
        if (contract.contract, contract.version) == (name, version):
            return contract
    raise refusal(NO_CONTRACT, f"Ya no existe {name} versión {version}.")


def check_agreed(contract: InstitutionContract, day: date) -> None:
    """Refuse what is sent after its agreement has ended.

    Raises:
        TransferError: ARC-15.
    """
    agreement = contract.agreement
    if agreement is not None and agreement.expires is not None and not contract.is_agreed_on(day):
        raise refusal(EXPIRED, f"El convenio {agreement.id} venció el {agreement.expires.isoformat()}.")


def closed_through(contract: InstitutionContract, deployment: Deployment) -> date | None:
    """The last closed day for a contract; corrections under an agreement may reach back behind it."""
    if contract.mode == "correction" and contract.agreement is not None:
        return None
    return deployment.closed_through
