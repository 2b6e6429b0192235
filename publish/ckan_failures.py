"""Failures of a CKAN portal in our own words.

Belongs here: what each answer means, whether it may pass, and what a person can do. Does not belong here: calls
(ckan_api.py). A portal's own text is never repeated: it may hold what was sent.

Source: shared ckan.md, section 8 ("Codes"), seen on CKAN 2.12.
"""

import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus

import ckanapi.errors as ckan
import requests

from publish.ckan_answers import AnswerError, BrokenError
from snis.errors import PublishError

_ADDRESS = "Revise PADRON_CKAN_URL: la dirección de inicio del portal, con https si lo usa."
_LATER = (
    "Se intentó varias veces. Los paquetes están listos; cuando el portal responda: padron publish apply."
)
_TOKEN = "Use el token vigente de un editor de la organización; va solo, sin la palabra Bearer."  # noqa: S105


class PassingError(PublishError):
    """A failure that may pass when the step is made again.

    Attributes:
        wait_seconds: how long the portal asked to be left alone; 0 when it did not.
    """

    def __init__(self, message: str, *, place: str = "", remedy: str = "", wait_seconds: float = 0) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.wait_seconds = wait_seconds


class SilentError(PassingError):
    """Nobody answers, or only a server in front of the portal: whatever is asked next will fare the same."""


class PortalDownError(PublishError):
    """The portal stayed silent for as long as it was waited for."""


def missing(action: str) -> PassingError:
    """What an action speaks of is gone, or not there yet: the portal has to be read again."""
    return PassingError("el portal ya no tiene de lo que se trata", place=action, remedy=_LATER)


def of_dataset(error: PublishError, name: str, *, meanwhile: str = "") -> PublishError:
    """A failure for good with the dataset that it concerns.

    Args:
        error: the failure of a call.
        name: the dataset's.
        meanwhile: what people see until it is mended.
    """
    kind = PortalDownError if isinstance(error, PortalDownError) else PublishError
    place = error.place if name in error.place else f"{name} ({error.place})"
    return kind(error.message, place=place, remedy=f"{error.remedy} {meanwhile}".strip())


def explain(error: Exception, action: str) -> PublishError:
    """The failure of an action as ours.

    Args:
        error: from ckanapi, requests or ckan_answers.py.
        action: CKAN's name of the action, or download.
    """
    if isinstance(error, requests.RequestException):
        return _network(error, action)
    if isinstance(error, ckan.NotAuthorized):
        remedy = (
            "Pida a un administrador del portal que cree la organización, o use su token."
            if action == "organization_create"
            else _TOKEN
        )
        return PublishError(
            "el portal no autoriza esta acción con el token dado", place=action, remedy=remedy
        )
    if isinstance(error, ckan.ValidationError):
        return _validation(error, action)
    if isinstance(error, (ckan.SearchError, ckan.SearchIndexError)):
        return PassingError("falló el índice de búsqueda del portal", place=action, remedy=_LATER)
    if isinstance(error, BrokenError):
        return PassingError("la respuesta del portal llegó incompleta", place=action, remedy=_LATER)
    if isinstance(error, AnswerError):
        return _status(error.status, action, error.wait_seconds)
    # A JSON answer of a type that CKAN's documentation does not name: its inner failures come this way.
    return PassingError(f"el portal falló ({type(error).__name__})", place=action, remedy=_LATER)


def _network(error: requests.RequestException, action: str) -> PublishError:
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return PublishError(
            "el certificado del portal no es válido",
            place=action,
            remedy="Pida al portal que lo renueve, o revise que PADRON_CKAN_URL lleve el nombre del certificado.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return SilentError(
            "no se encuentra en la red el nombre del portal",
            place=action,
            remedy=f"Revise el nombre en PADRON_CKAN_URL y la red (DNS) de esta máquina. {_LATER}",
        )
    if isinstance(error, requests.exceptions.SSLError):
        return SilentError(
            "se cortó la conexión segura con el portal",
            place=action,
            remedy=f"Revise si PADRON_CKAN_URL lleva https sin que el portal lo use. {_LATER}",
        )
    if isinstance(
        error, (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
    ):
        return SilentError(f"el portal no responde ({type(error).__name__})", place=action, remedy=_LATER)
    return PublishError("la dirección no es la de un portal CKAN", place=action, remedy=_ADDRESS)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """A failure and all that is behind it: requests puts urllib3's into its arguments, and that one the system's."""
    left, seen = [error], set()
    while left:
        cause = left.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        behind = [*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__]
        left += [item for item in behind if isinstance(item, BaseException)]


def _validation(error: ckan.ValidationError, action: str) -> PublishError:
    keys = sorted(key for key in error.error_dict if key != "message" and not key.startswith("__"))
    # A resource that a revision speaks of and that is gone: CKAN 2.12 does not always move the dataset's moment for it.
    if "match" in keys or any(key.startswith("resources__") for key in keys):
        return PassingError("alguien cambió el conjunto al mismo tiempo", place=action, remedy=_LATER)
    if "package_id" in keys:
        return PassingError("el portal recibió una carga cortada", place=action, remedy=_LATER)
    if action == "package_create" and "name" in keys:
        return PassingError(
            "el portal dice que el nombre ya existe y no lo muestra",
            place=action,
            remedy="Puede ser un conjunto borrado u oculto de otra organización: pida que lo purguen o lo renombren.",
        )
    if "upload" in keys or any("upload" in str(value) for value in error.error_dict.values()):
        return PublishError(
            "un archivo es mayor que el límite del portal",
            place=action,
            remedy="Pida al portal que suba ckan.max_resource_size.",
        )
    return PublishError(
        f"el portal no acepta: {', '.join(keys) or 'los datos'}",
        place=action,
        remedy="Corrija esos campos en datasets.yaml, o pregunte al portal qué exige.",
    )


def _status(status: int, action: str, wait_seconds: float) -> PublishError:
    """An answer that is not CKAN's: from a proxy, or for a call that CKAN could not read."""
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT} or status >= 500:
        return SilentError(
            f"el portal falló (HTTP {status})", place=action, remedy=_LATER, wait_seconds=wait_seconds
        )
    if 300 <= status < 400:
        return PublishError(
            "la dirección redirige a otra", place=action, remedy=f"{_ADDRESS} Use la dirección final."
        )
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return PublishError(f"el portal cierra el paso (HTTP {status})", place=action, remedy=_TOKEN)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PublishError(
            "la carga es mayor que el límite del portal",
            place=action,
            remedy="Pida al portal que suba el límite de su servidor web y ckan.max_resource_size.",
        )
    if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}:
        return PublishError(
            f"el portal no entiende el pedido (HTTP {status})",
            place=action,
            remedy="Su versión o una de sus extensiones no lo permite: muestre este mensaje a quien lo administra.",
        )
    return PublishError(
        f"la dirección no es la de un portal CKAN (HTTP {status})", place=action, remedy=_ADDRESS
    )
