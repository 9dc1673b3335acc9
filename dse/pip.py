"""pip, told in French. Standard library only."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from dse import paths
from dse.process import print_message

_AFTER_NAME = re.compile(r"[^\w.-]")
_OPTIONS = ("--disable-pip-version-check", "--no-input", "--require-hashes")
_NETWORK_ERRORS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ProxyError",
    "SSLError",
)


def install(python: Path, lock: Path) -> tuple[int, list[str]]:
    """Return code and report of pip, whose progress is told in French meanwhile. Nothing but the files whose hashes the lock holds."""
    with subprocess.Popen(  # noqa: S603
        [python, "-m", "pip", "install", *_OPTIONS, *_sources(), "-r", str(lock)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUTF8": "1", "PIP_USER": "0"},
        encoding="utf-8",
        errors="replace",
    ) as pip:
        report = [_report_progress(line) for line in pip.stdout or ()]
    return pip.returncode, report


def _sources() -> Sequence[str]:
    """Where pip looks: in the wheels of an unpacked archive and nowhere else, keeping no copy outside; else where it usually does."""
    return ("--no-index", "--no-cache-dir", f"--find-links={paths.WHEELS}") if paths.WHEELS.is_dir() else ()


def _report_progress(line: str) -> str:
    """The line, after telling what it announces."""
    if line.startswith("Collecting "):
        print_message(f"  paquet : {_AFTER_NAME.split(line.split()[1])[0]}")
    elif line.startswith("Installing collected packages: "):
        print_message(f"  paquets à installer : {line.count(',') + 1}")
    return line.strip()


def explain_failure(report: Sequence[str], code: int) -> str:
    """Why pip gave up and what to do, in French, with its own last word."""
    errors = [line for line in report if line.startswith("ERROR:")]
    messages = errors or [line for line in report if line] or [f"code {code}"]
    detail = messages[-1].removeprefix("ERROR:").strip()
    if any(word in line for line in report for word in _NETWORK_ERRORS):
        cause = "Internet ne répond pas. Vérifiez la connexion (ou le proxy de votre réseau)"
    elif any("Long Path support" in line for line in report):
        cause = "Le chemin de ce dossier est trop long pour Windows. Déplacez le dossier, par exemple dans C:\\DSE"
    elif any("DO NOT MATCH THE HASHES" in line for line in report):
        cause = "Un paquet téléchargé n’est pas celui qui est attendu : rien de lui n’est installé. Demandez à qui gère votre réseau s’il modifie ce qui est téléchargé"
    elif any("No space left" in line for line in report):
        cause = "Le disque est plein. Libérez environ 1 Go"
    elif paths.WHEELS.is_dir():
        cause = (
            "L’installation des dépendances a échoué, alors que rien n’en est pris sur Internet : un fichier du dossier "
            "« wheels » manque (un antivirus a pu l’enlever) ou ne va pas à ce système. Décompressez de nouveau l’archive"
        )
    else:
        cause = "L’installation des dépendances a échoué. Vérifiez la connexion à Internet et la place sur le disque"
    return f"{cause}, puis recommencez. Détail donné par pip : {detail}"
