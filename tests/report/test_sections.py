"""What a report says: sections, titles that tell the finding, definitions, sheets."""

from decimal import Decimal

import pytest

from publish.report.composing import compose
from publish.report.facts import AGE, PROGRAMME, PUBLIC, SEX, Facts
from publish.report.integration import integration_section
from publish.report.lines import CAPPED, Intake, Pair, Rate
from publish.report.model import Figure, Section, Sheet
from publish.report.tables_of_reach import by_month, of_municipalities, over_time, split
from publish.report.wording import decimal, listed, out_of, percent, period_name, quetzales, when
from snis.periods import parse
from tests.report.report_case import facts, rate, reach, whole
from tests.report.report_case import split as of


def section(told: Facts, name: str) -> Section:
    return next(item for item in compose(told).sections if item.id == name)


def titles(told: Facts) -> dict[str, str]:
    return {figure.id: figure.title for figure in compose(told).figures()}


class TestWords:
    @pytest.mark.parametrize(
        ("code", "name", "moment"),
        [
            ("2026-S1", "el primer semestre de 2026", "entre enero y junio de 2026"),
            ("2026-S2", "el segundo semestre de 2026", "entre julio y diciembre de 2026"),
            ("2026-C3", "el tercer cuatrimestre de 2026", "entre septiembre y diciembre de 2026"),
            ("2026", "el año 2026", "en 2026"),
            ("2026-03", "marzo de 2026", "en marzo de 2026"),
        ],
    )
    def test_periods(self, code: str, name: str, moment: str) -> None:
        assert (period_name(parse(code)), when(parse(code))) == (name, moment)

    def test_no_month_after_the_last_that_is_known(self) -> None:
        assert when(parse("2026-S1"), 4) == "entre enero y abril de 2026"
        assert when(parse("2026-S1"), 1) == "en enero de 2026"

    def test_lists(self) -> None:
        assert listed(["Cobán"]) == "Cobán"
        assert listed(["Cobán", "Tamahú", "Panzós"]) == "Cobán, Tamahú y Panzós"
        assert listed(["Cobán", "Ixcán"]) == "Cobán e Ixcán"
        assert listed(["agua", "hielo"]) == "agua y hielo"

    def test_numbers(self) -> None:
        assert decimal(1234.25) == "1\u00a0234,3"
        assert (percent(12.34), percent(0.05), percent(0)) == ("12,3\u00a0%", "0,05\u00a0%", "0,0\u00a0%")
        assert quetzales(Decimal("1250.50")) == "Q\u00a01\u00a0251"

    @pytest.mark.parametrize(
        ("value", "told"), [(7.2, (7, 100)), (1.2, (12, 1000)), (0.049, (5, 10_000)), (0.001, (0, 10_000))]
    )
    def test_a_share_as_so_many_of_so_many(self, value: float, told: tuple[int, int]) -> None:
        assert out_of(value) == told


class TestTitles:
    """A title is a sentence with the finding."""

    def test_of_the_internal_edition(self) -> None:
        said = titles(whole())
        assert (
            said["cobertura-departamentos"]
            == "Alta Verapaz es el departamento con más personas atendidas: 105 personas."
        )
        assert said["meses"] == "El mes con más personas atendidas fue junio: 50 personas."
        assert said["programa"] == "El programa que llegó a más personas fue Bono Social: 105 personas."
        assert said["envios"] == "Ninguna institución entregó todo a tiempo."
        assert said["identidad"] == "95,8\u00a0% de las entregas lleva un CUI válido."
        assert said["hallazgos-edad"] == "Ningún hallazgo abierto tiene más de 180 días."
        assert (
            said["municipios-16"]
            == "En Alta Verapaz, Cobán es el municipio con más personas atendidas: 105 personas."
        )

    def test_sexes(self) -> None:
        def title(women: int, men: int) -> str:
            found = split(facts(reach=of("2026-S1", "", SEX, {"F": women, "M": men})), SEX)
            assert found is not None
            return found.title

        assert title(60, 40) == "Se atendió a más mujeres que hombres: 60 mujeres y 40 hombres."
        assert title(40, 60) == "Se atendió a más hombres que mujeres: 60 hombres y 40 mujeres."
        assert title(50, 50) == "Se atendió a tantas mujeres como hombres: 50 personas de cada sexo."

    def test_what_is_not_informed_is_never_the_finding(self) -> None:
        found = split(facts(reach=of("2026-S1", "", AGE, {"N": 90, "75+": 40, "0-4": 20})), AGE)
        assert found is not None
        assert found.title == "El grupo de edad con más personas fue 75+: 40 personas."
        assert [row[0] for row in found.rows] == ["0-4", "75+", "N"]

    def test_the_same_stretch_of_the_year_before(self) -> None:
        told = facts(reach=(reach("2025-S1", "", 90), reach("2026-S1", "", 104)))
        found = over_time(told, ["2024-S1", "2025-S1", "2026-S1"])
        assert found is not None
        assert found.title == (
            "Se atendió a 104 personas entre enero y junio de 2026, 14 más que entre enero y junio de 2025."
        )

    def test_one_month_alone_is_no_trend(self) -> None:
        assert by_month(facts(reach=(reach("2026-01", "", 9),))) is None


