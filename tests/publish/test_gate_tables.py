"""What a table must look like before it leaves: each rule tripped once by one spoiled row."""

import datetime
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publish.gate_tables import find_in_table
from tests.publish.gate_release import (
    COVERAGE,
    ROWS,
    csv_bytes,
    parquet_bytes,
    rules_broken,
    sample_rules,
    seal,
    small_policy,
    write_release,
)

RULES = sample_rules()
SENSITIVE = "anio,departamento_codigo,modalidad_codigo,personas\n"


def spoiled(**changes: Any) -> list[dict[str, Any]]:
    """The clean rows with the first one changed."""
    return [ROWS[0] | changes, *ROWS[1:]]


def released(folder: Path, rows: list[dict[str, Any]]) -> set[str]:
    """Rules about single rows broken by the release of these rows in both renditions; tests/attacks attack sums."""
    return rules_broken(write_release(folder, rows)) - {"G-ATA-02"}


class TestFigures:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, set()),
            ({"personas": 5}, {"G-CEL-01"}),
            ({"personas": 0}, {"G-CEL-01"}),
            ({"personas": 41}, {"G-CEL-02"}),
            ({"personas": 9}, {"G-CEL-01", "G-CEL-02"}),
            ({"entregas": 81, "monto_gtq": "40500.00"}, {"G-CEL-02"}),
            ({"monto_gtq": "40000.01"}, {"G-MON-01"}),
            ({"monto_gtq": "39944.00"}, {"G-MON-01"}),  # mean 499.30: four digits
            ({"monto_gtq": "39920.00"}, set()),  # mean 499.00
            ({"monto_gtq": "0.00"}, set()),
            ({"monto_gtq": None}, set()),
            (
                {
                    "cruce_codigo": "departamento_programa",
                    "modalidad_codigo": None,
                    "programa_codigo": "bono-social",
                },
                {"G-COD-01", "G-MON-01"},
            ),
            ({"tasa_cobertura_pct": 95.1}, {"G-TAS-01"}),
            ({"tasa_cobertura_pct": 12.345}, {"G-TAS-02"}),
            ({"tasa_cobertura_pct": 12.34}, set()),
            ({"modalidad_codigo": "P01"}, {"G-UNI-02"}),
            ({"modalidad_codigo": "P11"}, {"G-UNI-01", "G-UNI-02"}),
            ({"modalidad_codigo": "P99"}, {"G-UNI-02"}),
            ({"programa_codigo": "bono-social"}, set()),
            ({"departamento_codigo": "09"}, {"G-COD-01"}),
            ({"municipio_codigo": "0899"}, {"G-COD-01"}),
            ({"edad_grupo_codigo": "10-13"}, {"G-COD-01"}),
            ({"mes": 13}, {"G-COD-01"}),
            ({"cruce_codigo": "municipio_pueblo"}, {"G-COD-01"}),
            ({"programa_codigo": "vida"}, {"G-UNI-01", "G-UNI-02"}),
            ({"cruce_codigo": "departamento 2026-03-15"}, {"G-FEC-01", "G-COD-01"}),
            ({"cruce_codigo": "departamento 15/03/2026"}, {"G-FEC-01", "G-COD-01"}),
            ({"cruce_codigo": "departamento 5555-1234"}, {"G-TEL-01", "G-COD-01"}),
            ({"cruce_codigo": "d" + "0" * 31}, {"G-SEU-01", "G-COD-01"}),
            ({"cruce_codigo": "abcdef0123456789"}, {"G-SEU-01", "G-COD-01"}),
            ({"cruce_codigo": "z"}, {"G-ORD-01", "G-COD-01"}),
        ],
    )
    def test_one_spoiled_row_is_found(
        self, tmp_path: Path, changes: dict[str, Any], expected: set[str]
    ) -> None:
        assert released(tmp_path, spoiled(**changes)) == expected

    @pytest.mark.parametrize(
        ("parts", "total", "expected"),
        [
            (["40000.00", "20000.00"], "60000.00", set()),
            (["40000.00", "20000.00"], None, set()),
            (["40000.00", "20000.00"], "60200.00", {"G-MON-01"}),  # a mean of its own: 301
            (["40000.00", None], "40000.00", {"G-MON-01"}),
            (["40000.00", None], None, set()),
            ([], "60000.00", {"G-MON-01"}),
        ],
    )
    def test_the_amount_of_a_total_is_the_sum_of_its_modalities(
        self, parts: list[str | None], total: str | None, expected: set[str]
    ) -> None:
        """Eighty persons in each of two modalities; the mean of both would tell how many are in which."""
        rows: list[dict[str, Any]] = [
            {"cruce_codigo": "modalidad", "anio": 2026, "modalidad_codigo": code, "personas": 80, "entregas": 100,
             "monto_gtq": amount}
            for code, amount in zip(("P02", "P04"), parts, strict=False)
        ]  # fmt: skip
        rows.append(
            {"cruce_codigo": "pais", "anio": 2026, "personas": 150, "entregas": 200, "monto_gtq": total}
        )
        table = pq.read_table(io.BytesIO(parquet_bytes(rows)))
        rules = sample_rules(policy=small_policy("pais", "modalidad"))
        found = find_in_table(table, rules.tables["open_cobertura"], rules, shown_path="x")
        assert {finding.rule for finding in found} - {"G-UNI-02"} == expected

    def test_a_key_that_stands_twice_is_found(self, tmp_path: Path) -> None:
        assert released(tmp_path, [*ROWS[:2], ROWS[1], ROWS[2]]) == {"G-ORD-02"}

    @pytest.mark.parametrize("word", ["NaN", "inf", "-Infinity"])
    def test_a_number_that_is_not_finite_is_found(self, tmp_path: Path, word: str) -> None:
        release = write_release(tmp_path)
        data = release / "cobertura" / "datos"
        (data / "cobertura.csv").write_bytes(csv_bytes(spoiled(tasa_cobertura_pct=word)))
        seal(release / "cobertura")
        assert "G-NUM-01" in rules_broken(release)

    def test_a_float_that_is_not_finite_is_found_in_parquet(self, tmp_path: Path) -> None:
        release = write_release(tmp_path)
        data = release / "cobertura" / "datos"
        (data / "cobertura.parquet").write_bytes(parquet_bytes(spoiled(tasa_cobertura_pct=float("nan"))))
        seal(release / "cobertura")
        assert "G-NUM-01" in rules_broken(release)

    @pytest.mark.parametrize("value", ["<10", "40.0", "1e1", "cuarenta"])
    def test_a_count_that_is_no_whole_number_is_found(self, tmp_path: Path, value: str) -> None:
        release = write_release(tmp_path)
        data = release / "cobertura" / "datos"
        (data / "cobertura.csv").write_bytes(csv_bytes(spoiled(personas=value)))
        seal(release / "cobertura")
        assert "G-CEL-03" in rules_broken(release)

    def test_a_missing_required_value_is_found(self, tmp_path: Path) -> None:
        assert released(tmp_path, spoiled(personas=None)) == {"G-CAM-04"}

    def test_the_count_of_a_finding_is_that_of_its_rows(self, tmp_path: Path) -> None:
        rows = [row | {"personas": 5} for row in ROWS]
        table = pq.read_table(io.BytesIO(parquet_bytes(rows)))
        found = list(find_in_table(table, RULES.tables["open_cobertura"], RULES, shown_path="x"))
        assert [(finding.rule, finding.place, finding.count) for finding in found] == [
            ("G-CEL-01", "columna personas", 3)
        ]


