"""A trace in words, for the terminal.

Belongs here: lines of text from the account of a trace. Does not belong here: the account (assets/trace/account.py).
"""

from collections.abc import Iterator, Mapping
from typing import Any

_FILES = 20


def figure_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What is told of a figure, from its meaning down to the files."""
    yield f"{told['titulo']} ({told['tabla']})"
    yield "  " + ", ".join(f"{name}={value}" for name, value in told["clave"].items())
    for item in told["cifras"]:
        if item["valor"] is not None:
            yield f"  {item['titulo']:<40}{_shown(item['valor'])} {item['unidad'] or ''}".rstrip()
    yield ""
    if told["indicador"]:
        yield from _indicator_lines(told["indicador"])
    else:
        yield f"Qué significa: {told['definicion'].strip()}"
    yield f"Grano: {told['grano']}"
    for warning in told["advertencias"]:
        yield f"  · {warning}"
    yield ""
    yield from _edition_lines(told)
    yield "Cómo se hace, de la cifra hacia atrás:"
    for step in told["camino"]:
        yield f"  {step['tabla']:<36}{step['sql'] or 'sin una sola sentencia'}"
    yield ""
    if told["detras"] is None:
        yield "Detrás no hay entregas: la cifra sale de las tablas de arriba."
    else:
        yield from _behind_lines(told["detras"])


def reach_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What is told of a file: what became of its rows, and the figures it touched."""
    yield f"{told['institucion']}/{told['archivo']} ({told['transferencia']})"
    yield f"  SHA-256 {told['sha256']}"
    yield f"  recibida {told['recibida']}, {told['estado']}"
    yield f"  contrato {told['contrato']} v{told['version']}" if told["contrato"] else "  sin contrato"
    if told["periodo"]:
        yield f"  período {told['periodo']}"
    if told["reemplazada_por"]:
        yield f"  reemplazada por {told['reemplazada_por']}: sus entregas ya no cuentan"
    yield "  filas: " + (
        ", ".join(f"{count:,} {state}" for state, count in told["filas"].items()) or "ninguna"
    )
    yield ""
    yield "Cifras en las que está al menos una de sus entregas:"
    for item in told["cifras"]:
        yield f"  {item['tabla']:<40}{item['tocadas']:>10,} de {item['de']:,}  ({item['cuenta']})"


def _indicator_lines(words: Mapping[str, Any]) -> Iterator[str]:
    yield f"Qué significa: {words['nombre']} (versión {words['version']}). {words['definicion']}"
    yield f"Unidad: {words['unidad']}; {words['base']}"
    yield f"Numerador: {words['numerador']}"
    for code, text in words["denominadores"].items():
        yield f"Denominador {code}: {text}"
    yield f"Método: {words['metodo']}"
    yield f"Responde: {words['responsable']}. Base legal: {words['base_legal']}. Consulta: {words['sql']}"


def _edition_lines(told: Mapping[str, Any]) -> Iterator[str]:
    if not told["ediciones"]:
        yield "Ediciones: en ninguna publicada."
    else:
        yield "Ediciones en que está publicada (cifras protegidas; pueden diferir de la exacta):"
    for item in told["ediciones"]:
        figures = ", ".join(
            f"{name}={_shown(value)}" for name, value in item["cifras"].items() if value is not None
        )
        yield f"  {item['conjunto']} {item['edicion']} ({item['version'] or 'sin versión'}): {figures}"
        yield f"    {item['archivo']}  SHA-256 {item['sha256'][:16]}…"
        if item["retirada"]:
            yield f"    retirada: {item['retirada']}"
    yield ""


def _behind_lines(found: Mapping[str, Any]) -> Iterator[str]:
    persons = f" a {found['personas']:,} personas" if found["personas"] else ""
    amount = f", Q{_shown(found['monto_gtq'])}" if found["monto_gtq"] is not None else ""
    yield f"Detrás: {found['filas']:,} {found['cuenta']}{persons}{amount} ({found['sql']})."
    for item in found["transferencias"][:_FILES]:
        place = f"{item['institucion']}/{item['archivo']}"
        rows = f"{item['filas']:,} filas, de la {item['primera_fila']:,} a la {item['ultima_fila']:,}"
        yield f"  {item['transferencia']}  {place:<44}{item['periodo'] or '':<10}{rows}"
    if (more := len(found["transferencias"]) - _FILES) > 0:
        yield f"  y {more} transferencias más (--json las da todas)."


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
