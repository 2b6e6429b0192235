"""What a person is told when a command cannot go on: message, place, remedy, and never a traceback.

Belongs here: turning an exception into lines for the terminal. Does not belong here: drawing them (terminal.py), exit
codes (cli.py), or failures of single steps of a night (night.py).
"""

import errno
from collections.abc import Iterator
from pathlib import Path

from snis.errors import ContractError, PadronError

_SYSTEM = {
    errno.ENOENT: "no existe",
    errno.EACCES: "no hay permiso",
    errno.EPERM: "no hay permiso",
    errno.EROFS: "el disco es de solo lectura",
    errno.EISDIR: "es una carpeta y se esperaba un archivo",
    errno.ENOTDIR: "es un archivo y se esperaba una carpeta",
    errno.EEXIST: "ya existe",
    errno.ENOSPC: "no queda espacio en el disco",
}


def explain(error: Exception) -> Iterator[str]:
    """Lines that say what failed, where, and what to do.

    The text of an exception that is not ours is left out: it could hold a value of a row.
    """
    if isinstance(error, PadronError):
        yield f"{error.place}: {error.message}" if error.place else error.message
        if isinstance(error, ContractError):
            yield from (f"  · {problem}" for problem in error.problems)
        if error.remedy:
            yield f"Remedio: {error.remedy}"
    elif isinstance(error, OSError):
        name = Path(str(error.filename)).name if error.filename is not None else "un archivo"
        yield f"{name}: {_SYSTEM.get(error.errno or 0, 'no se puede leer ni escribir')}"
        yield "Remedio: Revise la ruta, sus permisos y el espacio en disco."
    else:
        yield f"{_origin(error)}: fallo inesperado de tipo {type(error).__name__}"
        yield "Su texto se omite porque puede llevar datos. Remedio: avise al equipo con este mensaje y la orden."


def _origin(error: Exception) -> str:
    """File and line of the innermost frame of the project: a place, never a value."""
    root = Path(__file__).resolve().parent.parent
    trace, place = error.__traceback__, "padron"
    while trace is not None:
        code = Path(trace.tb_frame.f_code.co_filename)
        if code.is_relative_to(root) and ".venv" not in code.parts:
            place = f"{code.relative_to(root).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
