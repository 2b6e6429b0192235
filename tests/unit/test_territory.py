"""The packaged territory of Guatemala, look-ups in it, and tables that contradict each other."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from snis.errors import TerritoryError
from snis.names import normal_form
from snis.territory import Territory, load_territory, read_territory

TABLES = files("snis") / "reference" / "guatemala"
# Municipalities per department (INE, 340 in all), from the table of the shared reference cui.md, section 3.
SIZES = (17, 8, 16, 16, 14, 14, 19, 8, 24, 21, 9, 30, 33, 21, 8, 17, 14, 5, 11, 11, 7, 17)


@pytest.fixture(scope="module")
def guatemala() -> Territory:
    return load_territory()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A country of two departments; tests change one file and look."""
    files_of = {
        "departamentos.csv": "departamento_codigo,departamento,region,etiqueta,mosaico_fila,mosaico_columna,"
        "poblacion_2018,otros_nombres\n01,Norte,Una,NOR,1,1,30,El Norte|Ambos\n02,Sur,Otra,SUR,2,1,20,Ambos\n",
        "municipios.csv": "municipio_codigo,municipio,departamento_codigo,otros_nombres,poblacion_2018\n"
        "0101,Alta,01,Villa Alta|Vieja,10\n0102,Baja,01,Alta|Vieja,20\n0201,Alta,02,,20\n",
        "poblacion.csv": "poblacion_anio,nivel,codigo,sexo_codigo,edad_grupo,poblacion,serie,fuente\n"
        "2020,municipio,0101,T,todas,11,base2018,A\n2021,municipio,0101,T,todas,12,base2018,B\n"
        "2022,municipio,0101,T,todas,99,base2002,C\n2023,municipio,0101,F,todas,6,base2018,D\n",
    }
    for name, text in files_of.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


