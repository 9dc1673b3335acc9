"""The name of the tool and of the network, and its logo: the team's `identite.toml`, else a name of ours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dse import logo, paths, toml_errors
from dse.logo import Logo, UnusableLogo, read_logo

FILE = "identite.toml"
TOOL = "DSE · suivi-évaluation"
LONGEST, LARGEST = 60, 10_000  # letters of a text, bytes of the file
KEYS = ("outil", "reseau", "logo")
_SPACES = str.maketrans("\u00a0\u202f", "  ")  # no-break: of one line, as a French text has them
_ADVICE = "Corrigez-le, ou retirez-le de {folder} ; en attendant, le nom habituel est montré."


@dataclass(frozen=True)
class Identity:
    """What stands at the top left and on title pages. `fault` is a French sentence on what of the file is not used; `is_read`: whether
    its names are."""

    tool: str = TOOL
    network: str = ""
    logo: Logo | None = None
    fault: str = ""
    is_read: bool = True

    @property
    def owner(self) -> str:
        """Whose a document is: the network, or the tool where no network is named."""
        return self.network or self.tool

    @property
    def title(self) -> str:
        """Tool and network in one line."""
        return f"{self.tool} – {self.network}" if self.network else self.tool


def read_identity() -> Identity:
    """The identity that the team gave, as its file is now; ours where there is none or it cannot be used."""
    folder = paths.team_folder()
    return _read(folder, _stamp(folder / FILE), _stamp_of_others(folder))


def find_logo_file() -> str:
    """The name of the file that the team's own says is the logo; empty where there is none, or it cannot be read."""
    try:
        return read_texts(tomllib.loads(_decode((paths.team_folder() / FILE).read_bytes())))[2]
    except (OSError, ValueError, RecursionError):
        return ""


def faults() -> list[str]:
    """What is wrong with the team's file, a French sentence; nothing if it is used or there is none."""
    fault = read_identity().fault
    return [fault] if fault else []


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes with a file; None of one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _stamp_of_others(folder: Path) -> tuple[object, ...]:
    """What changes with any picture beside the file, which alone says which of them is the logo."""
    if _stamp(folder / FILE) is None:
        return ()
    return tuple(
        sorted((path.name, _stamp(path)) for suffix in ("png", "svg") for path in folder.glob(f"*.{suffix}"))
    )


@cache
def _read(folder: Path, stamp: tuple[int, int] | None, _others: tuple[object, ...]) -> Identity:
    if stamp is None:
        return Identity()
    if stamp[1] > LARGEST:
        return _unused(folder, "est bien trop long")
    try:
        written = tomllib.loads(_decode((folder / FILE).read_bytes()))
        tool, network, name = read_texts(written)
    except tomllib.TOMLDecodeError as error:
        return _unused(folder, f"ne se lit pas ({toml_errors.describe_position(error)})")
    except (OSError, UnicodeDecodeError, RecursionError):
        return _unused(folder, "ne se lit pas")
    except ValueError as error:
        return _unused(folder, f"est mal écrit : {error}")
    if not name:
        return Identity(tool, network)
    try:
        with (folder / name).open("rb") as file:
            return Identity(tool, network, read_logo(file.read(logo.LARGEST + 1)))
    except OSError:
        fault = (
            f"Le logo « {name} » n’est pas dans {folder}. Mettez-l’y, ou retirez la ligne « logo » de {FILE}."
        )
    except UnusableLogo as error:
        fault = f"Le logo « {name} » n’est pas montré. {error}"
    return Identity(tool, network, fault=fault)


def _decode(content: bytes) -> str:
    """The text of the file, as any editor of Windows may have saved it: UTF-8, with its mark or without, else cp1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _unused(folder: Path, why: str) -> Identity:
    return Identity(fault=f"Le fichier {FILE} {why}. {_ADVICE.format(folder=folder)}", is_read=False)


def read_texts(written: Mapping[str, Any]) -> tuple[str, str, str]:
    """Tool, network and name of the logo's file. ValueError says what is wrong."""
    if unknown := [name for name in written if name not in KEYS]:
        raise ValueError(f"« {unknown[0][:LONGEST]} » n’y a pas sa place, il n’y faut que {', '.join(KEYS)}")
    for name, text in written.items():
        if not isinstance(text, str) or len(text) > LONGEST or not text.translate(_SPACES).isprintable():
            raise ValueError(
                f"« {name} » doit être un texte d’une ligne, de {LONGEST} signes au plus, entre guillemets"
            )
    tool, network, file = (written.get(name, "").strip() for name in KEYS)
    if file and (Path(file).name != file or "\\" in file):
        raise ValueError("« logo » doit être le nom d’un fichier posé à côté, sans dossier")
    return tool or TOOL, network, file
