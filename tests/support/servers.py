"""Private database servers of the tests: their own data, a free port of this machine, gone with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pg8000.native
import pymysql
from conftest import tool

PASSWORD = "Chut-ne-le-répète-pas-€7"  # noqa: S105 - invented; beyond latin-1, as passwords may be
VARIABLE = "DSE_ESSAI_MDP"
USER = "dse"
_TRIES = 1200  # a tenth of a second apart: a machine may be busy
# To the first, SIGTERM means to wait for its clients.
_ENDED_BY = {"postgresql": signal.SIGINT, "mariadb": signal.SIGTERM}


@dataclass(frozen=True)
class Server:
    """A server that runs, and the certificate that it shows."""

    kind: str
    port: int
    certificate: Path

    def execute(self, database: str, *statements: str) -> list[list[object]]:
        """Rows of the last statement, each having been run and kept as the administrator."""
        return _EXECUTE[self.kind](self.port, database, statements)


@contextmanager
def running(kind: str) -> Iterator[Server]:
    """A server of a kind, ended in the end. A skip where its programs are not there, a failure in CI."""
    start = {"postgresql": _postgresql, "mariadb": _mariadb}[kind]
    folder = Path(tempfile.mkdtemp(prefix="dse-"))  # not pytest's, which the server's own user may not enter
    try:
        process, server = start(folder)
        try:
            _wait(process, server, folder)
            yield server
        finally:
            process.send_signal(_ENDED_BY[kind])
            process.wait(60)
    finally:
        shutil.rmtree(folder)


def _postgresql(folder: Path) -> tuple[subprocess.Popen[bytes], Server]:
    programs = Path(tool("initdb", *map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")))).parent
    certificate = _certificate(folder)
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    options = _as("postgres", folder)
    init = [programs / "initdb", "-D", data, "-U", USER, "--pwfile", secret, "-A", "scram-sha-256"]
    _run([*init, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], options)
    server = Server("postgresql", _free_port(), certificate)
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "shared_buffers": "16MB",
        "ssl": "on",
        "ssl_cert_file": server.certificate,
        "ssl_key_file": folder / "server.key",
    }
    given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return _start(
        [programs / "postgres", "-D", data, "-p", str(server.port), *given], options, folder
    ), server


def _mariadb(folder: Path) -> tuple[subprocess.Popen[bytes], Server]:
    daemon = tool("mariadbd", "/usr/sbin/mariadbd")
    install = tool("mariadb-install-db")
    certificate = _certificate(folder)
    data, first = folder / "data", folder / "first.sql"
    first.write_text(
        f"CREATE USER '{USER}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';"
        f"\nGRANT ALL ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;\n",
        encoding="utf-8",
    )
    options = _as("mysql", folder)
    _run(
        [
            install,
            "--no-defaults",
            f"--datadir={data}",
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
        ],
        options,
    )
    server = Server("mariadb", _free_port(), certificate)
    command = [
        daemon, "--no-defaults", f"--datadir={data}", f"--port={server.port}", "--bind-address=127.0.0.1",
        f"--socket={folder / 's'}", f"--pid-file={folder / 'pid'}", "--skip-name-resolve", f"--init-file={first}",
        "--transaction-isolation=READ-COMMITTED", "--character-set-server=utf8mb4", "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0",
        f"--ssl-cert={server.certificate}", f"--ssl-key={folder / 'server.key'}",
    ]  # fmt: skip
    return _start(command, options, folder), server


def _certificate(folder: Path) -> Path:
    """A certificate of this machine, which nobody but its holder knows."""
    path = folder / "server.crt"
    command = [
        tool("openssl"),
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-keyout", folder / "server.key", "-out", path, "-days", "2", "-subj", "/CN=127.0.0.1"]
    _run([*command, "-addext", "subjectAltName=IP:127.0.0.1"], {})
    (folder / "server.key").chmod(0o600)
    return path


def _as(user: str, folder: Path) -> dict[str, object]:
    """Options of a process that runs as this user where we are root, which a server refuses to be."""
    if os.geteuid() != 0:
        return {}
    for each in (folder, *folder.iterdir()):
        shutil.chown(each, user, user)
    return {"user": user, "group": user, "extra_groups": ()}


def _run(command: Sequence[object], options: dict[str, object]) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        cwd="/",
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _start(command: Sequence[object], options: dict[str, object], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **options)


def _wait(process: subprocess.Popen[bytes], server: Server, folder: Path) -> None:
    for _ in range(_TRIES):
        with suppress(OSError, pg8000.native.Error, pymysql.Error):
            server.execute("postgres" if server.kind == "postgresql" else "mysql", "SELECT 1")
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError((folder / "log").read_text(encoding="utf-8", errors="replace"))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _in_postgresql(port: int, database: str, statements: Sequence[str]) -> list[list[object]]:
    with pg8000.native.Connection(
        USER, host="127.0.0.1", port=port, password=PASSWORD, database=database, ssl_context=False
    ) as con:
        for statement in statements:
            found = con.run(statement)
    return found


def _in_mariadb(port: int, database: str, statements: Sequence[str]) -> list[list[object]]:
    con = pymysql.connect(
        host="127.0.0.1", port=port, user=USER, password=PASSWORD.encode(), database=database,
        ssl_disabled=True, autocommit=True, charset="utf8mb4",
    )  # fmt: skip
    with con, con.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return [list(row) for row in cursor.fetchall()]


_EXECUTE = {"postgresql": _in_postgresql, "mariadb": _in_mariadb}