class TestGuatemala:
    def test_it_has_22_departments_and_340_municipalities(self, guatemala: Territory) -> None:
        assert sorted(guatemala.department_codes) == [f"{number:02d}" for number in range(1, 23)]
        assert len(guatemala.municipalities) == 340
        assert tuple(len(codes) for codes in guatemala.children.values()) == SIZES

    def test_codes_inside_a_department_count_from_one_without_gap(self, guatemala: Territory) -> None:
        for department, codes in guatemala.children.items():
            assert codes == tuple(f"{department}{number:02d}" for number in range(1, len(codes) + 1))

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("0206", "Sansare"),
            ("0207", "Sanarate"),
            ("0514", "Sipacate"),
            ("1333", "Petatán"),
            ("1601", "Cobán"),
        ],
    )
    def test_codes_are_those_of_the_ine(self, guatemala: Territory, code: str, name: str) -> None:
        assert {m.code: m.name for m in guatemala.municipalities}[code] == name

    def test_the_ghost_municipality_is_not_there(self, guatemala: Territory) -> None:
        assert "1422" not in guatemala.municipality_codes

    def test_census_counts_add_up_to_the_country(self, guatemala: Territory) -> None:
        by_department = {
            d.code: sum(m.population_2018 for m in guatemala.municipalities if m.department == d.code)
            for d in guatemala.departments
        }
        assert by_department == {d.code: d.population_2018 for d in guatemala.departments}
        assert sum(by_department.values()) == 14_901_286

    @pytest.mark.parametrize(("year", "total"), [(2020, 16_858_333), (2021, 17_109_746)])
    def test_projections_add_up_to_the_country(self, guatemala: Territory, year: int, total: int) -> None:
        for level in ("pais", "departamento", "municipio"):
            rows = [p for p in guatemala.population if (p.year, p.level) == (year, level)]
            assert sum(p.inhabitants for p in rows if (p.sex, p.age_group) == ("T", "todas")) == total

    def test_only_the_series_of_the_2018_base_is_packaged_and_each_row_has_its_source(
        self, guatemala: Territory
    ) -> None:
        assert {row.series for row in guatemala.population} == {"base2018"}
        assert all(row.source for row in guatemala.population)

    def test_the_latest_year_is_2021_for_places_and_2025_for_the_country(self, guatemala: Territory) -> None:
        found = [
            guatemala.latest_population(*place)
            for place in (("municipio", "1601"), ("departamento", "16"), ("pais", "00"))
        ]
        assert [row.year if row else None for row in found] == [2021, 2021, 2025]

    def test_men_and_women_make_the_total(self, guatemala: Territory) -> None:
        total = {(p.year, p.code, p.age_group, p.sex): p.inhabitants for p in guatemala.population}
        for (year, code, age, sex), inhabitants in total.items():
            if sex == "F":
                assert inhabitants + total[year, code, age, "M"] == total[year, code, age, "T"]

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("PETEN", "17"),
            ("El Petén", "17"),
            ("El Quiché", "14"),
            ("quiche", "14"),
            ("Guatemala", "01"),
            ("Belice", None),
            ("", None),
        ],
    )
    def test_departments_have_their_names(self, guatemala: Territory, name: str, code: str | None) -> None:
        assert guatemala.department_by_name(name) == code

    @pytest.mark.parametrize(
        ("name", "department", "code"),
        [
            ("SANTA CATARINA PINULA", "01", "0102"),
            ("santa catarina pinula", "02", None),
            ("La Libertad", "17", "1705"),
            ("La Libertad", "13", "1311"),
            ("La Libertad", None, None),
            ("San José Pinula", None, "0103"),
            ("Nahualá", None, "0705"),
            ("No Existe", "01", None),
            ("No Existe", None, None),
            ("Cobán", "99", None),
        ],
    )
    def test_a_municipality_is_found_inside_its_department_or_when_the_country_has_one(
        self, guatemala: Territory, name: str, department: str | None, code: str | None
    ) -> None:
        assert guatemala.municipality_by_name(name, department) == code

    def test_every_official_name_is_an_alias_of_its_own_place(self, guatemala: Territory) -> None:
        for place in guatemala.municipalities:
            assert guatemala.municipality_by_name(place.name, place.department) == place.code

    def test_aliases_are_in_normal_form_and_stand_for_one_place(self, guatemala: Territory) -> None:
        keys = [(alias.level, alias.department, alias.name) for alias in guatemala.aliases]
        assert len(set(keys)) == len(keys)
        assert all(name == normal_form(name) != "" for _, _, name in keys)

    @pytest.mark.parametrize(
        ("level", "index", "department", "code"),
        [
            ("departamento", 0, None, "01"),
            ("departamento", 21, None, "22"),
            ("departamento", 22, None, None),
            ("departamento", -1, None, None),
            ("municipio", 0, "16", "1601"),
            ("municipio", 16, "16", "1617"),
            ("municipio", 17, "16", None),
            ("municipio", 0, "99", None),
            ("municipio", 0, None, None),
        ],
    )
    def test_positions_count_from_zero_in_the_official_order(
        self, guatemala: Territory, level: str, index: int, department: str | None, code: str | None
    ) -> None:
        assert guatemala.position(level, index, department=department) == code

    def test_the_tables_hold_no_empty_cell_where_a_fact_is_needed(self) -> None:
        for name in ("departamentos.csv", "municipios.csv", "poblacion.csv"):
            for row in csv.DictReader((TABLES / name).read_text(encoding="utf-8").splitlines()):
                assert all(value for column, value in row.items() if column != "otros_nombres"), (name, row)

    def test_the_facts_say_where_they_come_from(self) -> None:
        text = (TABLES / "PROVENANCE.md").read_text(encoding="utf-8")
        sources = {row.source for row in load_territory().population}
        assert all(
            name in text for name in ("departamentos.csv", "municipios.csv", "poblacion.csv", *sources)
        )


