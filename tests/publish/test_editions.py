"""The register of editions: versions follow one another, nothing withdrawn comes back."""

import pytest

from publish.editions import EVERY_RELEASE, Register, Revision, Withdrawal, month_of, version_of
from snis.errors import PublishError

FIRST = Revision("cobertura", "2026-04", 0, "aaa", "2026-05-04T09:00:00Z")
SECOND = Revision("cobertura", "2026-04", 1, "bbb", "2026-05-05T09:00:00Z")
TAKEN_BACK = Withdrawal("cobertura", "2026-03", "Error de carga.", "Comité", "2026-05-06T09:00:00Z")


@pytest.mark.parametrize(
    ("release", "number", "version"),
    [("2026-04", 0, "2026.4.0"), ("2026-12", 3, "2026.12.3"), ("2025", 1, "2025.0.1")],
)
def test_a_version_is_year_month_and_revision(release: str, number: int, version: str) -> None:
    assert version_of(release, number) == version


def test_other_content_under_the_same_name_is_the_next_revision() -> None:
    register = Register()
    assert register.number_for("cobertura", "2026-04", "aaa") == 0
    register = register.with_revisions([FIRST])
    assert register.number_for("cobertura", "2026-04", "aaa") == 0
    assert register.number_for("cobertura", "2026-04", "bbb") == 1
    register = register.with_revisions([SECOND])
    assert register.number_for("cobertura", "2026-04", "aaa") == 2  # going back is news too
    assert register.number_for("cobertura", "2026-05", "aaa") == 0
    assert register.number_for("coincidencias", "2026-04", "bbb") == 0


def test_the_same_night_again_enters_nothing() -> None:
    register = Register().with_revisions([FIRST])
    assert register.with_revisions([FIRST]) == register


def test_a_withdrawal_covers_its_release_or_all_of_its_dataset() -> None:
    register = Register().with_withdrawal(TAKEN_BACK)
    assert register.withdrawal("cobertura", "2026-03") == TAKEN_BACK
    assert register.withdrawal("cobertura", "2026-04") is None
    assert register.withdrawal("coincidencias", "2026-03") is None
    everything = Withdrawal(
        "coincidencias", EVERY_RELEASE, "Sin base legal.", "Comité", "2026-05-07T09:00:00Z"
    )
    register = register.with_withdrawal(everything)
    assert register.withdrawal("coincidencias", "2031-01") == everything


def test_what_is_withdrawn_is_not_withdrawn_twice() -> None:
    with pytest.raises(PublishError, match="ya está retirado"):
        Register().with_withdrawal(TAKEN_BACK).with_withdrawal(TAKEN_BACK)


def test_the_register_survives_its_file() -> None:
    register = Register((FIRST, SECOND), (TAKEN_BACK,))
    assert Register.from_dict(register.as_dict()) == register


@pytest.mark.parametrize(
    ("release", "version", "month"),
    [
        ("2026-04", "2026.4.0", "2026-04"),
        ("2026-S1", "2026.1.0", "2026-06"),
        ("2026-S2-errata-3", "2026.2.3", "2026-12"),
        ("2026-C1", "2026.1.0", "2026-04"),
        ("2025", "2025.0.0", "2025-12"),
    ],
)
def test_a_report_is_numbered_by_its_period_and_compared_by_its_last_month(
    release: str, version: str, month: str
) -> None:
    assert (version_of(release, 0), month_of(release)) == (version, month)
