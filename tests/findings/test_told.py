"""Findings are detected and told: a workbook for each institution, with its own rows and nobody else's."""

from pathlib import Path

from tests.findings.finding_case import NUMBERS, Case
from tests.pipeline.delivery_case import PEOPLE, paid
from tests.support.deployment import PROGRAMMES


def test_a_night_detects_and_tells(case: Case) -> None:
    assert case.states() == {
        "COI-01 mides": "notificado", "COI-02 maga": "notificado", "CTL-01 mides": "notificado",
    }  # fmt: skip
    assert [(item["institucion"], item["hallazgos"]) for item in case.ledger("hallazgos_libro")] == [
        ("maga", 1),
        ("mides", 2),
    ]


def test_the_workbook_says_what_where_how_much_and_what_is_asked(case: Case) -> None:
    first = next(row for row in case.sheet("Hallazgos") if row["Regla"].startswith("COI-01"))
    assert first == {
        "Referencia": case.reference("COI-01 mides"),
        "Regla": "COI-01. Bono y semilla",
        "Qué se encontró": first["Qué se encontró"],
        "Qué se pide": "Revise si la persona debe tener los dos beneficios a la vez.",
        "Respuesta": "",
        "Comentario": "",
        "Nivel": "Baja",
        "Su modalidad": "P02 Bono Social, Educación",
        "Con": "P30 Semilla mejorada",
        "Año": "2026",
        "Su CUI o folio": PEOPLE["ana"][0],
        "Sus filas": "pagos_2026_01.csv, fila 2",
        "Sus entregas": "1",
        "Primera entrega": "2026-01-15",
        "Última entrega": "2026-01-15",
        "Sus pagos (Q)": "100",
        "En juego (Q)": "",
        "Base legal": "Decreto 1",
        "Se sabe desde": "2026-03-02",
    }
    assert first["Qué se encontró"].endswith(
        "días en común; no hay norma que lo resuelva: contesta la institución."
    )
    assert [
        (row["Referencia"], row["Archivo"], row["Fila"], row["CUI enviado"], row["Folio enviado"])
        for row in case.sheet("Filas")
        if row["Folio enviado"]
    ] == [(first["Referencia"], "pagos_2026_01.csv", "2", PEOPLE["ana"][0], "F1")]


def test_a_workbook_holds_nothing_that_another_institution_sent(case: Case) -> None:
    told = str([case.sheet(name, "maga") for name in ("Hallazgos", "Filas", "Instrucciones")])
    assert {number for number in NUMBERS if number in told} == {PEOPLE["eva"][0]}
    assert "pagos_" not in told
    assert "F1" not in told


def outbox_of_maga(folder: Path, served: str) -> dict[str, bytes]:
    """All that the ministry of agriculture is given, byte for byte, when the restricted programme serves somebody."""
    made = Case(folder, programmes=PROGRAMMES)
    made.rules["COI-03"] = "title: Semilla y bono, a: P30, b: P02, verdict: consultar, owner: maga"
    del made.rules["COI-01"]
    made.send("pagos_2026_01.csv", paid("ana"))
    made.send("vida_2026_01.csv", paid(served))
    made.send("semilla_2026_01.csv", paid("ana"), paid("eva"), institution="maga")
    made.night()
    made.answer({made.reference("COI-03 maga"): "confirmado"}, sender="maga", given_to="maga")
    made.night("2026-03-03", is_quiet=True)
    told = {life.facts.owner for life in made.lives().values() if life.facts.rule == "COI-02"}
    assert told == ({"mides"} if served == "eva" else set())
    folder = made.office.store.outbox / "maga"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nobody_learns_whom_a_restricted_programme_of_another_serves(tmp_path: Path) -> None:
    """Eva has seed of the one and Vida of the other: the rule names the first as its owner, and the second is asked."""
    with_eva, without = outbox_of_maga(tmp_path / "con", "eva"), outbox_of_maga(tmp_path / "sin", "ira")
    assert len(with_eva) > 2
    assert with_eva == without


def test_the_same_night_again_writes_nothing(case: Case) -> None:
    before = (case.book().stat().st_mtime_ns, len(case.journal.events), len(case.ledger("")))
    outcome = case.night("2026-03-02")
    assert not outcome.is_fresh
    assert (case.book().stat().st_mtime_ns, len(case.journal.events), len(case.ledger(""))) == before


def test_a_workbook_that_was_taken_away_comes_back_byte_for_byte(case: Case) -> None:
    content = case.book().read_bytes()
    case.book().unlink()
    case.night("2026-03-03", is_quiet=True)
    assert case.book().read_bytes() == content


def test_one_institution_may_be_told_alone(case: Case) -> None:
    for institution in ("mides", "maga"):
        case.book(institution).unlink()
    case.night("2026-03-03", only="maga", is_quiet=True)
    assert not case.book().exists()
    assert case.book("maga").exists()


def test_events_and_ledger_hold_no_value_of_a_row(case: Case) -> None:
    cui = PEOPLE["ana"][0]
    case.answer(
        [
            (case.reference("COI-01 mides"), "justificado", f"Es {cui} Ana Tzoc"),
            (case.reference("CTL-01 mides"), f"ver {cui}", ""),
            (cui, "confirmado", f"{cui}"),
            (f"{cui} Tzoc", cui, cui),
        ],
        name=f"Tzoc {cui}.xlsx",
    )
    case.night("2026-03-03", is_quiet=True)
    folder = case.office.store.work
    files = [path for path in (folder / "findings").rglob("*") if path.is_file()]
    files += [path for path in (folder / "ledger").rglob("*") if path.is_file()]
    files += case.book().parent.glob("acuse_*")
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [number for number in NUMBERS if number in text] == []
    assert "Tzoc" not in text
    assert "F1" not in text


def test_the_table_of_states_has_owner_and_age(case: Case) -> None:
    case.answer({case.reference("COI-01 mides"): "confirmado"})
    case.night("2026-03-12", is_quiet=True)
    row = next(row for row in case.table() if row["regla_id"] == "COI-02")
    told = (
        row["institucion_codigo"],
        row["estado_hallazgo_codigo"],
        row["edad_dias"],
        str(row["al_dia_fecha"]),
    )
    assert told == ("maga", "notificado", 10, "2026-03-12")


def test_a_night_without_news_leaves_the_table_byte_for_byte(case: Case) -> None:
    before = case.table(), case.office.store.read_manifest("link_hallazgo_estado")
    case.night("2026-03-12", is_quiet=True)
    assert (case.table(), case.office.store.read_manifest("link_hallazgo_estado")) == before


def test_the_rows_are_those_that_the_finding_counts(case: Case) -> None:
    """Bonus and Vida in January and May; the bonus of March stands between the two and meets nothing."""
    case.rules["COI-03"] = (
        "title: Bono y Vida, a: P02, b: P11, verdict: consultar, owner: mides, amount: ambos"
    )
    case.send("pagos_2026_06.csv", *(paid("ira", day) for day in ("15/01/2026", "15/03/2026", "15/05/2026")))
    case.send("vida_2026_06.csv", *(paid("ira", day) for day in ("20/01/2026", "20/05/2026")))
    case.night("2026-06-02")
    row = next(row for row in case.sheet("Hallazgos") if row["Regla"].startswith("COI-03"))
    assert (row["Sus entregas"], row["En juego (Q)"]) == ("4", row["Sus pagos (Q)"])
    days = [
        item["Fecha de entrega"] for item in case.sheet("Filas") if item["Referencia"] == row["Referencia"]
    ]
    assert days == ["2026-01-15", "2026-01-20", "2026-05-15", "2026-05-20"]