class TestColumns:
    def test_a_column_too_many_is_found(self, tmp_path: Path) -> None:
        columns = [*COVERAGE, "nota"]
        release = write_release(tmp_path)
        data = release / "cobertura" / "datos"
        (data / "cobertura.csv").write_bytes(csv_bytes(ROWS, columns))
        (data / "cobertura.parquet").write_bytes(parquet_bytes(ROWS, columns))
        seal(release / "cobertura")
        assert rules_broken(release) == {"G-CAM-02"}

    def test_columns_in_another_order_are_found(self, tmp_path: Path) -> None:
        release = write_release(tmp_path)
        columns = [COVERAGE[1], COVERAGE[0], *COVERAGE[2:]]
        (release / "cobertura" / "datos" / "cobertura.csv").write_bytes(csv_bytes(ROWS, columns))
        seal(release / "cobertura")
        assert "G-CAM-02" in rules_broken(release)

    def test_an_identifying_column_is_found(self, tmp_path: Path) -> None:
        columns = [*COVERAGE, "persona_id"]
        release = write_release(tmp_path)
        data = release / "cobertura" / "datos"
        (data / "cobertura.csv").write_bytes(csv_bytes([row | {"persona_id": "1"} for row in ROWS], columns))
        seal(release / "cobertura")
        assert {"G-CAM-01", "G-CAM-02"} <= rules_broken(release)

    @pytest.mark.parametrize(("privacy", "expected"), [(None, True), ("direct", True), ("sensitive", False)])
    def test_a_column_without_a_class_or_that_identifies_is_found(
        self, privacy: str | None, expected: bool
    ) -> None:
        rule = RULES.tables["open_cobertura"]
        changed = replace(rule.columns[0], classified=privacy is not None, direct=privacy == "direct")
        table = pq.read_table(io.BytesIO(parquet_bytes(ROWS)))
        found = find_in_table(
            table, replace(rule, columns=(changed, *rule.columns[1:])), RULES, shown_path="x"
        )
        assert ("G-CAM-03" in {finding.rule for finding in found}) is expected

    def test_a_date_column_is_found(self) -> None:
        day = pa.array([datetime.date(2026, 3, 15)])
        table = pa.table({"anio": day})
        found = find_in_table(table, RULES.tables["open_cobertura_restringida"], RULES, shown_path="x")
        assert "G-FEC-01" in {finding.rule for finding in found}

    @pytest.mark.parametrize(
        ("spoiled", "expected"), [({}, False), ({"requisitos": "Nacida el 15/03/2026"}, True)]
    )
    def test_only_days_of_the_calendar_of_the_state_may_leave(
        self, spoiled: dict[str, Any], *, expected: bool
    ) -> None:
        day = datetime.date(2026, 3, 15)
        call = {
            "convocatoria_codigo": "beca", "institucion_codigo": "mides", "programa_codigo": "bono-social",
            "modalidad_codigo": "P02", "convocatoria": "Beca", "apertura_fecha": day, "cierre_fecha": day,
            "requisitos": "Constancia", "criterios": "En pobreza", "al_fecha": day,
        }  # fmt: skip
        table = pa.Table.from_pylist([call | spoiled])
        found = find_in_table(table, RULES.tables["open_convocatoria"], RULES, shown_path="x")
        assert ("G-FEC-01" in {finding.rule for finding in found}) is expected


