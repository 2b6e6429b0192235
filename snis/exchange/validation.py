"""How a deployment has identities validated: the section `validation` of padron.yaml.

Belongs here: its keys, their limits, and which dropped files are answers. Does not belong here: convenios
(convenios.py), the words of the exchange (protocol.py), or the exchange itself (assets/exchange).
"""

from collections.abc import Iterator, Set
from fnmatch import fnmatchcase
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from snis.contracts.strict import Day, NonEmpty, Strict

# Names under which a verifier leaves its answers in its folder of the inbox.
ANSWERS = "respuesta_*"
_ROWS = {"file": 50_000, "service": 1_000}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Validation(Strict):
    """Who validates identities, under which convenio, by which way, and how patiently."""

    verifier: NonEmpty = Field(description="Institución que responde; su código en institutions.csv.")
    convenio: NonEmpty = Field(description="Convenio que lo permite; su id en convenios.yaml.")
    by: Literal["file", "service"] = Field(description="Por archivo, o por un servicio HTTP.")
    url: str = Field("", description="Dirección del servicio; solo con by: service.")
    since: Day | None = Field(
        None,
        description="Cada noche se consultan las identidades con entregas desde este día; si falta, todas.",
    )
    batch_rows: int | None = Field(
        None,
        ge=1,
        le=200_000,
        description="Identidades por lote; si falta, 50000 por archivo y 1000 por servicio.",
    )
    valid_days: int = Field(180, ge=1, le=3_650, description="Días que vale una respuesta.")
    answer_days: int = Field(15, ge=1, le=365, description="Días en que se espera la respuesta de un lote.")
    requests_per_minute: int = Field(
        60, ge=1, le=6_000, description="Peticiones por minuto que se acordaron."
    )
    timeout_seconds: int = Field(30, ge=1, le=600, description="Segundos que se espera cada respuesta HTTP.")
    attempts: int = Field(5, ge=1, le=20, description="Fallos seguidos tras los que se deja de insistir.")
    rest_minutes: int = Field(
        30, ge=1, le=1_440, description="Minutos sin llamar después de dejar de insistir."
    )
    night_minutes: int = Field(
        30, ge=1, le=600, description="Minutos de la noche que puede tomar el servicio."
    )

    @property
    def rows_in_a_batch(self) -> int:
        """Identities in one lot."""
        return self.batch_rows or _ROWS[self.by]

    def claims(self, institution: str, filename: str) -> bool:
        """Whether a dropped file is an answer of the verifier, and so no transfer."""
        is_answer = fnmatchcase(filename.lower(), ANSWERS)
        return self.by == "file" and institution == self.verifier and is_answer


def mistakes(validation: Validation, institutions: Set[str]) -> Iterator[str]:
    """What does not hold together in the section, as messages."""
    if validation.verifier not in institutions:
        yield (
            f"padron.yaml: validation.verifier: {validation.verifier} no está en institutions.csv. "
            "Remedio: agréguela allí, o corrija el código."
        )
    if validation.by == "file" and validation.url:
        yield "padron.yaml: validation.url: sobra con by: file. Remedio: quítela, o use by: service."
    if validation.by == "service":
        parts = urlsplit(validation.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            yield "padron.yaml: validation.url: se esperaba una dirección https. Remedio: escríbala completa."
        elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            yield (
                "padron.yaml: validation.url: por http las identidades irían a la vista. Remedio: use https; http "
                "solo se admite en la misma máquina."
            )
        elif parts.username or parts.query:
            yield (
                "padron.yaml: validation.url: no lleva usuario ni parámetros. Remedio: el token se da con "
                "PADRON_VERIFIER_TOKEN."
            )
