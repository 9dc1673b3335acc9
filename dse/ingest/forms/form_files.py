"""Forms read from TOML: ours and the team's, whose files take the place of ours of the same name.

A `directory` of None means both; a folder, its forms and no others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from dse import french, paths, toml_errors
from dse.ingest.forms.definitions import INSTEAD_OF_OURS, OF_TEAM, OURS, Form
from dse.ingest.forms.form_building import FormError, build_form
from dse.team_files import leftovers
from schemas import codelists

__all__ = [
    "FormError",
    "build_form",
    "describe_forms_to_correct",
    "find_form",
    "forms_folder",
    "load_all_forms",
    "load_form",
    "load_line_forms",
    "load_survey_forms",
]

_REMEMBERED = 512


def load_form(path: Path, origin: str = OURS) -> Form:
    """A form read from its file. FormError if it is missing or wrong."""
    if not path.is_file():
        raise FormError(f"Le formulaire {path.name} est introuvable. Vérifiez son nom.")
    status = path.stat()
    return _read(path, (status.st_mtime_ns, status.st_size), codelists.state(), origin)


def load_line_forms(path: Path | None = None) -> tuple[Form, ...]:
    """Every form that is filled line by line, by name of file. Surveys are not: see `surveys`."""
    return tuple(form for _, form in load_all_forms(path) if form.survey is None)


def load_survey_forms(path: Path | None = None) -> tuple[Form, ...]:
    """Every form of a survey, by name of file."""
    return tuple(form for _, form in load_all_forms(path) if form.survey is not None)


def forms_folder(directory: Path | None = None) -> Path:
    """Where forms are written."""
    return directory or paths.team_forms()


def find_form(name: str, directory: Path | None = None) -> Form:
    """The form of this name. FormError if there is none."""
    matches = [form for _, form in load_all_forms(directory) if form.name == name]
    return matches[0] if matches else load_form(forms_folder(directory) / f"{name}.toml")


def load_all_forms(directory: Path | None = None) -> list[tuple[Path, Form]]:
    """Every form with its file. FormError where one of ours is wrong; one of the team's is left aside: see `faults`."""
    return _load_all(directory, [])


def describe_forms_to_correct() -> list[str]:
    """A French sentence for each form of the team that is left aside, because it is wrong, or that names what has another name today."""
    sentences: list[str] = []
    forms = _load_all(None, sentences)
    return [*sentences, *(_describe_former_names(path, form) for path, form in forms if form.former_names)]


def _describe_former_names(path: Path, form: Form) -> str:
    names = french.listed([f"« {was} » s’appelle « {now} »" for was, now in form.former_names.items()])
    return (
        f"Le formulaire {path.name} porte des noms d’une version antérieure : aujourd’hui {names}. Il est lu sous ces noms, et "
        f"vos imports n’en sont pas changés ; vous pouvez les corriger dans son fichier ({path})."
    )


def _load_all(directory: Path | None, faults: list[str]) -> list[tuple[Path, Form]]:
    if directory is not None:
        return [(file, load_form(file)) for file in sorted(directory.glob("*.toml"))]
    ours = {path.name: path for path in leftovers.list_form_files()}
    forms = {name: (path, load_form(path)) for name, path in ours.items()}
    for path in sorted(paths.team_forms().glob("*.toml")):
        try:
            form = load_form(path, INSTEAD_OF_OURS if path.name in ours else OF_TEAM)
            _require_own_name(form, path, [other for name, other in forms.items() if name != path.name])
        except FormError as error:
            faults.append(f"{error} D’ici là, ce formulaire est laissé de côté ({path}).")
        else:
            forms[path.name] = (path, form)
    return [forms[name] for name in sorted(forms)]


def _require_own_name(form: Form, path: Path, others: Iterable[tuple[Path, Form]]) -> None:
    for other, other_form in others:
        if other_form.name == form.name:
            raise FormError(
                f"Le formulaire {path.name} porte le nom « {form.name} » de {other.name}. Donnez-lui le même nom de fichier pour "
                "prendre sa place, ou un autre nom."
            )


@lru_cache(maxsize=_REMEMBERED)
def _read(path: Path, _stamp: tuple[int, int], _lists: codelists.Stamps, origin: str) -> Form:
    try:
        options = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FormError(
            f"Le formulaire {path.name} n’est pas du TOML ({toml_errors.describe_position(error)}). Corrigez-le."
        ) from None
    except UnicodeDecodeError:
        raise FormError(f"Le formulaire {path.name} n’est pas en UTF-8. Enregistrez-le ainsi.") from None
    return replace(build_form(path.stem, options), origin=origin)
