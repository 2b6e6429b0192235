"""The fields that an institution's file may fill, and what each sort of them is written in.

Belongs here: their names, and which of them a kind of contract takes, needs and may be known by. Does not belong here:
what a field means (fields/*.yaml), or the columns that fill it (column.py).
"""

from collections.abc import Mapping

from snis.contracts.formats import (
    DATE_FORMATS,
    DEPARTMENT_FORMATS,
    MUNICIPALITY_FORMATS,
    NAME_FORMATS,
    NUMBER_FORMATS,
)

DATE_FIELDS = frozenset({"nacimiento_fecha", "entrega_fecha", "ocurrio_fecha", "registro_fecha", "fin_fecha"})
NUMBER_FIELDS = frozenset({"monto_gtq", "cantidad", "familias_atendidas"})
PLACE_FIELDS = frozenset(
    f"{place}_{level}_codigo"
    for place in ("nacimiento", "residencia", "entrega")
    for level in ("departamento", "municipio")
)
CODED_FIELDS: Mapping[str, str] = {
    "modalidad_codigo": "modalidad",
    "sexo_codigo": "sexo",
    "pueblo_codigo": "pueblo",
    "comunidad_linguistica_codigo": "comunidad_linguistica",
    "escolaridad_codigo": "escolaridad",
    "pobreza_codigo": "pobreza",
    "tiene_discapacidad": "logico",
    "cumple_corresponsabilidad": "logico",
    "estado_entrega_codigo": "estado_entrega",
    "obra_codigo": "obra",
}
NAME_FIELDS = (
    "nombre1", "nombre2", "nombre3", "nombres", "apellido1", "apellido2", "apellido_casada", "apellidos",
    "nombre_completo",
)  # fmt: skip
TEXT_FIELDS = frozenset({"cui", *NAME_FIELDS, "direccion", "telefono", "hogar", "folio", "comunidad"})
INPUT_FIELDS = TEXT_FIELDS | DATE_FIELDS | NUMBER_FIELDS | PLACE_FIELDS | frozenset(CODED_FIELDS)

_COMMUNITY_FIELDS = frozenset({"comunidad", "obra_codigo", "familias_atendidas"})
_REGISTRY_FIELDS = frozenset({"ocurrio_fecha", "registro_fecha", "fin_fecha"})
# Only registers that speak of a modality carry these two.
MODALITY_REGISTERS = frozenset({"mides_padron", "mineduc_cumplimiento", "mspas_cumplimiento"})
MODALITY_FIELDS = frozenset({"modalidad_codigo", "cumple_corresponsabilidad"})
_DELIVERY_FIELDS = frozenset(
    {
        *("folio", "modalidad_codigo", "entrega_fecha", "entrega_departamento_codigo"),
        *("entrega_municipio_codigo", "monto_gtq", "cantidad", "estado_entrega_codigo"),
    }
)
_PERSON_FIELDS = (
    INPUT_FIELDS - _COMMUNITY_FIELDS - _REGISTRY_FIELDS - _DELIVERY_FIELDS - {"cumple_corresponsabilidad"}
)
# Fields that a file of each kind may fill; any other would be read and then lost.
FIELDS_OF_KIND: Mapping[str, frozenset[str]] = {
    "deliveries": _PERSON_FIELDS | _DELIVERY_FIELDS | {"cumple_corresponsabilidad"},
    "community": _DELIVERY_FIELDS | _COMMUNITY_FIELDS,
    "registry": _PERSON_FIELDS | _REGISTRY_FIELDS | MODALITY_FIELDS,
}
_COMPLIANCE: Mapping[str, str] = {
    "modalidad_codigo": "la modalidad de la corresponsabilidad",
    "ocurrio_fecha": "el primer día del período",
    "fin_fecha": "el último día del período",
    "cumple_corresponsabilidad": "si se cumplió",
}
# What a register cannot be without, besides, and what it is there.
ESSENTIAL_OF_REGISTRY: Mapping[str, Mapping[str, str]] = {
    "renap_defuncion": {"ocurrio_fecha": "el día de la defunción"},
    "minfin_contratista": {"ocurrio_fecha": "el primer día del contrato"},
    "mides_padron": {
        "modalidad_codigo": "la modalidad del padrón",
        "ocurrio_fecha": "el día de la inscripción",
    },
    "mineduc_cumplimiento": _COMPLIANCE,
    "mspas_cumplimiento": _COMPLIANCE,
}
# Fields that a file of each kind cannot be without, whatever its contract says of `required`.
ESSENTIAL_FIELDS: Mapping[str, tuple[str, ...]] = {
    "deliveries": ("modalidad_codigo", "entrega_fecha"),
    "community": ("modalidad_codigo", "entrega_fecha", "comunidad"),
    "registry": ("cui",),
}

# What tells one row from another when the contract does not say: a community has no person, a register no amount.
DEFAULT_KEYS: Mapping[str, tuple[str, ...]] = {
    "deliveries": ("persona_id", "modalidad_codigo", "entrega_fecha", "monto_gtq", "folio"),
    "community": (
        "comunidad", "entrega_departamento_codigo", "entrega_municipio_codigo", "modalidad_codigo", "obra_codigo",
        "entrega_fecha", "monto_gtq", "folio",
    ),
    "registry": ("cui", "modalidad_codigo", "ocurrio_fecha", "registro_fecha", "fin_fecha"),
}  # fmt: skip
DEFAULT_TOTALS = ("TOTAL", "SUBTOTAL", "GRAN TOTAL")
# Person and household stand in a key as pseudonyms; a contract may call them by either name.
KEY_SYNONYMS: Mapping[str, str] = {"persona_id": "cui", "hogar_id": "hogar"}
KEY_COLUMNS = frozenset(
    {
        *(
            "cui",
            "modalidad_codigo",
            "entrega_fecha",
            "monto_gtq",
            "folio",
            "hogar",
            "comunidad",
            "obra_codigo",
        ),
        *("entrega_departamento_codigo", "entrega_municipio_codigo", "cantidad", "estado_entrega_codigo"),
        *("ocurrio_fecha", "registro_fecha", "fin_fecha"),
    }
)
KEY_FIELDS = KEY_COLUMNS | frozenset(KEY_SYNONYMS)


def formats_of(field: str | None) -> tuple[str, ...]:
    """Formats that a field may be written in; empty for fields that have one form only."""
    if field in DATE_FIELDS:
        return DATE_FORMATS
    if field in NUMBER_FIELDS:
        return NUMBER_FORMATS
    if field in PLACE_FIELDS:
        return DEPARTMENT_FORMATS if "departamento" in str(field) else MUNICIPALITY_FORMATS
    return NAME_FORMATS if field == "nombre_completo" else ()
