"""`padron verify`: the ledger, its anchors and every stored file, of a work folder or of files that somebody was given.

Belongs here: options, how the account is told, and the exit codes. Does not belong here: any check
(assets/verification). What is told holds places and counts, never a value.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.demonstration import settings_of
from pipelines.options import JsonOption, WorkOption
from snis.errors import LedgerError, SettingsError

if TYPE_CHECKING:
    from assets.verification.account import Check, Verification
    from snis.keys import Keys

_PEM, _ANCHORS, _LEDGER = "clave-publica.pem", "anclas.json", "bitacora.jsonl"


def verify(
    work: WorkOption = None,
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Solo la bitácora y sus anclas.")] = False,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="ARCHIVO", help=f"Copia de {_LEDGER}, sin carpeta de trabajo."),
    ] = None,
    anchors: Annotated[
        Path | None, typer.Option("--anchors", metavar="ARCHIVO", help=f"{_ANCHORS}, como se publicó.")
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option("--public-key", metavar="ARCHIVO", help=f"{_PEM}, como se publicó.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Comprueba que nada se cambió, quitó ni reordenó después: la bitácora, sus anclas y todo archivo con huella.

    Revisa la cadena y las firmas de la bitácora, las anclas publicadas, las decisiones firmadas, los archivos
    recibidos, las tablas, los paquetes y los informes, y dice dónde está lo primero que no coincide. Con --quick, solo
    bitácora y anclas. Sin carpeta ni claves, cualquiera revisa lo publicado: --anchors y --public-key, y con --ledger
    también una copia de la bitácora. Sale con 0 si todo coincide, con 1 si algo pide una mirada, con 2 si no coincide.
    """
    from assets.progress import listening
    from assets.verification.account import verify_work
    from assets.verification.outside import verify_outside
    from pipelines.terminal import progress_bars

    with progress_bars("Padrón: comprobación") as listener, listening(listener):
        if ledger or anchors or public_key:
            if public_key is None:
                raise SettingsError(
                    "falta la clave pública", place="--public-key", remedy=f"Señale {_PEM}, que se publica."
                )
            if not (ledger or anchors):
                raise SettingsError(
                    "falta qué comprobar", place="--anchors", remedy=f"Señale {_ANCHORS}, que se publica."
                )
            found = verify_outside(public_key, anchors=anchors, ledger=ledger)
        else:
            settings = settings_of(None, work)
            if not (settings.work / "ledger" / _LEDGER).is_file():
                raise LedgerError(
                    "no hay bitácora",
                    place=_LEDGER,
                    remedy="Si ya corrió alguna noche, alguien la quitó; restáurela del respaldo.",
                )
            found = verify_work(settings.work, _keys(settings.key_file), quick=quick)
    _tell(found, as_json=as_json)
    raise typer.Exit(found.exit_code)


def _keys(path: Path) -> "Keys | None":
    """The keys, where there are any: an auditor has none, and checks what can be checked without."""
    from assets.keyfile import read_keys

    return read_keys(path) if path.exists() else None


def _tell(found: "Verification", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False))
        return
    for check in found.checks:
        typer.echo(_line(check))
        if check.message:
            typer.echo(f"         {check.place + ': ' if check.place else ''}{check.message}")
        if check.remedy:
            typer.echo(f"         Remedio: {check.remedy}")
    typer.echo(
        "Todo coincide." if found.passed else "Algo no coincide: guarde una copia antes de restaurar nada."
    )


def _line(check: "Check") -> str:
    word = "aviso" if check.notice and check.passed else "bien" if check.passed else "MAL"
    wrong = f", {check.failed:,} no coinciden" if check.failed else ""
    return f"{word:<7}  {check.title}: {check.count:,}{wrong}"
