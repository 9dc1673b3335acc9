"""The environment `.venv`, made for real by pip but offline, from tiny packages that the test writes."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dse import environment, paths, pip, process
from dse.cli import launch
from dse.environment import EnvironmentFailure

MAIN = paths.ROOT / "dse" / "__main__.py"
STANDARD_LIBRARY_ONLY = (
    "private_files",
    "__init__",
    "__main__",
    "environment",
    "errors",
    "paths",
    "pip",
    "process",
    "filters",
    "waiting",
)
# Stands for a package of ours: run as a module, it says its version, its arguments and where it is, and ends with 7.
ECHO = "import pathlib, sys; print('{version}', *sys.argv[1:], pathlib.Path.cwd().name); sys.exit(7)"


def write_wheel(folder: Path, name: str, version: str) -> None:
    folder.mkdir(exist_ok=True)
    about = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": ECHO.format(version=version),
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{about}/RECORD"))
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, content in {**files, f"{about}/RECORD": record}.items():
            wheel.writestr(path, content)


def require(folder: Path, pins: Mapping[str, str], locked: Mapping[str, str] | None = None) -> None:
    """The list of a folder, and its lock, from wheels of ours; of one that was not written, a hash of nothing."""
    wheels = folder / "wheels" if (folder / "wheels").is_dir() else folder.parent / "wheels"
    lines = [f"--no-index\n--find-links {wheels.as_uri()}"]
    for name, version in (locked or pins).items():
        wheel = wheels / f"{name}-{version}-py3-none-any.whl"
        content = wheel.read_bytes() if wheel.exists() else b""
        lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(content).hexdigest()}")
    listed = "".join(f"{name}=={version}\n" for name, version in pins.items())
    (folder / "requirements.txt").write_text(listed, encoding="utf-8")
    (folder / environment.LOCK).write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """The part of the project that needs nothing installed, with packages of its own to require."""
    root = tmp_path_factory.mktemp("projet à côté")  # a space and an accent, as on a user's desktop
    shutil.copytree(
        paths.ROOT / "dse" / "cli", root / "dse" / "cli", ignore=shutil.ignore_patterns("__pycache__")
    )
    for module in STANDARD_LIBRARY_ONLY:
        shutil.copy(paths.ROOT / "dse" / f"{module}.py", root / "dse")
    for name in ("streamlit", "pytest"):
        write_wheel(root / "wheels", name, "0.0.1")
    (root / "tests").mkdir()
    require(root, {"streamlit": "0.0.1"})
    require(root / "tests", {"pytest": "0.0.1"}, {"streamlit": "0.0.1", "pytest": "0.0.1"})
    return root


def dse(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dse", *arguments],
        cwd=project, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_the_first_command_makes_the_environment_then_goes_on_inside_it(project):
    done = dse(project, "test", "-k", "import", "-x")
    assert done.returncode == 7, done.stderr
    assert done.stdout == f"0.0.1 -k import -x {project.name}\n"
    assert "Étape 1 sur 2" in done.stderr
    assert "quelques minutes" in done.stderr
    assert "paquets à installer : 2" in done.stderr


def test_the_next_command_installs_nothing_again(project):
    dse(project, "test")
    done = dse(project, "open", "--no-browser")
    assert done.returncode == 7
    assert "run app.py --server.address=127.0.0.1" in done.stderr
    assert "Étape" not in done.stderr


def test_of_two_first_commands_at_once_one_installs_and_both_go_on(project):
    shutil.rmtree(project / ".venv", ignore_errors=True)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: dse(project, "test"), range(2)))
    assert [done.returncode for done in both] == [7, 7], [done.stderr for done in both]
    assert sorted("Étape 1 sur 2" in done.stderr for done in both) == [False, True]
    assert sum("attend qu’elle ait fini" in done.stderr for done in both) == 1


def test_a_half_made_environment_is_repaired(project):
    dse(project, "test")
    (project / ".venv" / "dse.json").unlink()
    shutil.rmtree(next((project / ".venv").rglob("site-packages")) / "pip")
    done = dse(project, "test")
    assert done.returncode == 7, done.stderr
    assert "Étape 1 sur 2" in done.stderr


def test_changed_requirements_are_installed(project):
    dse(project, "test")
    write_wheel(project / "wheels", "pytest", "0.0.2")
    require(project / "tests", {"pytest": "0.0.2"}, {"streamlit": "0.0.1", "pytest": "0.0.2"})
    done = dse(project, "test")
    assert done.returncode == 7, done.stderr
    assert "Étape 1 sur 2" not in done.stderr
    assert done.stdout.startswith("0.0.2 ")


def test_a_failed_installation_is_told_in_french_and_leaves_what_worked(project):
    dse(project, "test")
    with changed_lock(project, lambda text: f"{text}\nabsent==1.0 --hash=sha256:{'0' * 64}"):
        failed = dse(project, "test")
    assert failed.returncode == 4
    assert "L’installation des dépendances a échoué" in failed.stderr
    assert "absent==1.0" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert "Étape" not in dse(project, "test").stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub("sha256:.*", f"sha256:{'0' * 64}", text),
        lambda text: re.sub(" --hash=.*", "", text),
    ],
    ids=["another file", "no hash"],
)
def test_only_files_whose_hash_is_known_are_installed(project, change):
    shutil.rmtree(project / ".venv", ignore_errors=True)
    with changed_lock(project, change):
        failed = dse(project, "test")
    assert failed.returncode == 4
    assert not list((project / ".venv").rglob("streamlit.py"))


@contextlib.contextmanager
def changed_lock(project: Path, change: Callable[[str], str]) -> Iterator[None]:
    lock = project / "tests" / environment.LOCK
    before = lock.read_text(encoding="utf-8")
    lock.write_text(change(before), encoding="utf-8")
    yield
    lock.write_text(before, encoding="utf-8")


def test_another_command_says_what_to_do_where_packages_are_missing(project):
    shutil.rmtree(project / ".venv", ignore_errors=True)
    done = dse(project, "versions")
    assert done.returncode == 4
    assert "streamlit" in done.stderr
    assert "python -m dse open" in done.stderr
    assert not (project / ".venv").exists()


def test_another_command_runs_again_in_the_environment_from_the_same_folder(monkeypatch, tmp_path):
    seen = {}
    monkeypatch.setattr(environment, "find_usable_python", lambda _: Path("venv-python"))
    monkeypatch.setattr(
        process, "run", lambda *arguments, **options: seen.update(given=arguments, named=options) or 5
    )
    from dse import cli

    assert cli.main(["versions", "--json"]) == 5
    assert seen["given"] == (["-m", "dse", "versions", "--json"], Path("venv-python"))
    assert seen["named"]["added"]["PYTHONPATH"].split(os.pathsep)[0] == str(paths.ROOT)
    assert "folder" not in seen["named"]


def test_a_python_that_has_the_pinned_packages_is_used_as_it_is(tmp_path):
    requirements = tmp_path / "requirements.txt"
    (tmp_path / environment.LOCK).touch()
    requirements.write_text(f"pytest=={pytest.__version__}  # comment\n", encoding="utf-8")
    assert environment.prepare_python([requirements], tmp_path / ".venv") == Path(sys.executable)
    assert not (tmp_path / ".venv").exists()


def test_another_version_of_a_pinned_package_does_not_do(tmp_path):
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("pytest==0.0.1\n", encoding="utf-8")
    assert environment.missing_packages([requirements]) == ["pytest"]


def test_a_python_without_venv_says_what_to_install(monkeypatch, tmp_path):
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("absent==1.0\n", encoding="utf-8")
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EnvironmentFailure, match="sudo apt install python3"):
        environment.prepare_python([requirements], tmp_path / ".venv")


@pytest.mark.parametrize(
    "line, cause",
    [
        (
            "WARNING: Retrying … NewConnectionError('Failed to establish a new connection')",
            "Internet ne répond pas",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disque est plein",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "n’est pas celui qui est attendu",
        ),
        ("", "L’installation des dépendances a échoué"),
    ],
)
def test_why_pip_gave_up_is_said_with_its_last_word(line, cause):
    sentence = pip.explain_failure([line, "ERROR: last word"], 1)
    assert cause in sentence
    assert sentence.endswith("last word")
    assert "commande" not in sentence  # who double-clicked has typed none


def test_where_nothing_is_taken_from_the_network_it_is_not_named(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "WHEELS", tmp_path)
    sentence = pip.explain_failure(["ERROR: No matching distribution found for numpy==2.4.6"], 1)
    assert "Décompressez de nouveau l’archive" in sentence and "connexion" not in sentence


def test_a_python_that_is_too_old_says_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(MAIN))
    assert ended.value.code == 4
    assert "Python 3.9.18 ne suffit pas : il faut Python 3.11" in capsys.readouterr().err


def test_a_python_that_is_too_old_can_read_what_says_so():
    ast.parse(MAIN.read_text(encoding="utf-8"), feature_version=(3, 0))


def test_pinned_requirements_are_all_exact():
    for file in environment.TEST:
        for line in file.read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith(("#", "-r ")) or "==" in line, f"{file.name}: {line}"


def test_a_taken_port_is_left_to_its_owner(monkeypatch):
    with socket.socket() as other:
        other.bind((launch.HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(launch, "PORTS", range(taken, taken + 50))
        with launch.hold_port() as first, launch.hold_port() as second:
            assert taken < first < second
        with launch.hold_port() as again:
            assert again == first
        monkeypatch.setattr(launch, "PORTS", range(taken, taken + 1))
        with pytest.raises(EnvironmentFailure, match="Aucun port"), launch.hold_port():
            pass


@pytest.mark.parametrize(
    ("ended_with", "code", "sentence"),
    [
        (0, 0, "est arrêté."),
        (0xC000013A, 130, "est arrêté."),  # Windows, Ctrl-C while it loads
        (0xC0000005, 1, "de lui-même (code 1)"),  # Windows, a crash
        (-signal.SIGTERM, 143, "est arrêté."),
        (-9, 137, "de lui-même (code 137)"),
    ],
)
def test_how_the_dashboard_ended_is_said_and_is_a_code_of_a_shell(
    monkeypatch, capfd, ended_with, code, sentence
):
    monkeypatch.setattr(environment, "prepare_python", lambda _: Path(sys.executable))
    monkeypatch.setattr(process.subprocess.Popen, "wait", lambda *_, **__: ended_with)
    monkeypatch.setattr(launch, "_STREAMLIT", ("-c", "pass"))
    monkeypatch.setattr(process.signal, "signal", lambda *_: None)
    from dse import cli

    assert cli.main(["open", "--no-browser"]) == code
    assert sentence in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to pass on")
@pytest.mark.parametrize("signal_sent", [signal.SIGTERM, signal.SIGINT])
def test_what_we_started_ends_with_us(signal_sent):
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    ours = (
        "import sys; from pathlib import Path; from dse import process; "
        f"sys.exit(process.run(['-c', {child!r}], Path(sys.executable)))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", ours],
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A test run in the background would have Ctrl-C ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    started = int(parent.stdout.readline())
    try:
        if signal_sent == signal.SIGINT:
            os.killpg(parent.pid, signal_sent)  # a terminal sends Ctrl-C to all
        else:
            parent.send_signal(signal_sent)
        assert parent.wait(60) != 0
        with pytest.raises(ProcessLookupError):
            os.kill(started, 0)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(parent.pid, signal.SIGKILL)
        parent.communicate()


def test_a_program_that_cannot_start_leaves_signals_as_they_were(tmp_path):
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    with pytest.raises(OSError, match="absent"):
        process.run(["-c", "pass"], tmp_path / "absent")
    assert [signal.getsignal(number) for number in numbers] == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to pass on")
def test_a_request_to_terminate_that_comes_while_a_program_starts_ends_it_too(tmp_path):
    started = tmp_path / "started"
    child = f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    ours = (
        "import os, signal, subprocess, sys, time\n"
        "from pathlib import Path\n"
        "from dse import process\n"
        "class Slow(subprocess.Popen):\n"
        "    def __init__(self, *arguments, **options):\n"
        "        super().__init__(*arguments, **options)\n"
        f"        while not (Path({str(started)!r}).is_file() and Path({str(started)!r}).read_text()):\n"
        "            time.sleep(0.01)\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "subprocess.Popen = Slow\n"
        f"sys.exit(process.run(['-c', {child!r}], Path(sys.executable)))"
    )
    parent = subprocess.Popen([sys.executable, "-c", ours], cwd=paths.ROOT, start_new_session=True)
    try:
        assert parent.wait(60) == 128 + signal.SIGTERM
        with pytest.raises(ProcessLookupError):
            os.kill(int(started.read_text(encoding="utf-8")), 0)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(parent.pid, signal.SIGKILL)
