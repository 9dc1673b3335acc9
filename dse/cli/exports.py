"""`export`: the dossier of a triennial, compared with what was published before it is written."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dse import disclosure, review_plans, running_orders
from dse.cli import file_errors, stores
from dse.cli.output import Outcome
from dse.disclosure.audiences import PROJECTION, PUBLICATION
from dse.errors import Refused
from dse.export import dossier, publish_dossier
from dse.export.comment_doubts import list_texts
from dse.export.dossier import Choice, DossierPictures, open_pictures, parts
from dse.export.files import atomic_file, pdf
from dse.export.publish_dossier import PERSONS, UNPRINTED, PreparedDossier, WrittenDossier, describe_comments
from dse.french import count
from dse.process import print_message
from dse.publication import CORRECT, REPEAT, SAFER, Doubt
from dse.query import Selection
from dse.review import Plan
from dse.store import Store

ALL = "all"
SHOWN = 50
REPORT_EVERY = 0.2  # of the whole
WHAT = {
    REPEAT: "seront répétés tels qu’ils ont été publiés",
    CORRECT: "seront corrigés, et la correction datée",
}
DOSSIER_ONLY = ("against", "parts", "trial", "pdf", "confirm", "repeat", "correct")
NOT_PUBLISHED = (
    "Un diaporama est fait pour une salle (--audience projection) ou pour l’équipe. Pour une diffusion, préparez le dossier d’un "
    "triennal : ce qu’il publie des enquêtes et des montants est gardé, et comparé au suivant."
)
WRONG_CODE = (
    "Le code « {code} » n’est pas celui de ce qui est à relire : il est mal recopié, il confirmait un autre dossier ou un autre choix "
    "(--repeat, --correct), ou les données ont changé depuis. Relisez-les et prenez le code donné ici."
)


def run(options: argparse.Namespace) -> Outcome:
    """Write the dossier, or say what it would tell otherwise than was published; or the slides of a running order."""
    if options.running_order is not None:
        return _slides(options, _output_path(options, f"diaporama-{options.running_order}.pptx"))
    choice = _read_choice(options)
    if options.pdf and pdf.find_office() is None:
        raise Refused(pdf.ABSENT)
    path = _output_path(options, publish_dossier.file_name(choice))
    store = stores.readable_store(options)
    version = stores.get_version(store, options.version)
    plan = _find_plan(store, options.plan, choice)
    with open_pictures(_progress_reporter()) as pictures:
        prepared = publish_dossier.prepare_dossier(
            store, version.number, choice, _progress_reporter(), pictures, plan
        )
        if prepared.must_be_confirmed and options.confirm not in (
            ALL,
            prepared.code(_actions_by_series(prepared, options)),
        ):
            return _ask_to_confirm(prepared, options)
        return _write(prepared, store, options, path, pictures)


def _read_choice(options: argparse.Namespace) -> Choice:
    """The dossier asked for; of a trial its documents where no parts are named."""
    usual = tuple(parts.DOCUMENTS) if options.trial else parts.ALL
    chosen_parts = usual if options.parts is None else parts.order_parts(options.parts.split(","))
    audience = options.audience or Choice.audience
    return Choice(options.triennial, options.against, audience, chosen_parts, is_draft=options.trial)


def _find_plan(store: Store, title: str | None, choice: Choice) -> Plan | None:
    """The plan asked for; None for the one that is proposed."""
    if title is None:
        return None
    if parts.REVIEW not in choice.parts:
        raise Refused(f"--plan vaut pour le Bilan : ajoutez {parts.REVIEW} à --parts, ou retirez --plan.")
    return review_plans.find_titled(store, title, choice.triennial)


def _slides(options: argparse.Namespace, path: Path) -> Outcome:
    """The slides that a room sees. Refused for a publication, which has to be recorded: only a dossier is."""
    if ignored := [name for name in DOSSIER_ONLY if getattr(options, name)]:
        raise Refused(f"--{ignored[0]} vaut pour un dossier (--triennial), pas pour un diaporama.")
    audience = options.audience or PROJECTION
    if audience == PUBLICATION:
        raise Refused(NOT_PUBLISHED)
    from dse.export.slides import deck  # slow to import

    store = stores.readable_store(options)
    slides = deck.load_deck(store, options.running_order)
    if loss := running_orders.loss_of(store, options.running_order):
        print_message(loss)
    number = stores.get_version(store, options.version).number
    source = deck.Source(store, number, Selection(audience=audience))
    if options.plan is not None:
        source = replace(source, plan=review_plans.find_titled(store, options.plan))
    content = deck.render_powerpoint(source, slides, _progress_reporter())
    try:
        size = atomic_file.write_pieces(path, [content])
    except OSError as error:
        raise _unwritable(path, error) from error
    print_message(f"Diapositives écrites : {path}")
    sentences = deck.describe_comments(source, slides)
    for sentence in sentences:
        print_message(sentence)
    value = {"status": "written", "file": str(path), "version": number, "bytes": size, "comments": sentences}
    return Outcome(value, "")


def _unwritable(path: Path, error: OSError) -> Refused:
    return Refused(f"Le fichier {path} ne s’écrit pas : {file_errors.explain_file_error(path, error)}.")


def _output_path(options: argparse.Namespace, name: str) -> Path:
    path = Path(options.out or name).expanduser()
    if not path.parent.is_dir():
        raise Refused(f"Le fichier {path} ne s’écrit pas : son dossier n’existe pas.")
    return path


def _progress_reporter() -> Callable[[float, str], None]:
    """Says how far a long work has come, now and then."""
    reported_share = 0.0

    def report(share: float, what: str) -> None:
        nonlocal reported_share
        if share < reported_share:
            reported_share = 0.0
        if share - reported_share >= REPORT_EVERY or share >= 1:
            reported_share = share
            print_message(f"{what}…")

    return report


def _ask_to_confirm(prepared: PreparedDossier, options: argparse.Namespace) -> Outcome:
    if options.confirm is not None:
        print_message(WRONG_CODE.format(code=options.confirm))
    value = {
        "status": "confirm",
        "code": prepared.code(_actions_by_series(prepared, options)),
        "surveys": [_confirmation_fields(doubt, _action_for(doubt, options)) for doubt in prepared.doubts],
        "persons": [asdict(person) for person in prepared.persons],
        "comments": list_texts(prepared.comments),
        "unprinted": list(prepared.unprinted),
    }
    return Outcome(value, _report(prepared, options), 3)


def _confirmation_fields(doubt: Doubt, action: str) -> dict[str, Any]:
    differences = [
        {**asdict(difference), "sentence": difference.sentence} for difference in doubt.differences
    ]
    return {"series": doubt.series, "deed": action, "advised": doubt.advised, "differences": differences}


def _report(prepared: PreparedDossier, options: argparse.Namespace) -> str:
    why = (
        "ce dossier dirait autre chose que ce qui a été publié"
        if prepared.doubts
        else "ce dossier est à relire"
    )
    parts = [f"Rien n’est encore écrit : {why}."]
    persons = [person.sentence for person in prepared.persons]
    for what, lines in (
        (PERSONS, persons),
        (describe_comments(prepared.comments), list_texts(prepared.comments)),
        (UNPRINTED, prepared.unprinted),
    ):
        if lines:
            parts.append("\n".join([what, *(f"  - {line}" for line in lines)]))
    for doubt in prepared.doubts:
        action = _action_for(doubt, options)
        safer = f" {SAFER}" if (action, doubt.advised) == (CORRECT, REPEAT) else ""
        changes = doubt.describe_changes(prepared.titles)
        parts += [f"{changes} Ces chiffres {WHAT[action]}.{safer}", *_questions(doubt)]
    parts.append(
        f"Relancez la même commande avec --confirm {prepared.code(_actions_by_series(prepared, options))} pour accepter"
        + (" ; avec --repeat ou --correct, pour en décider autrement." if prepared.doubts else ".")
    )
    return "\n\n".join(parts)


def _questions(doubt: Doubt) -> Iterator[str]:
    """What would change, question by question, and how many more there are than can be listed."""
    lines_left = SHOWN
    for question, differences in doubt.by_question.items():
        if lines_left > 0:
            yield "\n".join(
                [question, *(f"  - {difference.detail}" for difference in differences[:lines_left])]
            )
        lines_left -= len(differences)
    if lines_left < 0:
        yield f"… et {count(-lines_left, 'autre')} : l’option --json les donne tous."


def _actions_by_series(prepared: PreparedDossier, options: argparse.Namespace) -> dict[str, str]:
    return {doubt.series: _action_for(doubt, options) for doubt in prepared.doubts}


def _action_for(doubt: Doubt, options: argparse.Namespace) -> str:
    return REPEAT if options.repeat else CORRECT if options.correct else doubt.advised


def _write(
    prepared: PreparedDossier,
    store: Store,
    options: argparse.Namespace,
    path: Path,
    pictures: DossierPictures,
) -> Outcome:
    chosen = _actions_by_series(prepared, options)
    try:
        publication = publish_dossier.publish_dossier(
            prepared,
            store,
            path,
            day=datetime.now(UTC).astimezone().date(),
            chosen=chosen,
            progress=_progress_reporter(),
            pictures=pictures,
        )
    except OSError as error:
        raise _unwritable(path, error) from error
    print_message(f"Dossier écrit : {path}")
    if options.pdf:
        _write_pdf(path, prepared.contents.choice)
    message = _describe_publication(publication, prepared.contents.choice.audience)
    return Outcome(_dossier_fields(prepared, publication, path), message)


def _write_pdf(path: Path, choice: Choice) -> None:
    """The documents of a dossier as PDF beside it."""
    documents = dossier.read_documents(path)
    for part, name in parts.DOCUMENTS.items():
        if name not in documents:
            continue
        target = path.with_name(publish_dossier.name_pdf(path.stem, choice.parts, part))
        try:
            atomic_file.write_pieces(target, [dossier.print_document(documents[name])])
        except OSError as error:
            raise _unwritable(target, error) from error
        print_message(f"PDF écrit : {target}")


def _dossier_fields(prepared: PreparedDossier, publication: WrittenDossier, path: Path) -> dict[str, Any]:
    return {
        "status": "written",
        "file": str(path),
        "version": prepared.contents.version.number,
        "export": publication.number,
        "bytes": publication.size,
        "sha256": publication.sha256,
        "left_out": [
            {"id": omission.figure.id, "why": omission.why} for omission in prepared.contents.left_out()
        ],
    }


def _describe_publication(publication: WrittenDossier, audience: str) -> str:
    if publication.number is None:
        return ""
    which = f"n° {publication.number}, pour « {disclosure.audience(audience).label} », code {publication.sha256[:12]}"
    if publication.is_known:
        return f"Le même dossier est déjà enregistré : publication {which}."
    return f"Publication enregistrée : {which}."
