"""Keyed pseudonyms: the only form in which a person or household goes beyond the vault.

Belongs here: the function, and the key blocks with which SQL computes the same. Does not belong here: keys
(snis/keys.py) or the bulk version (assets/macros.sql, proven equal by tests).

An unkeyed hash of a CUI is the CUI: 3.1e10 values are tried in hours on a laptop (shared cui.md, section 6).
Source: HMAC, RFC 2104; SHA-256, FIPS 180-4.
"""

import hashlib
import hmac

HEX_DIGITS = 32
_BLOCK = 64
_INNER, _OUTER = 0x36, 0x5C

PERSON_BY_CUI = "cui"
PERSON_BY_NAME = "nombre"
HOUSEHOLD = "hogar"


def pseudonym(key: bytes, purpose: str, value: str) -> str:
    """First 128 bits of HMAC-SHA256 over `purpose|value`, as 32 hex digits.

    Args:
        key: 32 random bytes.
        purpose: what the pseudonym is for; the same value has another pseudonym for another purpose.
        value: the identifying text in its normal form.
    """
    return hmac.new(key, f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()[:HEX_DIGITS]


def hmac_pads(key: bytes) -> tuple[bytes, bytes]:
    """Inner and outer key block of HMAC-SHA256, for engines that have SHA-256 but no HMAC."""
    short = hashlib.sha256(key).digest() if len(key) > _BLOCK else key
    block = short.ljust(_BLOCK, b"\0")
    return bytes(byte ^ _INNER for byte in block), bytes(byte ^ _OUTER for byte in block)


def record_key(key: bytes, record_id: str) -> int:
    """Record key of a person or delivery: the first 8 bytes of HMAC-SHA256(key, id) as a number below 2^64.

    Source: shared design privacy.md, section 2 (cell keys).
    """
    return int.from_bytes(hmac.new(key, record_id.encode(), hashlib.sha256).digest()[:8], "big")
