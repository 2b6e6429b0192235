"""Signatures of approvals: which records the committee itself made, and which of them count on a day.

Belongs here: what is signed, signing, checking, and choosing the approvals in force. Does not belong here: the model of
a record (gate_approvals.py), or refusing a dataset without one (gate_packages.py).

Ed25519 over the record as canonical JSON. Where a deployment names keys of the committee (opening.yaml,
committee_keys), a record that none of them signed does not count, and neither does one that was changed afterwards.
"""

import base64
import binascii
import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from publish.gate_approvals import Approval
from snis.canonical import canonical
from snis.errors import PublishError

_REMEDY = "Use una llave Ed25519 en PEM, sin contraseña: openssl genpkey -algorithm ed25519 -out comite.pem"


def in_force(
    approvals: Iterable[Approval], *, keys: Sequence[str], day: datetime.date
) -> tuple[Approval, ...]:
    """Approvals that count on a day: not expired, and signed where the committee has keys."""
    return tuple(
        approval
        for approval in approvals
        if approval.counts_on(day) and (not keys or is_signed(approval, keys))
    )


def signed(approval: Approval, key_file: Path) -> Approval:
    """The record with the signature of a private key.

    Raises:
        PublishError: the file is no private Ed25519 key.
    """
    key = _private_key(key_file)
    return approval.model_copy(
        update={"signature": base64.b64encode(key.sign(signed_content(approval))).decode()}
    )


def public_key_of(key_file: Path) -> str:
    """The public half of a private key, as opening.yaml names it.

    Raises:
        PublishError: the file is no private Ed25519 key.
    """
    return base64.b64encode(
        _private_key(key_file).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    ).decode()


def is_signed(approval: Approval, keys: Sequence[str]) -> bool:
    """Whether one of the keys signed exactly this record."""
    try:
        signature = base64.b64decode(approval.signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(_verifies(key, signature, signed_content(approval)) for key in keys)


def signed_content(approval: Approval) -> bytes:
    """What a signature is about: everything in the record but itself."""
    return canonical(approval.model_dump(mode="json", exclude={"signature"})).encode()


def _private_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise PublishError("la llave no se puede leer", place=path.name, remedy=_REMEDY) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise PublishError("la llave no es Ed25519", place=path.name, remedy=_REMEDY)
    return key


def _verifies(key: str, signature: bytes, content: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
