"""What the suites of layouts are handed: files received, layouts in force, classes of crossings.

Belongs here: reading them from the register and the deployment. Does not belong here: the suites (quality/) or their
Dagster checks (checks.py).
"""

from collections.abc import Sequence

from assets.raw.transfers import RECEIVED, Transfer, mended_by, read_register
from assets.resources import Bench
from quality.catalogue import load_catalogue
from quality.expectations import Expectation
from quality.layout_expectations import Layout, derive_layout, table_of
from quality.layout_tables import LayoutFacts, ReceivedFile
from snis.coincidence_rules import ABSENCE, CONTROLS, FACTS
from snis.deployment import Deployment
from snis.quality_policy import load_quality_policy

_DEATHS = "renap_defuncion"
_REPEATED, _REPLACED = "ARC-07", "ARC-19"


def layout_expectations(deployment: Deployment) -> tuple[Expectation, ...]:
    """What is expected of every layout of a deployment, with the tolerances of its quality.yaml."""
    catalogue = load_catalogue()
    targets = load_quality_policy(deployment.folder).targets
    return tuple(
        expectation
        for contract in deployment.contracts
        for expectation in derive_layout(
            Layout(contract, validated=deployment.validation is not None),
            catalogue,
            lambda rule, dimension: float(targets.of(rule, dimension)),
        )
    )


def layout_facts(bench: Bench) -> LayoutFacts:
    """What the statements of quality/sql/envios are handed."""
    contracts = bench.deployment.contracts
    names = {(contract.contract, contract.version): table_of(contract) for contract in contracts}
    newest = sorted(contracts, key=lambda contract: contract.version)
    return LayoutFacts(
        files=_files(read_register(bench.store), names),
        in_force=tuple({contract.contract: table_of(contract) for contract in newest}.items()),
        crossings=tuple(
            (rule.id, found)
            for rule in bench.deployment.rules.rules
            if (found := _class_of(rule.source)) is not None
        ),
        layouts=tuple(names.values()),
    )


def _files(register: Sequence[Transfer], names: dict[tuple[str, int], str]) -> tuple[ReceivedFile, ...]:
    """Every file; what was refused of one that came again and was taken is mended, and no longer told."""
    mended = mended_by(register)
    return tuple(
        ReceivedFile(
            transfer=transfer.transferencia_id,
            layout=names[transfer.contrato, transfer.version],
            order=transfer.secuencia,
            counts=transfer.estado == RECEIVED and not transfer.reemplazada_por,
            refused_by="" if transfer.transferencia_id in mended else transfer.regla,
            notices=_notices(transfer),
        )
        for transfer in register
        if (transfer.contrato, transfer.version) in names
    )


def _notices(transfer: Transfer) -> tuple[str, ...]:
    """Rules of the notices of a file; that it came again or was replaced, it does not know itself.

    What was odd in a file that was replaced is mended with it.
    """
    said = [] if transfer.reemplazada_por else [*transfer.noticed]
    said += [_REPEATED] * bool(transfer.repeticiones) + [_REPLACED] * bool(transfer.reemplazada_por)
    return tuple(dict.fromkeys(said))


def _class_of(source: str | None) -> str | None:
    if source == _DEATHS:
        return "muerte"
    if source in {*FACTS, ABSENCE}:
        return "registro"
    return "control" if source in CONTROLS else None
