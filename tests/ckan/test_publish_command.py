"""`padron publish` at the terminal, with a release that passed the gate, and a portal that is there or is not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.keyfile import write_new_keys
from pipelines.cli import main
from publish import ckan_api
from tests.ckan.conftest import Ckan
from tests.ckan.package_case import package
from tests.ckan.portal_case import anybody_sees, call

pytestmark = pytest.mark.ckan
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def work(tmp_path: Path, name: str) -> Path:
    """A work folder with one package in place."""
    folder = tmp_path / "work"
    (folder / "ledger").mkdir(parents=True)
    write_new_keys(folder / "keys.json")
    release = folder / "public" / "datasets" / name / "2026-04"
    shutil.copytree(package(tmp_path / "p", name), release)
    manifest = {"huella": "h1", "edicion": "2026-04", "paquetes": 1, "archivos": 4,
                "conjuntos": {name: f"{name}/2026-04"}}  # fmt: skip
    (folder / "ledger" / "publicacion.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def padron(
    work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, ckan: Ckan
) -> Callable[..., tuple[int, str, str]]:
    """A command on that folder and on the portal; gives exit code, output, and what was said beside it."""
    monkeypatch.setattr(ckan_api, "PAUSES_SECONDS", ())
    monkeypatch.setenv("PADRON_CKAN_TOKEN", ckan.token)
    monkeypatch.setenv("PADRON_CKAN_ORGANISATION", "ministerio-de-prueba")

    def call(*arguments: str, url: str = ckan.url) -> tuple[int, str, str]:
        monkeypatch.setenv("PADRON_CKAN_URL", url)
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--work", str(work)])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


def test_from_the_plan_to_the_proof(
    padron: Callable[..., tuple[int, str, str]], ckan: Ckan, name: str
) -> None:
    code, out, _ = padron("publish", "plan")
    assert (code, out.split()[:2]) == (0, ["crear", f"{name}:"])
    assert padron("publish", "verify")[0] == 1
    code, out, err = padron("publish", "apply")
    assert (code, "1 creados" in out) == (0, True)
    assert "portal CKAN (1/1)" in err
    assert padron("publish", "plan")[:2] == (0, f"mantener   {name}\n")
    assert padron("publish", "verify")[:2] == (0, f"{name}: todo igual\n")
    assert padron("publish", "apply")[:2] == (0, "El portal ya estaba al día.\n")
    assert not anybody_sees(ckan, name)["private"]


def test_what_somebody_changed_is_told_by_plan_and_verify(
    padron: Callable[..., tuple[int, str, str]], ckan: Ckan, name: str
) -> None:
    padron("publish", "apply")
    call(ckan, "package_patch", {"id": name, "title": "Otro"})
    _, out, _ = padron("publish", "plan", "--json")
    [found] = json.loads(out)
    assert (found["accion"], found["editado_en_el_portal"]) == ("actualizar", True)
    change = {"lugar": "", "campo": "title", "antes": "Otro", "despues": "Entregas de prueba"}
    assert found["cambios"] == [change]
    code, out, _ = padron("publish", "verify", "--json")
    assert (code, json.loads(out)) == (1, {name: [change]})
    assert padron("publish", "verify")[1].splitlines()[1].strip() == "title: «Otro» → «Entregas de prueba»"


def test_a_dataset_that_waits_for_a_person(
    padron: Callable[..., tuple[int, str, str]], ckan: Ckan, name: str
) -> None:
    padron("publish", "apply")
    call(ckan, "package_delete", {"id": name})
    code, out, _ = padron("publish", "plan")
    assert (code, "esperar" in out, "Restáurelo" in out) == (1, True, True)
    code, _, err = padron("publish", "apply")
    assert (code, "alguien borró" in err) == (2, True)


def test_a_portal_that_is_down_leaves_the_release_ready_for_one_command(
    padron: Callable[..., tuple[int, str, str]], work: Path, name: str
) -> None:
    code, _, err = padron("publish", "apply", url=NOBODY)
    assert (code, "no responde" in err, "padron publish apply" in err) == (2, True, True)
    status = json.loads(padron("status", "--json")[1])
    assert status["portal"]["estado"] == "lista, sin publicar"
    assert "no responde" in status["portal"]["motivo"]
    assert any("lista, sin publicar" in line for line in status["atencion"])
    before = sorted(path for path in work.rglob("*") if path.is_file() and path.parent.name != "ledger")
    assert padron("publish", "apply")[0] == 0
    after = sorted(path for path in work.rglob("*") if path.is_file() and path.parent.name != "ledger")
    assert after == before
    status = json.loads(padron("status", "--json")[1])
    assert (status["portal"]["estado"], status["portal"]["edicion"]) == ("publicada", "2026-04")
    ledger = (work / "ledger" / "bitacora.jsonl").read_text(encoding="utf-8")
    assert ledger.count("lista, sin publicar") == 1
    assert '"publicada"' in ledger


def test_another_release_is_ready_until_it_is_brought(
    padron: Callable[..., tuple[int, str, str]], work: Path
) -> None:
    padron("publish", "apply")
    path = work / "ledger" / "publicacion.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "huella": "h2"}), encoding="utf-8")
    status = json.loads(padron("status", "--json")[1])
    assert status["portal"]["estado"] == "lista, sin publicar"
    padron("publish", "apply")
    assert json.loads(padron("status", "--json")[1])["portal"]["estado"] == "publicada"


def test_without_a_portal_the_command_says_which_settings_are_missing(
    padron: Callable[..., tuple[int, str, str]],
) -> None:
    code, _, err = padron("publish", "plan", url="")
    assert (code, "PADRON_CKAN_URL" in err) == (2, True)
