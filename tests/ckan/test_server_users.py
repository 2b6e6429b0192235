"""Who uses the test portal's folder: the last one to leave stops it, and the dead do not count."""

import subprocess
import sys
from pathlib import Path

from tests.ckan.server.portal import attach
from tests.ckan.server.users import Users

OTHER = """
import sys
from pathlib import Path
from tests.ckan.server.users import Users
Users(Path(sys.argv[1])).enter()
print("in", flush=True)
sys.stdin.read()
"""


def test_the_last_one_to_leave_stops_the_server(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.enter()
    assert users.leave()


def test_nobody_stops_it_under_another_and_a_killed_one_does_not_count(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.enter()
    command = [sys.executable, "-c", OTHER, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        assert not users.leave()
        users.enter()
        other.kill()
        other.wait()
        assert users.leave()


def test_a_folder_in_which_nothing_runs_has_to_be_started(tmp_path: Path) -> None:
    assert attach(tmp_path) is None
