"""A tiny deployment that holds: two institutions, two modalities, one contract. Tests change one thing and look.

`make_deployment(tmp_path)` writes it and returns its folder; keyword `files` replaces, adds or (None) leaves out single
files by their path inside the folder. `edited(CONTRACT, old, new)` is the usual contract with one line changed.
"""

from collections.abc import Mapping
from pathlib import Path

CONTRACT_PATH = "contracts/mides/bono-social.yaml"

HEAD = """\
name: Padrón de prueba
country: GT
timezone: America/Guatemala
territory: guatemala
publisher: {name: Unidad de prueba, email: datos@example.org, url: "https://example.org"}
licence: {id: CC-BY-4.0, title: Creative Commons Atribución 4.0, url: "https://creativecommons.org/licenses/by/4.0/"}
release: {every: month}
"""

INSTITUTIONS = """\
institucion_codigo,institucion,siglas,rol_codigo,acta,vigente_desde,vigente_hasta
mides,Ministerio de Desarrollo Social,MIDES,entrega,Acta 1,2026-01-01,
renap,Registro Nacional de las Personas,RENAP,verificador,Acta 1,2026-01-01,
"""

PROGRAMMES = """\
modalidad_codigo,programa_codigo,programa,modalidad,institucion_codigo,tipo_beneficio_codigo,unidad_entrega,edad_min,\
edad_max,sexo_codigo,departamentos,municipios,monto_tipico_gtq,periodicidad_codigo,visibilidad_codigo,fuente
P02,bono-social,Bono Social,"Bono Social, Educación",mides,transferencia,hogar,6,14,,02|03,,500,bimestre,publica,prueba
P11,vida,Vida,Vida,mides,transferencia,persona,,13,F,,,1500,unica,restringida,prueba
"""

CODES = """\
lista,codigo,nombre
sexo,F,Mujer
sexo,M,Hombre
pueblo,1,Maya
pueblo,5,Ladino
tipo_beneficio,transferencia,Transferencia monetaria
"""

CONTRACT = """\
contract: mides-bono-social
version: 1
institution: mides
title: Pagos del Bono Social
valid_from: 2026-01-01
valid_to: null
legal_basis: [decreto-57-2008]
cadence: {every: month, due_day: 10, tolerance_days: 5}
kind: deliveries
grain: hogar
file:
  pattern: "bono_social_*.csv"
  format: csv
  encoding: utf-8
  delimiter: ";"
constants: {modalidad_codigo: P02, entrega_departamento_codigo: 01}
columns:
  - {header: [CUI, "No. DPI"], field: cui, required: true}
  - {header: Nombres, field: nombres}
  - {header: Fecha de pago, field: entrega_fecha, required: true, format: dd/mm/aaaa}
  - {header: Sexo, field: sexo_codigo, codes: {H: M, M: F, S/D: null}}
  - {header: Municipio, field: residencia_municipio_codigo, format: nombre}
  - {header: Monto, field: monto_gtq, format: "1.234,56"}
  - {header: Observaciones, ignore: true}
delivery_key: [cui, modalidad_codigo, entrega_fecha, monto_gtq]
totals: [TOTAL, SUBTOTAL]
"""

RULES = """\
rules:
  - {id: CRU-01, title: Pagos después de la muerte, a: "*", b: renap_defuncion, verdict: incompatible,
     legal_basis: prueba, valid_from: 2026-01-01, owner: quien_entrega}
"""

FILES: Mapping[str, str] = {
    "padron.yaml": HEAD,
    "institutions.csv": INSTITUTIONS,
    "programmes.csv": PROGRAMMES,
    "codes.csv": CODES,
    "coincidences.yaml": RULES,
    CONTRACT_PATH: CONTRACT,
}


def make_deployment(folder: Path, *, files: Mapping[str, str | None] | None = None) -> Path:
    """Write the tiny deployment into a folder and return it."""
    for name, text in {**FILES, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")
    return folder


def edited(text: str, old: str, new: str) -> str:
    """A text with one place changed; a test whose place is gone fails at once."""
    if text.count(old) != 1:
        raise ValueError(f"{old!r} is in the text {text.count(old)} times")
    return text.replace(old, new)
