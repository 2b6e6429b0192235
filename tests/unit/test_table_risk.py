"""What a report of risk says of a table, and what it must keep to itself."""

from dataclasses import replace
from pathlib import Path

from snis.disclosure_policy import load_policy
from snis.table_risk import CellsOfTable, table_risk

POLICY = load_policy(Path(__file__).parents[2] / "data" / "sample" / "disclosure.yaml")
CELLS = CellsOfTable(published=950, withheld=50, held=12, flipped=3, withdrawn=1, error=1710, narrowest=4)


def test_a_large_table_tells_what_protecting_it_took() -> None:
    assert table_risk("open_cobertura", CELLS, POLICY) == {
        "umbral": 10,
        "multiplo": 5,
        "error_maximo": 4,
        "cambio_visible_minimo_personas": 10,
        "celdas_publicadas": 950,
        "celdas_con_datos": 1000,
        "celdas_retenidas_pct": 5,
        "celdas_en_espera": 0,
        "celdas_volteadas": 0,
        "celdas_retiradas": 0,
        "valores_posibles_de_una_celda_retenida_minimo": 4,
        "error_medio_absoluto_personas": 1.8,
    }


def test_one_person_more_moves_no_number_of_cells() -> None:
    """She opens a cell with data, and fourteen figures wait for her."""
    before = replace(CELLS, withheld=61, held=0)
    after = replace(before, withheld=62, held=14)
    assert table_risk("open_cobertura", after, POLICY) == table_risk("open_cobertura", before, POLICY)


def test_numbers_of_cells_are_said_in_steps() -> None:
    report = table_risk("open_cobertura", replace(CELLS, withheld=61, held=149, flipped=50), POLICY)
    assert report["celdas_con_datos"] == 1050
    assert report["celdas_retenidas_pct"] == 10
    assert report["celdas_en_espera"] == 100
    assert report["celdas_volteadas"] == 50


def test_the_mean_error_of_few_figures_would_give_them_back() -> None:
    few = replace(CELLS, published=3, withheld=2)
    assert not {"error_medio_absoluto_personas", "celdas_con_datos", "celdas_retenidas_pct"} & set(
        table_risk("open_cobertura", few, POLICY)
    )


def test_of_sensitive_and_restricted_tables_only_the_rules_are_told() -> None:
    assert set(table_risk("open_cobertura_sensible", CELLS, POLICY)) == {"umbral", "multiplo", "error_maximo"}
    assert table_risk("open_cobertura_restringida", CELLS, POLICY) == {"umbral": 30, "multiplo": 10}


def test_community_benefits_are_told_in_families() -> None:
    report = table_risk("open_cobertura_comunitaria", CELLS, POLICY)
    assert {name: value for name, value in report.items() if "familias" in name} == {
        "umbral_familias": 10,
        "cambio_visible_minimo_familias": 10,
        "error_medio_absoluto_familias": 1.8,
    }
    assert not [name for name in report if "personas" in name or "comunidades" in name]
