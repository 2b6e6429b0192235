"""The invented nation: nobody in it can be real, lives are possible, and programmes reach whom they are for."""

from collections import Counter
from datetime import date

import pytest

from snis.nation.calendars import each_bimester, on_day, once, visits
from snis.nation.generate import MONTHS, generate
from snis.nation.model import Delivery, Nation, Person
from snis.nation.naming import check_digit
from snis.nation.offers import COURT, OFFERS, RATION, VIDA
from snis.nation.sources import load_modalities, load_places

PERSONS = 3_000


@pytest.fixture(scope="module")
def nation() -> Nation:
    return generate(7, PERSONS)


def of(nation: Nation, modality: str) -> list[Delivery]:
    return [item for item in nation.deliveries if item.modality == modality]


class TestNobodyIsReal:
    def test_every_cui_serial_starts_with_nine_and_has_its_check_digit(self, nation: Nation) -> None:
        numbers = [person.cui for person in nation.persons if person.cui]
        assert all(n.startswith("9") and len(n) == 13 for n in numbers)
        assert all(check_digit(n[:8]) == int(n[8]) for n in numbers)

    def test_no_cui_is_given_twice(self, nation: Nation) -> None:
        numbers = [person.cui for person in nation.persons if person.cui]
        assert len(numbers) == len(set(numbers))

    def test_every_phone_starts_with_nine(self, nation: Nation) -> None:
        assert all(p.phone.startswith("9") and len(p.phone) == 8 for p in nation.persons if p.phone)

    def test_a_cui_names_the_place_of_birth_or_one_no_list_knows(self, nation: Nation) -> None:
        elsewhere = [p for p in nation.persons if p.cui and p.cui[9:] != p.birth_place]
        assert all(p.cui[9:11] == p.birth_place[:2] and p.cui[9:] not in nation.places for p in elsewhere)

    @pytest.mark.parametrize(("serial", "expected"), [("97654321", 4), ("90000002", 3), ("90000000", 7)])
    def test_check_digit(self, serial: str, expected: int) -> None:
        assert check_digit(serial) == expected


class TestChance:
    def test_the_same_seed_gives_the_same_nation(self) -> None:
        assert generate(11, 200) == generate(11, 200)

    def test_another_seed_gives_another(self) -> None:
        assert generate(11, 200).persons != generate(12, 200).persons


class TestHouseholds:
    def test_the_last_household_may_bring_a_few_more(self, nation: Nation) -> None:
        assert PERSONS <= len(nation.persons) < PERSONS + 12

    def test_numbers_run_from_one(self, nation: Nation) -> None:
        assert [person.number for person in nation.persons] == list(range(1, len(nation.persons) + 1))

    def test_a_household_lives_in_one_place(self, nation: Nation) -> None:
        assert all({m.place for m in home.members} == {home.place} for home in nation.households)

    def test_mothers_are_old_enough(self, nation: Nation) -> None:
        for home in nation.households:
            mothers = [m for m in home.members if m.role == "mother"]
            children = [m for m in home.members if m.role == "child"]
            for mother in mothers:
                assert all((child.born - mother.born).days > 15 * 365 for child in children)

    def test_children_carry_a_surname_of_each_parent(self, nation: Nation) -> None:
        home = next(
            h for h in nation.households if {"mother", "father", "child"} <= {m.role for m in h.members}
        )
        roles = {member.role: member for member in home.members}
        assert roles["child"].surnames == (roles["father"].surnames[0], roles["mother"].surnames[0])

    def test_most_people_in_mayan_places_are_maya(self, nation: Nation) -> None:
        nahuala = [p for p in nation.persons if p.place == "0705"]
        assert Counter(p.people for p in nahuala).most_common(1)[0][0] == "1"

    def test_some_old_people_differ_in_their_number_only(self, nation: Nation) -> None:
        elders = [person for person in nation.persons if person.role == "elder"]
        homonyms = Counter((p.given, p.surnames, p.sex, p.born) for p in elders)
        namesakes = Counter((p.given, p.surnames, p.sex, p.born.year) for p in elders)
        assert sum(count == 2 for count in homonyms.values()) >= 3
        assert sum(count == 2 for count in homonyms.values()) < sum(
            count == 2 for count in namesakes.values()
        )

    def test_twins_are_born_in_one_place_on_one_day_with_numbers_that_follow(self, nation: Nation) -> None:
        born: dict[tuple[int, date], list[Person]] = {}
        for person in nation.persons:
            born.setdefault((person.household, person.born), []).append(person)
        twins = [pair for pair in born.values() if len(pair) == 2 and {p.role for p in pair} == {"child"}]
        following = [
            pair for pair in twins if int(pair[1].cui[:8] or 0) - int(pair[0].cui[:8] or 0) in {1, 2}
        ]
        assert len(following) >= 20
        for elder, younger in following:
            assert elder.surnames == younger.surnames
            assert elder.given != younger.given
            assert elder.cui[9:] == younger.cui[9:]

    def test_some_have_no_cui(self, nation: Nation) -> None:
        assert 0 < sum(not p.cui for p in nation.persons) < len(nation.persons) // 50


