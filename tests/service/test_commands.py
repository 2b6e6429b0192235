"""`padron service` and `padron alerts`: what they say, and how they end."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.alerts_command import told_of_the_night
from pipelines.cli import main
from pipelines.settings import read_settings
from snis.errors import NightLockedError, PadronError
from snis.service_definitions import DEFINITIONS
from snis.service_policy import FILE, load_service_policy
from tests.pipeline.delivery_case import paid
from tests.service.hook_server import HookServer
from tests.service.service_case import Case, told

Command = Callable[..., tuple[int, str, str]]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "servicio.md"


@pytest.fixture
def padron(case: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("PADRON_NOW", "2026-05-04T12:00:00-06:00")

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        where = ("--deployment", str(case.office.folder / "despliegue"), "--work", str(case.work))
        with pytest.raises(SystemExit) as ended:
            main([*arguments, *where])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return int(ended.value.code or 0), said.out, said.err

    return call


def test_the_levels_of_today_and_of_the_month_under_way(padron: Command) -> None:
    code, out, _ = padron("service")
    assert code == 1
    assert "2026-05 Noches que terminaron a tiempo: 100 %; meta 95; cumple [1 noches]" in out
    assert "2026-05 Duración mediana de la noche: 10 minutos; meta 240; cumple [1 noches terminadas]" in out
    assert "hoy     mides: Días desde la última entrega buena (mides-pagos):" in out
    assert re.search(r"· 2026-04 Entregas a tiempo: 0 %; meta 90; NO cumple", out)


def test_for_machines_every_period_and_what_is_missed(padron: Command, case: Case) -> None:
    case.office.send("2026-05-04", "pagos_2026_01.csv", paid("ana", "15/01/2026"))
    code, out, _ = padron("service", "--json")
    content = json.loads(out)
    assert code == 1
    assert {"12m", "24m", "hoy", "2026-05", "2026-04"} <= {level["periodo"] for level in content["niveles"]}
    missed = content["incumplidos"][0]
    assert set(missed) == {
        "nivel", "titulo", "institucion", "contrato", "periodo", "desde", "hasta", "valor", "unidad", "meta", "cumple",
        "medido_sobre", "de_que", "definicion",
    }  # fmt: skip
    assert not any(level["cumple"] for level in content["incumplidos"])


def test_one_period_and_one_institution(padron: Command) -> None:
    _, out, _ = padron("service", "--period", "12m", "--institution", "mides", "--json")
    levels = json.loads(out)["niveles"]
    assert {(level["periodo"], level["institucion"]) for level in levels} == {("12m", "mides")}
    code, _, err = padron("service", "--institution", "nadie")
    assert (code, "no es una institución registrada" in err) == (2, True)


def test_every_level_is_defined_in_its_page() -> None:
    headings = set(re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert headings == set(DEFINITIONS)


def test_the_example_of_the_page_can_be_used(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / FILE).write_text(example, encoding="utf-8")
    alerts = load_service_policy(tmp_path).alerts
    assert alerts.channels_for("critica") == ("datos", "guardia")
    assert alerts.channels_for("baja") == ("datos",)
    assert alerts.quiet_hours is not None


def test_alerts_show_sends_nothing(padron: Command, case: Case) -> None:
    case.night(outcome="fallo", hour=2)
    with HookServer() as server:
        case.tells(server)
        code, out, _ = padron("alerts", "show")
        assert (code, server.posts) == (1, [])
        assert "· crítica, 2026-05-04: la última noche falló (1); dicho a: nadie." in out
        padron("alerts", "send")
        _, out, _ = padron("alerts", "show")
        assert "dicho a: sala el 2026-05-04." in out
        _, out, _ = padron("alerts", "show", "--json")
    assert {item["clave"] for item in json.loads(out)["ahora"]} >= {"noche_fallida"}
    assert json.loads(out)["sin_mirar"] == []


def test_alerts_show_says_what_it_could_not_look_at(padron: Command, case: Case) -> None:
    (case.work / "keys.json").unlink()
    _, out, _ = padron("alerts", "show")
    assert "No se pudo mirar: bitacora, calidad, compuerta, convenio, entrega, " in out


def test_alerts_send_tells_once(padron: Command, case: Case) -> None:
    with HookServer() as server:
        case.tells(server)
        code, out, _ = padron("alerts", "send")
        assert (code, "sala:" in out) == (0, True)
        code, out, _ = padron("alerts", "send", "--json")
        assert (code, json.loads(out)["enviados"]) == (0, {})
    assert len(server.posts) == 1


def test_alerts_send_says_which_channel_failed(padron: Command, case: Case) -> None:
    with HookServer([404]) as server:
        case.tells(server)
        code, out, _ = padron("alerts", "send")
    assert code == 1
    assert "sala: no se envió. La dirección no tomó el aviso (HTTP 404). Remedio: " in out


def test_alerts_test_says_of_each_channel_what_happened(padron: Command, case: Case) -> None:
    with HookServer() as good, HookServer([503]) as bad:
        case.tells(good)
        both = json.loads(case.service)
        both["alerts"]["channels"].append({"kind": "webhook", "name": "otra", "url": bad.url})
        case.service = json.dumps(both)
        case.configure()
        code, out, _ = padron("alerts", "test")
        assert code == 1
        assert "sala: enviado." in out
        assert "otra: NO se envió: la dirección no tomó el aviso (HTTP 503)." in out
        assert "Remedio: " in out
        _, out, _ = padron("alerts", "test", "--json")
    assert {item["canal"]: item["enviado"] for item in json.loads(out)} == {"sala": True, "otra": True}
    assert told(good) == [("aviso", "prueba")] * 2
    assert [data["tipo"] for data in case.entered()] == ["prueba"] * 3


def test_alerts_test_without_channels(padron: Command) -> None:
    code, _, err = padron("alerts", "test")
    assert (code, "no tiene canales" in err, "docs/servicio.md" in err) == (2, True, True)


@pytest.mark.parametrize(
    "command", [("service",), ("alerts", "show"), ("alerts", "test"), ("alerts", "send")]
)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    assert len(" ".join(capsys.readouterr().out.split())) > 150


def test_failed_exchanges_at_the_terminal(padron: Command) -> None:
    code, out, _ = padron("validate", "failures")
    assert (code, out) == (0, "0 intercambios fallidos.\n")
    code, _, err = padron("validate", "waive", "R0", "--reason", "porque sí")
    assert (code, "no tiene verificador" in err) == (2, True)


@pytest.mark.parametrize(
    ("failure", "tells"),
    [(None, True), (PadronError("falló"), True), (NightLockedError("otra noche"), False)],
)
def test_after_a_night_somebody_is_told_however_it_ended(
    case: Case, capsys: pytest.CaptureFixture[str], failure: Exception | None, tells: bool
) -> None:
    settings = read_settings(deployment=case.office.folder / "despliegue", work=case.work, environ={})
    with HookServer() as server:
        case.tells(server)
        try:
            with told_of_the_night(settings):
                if failure is not None:
                    raise failure
        except PadronError as error:
            assert error is failure
        said = capsys.readouterr()
    assert bool(server.posts) is tells
    assert said.out == ""
