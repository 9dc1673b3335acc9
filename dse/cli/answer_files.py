"""A file of answers to what the program asks: one line each, a name and its answer."""

from __future__ import annotations

import tomllib
from pathlib import Path

from dse.cli import file_errors
from dse.errors import Refused


def read_content(path: Path) -> bytes:
    """The bytes of a file that the command names. Refused if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            f"Le fichier {path} ne se lit pas : {file_errors.explain_file_error(path, error)}."
        ) from error


def read_answers(path: str | None, example: str) -> dict[str, str]:
    """Answers by name; none where there is no file. Refused if it is no file of answers, with an `example` of a line."""
    if path is None:
        return {}
    file = Path(path).expanduser()
    try:
        values = tomllib.loads(read_content(file).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        values = {"": None}
    if not all(isinstance(value, str) for value in values.values()):
        raise Refused(f"Le fichier {file} ne se lit pas. Écrivez une réponse par ligne, comme : {example}.")
    return values
