"""Titles of columns, and values, that a person has matched with a form once, one TOML a form, in `titres/` beside the team's forms.

Titles are further spellings of the form’s headers, or titles to ignore; values are texts under a header that stand for a value
of its list: the next file of the kind needs no question. What the form or the list itself knows comes first.
A `directory` of None means the team's forms.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
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
from dse.ingest.forms.value_choices import find_choices
from dse.ingest.issues import Issue, Level
from dse.ingest.registry import NOTICE, QUESTION, built, check
from dse.ingest.spelling import canonical
from dse.store.durability import atomic_files, disk
from dse.team_files import leftovers

FOLDER = leftovers.TITLES
_LOCK = ".verrou"
_ADVICE = "Oubliez-les sur la page Données, puis associez-les de nouveau, ou corrigez leur fichier."
_OPENING = (
    "# Titres de colonnes et valeurs que vos fichiers emploient pour ce formulaire, associés une fois dans la page Données.\n"
    "# Une ligne retirée est oubliée ; le fichier supprimé, toutes le sont.\n"
)


@dataclass(frozen=True)
class MatchedTitles:
    """Titles of a form’s files: the header that each stands for, and those to ignore; by header, the value that texts stand for."""

    headers: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def select(self, titles: Collection[str], texts: Mapping[str, Collection[str]]) -> MatchedTitles:
        """Only those of some titles, spelled in any way, and of some texts by header."""
        own = {*map(canonical, titles)}
        values = {
            header: {text: target for text, target in targets.items() if text in texts.get(header, ())}
            for header, targets in self.values.items()
        }
        return MatchedTitles(
            {title: name for title, name in self.headers.items() if canonical(title) in own},
            tuple(title for title in self.ignored if canonical(title) in own),
            {header: targets for header, targets in values.items() if targets},
        )


def apply_matches(form: Form, directory: Path | None = None) -> Form:
    """The form with the titles and values matched with it, without those that it cannot take: `matches_error` says why."""
    try:
        titles = load_titles(form.name, directory)
    except FormError as error:
        return replace(form, matches_error=str(error))
    errors = list(_find_wrong_values(form, titles.values))
    matched = _add_values(form, titles.values)
    try:
        matched = add_titles(matched, titles)
    except FormError as error:
        errors = [str(error), *errors]
    return replace(matched, matches_error=f"{' '.join(errors)} {_ADVICE}") if errors else matched


@check(
    "IMP-126",
    level=QUESTION,
    milder=NOTICE,
    title="Correspondances inutilisables",
    explanation=(
        "Le fichier qui garde les titres et les valeurs associés par l’équipe à un formulaire est mal écrit, ou nomme ce qui "
        "n’existe plus, comme un code retiré d’une liste : ce qu’il faisait reconnaître ne l’est plus."
    ),
    advice="Oubliez ces correspondances sur la page Données, puis associez de nouveau, ou corrigez leur fichier.",
    trips=(
        built("Un fichier de titres associés mal écrit, pour les présences.", "wrong_matched_titles"),
        built(
            "« Orateur » est associé à un rôle qui n’existe pas, pour les présences.", "wrong_matched_values"
        ),
    ),
    passes=(
        built("« Inscrits » est associé à « Participants », pour les présences.", "matched_titles"),
        built("« Orateur » est associé à « Intervenant », pour les présences.", "matched_values"),
    ),
)
def report_unusable_matches(forms: Iterable[Form], level: Level = QUESTION) -> Iterator[Issue]:
    """An issue for each form of which some matches cannot be used, about the file of these matches."""
    for form in forms:
        if form.matches_error:
            name, reason = f"Correspondances de « {form.title} »", "Elles sont laissées de côté."
            yield Issue(name, reason, form.matches_error, level=level)


def load_titles(name: str, directory: Path | None = None) -> MatchedTitles:
    """The titles and values matched with a form; none where there is no file. FormError if it cannot be read."""
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
    headers, ignored, values = (
        content.get("titles", {}),
        content.get("ignored", []),
        content.get("values", {}),
    )
    is_shaped = isinstance(headers, dict) and isinstance(ignored, list) and isinstance(values, dict)
    if set(content) - {"titles", "ignored", "values"} or not is_shaped:
        raise FormError(f"Les titres associés à « {path.stem} » sont mal écrits. {_ADVICE}")
    if not all(isinstance(targets, dict) for targets in values.values()):
        raise FormError(f"Les valeurs associées à « {path.stem} » sont mal écrites. {_ADVICE}")
    targets = [target for of_header in values.values() for target in of_header.values()]
    if not all(isinstance(text, str) for text in (*headers.values(), *ignored, *targets)):
        raise FormError(f"Les titres associés à « {path.stem} » doivent tous être des textes. {_ADVICE}")
    return MatchedTitles(headers, tuple(ignored), values)


def add_titles(form: Form, titles: MatchedTitles) -> Form:
    """The form with more spellings of its headers. FormError if a title already stands for another, or for none."""
    if not titles.headers and not titles.ignored:
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


def _add_values(form: Form, values: Mapping[str, Mapping[str, str]]) -> Form:
    """The form with what texts stand for under its headers, without the values that they may no longer stand for."""
    if not values:
        return form
    headers = dict(form.headers)
    for name in values.keys() & headers.keys():
        choices = find_choices(form, name)
        matched = tuple((text, target) for text, target in values[name].items() if choices.allow(target))
        headers[name] = replace(headers[name], matched=matched)
    return replace(form, headers=headers)


def _find_wrong_values(form: Form, values: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for name, targets in values.items():
        if name not in form.headers:
            yield f"« {name} » n’est pas un titre du formulaire « {form.title} »."
            continue
        choices = find_choices(form, name)
        for text, target in targets.items():
            if not choices.allow(target):
                yield f"« {text} », sous « {name} », est associé à « {target} », qui n’est pas ou plus dans la liste."


def save_titles(form: Form, titles: MatchedTitles, directory: Path | None = None) -> Path:
    """Add titles and values to those of a form, in one step. What was matched before is matched anew.

    `form` is the one without any of them. FormError, and nothing is written, if they contradict it.
    """
    for error in _find_wrong_values(form, titles.values):
        raise FormError(error)
    with _lock_titles(form.name, directory) as path:
        after = _merge(load_titles(form.name, directory), titles)
        add_titles(form, after)
        _write(after, path)
    return path


def _merge(before: MatchedTitles, titles: MatchedTitles) -> MatchedTitles:
    replaced = {canonical(title) for title in (*titles.headers, *titles.ignored)}
    headers = {title: name for title, name in before.headers.items() if canonical(title) not in replaced}
    ignored = [title for title in before.ignored if canonical(title) not in replaced]
    values = dict(before.values)
    for name, targets in titles.values.items():
        again = set(map(canonical, targets))
        others = {
            text: target for text, target in values.get(name, {}).items() if canonical(text) not in again
        }
        values[name] = {**others, **targets}
    return MatchedTitles({**headers, **titles.headers}, (*ignored, *titles.ignored), values)


def forget_titles(form: Form, forgotten: MatchedTitles, directory: Path | None = None) -> None:
    """Remove some matched titles and values of a form; nothing happens to those that are not there."""
    with _lock_titles(form.name, directory) as path:
        before = load_titles(form.name, directory)
        titles = {*forgotten.headers, *forgotten.ignored}
        headers = {title: name for title, name in before.headers.items() if title not in titles}
        ignored = tuple(title for title in before.ignored if title not in titles)
        values = {
            header: {
                text: target
                for text, target in targets.items()
                if text not in forgotten.values.get(header, {})
            }
            for header, targets in before.values.items()
        }
        _write(MatchedTitles(headers, ignored, values), path)


def forget_all_titles(form: Form, directory: Path | None = None) -> None:
    """Remove all matched titles and values of a form: its file, even one that cannot be read."""
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
    if not (titles.headers or titles.ignored or any(titles.values.values())):
        path.unlink(missing_ok=True)
        return
    atomic_files.replace_file_beside(_toml(titles).encode("utf-8"), path)


def _toml(titles: MatchedTitles) -> str:
    lines = [f"ignored = {to_toml(list(titles.ignored))}", ""] if titles.ignored else []
    if titles.headers:
        lines += ["[titles]", *_toml_pairs(titles.headers), ""]
    for header, targets in titles.values.items():
        if targets:
            lines += [f"[values.{to_toml_key(header)}]", *_toml_pairs(targets), ""]
    return "\n".join((_OPENING, *lines))


def _toml_pairs(pairs: Mapping[str, str]) -> Iterator[str]:
    return (f"{to_toml_key(name)} = {to_toml(value)}" for name, value in pairs.items())
