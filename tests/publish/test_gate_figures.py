"""Figures, names and keys outside the tables: pages, prose, drawings, JSON and code lists repeat what is printed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from publish.gate import inspect
from tests.publish.gate_books import workbook
from tests.publish.gate_release import rules_broken, sample_rules, seal, write_release

TABLE = "<table><tr><th>Lugar</th><th>{heading}</th></tr><tr><td>Guatemala</td><td>{figure}</td></tr></table>"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Its tables print 10, 40 and 45 persons, 25, 80 and 200 deliveries."""
    return write_release(tmp_path / "release")


class TestFigures:
    @pytest.mark.parametrize(
        ("name", "content", "found"),
        [
            ("x.html", "<table><tr><td>Xinka, 0101</td><td>3</td></tr></table>", True),
            ("x.html", TABLE.format(heading="Personas", figure="3"), True),
            ("x.html", TABLE.format(heading="Cuántas", figure="3"), True),
            ("x.html", TABLE.format(heading="Personas", figure="40"), False),
            ("x.html", TABLE.format(heading="Columnas", figure="3"), False),
            ("x.html", "<p><b>3</b> personas</p>", True),
            ("x.html", "<dl><dt>Personas</dt><dd>3</dd></dl>", True),
            ("x.html", "<script>var x = {'personas': 3}</script>", True),
            ("x.html", "<dl><dt>Personas <i>(2026)</i></dt><dd><b>45</b> personas</dd></dl>", False),
            ("cobertura/README.md", "En Xinka hay solo 3 personas.", True),
            ("cobertura/README.md", "En Xinka hay solo 3\npersonas.", True),
            ("cobertura/README.md", "| lugar | personas |\n|---|---|\n| 0101 | 3 |\n", True),
            ("cobertura/README.md", "Personas: 3", True),
            ("cobertura/README.md", "43 de las niñas", True),
            ("cobertura/README.md", "Hay 45 personas y 200 entregas; nunca menos de 10 personas.", False),
            ("cobertura/README.md", "Tasa por personas: 3.5 %; capítulo 3, personas con derecho", False),
            ("cobertura/vista.svg", "<svg><title>3 personas</title></svg>", True),
            ("cobertura/vista.svg", "<svg><text>0101</text><text>3</text></svg>", True),
            ("cobertura/vista.svg", "<svg><text>2026</text><text>45</text></svg>", False),
            ("nota.txt", "1 203 familias", True),
        ],
    )
    def test_a_count_of_people_is_one_that_a_table_prints(
        self, release: Path, name: str, content: str, found: bool
    ) -> None:
        (release / name).write_text(content, "utf-8")
        seal(release / "cobertura")
        assert rules_broken(release) == ({"G-CIF-01"} if found else set())

    def test_the_table_of_another_folder_does_not_count(self, release: Path) -> None:
        (release / "otro").mkdir()
        (release / "otro" / "index.html").write_text("<p>45 personas</p>", "utf-8")
        assert rules_broken(release) == {"G-CIF-01"}

    def test_the_cover_of_a_workbook_is_prose(self, release: Path) -> None:
        def spoil(book: Any, _: Any) -> None:
            book.get_worksheet_by_name("Portada").write_string(6, 0, "Xinka: 3 personas")

        (release / "cobertura" / "datos" / "cobertura.xlsx").write_bytes(workbook(spoil=spoil))
        seal(release / "cobertura")
        assert rules_broken(release) == {"G-CIF-01"}


