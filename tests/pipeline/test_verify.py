"""`padron verify`: a folder that nobody touched holds; what is changed, removed or slipped in is told by its place."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from assets.keyfile import add_signing_key, read_keys
from assets.raw.ledger import FILE, record
from assets.store import Store
from assets.verification.account import Check, Verification, verify_work
from assets.verification.outside import verify_outside
from pipelines.cli import main
from publish.report.binding import report_digest
from snis.errors import SettingsError
from snis.keys import Keys
from snis.signing import Signer
from tests.pipeline.conftest import Night

Tamper = Callable[[Path], str]
QUICK = ("cadena", "anclas", "anclas_publicadas")


@pytest.fixture(scope="module")
def keys(small_night: Night) -> Keys:
    return read_keys(small_night.settings.key_file)


@pytest.fixture
def work(small_night: Night, tmp_path: Path, keys: Keys) -> Path:
    """One's own copy of a night, with a report that was entered."""
    folder = tmp_path / "work"
    shutil.copytree(
        small_night.work, folder, ignore=shutil.ignore_patterns("dagster", "warehouse.duckdb", "marts")
    )
    content = b"<p>Nada</p>"
    digests = {"index.html": sha256(content).hexdigest()}
    report = folder / "reports" / "interna" / "2026-C1"
    report.mkdir(parents=True)
    (report / "index.html").write_bytes(content)
    listed = [{"ruta": path, "bytes": len(content), "sha256": digest} for path, digest in digests.items()]
    manifest = {"huella": report_digest(digests), "archivos": listed}
    (report / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    moment = datetime(2026, 5, 5, tzinfo=UTC)
    data = {"informe": "interna/2026-C1", "huella": report_digest(digests), "corregidas": 0}
    record(Store(folder, keys), moment, "informe", data=data)
    return folder


def wrong(found: Verification) -> dict[str, str]:
    """The place of each check that does not hold."""
    return {check.code: check.place for check in found.checks if not check.passed}


def check(found: Verification, code: str) -> Check:
    return next(item for item in found.checks if item.code == code)


def test_a_night_that_nobody_touched_holds_in_every_part(work: Path, keys: Keys) -> None:
    found = verify_work(work, keys)
    assert (wrong(found), found.exit_code) == ({}, 0)
    looked = {item.code: item.count for item in found.checks}
    assert set(looked) == {
        "cadena", "anclas", "anclas_publicadas", "tablas", "paquetes", "catalogo", "informes", "decisiones",
        "hallazgos", "planes", "transferencias", "archivo", "impresiones",
    }  # fmt: skip
    assert all(looked[code] for code in set(looked) - {"decisiones"})


def test_quick_looks_at_ledger_and_anchors_alone(work: Path, keys: Keys) -> None:
    assert tuple(item.code for item in verify_work(work, keys, quick=True).checks) == QUICK


def test_without_keys_the_rest_is_checked_and_a_person_is_told(work: Path) -> None:
    found = verify_work(work, None)
    assert (found.passed, found.exit_code) == (True, 1)
    assert {item.code for item in found.checks if item.notice} == {
        "decisiones", "hallazgos", "planes", "transferencias", "archivo", "impresiones"
    }  # fmt: skip


def _one(work: Path, pattern: str) -> Path:
    return sorted(work.glob(pattern))[0]


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _flipped(pattern: str, told: str = "") -> Tamper:
    def tamper(work: Path) -> str:
        path = _one(work, pattern)
        _flip(path)
        return told or path.name

    return tamper


def _removed(pattern: str, told: str = "") -> Tamper:
    def tamper(work: Path) -> str:
        path = _one(work, pattern)
        path.unlink()
        return told or path.name

    return tamper


def _added(folder: str, name: str) -> Tamper:
    def tamper(work: Path) -> str:
        (_one(work, folder) / name).write_text("{}", encoding="utf-8")
        return name

    return tamper


def _removed_part(work: Path) -> str:
    path = _one(work, "store/out/out_cobertura/*.parquet")
    path.unlink()
    return path.with_suffix(".json").name


def _removed_seal(work: Path) -> str:
    _one(work, "archive/*/*.sealed").unlink()
    return "asiento"


def _copied_seal(work: Path) -> str:
    first, second = sorted(work.glob("archive/*/*.sealed"))[:2]
    shutil.copy(first, second)
    return second.name


def _other_size(work: Path) -> str:
    path = _one(work, "ledger/transferencias/T*.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "bytes": content["bytes"] + 1}), encoding="utf-8")
    return path.name


def _unknown_transfer(work: Path) -> str:
    path = _one(work, "ledger/transferencias/T*.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    other = path.with_name("T0000000000000000.json")
    other.write_text(json.dumps({**content, "transferencia_id": other.stem}), encoding="utf-8")
    return other.name


def _report_and_manifest(work: Path) -> str:
    """Both of them changed, so that they agree with each other; only the ledger knows better."""
    folder = work / "reports" / "interna" / "2026-C1"
    content = b"<p>Otra</p>"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["archivos"][0]["sha256"] = sha256(content).hexdigest()
    (folder / "index.html").write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return "interna/2026-C1"


def _package_and_descriptor(work: Path) -> str:
    """Both of them changed, so that they agree with each other; the anchor knows better."""
    path = _one(work, "public/datasets/cobertura/2*/datapackage.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    (path.parent / "METODO.md").write_text("Otro", encoding="utf-8")
    for resource in content["resources"]:
        if resource["path"] == "METODO.md":
            resource["hash"] = f"sha256:{sha256(b'Otro').hexdigest()}"
    path.write_text(json.dumps(content), encoding="utf-8")
    return "public"


@pytest.mark.parametrize(
    ("code", "tamper"),
    [
        ("tablas", _flipped("store/out/out_cobertura/*.parquet")),
        ("tablas", _removed("store/out/out_cobertura/*.json", "out/out_cobertura/todo.parquet")),
        ("tablas", _removed_part),
        ("paquetes", _flipped("public/datasets/cobertura/2*/data/open_cobertura.csv")),
        ("paquetes", _added("public/datasets/cobertura/2*", "nombres.csv")),
        ("catalogo", _package_and_descriptor),
        ("catalogo", _flipped("public/index.html", "public")),
        ("informes", _flipped("reports/*/*/index.html", "interna/2026-C1")),
        ("informes", _report_and_manifest),
        ("transferencias", _removed("ledger/transferencias/T*.json", "asiento")),
        ("transferencias", _other_size),
        ("transferencias", _unknown_transfer),
        ("archivo", _flipped("archive/*/*.sealed")),
        ("archivo", _removed_seal),
        ("archivo", _copied_seal),
        ("hallazgos", _flipped("findings/eventos.jsonl")),
        ("impresiones", _flipped("ledger/impresiones/*.parquet")),
        ("anclas", _flipped("ledger/anclas.jsonl")),
        ("anclas", _removed("ledger/anclas.jsonl")),
        ("anclas_publicadas", _flipped("public/clave-publica.pem")),
        ("anclas_publicadas", _removed("public/anclas.json")),
        ("cadena", _removed("ledger/clave-publica.pem")),
    ],
)
def test_what_was_changed_removed_or_slipped_in_is_found_in_its_check(
    work: Path, keys: Keys, code: str, tamper: Tamper
) -> None:
    place = tamper(work)
    found = verify_work(work, keys, quick=code in QUICK)
    assert place in wrong(found)[code]
    assert check(found, code).failed >= 1
    assert (check(found, code).message != "", found.exit_code) == (True, 2)


def test_a_tail_that_was_cut_is_found_by_the_anchors(work: Path, keys: Keys) -> None:
    path = work / "ledger" / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    anchor = json.loads((work / "ledger" / "anclas.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    # The chain itself holds to its new end.
    path.write_bytes(b"".join(lines[: anchor["asientos"] - 1]))
    found = verify_work(work, keys, quick=True)
    assert wrong(found) == {"anclas": f"asiento {anchor['asientos']}"}


def test_anchors_that_were_cut_are_found_by_the_ledger_and_by_what_was_published(
    work: Path, keys: Keys
) -> None:
    (work / "ledger" / "anclas.jsonl").write_bytes(b"")
    assert wrong(verify_work(work, keys, quick=True)) == {
        "anclas": "anclas.jsonl, ancla 1",
        "anclas_publicadas": "anclas.json",
    }


def test_an_outsider_checks_what_was_published_alone_and_a_ledger_that_is_handed_over(work: Path) -> None:
    public, ledger = work / "public", work / "ledger" / FILE
    alone = verify_outside(public / "clave-publica.pem", anchors=public / "anclas.json")
    assert (alone.exit_code, [item.code for item in alone.checks]) == (0, ["anclas"])
    whole = verify_outside(public / "clave-publica.pem", anchors=public / "anclas.json", ledger=ledger)
    assert (whole.exit_code, [item.code for item in whole.checks]) == (0, ["anclas", "cadena"])


def test_an_outsider_finds_a_ledger_that_was_cut_or_made_again(work: Path, tmp_path: Path) -> None:
    public, ledger = work / "public", work / "ledger" / FILE
    cut = tmp_path / "cortada.jsonl"
    cut.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:3]))
    found = verify_outside(public / "clave-publica.pem", anchors=public / "anclas.json", ledger=cut)
    assert wrong(found) == {"cadena": "asiento 4"}
    other = tmp_path / "otra.pem"
    other.write_text(Signer(bytes(32)).public.pem, encoding="ascii")
    found = verify_outside(other, anchors=public / "anclas.json", ledger=ledger)
    assert wrong(found) == {"anclas": "ancla 1", "cadena": "asiento 1"}


def test_files_that_are_no_anchors_or_key_are_refused_with_a_remedy(work: Path, tmp_path: Path) -> None:
    other = tmp_path / "otra.json"
    other.write_text("{", encoding="utf-8")
    with pytest.raises(SettingsError, match="Remedio"):
        verify_outside(work / "public" / "clave-publica.pem", anchors=other)
    with pytest.raises(SettingsError, match="Remedio"):
        verify_outside(other, anchors=work / "public" / "anclas.json")


def padron(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_the_command_tells_people_and_machines(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = padron(capsys, "verify", "--work", work, "--json")
    told = json.loads(out)
    assert (code, told["bien"]) == (0, True)
    assert {"codigo", "titulo", "bien", "lugar", "revisados"} <= set(told["comprobaciones"][0])
    place = _removed_part(work)
    code, out = padron(capsys, "verify", "--work", work)
    assert (code, "MAL      Tablas del almacén" in out, place in out) == (2, True, True)


def test_the_command_needs_no_work_folder_outside(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    public = work / "public"
    anchors, key = public / "anclas.json", public / "clave-publica.pem"
    assert padron(capsys, "verify", "--anchors", anchors, "--public-key", key)[0] == 0
    assert padron(capsys, "verify", "--anchors", anchors)[0] == 2
    assert padron(capsys, "verify", "--public-key", key)[0] == 2


def test_a_folder_of_before_the_key_says_what_to_do_and_then_signs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.json"
    assert padron(capsys, "keys", path)[0] == 0
    content = json.loads(path.read_text(encoding="utf-8"))
    content.pop("sign")
    path.write_text(json.dumps(content), encoding="utf-8")
    record(Store(tmp_path, read_keys(path)), datetime(2026, 5, 5, tzinfo=UTC), "prueba", data={})
    code, out = padron(capsys, "verify", "--quick", "--work", tmp_path)
    assert (code, "--add-signing" in out) == (1, True)
    assert padron(capsys, "keys", "--add-signing", path)[0] == 0
    record(Store(tmp_path, add_signing_key_of(path)), datetime(2026, 5, 6, tzinfo=UTC), "prueba", data={})
    assert padron(capsys, "verify", "--quick", "--work", tmp_path)[0] == 0


def add_signing_key_of(path: Path) -> Keys:
    """The keys, which have the one that signs by now: it is not added twice."""
    with pytest.raises(SettingsError, match="no se cambia"):
        add_signing_key(path)
    return read_keys(path)
