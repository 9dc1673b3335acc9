"""Titles of columns that a person has matched with a form once, one TOML a form, in `titres/` beside the team's forms.

They are further spellings of the form’s headers, and titles to ignore: the next file of the kind needs no question.
A `directory` of None means the team's forms.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import Timeout

from dse.errors import Refused
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.form_files import FormError
from dse.ingest.forms.toml_writing import to_toml, to_toml_key
from dse.ingest.issues import Issue, Level
from dse.ingest.registry import NOTICE, QUESTION, built, check
from dse.ingest.spelling import canonical
from dse.store.durability import atomic_files, disk
from dse.team_files import leftovers

FOLDER = leftovers.TITLES
_LOCK = ".verrou"
_ADVICE = "Oubliez-les sur la page Données, puis associez-les de nouveau, ou corrigez leur fichier."
_OPENING = (
    "# Titres de colonnes que vos fichiers emploient pour ce formulaire, associés une fois dans la page Données.\n"
    "# Une ligne retirée est oubliée ; le fichier supprimé, toutes le sont.\n"
)


@dataclass(frozen=True)
class MatchedTitles:
    """Titles of a form’s files: the header that each stands for, and those to ignore."""

    headers: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def apply_matches(form: Form, directory: Path | None = None) -> Form:
    """The form with the titles matched with it; without them where their file is wrong: `matches_error` says why."""
    try:
        titles = load_titles(form.name, directory)
    except FormError as error:
        return replace(form, matches_error=str(error))
    try:
        return add_titles(form, titles)
    except FormError as error:
        return replace(form, matches_error=f"{error} {_ADVICE}")


@check(
    "IMP-126",
    level=QUESTION,
    milder=NOTICE,
    title="Titres associés illisibles",
    explanation=(
        "Le fichier qui garde les titres associés par l’équipe à un formulaire est mal écrit : les colonnes qu’il faisait "
        "reconnaître ne le sont plus."
    ),
    advice="Oubliez ces titres sur la page Données, puis associez-les de nouveau, ou corrigez leur fichier.",
    trips=built("Un fichier de titres associés mal écrit, pour les présences.", "wrong_matched_titles"),
    passes=built("« Inscrits » est associé à « Participants », pour les présences.", "matched_titles"),
)
def report_unusable_matches(forms: Iterable[Form], level: Level = QUESTION) -> Iterator[Issue]:
    """An issue for each form whose matched titles cannot be used, about the file of these titles."""
    for form in forms:
        if form.matches_error:
            name, reason = f"Titres associés à « {form.title} »", "Ces titres sont laissés de côté."
            yield Issue(name, reason, form.matches_error, level=level)


def load_titles(name: str, directory: Path | None = None) -> MatchedTitles:
    """The titles matched with a form; none where there is no file. FormError if it cannot be read."""
    path = titles_path(name, directory)
    if directory is None and disk.stamp(path) is None:
        path = leftovers.find_titles_file(name) or path
    try:
        content = tomllib.loads(disk.read(path).decode("utf-8"))
    except FileNotFoundError:
        return MatchedTitles()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        raise FormError(f"Les titres associés à « {name} » ne se lisent pas. {_ADVICE}") from None
    return _parse_titles(content, path)


def titles_folder(directory: Path | None = None) -> Path:
    """Where titles are written."""
    return form_files.forms_folder(directory) / FOLDER


def titles_path(name: str, directory: Path | None = None) -> Path:
    """Where the titles of a form are written."""
    return titles_folder(directory) / f"{name}.toml"


def titles_file_name(name: str) -> str:
    """The file of titles of a form, as a message names it."""
    return f"{FOLDER}/{name}.toml"


def _parse_titles(content: Mapping[str, Any], path: Path) -> MatchedTitles:
    headers, ignored = content.get("titles", {}), content.get("ignored", [])
    is_shaped = isinstance(headers, dict) and isinstance(ignored, list)
    if set(content) - {"titles", "ignored"} or not is_shaped:
        raise FormError(f"Les titres associés à « {path.stem} » sont mal écrits. {_ADVICE}")
    if not all(isinstance(text, str) for text in (*headers.values(), *ignored)):
        raise FormError(f"Les titres associés à « {path.stem} » doivent tous être des textes. {_ADVICE}")
    return MatchedTitles(headers, tuple(ignored))


def add_titles(form: Form, titles: MatchedTitles) -> Form:
    """The form with more spellings of its headers. FormError if a title already stands for another, or for none."""
    if titles == MatchedTitles():
        return form
    spellings = form.spellings
    for title, name in titles.headers.items():
        if name not in form.headers:
            raise FormError(f"« {name} » n’est pas un titre du formulaire « {form.title} ».")
        if spellings.get(canonical(title), name) != name:
            other = spellings[canonical(title)]
            raise FormError(f"« {title} » est déjà le titre de « {other} » pour « {form.title} ».")
    for title in titles.ignored:
        if canonical(title) in spellings:
            raise FormError(f"« {title} » est un titre du formulaire « {form.title} ».")
    aliases: dict[str, tuple[str, ...]] = {}
    for title, name in titles.headers.items():
        aliases[name] = (*aliases.get(name, ()), title)
    headers = {
        name: replace(header, aliases=(*header.aliases, *aliases.get(name, ())))
        for name, header in form.headers.items()
    }
    return replace(form, headers=headers, ignored=form.ignored | set(map(canonical, titles.ignored)))


def save_titles(form: Form, titles: MatchedTitles, directory: Path | None = None) -> Path:
    """Add titles to those of a form, in one step. A title that was matched before is matched anew.

    `form` is the one without any of them. FormError, and nothing is written, if they contradict it.
    """
    with _lock_titles(form.name, directory) as path:
        after = _merge(load_titles(form.name, directory), titles)
        add_titles(form, after)
        _write(after, path)
    return path


def _merge(before: MatchedTitles, titles: MatchedTitles) -> MatchedTitles:
    replaced = {canonical(title) for title in (*titles.headers, *titles.ignored)}
    headers = {title: name for title, name in before.headers.items() if canonical(title) not in replaced}
    ignored = [title for title in before.ignored if canonical(title) not in replaced]
    return MatchedTitles({**headers, **titles.headers}, (*ignored, *titles.ignored))


def forget_title(form: Form, title: str, directory: Path | None = None) -> None:
    """Remove one matched title of a form; nothing happens where it is not there."""
    with _lock_titles(form.name, directory) as path:
        before = load_titles(form.name, directory)
        headers = {other: name for other, name in before.headers.items() if other != title}
        ignored = tuple(other for other in before.ignored if other != title)
        _write(MatchedTitles(headers, ignored), path)


def forget_all_titles(form: Form, directory: Path | None = None) -> None:
    """Remove all matched titles of a form: its file, even one that cannot be read."""
    with _lock_titles(form.name, directory) as path:
        path.unlink(missing_ok=True)


@contextmanager
def _lock_titles(name: str, directory: Path | None) -> Iterator[Path]:
    """The file of titles of a form, while nobody else changes any. Refused if it cannot be written."""
    path = titles_path(name, directory)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with disk.lock(path.with_name(_LOCK)):
            yield path
    except Timeout:
        raise Refused(f"Le fichier {path} est en cours d’écriture. Recommencez dans un instant.") from None
    except OSError:
        raise Refused(f"Le fichier {path} ne s’écrit pas. Vérifiez le dossier et vos droits.") from None


def _write(titles: MatchedTitles, path: Path) -> None:
    if not titles.headers and not titles.ignored:
        path.unlink(missing_ok=True)
        return
    atomic_files.replace_file_beside(_toml(titles).encode("utf-8"), path)


def _toml(titles: MatchedTitles) -> str:
    lines = [f"ignored = {to_toml(list(titles.ignored))}", ""] if titles.ignored else []
    lines += [
        "[titles]",
        *(f"{to_toml_key(title)} = {to_toml(name)}" for title, name in titles.headers.items()),
    ]
    return "\n".join((_OPENING, *lines, ""))
