"""The gate as a whole: what passes, how it fails closed, what a package must carry."""

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from publish.gate_approvals import load_approvals
from snis.errors import DisclosureError, GateError
from tests.publish.gate_release import (
    A_CUI,
    ROWS,
    csv_bytes,
    parquet_bytes,
    rules_broken,
    sample_rules,
    seal,
    verdict,
    write_release,
)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release")


class TestVerdict:
    def test_a_clean_release_passes(self, release: Path) -> None:
        outcome = verdict(release)
        assert outcome.findings == ()
        assert outcome.status == "pass"
        assert outcome.files == 5
        outcome.require_pass()

    def test_reading_twice_gives_the_same_verdict(self, release: Path) -> None:
        (release / "index.html").write_text(f"<p>{A_CUI}</p>", "utf-8")
        assert verdict(release) == verdict(release)

    def test_a_failing_release_raises_with_rule_place_and_count_and_no_value(self, release: Path) -> None:
        (release / "index.html").write_text(f"<p>{A_CUI} y {A_CUI}</p>", "utf-8")
        with pytest.raises(GateError) as caught:
            verdict(release).require_pass()
        assert "G-CUI-01 index.html" in str(caught.value)
        assert "(2)" in str(caught.value)
        assert A_CUI not in str(caught.value)
        assert A_CUI not in json.dumps(verdict(release).as_dict())

    def test_a_review_is_no_pass(self, release: Path) -> None:
        (release / "cobertura" / "README.md").write_text("Llame al teléfono 5555 1234.", "utf-8")
        outcome = verdict(release)
        assert outcome.status == "review"
        with pytest.raises(GateError):
            outcome.require_pass()


class TestFailsClosed:
    def test_an_empty_folder_is_refused(self, tmp_path: Path) -> None:
        assert rules_broken(tmp_path) == {"G-ARC-01"}

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("datos.dat", b"x"),
            ("sin_tipo", b"x"),
            ("foto.png", b"\x89PNG"),
            ("latin.md", "Año".encode("latin-1")),
            ("nulos.txt", b"a\x00b"),
            ("utf16.txt", "Hola".encode("utf-16")),
            ("roto.json", b"{"),
            ("roto.zip", b"PK"),
            ("roto.xlsx", b"PK"),
            ("cobertura/datos/roto.parquet", b"PAR1"),
            ("cobertura/datos/desigual.csv", b"a,b\n1\n"),
            ("cobertura/datos/vacio.csv", b""),
            ("cobertura/datos/doble.csv", b"a,a\n1,2\n"),
        ],
    )
    def test_a_file_that_it_cannot_read_is_refused(self, release: Path, name: str, content: bytes) -> None:
        (release / name).write_bytes(content)
        assert "G-ARC-02" in rules_broken(release)

    def test_hidden_files_and_links_are_refused(self, release: Path) -> None:
        (release / ".oculto").write_text("x", "utf-8")
        (release / "enlace.md").symlink_to(release / "index.html")
        assert [finding.rule for finding in verdict(release).findings] == ["G-ARC-01", "G-ARC-01"]

    def test_an_archive_in_an_archive_is_refused(self, release: Path) -> None:
        (release / "todo.zip").write_bytes(zipped({"dentro.zip": zipped({"a.txt": b"x"})}))
        assert "G-ARC-02" in rules_broken(release)

    def test_members_of_an_archive_are_read(self, release: Path) -> None:
        (release / "todo.zip").write_bytes(zipped({"a.txt": A_CUI.encode()}))
        (found,) = verdict(release).findings
        assert (found.rule, found.file) == ("G-CUI-01", "todo.zip!a.txt")

    def test_a_zip_that_calls_itself_a_workbook_is_refused(self, release: Path) -> None:
        (release / "libro.xlsx").write_bytes(zipped({"xl/sharedStrings.xml": f"<t>{A_CUI}</t>".encode()}))
        assert rules_broken(release) == {"G-ARC-02"}


