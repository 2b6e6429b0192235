"""The command line: every command teaches, answers in words, and ends with the exit code that it promises."""

import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.cli import app, main
from pipelines.settings import SAMPLE, Settings
from snis.cui import check_digit
from tests.pipeline.conftest import NOW, Night, prepare

COMMANDS = sorted(
    command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands
)
PAYMENTS = SAMPLE / "inbox" / "mintrab" / "pam_2026_01.csv"

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def padron(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command as a person types it: exit code, standard output, standard error."""
    monkeypatch.setenv("PADRON_SETTLE_SECONDS", "0")

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(padron: Command, command: str) -> None:
    code, out, _ = padron(command, "--help")
    assert code == 0
    assert len(" ".join(out.split())) > 200


def test_a_wrong_option_is_refused(padron: Command) -> None:
    assert padron("run", "--nada")[0] == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PADRON_THREADS", "muchos"),
        ("PADRON_THREADS", "0"),
        ("PADRON_MEMORY_LIMIT", "bastante"),
        ("PADRON_NOW", "ayer"),
        ("PADRON_CKAN_URL", "http://127.0.0.1:9"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(
    padron: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = padron("run", "--work", tmp_path)
    assert code == 2
    assert name.removesuffix("_URL") in err
    assert "Remedio:" in err


def test_a_wrong_moment_is_refused(padron: Command, tmp_path: Path) -> None:
    code, _, err = padron("run", "--work", tmp_path, "--now", "mañana")
    assert (code, "--now" in err) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--work", "ARCHIVO"),
        ("demo", "--work", "ARCHIVO"),
        ("demo", "--work", "."),
        ("generate", "."),
        ("generate", "ARCHIVO"),
        ("keys", "ARCHIVO"),
        ("keys", "ARCHIVO/claves.json"),
        ("status", "--work", "nueva"),
        ("verify", "--work", "nueva"),
        ("portal", "--work", "nueva"),
        ("sql", "--work", "nueva", "select 1"),
        ("check", "no_existe.csv", "--institution", "mides"),
        ("check", ".", "--institution", "mides"),
        ("check", "ARCHIVO", "--institution", "mides", "--out", "ARCHIVO"),
        ("check", "ARCHIVO", "--institution", "mides", "--work", "nueva"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    padron: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ARCHIVO").write_text("de otro", encoding="utf-8")
    code, _, err = padron(*arguments)
    assert code == 2
    assert "Error:" in err
    assert "Remedio:" in err
    assert (tmp_path / "ARCHIVO").read_text(encoding="utf-8") == "de otro"


def test_check_says_what_a_night_would(padron: Command, tmp_path: Path) -> None:
    code, out, _ = padron("check", PAYMENTS, "--institution", "mintrab", "--out", tmp_path, "--json")
    receipt = json.loads(out)
    assert code == 1, "some rows would go back"
    assert receipt["filas"]["cuarentena"] > 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "recibo.json", "recibo.html", "recibo.txt", "aceptadas.csv", "cuarentena.csv", "descartadas.csv",
        "filas_devueltas.xlsx",
    }  # fmt: skip


def test_check_speaks_to_people_unless_told_otherwise(padron: Command) -> None:
    code, out, err = padron("check", PAYMENTS, "--institution", "mintrab")
    assert code == 1
    assert out.startswith("Revisión de pam_2026_01.csv\n")
    assert "recibidas = " in out
    assert "\n    En fila" in out, "each rule says where"
    assert "Esto fue una revisión: nada se guardó y nada se envió." in out
    assert "revisión (4/4)" in err, "who waits is told how far it is"


def test_check_says_why_a_file_would_be_refused(padron: Command, tmp_path: Path) -> None:
    (tmp_path / "pagos.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    code, out, _ = padron("check", tmp_path / "pagos.csv", "--institution", "mintrab")
    assert code == 2
    assert "Rechazado por ARC-04" in out
    assert "pam_*.csv" in out, "it says which names are expected"
    code, out, _ = padron("check", PAYMENTS, "--institution", "mintrabb")
    assert (code, "¿Quiso decir mintrab" in out) == (2, True)


def test_check_compares_with_what_was_received(padron: Command, small_night: Night, tmp_path: Path) -> None:
    code, out, _ = padron("check", PAYMENTS, "--institution", "mintrab", "--work", small_night.work, "--json")
    assert "ARC-07" in [notice["regla"] for notice in json.loads(out)["avisos"]]
    again = tmp_path / PAYMENTS.name
    again.write_bytes(PAYMENTS.read_bytes() + b"\n")
    code, out, _ = padron("check", again, "--institution", "mintrab", "--work", small_night.work, "--json")
    assert code == 1
    assert "ARC-08" in [notice["regla"] for notice in json.loads(out)["avisos"]]


def test_the_workbook_of_a_night_can_be_checked_and_sent_back(
    padron: Command, small_night: Night, tmp_path: Path
) -> None:
    (book,) = (small_night.work / "outbox" / "mintrab").glob("*/filas_devueltas.xlsx")
    name = shutil.copy(book, tmp_path / "corregido.xlsx")
    code, out, _ = padron("check", name, "--institution", "mintrab", "--work", small_night.work, "--json")
    receipt = json.loads(out)
    assert (code, receipt["corrige"]["transferencia"]) == (1, book.parent.name)
    assert receipt["filas"]["cuarentena"] == receipt["filas"]["recibidas"], "nobody mended anything"


@pytest.mark.parametrize(
    ("name", "content", "institution", "rule"),
    [
        ("pam_2026_09.csv", b"", "mintrab", "ARC-01"),
        ("pam_2026_09.csv", b"PK\x03\x04 cortado", "mintrab", "ARC-02"),
        ("pam_2026_09.csv", b"\x00\x01\x02" * 500, "mintrab", "ARC-02"),
        ("pam_2026_09.csv", b"9123456780101;Juana;1\n", "mintrab", "ARC-06"),
        ("vida_2026_C9.xlsx", b"no es un libro", "mides", "ARC-02"),
        ("sigsa_2026_B9.parquet", b"PAR1 cortado", "mspas", "ARC-02"),
        ("otra_cosa.csv", b"a;b\n1;2\n", "mintrab", "ARC-04"),
        ("pam_2026_09.csv", b"a;b\n1;2\n", "nadie", "ARC-03"),
    ],
)
def test_check_refuses_a_bad_file_with_its_rule(
    padron: Command, tmp_path: Path, name: str, content: bytes, institution: str, rule: str
) -> None:
    (tmp_path / name).write_bytes(content)
    code, out, _ = padron("check", tmp_path / name, "--institution", institution, "--json")
    assert code == 2
    assert json.loads(out)["motivo"]["regla"] == rule
    assert json.loads(out)["motivo"]["remedio"]
    assert "Juana" not in out


def test_status_and_sql_read_a_night(padron: Command, small_night: Night) -> None:
    code, out, _ = padron("status", "--work", small_night.work, "--json")
    assert code == 0
    assert json.loads(out)["personas"] == small_night.report.summary.persons
    assert any("ARC-03" in item for item in json.loads(out)["atencion"])
    code, out, _ = padron("sql", "--work", small_night.work, "select count(*) as n from link_persona")
    assert (code, str(small_night.report.summary.persons) in out) == (0, True)
    assert padron("sql", "--work", small_night.work, "select nada")[0] == 2
    assert padron("sql", "--work", small_night.work, "drop table link_persona")[0] == 2


@pytest.mark.parametrize("forge", ["changed", "removed", "no_text"])
def test_verify_finds_a_forged_ledger(
    padron: Command, small_night: Night, tmp_path: Path, forge: str
) -> None:
    shutil.copytree(small_night.work / "ledger", tmp_path / "ledger")
    assert padron("verify", "--quick", "--work", tmp_path)[0] == 0
    path = tmp_path / "ledger" / "bitacora.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    if forge == "changed":
        lines[1] = lines[1].replace(b'"bytes":', b'"bytes":1')
    elif forge == "removed":
        del lines[1]
    else:
        lines[1] = b"\xff\xfe\n"
    path.write_bytes(b"".join(lines))
    code, out, _ = padron("verify", "--quick", "--work", tmp_path)
    assert code == 2
    assert "MAL" in out.splitlines()[0]
    assert "2: " in out.splitlines()[1]


def test_portal_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("hola", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "pipelines", "portal", "--work", str(tmp_path), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert f"127.0.0.1:{port}" in server.stdout.readline()
    busy = subprocess.run(command, capture_output=True, text=True, check=False)
    server.send_signal(signal.SIGINT)
    _, said = server.communicate(timeout=30)
    assert (server.returncode, said) == (0, "")
    assert busy.returncode == 2
    assert "--port" in busy.stderr
    assert "Traceback" not in busy.stderr


INSTITUTION = "conjuve,Consejo Nacional de la Juventud,CONJUVE,entrega,Acta de muestra 02-2026,2026-01-01,\n"
PROGRAMME = "J01,beca-juvenil,Beca Juvenil,Beca Juvenil,conjuve,transferencia,persona,15,29,,,,500,mes,publica,prueba\n"
CONTRACT = """\
contract: conjuve-becas
version: 1
institution: conjuve
title: Becas de la juventud
valid_from: 2026-01-01
valid_to: null
legal_basis: [decreto-57-2008]
cadence: {every: month, due_day: 10, tolerance_days: 5}
kind: deliveries
grain: persona
file: {pattern: "becas_*.csv", format: csv, encoding: utf-8, delimiter: "|"}
constants: {modalidad_codigo: J01, entrega_departamento_codigo: "01"}
columns:
  - {header: DPI del joven, field: cui, required: true}
  - {header: Día, field: entrega_fecha, required: true, format: aaaammdd}
  - {header: Quetzales, field: monto_gtq, format: "1234.56"}
"""


def test_adding_an_institution_needs_no_python(
    padron: Command, tmp_path: Path, new_institution: Callable[[Path], Settings]
) -> None:
    settings = new_institution(tmp_path)
    code, out, err = padron(
        "run", "--deployment", settings.deployment, "--work", settings.work, "--now", NOW, "--json"
    )
    report = json.loads(out)
    assert (code, report["fallos"], report["atencion"]) == (0, [], []), err
    assert report["filas"] == {"recibidas": 3, "aceptada": 2, "cuarentena": 1, "descartada": 0}
    assert report["personas"] == 2
    code, out, _ = padron(
        "sql",
        "--work",
        settings.work,
        "select institucion_codigo, count(*) from out_hecho_entrega group by all",
    )
    assert "conjuve" in out


@pytest.fixture
def new_institution() -> Callable[[Path], Settings]:
    """The sample's deployment with one more institution, and a file of theirs in the inbox."""

    def make(folder: Path) -> Settings:
        deployment = folder / "despliegue"
        shutil.copytree(SAMPLE, deployment, ignore=shutil.ignore_patterns("inbox", "later", "expected"))
        for name, row in (("institutions.csv", INSTITUTION), ("programmes.csv", PROGRAMME)):
            with (deployment / name).open("a", encoding="utf-8") as register:
                register.write(row)
        (deployment / "contracts" / "conjuve").mkdir()
        (deployment / "contracts" / "conjuve" / "becas.yaml").write_text(CONTRACT, encoding="utf-8")
        settings = prepare(folder / "work", (), deployment)
        target = settings.work / "inbox" / "conjuve" / "becas_2026_04.csv"
        target.parent.mkdir(parents=True)
        target.write_text(_becas(), encoding="utf-8")
        return settings

    return make


def _becas() -> str:
    """Two good rows, and one whose check digit is wrong."""
    rows = [f"{_cui(serial)}|20260415|500.00" for serial in (90000001, 90000002)]
    wrong = _cui(90000003)
    wrong = wrong[:8] + str((int(wrong[8]) + 1) % 10) + wrong[9:]
    return "\n".join(["DPI del joven|Día|Quetzales", *rows, f"{wrong}|20260415|500.00"]) + "\n"


def _cui(serial: int) -> str:
    return f"{serial}{check_digit(str(serial))}0101"
