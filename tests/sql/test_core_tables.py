"""What accepted rows become: deliveries, community deliveries, verifier rows, identities; and deliveries sent twice."""

from datetime import date
from decimal import Decimal

import pytest

from assets.core.binding import Sheet
from assets.core.judgement import is_judged
from assets.engine import digest_file
from snis.errors import ContractError, StoreError
from snis.pseudonym import pseudonym
from tests.sql.core_case import (
    CUI,
    CUI_B,
    GOOD,
    KEYS,
    Bench,
    column,
    contract,
    raw_table,
    sheet_of,
)

COMMUNITY = contract(
    kind="community",
    grain=None,
    constants={"modalidad_codigo": "P20", "entrega_departamento_codigo": "16"},
    columns=[
        {"header": "Comunidad", "field": "comunidad"},
        {"header": "Municipio", "field": "entrega_municipio_codigo", "format": "codigo2"},
        {"header": "Obra", "field": "obra_codigo"},
        {"header": "Fecha", "field": "entrega_fecha", "format": "aaaa-mm-dd"},
        {"header": "Monto", "field": "monto_gtq"},
        {"header": "Familias", "field": "familias_atendidas"},
    ],
)
DEATHS = contract(
    institution="renap",
    kind="registry",
    registry="renap_defuncion",
    grain=None,
    constants={},
    columns=[
        {"header": "CUI", "field": "cui"},
        {"header": "Murió", "field": "ocurrio_fecha", "format": "dd/mm/aaaa", "required": True},
        {"header": "Inscrito", "field": "registro_fecha", "format": "dd/mm/aaaa"},
    ],
)


def test_a_delivery_in_canonical_values(bench: Bench) -> None:
    bench.judge([{"hogar": "17"}], contract(grain="hogar", columns=column("hogar")))
    bench.engine.attach("parte", [bench.store.part("core_entrega", "T1")])
    found = bench.engine.table("select * from parte").to_pylist()[0]
    entrega_id = found.pop("entrega_id")
    assert len(entrega_id) == 32
    assert found == {
        "transferencia_id": "T1",
        "hoja": "",
        "fila": 2,
        "institucion_codigo": "mides",
        "modalidad_codigo": "P02",
        "grano_codigo": "hogar",
        "persona_id": pseudonym(KEYS.person, "cui", CUI),
        "identidad_codigo": "cui",
        "cui_estado_codigo": "valid",
        "hogar_id": pseudonym(KEYS.household, "hogar", "mides|17"),
        "nacimiento_departamento_codigo": None,
        "nacimiento_municipio_codigo": None,
        "residencia_departamento_codigo": "16",
        "residencia_municipio_codigo": "1601",
        "entrega_departamento_codigo": None,
        "entrega_municipio_codigo": None,
        "sexo_codigo": "F",
        "nacimiento_anio": 1996,
        "edad_entrega_anios": 29,
        "pueblo_codigo": None,
        "comunidad_linguistica_codigo": None,
        "tiene_discapacidad": None,
        "escolaridad_codigo": None,
        "pobreza_codigo": None,
        "entrega_fecha": date(2026, 2, 28),
        "periodo_inicio_fecha": date(2026, 1, 1),
        "periodo_fin_fecha": date(2026, 2, 28),
        "monto_gtq": Decimal("1500.00"),
        "cantidad": 1,
        "cumple_corresponsabilidad": None,
        "estado_entrega_codigo": None,
        "conocido_fecha": date(2026, 5, 4),
    }