class TestDeliveries:
    def test_every_modality_of_people_is_delivered(self, nation: Nation) -> None:
        assert {offer.modality for offer in OFFERS} == {item.modality for item in nation.deliveries}

    def test_persons_are_of_the_age_and_sex_that_the_programme_says_but_for_a_planted_few(
        self, nation: Nation
    ) -> None:
        wrong: dict[str, set[int]] = {}
        for item in nation.deliveries:
            modality = nation.modalities[item.modality]
            if modality.unit == "persona" and item.person:
                age = item.person.age_on(item.day)
                assert age <= modality.age_max
                assert not modality.sex or item.person.sex == modality.sex
                if age < modality.age_min:
                    wrong.setdefault(item.modality, set()).add(item.person.number)
        assert set(wrong) == {"P41", "P42"}
        assert all(1 <= len(people) <= 5 for people in wrong.values())

    def test_places_are_those_that_the_programme_says(self, nation: Nation) -> None:
        for item in nation.deliveries:
            departments = nation.modalities[item.modality].departments
            assert not departments or item.place[:2] in departments

    def test_a_household_benefit_goes_to_an_adult(self, nation: Nation) -> None:
        holders: list[Person] = [
            item.person
            for item in nation.deliveries
            if item.person and nation.modalities[item.modality].unit == "hogar"
        ]
        assert all(person.age_on(MONTHS[1]) >= 17 for person in holders)

    def test_nothing_is_delivered_before_birth(self, nation: Nation) -> None:
        assert all(item.person.born < item.day for item in nation.deliveries if item.person)

    @pytest.mark.parametrize("modality", ["P41", "P04"])
    def test_some_are_paid_twice_in_a_month(self, nation: Nation, modality: str) -> None:
        paid = Counter((d.person.number, d.day.month) for d in of(nation, modality) if d.person)
        assert 1 <= sum(count > 1 for count in paid.values()) <= 10

    def test_some_households_of_the_capital_have_the_bonus_of_the_departments_too(
        self, nation: Nation
    ) -> None:
        purse = {item.person.household for item in of(nation, "P04") if item.person}
        assert purse & {item.person.household for item in of(nation, "P02") if item.person}

    def test_no_delivery_stands_twice(self, nation: Nation) -> None:
        seen = Counter((d.person.number, d.modality, d.day) for d in nation.deliveries if d.person)
        assert max(seen.values()) == 1

    def test_only_rations_name_nobody(self, nation: Nation) -> None:
        assert {item.modality for item in nation.deliveries if item.person is None} == {RATION}

    def test_vida_is_for_some_forty_girls_under_fourteen(self, nation: Nation) -> None:
        told = [(item.person, item.day) for item in of(nation, VIDA) if item.person]
        assert 20 <= len({girl for girl, _ in told}) <= 40
        assert all(girl.sex == "F" and girl.age_on(day) < 14 for girl, day in told)

    def test_court_protection_is_for_few(self, nation: Nation) -> None:
        assert len({item.person for item in of(nation, COURT)}) == 7


