"""Forms read from TOML: ours and the team's, whose files take the place of ours of the same name.

A `directory` of None means both; a folder, its forms and no others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from dse import paths, toml_errors
from dse.ingest.forms.definitions import INSTEAD_OF_OURS, OF_TEAM, OURS, Form
from dse.ingest.forms.form_building import FormError, build
from dse.team_files import leftovers
from schemas import codelists

__all__ = ["FormError", "build", "directory", "every", "faults", "load", "named", "place", "surveys"]

_REMEMBERED = 512


def load(path: Path, origin: str = OURS) -> Form:
    """A form read from its file. FormError if it is missing or wrong."""
    if not path.is_file():
        raise FormError(f"Le formulaire {path.name} est introuvable. Vérifiez son nom.")
    status = path.stat()
    return _read(path, (status.st_mtime_ns, status.st_size), codelists.state(), origin)


def directory(path: Path | None = None) -> tuple[Form, ...]:
    """Every form that is filled line by line, by name of file. Surveys are not: see `surveys`."""
    return tuple(form for _, form in every(path) if form.survey is None)


def surveys(path: Path | None = None) -> tuple[Form, ...]:
    """Every form of a survey, by name of file."""
    return tuple(form for _, form in every(path) if form.survey is not None)


def place(directory: Path | None = None) -> Path:
    """Where forms are written."""
    return directory or paths.own_forms()


def named(name: str, directory: Path | None = None) -> Form:
    """The form of this name. FormError if there is none."""
    found = [form for _, form in every(directory) if form.name == name]
    return found[0] if found else load(place(directory) / f"{name}.toml")


def every(directory: Path | None = None) -> list[tuple[Path, Form]]:
    """Every form with its file. FormError where one of ours is wrong; one of the team's is left aside: see `faults`."""
    return _every(directory, [])


def faults() -> list[str]:
    """The forms of the team that are left aside, a French sentence each."""
    found: list[str] = []
    _every(None, found)
    return found


def _every(directory: Path | None, faults: list[str]) -> list[tuple[Path, Form]]:
    if directory is not None:
        return [(file, load(file)) for file in sorted(directory.glob("*.toml"))]
    ours = {path.name: path for path in leftovers.forms()}
    found = {name: (path, load(path)) for name, path in ours.items()}
    for path in sorted(paths.own_forms().glob("*.toml")):
        try:
            form = load(path, INSTEAD_OF_OURS if path.name in ours else OF_TEAM)
            _require_own_name(form, path, [other for name, other in found.items() if name != path.name])
        except FormError as error:
            faults.append(f"{error} D’ici là, ce formulaire est laissé de côté ({path}).")
        else:
            found[path.name] = (path, form)
    return [found[name] for name in sorted(found)]


def _require_own_name(form: Form, path: Path, others: Iterable[tuple[Path, Form]]) -> None:
    for other, known in others:
        if known.name == form.name:
            raise FormError(
                f"Le formulaire {path.name} porte le nom « {form.name} » de {other.name}. Donnez-lui le même nom de fichier pour "
                "prendre sa place, ou un autre nom."
            )


@lru_cache(maxsize=_REMEMBERED)
def _read(path: Path, _stamp: tuple[int, int], _lists: codelists.Stamps, origin: str) -> Form:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FormError(
            f"Le formulaire {path.name} n’est pas du TOML ({toml_errors.place(error)}). Corrigez-le."
        ) from None
    except UnicodeDecodeError:
        raise FormError(f"Le formulaire {path.name} n’est pas en UTF-8. Enregistrez-le ainsi.") from None
    return replace(build(path.stem, written), origin=origin)
