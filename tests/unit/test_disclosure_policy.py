"""The policy that carries the numbers of disclosure: what it may say, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from snis.disclosure_policy import bound_parameters, load_policy
from snis.errors import DisclosureError
from tests.unit.disclosure_case import KEY, SAMPLE


class TestPolicy:
    def test_the_sample_policy_holds(self) -> None:
        policy = load_policy(SAMPLE)
        assert policy.thresholds.publica.value == 10
        assert policy.names("open_cobertura_restringida") == ["restringida_pais"]

    def test_every_value_that_the_sql_has_bound_comes_from_it(self) -> None:
        bound = bound_parameters(load_policy(SAMPLE), KEY)
        assert bound["umbral_publica"] == 10
        assert bound["clave_redondeo"] == KEY
        assert "sexo_edad" not in bound["cruces_con_monto"]

    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            ("thresholds.publica.value", 9, "thresholds.publica es 9 y el mínimo es 10"),
            ("thresholds.sensible.value", 15, "mínimo es 20"),
            ("thresholds.restringida.value", 20, "mínimo es 30"),
            ("thresholds.publica.value", 12, "no es múltiplo de la base 5"),
            ("rounding.base.value", 3, "rounding.base es 3 y el mínimo es 5"),
            ("rounding.base.value", 0, "rounding.base es 0"),
            ("rounding.restringida_nearest.value", 5, "mínimo es 10"),
            ("amounts.mean_digits.value", 4, "máximo es 3"),
            ("amounts.p_percent.value", 5, "mínimo es 10"),
            ("coverage_rate_cap_pct.value", 99, "máximo es 95"),
            ("thresholds.publica.value", "10", "debe ser un número entero"),
            ("thresholds.publica.reason", "porque sí", "una razón se explica"),
            ("umbral", 10, "umbral es una clave desconocida"),
            ("crosses.0.dimensions", ["mes"], "el cruce pais no lleva anio"),
            ("crosses.8.amounts", True, "el cruce pueblo no puede llevar montos"),
            ("crosses.8.coverage_rate", True, "no puede llevar tasa de cobertura"),
            ("crosses.1.name", "pais", "el cruce pais está repetido"),
            ("crosses.22.dimensions", ["anio", "sexo_codigo"], "no puede llevar sexo_codigo"),
            ("crosses.23.dimensions", ["anio", "departamento_codigo"], "no puede llevar departamento_codigo"),
            ("crosses.0.dimensions", ["anio", "cui"], "no se admite|solo admite"),
        ],
    )
    def test_a_weaker_or_mistaken_policy_is_refused_in_spanish(
        self, tmp_path: Path, path: str, value: object, message: str
    ) -> None:
        changed = written_with(tmp_path, path, value)
        with pytest.raises(DisclosureError, match=message) as caught:
            load_policy(changed)
        assert caught.value.place == "disclosure.yaml"
        assert caught.value.remedy

    @pytest.mark.parametrize(
        "path", ["thresholds.publica.reason", "crosses.3.reason", "regimes.sensible.reason"]
    )
    def test_a_decision_without_a_reason_is_refused(self, tmp_path: Path, path: str) -> None:
        with pytest.raises(DisclosureError, match=f"{path} falta"):
            load_policy(written_with(tmp_path, path, None))

    def test_a_stricter_policy_is_accepted(self, tmp_path: Path) -> None:
        assert (
            load_policy(written_with(tmp_path, "thresholds.publica.value", 20)).thresholds.publica.value == 20
        )

    def test_a_missing_file_and_a_broken_one_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(DisclosureError, match="no existe"):
            load_policy(tmp_path / "disclosure.yaml")
        broken = tmp_path / "disclosure.yaml"
        broken.write_text("version: [1", encoding="utf-8")
        with pytest.raises(DisclosureError, match="no es YAML"):
            load_policy(broken)


def written_with(folder: Path, path: str, value: object) -> Path:
    """The sample policy with one value changed; None takes the key away."""
    content = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    node: Any = content
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    target = folder / "disclosure.yaml"
    target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return target
