"""The keys of a deployment, as values.

Belongs here: what each key is for, its length and its fingerprint. Does not belong here: where keys are
stored or read from (pipelines/settings.py) and what is computed with them (snis/pseudonym.py,
snis/disclosure.py, snis/signing.py, assets/store.py).
"""

import hashlib
from dataclasses import dataclass, fields

from snis.errors import SettingsError
from snis.signing import Signer

KEY_BYTES = 32
SIGN = "sign"


@dataclass(frozen=True, repr=False)
class Keys:
    """Independent 256-bit keys, one for each purpose (privacy.md, section 2).

    Attributes:
        person: pseudonyms of persons.
        household: pseudonyms of households.
        record: record keys of persons and deliveries inside a cell key (K_rec).
        round: rounding draws of the protected tables (K_round).
        vault: encryption of the archive, the raw layer and the vault.
        sign: signatures of the ledger (Ed25519); empty in a deployment of before it was signed.

    Raises:
        SettingsError: a key does not have 32 bytes, or two keys are equal.
    """

    person: bytes
    household: bytes
    record: bytes
    round: bytes
    vault: bytes
    sign: bytes = b""

    def __post_init__(self) -> None:
        values = [getattr(self, name) for name in self.names]
        if any(len(value) != KEY_BYTES for value in values):
            raise SettingsError(
                f"cada clave debe tener {KEY_BYTES} bytes", remedy="Genere las claves con `padron keys`."
            )
        if len(set(values)) != len(values):
            raise SettingsError("dos claves son iguales", remedy="Use una clave distinta para cada fin.")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the keys that there are: all, or all but the one that signs."""
        return tuple(field.name for field in fields(self) if field.name != SIGN or self.sign)

    @property
    def signer(self) -> Signer | None:
        """What signs the ledger; None in a deployment without that key."""
        return Signer(self.sign) if self.sign else None

    def __repr__(self) -> str:
        """Fingerprints only, so that a key can never reach a log."""
        return f"Keys({', '.join(f'{name}={self.fingerprint(name)}' for name in self.names)})"

    def fingerprint(self, name: str) -> str:
        """First 12 hex digits of SHA-256 over a 256-bit random key: names the key, does not reveal it."""
        return hashlib.sha256(b"padron|" + getattr(self, name)).hexdigest()[:12]
