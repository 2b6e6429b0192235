"""Keyed pseudonyms: equal to the standard, different for each key and purpose."""

import hashlib
import hmac

import pytest

from snis.pseudonym import HOUSEHOLD, PERSON_BY_CUI, hmac_pads, pseudonym, record_key

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def test_it_is_hmac_sha256_cut_to_128_bits() -> None:
    expected = hmac.new(KEY, b"cui|9765432141601", hashlib.sha256).hexdigest()[:32]
    assert pseudonym(KEY, PERSON_BY_CUI, "9765432141601") == expected


def test_a_public_vector_of_hmac_sha256_holds() -> None:
    # RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
    inner, outer = hmac_pads(b"Jefe")
    digest = hashlib.sha256(outer + hashlib.sha256(inner + b"what do ya want for nothing?").digest())
    assert digest.hexdigest() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_another_key_purpose_or_value_gives_another_pseudonym() -> None:
    found = {
        pseudonym(KEY, PERSON_BY_CUI, "9765432141601"),
        pseudonym(OTHER, PERSON_BY_CUI, "9765432141601"),
        pseudonym(KEY, HOUSEHOLD, "9765432141601"),
        pseudonym(KEY, PERSON_BY_CUI, "9765432141602"),
    }
    assert len(found) == 4


@pytest.mark.parametrize("length", [0, 1, 32, 64, 65, 200])
def test_the_key_blocks_are_one_block_long_whatever_the_key(length: int) -> None:
    assert [len(pad) for pad in hmac_pads(b"k" * length)] == [64, 64]


def test_a_record_key_is_a_number_below_two_to_the_64() -> None:
    expected = hmac.new(KEY, b"abc", hashlib.sha256).digest()[:8]
    assert record_key(KEY, "abc") == int.from_bytes(expected, "big") < 2**64