class TestSections:
    def test_every_figure_has_its_definition(self) -> None:
        for told in (whole(), whole(PUBLIC)):
            for figure in compose(told).figures():
                own = figure.definition
                assert all((own.code, own.name, own.unit, own.base, own.period, own.source)), figure.id
                assert figure.title.endswith("."), figure.id

    def test_ids_name_one_figure_each(self) -> None:
        found = [figure.id for figure in compose(whole()).figures()]
        assert len(found) == len(set(found))

    def test_integration_adds_up_and_says_who_owes(self) -> None:
        intake = (
            Intake("mides", 2, 1, 1, 0, 10, 8, 1, 1, 8, 8, 8, 4),
            Intake("mineduc", 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        )
        said = integration_section(facts(intake=intake)).paragraphs
        assert said == (
            "De 3 envíos debidos llegaron 2: 1 a tiempo y 1 tarde. Falta 1.",
            "Llegaron 10 filas: 8 se aceptaron, 1 esperan corrección y 1 se descartaron porque no eran entregas.",
            "Debe envíos: Ministerio de Educación.",
        )

    def test_the_public_edition_tells_no_exact_account_of_files(self) -> None:
        told = section(whole(PUBLIC), "integracion")
        assert told.figures == ()
        assert "uso interno" in told.paragraphs[0]

    def test_a_rate_says_its_denominator_and_vintage(self) -> None:
        said = section(whole(), "cobertura").paragraphs
        assert (
            "En todo el país la cobertura es de 0,10\u00a0% de los habitantes (proyección de población de 2021)."
            in said
        )

    def test_a_rate_without_a_denominator_says_why(self) -> None:
        told = facts(reach=(reach("2026-S1", "", 5),), rates=(rate("", None, "sin_denominador"),))
        country = next(item for item in section(told, "cobertura").figures if item.id == "tasas-pais")
        assert country.rows[0][-1] == "falta el denominador"

    def test_more_persons_than_people_is_under_review_and_no_rate(self) -> None:
        told = facts(reach=(reach("2026-S1", "", 5),), rates=(rate("", None, "supera_denominador"),))
        country = next(item for item in section(told, "cobertura").figures if item.id == "tasas-pais")
        assert country.cells("tasa_pct") == [None]
        assert "en revisión" in str(country.rows[0][-1])

    def test_the_public_edition_says_why_it_has_no_semesters(self) -> None:
        assert any(
            "no de semestres ni cuatrimestres" in text
            for text in section(whole(PUBLIC), "cobertura").paragraphs
        )

    def test_nothing_to_tell_is_said(self) -> None:
        told = facts(reach=(reach("2026-S1", "", 5),))
        assert section(told, "coincidencias").paragraphs == (
            "No hay coincidencias que informar en este período.",
        )
        assert section(told, "hallazgos").paragraphs == ("No hay hallazgos que informar en este período.",)
        assert section(told, "cobertura").paragraphs == ("No hay cifras por departamento en este período.",)

    def test_pairs_are_not_added_up(self) -> None:
        told = facts(pairs=(Pair("", "P02", "P04", 13), Pair("", "P02", "P09", 40)))
        pairs = next(item for item in section(told, "coincidencias").figures if item.id == "pares")
        assert pairs.cells("personas") == [40, 13]


class TestSheets:
    def sheet(self, told: Facts, code: str = "16") -> Sheet:
        return next(item for item in compose(told).sheets if item.code == code)

    def test_the_headline_and_the_key_figures(self) -> None:
        found = self.sheet(whole())
        assert (
            found.headline
            == "Entre enero y junio de 2026, 105 personas de Alta Verapaz recibieron al menos un beneficio."
        )
        assert found.keys == (
            ("Personas", "105"), ("Entregas", "315"), ("Monto", "Q\u00a031\u00a0500"), ("Cobertura", "7,2\u00a0%"),
        )  # fmt: skip

    def test_a_department_without_a_printed_figure(self) -> None:
        told = facts(PUBLIC, reach=(reach("2026", "", 100),))
        found = self.sheet(told)
        assert (
            found.headline
            == "En 2026, hasta junio, en Alta Verapaz no se imprime cifra: menos de 10, posiblemente ninguna."
        )
        assert found.figures == ()

    def test_its_municipalities_stand_in_a_table_with_their_rates(self) -> None:
        table: Figure = of_municipalities(whole(), "16", "poblacion")
        assert table.cells("municipio") == ["Cobán", "Tamahú"]
        assert table.cells("personas") == [105, None]
        assert table.cells("tasa_pct") == [9.4, None]
        assert table.cells("tasa_razon_codigo") == ["calculada", "sin_denominador"]

    def test_a_rate_above_the_cap_is_a_floor(self) -> None:
        capped = Rate("16", "poblacion", 95.0, 100, None, 2021, "INE", "", CAPPED)
        assert ("Cobertura", "al menos 95,0\u00a0%") in self.sheet(
            facts(reach=(reach("2026-S1", "16", 5),), rates=(capped,))
        ).keys

    def test_five_programmes_fit_the_page(self) -> None:
        many = of("2026-S1", "16", PROGRAMME, {f"p{number}": number for number in range(1, 9)})
        found = self.sheet(facts(reach=(reach("2026-S1", "16", 9), *many)))
        assert [len(item.rows) for item in found.figures] == [5]