class TestPackage:
    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ({"licenses": []}, "G-LEG-01"),
            ({"licenses": [{"name": "otra"}]}, "G-LEG-01"),
            ({"licenses": None}, "G-LEG-01"),
            ({"legalBasis": []}, "G-LEG-02"),
            ({"name": "desconocido"}, "G-LEG-04"),
            ({"resources": []}, "G-ARC-03"),
        ],
    )
    def test_what_it_must_carry(self, release: Path, change: dict[str, Any], rule: str) -> None:
        seal(release / "cobertura", **change)
        assert rule in rules_broken(release)

    def test_no_approval_no_exit(self, release: Path) -> None:
        assert rules_broken(release, sample_rules(approvals=())) == {"G-LEG-03"}

    def test_another_legal_basis_than_the_deployment_s_is_refused(self, release: Path) -> None:
        seal(release / "cobertura", legalBasis=["otra"])
        assert rules_broken(release) == {"G-LEG-02"}

    def test_a_file_that_the_package_does_not_declare_is_refused(self, release: Path) -> None:
        (release / "cobertura" / "open_cobertura.csv").write_bytes(csv_bytes(ROWS))
        assert rules_broken(release) == {"G-ARC-03"}

    def test_a_declared_file_that_is_missing_is_refused(self, release: Path) -> None:
        """Its digest is then that of no file, too."""
        (release / "cobertura" / "datos" / "cobertura.parquet").unlink()
        assert rules_broken(release) == {"G-ARC-03", "G-SEU-02"}

    def test_bytes_that_changed_after_sealing_are_refused(self, release: Path) -> None:
        with (release / "cobertura" / "datos" / "cobertura.csv").open("ab") as stream:
            stream.write(b"\n")
        assert "G-ARC-04" in rules_broken(release)

    def test_a_schema_other_than_the_contract_is_refused(self, release: Path) -> None:
        path = release / "cobertura" / "datapackage.json"
        document = json.loads(path.read_text("utf-8"))
        document["resources"][0]["schema"]["fields"].pop()
        path.write_text(json.dumps(document), "utf-8")
        assert rules_broken(release) == {"G-CAM-02"}

    def test_a_table_of_another_dataset_is_refused(self, release: Path) -> None:
        data = release / "cobertura" / "datos"
        (data / "cobertura_restringida.csv").write_bytes(b"anio,personas\n2026,110\n")
        seal(release / "cobertura")
        assert "G-UNI-03" in rules_broken(release)

    def test_renditions_that_differ_are_refused(self, release: Path) -> None:
        data = release / "cobertura" / "datos"
        (data / "cobertura.parquet").write_bytes(parquet_bytes([ROWS[0] | {"personas": 45}, *ROWS[1:]]))
        seal(release / "cobertura")
        assert rules_broken(release) == {"G-COH-01"}

    def test_renditions_with_the_figures_of_other_rows_are_refused(self, release: Path) -> None:
        """Every column still holds the same figures; persons of two rows have changed places."""
        one, other = ({"personas": row["personas"]} for row in (ROWS[1], ROWS[0]))
        swapped = [ROWS[0] | one, ROWS[1] | other, *ROWS[2:]]
        (release / "cobertura" / "datos" / "cobertura.parquet").write_bytes(parquet_bytes(swapped))
        seal(release / "cobertura")
        assert rules_broken(release) == {"G-COH-01"}

    def test_a_release_says_the_same_in_every_place(self, release: Path) -> None:
        """Only one rendition is attacked; a second folder of the same release must not hold another."""
        second = release / "otra"
        shutil.copytree(release / "cobertura", second)
        rows = [ROWS[0] | {"personas": 45}, *ROWS[1:]]
        (second / "datos" / "cobertura.csv").write_bytes(csv_bytes(rows))
        (second / "datos" / "cobertura.parquet").write_bytes(parquet_bytes(rows))
        for package in (release / "cobertura", second):
            seal(package, release="2026-04")
        assert "G-COH-01" in rules_broken(release)

    def test_renditions_may_write_a_number_differently(self, tmp_path: Path) -> None:
        assert (
            rules_broken(write_release(tmp_path, [ROWS[0], ROWS[1] | {"tasa_cobertura_pct": 12.0}])) == set()
        )

    def test_a_dictionary_needs_no_contract(self, release: Path) -> None:
        (release / "cobertura" / "datos" / "diccionario.csv").write_bytes(
            b"campo,titulo\npersonas,Personas\n"
        )
        seal(release / "cobertura")
        assert rules_broken(release) == set()

    @pytest.mark.parametrize("name", ["codigos-municipio.csv", "diccionario.csv"])
    def test_a_table_of_figures_cannot_call_itself_a_code_list(self, release: Path, name: str) -> None:
        (release / "cobertura" / "datos" / name).write_bytes(b"codigo,nombre,personas\n0801,Ana,3\n")
        seal(release / "cobertura")
        assert rules_broken(release) == {"G-CAM-02"}

    def test_a_table_without_contract_is_refused_wherever_it_lies(self, release: Path) -> None:
        (release / "suelta.csv").write_bytes(b"a,b\n1,2\n")
        assert rules_broken(release) == {"G-CAM-02"}


class TestApprovals:
    def test_the_sample_approvals_are_read(self, tmp_path: Path) -> None:
        assert "cobertura" in sample_rules().approved

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("approvals: [{dataset: a}]", "approvals.0.committee falta"),
            ("approvals: 3", "debe ser una lista"),
            ("aprobaciones: []", "clave desconocida"),
            ("approvals: [", "no es YAML"),
            (
                "approvals: [{dataset: a, committee: c, date: ayer, minute: m, approved_by: x}]",
                "approvals.0.date debe ser una fecha",
            ),
            ("approvals: [{dataset: a, date: 2026-13-01}]", "no es YAML"),
            (
                "approvals: [&a {dataset: a, committee: c, date: 2026-01-01, minute: m, approved_by: x}, *a]",
                "dos aprobaciones",
            ),
        ],
    )
    def test_mistakes_are_named_in_spanish(self, tmp_path: Path, text: str, message: str) -> None:
        path = tmp_path / "approvals.yaml"
        path.write_text(text, "utf-8")
        with pytest.raises(DisclosureError, match=message):
            load_approvals(path)


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()