class TestOtherFolders:
    def test_a_folder_of_a_deployment_is_read_the_same_way(self, folder: Path) -> None:
        territory = read_territory(folder)
        assert territory.children == {"01": ("0101", "0102"), "02": ("0201",)}

    def test_an_official_name_wins_over_anothers_alias_and_a_shared_alias_is_nobodys(
        self, folder: Path
    ) -> None:
        territory = read_territory(folder)
        assert territory.municipality_by_name("alta", "01") == "0101"
        assert territory.municipality_by_name("Villa Alta", "01") == "0101"
        assert territory.municipality_by_name("Vieja", "01") is None
        assert territory.municipality_by_name("Vieja") is None
        assert territory.department_by_name("El Norte") == "01"
        assert territory.department_by_name("Ambos") is None

    def test_the_latest_population_is_a_total_of_the_series_for_rates(self, folder: Path) -> None:
        row = read_territory(folder).latest_population("municipio", "0101")
        assert row is not None
        assert (row.year, row.inhabitants, row.source) == (2021, 12, "B")
        assert read_territory(folder).latest_population("municipio", "0201") is None

    @pytest.mark.parametrize(
        ("name", "old", "new", "says"),
        [
            ("departamentos.csv", "02,Sur", "01,Sur", "se repite"),
            ("municipios.csv", "0102,Baja", "0101,Baja", "se repite"),
            ("municipios.csv", "0101,Alta", "0103,Alta", "en orden"),
            ("municipios.csv", "0201,Alta,02", "0301,Alta,03", "en su departamento"),
            ("municipios.csv", "0201,Alta,02", "0201,Alta,01", "en su departamento"),
            ("municipios.csv", "otros_nombres", "alias", "falta una columna"),
            ("municipios.csv", "Vieja,10", "Vieja,diez", "un número que no lo es"),
            ("municipios.csv", "0201,Alta,02,,20", "0201,Alta", "incompleta"),
            ("poblacion.csv", "2020,municipio,0101", "2020,municipio,0909", "lugar desconocido"),
        ],
    )
    def test_tables_that_contradict_each_other_are_refused_with_their_place(
        self, folder: Path, name: str, old: str, new: str, says: str
    ) -> None:
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        with pytest.raises(TerritoryError, match=says) as caught:
            read_territory(folder)
        assert caught.value.place.startswith(name)

    @pytest.mark.parametrize("name", ["departamentos.csv", "municipios.csv", "poblacion.csv"])
    def test_a_missing_table_is_named(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(TerritoryError) as caught:
            read_territory(folder)
        assert caught.value.place == name

    @pytest.mark.parametrize("country", ["atlantis", "../guatemala/x"])
    def test_a_country_that_is_not_packaged_is_refused(self, country: str) -> None:
        with pytest.raises(TerritoryError):
            load_territory(country)


class TestShortNames:
    @pytest.mark.parametrize(
        ("name", "department", "code"),
        [
            ("Sn. Juan Sac.", "01", "0110"),
            ("S. Pedro Sacat.", "01", "0109"),
            ("Sta. Catarina Pinula", "01", "0102"),
            ("Pto. Barrios", "18", "1801"),
            ("Xela", "09", "0901"),
            ("Municipio de Mixco", "01", "0108"),
            ("Huehue", "13", "1301"),
            ("Huehue", "01", None),
            ("Sn. Juan", "01", None),
        ],
    )
    def test_usual_abbreviations_of_a_municipality(
        self, guatemala: Territory, name: str, department: str, code: str | None
    ) -> None:
        assert guatemala.municipality_by_name(name, department) == code

    @pytest.mark.parametrize(
        ("name", "code"),
        [("Huehue", "13"), ("A. Verapaz", "16"), ("Depto. de Sta. Rosa", "06"), ("Verapaz", None)],
    )
    def test_usual_abbreviations_of_a_department(
        self, guatemala: Territory, name: str, code: str | None
    ) -> None:
        assert guatemala.department_by_name(name) == code


class TestConditions:
    def test_every_municipality_has_its_shares_with_their_source(self, guatemala: Territory) -> None:
        stated = {(row.municipality, row.condition) for row in guatemala.conditions}
        assert stated == {
            (code, condition)
            for code in guatemala.municipality_codes
            for condition in ("indigena", "pobreza", "rural")
        }

    def test_poverty_says_that_it_has_no_date_and_is_not_for_printing(self, guatemala: Territory) -> None:
        poor = [row for row in guatemala.conditions if row.condition == "pobreza"]
        assert {(row.year, "no se publica" in row.source) for row in poor} == {(None, True)}

    @pytest.mark.parametrize(
        ("row", "says"),
        [
            ("0101,rural,0.5,2018,x\n0101,rural,0.4,2018,x", "se repite"),
            ("0999,rural,0.5,2018,x", "municipio desconocido"),
            ("0101,rural,1.5,2018,x", "entre 0 y 1"),
            ("0101,rural,mitad,2018,x", "un número que no lo es"),
        ],
    )
    def test_a_share_that_is_none_is_refused_with_its_place(self, folder: Path, row: str, says: str) -> None:
        header = "municipio_codigo,condicion_codigo,proporcion,anio,fuente\n"
        (folder / "condiciones.csv").write_text(f"{header}{row}\n", encoding="utf-8")
        with pytest.raises(TerritoryError, match=says) as caught:
            read_territory(folder)
        assert caught.value.place == "condiciones.csv"
