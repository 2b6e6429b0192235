"""What the site does not name: restricted modalities, programmes with no other, contracts that bring nothing else."""

import pytest

from assets.audit.reserved import Reserved, reserved_of
from pipelines.settings import SAMPLE
from snis.deployment import load_deployment

RESERVED = Reserved(frozenset({"P11"}), frozenset({"vida"}), frozenset({"mides-vida"}))


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("vida_2026_C1.xlsx", True),
        ("Envio VIDA.csv", True),
        ("mides-vida.csv", True),
        ("P11.csv", True),
        ("actividades_2026.csv", False),
        ("vidal.csv", False),
        ("", False),
    ],
)
def test_a_file_may_tell_it_by_its_name(name: str, named: bool) -> None:
    assert RESERVED.is_named(name) is named


def test_the_sample_keeps_two_programmes_and_what_brings_them_alone() -> None:
    found = reserved_of(load_deployment(SAMPLE))
    assert found.modalities == {"P11", "P51"}
    assert found.programmes == {"vida", "proteccion-especial"}
    assert found.contracts == {"mides-vida"}
