"""`padron link`: who is the same person in a table, told to whoever is at the terminal.

Belongs here: the command's options, progress, where the result is written, and its summary. Does not belong here:
linking (assets/link/linker). The summary holds counts, never a value of a row.
"""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from pipelines.options import JsonOption
from pipelines.settings import read_settings
from snis.errors import SettingsError

SCRATCH = ".padron-enlace-"
_ENDINGS = {".csv": "format csv, header", ".parquet": "format parquet, compression zstd"}


def link(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="Tabla de registros: CSV o Parquet.")],
    *,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="CLUSTERS", help="Resultado: .csv o .parquet, según su extensión."),
    ],
    model: Annotated[
        str,
        typer.Option(
            "--model",
            metavar="DIR",
            help="Versión del modelo: una carpeta con model.json, o «guatemala», la que trae Padrón. "
            "Si no se dice, los pesos se aprenden de la tabla.",
        ),
    ] = "",
    save_model: Annotated[
        Path | None,
        typer.Option(
            "--save-model",
            metavar="DIR",
            help="Guardar lo aprendido como versión para las noches, con su página.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Quién es la misma persona en una tabla cualquiera de registros.

    Columnas: record_id (obligatoria y distinta en cada fila), source, national_id, given_names, surnames, sex,
    birth_date, place, postcode, address. Las demás pueden faltar o venir vacías. El resultado tiene record_id,
    cluster_id (una persona), method (U sola, D1 CUI, D2 nombre y nacimiento, S por peso) y weight (el peso de su lazo
    más firme). La misma tabla da siempre los mismos bytes, en cualquier orden que vengan sus filas.

    Lo que no cabe en la memoria se escribe sin cifrar en una carpeta privada (.padron-enlace-*, permisos 0700) junto a
    --out, que se borra al terminar y también al fallar: ponga --out en un disco donde los datos puedan estar. Si el
    proceso se mata de golpe, borre esa carpeta a mano.
    """
    if out.suffix.lower() not in _ENDINGS:
        raise SettingsError(
            "no se sabe en qué forma escribir el resultado",
            place=out.name,
            remedy="Termine el nombre de --out en .csv o .parquet.",
        )
    summary = _link(table, out, model, save_model)
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False))
        return
    for line in _lines(summary):
        typer.echo(line)
    typer.echo(f"Escrito en {out}.")


def _link(table: Path, out: Path, model: str, save_model: Path | None) -> dict[str, Any]:
    from assets.engine import DuckDBEngine
    from assets.link.linker.model import load_model
    from assets.link.linker.table_input import read_table
    from assets.link.linker.table_link import CLUSTERS, keep_version, link_table
    from assets.progress import listening
    from pipelines.terminal import progress_bars

    settings = read_settings()
    version = None
    if model:
        version = load_model() if model == "guatemala" else load_model(Path(model))
    started = time.monotonic()
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        # What does not fit in memory holds personal data: it lies where the result may lie, for its owner's eyes only.
        TemporaryDirectory(prefix=SCRATCH, dir=out.parent) as spilled,
        DuckDBEngine(settings.memory_limit, settings.threads, temp=Path(spilled)) as engine,
        progress_bars("Padrón: enlace") as tell,
    ):
        with listening(tell):
            unused = read_table(engine.connection, table)
            linked = link_table(engine.connection, version)
            if save_model is not None:
                keep_version(engine.connection, linked.model, save_model)
        aside = out.with_name(f".{out.name}.tmp")
        literal = "'" + str(aside).replace("'", "''") + "'"
        engine.rows(
            "copy (select record_id, cluster_id, metodo_codigo as method, peso as weight "  # noqa: S608
            f"from {CLUSTERS} order by record_id) to {literal} ({_ENDINGS[out.suffix.lower()]})"
        )
    aside.replace(out)
    return {
        "tabla": table.name,
        "registros": linked.profile.records,
        "personas": linked.clusters.clusters,
        "registros_unidos": linked.clusters.merged_records,
        "persona_mayor": linked.clusters.largest,
        "cadenas_cortadas": linked.clusters.cut_components,
        "decisiones_contradichas": linked.clusters.contradictions,
        "pares_comparados": linked.compared,
        "pares_guardados": linked.by_state,
        "modelo": linked.model.version,
        "reglas_del_cui": linked.profile.is_cui,
        "numeros_de_relleno": linked.fillers,
        "fechas_sin_lectura": linked.profile.unreadable_dates,
        "columnas_llenas": linked.profile.filled,
        "columnas_sin_uso": unused,
        "segundos": round(time.monotonic() - started, 1),
    }


def _lines(summary: dict[str, Any]) -> list[str]:
    pairs = summary["pares_guardados"]
    rules = "sí" if summary["reglas_del_cui"] else "no"
    lines = [
        f"{summary['tabla']}: {summary['registros']} registros, {summary['personas']} personas.",
        f"La persona mayor tiene {summary['persona_mayor']} registros.",
        f"Pares comparados: {summary['pares_comparados']}; unidos: {pairs.get('unido', 0)}.",
        f"Pares que esperan a una persona: {pairs.get('revision', 0)}.",
        f"Pesos: {summary['modelo']}. Reglas del CUI: {rules}. Segundos: {summary['segundos']}.",
    ]
    if summary["cadenas_cortadas"]:
        lines.append(f"Cadenas cortadas: {summary['cadenas_cortadas']}.")
    if summary["fechas_sin_lectura"]:
        lines.append(
            f"Fechas de nacimiento sin lectura: {summary['fechas_sin_lectura']}; cuentan como vacías."
        )
    if summary["numeros_de_relleno"]:
        lines.append(
            f"Números repetidos por muchas personas: {summary['numeros_de_relleno']}; cuentan como vacíos."
        )
    if summary["columnas_sin_uso"]:
        lines.append(f"Columnas sin uso: {', '.join(summary['columnas_sin_uso'])}.")
    return lines
