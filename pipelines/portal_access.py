"""The portal of a command: who it is, and the work folder beside it.

Belongs here: making it from the settings. Does not belong here: what is asked of it
(assets/open/portal_publication.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.demonstration import settings_of
from pipelines.settings import Settings
from pipelines.work_folder import open_folder
from snis.errors import SettingsError

if TYPE_CHECKING:
    from assets.open.portal import Portal
    from assets.resources import Bench


def portal_of(settings: Settings) -> "Portal | None":
    """The portal of some settings; None when they name none."""
    from assets.open.portal import Portal

    if not settings.ckan_url:
        return None
    return Portal(url=settings.ckan_url, token=settings.ckan_token, organisation=settings.ckan_organisation)


@contextmanager
def at_portal(
    deployment: Path | None, work: Path | None, *, locked: bool = False
) -> Iterator[tuple["Bench", "Portal"]]:
    """The work folder and its portal.

    Raises:
        SettingsError: no portal is named.
    """
    portal = portal_of(settings_of(deployment, work))
    if portal is None:
        raise SettingsError(
            "no hay portal al que publicar",
            place="PADRON_CKAN_URL",
            remedy="Defina PADRON_CKAN_URL, PADRON_CKAN_TOKEN y PADRON_CKAN_ORGANISATION.",
        )
    with open_folder(deployment, work, locked=locked) as (_, bench):
        yield bench, portal
