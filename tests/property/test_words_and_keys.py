"""Names, pseudonyms and the hash chain: what holds for every text, key and edit."""

import dataclasses
import hashlib
import hmac
import json
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from snis.errors import LedgerError
from snis.ledger import Entry, append, from_line, to_line, verify
from snis.names import normal_form, surnames
from snis.pseudonym import hmac_pads, pseudonym

PLAIN_VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
DATA = st.dictionaries(
    st.text(max_size=6), st.one_of(PLAIN_VALUES, st.lists(PLAIN_VALUES, max_size=3)), max_size=4
)
THINGS = st.tuples(st.datetimes().map(lambda moment: moment.isoformat()), st.text(max_size=8), DATA)


def chain_of(things: list[tuple[str, str, dict[str, object]]]) -> list[Entry]:
    entries: list[Entry] = []
    for moment, kind, data in things:
        entries.append(append(entries[-1] if entries else None, moment, kind, data=data))
    return entries


CHAINS = st.lists(THINGS, min_size=1, max_size=6).map(chain_of)


@given(st.text(max_size=40))
def test_the_normal_form_of_a_name_is_its_own(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once
    assert re.fullmatch(r"([A-Z0-9]+( [A-Z0-9]+)*)?", once)


@given(st.text(st.sampled_from("ABcdÁéñÑ' -"), max_size=30))
def test_capitals_and_small_letters_have_one_form(text: str) -> None:
    assert normal_form(text.upper()) == normal_form(text.lower()) == normal_form(text)


@given(st.lists(st.sampled_from(["DE", "LA", "DEL", "SAN", "Cruz", "López", "Ixcoy"]), max_size=6))
def test_surnames_keep_every_word_in_its_order(words: list[str]) -> None:
    text = " ".join(words)
    assert " ".join(surnames(text)) == normal_form(text)


@given(st.binary(max_size=150), st.text(max_size=8), st.text(max_size=40))
def test_a_pseudonym_is_hmac_and_its_key_blocks_give_the_same(key: bytes, purpose: str, value: str) -> None:
    message = f"{purpose}|{value}".encode()
    inner, outer = hmac_pads(key)
    nested = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).hexdigest()
    assert pseudonym(key, purpose, value) == hmac.new(key, message, "sha256").hexdigest()[:32] == nested[:32]


@given(CHAINS)
def test_a_chain_holds_also_after_being_written_and_read(chain: list[Entry]) -> None:
    assert verify(from_line(to_line(entry)) for entry in chain) == len(chain)


@given(CHAINS, st.data())
def test_any_edit_of_one_entry_is_found_there(chain: list[Entry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(chain) - 1))
    moment, kind, content = data.draw(THINGS)
    edited = dataclasses.replace(chain[at], moment=moment, kind=kind, data=content)
    assume(to_line(edited) != to_line(chain[at]))
    with pytest.raises(LedgerError, match=f"asiento {at + 1}:"):
        verify([*chain[:at], edited, *chain[at + 1 :]])


@given(CHAINS, st.data())
def test_any_other_order_or_gap_is_found_at_its_first_place(chain: list[Entry], data: st.DataObject) -> None:
    order = data.draw(st.lists(st.integers(0, len(chain) - 1), max_size=len(chain) + 1))
    assume(order != list(range(len(order))))
    bad = next(at for at, index in enumerate(order) if index != at) + 1
    with pytest.raises(LedgerError, match=f"asiento {bad}:"):
        verify(chain[index] for index in order)


@given(CHAINS, st.data())
def test_any_changed_character_of_a_line_is_found(chain: list[Entry], data: st.DataObject) -> None:
    lines = [to_line(entry) for entry in chain]
    at = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[at]) - 1))
    other = data.draw(st.sampled_from('0123456789abcdefz {}[],:".-'))
    assume(lines[at][place] != other)
    lines[at] = lines[at][:place] + other + lines[at][place + 1 :]
    with pytest.raises(LedgerError):
        verify(from_line(line) for line in lines)


@given(CHAINS)
def test_a_line_says_all_of_its_entry(chain: list[Entry]) -> None:
    for entry in chain:
        # A line without a signature does not mention it, as before there were any.
        assert {"firma": "", **json.loads(to_line(entry))} == dataclasses.asdict(entry)
