"""What a deployment promises of its service, and whom it tells when something is amiss: service.yaml.

Belongs here: the keys of the file, their limits and defaults. Does not belong here: measuring (service_levels.py), when
an alert leaves (alerts.py), or sending it (pipelines/alerts). A deployment without the file has the default targets and
tells nobody.
"""

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from snis.contracts.shape import read_shape
from snis.contracts.strict import NonEmpty, Strict
from snis.errors import DeploymentError

FILE = "service.yaml"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Severity = Literal["critica", "alta", "media", "baja"]
SEVERITIES: tuple[Severity, ...] = ("critica", "alta", "media", "baja")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
# Only variables of our own are read: no channel can be made to give another secret of the process away.
_VARIABLE = re.compile(r"PADRON_[A-Z0-9_]+")
_MAILBOX = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
_Share = Annotated[float, Field(ge=0, le=100)]
_Least = Annotated[float, Field(ge=0)]


class Targets(Strict):
    """What each level should reach: at least, of a share; at most, of days, minutes and counts."""

    noches_a_tiempo: _Share = Field(95, description="Por ciento de las noches, por lo menos.")
    noches_sin_terminar: _Least = Field(1, description="Noches en un mes, a lo más.")
    duracion_noche: _Least = Field(240, description="Minutos (mediana), a lo más.")
    duracion_noche_maxima: _Least = Field(360, description="Minutos de la más larga, a lo más.")
    entregas_a_tiempo: _Share = Field(90, description="Por ciento de las entregas debidas, por lo menos.")
    correccion_filas: _Least = Field(30, description="Días hasta corregir una fila, a lo más.")
    correccion_archivos: _Least = Field(10, description="Días hasta corregir un archivo, a lo más.")
    correccion_hallazgos: _Least = Field(60, description="Días hasta que termina un hallazgo, a lo más.")
    intercambios_abiertos: _Least = Field(0, description="Intercambios fallidos abiertos, a lo más.")
    publicaciones_detenidas: _Least = Field(0, description="Veces que la compuerta detuvo una edición.")
    publicacion_en_espera: _Least = Field(0, description="Ediciones listas y sin publicar, a lo más.")


class ServiceLevels(Strict):
    """How the service is measured."""

    night_ends_by: NonEmpty = Field("06:00", description="Hora local a la que la noche debe haber terminado.")
    targets: Targets = Targets()

    @property
    def deadline(self) -> time:
        """The hour as one."""
        return time.fromisoformat(self.night_ends_by)


class Email(Strict):
    """A mailbox that is told, through a server that speaks SMTP."""

    kind: Literal["email"]
    name: _Name = Field(description="Cómo lo nombran las rutas.")
    host: NonEmpty = Field(description="Servidor SMTP.")
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="none solo se admite en la misma máquina."
    )
    sender: NonEmpty = Field(description="Dirección que envía.")
    recipients: tuple[NonEmpty, ...] = Field(min_length=1, description="Direcciones que reciben.")
    user: str = Field("", description="Usuario del servidor; vacío si no pide.")
    password_env: str = Field("", description="Variable de entorno que guarda su contraseña.")
    ca_file: str = Field("", description="Certificados propios, en la carpeta del despliegue.")
    timeout_seconds: int = Field(15, ge=1, le=60)


class Webhook(Strict):
    """An address that is told by POST."""

    kind: Literal["webhook"]
    name: _Name = Field(description="Cómo lo nombran las rutas.")
    url: NonEmpty = Field(description="Dirección https completa.")
    secret_env: str = Field(
        "", description="Variable de entorno con la clave que firma cada mensaje (HMAC-SHA256)."
    )
    ca_file: str = Field("", description="Certificados propios, en la carpeta del despliegue.")
    timeout_seconds: int = Field(15, ge=1, le=60)


Channel = Annotated[Email | Webhook, Field(discriminator="kind")]


class QuietHours(Strict):
    """Hours in which only what is critical is told; the rest is told together at their end."""

    begin: NonEmpty = Field(description="Hora local, como 21:00.")
    end: NonEmpty = Field(description="Hora local, como 06:00.")

    def holds_at(self, hour: time) -> bool:
        """Whether an hour lies in them; they may go over midnight."""
        begin, end = time.fromisoformat(self.begin), time.fromisoformat(self.end)
        if begin <= end:
            return begin <= hour < end
        return hour >= begin or hour < end


class Route(Strict):
    """Which channels are told of which severities."""

    severities: tuple[Severity, ...] = Field(min_length=1)
    channels: tuple[NonEmpty, ...] = Field(min_length=1)


