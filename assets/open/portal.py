"""The CKAN portal of a deployment, as a Dagster resource.

Belongs here: its address and token, and whether there is one. Does not belong here: talking to it
(publish/ckan_client.py).
"""

import dagster as dg

from publish.ckan_client import Access


class Portal(dg.ConfigurableResource):
    """A CKAN portal; an empty URL means that the local catalogue is all there is."""

    url: str = ""
    token: str = ""
    organisation: str = ""

    @property
    def configured(self) -> bool:
        """Whether there is a portal to publish to."""
        return bool(self.url)

    def access(self) -> Access:
        """What the publisher needs to get in."""
        return Access(url=self.url, token=self.token, organisation=self.organisation)
