"""The policy that carries the numbers of disclosure: what it may say, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from snis.deployment import load_deployment
from snis.disclosure_groupings import problems_in_lists
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
            ("crosses.24.amounts", True, "el cruce pais no puede llevar montos"),
            ("crosses.24.dimensions", ["anio", "mes"], "el cruce pais no puede llevar mes"),
            ("thresholds.familias.value", 5, "thresholds.familias es 5 y el mínimo es 10"),
            ("thresholds.comunidades", {"value": 10}, "thresholds.comunidades es una clave desconocida"),
            ("crosses.8.coverage_rate", True, "no puede llevar tasa de cobertura"),
            ("crosses.1.name", "pais", "el cruce pais está repetido"),
            ("crosses.22.dimensions", ["anio", "sexo_codigo"], "no puede llevar sexo_codigo"),
            ("crosses.23.dimensions", ["anio", "departamento_codigo"], "no puede llevar departamento_codigo"),
            ("crosses.0.dimensions", ["anio", "cui"], "no se admite|solo admite"),
            (
                "crosses.7.grouped",
                {"edad_grupo_codigo": "quinquenios"},
                "agrupación que hierarchies no tiene",
            ),
            (
                "crosses.0.grouped",
                {"edad_grupo_codigo": "edad_grupo3"},
                "agrupación que hierarchies no tiene",
            ),
            ("hold.persons.value", 9, "hold.persons es 9 y el mínimo es 10"),
            ("bounds.fewest_values.value", 3, "mínimo es 4"),
            ("bounds.most_rounds.value", 0, "mínimo es 1"),
            ("measurement.cells_pct.value", 11, "máximo es 10"),
            ("measurement.persons_per_mille.value", 6, "máximo es 5"),
            ("small_municipalities.inhabitants.value", 4000, "mínimo es 5000"),
            (
                "small_municipalities.crosses",
                ["municipio_sexo_edad"],
                "municipio_sexo_edad es demasiado fino",
            ),
            ("small_municipalities.crosses", ["departamento"], "no es un cruce por municipio"),
            ("releases.municipalities.value", "nightly", "no puede ser más frecuente que monthly"),
            ("releases.matrices.value", "monthly", "no puede ser más frecuente que yearly"),
            ("releases.definitive.value", "31 de marzo", "no tiene la forma esperada"),
            ("quality_report.base.value", 1, "mínimo es 5"),
            ("quality_report.threshold.value", 12, "no es múltiplo de la base 5"),
            ("quality_report.rate_from.value", 999, "mínimo es 1000"),
            ("microdata.fraction_pct.value", 25, "máximo es 20"),
            ("microdata.k.value", 9, "mínimo es 10"),
            ("microdata.l.value", 1, "mínimo es 2"),
            ("microdata.editions_per_year.value", 3, "máximo es 2"),
            ("microdata.quasi_identifiers.value", ["sexo_codigo"], "no lleva programa_codigo"),
            ("microdata.levels.value.5.place", "region", "hasta el país"),
            ("microdata.levels.value.1.age", "quinquenios", "no es una lista ni una agrupación"),
            ("microdata.amount_bands.value", [0, 1, 1501], "corta en un monto prohibido"),
            ("microdata.delivery_bands.value", [4, 2], "no va de menor a mayor"),
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

    @pytest.mark.parametrize(
        ("groups", "message"),
        [
            ({"0-17": ["0-4", "5-9", "10-14", "15-17"], "18+": ["15-17", "18-29"]}, "se traslapan"),
            ({"0-17": ["0-4", "5-9", "10-14", "15-17"]}, "no reparte todos los códigos"),
        ],
    )
    def test_groups_that_overlap_or_leave_out_are_refused(
        self, tmp_path: Path, groups: object, message: str
    ) -> None:
        path = "hierarchies.edad_grupo_codigo.groupings.0.groups"
        with pytest.raises(DisclosureError, match=message):
            load_policy(written_with(tmp_path, path, groups))

    def test_two_groupings_that_cut_differently_are_refused(self, tmp_path: Path) -> None:
        young, old = ["0-4", "5-9", "10-14"], ["15-17", "18-29", "30-44", "45-59", "60-74", "75+"]
        three = {"0-17": [*young, "15-17"], "18-59": old[1:4], "60+": old[4:]}
        groupings = [
            {"name": "edad_grupo3", "groups": three},
            {"name": "edad_grupo2", "groups": {"0-14": young, "15+": old}},
        ]
        path = "hierarchies.edad_grupo_codigo.groupings"
        with pytest.raises(DisclosureError, match="edad_grupo2 parte un grupo de la agrupación más fina"):
            load_policy(written_with(tmp_path, path, groupings))

    @pytest.mark.parametrize(
        "ages", [["0-4", "6-9", "10+"], ["0-4", "4-9", "10+"], ["0-4", "5-9"], ["0+", "5+"]]
    )
    def test_ages_that_leave_a_year_out_or_count_it_twice_are_refused(
        self, tmp_path: Path, ages: list[str]
    ) -> None:
        with pytest.raises(DisclosureError, match="no cubren cada año una sola vez"):
            load_policy(written_with(tmp_path, "hierarchies.edad_grupo_codigo.codes", ages))

    def test_a_group_holds_the_codes_of_its_grouping_and_what_was_not_informed_is_its_own(self) -> None:
        ages = load_policy(SAMPLE).hierarchies.edad_grupo_codigo.grouping("edad_grupo3")
        assert {code for code, group in ages.items() if group == "60+"} == {"60-74", "75+"}
        assert ages["N"] == "N"

    def test_groups_are_held_against_the_code_lists_of_the_deployment(self) -> None:
        hierarchies = load_policy(SAMPLE).hierarchies
        lists = load_deployment(SAMPLE.parent).code_lists
        assert problems_in_lists(hierarchies, lists) == []
        assert problems_in_lists(hierarchies, {**lists, "pueblo2": ("I",)}) == [
            "hierarchies.pueblo_codigo: pueblo2 no tiene los mismos códigos que codes.csv"
        ]

    @pytest.mark.parametrize(
        ("cross", "cadence"),
        [
            ("departamento", "nightly"),
            ("municipio_modalidad", "monthly"),
            ("departamento_modalidad_mes", "nightly"),
        ],
    )
    def test_a_municipal_figure_changes_once_a_month_and_others_every_night(
        self, cross: str, cadence: str
    ) -> None:
        policy = load_policy(SAMPLE)
        found = next(
            known for known in policy.crosses if (known.table, known.name) == ("open_cobertura", cross)
        )
        assert policy.cadence_of(found) == cadence

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
