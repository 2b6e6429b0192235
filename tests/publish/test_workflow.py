"""The workflow of open data: inventory, plan, approvals in force, calendar, questions, counts of use."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from publish.approval_signature import in_force, public_key_of, signed
from publish.editions import Register, Revision, Withdrawal
from publish.feedback import Comment, answered, load_feedback, received
from publish.gate_approvals import Approval, load_approvals
from publish.gate_packages import Package, find_in_package
from publish.governance import Governance, days_passed, plan_lines
from publish.inventory import inventory, inventory_rows, unclassified
from publish.opening import Opening, load_opening
from publish.release_calendar import DUE, LATE, MISSED, ON_TIME, as_icalendar, kept_share, release_calendar
from publish.usage import count_downloads, replaced, shown
from snis.errors import DisclosureError, PublishError
from tests.publish.gate_release import sample_rules
from tests.publish.release_case import CONTRACTS, SAMPLE, specs

OPENING = load_opening(SAMPLE / "opening.yaml")
DAY = date(2026, 5, 4)
DECISION = Approval(
    dataset="cobertura", committee="Comité", date=date(2026, 1, 20), minute="Acta 1", approved_by="Dirección"
)


def published(*releases: tuple[str, str]) -> Register:
    return Register(
        revisions=tuple(
            Revision("cobertura", name, 0, "0" * 64, f"{moment}T09:00:00Z") for name, moment in releases
        )
    )


class TestInventory:
    items = inventory(CONTRACTS.values(), specs(), OPENING)

    def test_every_column_of_every_table_has_a_class_and_a_decision(self) -> None:
        rows = inventory_rows(self.items)
        assert len(rows) == sum(len(contract.fields) for contract in CONTRACTS.values())
        assert {row[5] for row in rows} == {"publica", "reservada", "sensible", "confidencial"}
        assert unclassified(self.items, OPENING) == []
        assert unclassified(self.items, Opening()) != []

    def test_a_table_is_as_closed_as_its_strictest_column(self) -> None:
        found = {item.table.name: item for item in self.items}
        assert found["vault_identidad"].kind == "confidencial"
        assert found["open_cobertura"].kind == "publica"
        assert found["open_cobertura"].is_open and not found["out_cobertura"].is_open
        assert found["ref_departamento"].kind == "publica"

    def test_exact_tables_without_personal_columns_are_still_not_public(self) -> None:
        assert all(item.kind != "publica" for item in self.items if item.table.layer not in {"open", "ref"})


class TestPlan:
    def test_every_dataset_of_the_sample_has_a_commitment(self) -> None:
        assert {spec.name for spec in specs()} <= {one.dataset for one in OPENING.in_order}

    def test_what_adds_up_to_more_comes_first(self) -> None:
        points = [one.criteria.points for one in OPENING.in_order]
        assert points == sorted(points, reverse=True)

    @pytest.mark.parametrize(
        ("register", "today", "state"),
        [
            (Register(), DAY, "previsto"),
            (Register(), date(2026, 5, 16), "vencido"),
            (published(("2026-04", "2026-05-04")), date(2026, 5, 16), "abierto"),
        ],
    )
    def test_a_commitment_is_open_planned_or_overdue(
        self, register: Register, today: date, state: str
    ) -> None:
        lines = plan_lines(Governance(opening=OPENING, today=today), specs(), register)
        assert {line.commitment.dataset: line.state for line in lines}["cobertura"] == state

    def test_a_dataset_withdrawn_as_a_whole_is_not_open(self) -> None:
        register = published(("2026-04", "2026-05-04")).with_withdrawal(
            Withdrawal("cobertura", "", "Motivo.", "Dirección", "2026-05-05T00:00:00Z")
        )
        lines = plan_lines(Governance(opening=OPENING, today=DAY), specs(), register)
        assert not {line.commitment.dataset: line.is_open for line in lines}["cobertura"]

    def test_pages_grow_old_when_a_day_passes_and_not_before(self) -> None:
        def passed(day: date) -> tuple[str, ...]:
            return days_passed(Governance(opening=OPENING, today=day), specs())

        assert passed(date(2026, 5, 4)) == passed(date(2026, 5, 15)) == ()
        assert "cobertura 2026-04" in passed(date(2026, 5, 16))

    def test_a_mistake_in_the_plan_is_named_in_spanish(self, tmp_path: Path) -> None:
        path = tmp_path / "opening.yaml"
        path.write_text("version: 1\nplan: [{dataset: a1}]\n", encoding="utf-8")
        with pytest.raises(DisclosureError, match="falta"):
            load_opening(path)


class TestCalendar:
    def states(self, register: Register, today: date) -> dict[str, str]:
        entries = release_calendar(OPENING, specs(), register, today)
        return {due.period: due.state for due in entries if due.dataset == "cobertura"}

    def test_a_month_is_due_ten_days_after_it_ends_and_not_before_the_commitment(self) -> None:
        entries = release_calendar(OPENING, specs(), Register(), DAY)
        due = {(one.dataset, one.period): one.due for one in entries}
        assert due["cobertura", "2026-04"] == date(2026, 5, 15)
        assert due["cobertura", "2026-05"] == date(2026, 6, 10)
        assert due["coincidencias", "2026-12"] == date(2027, 3, 31)

    def test_releases_are_on_time_late_due_or_missed(self) -> None:
        came = published(("2026-04", "2026-05-04"), ("2026-05", "2026-06-20"))
        assert self.states(came, date(2026, 7, 20)) == {
            "2026-04": ON_TIME, "2026-05": LATE, "2026-06": MISSED, "2026-07": DUE, "2026-08": DUE, "2026-09": DUE,
            "2026-10": DUE,
        }  # fmt: skip

    def test_a_later_release_covers_an_earlier_period(self) -> None:
        assert self.states(published(("2026-05", "2026-05-14")), date(2026, 5, 20))["2026-04"] == ON_TIME

    def test_the_share_kept_counts_misses(self) -> None:
        came = published(("2026-04", "2026-05-04"))
        entries = release_calendar(OPENING, specs(), came, date(2026, 6, 30))
        mine = [due for due in entries if due.dataset == "cobertura"]
        assert kept_share(mine) == (1, 2)

    def test_agendas_can_read_it(self) -> None:
        entries = release_calendar(OPENING, specs(), Register(), DAY)
        lines = as_icalendar(entries, title="Padrón; de muestra", stamp="20260430T000000Z").split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR" and lines[-1] == ""
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(entries)
        assert "X-WR-CALNAME:Padrón\\; de muestra: calendario de publicación" in lines
        assert all(len(line.encode()) <= 75 for line in lines)


class TestApprovals:
    def test_an_expired_one_does_not_count(self) -> None:
        limited = DECISION.model_copy(update={"expires": DAY})
        assert in_force([limited], keys=(), day=DAY) == (limited,)
        assert in_force([limited], keys=(), day=date(2026, 5, 5)) == ()

    @pytest.mark.parametrize(
        ("release", "covered"), [("2026-03", False), ("2026-04", True), ("2027-01", False)]
    )
    def test_one_speaks_of_its_releases(self, release: str, covered: bool) -> None:
        limited = DECISION.model_copy(update={"first": "2026-04", "last": "2026-12"})
        assert limited.covers(release) is covered

    @pytest.mark.parametrize(("release", "kept"), [("2026-04", False), ("2027-01", True)])
    def test_the_gate_keeps_a_release_that_no_approval_reaches(self, release: str, kept: bool) -> None:
        spec = next(spec for spec in specs() if spec.name == "cobertura")
        package = Package("", "datapackage.json", spec, {}, {"release": release})
        limited = DECISION.model_copy(update={"first": "2026-04", "last": "2026-12"})
        rules = replace(sample_rules(), approvals=(limited,))
        found = [finding.rule for finding in find_in_package(package, rules, files={})]
        assert ("G-LEG-03" in found) is kept

    def test_with_keys_only_what_the_committee_signed_counts(self, tmp_path: Path) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("no hay openssl para hacer la llave")
        key = tmp_path / "comite.pem"
        subprocess.run([openssl, "genpkey", "-algorithm", "ed25519", "-out", str(key)], check=True)
        record, public = signed(DECISION, key), [public_key_of(key)]
        changed = record.model_copy(update={"dataset": "coincidencias"})
        assert in_force([record, DECISION, changed], keys=public, day=DAY) == (record,)
        assert in_force([record], keys=["bm8ga2V5"], day=DAY) == ()

    def test_what_is_no_key_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "comite.pem"
        path.write_text("nada", encoding="utf-8")
        with pytest.raises(PublishError, match="no se puede leer"):
            signed(DECISION, path)

    def test_a_dataset_may_be_approved_again_in_another_minute(self, tmp_path: Path) -> None:
        path = tmp_path / "approvals.yaml"
        one = "{{dataset: a, committee: c, date: 2026-01-01, minute: {}, approved_by: x}}"
        path.write_text(f"approvals: [{one.format('m1')}, {one.format('m2')}]", encoding="utf-8")
        assert len(load_approvals(path)) == 2


class TestFeedback:
    @pytest.mark.parametrize(
        "text",
        [
            "Mi número es 2345 67891 0101",
            "Llámeme al 5555-1234",
            "Escriba a ana@example.org",
            "2345678910101",
        ],
    )
    def test_personal_data_are_refused_and_not_repeated(self, text: str) -> None:
        with pytest.raises(PublishError) as caught:
            received((), dataset="", text=text, day=DAY)
        assert text not in str(caught.value)

    def test_a_question_gets_the_next_number_and_one_answer(self) -> None:
        first = received((), dataset="cobertura", text="¿Desde 2026-01-01?", day=DAY)
        second = received((first,), dataset="", text="¿Y los cupos?", day=DAY)
        assert (first.id, second.id) == ("2026-001", "2026-002")
        done = answered(second, answer="En noviembre.", effect="", day=DAY)
        assert (done.answered, done.answer) == (DAY, "En noviembre.")
        with pytest.raises(PublishError, match="ya tiene respuesta"):
            answered(done, answer="Otra.", effect="", day=DAY)

    def test_the_sample_can_be_read(self) -> None:
        assert [type(one) for one in load_feedback(SAMPLE / "feedback.yaml")] == [Comment] * 3


class TestUsage:
    LINE = '10.1.2.3 - - [04/May/2026:09:00:01 -0600] "GET {} HTTP/1.1" {} 512 "-" "agente"\n'

    def test_files_that_were_sent_are_counted_by_month_and_dataset(self) -> None:
        lines = [
            *[self.LINE.format("/datasets/cobertura/2026-04/data/open_cobertura.csv", 200)] * 12,
            self.LINE.format("/datasets/cobertura/latest/cobertura.xlsx?x=1", 200),
            self.LINE.format("/datasets/cobertura/2026-04/data/open_cobertura.csv", 404),
            self.LINE.format("/datasets/cobertura/index.html", 200),
            self.LINE.format("/datasets/otro/2026-04/data/otro.csv", 200),
            self.LINE.format("/datasets/coincidencias/latest/datapackage.json", 200),
            "no es una línea de registro\n",
        ]
        counted = count_downloads(lines, ["cobertura", "coincidencias"])
        assert counted == {"2026-05": {"cobertura": 13, "coincidencias": 1}}

    def test_few_are_not_shown_and_a_month_is_not_counted_twice(self) -> None:
        counts = replaced(
            {"2026-04": {"cobertura": 9}, "2026-05": {"cobertura": 1}}, {"2026-05": {"cobertura": 10}}
        )
        assert shown(counts) == [("2026-05", "cobertura", 10), ("2026-04", "cobertura", None)]
