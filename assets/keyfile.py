"""The key file of a deployment: reading it, making a new one, and holding a work folder to its own.

Belongs here: the file's form and permissions, and the fingerprints that a work folder remembers. Does not belong
here: what keys are for (snis/keys.py) or where the file lies (pipelines/settings.py).

Files of before the ledger was signed have no key that signs; they go on as they were until one is added.
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from assets.raw.ledger import public_key
from assets.store import sync_folder, write_json
from snis.errors import SettingsError
from snis.keys import KEY_BYTES, SIGN, Keys

# In the ledger's folder: under other keys, the same person would be another one from that night on.
FINGERPRINTS = "claves.json"
_NAMES = tuple(field.name for field in fields(Keys) if field.name != SIGN)


def read_keys(path: Path) -> Keys:
    """The keys in a file.

    Raises:
        SettingsError: the file is missing, open to others, or not a key file.
    """
    remedy = "Genere un archivo de claves con `padron keys ARCHIVO` y señálelo con PADRON_KEY_FILE."
    try:
        mode = path.stat().st_mode
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError("no existe el archivo de claves", place=path.name, remedy=remedy) from None
    except (OSError, ValueError):
        raise SettingsError("el archivo de claves no se puede leer", place=path.name, remedy=remedy) from None
    if mode & 0o077:
        raise SettingsError(
            "otros usuarios pueden leer el archivo de claves",
            place=path.name,
            remedy="Quite los permisos de grupo y de otros: chmod 600.",
        )
    try:
        there = (*_NAMES, SIGN) if SIGN in content else _NAMES
        return Keys(**{name: bytes.fromhex(content[name]) for name in there})
    except (KeyError, TypeError, ValueError):
        raise SettingsError("faltan claves o no son hexadecimales", place=path.name, remedy=remedy) from None


def write_new_keys(path: Path) -> Keys:
    """Make a file with new random keys, readable by its owner alone.

    Raises:
        SettingsError: the file exists already, and keys in use must never be overwritten; or it cannot be made.
    """
    content = {name: secrets.token_hex(KEY_BYTES) for name in (*_NAMES, SIGN)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_private(path, content)
    except FileExistsError:
        raise SettingsError(
            "el archivo de claves ya existe y no se sobrescribe",
            place=path.name,
            remedy="Elija otro nombre; perder unas claves en uso rompe seudónimos y redondeos.",
        ) from None
    except OSError:
        raise _cannot_write(path) from None
    return read_keys(path)


def add_signing_key(path: Path) -> Keys:
    """Give a file of before the ledger was signed the key that signs; the others stay as they are.

    The file changes in one step: whenever a kill falls, it holds the keys that it had, or all.

    Raises:
        SettingsError: the file is no key file, has that key, or cannot be written.
    """
    if read_keys(path).signer is not None:
        raise SettingsError(
            "el archivo ya tiene clave de firma y no se cambia",
            place=path.name,
            remedy="No hace falta nada: la bitácora ya se firma con ella.",
        )
    content = json.loads(path.read_text(encoding="utf-8"))
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _write_private(aside, {**content, SIGN: secrets.token_hex(KEY_BYTES)})
        aside.replace(path)
        sync_folder(path.parent)
    except OSError:
        raise _cannot_write(path) from None
    finally:
        aside.unlink(missing_ok=True)
    return read_keys(path)


def check_keys(keys: Keys, ledger: Path) -> None:
    """Do nothing when a work folder has no keys yet, or these.

    Raises:
        SettingsError: the folder was worked on with other keys, or its ledger is signed with another.
    """
    path = ledger / FINGERPRINTS
    if path.exists() and path.read_text(encoding="utf-8") != json.dumps(_fingerprints(keys), indent=2) + "\n":
        raise SettingsError(
            "las claves no son las de esta carpeta de trabajo",
            place="PADRON_KEY_FILE",
            remedy="Señale el archivo de claves con que empezó; con otras, cada persona sería otra desde esta noche.",
        )
    _check_signing_key(keys, ledger)


def remember_keys(keys: Keys, ledger: Path) -> None:
    """Hold a work folder to these keys from now on, by their fingerprints.

    Raises:
        SettingsError: it is held to others.
    """
    check_keys(keys, ledger)
    if not (ledger / FINGERPRINTS).exists():
        write_json(ledger / FINGERPRINTS, _fingerprints(keys))


def without_signature(keys: Keys) -> Iterator[str]:
    """What a person is told every night while the key file has no key that signs."""
    if keys.signer is None:
        yield (
            "bitácora: nadie la firma, porque el archivo de claves es de antes de la firma. Remedio: agregue la clave "
            "con padron keys --add-signing ARCHIVO; ninguna otra cambia."
        )


def _check_signing_key(keys: Keys, ledger: Path) -> None:
    known = public_key(ledger)
    if known is not None and (keys.signer is None or keys.signer.public != known):
        what = "falta la clave de firma de" if keys.signer is None else "la clave de firma no es la de"
        raise SettingsError(
            f"{what} esta carpeta de trabajo",
            place="PADRON_KEY_FILE",
            remedy=f"Señale el archivo de claves con que se firmaba; la clave pública tiene la huella "
            f"{known.fingerprint}.",
        )


def _write_private(path: Path, content: Mapping[str, str]) -> None:
    """Write a new file that its owner alone can read; it is on the disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=2)
        stream.flush()
        os.fsync(stream.fileno())


def _cannot_write(path: Path) -> SettingsError:
    return SettingsError(
        "el archivo de claves no se puede crear",
        place=path.name,
        remedy="Elija una carpeta en la que pueda escribir.",
    )


def _fingerprints(keys: Keys) -> dict[str, str]:
    return {name: keys.fingerprint(name) for name in _NAMES}
