"""`padron keys`: the key file of a deployment, or the key that signs for an older one.

Belongs here: options and what is told. Does not belong here: the file (assets/keyfile.py), or what keys are for
(snis/keys.py).
"""

from pathlib import Path
from typing import Annotated

import typer


def keys(
    file: Annotated[
        Path, typer.Argument(metavar="ARCHIVO", help="Archivo nuevo, fuera del repositorio; o el que ya hay.")
    ],
    *,
    add_signing: Annotated[
        bool,
        typer.Option(
            "--add-signing", help="Agregar al archivo que ya hay la clave que firma; ninguna otra cambia."
        ),
    ] = False,
) -> None:
    """Genera las seis claves de un despliegue. Guárdelas aparte: sin ellas no se abre la bóveda.

    Un archivo de antes de que la bitácora se firmara tiene cinco: --add-signing le agrega la sexta, en un solo paso.
    """
    from assets.keyfile import add_signing_key, write_new_keys

    if add_signing:
        added = add_signing_key(file)
        typer.echo(f"Clave de firma agregada a {file}; desde la próxima noche la bitácora se firma.")
    else:
        added = write_new_keys(file)
        typer.echo(f"Claves nuevas en {file}. Señálelas con PADRON_KEY_FILE.")
    if added.signer is not None:
        typer.echo(f"Huella de la clave pública de firma: {added.signer.public.fingerprint}")
