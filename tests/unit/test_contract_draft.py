"""A draft says what is beyond doubt, asks the rest, and shows nobody."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from pipelines.contract_draft import draft_file
from snis.contracts.drafting import quoted
from snis.contracts.header_words import meant_by
from snis.contracts.input_fields import INPUT_FIELDS
from snis.contracts.profile import Texts
from snis.contracts.proposal import TODO, Codebook, Proposal, propose
from snis.contracts.source import parse_yaml
from snis.deployment import Deployment, load_deployment
from snis.errors import ContractError, SettingsError, TransferError
from snis.territory import load_territory
from tests.support.deployment import edited, make_deployment

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@cache
def sample() -> Deployment:
    return load_deployment(SAMPLE)


def proposed(header: str, *texts: str) -> Proposal:
    found = Texts()
    for text in texts:
        found.add(text)
    names = {"sexo": {"MUJER": "F", "HOMBRE": "M"}, "pueblo": {"MAYA": "1", "LADINO": "5"}}
    return propose(header, found, Codebook(names, load_territory()))


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["28/02/2026", "01/03/2026"], "dd/mm/aaaa"),
        (["02/28/2026", "03/01/2026"], "mm/dd/aaaa"),
        (["01/02/2026", "03/04/2026"], TODO),
        (["2026-02-28"], "aaaa-mm-dd"),
        (["28/02/2026", "2026-02-28"], "dd/mm/aaaa"),
        (["20260228"], "aaaammdd"),
        (["28-feb-2026"], "dd-mmm-aaaa"),
        (["3 de marzo de 2026"], "dd de mmmm de aaaa"),
        (["46081"], TODO),
        (["ayer", "hoy"], TODO),
        ([*(f"{day}/02/2026" for day in range(1, 29)), "pendiente"], "dd/mm/aaaa"),
    ],
)
def test_a_date_format_is_proposed_only_without_doubt(texts: Sequence[str], form: str) -> None:
    assert proposed("Fecha de pago", *texts).format == form


@pytest.mark.parametrize(
    ("texts", "form", "currency"),
    [
        (["500.00", "1500"], "1234.56", None),
        (["1,500.00", "500.00"], "1,234.56", None),
        (["1.500,00", "500,00"], "1.234,56", None),
        (["Q1,500.00", "Q500.00"], "Q1,234.56", None),
        (["Q1.500,00"], "1.234,56", "GTQ"),
        (["1,500", "2,500"], TODO, None),
        (["mil"], TODO, None),
    ],
)
def test_a_number_format_is_proposed_only_without_doubt(
    texts: Sequence[str], form: str, currency: str | None
) -> None:
    found = proposed("Monto", *texts)
    assert (found.format, found.currency) == (form, currency)


@pytest.mark.parametrize(
    ("header", "texts", "form"),
    [
        ("Departamento de residencia", ["1", "22"], "codigo"),
        ("Departamento de residencia", ["0", "21"], "indice0"),
        ("Departamento de residencia", ["3", "4"], TODO),
        ("Departamento de residencia", ["01", "04"], "codigo"),
        ("Departamento de residencia", ["Alta Verapaz", "Petén"], "nombre"),
        ("Municipio de residencia", ["101", "1601"], "codigo4"),
        ("Municipio de residencia", ["0", "3"], "indice0"),
        ("Municipio de residencia", ["1", "3"], TODO),
        ("Municipio de residencia", ["Cobán", "Mixco"], "nombre"),
    ],
)
def test_a_code_and_a_position_are_not_taken_for_each_other(
    header: str, texts: Sequence[str], form: str
) -> None:
    assert proposed(header, *texts).format == form


def test_what_a_letter_means_is_asked() -> None:
    assert proposed("Sexo", "H", "M", "Mujer").codes == {"H": TODO, "M": TODO, "Mujer": "F"}


def test_a_header_that_may_say_several_fields_is_asked() -> None:
    found = proposed("Departamento", "Petén")
    assert (found.field, found.format) == (TODO, "nombre")
    assert "entrega_departamento_codigo" in found.note


def test_an_unknown_column_may_hold_anything() -> None:
    found = proposed("Código SIAF", "a", "b")
    assert (found.field, found.privacy) == (None, "direct")


@pytest.mark.parametrize(
    "texts",
    [
        ["Marta Caal", "Juan Xol"],
        ["2547896321601", "2547896321601"],
        ["01/02/1990", "01/02/1990"],
        ["a@b.gt", "a@b.gt"],
    ],
)
def test_a_coded_column_shows_nobody(texts: list[str]) -> None:
    found = proposed("Sexo", *texts, "F", "M")
    assert found.codes == {"F": TODO, "M": TODO}
    assert "sin listar" in found.note


def test_every_header_of_the_table_says_known_fields() -> None:
    headers = ["CUI", "Fecha de pago", "Departamento", "Enero", "No.", "Cualquier cosa"]
    assert [len(meant_by(header).fields) for header in headers] == [1, 1, 3, 0, 0, 0]
    assert meant_by("Enero").month == 1
    assert set(meant_by("Municipio").fields) <= INPUT_FIELDS
    assert meant_by("Nacimiento / Departamento").fields == meant_by("Departamento").fields


@pytest.mark.parametrize(
    "text",
    ["CUI", "No. DPI", "No", "0101", 'di "algo"', "a: b", "a #b", "tab\ty", "", "-", "*", "null", "Año (Q)"],
)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert parse_yaml(f"[{quoted(text)}]").content == [text]


def a_file(folder: Path, *rows: Sequence[str], name: str = "pam_2026_03.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    return path


HEADER = ("CUI", "Nombres", "Apellidos", "Sexo", "Fecha de pago", "Monto", "Clave SIAF")
PEOPLE = [
    (f"97654{number:03}41601", f"Nombre{number}", f"Apellido{number}", "HM"[number % 2], f"{number + 1:02}/02/2026",
     "500.00", f"S{number}")
    for number in range(25)
]  # fmt: skip


def test_a_draft_asks_and_a_completed_draft_holds(tmp_path: Path) -> None:
    draft = draft_file(a_file(tmp_path, HEADER, *PEOPLE), sample(), institution="mides")
    assert draft.questions == 9
    decisions = {
        "title:  # TODO": "title: Pagos  #",
        "legal_basis: []  # TODO": "legal_basis: [decreto-57-2008]  #",
        "valid_from: TODO": "valid_from: 2026-01-01",
        "every: TODO, due_day: TODO": "every: month, due_day: 10",
        "grain: TODO": "grain: persona",
        "modalidad_codigo: TODO": "modalidad_codigo: P02",
        "{H: TODO, M: TODO}": "{H: M, M: F}",
        "# period:": "period:",
    }
    completed = draft.text
    for asked, decided in decisions.items():
        completed = edited(completed, asked, decided)
    folder = make_deployment(tmp_path / "d", files={"contracts/mides/bono-social.yaml": completed})
    (contract,) = load_deployment(folder).contracts
    assert (contract.file.pattern, contract.file.delimiter, contract.period) == (
        "pam_*.csv",
        ";",
        "pam_{aaaa}_{mm}.csv",
    )
    assert {column.header[0]: column.format for column in contract.columns if column.format} == {
        "Fecha de pago": "dd/mm/aaaa", "Monto": "1234.56",
    }  # fmt: skip
    with pytest.raises(ContractError) as caught:
        load_deployment(
            make_deployment(tmp_path / "d", files={"contracts/mides/bono-social.yaml": draft.text})
        )
    named = {problem.split(": ")[1] for problem in caught.value.problems}
    assert named == {"title", "valid_from", "legal_basis", "cadence.every", "cadence.due_day", "grain"}


def test_a_draft_shows_no_value_of_a_person(tmp_path: Path) -> None:
    text = draft_file(a_file(tmp_path, HEADER, *PEOPLE), sample()).text
    shown = [value for row in PEOPLE for value in (*row[:3], row[4], row[6]) if value in text]
    assert shown == []
    assert "institution: TODO" in text


def test_months_in_columns_are_seen(tmp_path: Path) -> None:
    rows = [(f"97654{number:03}41601", f"Nombre {number}", "500.00", "500.00") for number in range(9)]
    text = draft_file(a_file(tmp_path, ("CUI", "Nombre completo", "Enero", "Febrero"), *rows), sample()).text
    assert '{header: Febrero, field: monto_gtq, format: "1234.56", month: 2, privacy: quasi}' in text
    assert "months: {year: TODO, day: last}" in text


def test_what_cannot_be_read_is_refused_with_a_remedy(tmp_path: Path) -> None:
    empty = tmp_path / "vacio.csv"
    empty.write_bytes(b"")
    with pytest.raises(TransferError) as caught:
        draft_file(empty, sample())
    assert caught.value.remedy
    with pytest.raises(SettingsError):
        draft_file(tmp_path / "no-existe.csv", sample())
    with pytest.raises(SettingsError):
        draft_file(a_file(tmp_path, HEADER, *PEOPLE), sample(), institution="nadie")
