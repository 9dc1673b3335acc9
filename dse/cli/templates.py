"""`template`: each form as a workbook to fill, or with the current data to correct."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from dse.cli import file_errors, stores
from dse.cli.output import Outcome
from dse.errors import Refused
from dse.export.templates import corrections, template
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import Form
from dse.ingest.recognition import form_matching
from dse.process import print_message

BLANK, FILLED = "modele-{}.xlsx", "corriger-{}.xlsx"


def run(options: argparse.Namespace) -> Outcome:
    """Write the workbooks asked for: all of them or none."""
    stores.team_store(options).register_retired_codes()  # before the forms, which have a column for each
    content = _content_maker(options)
    if options.form:
        form = form_matching.choose_form(options.form, form_matching.load_known_forms())
        if form.survey:
            raise Refused(
                f"« {form.title} » est une enquête : elle se remplit en ligne, et c’est son export qui s’importe."
            )
        target = Path(options.out or _file_name(form, options)).expanduser()
        if target.is_dir():
            target = target / _file_name(form, options)
        workbooks = [(target, content(form))]
    else:
        directory = Path(options.out or ".").expanduser()
        workbooks = [
            (directory / _file_name(form, options), content_) for form, content_ in _fill_forms(content)
        ]
    _require_new([path for path, _ in workbooks if str(path) != str(options.out)])
    for path, content_ in workbooks:
        _write(path, content_)
    return Outcome([str(path) for path, _ in workbooks], "\n".join(str(path) for path, _ in workbooks))


def _file_name(form: Form, options: argparse.Namespace) -> str:
    return (FILLED if options.filled else BLANK).format(Path(form.name).name)


def _content_maker(options: argparse.Namespace) -> Callable[[Form], bytes]:
    if not options.filled:
        return template.render_template
    store = stores.team_store(options)
    version = stores.get_version(store, None)
    return lambda form: corrections.render_corrections(form, store, version)


def _fill_forms(content: Callable[[Form], bytes]) -> list[tuple[Form, bytes]]:
    """Each form of the team with its workbook; those that have no data are left out, with a message."""
    workbooks = []
    for form in form_files.load_line_forms():
        try:
            workbooks.append((form, content(form)))
        except corrections.NothingToCorrect as nothing:
            print_message(str(nothing))
    return workbooks


def _require_new(files: Sequence[Path]) -> None:
    """Refused where a file that was not named would be written over: it may have been filled."""
    there = [str(path) for path in files if path.exists()]
    if there:
        these, move = (
            ("Un fichier existe déjà, peut-être rempli", "Déplacez-le")
            if len(there) == 1
            else ("Des fichiers existent déjà", "Déplacez-les")
        )
        raise Refused(f"{these} : {', '.join(there)}. {move}, ou donnez une autre place avec --out.")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(
            f"Le fichier {path} ne s’écrit pas : {file_errors.explain_file_error(path, error)}."
        ) from error
