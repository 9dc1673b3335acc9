"""A Word document as PDF, by the LibreOffice of this machine where there is one: nothing leaves it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from dse.errors import Refused

LONGEST = 300  # seconds
NAMES = ("soffice", "libreoffice")
# Where installers put it without saying so to the shell.
PLACES = {
    "darwin": ["/Applications/LibreOffice.app/Contents/MacOS/soffice"],
    "win32": [r"C:\Program Files\LibreOffice\program\soffice.exe"],
}
# Tagged, for those who hear it; with the page of each bookmark, in plain letters.
NAMES_OF_OPTIONS = ("UseTaggedPDF", "ExportBookmarksToPDFDestination")
OPTIONS = {name: {"type": "boolean", "value": "true"} for name in NAMES_OF_OPTIONS}
# A name of letters and digits, and the number of the object that is its page.
_DESTINATION = re.compile(rb"/(\w+)\[(\d+) 0 R/XYZ ")
ABSENT = "LibreOffice n’est pas sur cet ordinateur : le PDF ne se fait pas d’ici. Ouvrez le document dans Word et enregistrez-le en PDF."
FAILED = (
    "LibreOffice n’a pas fait le PDF. Fermez ses fenêtres et recommencez, ou enregistrez en PDF depuis Word."
)


def find_office() -> str | None:
    """The path of LibreOffice; None where it is not found."""
    in_path = next(filter(None, map(shutil.which, NAMES)), None)
    return in_path or next((place for place in PLACES.get(sys.platform, []) if Path(place).is_file()), None)


def convert(document: bytes) -> bytes:
    """A DOCX as PDF, whose bytes depend on LibreOffice and the hour. Refused where there is none, or it does not succeed."""
    office = find_office()
    if office is None:
        raise Refused(ABSENT)
    with tempfile.TemporaryDirectory(prefix="dse-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / "document.docx"
        source.write_bytes(document)
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profil').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            f"pdf:writer_pdf_Export:{json.dumps(OPTIONS)}",
            "--outdir",
            str(folder),
            str(source),
        ]
        try:
            _run(command)
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Refused(FAILED) from error


def read_destinations(printed: bytes) -> list[tuple[str, str]]:
    """The bookmarks of letters and digits of a PDF that LibreOffice made, each with its page."""
    return [(name.decode(), page.decode()) for name, page in _DESTINATION.findall(printed)]


def _run(command: list[str]) -> None:
    """Run a command without a shell; what it started is ended with it where it takes too long."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603  no shell
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        process.wait(LONGEST)
    finally:
        if process.poll() is None:
            _end(process)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[0])


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
