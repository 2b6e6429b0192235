"""Documents of JSON that may leave: a closed list, each with the keys it may have and where a number may stand.

Belongs here: that list and the comparison. Does not belong here: reading JSON (gate_files.py), what a descriptor must
say (gate_packages.py), words and figures in its texts (gate_text.py, gate_figures.py).

A document with one key too many could be a table that no contract describes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from publish.gate_exhibit import Exhibit
from publish.gate_findings import Finding
from publish.gate_rules import GateRules

_VOCABULARY = re.compile(
    r"@(?:context|id|language|type|value)|(?:adms|dcat|dct|foaf|spdx|vcard|xsd)(?::[A-Za-z]+)?"
)
_LEVEL = re.compile(r"L\d{1,2}")
# Where the keys are names of columns, of tables, or of levels.
_COLUMNS = frozenset({"completos", "cambian_por_columna"})
_TABLES, _LEVELS = "tablas", "filas_por_nivel_pct"


@dataclass(frozen=True)
class _Form:
    """Keys that a document may have, and under which of them numbers may stand."""

    texts: frozenset[str]
    numbers: frozenset[str] = frozenset()


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMS = {
    "datapackage.json": _Form(
        _keys(
            """
            $schema accrualPeriodicity constraints contributors created delimiter description dialect
            doubleQuote email encoding end enum fields foreignKeys format hash header id image keywords
            legalBasis licenses lineTerminator mediatype methodology missingValues name path pattern primaryKey
            quoteChar reference release required resource resources roles schema sources spatial start temporal
            themes title type unique unit version
            """
        ),
        _keys("bytes rows minimum maximum"),
    ),
    "cambios.json": _Form(
        _keys(
            """
            anterior cambian_por_columna columnas_nuevas columnas_quitadas edicion nueva tabla tablas
            """
        ),
        _keys("aparecen cambian desaparecen iguales registros_antes_y_ahora"),
    ),
    "informe_calidad.json": _Form(
        _keys(
            """
            completos edicion estructurados frecuencia oportunos tabla tablas ultimo_periodo veridicos
            """
        ),
        _keys(
            """
            celdas celdas_validas codigos codigos_con_nombre llaves_sin_repetir puntaje registros
            """
        ),
    ),
    "riesgo.json": _Form(
        _keys(
            """
            cercania conjunto diversidad edicion filas_por_nivel_pct k lista_de_todos lista_del_programa
            perdida_ncp_pct probabilidad_de_estar riesgo tablas unicos
            """
        ),
        _keys(
            """
            cambio_visible_minimo_familias cambio_visible_minimo_personas candidatos_minimos celdas_con_datos
            celdas_en_espera celdas_en_espera_pct celdas_publicadas celdas_retenidas celdas_retenidas_pct
            celdas_retiradas celdas_volteadas clases cuasi_identificadores_y_programa
            de_la_muestra_antes_de_proteger_pct
            de_la_muestra_y_del_registro_antes_de_proteger_pct del_registro_antes_de_proteger_pct edad
            error_maximo error_medio_absoluto_familias error_medio_absoluto_personas exigida fila_entera
            fila_entera_exigida filas
            filas_en_perfiles_de_otro_programa_solo_pct filas_en_perfiles_de_un_programa_universal_pct
            filas_sin_atributos_pct filas_suprimidas fraccion_pct l l_exigida l_por_entropia lugar maxima_pct
            media_pct multiplo peso publicados pueblo t_maxima t_media tasa_desde_registros umbral
            umbral_familias una_persona_del_registro una_persona_en_un_programa
            valores_posibles_de_una_celda_retenida_minimo
            """
        ),
    ),
    "certificado.json": _Form(
        _keys(
            """
            certificado completos conjunto dimension dimensiones edicion emitido entregas estructurados nivel niveles
            oportunos regla tabla tablas total ultimo_periodo vence veridicos
            """
        ),
        _keys(
            """
            celdas celdas_validas codigos codigos_con_nombre fallas formula llaves_sin_repetir meses
            minimo_dimension minimo_para_publicar minimo_total registros revisados
            """
        ),
    ),
    "retiro.json": _Form(
        _keys("alcance conjunto decidido_por edicion estado motivo retirada_el"),
    ),
    "anclas.json": _Form(
        _keys("anclas anterior cabeza clave edicion firma momento paquetes"), _keys("asientos numero")
    ),
    "catalog.json": _Form(frozenset()),
    "data.json": _Form(
        _keys(
            """
            @type accessLevel accrualPeriodicity conformsTo contactPoint dataset describedBy description
            distribution downloadURL fn format hasEmail identifier keyword landingPage language license
            mediaType modified name publisher temporal title
            """
        ),
    ),
}


def find_in_document(exhibit: Exhibit, rules: GateRules, *, shown_path: str) -> Iterator[Finding]:
    """Findings of one document of JSON; anything else has none."""
    if exhibit.document is None:
        return
    name = PurePosixPath(exhibit.path.rpartition("!")[2]).name
    form = _FORMS.get(name)
    if form is None or not isinstance(exhibit.document, dict):
        yield Finding(shown_path, "G-DOC-01", "", 1, "el documento JSON no es ninguno de los que se publican")
        return
    columns = frozenset(column.name for table in rules.tables.values() for column in table.columns)
    foreign = _foreign(exhibit.document, "", form, columns=columns, tables=frozenset(rules.tables))
    count = sum(1 for _ in foreign)
    if count:
        yield Finding(
            shown_path, "G-DOC-01", "claves", count, "hay claves, o números en ellas, que su esquema no tiene"
        )


def _foreign(
    node: Any, above: str, form: _Form, *, columns: frozenset[str], tables: frozenset[str]
) -> Iterator[str]:
    """Keys that the form does not know, and numbers under keys of texts."""
    if isinstance(node, dict):
        for key, value in node.items():
            if not _is_known(key, above, form, columns=columns, tables=tables):
                yield key
            yield from _foreign(value, key, form, columns=columns, tables=tables)
    elif isinstance(node, list):
        for value in node:
            yield from _foreign(value, above, form, columns=columns, tables=tables)
    elif _is_number(node) and above not in form.numbers | columns and not _LEVEL.fullmatch(above):
        yield above


def _is_number(node: Any) -> bool:
    return isinstance(node, int | float) and not isinstance(node, bool)


def _is_known(key: str, above: str, form: _Form, *, columns: frozenset[str], tables: frozenset[str]) -> bool:
    if above in _COLUMNS and above in form.texts:
        return key in columns
    if above == _TABLES and key in tables:
        return True
    if above == _LEVELS:
        return bool(_LEVEL.fullmatch(key))
    if not form.texts:
        return bool(_VOCABULARY.fullmatch(key))
    return key in form.texts or key in form.numbers