class TestRegisters:
    def test_deaths_are_registered_after_they_happen(self, nation: Nation) -> None:
        deaths = [entry for entry in nation.entries if entry.register == "renap_defuncion"]
        assert deaths
        assert all(e.occurred and e.registered and e.occurred < e.registered for e in deaths)

    def test_some_dead_are_paid(self, nation: Nation) -> None:
        died = {e.person.number: e.occurred for e in nation.entries if e.register == "renap_defuncion"}
        assert any(
            item.person.number in died and died[item.person.number] < item.day  # type: ignore[operator]
            for item in of(nation, "P41")
            if item.person
        )

    @pytest.mark.parametrize(
        ("register", "modality"),
        [
            ("renap_defuncion", "P41"), ("onsec_planilla", "P41"), ("igss_pension", "P41"),
            ("minfin_contratista", "P26"),
        ],
    )  # fmt: skip
    def test_some_who_are_paid_are_known_to_a_register(
        self, nation: Nation, register: str, modality: str
    ) -> None:
        known = {entry.person.number for entry in nation.entries if entry.register == register}
        assert known & {item.person.number for item in of(nation, modality) if item.person}

    def test_registers_write_down_what_happened_on_that_day_or_later(self, nation: Nation) -> None:
        assert all(e.occurred <= e.registered for e in nation.entries if e.occurred and e.registered)

    def test_most_who_are_paid_stand_in_the_padron_and_some_never(self, nation: Nation) -> None:
        listed = {(e.modality, e.person.number) for e in nation.entries if e.register == "mides_padron"}
        paid = {(m, item.person.number) for m in ("P04", "P41") for item in of(nation, m) if item.person}
        assert 0.9 * len(paid) < len(paid & listed) < len(paid)
        assert listed - paid

    def test_clinics_and_schools_tell_of_each_bimester_whether_a_family_complied(
        self, nation: Nation
    ) -> None:
        for register, modality in (("mspas_cumplimiento", "P01"), ("mineduc_cumplimiento", "P02")):
            told = [entry for entry in nation.entries if entry.register == register]
            assert {entry.modality for entry in told} == {modality}
            assert {(e.occurred, e.ended) for e in told} == {
                (date(2026, 1, 1), date(2026, 2, 28)),
                (date(2026, 3, 1), date(2026, 4, 30)),
            }
            assert 0.8 < sum(entry.complies for entry in told) / len(told) < 0.98

    def test_some_old_age_payments_are_not_collected(self, nation: Nation) -> None:
        states = Counter(
            (item.modality, item.state) for item in nation.deliveries if item.state != "entregada"
        )
        assert states["P41", "no_cobrada"] > 5
        assert {modality for modality, _ in states} == {"P41"}

    def test_only_people_with_a_number_are_registered(self, nation: Nation) -> None:
        assert all(entry.person.cui for entry in nation.entries)

    def test_communities_receive_gardens_and_works(self, nation: Nation) -> None:
        assert {item.modality for item in nation.communities} == {"P34", "P54"}


class TestCalendars:
    @pytest.mark.parametrize(
        ("schedule", "expected"),
        [
            (on_day(12), ["2026-01-12", "2026-02-12", "2026-03-12", "2026-04-12"]),
            (on_day(6, skip_january=True), ["2026-02-06", "2026-03-06", "2026-04-06"]),
            (each_bimester(18), ["2026-02-18", "2026-04-18"]),
        ],
    )
    def test_fixed_days(self, schedule: object, expected: list[str]) -> None:
        assert [day.isoformat() for day in schedule(_rng(), MONTHS)] == expected  # type: ignore[operator]

    def test_once_falls_in_its_months_and_not_on_a_sunday(self) -> None:
        days = [once(within=(3,))(_rng(n), MONTHS)[0] for n in range(50)]
        assert {day.month for day in days} == {3}
        assert all(day.weekday() != 6 for day in days)

    def test_once_is_never_when_its_months_are_not_there(self) -> None:
        assert once(within=(11,))(_rng(), MONTHS) == []

    def test_visits_are_on_different_days(self) -> None:
        days = visits(3, 3)(_rng(), MONTHS)
        assert len(days) == len(set(days))


def test_the_tables_agree_with_each_other() -> None:
    places, modalities = load_places(), load_modalities()
    assert {code for code, place in places.items() if code[:2] == place.department} == set(places)
    assert {offer.modality for offer in OFFERS} | {"P34", "P54"} == set(modalities)


def _rng(seed: int = 1) -> object:
    from random import Random

    return Random(seed)