@pytest.mark.parametrize(
    ("modality", "first", "last"),
    [
        ("P02", "2026-03-01", "2026-04-30"),
        ("P09", "2026-03-01", "2026-03-31"),
        ("P13", "2026-03-15", "2026-03-15"),
        ("P20", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_delivery_covers_the_period_of_its_modality(
    bench: Bench, modality: str, first: str, last: str
) -> None:
    bench.judge([{"Fecha": "15/03/2026"}], contract(constants={"modalidad_codigo": modality}))
    period = "cast(periodo_inicio_fecha as varchar), cast(periodo_fin_fecha as varchar)"
    assert bench.table("core_entrega", period) == [(first, last)]


@pytest.mark.parametrize(
    ("born", "delivered", "years"),
    [
        ("28/02/2020", "28/02/2026", 6),
        ("01/03/2020", "28/02/2026", 5),
        ("29/02/2020", "28/02/2026", 5),
        ("29/02/2020", "01/03/2026", 6),
        ("31/12/2025", "01/01/2026", 0),
    ],
)
def test_age_is_in_complete_years(bench: Bench, born: str, delivered: str, years: int) -> None:
    bench.judge([{"Nacimiento": born, "Fecha": delivered}])
    assert bench.table("core_entrega", "edad_entrega_anios") == [(years,)]


def test_identities_go_to_the_vault_alone(bench: Bench) -> None:
    bench.judge([{"Dirección": "4a. calle"}], contract(columns=column("direccion", header="Dirección")))
    assert bench.vault() == [
        {
            "transferencia_id": "T1",
            "hoja": "",
            "fila": 2,
            "persona_id": pseudonym(KEYS.person, "cui", CUI),
            "cui": CUI,
            "nombres": "MARTA ELENA",
            "apellidos": "CAAL XOL",
            "nacimiento_fecha": date(1996, 2, 29),
            "direccion": "4a. calle",
            "telefono": None,
        }
    ]
    plain = b"".join(path.read_bytes() for path in (bench.folder / "store").rglob("*.parquet"))
    sealed = bench.store.part("vault_identidad", "T1").read_bytes()
    for secret in (CUI, "CAAL", "4a. calle"):
        assert secret.encode() not in plain + sealed


def test_a_provisional_person_is_known_by_name_and_birth_date(bench: Bench) -> None:
    same = {"CUI": "", "Nombres": " márta   ELENA", "Apellidos": "caal xol"}
    bench.judge([{"CUI": "NULL"}, {**same, "Folio": "F2"}, {"CUI": "", "Nombres": "Ana", "Folio": "F3"}])
    known = pseudonym(KEYS.person, "nombre", "MARTA ELENA|CAAL XOL|1996-02-29")
    found = bench.table("core_entrega", "persona_id, identidad_codigo, cui_estado_codigo")
    assert found[0] == found[1] == (known, "provisional", "ausente")
    assert found[2][0] != known


def test_names_in_parts_make_the_same_person(bench: Bench) -> None:
    layout = contract(
        columns=[
            {"header": "N1", "field": "nombre1"},
            {"header": "N2", "field": "nombre2"},
            {"header": "A1", "field": "apellido1"},
            {"header": "A2", "field": "apellido2"},
            {"header": "Nace", "field": "nacimiento_fecha", "format": "aaaa-mm-dd"},
            {"header": "Fecha", "field": "entrega_fecha", "format": "aaaa-mm-dd"},
        ]
    )
    bench.judge([["Marta", "Elena", "Caal", "Xol", "1996-02-29", "2026-02-28"]], layout)
    known = pseudonym(KEYS.person, "nombre", "MARTA ELENA|CAAL XOL|1996-02-29")
    assert bench.table("core_entrega", "persona_id") == [(known,)]


def test_the_same_delivery_counts_once_in_a_file(bench: Bench) -> None:
    spaced = {"CUI": f" {CUI[:4]} {CUI[4:]} ", "Monto": "1500"}
    bench.judge([{}, spaced, {"Folio": "F2"}, {"Fecha": "01/03/2026"}, {"CUI": CUI_B}, {}])
    assert [row[1:3] for row in bench.ledger()] == [
        ("aceptada", None),
        ("descartada", "DUP-01"),
        ("aceptada", None),
        ("aceptada", None),
        ("aceptada", None),
        ("descartada", "DUP-01"),
    ]
    assert [row[0] for row in bench.table("core_entrega", "fila")] == [2, 4, 5, 6]


def test_the_same_delivery_counts_once_in_two_files(bench: Bench) -> None:
    bench.judge([{}, {"Folio": "F2"}])
    bench.judge([{"Folio": "F3"}, {}, {"Folio": "F3"}], transfer_id="T2")
    assert [row[1:3] for row in bench.ledger("T2")] == [
        ("aceptada", None),
        ("descartada", "DUP-02"),
        ("descartada", "DUP-01"),
    ]


def test_a_row_in_quarantine_does_not_hide_its_correction(bench: Bench) -> None:
    bench.judge([{"Sexo": "?"}])
    bench.judge([{}], transfer_id="T2")
    assert bench.ledger("T2")[0][1] == "aceptada"


def test_the_contract_names_the_key_of_a_delivery(bench: Bench) -> None:
    layout = contract(delivery_key=["cui", "modalidad_codigo", "entrega_fecha"])
    bench.judge([{}, {"Folio": "F2", "Monto": "9"}], layout)
    assert [row[2] for row in bench.ledger()] == [None, "DUP-01"]


def test_a_key_that_tells_nothing_apart_is_refused(bench: Bench) -> None:
    layout = contract(columns=column("telefono"), delivery_key=["cui", "telefono"])
    with pytest.raises(ContractError, match="telefono"):
        bench.judge([{}], layout)


def test_rations_without_person_or_number_are_never_repeated(bench: Bench) -> None:
    nobody = {"CUI": "", "Nombres": "", "Apellidos": "", "Nacimiento": "", "Folio": ""}
    numbered = {**nobody, "Folio": "F9"}
    bench.judge([nobody, nobody, numbered, numbered], contract(grain="racion"))
    assert [row[2] for row in bench.ledger()] == [None, None, None, "DUP-01"]
    assert bench.vault() == []


def test_a_community_delivery(bench: Bench) -> None:
    rows = [
        ["Chajmaic", "1", "AGUA", "2026-02-10", "1000", "40"],
        ["Chajmaic", "1", "AGUA", "2026-02-10", "1000", "41"],
        ["Sanimtacá", "1", "AGUA", "2026-02-10", "1000", ""],
        ["", "1", "AGUA", "2026-02-10", "1000", ""],
        ["Chajmaic", "1", "PUENTE", "2026-02-10", "1000", ""],
    ]
    bench.judge(rows, COMMUNITY)
    assert [row[2:] for row in bench.ledger()] == [
        (None, None),
        ("DUP-01", None),
        (None, None),
        ("OBL-01", "comunidad"),
        ("COD-01", "obra_codigo"),
    ]
    columns = "comunidad, entrega_municipio_codigo, obra_codigo, familias_atendidas, cantidad"
    assert bench.table("core_entrega_comunitaria", columns) == [
        ("Chajmaic", "1601", "AGUA", 40, 1),
        ("Sanimtacá", "1601", "AGUA", None, 1),
    ]
    assert not bench.store.part("core_entrega", "T1").exists()


def test_a_verifier_s_row(bench: Bench) -> None:
    rows = [
        [CUI, "01/02/2026", "03/02/2026"],
        [CUI, "01/02/2026", "03/02/2026"],
        ["", "01/02/2026", "03/02/2026"],
        [CUI_B, "05/06/2026", ""],
    ]
    bench.judge(rows, DEATHS)
    bench.judge(rows[:1], DEATHS, transfer_id="T2")
    assert [row[2:] for row in bench.ledger()] == [
        (None, None),
        ("DUP-01", None),
        ("OBL-01", "cui"),
        ("FEC-02", "ocurrio_fecha"),
    ]
    assert bench.ledger("T2") == [(2, "aceptada", None, None)]
    columns = "fuente_codigo, persona_id, ocurrio_fecha, registro_fecha, fin_fecha"
    person = pseudonym(KEYS.person, "cui", CUI)
    assert bench.table("core_verificacion", columns) == [
        ("renap_defuncion", person, date(2026, 2, 1), date(2026, 2, 3), None)
    ]


def test_a_register_that_speaks_of_modalities(bench: Bench) -> None:
    layout = contract(
        institution="mineduc",
        kind="registry",
        registry="mineduc_cumplimiento",
        grain=None,
        constants={"modalidad_codigo": "P02"},
        columns=[
            {"header": "CUI", "field": "cui"},
            {"header": "Desde", "field": "ocurrio_fecha", "format": "dd/mm/aaaa"},
            {"header": "Hasta", "field": "fin_fecha", "format": "dd/mm/aaaa"},
            {
                "header": "Cumple",
                "field": "cumple_corresponsabilidad",
                "codes": {"SI": "true", "NO": "false"},
            },
        ],
    )
    rows = [[CUI, "01/01/2026", "28/02/2026", "SI"], [CUI_B, "01/01/2026", "28/02/2026", "NO"]]
    bench.judge([*rows, [CUI, "01/03/2026", "30/04/2026", ""]], layout)
    assert [row[2:] for row in bench.ledger()] == [
        (None, None),
        (None, None),
        ("OBL-01", "cumple_corresponsabilidad"),
    ]
    columns = "fuente_codigo, modalidad_codigo, ocurrio_fecha, fin_fecha, cumple_corresponsabilidad"
    first, last = date(2026, 1, 1), date(2026, 2, 28)
    assert bench.table("core_verificacion", columns) == [
        ("mineduc_cumplimiento", "P02", first, last, True),
        ("mineduc_cumplimiento", "P02", first, last, False),
    ]


def test_sheets_may_order_their_columns_differently(bench: Bench) -> None:
    layout = contract()
    header = [item.header[0] for item in layout.columns]
    swapped = [header[1], header[0], *header[2:]]
    positions = {item.field: swapped.index(item.header[0]) + 1 for item in layout.columns if item.field}
    sheets = [sheet_of(layout, "Enero"), Sheet("Febrero", tuple(swapped), positions)]
    february = {**GOOD, "Folio": "F2"}
    raw = raw_table(
        [
            ("Enero", 9, list(GOOD.values())),
            ("Febrero", 3, [february[name] for name in swapped]),
            ("Febrero", 4, [GOOD[name] for name in swapped]),
        ]
    )
    bench.judge_raw(raw, layout, sheets)
    assert bench.table("core_fila", "hoja, fila, regla") == [
        ("Enero", 9, None),
        ("Febrero", 3, None),
        ("Febrero", 4, "DUP-01"),
    ]


def test_a_row_of_an_unknown_sheet_stops_the_judgement(bench: Bench) -> None:
    raw = raw_table([("Otra", 2, list(GOOD.values()))])
    with pytest.raises(StoreError):
        bench.judge_raw(raw, contract(), [sheet_of(contract(), "Enero")])
    assert not is_judged(bench.store, "T1")


def test_judging_again_writes_the_same_bytes(bench: Bench) -> None:
    rows = [{"Folio": f"F{number}", "CUI": CUI if number % 3 else "12"} for number in range(50)]
    digests = []
    for _ in range(2):
        bench.judged.clear()
        bench.judge(rows)
        parts = [bench.store.part(table, "T1") for table in ("core_fila", "core_entrega")]
        digests.append([digest_file(part) for part in parts])
        assert bench.store.read_manifest("core_fila", "T1") == {
            "tabla": "core_fila",
            "filas": 50,
            "bytes": parts[0].stat().st_size,
            "sha256": digests[-1][0],
        }
    assert digests[0] == digests[1]


def test_what_an_interrupted_judgement_left_is_taken_away(bench: Bench) -> None:
    bench.judge([{}])
    part = bench.store.part("core_entrega_comunitaria", "T1")
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"half")
    bench.judged.clear()
    bench.judge([{}])
    assert not part.exists()
    assert is_judged(bench.store, "T1")