class TestDocuments:
    @pytest.mark.parametrize(
        ("name", "document", "found"),
        [
            ("x.json", {"0101": {"personas": 3}}, True),
            ("cambios.json", {"edicion": "2026-04", "0101": {"personas": 3}}, True),
            ("cambios.json", {"edicion": 3}, True),
            ("cambios.json", {"tablas": [{"tabla": "open_cobertura", "aparecen": 3}]}, False),
            ("cambios.json", {"tablas": [{"cambian_por_columna": {"personas": 3}}]}, False),
            ("cambios.json", {"tablas": [{"cambian_por_columna": {"xinka": 3}}]}, True),
            ("riesgo.json", {"tablas": {"open_cobertura": {"umbral": 10}}}, False),
            ("riesgo.json", {"tablas": {"xinka": {"umbral": 10}}}, True),
            ("riesgo.json", {"umbral": {"0101": 3}}, True),
            ("retiro.json", [3], True),
        ],
    )
    def test_is_of_the_closed_list_with_its_keys(
        self, release: Path, name: str, document: Any, found: bool
    ) -> None:
        (release / "cobertura" / name).write_text(json.dumps(document), "utf-8")
        assert rules_broken(release) == ({"G-DOC-01"} if found else set())


class TestLists:
    @pytest.mark.parametrize(
        ("name", "content", "found"),
        [
            ("codigos-modalidad.csv", 'codigo,nombre\nP02,"Bono Social, intervención Educación"\n', False),
            ("codigos-modalidad.csv", "codigo,nombre\nP02,Inventada Fulana de Tal\n", True),
            ("codigos-x.csv", "codigo,nombre\nInventada Fulana de Tal,bono-social\n", True),
            ("codigos-sexo.csv", "codigo,nombre\nF,F\nN,No informado\n", False),
            ("codigos-sexo.csv", "codigo,nombre\nInventada Fulana,\n", True),
            ("codigos.csv", "lista,codigo,nombre\nsexo,F,F\n", False),
            ("codigos.csv", "lista,codigo,nombre\nsexo,F,Fulana\n", True),
            ("diccionario.csv", "tabla,campo,titulo\nopen_cobertura,personas,Personas\n", False),
            ("diccionario.csv", "tabla,campo,titulo\nopen_cobertura,personas,Fulana\n", True),
            ("diccionario.csv", "campo,lista_de_codigos\npersonas,Fulana\n", True),
            (
                "cambios.csv",
                "tabla,cambio,clave,columnas\nopen_cobertura,cambia,cruce_codigo=pais; anio=2026,personas; entregas\n",
                False,
            ),
            ("cambios.csv", "tabla,cambio,clave,columnas\nopen_cobertura,cambia,personas=3,\n", True),
            ("cambios.csv", "tabla,cambio,clave,columnas\nopen_cobertura,cambia,sexo_codigo=Fulana,\n", True),
            ("cambios.csv", "tabla,cambio,clave,columnas\nopen_cobertura,Fulana,anio=2026,\n", True),
        ],
    )
    def test_repeat_what_the_deployment_says(
        self, release: Path, name: str, content: str, found: bool
    ) -> None:
        (release / "cobertura" / "datos" / name).write_text(content, "utf-8")
        seal(release / "cobertura")
        assert rules_broken(release) == ({"G-LIS-01"} if found else set())

    def test_of_an_earlier_release_stay_as_they_left(self, tmp_path: Path) -> None:
        """A programme is named otherwise today; what was published then has not changed."""
        before, staging = tmp_path / "before", tmp_path / "staging"
        for folder in (before, staging):
            earlier = write_release(folder) / "cobertura"
            (earlier / "datos" / "codigos-sexo.csv").write_text("codigo,nombre\nF,Femenino\n", "utf-8")
            seal(earlier, release="2026-03")
        newer = staging / "nueva"
        shutil.copytree(staging / "cobertura", newer)
        (newer / "datos" / "codigos-sexo.csv").write_text("codigo,nombre\nF,F\n", "utf-8")
        seal(newer, release="2026-04")
        rules = sample_rules()
        names = {finding.rule for finding in inspect(staging, rules, before=before).findings}
        assert "G-LIS-01" not in names
        shutil.copy2(
            staging / "cobertura" / "datos" / "codigos-sexo.csv", newer / "datos" / "codigos-sexo.csv"
        )
        seal(newer, release="2026-04")
        assert "G-LIS-01" in {finding.rule for finding in inspect(staging, rules, before=before).findings}
