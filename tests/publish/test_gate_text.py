"""What must not stand in any text: CUIs, pseudonyms, telephones, restricted programmes, this machine."""

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publish.gate_text import count_cuis, is_cui
from tests.publish.gate_release import (
    A_CUI,
    MUNICIPALITIES,
    ROWS,
    csv_bytes,
    parquet_bytes,
    rules_broken,
    sample_rules,
    seal,
    verdict,
    write_release,
)

PLACES = frozenset(MUNICIPALITIES)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release")


class TestCuiInText:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (A_CUI, 1),
            (f"CUI{A_CUI}.", 1),
            (f"id_{A_CUI}_x", 1),
            (f"{A_CUI}.0", 1),
            (f"-{A_CUI}", 1),
            (f"{A_CUI},{A_CUI}", 2),
            (A_CUI + A_CUI, 2),
            ("9765 43214 1601", 1),
            ("9765-43214-1601", 1),
            ("9765\u00a043214\u00a01601", 1),
            ("9765.43214.1601", 1),
            ("97654321 4 16 01", 1),
            ("976543214-1601", 1),
            ("9.765432141601E12", 1),
            ("9.765432141601e+12", 1),
            ("9765\u200b432141601", 1),
            ("٩٧٦٥٤٣٢١٤١٦٠١", 1),
            # No CUI: wrong check digit, unknown place, other lengths, decimals of a rate, a digest.
            ("9765432151601", 0),
            ("9765432141699", 0),
            ("976543214160", 0),
            ("97654321416012", 0),
            (f"0.{A_CUI}", 0),
            (f"12.{A_CUI}4", 0),
            ("a" * 30 + A_CUI + "b" * 21, 0),
            (hashlib.sha256(b"x").hexdigest(), 0),
            ("9765\n43214\n1601", 0),
            ("", 0),
        ],
    )
    def test_is_found_in_every_way_of_writing_it(self, text: str, expected: int) -> None:
        assert count_cuis(text, PLACES) == expected

    def test_holds_only_with_check_digit_and_place(self) -> None:
        assert is_cui(A_CUI, PLACES)
        assert not is_cui(A_CUI, frozenset({"0101"}))

    def test_long_rates_and_digests_give_no_false_alarm(self, tmp_path: Path) -> None:
        """20,000 rates of 13 to 17 decimals and 5,000 digests."""
        rates = "\n".join(str(number / 70_003) for number in range(1, 20_000))
        digests = "\n".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(5_000))
        all_places = frozenset(f"{d:02}{m:02}" for d in range(1, 23) for m in range(1, 34))
        assert count_cuis(rates, all_places) == 0
        assert count_cuis(digests, all_places) == 0


class TestEveryByte:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("nota.md", f"Véase {A_CUI}."),
            ("nota.txt", "9765 43214 1601"),
            ("pagina.html", f"<!-- {A_CUI} -->"),
            ("partida.html", "<p>9765<b>43214</b>1601</p>"),
            ("entidades.html", "".join(f"&#{ord(digit)};" for digit in A_CUI)),
            ("enlace.html", "<a href='?q=" + "".join(f"%{ord(digit):02x}" for digit in A_CUI) + "'>x</a>"),
            ("dato.json", f'{{"x": {A_CUI}}}'),
            ("clave.json", f'{{"{A_CUI}": 1}}'),
            ("escape.json", '{"x": "' + "".join(f"\\u{ord(digit):04x}" for digit in A_CUI) + '"}'),
            ("guion.js", f"var x = {A_CUI};"),
            ("estilo.css", f".c{A_CUI} {{}}"),
            ("dibujo.svg", f"<svg><title>{A_CUI}</title></svg>"),
            (f"{A_CUI}.md", "hola"),
            (f"{A_CUI}/nota.md", "hola"),
        ],
    )
    def test_a_cui_is_found_wherever_it_hides(self, release: Path, name: str, content: str) -> None:
        target = release / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(content, "utf-8")
        # No such document of JSON is published, whatever it says.
        unknown = {"G-DOC-01"} if target.suffix == ".json" else set()
        assert rules_broken(release) == {"G-CUI-01"} | unknown

    def test_a_name_with_a_cui_is_not_repeated_in_the_report(self, release: Path) -> None:
        (release / f"{A_CUI}.md").write_text("hola", "utf-8")
        (found,) = verdict(release).findings
        assert A_CUI not in repr(found)
        assert found.file.startswith("archivo n.º")

    @pytest.mark.parametrize("kind", [pa.string(), pa.int64(), pa.float64(), pa.decimal128(20, 0)])
    def test_a_cui_in_a_parquet_column_of_any_type_is_found(self, release: Path, kind: pa.DataType) -> None:
        rows = [{"x": float(A_CUI) if kind == pa.float64() else A_CUI}]
        if kind != pa.string():
            rows = [{"x": float(A_CUI) if pa.types.is_floating(kind) else int(A_CUI)}]
        (release / "suelta.parquet").write_bytes(parquet_bytes(rows, ["x"], x=kind))
        assert "G-CUI-01" in rules_broken(release)

    @pytest.mark.parametrize("compression", ["none", "zstd"])
    def test_a_cui_in_parquet_metadata_is_found(self, release: Path, compression: str) -> None:
        table = pa.table({"x": pa.array([1])}).replace_schema_metadata({"nota": f"de {A_CUI}"})
        target = io.BytesIO()
        pq.write_table(table, target, compression=compression)
        (release / "suelta.parquet").write_bytes(target.getvalue())
        assert {"G-CUI-01", "G-MET-01"} <= rules_broken(release)

    def test_pandas_metadata_is_undeclared_metadata(self, release: Path) -> None:
        table = pa.table({"x": pa.array([1])}).replace_schema_metadata({"pandas": "{}"})
        target = io.BytesIO()
        pq.write_table(table, target)
        (release / "suelta.parquet").write_bytes(target.getvalue())
        assert "G-MET-01" in rules_broken(release)

    def test_pseudonyms_are_found_and_file_digests_are_not(self, release: Path) -> None:
        page = hashlib.sha256((release / "index.html").read_bytes()).hexdigest()
        (release / "nota.md").write_text(f"sha256:{page}", "utf-8")
        assert rules_broken(release) == set()
        (release / "nota.md").write_text("sha256:" + "ab" * 32, "utf-8")
        assert rules_broken(release) == {"G-SEU-02"}
        (release / "nota.md").write_text("persona " + "ab" * 16, "utf-8")
        assert rules_broken(release) == {"G-SEU-01"}

    @pytest.mark.parametrize(
        "text",
        [
            "/home/ana/padron",
            "en /tmp/x",
            "C:\\Users\\ana",
            "file:///x",
            "Traceback (most recent call last):",
        ],
    )
    def test_this_machine_is_found(self, release: Path, text: str) -> None:
        (release / "nota.md").write_text(text, "utf-8")
        assert rules_broken(release) == {"G-RUT-01"}

    def test_addresses_of_sites_are_no_paths_of_this_machine(self, release: Path) -> None:
        (release / "nota.md").write_text("https://datos.example/var/x y datos/tmp/x y y/o", "utf-8")
        assert rules_broken(release) == set()

    def test_words_of_this_machine_are_found(self, release: Path) -> None:
        rules = sample_rules(forbidden_texts=("servidor7",))
        (release / "nota.md").write_text("hecho en servidor7", "utf-8")
        assert rules_broken(release, rules) == {"G-RUT-01"}

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("+502 5555 1234", {"G-TEL-02"}),
            ("Tel. 5555-1234", {"G-TEL-02"}),
            ("2024-2028", set()),
            ("entre 2021 y 2022", set()),
        ],
    )
    def test_a_telephone_in_prose_needs_a_person(self, release: Path, text: str, expected: set[str]) -> None:
        (release / "nota.md").write_text(text, "utf-8")
        assert rules_broken(release) == expected

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("x.json", '{"cui": "no"}'),
            ("x.json", '{"fields": [{"name": "persona_id", "type": "string"}]}'),
            ("x.html", "<table><tr><th>telefono</th></tr></table>"),
            ("suelta.csv", "nombre_completo\nx\n"),
        ],
    )
    def test_a_forbidden_field_is_found(self, release: Path, name: str, content: str) -> None:
        (release / name).write_text(content, "utf-8")
        assert "G-CAM-01" in rules_broken(release)

    @pytest.mark.parametrize("content", ['{"x": NaN}', '{"x": -Infinity}'])
    def test_numbers_that_are_not_finite_are_found(self, release: Path, content: str) -> None:
        (release / "x.json").write_text(content, "utf-8")
        assert rules_broken(release) == {"G-NUM-01", "G-DOC-01"}


