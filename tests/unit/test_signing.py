"""Signatures: what a key signed holds for that text and purpose, in one form; its private half never shows."""

import subprocess
from pathlib import Path

import pytest

from snis.errors import SettingsError
from snis.signing import PublicKey, Signer

SEED = bytes(range(32))
SIGNER = Signer(SEED)


def test_a_signature_holds_for_its_text_and_purpose_alone() -> None:
    signature = SIGNER.sign("bitacora", "abc")
    assert SIGNER.public.verifies(signature, "bitacora", "abc")
    assert not SIGNER.public.verifies(signature, "bitacora", "abd")
    assert not SIGNER.public.verifies(signature, "ancla", "abc")
    assert not Signer(bytes(32)).public.verifies(signature, "bitacora", "abc")


def test_the_same_text_always_has_the_same_signature() -> None:
    assert SIGNER.sign("bitacora", "abc") == Signer(SEED).sign("bitacora", "abc")


@pytest.mark.parametrize(
    "form", [str.upper, lambda text: text[:-1], lambda text: f" {text}", lambda text: ""]
)
def test_a_signature_has_one_form(form: object) -> None:
    signature = SIGNER.sign("bitacora", "abc")
    assert callable(form)
    assert not SIGNER.public.verifies(form(signature), "bitacora", "abc")


def test_the_known_key_of_the_standard_has_its_public_half() -> None:
    # RFC 8032, section 7.1, test 1.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    known = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert Signer(seed).public.text == known


def test_a_public_key_comes_back_from_its_pem() -> None:
    assert PublicKey.from_pem(SIGNER.public.pem) == SIGNER.public


@pytest.mark.parametrize(
    "pem", ["", "una clave", SIGNER.public.pem.replace("M", "N"), "-----BEGIN PUBLIC KEY-----"]
)
def test_what_is_no_public_key_is_refused(pem: str) -> None:
    with pytest.raises(SettingsError, match="clave-publica"):
        PublicKey.from_pem(pem)


def test_the_private_half_never_shows() -> None:
    assert SEED.hex() not in f"{SIGNER!r} {vars(SIGNER)}"


def test_openssl_agrees(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(SIGNER.public.pem, encoding="ascii")
    (tmp_path / "text").write_bytes(b"padron|bitacora|abc")
    (tmp_path / "signature").write_bytes(bytes.fromhex(SIGNER.sign("bitacora", "abc")))
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "text",
        "-sigfile",
        "signature",
    ]
    try:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no openssl here")
    assert "Verified Successfully" in done.stdout
