"""A deployment folder is read whole, or refused with the file, the place and what to do."""

from datetime import date
from pathlib import Path

import pytest

from snis.deployment import Deployment, load_deployment
from snis.errors import ContractError, DeploymentError
from tests.support.deployment import (
    CODES,
    CONTRACT,
    CONTRACT_PATH,
    HEAD,
    INSTITUTIONS,
    PROGRAMMES,
    edited,
    make_deployment,
)

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


def load(folder: Path, files: dict[str, str | None] | None = None) -> Deployment:
    return load_deployment(make_deployment(folder, files=files))


def problems_of(folder: Path, files: dict[str, str | None]) -> tuple[str, ...]:
    with pytest.raises(ContractError) as caught:
        load(folder, files)
    return caught.value.problems


def test_a_deployment_is_read_whole(tmp_path: Path) -> None:
    deployment = load(tmp_path)
    assert (deployment.name, deployment.country, deployment.timezone, deployment.release) == (
        "Padrón de prueba", "GT", "America/Guatemala", "month",
    )  # fmt: skip
    assert deployment.publisher["email"] == "datos@example.org"
    assert deployment.licence["id"] == "CC-BY-4.0"
    assert deployment.institution_codes == {"mides", "renap"}
    assert [row["modalidad_codigo"] for row in deployment.programmes] == ["P02", "P11"]
    assert deployment.code_lists["pueblo"] == ("1", "5")
    assert len(deployment.territory.municipalities) == 340
    assert deployment.folder == tmp_path


def test_the_sample_deployment_holds() -> None:
    assert len(load_deployment(SAMPLE).contracts) >= 18


@pytest.mark.parametrize(
    ("institution", "name", "day", "expected"),
    [
        ("mides", "bono_social_2026_01.csv", date(2026, 2, 1), "mides-bono-social"),
        ("mides", "BONO_SOCIAL_enero.CSV", date(2026, 2, 1), "mides-bono-social"),
        ("mides", "otro.csv", date(2026, 2, 1), None),
        ("mides", "bono_social_2026_01.xlsx", date(2026, 2, 1), None),
        ("renap", "bono_social_2026_01.csv", date(2026, 2, 1), None),
        ("mides", "bono_social_2026_01.csv", date(2025, 12, 31), None),
    ],
)
def test_a_file_falls_under_a_contract_by_institution_name_and_day(
    tmp_path: Path, institution: str, name: str, day: date, expected: str | None
) -> None:
    contract = load(tmp_path).contract_for(institution, name, day)
    assert (contract.contract if contract else None) == expected


def test_an_institution_is_added_by_a_row_and_a_file(tmp_path: Path) -> None:
    contract = edited(edited(CONTRACT, "institution: mides", "institution: muni"), "mides-bono", "muni-bono")
    deployment = load(
        tmp_path,
        {
            "institutions.csv": INSTITUTIONS
            + "muni,Municipalidad de prueba,MUNI,entrega,Acta 2,2026-03-01,\n",
            "contracts/muni/bono.yaml": contract,
        },
    )
    found = deployment.contract_for("muni", "bono_social_1.csv", date(2026, 3, 2))
    assert found is not None
    assert found.contract == "muni-bono-social"


@pytest.mark.parametrize("name", ["padron.yaml", "institutions.csv", "programmes.csv", "codes.csv"])
def test_a_missing_file_is_named_with_a_remedy(tmp_path: Path, name: str) -> None:
    with pytest.raises(DeploymentError, match=f"^{name}: falta el archivo Remedio: Copie"):
        load(tmp_path, {name: None})


def test_a_missing_folder_is_named_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match=r"^nada: no existe la carpeta del despliegue"):
        load_deployment(tmp_path / "nada")


def test_a_deployment_without_contracts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="no hay ningún contrato"):
        load(tmp_path, {CONTRACT_PATH: None})


BROKEN_HEADS = {
    "syntax": (HEAD + "{", "no es YAML válido"),
    "empty": ("", "está vacío"),
    "missing": (edited(HEAD, "country: GT\n", ""), "padron.yaml:1: country: falta esta clave"),
    "unknown": (edited(HEAD, "country: GT", "contry: GT"), "clave desconocida; ¿quiso decir «country»?"),
    "inside": (edited(HEAD, "email: datos@example.org, ", ""), "padron.yaml:5: publisher.email: falta"),
    "release": (edited(HEAD, "every: month", "every: mes"), "padron.yaml:7: release.every: valor no admitido"),
    "timezone": (edited(HEAD, "America/Guatemala", "Guatemala"), "zona horaria desconocida"),
    "territory": (edited(HEAD, "territory: guatemala", "territory: marte"), "no hay territorio"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), BROKEN_HEADS.values(), ids=BROKEN_HEADS.keys())
def test_a_broken_head_says_where_and_why(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DeploymentError) as caught:
        load(tmp_path, {"padron.yaml": text})
    assert says in str(caught.value)
    assert "padron.yaml" in str(caught.value)
    assert "Remedio: " in str(caught.value)


