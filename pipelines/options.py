"""Options that several commands of `padron` ask for in the same words, and how their text is read.

Belongs here: an option that two or more commands share. Does not belong here: the options of one command, or what is
done with an answer.
"""

import getpass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from snis.errors import SettingsError

DeploymentOption = Annotated[
    Path | None,
    typer.Option(
        "--deployment", metavar="DIR", help="Carpeta del despliegue [PADRON_DEPLOYMENT; si no, la muestra]."
    ),
]
WorkOption = Annotated[
    Path | None,
    typer.Option("--work", metavar="DIR", help="Carpeta de trabajo [PADRON_WORK; si no, ./work]."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Resultado para máquinas, en la salida estándar.")]
PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="Puerto en 127.0.0.1.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXTO", help="Por qué, sin nombres ni números de nadie.")
]
WhoOption = Annotated[
    str, typer.Option("--by", metavar="CUENTA", help="Quién decide o mira [su cuenta del sistema].")
]


def account(given: str) -> str:
    """Who acts: as said with --by, or the account of the system."""
    return given or getpass.getuser()


def day(text: str, option: str) -> date:
    """The day written as the value of an option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError("no es una fecha", place=option, remedy="Escríbala así: 2026-01-31.") from None
