"""The sixth key: old key files go on without it, get it in one step, and a signed folder takes no other."""

import json
from pathlib import Path

import pytest

from assets.keyfile import add_signing_key, check_keys, read_keys, without_signature, write_new_keys
from assets.raw.ledger import record
from snis.errors import SettingsError
from tests.support.ledger_book import NOW, LedgerBook


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A key file of before the ledger was signed."""
    path = tmp_path / "keys.json"
    write_new_keys(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["sign"]
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_new_file_has_the_key_that_signs(tmp_path: Path) -> None:
    keys = write_new_keys(tmp_path / "keys.json")
    assert keys.signer is not None
    assert keys.sign.hex() not in repr(keys)


def test_an_old_file_still_works_and_signs_nothing(old_file: Path, tmp_path: Path) -> None:
    keys = read_keys(old_file)
    assert keys.signer is None
    check_keys(keys, tmp_path / "ledger")
    (told,) = without_signature(keys)
    assert "padron keys --add-signing" in told


def test_the_missing_key_is_added_and_no_other_changed(old_file: Path) -> None:
    before = json.loads(old_file.read_text(encoding="utf-8"))
    added = add_signing_key(old_file)
    after = json.loads(old_file.read_text(encoding="utf-8"))
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"sign"}
    assert (added.signer is not None, old_file.stat().st_mode & 0o777) == (True, 0o600)
    assert list(without_signature(added)) == []
    assert [path.name for path in old_file.parent.iterdir()] == [old_file.name]


def test_a_key_that_signs_is_never_replaced(old_file: Path) -> None:
    add_signing_key(old_file)
    before = old_file.read_bytes()
    with pytest.raises(SettingsError, match="no se cambia"):
        add_signing_key(old_file)
    assert old_file.read_bytes() == before


def test_a_signed_folder_takes_its_own_key_and_no_other(old_file: Path, tmp_path: Path) -> None:
    without, ledger = read_keys(old_file), tmp_path / "ledger"
    own = add_signing_key(old_file)
    record(LedgerBook(ledger, own.signer), NOW, "prueba", data={})
    check_keys(own, ledger)
    for keys in (without, write_new_keys(tmp_path / "other.json")):
        with pytest.raises(SettingsError, match="esta carpeta de trabajo"):
            check_keys(keys, ledger)
