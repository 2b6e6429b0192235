"""The register of convenios, and the section of padron.yaml: read strictly, and every mistake told."""

from datetime import date
from pathlib import Path

import pytest

from snis.deployment import Deployment, load_deployment
from snis.errors import ContractError, ConvenioError, DeploymentError
from snis.exchange.convenios import allowing
from tests.exchange.exchange_case import BY_FILE, CONVENIOS
from tests.support.deployment import HEAD, make_deployment

SERVICE = 'validation: {verifier: renap, convenio: convenio-renap, by: service, url: "%s"}\n'


def load(folder: Path, convenios: str | None = CONVENIOS, validation: str = BY_FILE) -> Deployment:
    return load_deployment(
        make_deployment(folder, files={"padron.yaml": HEAD + validation, "convenios.yaml": convenios})
    )


def test_a_deployment_without_exchange_needs_no_register(tmp_path: Path) -> None:
    deployment = load(tmp_path, None, "")
    assert (deployment.convenios, deployment.validation) == ((), None)


def test_a_register_is_read_whole(tmp_path: Path) -> None:
    (convenio,) = load(tmp_path).convenios
    assert (convenio.id, convenio.institution, convenio.purpose) == (
        "convenio-renap", "renap", "verificar-identidad",
    )  # fmt: skip
    assert convenio.days_left(date(2026, 12, 1)) == 30


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_a_convenio_holds_from_its_first_day_to_its_last(tmp_path: Path, day: str, holds: bool) -> None:
    register = load(tmp_path).convenios
    wanted = {
        "institution": "renap", "purpose": "verificar-identidad", "columns": ["cui"],
        "day": date.fromisoformat(day),
    }  # fmt: skip
    if holds:
        assert allowing(register, "convenio-renap", **wanted).id == "convenio-renap"  # type: ignore[arg-type]
    else:
        with pytest.raises(ConvenioError):
            allowing(register, "convenio-renap", **wanted)  # type: ignore[arg-type]


def test_a_convenio_for_something_else_says_which_what_it_allows_and_what_to_do(tmp_path: Path) -> None:
    register = load(tmp_path, CONVENIOS.replace("verificar-identidad", "pagar-pensiones")).convenios
    with pytest.raises(ConvenioError) as caught:
        allowing(
            register, "convenio-renap", institution="renap", purpose="verificar-identidad", columns=["cui"],
            day=date(2026, 2, 2),
        )  # fmt: skip
    said = str(caught.value)
    assert said.startswith("convenio-renap: permite pagar-pensiones y no verificar-identidad Remedio:")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("institution: renap", "institution: renab", "¿quiso decir «renap»?"),
        ("expires: 2026-12-31", "expires: 2025-12-31", "expires es anterior a valid_from"),
        ("columns: [cui,", "columns: [cuy,", "«cuy» no es un campo; ¿quiso decir «cui»?"),
        ("convenios:\n", CONVENIOS, "está dos veces"),
    ],
)
def test_a_mistake_in_the_register_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ContractError) as caught:
        load(tmp_path, CONVENIOS.replace(old, new))
    assert any(says in problem for problem in caught.value.problems), caught.value.problems


@pytest.mark.parametrize(
    ("old", "new"),
    [("acta: Acta 7", "akta: Acta 7"), ("2026-12-31", "31/12/2026"), ("[decreto-90-2005]", "[]")],
)
def test_a_register_of_another_form_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(DeploymentError, match=r"convenios\.yaml"):
        load(tmp_path, CONVENIOS.replace(old, new))


@pytest.mark.parametrize(
    ("validation", "says"),
    [
        (BY_FILE.replace("verifier: renap", "verifier: otra"), "validation.verifier"),
        (BY_FILE.replace("by: file", 'by: file, url: "https://x.example"'), "sobra con by: file"),
        (SERVICE % "", "se esperaba una dirección https"),
        (SERVICE % "ftp://x.example", "se esperaba una dirección https"),
        (SERVICE % "http://x.example", "irían a la vista"),
        (SERVICE % "https://yo:clave@x.example", "no lleva usuario"),
    ],
)
def test_a_section_that_does_not_hold_together_is_told(tmp_path: Path, validation: str, says: str) -> None:
    with pytest.raises(ContractError) as caught:
        load(tmp_path, validation=validation)
    assert any(says in problem for problem in caught.value.problems), caught.value.problems


def test_a_service_may_be_called_by_https_or_on_the_same_machine(tmp_path: Path) -> None:
    for url in ("https://renap.example", "http://127.0.0.1:8080"):
        assert load(tmp_path, validation=SERVICE % url).validation is not None


@pytest.mark.parametrize(
    ("institution", "name", "is_answer"),
    [
        ("renap", "respuesta_renap-1.csv", True),
        ("renap", "RESPUESTA_1.CSV", True),
        ("renap", "renap_personas_2026.zip", False),
        ("mides", "respuesta_1.csv", False),
    ],
)
def test_the_answers_of_the_verifier_are_no_transfers(
    tmp_path: Path, institution: str, name: str, is_answer: bool
) -> None:
    validation = load(tmp_path).validation
    assert validation is not None
    assert validation.claims(institution, name) == is_answer
