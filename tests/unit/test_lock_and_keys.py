"""One night at a time; keys that are read only when they are safe."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assets.keyfile import read_keys, write_new_keys
from assets.lock import night_lock
from snis.errors import NightLockedError, SettingsError
from snis.keys import Keys

HOLDER = """
import sys
from pathlib import Path
from assets.lock import night_lock
with night_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_while_the_first_works(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline().strip() == "held"
    with pytest.raises(NightLockedError, match=str(holder.pid)), night_lock(tmp_path):
        pass
    holder.kill()
    holder.wait()
    with night_lock(tmp_path):
        pass


def test_the_same_process_may_hold_the_lock_twice(tmp_path: Path) -> None:
    with night_lock(tmp_path), night_lock(tmp_path):
        pass
    with night_lock(tmp_path):
        pass


def test_new_keys_can_be_read_back_and_are_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    written = write_new_keys(path)
    assert read_keys(path) == written
    with pytest.raises(SettingsError, match="no se sobrescribe"):
        write_new_keys(path)


def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_new_keys(path)
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_keys(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"person": "zz"}), '{"person": 7}'])
def test_a_broken_key_file_is_refused_with_a_remedy(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="padron keys"):
        read_keys(path)


def test_a_missing_key_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="padron keys"):
        read_keys(tmp_path / "none.json")


def test_keys_never_show_themselves() -> None:
    keys = Keys(*[bytes([number]) * 32 for number in range(5)])
    assert "0101" not in repr(keys)
    assert keys.fingerprint("person") in repr(keys)


@pytest.mark.parametrize("values", [[b"short"] * 5, [b"a" * 32] * 5])
def test_short_or_equal_keys_are_refused(values: list[bytes]) -> None:
    with pytest.raises(SettingsError):
        Keys(*values)
