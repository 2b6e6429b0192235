"""The sealed copy of a content in the archive, known by the digest of its bytes.

Belongs here: keeping a copy of bytes in memory, and reading any copy again. Does not belong here: the form of a sealed
file (archive.py), or sealing a file while it is received (reception.py).
"""

import io
from collections.abc import Iterator

from assets.raw.archive import seal, unseal
from assets.raw.transfers import sealed_path
from assets.store import Store, replacing
from snis.errors import StoreError


def keep_copy(content: bytes, sha256: str, store: Store) -> None:
    """Keep a sealed copy, unless the archive has one."""
    target = sealed_path(store, sha256)
    if not target.exists():
        with replacing(target) as aside:
            seal(io.BytesIO(content), aside, store.keys.vault)


def blocks_of_copy(sha256: str, store: Store) -> Iterator[bytes]:
    """The bytes of a copy, a block at a time.

    Raises:
        StoreError: the copy is missing or damaged.
    """
    return unseal(sealed_path(store, sha256), store.keys.vault)


def read_copy(sha256: str, store: Store, *, what: str, place: str, remedy: str) -> bytes:
    """The bytes of a copy, or an error in the words of whoever needs it.

    Args:
        sha256: digest of the content.
        store: where the archive lies.
        what: the copy in words, the subject of the error's sentence.
        place: the record that names it.
        remedy: what a person can do.

    Raises:
        StoreError: the copy is missing or damaged.
    """
    try:
        return b"".join(blocks_of_copy(sha256, store))
    except StoreError as error:
        raise StoreError(f"{what} no se puede abrir: {error.message}", place=place, remedy=remedy) from None
