"""Signatures of texts with Ed25519: whoever has the public key can check them, and only the private one makes them.

Belongs here: signing, checking, and the public key as text, as PEM and as a fingerprint. Does not belong here: where
keys are kept (assets/keyfile.py), what is signed (ledger.py, ledger_anchors.py), or the committee's own keys
(publish/approval_signature.py).

What is signed is `padron|<purpose>|<text>`, so that a signature made for one purpose never counts for another.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from snis.errors import SettingsError

ALGORITHM = "Ed25519"
_KEY = re.compile(r"[0-9a-f]{64}")
# One form only: another writing of the same bytes would be a change that nobody sees.
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True)
class PublicKey:
    """The half of a key that everybody may have.

    Attributes:
        text: its 32 bytes in hexadecimal.

    Raises:
        SettingsError: that is no key.
    """

    text: str

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.text):
            raise _no_key()

    @classmethod
    def from_pem(cls, pem: str) -> "PublicKey":
        """The key in a PEM text.

        Raises:
            SettingsError: it holds no public Ed25519 key.
        """
        try:
            key = load_pem_public_key(pem.encode())
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise _no_key() from None
        if not isinstance(key, Ed25519PublicKey):
            raise _no_key()
        return cls(key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex())

    @property
    def pem(self) -> str:
        """The key as `openssl pkey -pubin` reads it."""
        return self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def fingerprint(self) -> str:
        """First 16 hex digits of SHA-256 over the key: names it where people compare."""
        return hashlib.sha256(bytes.fromhex(self.text)).hexdigest()[:16]

    def verifies(self, signature: str, purpose: str, text: str) -> bool:
        """Whether the private half of this key signed exactly this text for this purpose."""
        if not _SIGNATURE.fullmatch(signature):
            return False
        try:
            self._key.verify(bytes.fromhex(signature), _message(purpose, text))
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.text))


class Signer:
    """The private half of a key. It never shows itself.

    Args:
        seed: its 32 bytes.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex())

    def sign(self, purpose: str, text: str) -> str:
        """The signature of a text for a purpose, in hexadecimal; the same text always gives the same one."""
        return self._key.sign(_message(purpose, text)).hex()


def _message(purpose: str, text: str) -> bytes:
    return f"padron|{purpose}|{text}".encode()


def _no_key() -> SettingsError:
    return SettingsError(
        "no es una clave pública Ed25519",
        place="clave pública",
        remedy="Señale el archivo clave-publica.pem que se publica con cada edición.",
    )