BROKEN_REGISTERS = {
    "columns": ("codes.csv", "lista;codigo;nombre\n", "codes.csv: las columnas no son las esperadas"),
    "cells": ("codes.csv", CODES + "sexo,N\n", "codes.csv:7: la fila tiene 2 celdas y el encabezado 3"),
    "quotes": ("codes.csv", CODES + 'sexo,"N,x\n', "codes.csv: no es un CSV válido en UTF-8"),
    "empty": ("programmes.csv", "", "programmes.csv: las columnas no son las esperadas"),
}


@pytest.mark.parametrize(("name", "text", "says"), BROKEN_REGISTERS.values(), ids=BROKEN_REGISTERS.keys())
def test_a_register_that_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(DeploymentError) as caught:
        load(tmp_path, {name: text})
    assert says in str(caught.value)
    assert "Remedio: " in str(caught.value)


REGISTERS = {"institutions.csv": INSTITUTIONS, "programmes.csv": PROGRAMMES, "codes.csv": CODES}
# Register, old text (none: a row is added), new text, what the message says.
ROW_MISTAKES = {
    "code_twice": ("codes.csv", "", "sexo,F,Femenino", "codes.csv:7: sexo F ya está en la línea 2"),
    "empty_cell": ("codes.csv", "", "sexo,N,", "codes.csv:7: nombre está vacío"),
    "role": ("institutions.csv", "verificador", "fiscal", "institutions.csv:3: rol_codigo no admite «fiscal»"),
    "institution_code": ("institutions.csv", "", "MUNI,M,M,entrega,,,", "institutions.csv:4: institucion_codigo"),
    "institution_twice": ("institutions.csv", "", "mides,M,M,entrega,,,", "mides ya está en la línea 2"),
    "institution_date": ("institutions.csv", "", "muni,M,M,entrega,,1/1/26,", "vigente_desde no es una fecha"),
    "institution_dates": (
        "institutions.csv", "", "muni,M,M,entrega,,2026-01-02,2026-01-01", "anterior a vigente_desde",
    ),
    "programme_institution": ("programmes.csv", "Vida,mides", "Vida,sosep", "csv:3: la institución sosep no está"),
    "benefit": ("programmes.csv", "transferencia,persona", "dinero,persona", "«dinero» no está en la lista"),
    "unit": ("programmes.csv", "transferencia,persona", "transferencia,familia", "unidad_entrega no admite"),
    "period": ("programmes.csv", "bimestre", "bimensual", "periodicidad_codigo no admite «bimensual»"),
    "visibility": ("programmes.csv", "publica", "abierta", "visibilidad_codigo no admite «abierta»"),
    "age": ("programmes.csv", "hogar,6,14", "hogar,seis,14", "programmes.csv:2: edad_min no es un número"),
    "ages": ("programmes.csv", "hogar,6,14", "hogar,16,14", "edad_max es menor que edad_min"),
    "place": ("programmes.csv", "02|03", "2|03", "departamentos: «2» no es un código del INE"),
    "amount": ("programmes.csv", ",,500,", ",,Q500,", "monto_tipico_gtq no es un monto"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "says"), ROW_MISTAKES.values(), ids=ROW_MISTAKES.keys())
def test_a_mistake_in_a_register_is_named_with_its_line(
    tmp_path: Path, name: str, old: str, new: str, says: str
) -> None:
    text = edited(REGISTERS[name], old, new) if old else f"{REGISTERS[name]}{new}\n"
    problems = problems_of(tmp_path, {name: text})
    assert any(says in problem and "Remedio: " in problem for problem in problems), problems


def test_mistakes_of_registers_and_contracts_come_together(tmp_path: Path) -> None:
    problems = problems_of(
        tmp_path,
        {
            "institutions.csv": edited(INSTITUTIONS, "verificador", "fiscal"),
            CONTRACT_PATH: edited(CONTRACT, "M: F", "M: X"),
        },
    )
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("codes.csv", CODES + "sexo,N,No informado\n"),
        ("disclosure.yaml", "umbral: 11\n"),
        (CONTRACT_PATH, edited(CONTRACT, "version: 1", "version: 2")),
        ("contracts/mides/otro.yaml", edited(edited(CONTRACT, "bono_social_*", "otro_*"), "mides-bono", "mides-otro")),
    ],
)  # fmt: skip
def test_the_digest_follows_whatever_changes_results(tmp_path: Path, name: str, text: str) -> None:
    before = load(tmp_path / "antes").digest
    assert load(tmp_path / "igual").digest == before
    assert load(tmp_path / "otro", {name: text}).digest != before


def test_what_lies_in_the_inbox_does_not_change_the_digest(tmp_path: Path) -> None:
    before = load(tmp_path).digest
    assert load(tmp_path, {"inbox/mides/a.csv": "x"}).digest == before
