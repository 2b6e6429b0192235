"""`padron findings`: what it says, what it changes, and how it ends."""

import fcntl
import json
from collections.abc import Callable

import pytest

from assets.lock import LOCK
from pipelines.cli import main
from tests.findings.finding_case import Case
from tests.pipeline import delivery_case

Command = Callable[..., tuple[int, str, str]]
COI, CTL, VIDA = "COI-01 mides", "CTL-01 mides", "COI-02 maga"


@pytest.fixture
def padron(case: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command on the case's folder, with the case's keys, two days after its first night."""
    path = case.office.store.work / "keys.json"
    path.write_text(json.dumps({name: key.hex() for name, key in vars(delivery_case.KEYS).items()}), "utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("PADRON_SETTLE_SECONDS", "0")
    monkeypatch.setenv("PADRON_NOW", "2026-03-04T01:00:00-06:00")
    where = ("--deployment", case.office.folder / "despliegue", "--work", case.office.store.work)

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        asked = [str(argument) for argument in (*arguments, *(() if "--help" in arguments else where))]
        with pytest.raises(SystemExit) as ended:
            main(["findings", *asked])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.mark.parametrize("command", ["list", "show", "notify", "resolve", "history"])
def test_every_command_explains_itself(padron: Command, command: str) -> None:
    code, out, _ = padron(command, "--help")
    assert code == 0
    assert len(" ".join(out.split())) > 200


def test_list_shows_what_is_open_and_ends_with_1(padron: Command) -> None:
    code, out, _ = padron("list", "--json")
    told = json.loads(out)
    assert code == 1
    assert {(item["regla_id"], item["institucion_codigo"], item["estado"]) for item in told} == {
        ("COI-01", "mides", "notificado"), ("COI-02", "maga", "notificado"), ("CTL-01", "mides", "notificado"),
    }  # fmt: skip
    assert {item["edad_dias"] for item in told} == {2}


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--institution", "maga"), 1),
        (("--rule", "CTL-01"), 1),
        (("--state", "cerrado"), 0),
        (("--older", "2"), 3),
        (("--older", "3"), 0),
    ],
)
def test_list_filters(padron: Command, options: tuple[str, ...], count: int) -> None:
    code, out, _ = padron("list", *options)
    assert (code, out.splitlines()[-1]) == (1 if count else 0, f"{count} hallazgos.")


def test_show_says_where_and_what_happened(padron: Command, case: Case) -> None:
    code, out, _ = padron("show", case.reference(COI))
    assert code == 1
    assert "pagos_2026_01.csv, fila 2: P02 2026-01-15" in out
    assert "detectado nuevo" in out


def test_a_comment_is_shown_when_asked_for_and_the_ledger_says_who_asked(padron: Command, case: Case) -> None:
    case.answer([(case.reference(COI), "justificado", "Tiene las dos por acta")])
    code, out, _ = padron("notify")
    assert (code, "1 tomada" in out) == (0, True)
    _, out, _ = padron("show", case.reference(COI))
    assert "acta" not in out
    _, out, _ = padron("show", case.reference(COI), "--reveal", "--by", "ana")
    assert "Comentario: Tiene las dos por acta" in out
    assert case.ledger("hallazgos_abierto") == [{"hallazgo": case.reference(COI), "quien": "ana"}]


def test_notify_ends_with_1_when_an_institution_has_to_mend_its_answer(padron: Command, case: Case) -> None:
    case.answer({case.reference(COI): "tal vez"})
    code, out, _ = padron("notify", "--json")
    told = json.loads(out)
    assert code == 1
    assert told["respuestas"] == [
        {"institucion": "mides", "rechazada": None, "filas": {"codigo_desconocido": 1}}
    ]
    assert padron("notify")[0] == 0


def test_resolve_all_or_none(padron: Command, case: Case) -> None:
    code, _, err = padron("resolve", case.reference(COI), "H00", "--as", "procede")
    assert (code, "no hay tal hallazgo" in err) == (2, True)
    assert case.states()[COI] == "notificado"
    code, out, _ = padron(
        "resolve",
        case.reference(COI),
        case.reference(CTL),
        "--as",
        "procede",
        "--reason",
        "acta 3",
        "--by",
        "ana",
    )
    assert (code, out) == (0, "2 hallazgos: procede.\n")
    assert case.states()[COI] == "resuelto procede"
    assert case.ledger("hallazgos")[-1]["resuelto"] == 2
    assert {row["resolucion_codigo"] for row in case.table()} == {"procede", None}


@pytest.mark.parametrize("said", ["es 9765432141601", "9765 43214 1601", "llamó del 5512-3456"])
def test_what_is_signed_for_good_holds_nobodys_number(padron: Command, case: Case, said: str) -> None:
    before = len(case.ledger("")), len(case.journal.events)
    for options in (("--reason", said), ("--by", said)):
        code, _, err = padron("resolve", case.reference(COI), "--as", "procede", *options)
        assert (code, "número largo" in err, said in err) == (2, True, False)
    assert padron("show", case.reference(COI), "--reveal", "--by", said)[0] == 2
    assert (len(case.ledger("")), len(case.journal.events)) == before


@pytest.mark.parametrize("options", [(), ("--as", "procede", "--reopen"), ("--as", "quitar")])
def test_resolve_refuses_what_is_no_resolution(padron: Command, case: Case, options: tuple[str, ...]) -> None:
    assert padron("resolve", case.reference(COI), *options)[0] == 2


def test_resolve_twice_needs_a_reopening_between(padron: Command, case: Case) -> None:
    assert padron("resolve", case.reference(COI), "--as", "procede")[0] == 0
    code, _, err = padron("resolve", case.reference(COI), "--as", "sin_lugar")
    assert (code, "--reopen" in err) == (2, True)
    assert padron("resolve", case.reference(COI), "--reopen")[0] == 0
    assert case.states()[COI] == "detectado"


def test_history_tells_everything_and_holds_the_signatures(padron: Command, case: Case) -> None:
    code, out, _ = padron("history")
    assert (code, out.splitlines()[-1]) == (0, "6 eventos; las firmas se sostienen.")
    assert len(json.loads(padron("history", case.reference(COI), "--json")[1])) == 2
    path = case.office.store.work / "findings" / "eventos.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("nuevo", "crecio", 1), encoding="utf-8")
    code, _, err = padron("history")
    assert (code, "firma" in err) == (2, True)


def test_nobody_writes_while_a_night_is_at_work(padron: Command, case: Case) -> None:
    with (case.office.store.work / LOCK).open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert padron("notify")[0] == 2
        assert padron("list")[0] == 1
