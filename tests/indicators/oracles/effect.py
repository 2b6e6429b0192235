"""Oracles of what was scheduled, collected, met, found, sent and built."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from snis.indicators.figure import Measured
from tests.indicators.deliveries import (
    FOR_PERSONS,
    MODALITIES,
    Row,
    denominators,
    is_informed,
    nation,
    place_key,
    places_of,
    subjects_of,
    with_tables,
    year_cell,
)
from tests.indicators.oracle import Cell, Counted, Tables, oracle, period_code

_UNIVERSE = {row["modalidad_codigo"]: row["visibilidad_codigo"] for row in MODALITIES}
_PROGRAMME = {row["modalidad_codigo"]: row["programa_codigo"] for row in MODALITIES}


def _cells(rows: Iterable[Row], cells: Callable[[Row], Iterator[Cell]]) -> dict[Cell, list[Row]]:
    found: dict[Cell, list[Row]] = defaultdict(list)
    for row in rows:
        for cell in cells(row):
            found[cell].append(row)
    return found


def _total(rows: Iterable[Row], column: str) -> Decimal:
    return Decimal(sum(row[column] for row in rows))


# -- Effectiveness, from its marts ------------------------------------------------------------------------------------


@st.composite
def _effect_row(draw: st.DrawFn) -> Row:
    modality = draw(st.sampled_from(FOR_PERSONS))
    is_restricted = modality["visibilidad_codigo"] == "restringida"
    count = st.integers(0, 9)
    delivered, uncollected, returned, silent = (draw(count) for _ in range(4))
    return {
        "anio": draw(st.sampled_from([2024, 2025])),
        "mes": None if is_restricted else draw(st.integers(1, 3)),
        "modalidad_codigo": modality["modalidad_codigo"],
        "visibilidad_codigo": modality["visibilidad_codigo"],
        "departamento_codigo": None if is_restricted else draw(st.sampled_from([None, "00", "01", "08"])),
        "programadas": delivered + uncollected + returned + silent,
        "entregadas": delivered,
        "no_cobradas": uncollected,
        "sin_estado": silent,
        "monto_no_cobrado_gtq": Decimal(draw(count)) / 4,
        "monto_sin_cumplir_gtq": Decimal(draw(count)) / 4,
        **{name: draw(count) for name in _ANSWERS},
    }


_ANSWERS = (
    "cumplen_segun_entrega", "no_cumplen_segun_entrega", "cumplen_segun_registro", "no_cumplen_segun_registro",
)  # fmt: skip
_KEY = ("anio", "mes", "modalidad_codigo", "departamento_codigo")


def _effects(table: str) -> st.SearchStrategy[Tables]:
    rows = st.lists(_effect_row(), max_size=10, unique_by=lambda row: tuple(row[name] for name in _KEY))
    return st.fixed_dictionaries({table: rows, "ref_modalidad": st.just(MODALITIES)})


def _effect_cells(row: Row, **more: Any) -> Iterator[Cell]:
    department = row["departamento_codigo"]
    place = {"nivel": "departamento" if department else "pais", "departamento_codigo": department}
    for subject in subjects_of(row, "modalidad_codigo"):
        yield year_cell(row, **place, **subject, **more)
        if row["mes"] is not None:
            period = period_code("mes", row["anio"], row["mes"])
            yield year_cell(row, **place, **subject, **more, periodo_codigo=period)


def _scheduled(code: str, column: str) -> None:
    def count(tables: Tables) -> Counted:
        rows = map(dict, tables["out_efectividad_entrega"])
        counted = {}
        for cell, found in _cells(
            rows, lambda row: _effect_cells(row, denominador_codigo="entregas_programadas")
        ).items():
            sure, silent, whole = (_total(found, name) for name in (column, "sin_estado", "programadas"))
            counted[cell] = Measured(None, whole, sure, sure + silent) if silent else Measured(sure, whole)
        return counted

    oracle(code, data=_effects("out_efectividad_entrega"))(count)


def _amount(code: str, table: str, column: str) -> None:
    def count(tables: Tables) -> Counted:
        found = _cells(map(dict, tables[table]), _effect_cells)
        return {cell: Measured(_total(rows, column)) for cell, rows in found.items()}

    oracle(code, data=_effects(table))(count)


_scheduled("entregas_cumplidas", "entregadas")
_scheduled("entregas_no_cobradas", "no_cobradas")
_amount("monto_no_cobrado", "out_efectividad_entrega", "monto_no_cobrado_gtq")
_amount("monto_sin_corresponsabilidad", "out_efectividad_corresponsabilidad", "monto_sin_cumplir_gtq")


@oracle(
    "cumplimiento_corresponsabilidad",
    data=_effects("out_efectividad_corresponsabilidad"),
)
def cumplimiento_corresponsabilidad(tables: Tables) -> Counted:
    """Each voice by itself."""
    counted = {}
    for voice, name in (("segun_registro", "segun_registro"), ("segun_planilla", "segun_entrega")):
        rows = [
            dict(row)
            for row in tables["out_efectividad_corresponsabilidad"]
            if row[f"cumplen_{name}"] + row[f"no_cumplen_{name}"]
        ]
        for cell, found in _cells(
            rows, lambda row, voice=voice: _effect_cells(row, denominador_codigo=voice)
        ).items():
            yes, no = _total(found, f"cumplen_{name}"), _total(found, f"no_cumplen_{name}")
            counted[cell] = Measured(yes, yes + no)
    return counted


@oracle("reincidencia_no_cobro", data=nation())
def reincidencia_no_cobro(tables: Tables) -> Counted:
    """Persons with two or more uncollected of one modality in a year, over those with one."""
    state = {row["entrega_id"]: row["estado_entrega_codigo"] for row in tables["link_entrega"]}
    times: dict[Cell, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in tables["out_hecho_entrega"]:
        if row["persona_id"] is not None and state[row["entrega_id"]] == "no_cobrada":
            for place in places_of(dict(row), 2):
                cell = year_cell(
                    dict(row),
                    **place,
                    modalidad_codigo=row["modalidad_codigo"],
                    denominador_codigo="personas_sin_cobrar",
                )
                times[cell][row["persona_id"]] += 1
    return {
        cell: Measured(Decimal(sum(count > 1 for count in found.values())), Decimal(len(found)))
        for cell, found in times.items()
    }


# -- Deliveries with a number -----------------------------------------------------------------------------------------


def _numbered(code: str, states: set[str]) -> None:
    def cells(row: Row) -> Iterator[Cell]:
        shown = {**row, "programa_codigo": _PROGRAMME[row["modalidad_codigo"]]}
        day, universe = row["entrega_fecha"], _UNIVERSE[row["modalidad_codigo"]]
        for subject in subjects_of(shown, "institucion_codigo", "programa_codigo", "modalidad_codigo"):
            for period in (str(day.year), period_code("mes", day.year, day.month)):
                yield Cell(
                    periodo_codigo=period,
                    visibilidad_codigo=universe,
                    denominador_codigo="entregas_aceptadas",
                    **subject,
                )

    def count(tables: Tables) -> Counted:
        return {
            cell: Measured(
                Decimal(sum(row["cui_estado_codigo"] in states for row in rows)), Decimal(len(rows))
            )
            for cell, rows in _cells(map(dict, tables["link_entrega"]), cells).items()
        }

    oracle(code, data=nation())(count)


_numbered("entregas_con_cui", {"valid", "bad_municipality"})
_numbered("entregas_con_cui_valido", {"valid"})


# -- Files and findings -----------------------------------------------------------------------------------------------

_DAYS = st.dates(date(2025, 1, 1), date(2026, 3, 31))
_LENGTHS = {"anio": 12, "semestre": 6, "cuatrimestre": 4, "mes": 1}


@st.composite
def _transfer(draw: st.DrawFn) -> Row:
    came = draw(st.none() | _DAYS)
    good, apart, thrown = (draw(st.integers(0, 9)) if came else None for _ in range(3))
    return {
        "institucion_codigo": draw(st.sampled_from(["mides", "mineduc"])),
        "vence_fecha": draw(_DAYS),
        "recibido_fecha": came,
        "calendario_estado_codigo": draw(st.sampled_from(["a_tiempo", "tardia"])) if came else "faltante",
        "es_debida": draw(st.booleans()),
        "filas_recibidas": good + apart + thrown if came else None,
        "filas_cuarentena": apart,
        "filas_descartadas": thrown,
    }


_TRANSFERS = st.fixed_dictionaries({"out_transferencia": st.lists(_transfer(), max_size=8)})


def _dated_cells(
    row: Row, column: str, denominator: str, kinds: tuple[str, ...] = tuple(_LENGTHS)
) -> Iterator[Cell]:
    day = row[column]
    for subject in subjects_of(row, "institucion_codigo"):
        if subject == {"institucion_codigo": None}:
            continue
        for kind in kinds:
            yield Cell(
                periodo_codigo=period_code(kind, day.year, (day.month - 1) // _LENGTHS[kind] + 1),
                visibilidad_codigo="todas",
                denominador_codigo=denominator,
                **subject,
            )


@oracle("puntualidad_transferencias", data=_TRANSFERS)
def puntualidad_transferencias(tables: Tables) -> Counted:
    """Files owed in a period that came in time."""
    owed = [
        {**row, "cuenta_fecha": min(row["vence_fecha"], row["recibido_fecha"] or row["vence_fecha"])}
        for row in tables["out_transferencia"]
        if row["es_debida"]
    ]
    return {
        cell: Measured(
            Decimal(sum(row["calendario_estado_codigo"] == "a_tiempo" for row in rows)), Decimal(len(rows))
        )
        for cell, rows in _cells(
            owed, lambda row: _dated_cells(row, "cuenta_fecha", "archivos_debidos")
        ).items()
    }


def _rows_apart(code: str, column: str) -> None:
    def count(tables: Tables) -> Counted:
        came = [dict(row) for row in tables["out_transferencia"] if row["recibido_fecha"]]
        return {
            cell: Measured(_total(rows, column), _total(rows, "filas_recibidas"))
            for cell, rows in _cells(
                came, lambda row: _dated_cells(row, "recibido_fecha", "filas_recibidas")
            ).items()
        }

    oracle(code, data=_TRANSFERS)(count)


_rows_apart("filas_en_cuarentena", "filas_cuarentena")
_rows_apart("filas_descartadas", "filas_descartadas")

_STATES = ["detectado", "notificado", "respondido", "resuelto", "cerrado"]
_FINDINGS = st.fixed_dictionaries(
    {
        "link_hallazgo_estado": st.lists(
            st.fixed_dictionaries(
                {
                    "institucion_codigo": st.sampled_from([None, "mides", "mineduc"]),
                    "estado_hallazgo_codigo": st.sampled_from(_STATES),
                    "detectado_fecha": _DAYS,
                    "respuesta_codigo": st.sampled_from([None, "confirmado"]),
                }
            ),
            max_size=8,
        )
    }
)


def _findings(code: str, counts: Callable[[Row], bool]) -> None:
    def count(tables: Tables) -> Counted:
        found = _cells(
            map(dict, tables["link_hallazgo_estado"]),
            lambda row: _dated_cells(row, "detectado_fecha", "hallazgos_detectados", ("anio", "mes")),
        )
        return {
            cell: Measured(Decimal(sum(map(counts, rows))), Decimal(len(rows)))
            for cell, rows in found.items()
        }

    oracle(code, data=_FINDINGS)(count)


_findings(
    "hallazgos_abiertos",
    lambda row: row["estado_hallazgo_codigo"] in {"detectado", "notificado", "respondido"},
)
_findings("hallazgos_respondidos", lambda row: row["respuesta_codigo"] is not None)

_RULES = [
    {"regla_id": rule, "contraparte_codigo": against}
    for rule, against in (
        ("CRU-01", "renap_defuncion"),
        ("CRU-02", "renap_defuncion"),
        ("CRU-03", "onsec_planilla"),
    )
]


@st.composite
def _crossings(draw: st.DrawFn) -> Tables:
    tables = draw(nation())
    known = [row for row in tables["link_entrega"] if row["persona_id"] is not None]
    rules = st.sampled_from([row["regla_id"] for row in _RULES])
    crossed = draw(st.lists(st.tuples(st.sampled_from(known), rules), max_size=6)) if known else []
    return {
        **tables,
        "ref_regla_coincidencia": _RULES,
        "link_cruce": [{**row, "regla_id": rule} for row, rule in crossed],
    }


def _after_death(code: str, measure: Callable[[list[Row]], Decimal]) -> None:
    def cells(row: Row) -> Iterator[Cell]:
        for subject in subjects_of(row, "institucion_codigo", "modalidad_codigo"):
            universe = _UNIVERSE[row["modalidad_codigo"]]
            yield Cell(periodo_codigo=str(row["entrega_fecha"].year), visibilidad_codigo=universe, **subject)

    def count(tables: Tables) -> Counted:
        deaths = {rule["regla_id"] for rule in _RULES if rule["contraparte_codigo"] == "renap_defuncion"}
        paid = {row["entrega_id"]: dict(row) for row in tables["link_cruce"] if row["regla_id"] in deaths}
        return {cell: Measured(measure(rows)) for cell, rows in _cells(paid.values(), cells).items()}

    oracle(code, data=_crossings())(count)


_after_death("fallecidos_con_entregas", lambda rows: Decimal(len({row["persona_id"] for row in rows})))
_after_death("monto_a_fallecidos", lambda rows: _total(rows, "monto_gtq"))


# -- Works for communities --------------------------------------------------------------------------------------------


@oracle("comunidades_con_obras", data=nation())
def comunidades_con_obras(tables: Tables) -> Counted:
    """Different communities."""

    def cells(row: Row) -> Iterator[Cell]:
        for period in (str(row["anio"]), period_code("semestre", row["anio"], (row["mes"] - 1) // 6 + 1)):
            for place in places_of(row):
                for subject in subjects_of(row, "institucion_codigo", "programa_codigo", "modalidad_codigo"):
                    is_told = not subject or place["nivel"] == "pais"
                    is_told |= place["nivel"] == "departamento" and "modalidad_codigo" in subject
                    if is_told:
                        yield year_cell(row, **place, **subject, periodo_codigo=period)

    found = _cells(map(dict, tables["out_hecho_entrega_comunitaria"]), cells)
    return {
        cell: Measured(Decimal(len({row["comunidad_id"] for row in rows}))) for cell, rows in found.items()
    }


@oracle("familias_por_obra", data=nation())
def familias_por_obra(tables: Tables) -> Counted:
    """Families over works of which somebody says them."""

    def cells(row: Row) -> Iterator[Cell]:
        for place in places_of(row, 2):
            for subject in subjects_of(row, "modalidad_codigo"):
                yield year_cell(row, **place, **subject, denominador_codigo="obras_con_familias")

    works = [
        dict(row) for row in tables["out_hecho_entrega_comunitaria"] if row["familias_atendidas"] is not None
    ]
    return {
        cell: Measured(_total(rows, "familias_atendidas"), Decimal(len(rows)))
        for cell, rows in _cells(works, cells).items()
    }


@oracle("inversion_comunitaria_por_habitante", data=with_tables(out_denominador=denominators("poblacion")))
def inversion_comunitaria_por_habitante(tables: Tables) -> Counted:
    """Quetzales of a place over its inhabitants."""
    people = {(str(row["anio"]), *place_key(dict(row))): row["valor"] for row in tables["out_denominador"]}

    def cells(row: Row) -> Iterator[Cell]:
        yield from (
            year_cell(row, **place, denominador_codigo="poblacion")
            for place in places_of(row)
            if is_informed(place)
        )

    return {
        cell: Measured(
            _total(rows, "monto_gtq"),
            people.get((cell.periodo_codigo, cell.departamento_codigo, cell.municipio_codigo)),
        )
        for cell, rows in _cells(map(dict, tables["out_hecho_entrega_comunitaria"]), cells).items()
    }
