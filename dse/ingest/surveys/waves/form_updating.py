"""A form that has one wave more, written into the text of the form: its comments and its order stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dse import paths
from dse.errors import Refused
from dse.ingest.forms import form_files, survey_form_building
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.survey_definitions import Question, Survey
from dse.ingest.surveys.draft import form_writing
from dse.ingest.surveys.draft.draft_editing import READINGS
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.store.durability import atomic_files, disk


@dataclass(frozen=True)
class SavedForm:
    """A form that was saved, with its file and its text."""

    form: Form
    path: Path
    content: str


def read_saved_form(path: Path) -> SavedForm:
    """The form in a file. FormError if it is none."""
    return SavedForm(form_files.load_form(path), path, path.read_text(encoding="utf-8"))


def render_updated_form(new: NewWave | SavedForm, after: Survey) -> str:
    """The text of the form with the new wave, or as it was corrected. Refused if it makes no form, or where nobody said when the wave was open."""
    if any(wave.opened_on is None or wave.closed_on is None for wave in after.waves):
        raise Refused("La nouvelle vague n’a pas ses dates. Dites quand elle a été ouverte, et close.")
    if (text := update_text(new.content, new.form.survey, after)) is not None:
        return text
    head = {"name": new.form.name, "help": new.form.help}
    lines = [f"{name} = {form_writing.to_toml(value)}" for name, value in head.items() if value]
    return "\n".join([*lines, form_writing.render_form(Draft(after, new.form.title, {}))])


def save_updated_form(new: NewWave | SavedForm, after: Survey) -> Path:
    """The form with the new wave, or as it was corrected: in its own file, or among the team's where it is one of the application's.

    Refused if it makes no form, or has changed meanwhile.
    """
    text = render_updated_form(new, after)
    is_in_application = new.path.parent == paths.FORMS
    target = paths.team_forms() / new.path.name if is_in_application else new.path
    try:
        if new.path.read_text(encoding="utf-8") != new.content or (is_in_application and target.exists()):
            raise Refused(f"Le formulaire {new.path.name} a changé entre-temps. Rouvrez l’export.")
        target.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.replace_file_beside(text.encode("utf-8"), target)
        disk.flush_directory(target.parent)
    except OSError:
        raise Refused(f"Le formulaire {target} ne s’écrit pas. Vérifiez le dossier et vos droits.") from None
    return target


def update_text(content: str, before: Survey, after: Survey) -> str | None:
    """`content`, the text of a form that describes the survey `before`, changed so that it describes `after`.

    None where changing and adding sections is not enough: the whole form must be written anew.
    """
    text = content
    values_before = form_writing.top_values(before)
    for name, value in form_writing.top_values(after).items():
        if values_before.get(name) != value:
            text = _set_value(text, None, name, value)
    for name, field in after.respondents.items():
        if before.respondents.get(name) != field:
            text = _set_value(
                text, "respondents", name, form_writing.to_toml(form_writing.field_value(field))
            )
    for name, scale in after.scales.items():
        if name in before.scales and before.scales[name] != scale:
            section = f"scales.{form_writing.to_toml_key(name)}"
            value = "\n".join(form_writing.scale_lines(name, scale.options)[1:]).removeprefix("options = ")
            text = _set_value(text, section, "options", value)
    known_questions = {question.question_id: question for question in before.questions}
    for question in after.questions:
        if question.question_id in known_questions:
            text = _set_readings(text, known_questions[question.question_id], question)
    added = "\n\n".join("\n".join(lines) for lines in _list_new_sections(before, after))
    text = f"{text.rstrip()}\n\n{added}\n"
    try:
        read = survey_form_building.build_from_toml(after.series, tomllib.loads(text)).survey
    except ValueError:
        return None
    return text if read == after else None


def _set_readings(text: str, before: Question, after: Question) -> str:
    """The text where a question says of what it speaks and how its answers are read."""
    for name in ("theme", "kind_asked_about", *READINGS):
        if (value := getattr(after, name)) != getattr(before, name) and value is not None:
            section = f"questions.{form_writing.to_toml_key(after.question_id)}"
            text = _set_value(text, section, name, form_writing.to_toml(value))
    return text


def _list_new_sections(before: Survey, after: Survey) -> Iterator[list[str]]:
    """Sections for what is new: waves, scales, questions, and what waves change in known questions."""
    waves = {wave.wave_id for wave in before.waves}
    questions = {question.question_id: question for question in before.questions}
    yield from (form_writing.wave_lines(wave) for wave in after.waves if wave.wave_id not in waves)
    for name, scale in after.scales.items():
        if name not in before.scales:
            yield form_writing.scale_lines(name, scale.options)
    for question in after.questions:
        if question.question_id in questions:
            yield from _list_override_sections(questions[question.question_id], question)
        else:
            yield form_writing.question_lines(question)


def _list_override_sections(before: Question, after: Question) -> Iterator[list[str]]:
    for wave, override in after.waves.items():
        if wave not in before.waves:
            head = f"[questions.{form_writing.to_toml_key(after.question_id)}.waves.{form_writing.to_toml_key(wave)}]"
            lines = form_writing.override_values(override).items()
            yield [head, *(f"{name} = {form_writing.to_toml(value)}" for name, value in lines)]


def _set_value(text: str, section: str | None, name: str, value: str) -> str:
    """The text where one statement of a section, or of the head, says something else; added where there was none."""
    lines = text.split("\n")
    heads = [index for index, line in enumerate(lines) if line.startswith("[")]
    first = (
        0 if section is None else lines.index(f"[{section}]") + 1 if f"[{section}]" in lines else len(lines)
    )
    last = next((index for index in heads if index >= first), len(lines))
    stated = f"{name} = {value}"
    for index in range(first, last):
        if re.match(rf"{re.escape(name)}\s*=", lines[index]):
            return "\n".join([*lines[:index], stated, *lines[_find_statement_end(lines, index) :]])
    while last > first and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1
    return "\n".join([*lines[:last], stated, *lines[last:]])


def _find_statement_end(lines: list[str], start: int) -> int:
    """Where a statement of TOML that begins at a line ends, past its last line."""
    for end in range(start + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    return start + 1