class Alerts(Strict):
    """Whom to tell of what, and when not."""

    channels: tuple[Channel, ...] = ()
    routes: tuple[Route, ...] = Field((), description="Sin rutas, todo va a todos los canales.")
    quiet_hours: QuietHours | None = None
    remind_after_days: int = Field(
        7, ge=1, le=365, description="Días tras los que se recuerda lo que sigue igual."
    )
    messages_per_hour: int = Field(6, ge=1, le=600, description="Envíos por canal y hora, sin los críticos.")
    attempts: int = Field(3, ge=1, le=10, description="Intentos seguidos de cada envío.")
    budget_seconds: int = Field(60, ge=1, le=600, description="Lo que puede tardar todo un envío.")
    overdue_days: int = Field(
        0, ge=0, le=365, description="Días de atraso, tras los de gracia, que se toleran."
    )
    convenio_days: int = Field(
        30, ge=1, le=365, description="Días antes de vencer en que se avisa de un convenio."
    )
    finding_days: int = Field(60, ge=1, le=3650, description="Edad a la que un hallazgo abierto se avisa.")
    disk_free_percent: _Share = Field(10, description="Espacio libre por debajo del cual se avisa.")

    def channels_for(self, severity: str) -> tuple[str, ...]:
        """Names of the channels that are told of a severity."""
        if not self.routes:
            return tuple(channel.name for channel in self.channels)
        named = {name for route in self.routes if severity in route.severities for name in route.channels}
        return tuple(channel.name for channel in self.channels if channel.name in named)


class ServicePolicy(Strict):
    """service.yaml."""

    version: int = Field(1, ge=1, le=1, description="Forma del archivo.")
    service_levels: ServiceLevels = ServiceLevels()
    alerts: Alerts = Alerts()


def load_service_policy(folder: Path) -> ServicePolicy:
    """The service policy of a deployment folder; the defaults when it has none.

    Raises:
        DeploymentError: the file is broken, or its parts do not hold together.
    """
    try:
        shaped = read_shape(folder / FILE, FILE, ServicePolicy)
    except FileNotFoundError:
        return ServicePolicy()
    problems = list(shaped.problems) if shaped.model is None else list(_mistakes(shaped.model))
    if shaped.model is None or problems:
        raise DeploymentError(
            "; ".join(problems), place=FILE, remedy="Corríjalo; docs/servicio.md explica cada clave."
        )
    return shaped.model


def _mistakes(policy: ServicePolicy) -> Iterator[str]:
    alerts, quiet = policy.alerts, policy.alerts.quiet_hours
    hours = {"service_levels.night_ends_by": policy.service_levels.night_ends_by}
    if quiet is not None:
        hours |= {"alerts.quiet_hours.begin": quiet.begin, "alerts.quiet_hours.end": quiet.end}
    for place, hour in hours.items():
        if not _HOUR.fullmatch(hour):
            yield f"{place}: se esperaba una hora, como 06:00"
    names = [channel.name for channel in alerts.channels]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"alerts.channels: {name} está dos veces"
    for route in alerts.routes:
        for name in sorted(set(route.channels) - set(names)):
            yield f"alerts.routes: no hay un canal {name}"
    for channel in alerts.channels:
        place = f"alerts.channels: {channel.name}"
        if Path(channel.ca_file).is_absolute() or ".." in Path(channel.ca_file).parts:
            yield f"{place}: ca_file es un archivo de la carpeta del despliegue"
        own = _of_email(channel) if isinstance(channel, Email) else _of_webhook(channel)
        yield from (f"{place}: {text}" for text in own)


def _of_email(channel: Email) -> Iterator[str]:
    if channel.security == "none" and channel.host not in LOOPBACK:
        yield "sin cifrar solo se envía a la misma máquina; use starttls o tls"
    if bool(channel.user) != bool(channel.password_env):
        yield "user y password_env van juntos"
    if channel.password_env and channel.security == "none":
        yield "una contraseña no va sin cifrar; use starttls o tls"
    if channel.password_env and not _VARIABLE.fullmatch(channel.password_env):
        yield "password_env es el nombre de una variable que empieza por PADRON_, no la contraseña"
    if not all(_MAILBOX.fullmatch(address) for address in (channel.sender, *channel.recipients)):
        yield "una dirección se escribe así: avisos@example.org"


def _of_webhook(channel: Webhook) -> Iterator[str]:
    parts = urlsplit(channel.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield "url: se esperaba una dirección https completa"
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        yield "url: por http solo se avisa a la misma máquina; use https"
    elif parts.username or parts.password:
        yield "url: no lleva usuario ni contraseña; use secret_env"
    if channel.secret_env and not _VARIABLE.fullmatch(channel.secret_env):
        yield "secret_env es el nombre de una variable que empieza por PADRON_, no la clave"