class TestRegimes:
    @pytest.mark.parametrize(
        ("name", "text", "expected"),
        [
            ("open_cobertura_sensible", SENSITIVE + "2026,08,P01,20\n", set()),
            ("open_cobertura_sensible", SENSITIVE + "2026,08,P01,15\n", {"G-CEL-01"}),
            ("open_cobertura_sensible", SENSITIVE + "2026,08,P02,20\n", {"G-UNI-02"}),
            ("open_cobertura_restringida", "anio,personas\n2026,30\n", set()),
            ("open_cobertura_restringida", "anio,personas\n2026,20\n", {"G-CEL-01"}),
            ("open_cobertura_restringida", "anio,personas\n2026,35\n", {"G-CEL-02"}),
            ("open_cobertura_restringida", "anio,departamento_codigo,personas\n2026,08,30\n", {"G-CAM-02"}),
        ],
    )  # fmt: skip
    def test_each_universe_has_its_own_threshold_and_base(
        self, tmp_path: Path, name: str, text: str, expected: set[str]
    ) -> None:
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        assert rules_broken(tmp_path) == expected


class TestStatistics:
    def test_limits_of_rows_that_are_gone_are_found(self, tmp_path: Path) -> None:
        """A Parquet file whose statistics still tell the exact figure."""
        honest = parquet_bytes(ROWS)
        number = COVERAGE.index("personas")
        assert pq.ParquetFile(io.BytesIO(honest)).metadata.row_group(0).column(number).statistics.max == 45
        forged = honest.replace((45).to_bytes(8, "little"), (43).to_bytes(8, "little"))
        (tmp_path / "open_cobertura.parquet").write_bytes(forged)
        assert "G-MET-02" in rules_broken(tmp_path)