class TestRestrictedUniverse:
    @pytest.mark.parametrize(
        ("name", "content", "found"),
        [
            ("x.md", "la modalidad P11", True),
            ("x.md", "la modalidad p51.", True),
            ("x.md", "el PROGRAMA  VIDA", True),
            ("x.md", "Proteccion especial y acogimiento", True),
            ("x.html", "<option>Vida</option>", True),
            ("x.html", "<option value='P11'>otra</option>", True),
            ("x.json", '{"programa": "vida"}', True),
            ("vida.md", "x", True),
            ("vida/x.md", "x", True),
            ("x.csv", "codigo\nP11\n", True),
            ("x.md", "mejora la calidad de vida", False),
            ("x.md", "P110 y XP11 y p1-1", False),
            ("x.html", "<p>La vida diaria</p>", False),
        ],
    )
    def test_is_named_nowhere(self, release: Path, name: str, content: str, found: bool) -> None:
        target = release / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(content, "utf-8")
        assert ("G-UNI-01" in rules_broken(release)) is found

    def test_may_stand_in_its_own_package_and_its_title_in_the_catalogue(self, release: Path) -> None:
        package = release / "cobertura-restringida"
        (package / "datos").mkdir(parents=True)
        (package / "datos" / "cobertura_restringida.csv").write_bytes(b"anio,personas\n2026,110\n")
        (package / "README.md").write_text("Programa Vida", "utf-8")
        seal(package, name="cobertura-restringida")
        descriptor = package / "datapackage.json"
        document = json.loads(descriptor.read_text("utf-8"))
        document["resources"] = [{**one, "schema": None} for one in document["resources"]]
        descriptor.write_text(json.dumps(document), "utf-8")
        (release / "index.html").write_text("<h2>Programa Vida y otros: total nacional</h2>", "utf-8")
        assert rules_broken(release) == set()
        (release / "index.html").write_text("<h2>Programa Vida: Totonicapán</h2>", "utf-8")
        assert rules_broken(release) == {"G-UNI-01"}

    def test_the_name_that_a_public_programme_shares_is_no_finding(self, release: Path) -> None:
        rules = sample_rules()
        shared = replace(rules.modalities["P11"], programa="Bono Social", programa_codigo="bono-social")
        (release / "x.md").write_text("Bono Social", "utf-8")
        changed = replace(rules, modalities={**rules.modalities, "P11": shared})
        assert rules_broken(release, changed) == set()

    def test_the_clean_rows_of_both_renditions_name_nobody(self, release: Path) -> None:
        data = release / "cobertura" / "datos"
        (data / "cobertura.csv").write_bytes(csv_bytes(ROWS))
        (data / "cobertura.parquet").write_bytes(parquet_bytes(ROWS))
        assert rules_broken(release) <= {"G-ARC-04"}
