"""Sealed copies of files as sent: encrypted in chunks, and any cut, swap or change is found.

Belongs here: the file form, sealing and unsealing. Does not belong here: which files are archived (reception.py).

Form: the 8 bytes PADRON01, a random file id of 16 bytes, then chunks. Each chunk is a random nonce of 12 bytes and the
AES-256-GCM ciphertext of up to 1 MiB; its associated data are the file id, the chunk's number, and whether it is the
last, so that chunks cannot be dropped, moved, or taken from another file. Every full chunk has the same length.
"""

import hashlib
import os
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from snis.errors import StoreError

MAGIC = b"PADRON01"
CHUNK = 1 << 20
_ID_BYTES, _NONCE_BYTES, _TAG_BYTES = 16, 12, 16
_SEALED_CHUNK = _NONCE_BYTES + CHUNK + _TAG_BYTES


def seal(source: BinaryIO, target: Path, key: bytes) -> str:
    """Write a sealed copy; it is on the disk when this returns. The caller renames it into place.

    Returns:
        SHA-256 of the bytes that were sealed, so that the caller can tell when the file changed under its hands.
    """
    cipher, file_id, digest = AESGCM(key), secrets.token_bytes(_ID_BYTES), hashlib.sha256()
    with target.open("wb") as writer:
        writer.write(MAGIC + file_id)
        block, number = source.read(CHUNK), 0
        while True:
            digest.update(block)
            following = source.read(CHUNK)
            nonce = secrets.token_bytes(_NONCE_BYTES)
            writer.write(nonce + cipher.encrypt(nonce, block, _context(file_id, number, last=not following)))
            if not following:
                break
            block, number = following, number + 1
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()


def unseal(source: Path, key: bytes) -> Iterator[bytes]:
    """The bytes of a sealed file, chunk by chunk.

    Raises:
        StoreError: the file is missing, cut, changed, or sealed with another key.
    """
    cipher = AESGCM(key)
    try:
        with source.open("rb") as reader:
            if reader.read(len(MAGIC)) != MAGIC:
                raise StoreError("no es un archivo sellado", place=source.name)
            file_id = reader.read(_ID_BYTES)
            # Two buffers, read into by turns: the one chunk, and the next, which tells whether it is the last.
            block, other = (memoryview(bytearray(_SEALED_CHUNK)) for _ in range(2))
            size, number = reader.readinto(block), 0
            while True:
                following = reader.readinto(other)
                context = _context(file_id, number, last=not following)
                yield cipher.decrypt(block[:_NONCE_BYTES], block[_NONCE_BYTES:size], context)
                if not following:
                    return
                block, other, size, number = other, block, following, number + 1
    except FileNotFoundError:
        raise StoreError("falta un archivo sellado", place=source.name) from None
    except (InvalidTag, ValueError):
        raise StoreError(
            "el archivo sellado fue cambiado o cortado, o la clave es otra",
            place=source.name,
            remedy="Restáurelo de la copia de respaldo y compare la huella del registro.",
        ) from None


def _context(file_id: bytes, number: int, *, last: bool) -> bytes:
    return file_id + struct.pack(">Q?", number, last)
