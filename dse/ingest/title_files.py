"""Titles of columns that a person has matched with a form once, one TOML a form, in `titres/` beside the forms.

They are more spellings of the form’s headers, and titles that it lets be: the next file of the kind is known by itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dse.errors import Refused
from dse.ingest.form_files import FormError
from dse.ingest.forms import Form
from dse.ingest.spelling import canonical
from dse.ingest.toml_writing import written, written_key

FOLDER = "titres"
_OPENING = (
    "# Titres de colonnes que vos fichiers emploient pour ce formulaire, associés une fois dans la page Données.\n"
    "# Une ligne retirée est oubliée ; le fichier supprimé, toutes le sont.\n"
)


@dataclass(frozen=True)
class Titles:
    """Titles of a form’s files: the header that each stands for, and those that are let be."""

    headers: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def taught(form: Form, directory: Path) -> Form:
    """A form that knows the titles matched with it. FormError if their file is wrong."""
    return applied(form, load(form.name, directory))


def load(name: str, directory: Path) -> Titles:
    """The titles matched with a form; none where there is no file. FormError if it cannot be read."""
    path = path_of(name, directory)
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Titles()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        raise FormError(
            f"Le fichier {FOLDER}/{path.name} ne se lit pas. Corrigez-le ou supprimez-le."
        ) from None
    return _titles(told, path)


def path_of(name: str, directory: Path) -> Path:
    """Where the titles of a form are."""
    return directory / FOLDER / f"{name}.toml"


def _titles(told: Mapping[str, Any], path: Path) -> Titles:
    headers, ignored = told.get("titles", {}), told.get("ignored", [])
    texts = isinstance(headers, dict) and isinstance(ignored, list)
    if set(told) - {"titles", "ignored"} or not texts:
        raise FormError(f"Le fichier {FOLDER}/{path.name} est mal écrit. Corrigez-le ou supprimez-le.")
    if not all(isinstance(each, str) for each in (*headers.values(), *ignored)):
        raise FormError(f"Le fichier {FOLDER}/{path.name} ne doit avoir que des textes. Corrigez-le.")
    return Titles(headers, tuple(ignored))


def applied(form: Form, titles: Titles) -> Form:
    """The form with more spellings of its headers. FormError if a title already stands for another, or for none."""
    spellings = form.spellings()
    for title, name in titles.headers.items():
        if name not in form.headers:
            raise FormError(f"« {name} » n’est pas un titre du formulaire « {form.title} ».")
        if spellings.get(canonical(title), name) != name:
            other = spellings[canonical(title)]
            raise FormError(f"« {title} » est déjà le titre de « {other} » pour « {form.title} ».")
    for title in titles.ignored:
        if canonical(title) in spellings:
            raise FormError(f"« {title} » est un titre du formulaire « {form.title} ».")
    more: dict[str, tuple[str, ...]] = {}
    for title, name in titles.headers.items():
        more[name] = (*more.get(name, ()), title)
    headers = {
        name: replace(header, aliases=(*header.aliases, *more.get(name, ())))
        for name, header in form.headers.items()
    }
    return replace(form, headers=headers, ignored=frozenset(map(canonical, titles.ignored)))


def save(form: Form, titles: Titles, directory: Path) -> Path:
    """Titles added to those of a form, in one step. What is said again of a title replaces what was.

    `form` is the one without any of them. FormError, and nothing is written, if they do not go together.
    """
    again = {canonical(each) for each in (*titles.headers, *titles.ignored)}
    before = load(form.name, directory)
    kept = {title: name for title, name in before.headers.items() if canonical(title) not in again}
    let_be = [title for title in before.ignored if canonical(title) not in again]
    after = Titles({**kept, **titles.headers}, (*let_be, *titles.ignored))
    applied(form, after)
    return _write(form, after, directory)


def forget(form: Form, title: str, directory: Path) -> None:
    """One title of a form no longer known; nothing where it was not."""
    before = load(form.name, directory)
    kept = {each: name for each, name in before.headers.items() if each != title}
    _write(form, Titles(kept, tuple(each for each in before.ignored if each != title)), directory)


def _write(form: Form, titles: Titles, directory: Path) -> Path:
    path = path_of(form.name, directory)
    beside = path.with_name(f"{path.name}.nouveau")
    try:
        if not titles.headers and not titles.ignored:
            path.unlink(missing_ok=True)
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(_toml(titles), encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError:
        raise Refused(f"Le fichier {path} ne s’écrit pas. Vérifiez le dossier et vos droits.") from None
    return path


def _toml(titles: Titles) -> str:
    lines = [f"ignored = {written(list(titles.ignored))}", ""] if titles.ignored else []
    lines += [
        "[titles]",
        *(f"{written_key(title)} = {written(name)}" for title, name in titles.headers.items()),
    ]
    return "\n".join((_OPENING, *lines, ""))
