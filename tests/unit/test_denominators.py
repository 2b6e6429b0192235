"""eligible.csv and goals.csv are read whole, or refused with file, row and remedy; population and poverty too."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assets.ref.denominators import denominators
from snis.denominators import ELIGIBLE_COLUMNS, GOAL_COLUMNS
from snis.deployment import Deployment, load_deployment
from snis.errors import ContractError, DeploymentError
from tests.support.deployment import make_deployment

ELIGIBLE = ",".join(ELIGIBLE_COLUMNS) + "\n"
GOALS = ",".join(GOAL_COLUMNS) + "\n"


def load(folder: Path, eligible: str = "", goals: str = "") -> Deployment:
    files: dict[str, str | None] = {}
    if eligible:
        files["eligible.csv"] = f"{ELIGIBLE}{eligible}\n"
    if goals:
        files["goals.csv"] = f"{GOALS}{goals}\n"
    return load_deployment(make_deployment(folder, files=files))


def facts(deployment: Deployment, code: str) -> list[tuple[Any, ...]]:
    return [row[1:6] + row[8:] for row in denominators(deployment) if row[0] == code]


def test_both_files_may_be_missing(tmp_path: Path) -> None:
    assert load(tmp_path).denominators == ()


def test_each_row_becomes_a_denominator(tmp_path: Path) -> None:
    deployment = load(
        tmp_path,
        "2024,municipio,0801,,,hogares,120,rsh-1,RSH 2024\n2024,pais,00,vida,P11,personas,9,rsh-1,RSH 2024",
        "P02,2026,departamento,08,quetzales,1500.50,POA 2026",
    )
    assert facts(deployment, "elegibles") == [
        (2024, "municipio", "0801", None, None, "hogares", 120, "rsh-1", "RSH 2024"),
        (2024, "pais", "00", "vida", "P11", "personas", 9, "rsh-1", "RSH 2024"),
    ]
    assert facts(deployment, "meta") == [
        (2026, "departamento", "08", "bono-social", "P02", "quetzales", Decimal("1500.50"), "meta-2026", "POA 2026"),
    ]  # fmt: skip


ELIGIBLE_MISTAKES = [
    ("24,pais,00,,,personas,1,s,f", "eligible.csv:2: anio no es un año"),
    ("2024,region,00,,,personas,1,s,f", "eligible.csv:2: nivel no admite «region»"),
    ("2024,municipio,08,,,personas,1,s,f", "eligible.csv:2: codigo: «08» no es de ese nivel"),
    ("2024,pais,00,,P02,personas,1,s,f", "la modalidad «P02» no es del programa «»"),
    ("2024,pais,00,otro,,personas,1,s,f", "el programa «otro» no está en programmes.csv"),
    ("2024,pais,00,,,entregas,1,s,f", "unidad_codigo no admite «entregas»"),
    ("2024,pais,00,,,personas,1.5,s,f", "elegibles no es un número admitido"),
    ("2024,pais,00,,,personas,-1,s,f", "elegibles no es un número admitido"),
    ("2024,pais,00,,,personas,1,,f", "eligible.csv:2: serie está vacío"),
    ("2024,pais,00,,,personas,1,s,", "eligible.csv:2: fuente está vacío"),
    ("2024,pais,00,,,personas,1,s,f\n2024,pais,00,,,personas,2,s,f", "eligible.csv:3: s personas"),
]
GOAL_MISTAKES = [
    ("P99,2026,pais,00,personas,1,f", "goals.csv:2: la modalidad «P99» no está en programmes.csv"),
    ("P02,2026,pais,01,personas,1,f", "goals.csv:2: codigo: «01» no es de ese nivel"),
    ("P02,2026,pais,00,kilos,1,f", "goals.csv:2: unidad_codigo no admite «kilos»"),
    ("P02,2026,pais,00,personas,1.5,f", "goals.csv:2: meta no es un número admitido"),
    ("P02,2026,pais,00,personas,1,", "goals.csv:2: fuente está vacío"),
]


@pytest.mark.parametrize(("row", "says"), ELIGIBLE_MISTAKES)
def test_a_mistake_in_the_eligible_is_told_with_file_row_and_remedy(
    tmp_path: Path, row: str, says: str
) -> None:
    with pytest.raises(ContractError) as caught:
        load(tmp_path, eligible=row)
    assert any(says in problem and "Remedio: " in problem for problem in caught.value.problems)


@pytest.mark.parametrize(("row", "says"), GOAL_MISTAKES)
def test_a_mistake_in_the_goals_is_told_with_file_row_and_remedy(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(ContractError) as caught:
        load(tmp_path, goals=row)
    assert any(says in problem and "Remedio: " in problem for problem in caught.value.problems)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    folder = make_deployment(tmp_path, files={"goals.csv": "modalidad,meta\nP02,1\n"})
    with pytest.raises(DeploymentError, match="las columnas no son las esperadas"):
        load_deployment(folder)


class TestTerritory:
    def test_the_census_sums_to_its_total(self, tmp_path: Path) -> None:
        counted = facts(load(tmp_path), "censo")
        by_level = {
            level: sum(row[6] for row in counted if row[1] == level)
            for level in ("pais", "departamento", "municipio")
        }
        assert by_level == {"pais": 14_901_286, "departamento": 14_901_286, "municipio": 14_901_286}

    def test_the_poor_are_the_rate_of_each_municipality_by_its_inhabitants_of_the_year(
        self, tmp_path: Path
    ) -> None:
        poor = {row[:3]: row for row in facts(load(tmp_path), "pobreza")}
        guatemala = poor[2021, "municipio", "0101"]
        assert guatemala[6] == 165_803  # 0.1376 x 1,204,964 = 165,803.05
        assert guatemala[8].startswith("A2SIT-pobreza (modelo sin fecha")
        assert guatemala[8].endswith("por A2SIT-recovered")

    def test_the_poor_of_the_country_are_those_of_its_municipalities(self, tmp_path: Path) -> None:
        poor = facts(load(tmp_path), "pobreza")
        for year in (2020, 2021):
            sums = {
                level: sum(row[6] for row in poor if row[:2] == (year, level))
                for level in ("pais", "departamento", "municipio")
            }
            assert len(set(sums.values())) == 1
