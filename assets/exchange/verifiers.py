"""The way to the verifier of a deployment, as a Dagster resource.

Belongs here: which adapter a deployment's configuration asks for. Does not belong here: HTTP, which whoever puts the
resources together brings along (pipelines/verifier_client.py).
"""

from random import SystemRandom

import dagster as dg

from assets.exchange.adapter import Adapter
from assets.exchange.by_file import FileAdapter
from assets.exchange.by_service import Clock, Service, ServiceAdapter
from assets.exchange.desk import Desk
from snis.errors import SettingsError
from snis.exchange.validation import Validation


class Verifiers(dg.ConfigurableResource):
    """By file; a subclass knows how to call a service.

    Attributes:
        settle_seconds: how long an answer in the inbox must have been at rest.
    """

    settle_seconds: int = 5

    def connect(self, desk: Desk) -> Adapter:
        """The adapter of a session.

        Raises:
            SettingsError: the deployment asks for a service, and nobody brought one.
        """
        if desk.validation.by == "file":
            return FileAdapter(desk, settle_seconds=self.settle_seconds)
        return ServiceAdapter(desk, self.service(desk.validation), self.clock(desk), SystemRandom().random)

    def service(self, validation: Validation) -> Service:
        """The service of a verifier.

        Raises:
            SettingsError: there is none here.
        """
        raise SettingsError("no hay quien llame al servicio", place=validation.verifier)

    def clock(self, desk: Desk) -> Clock:
        """The time that passes while a service is called.

        Raises:
            SettingsError: there is none here.
        """
        raise SettingsError("no hay reloj para el servicio", place=desk.validation.verifier)
