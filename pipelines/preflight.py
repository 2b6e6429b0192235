"""What has to be readable before a night takes anything from the inbox.

Belongs here: the files of a deployment that are read late in a night, when a mistake in them would cost the night.
Does not belong here: registers and contracts (snis/deployment.py), or what any of the files means.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from assets.indicators.sources import own_sources
from publish.datasets import load_datasets
from publish.feedback import FEEDBACK, load_feedback
from publish.gate_approvals import load_approvals
from publish.opening import OPENING, load_opening
from quality.catalogue import load_catalogue
from snis.admission import check_decisions
from snis.deployment import Deployment
from snis.disclosure_groupings import problems_in_lists
from snis.disclosure_policy import REMEDY, load_policy
from snis.errors import DisclosureError, QualityError
from snis.quality_policy import POLICY as QUALITY_POLICY
from snis.quality_policy import QualityPolicy, load_quality_policy
from snis.service_policy import load_service_policy

APPROVALS, POLICY = "approvals.yaml", "disclosure.yaml"


def check_configuration(deployment: Deployment) -> None:
    """Read policies, datasets, approvals, the opening plan, the questions and the indicators of a deployment.

    Raises:
        DisclosureError: the policy or the approvals are missing, broken, weaker than the floor, or not of this
            deployment's code lists.
        PublishError: datasets.yaml is missing or broken, or feedback.yaml holds personal data.
        DeploymentError: service.yaml is broken.
        ContractError: the deployment's own indicators have mistakes.
        QualityError: quality.yaml is broken, or names a rule that there is not.
    """
    policy = load_policy(deployment.folder / POLICY)
    if problems := problems_in_lists(policy.hierarchies, deployment.code_lists):
        raise DisclosureError("; ".join(problems), place=POLICY, remedy=REMEDY)
    check_decisions(deployment.folder)
    _check_quality(load_quality_policy(deployment.folder))
    load_datasets(deployment.folder / "datasets.yaml")
    own_sources(deployment.folder, deployment.institution_codes)
    load_service_policy(deployment.folder)
    readers: Mapping[str, Callable[[Path], object]] = {
        APPROVALS: load_approvals,
        OPENING: load_opening,
        FEEDBACK: load_feedback,
    }
    for name, read in readers.items():
        try:
            read(deployment.folder / name)
        except DisclosureError as error:
            raise DisclosureError(
                error.message,
                place=name,
                remedy=f"Corrija {name}; compárelo con el de data/sample. Mientras tanto no se recibe ni se publica.",
            ) from None


def _check_quality(policy: QualityPolicy) -> None:
    catalogue = load_catalogue()
    unknown = sorted({*policy.unscored, *policy.targets.rules} - {rule.id for rule in catalogue.rules})
    if unknown:
        raise QualityError(
            f"no hay tal regla: {', '.join(unknown)}",
            place=QUALITY_POLICY,
            remedy="Use los códigos de quality/catalogue.yaml, que son los nombres de docs/guia.",
        )
