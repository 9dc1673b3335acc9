"""Publish a dossier: compare it with published values, reconcile, write it atomically, and record it.

The page and the command line both use this. A dossier for a public is recorded before its file exists.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from dse import disclosure, figures, french, publication
from dse.errors import Refused
from dse.export import dossier
from dse.export.comment_doubts import Passage, list_reasons, list_texts, read_names
from dse.export.dossier import (
    Chapter,
    Choice,
    Contents,
    DossierPictures,
    Entry,
    outline,
    parts,
    printed_comments,
)
from dse.export.dossier.contents import Progress
from dse.export.dossier.named_persons import NamedPerson, find_named_persons
from dse.export.dossier.review_contents import keep_review, list_review_figures
from dse.export.files.atomic_file import open_draft
from dse.figures import Answer
from dse.publication import Correction, Doubt, NumberCorrection, Published
from dse.query import Query, Selection, open_version
from dse.review import Plan
from dse.review.commentary import number_labels
from dse.store import Store
from schemas import codelists

PERSONS = (
    "Des personnes semblent désignées ici. Corrigez vos fichiers et importez-les de nouveau ; ne confirmez que si personne n’est "
    "reconnaissable."
)
UNKNOWN = "Rien n’est écrit : ces passages seraient imprimés tels quels."
COMMENTS = "Des commentaires sont à relire. {} Corrigez dans le chapitre, ou confirmez."
UNPRINTED = "Ceci ne sera pas dans ce Bilan, qui ne montre pas la figure commentée. Ajoutez-la, écrivez ailleurs, ou confirmez."
_SERIES = "select wave_id, series, title from survey_waves"
_ORGANISATIONS = "select name from organisations"


@dataclass(frozen=True)
class PreparedDossier:
    """A dossier before it is written: its contents, the surveys whose values differ from those published (`doubts`), the texts
    that probably name a person (`persons`), what has to be read again in the comments of its review (`comments`), and those comments
    that it has no place for (`unprinted`)."""

    contents: Contents
    published: Published = field(default_factory=Published)
    doubts: tuple[Doubt, ...] = ()
    series: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    persons: tuple[NamedPerson, ...] = ()
    comments: tuple[Passage, ...] = ()
    unprinted: tuple[str, ...] = ()

    def code(self, actions: Mapping[str, str]) -> str:
        """The confirmation code of this dossier, its differences, its texts that may name somebody, its comments, and the action chosen
        for each survey."""
        about = (
            self.contents.choice,
            self.contents.version.number,
            sorted(actions.items()),
            *self.persons,
            *list_texts(self.comments),
            *self.unprinted,
            *printed_comments.list_printed(self.contents),
        )
        return publication.code(self.doubts, repr(about))

    @property
    def must_be_confirmed(self) -> bool:
        """Whether somebody has to read something before it is written."""
        return bool(self.doubts or self.persons or self.comments or self.unprinted)

    @property
    def is_recorded(self) -> bool:
        """Whether the dossier is for a public, and so has a record; a draft is for nobody yet."""
        choice = self.contents.choice
        return disclosure.audience(choice.audience).is_public and not choice.is_draft


@dataclass(frozen=True)
class WrittenDossier:
    """A dossier that was written. `number` is that of its record, None for the team's; `is_known`: it was recorded earlier."""

    sha256: str
    size: int
    number: int | None = None
    is_known: bool = False


def prepare_dossier(
    store: Store,
    number: int,
    choice: Choice,
    progress: Progress | None = None,
    pictures: DossierPictures | None = None,
    plan: Plan | None = None,
) -> PreparedDossier:
    """Compute every figure, and compare with published values. Damaged if these cannot be read.

    `plan`: that of its review; `pictures`: what draws each figure as soon as it is computed, for `publish_dossier`.
    """
    draws_all = {parts.ANNEX, parts.IMAGES} & set(choice.parts)
    on_entry = pictures.request if pictures is not None and draws_all else None
    contents = dossier.gather(store, number, choice, progress, on_entry=on_entry, plan=plan)
    return compare_with_published(contents, store)


def compare_with_published(contents: Contents, store: Store) -> PreparedDossier:
    """Compare the contents of a dossier with published values, and search it for persons. Damaged if those cannot be read, Refused where a
    comment has the name of no number."""
    contents = keep_review(contents) if contents.choice.is_review_only else contents
    if unknown := printed_comments.list_unknown_numbers(contents):
        raise Refused(f"{UNKNOWN} {' '.join(unknown)}")
    unprinted = printed_comments.list_unprinted(contents)
    audience = disclosure.audience(contents.choice.audience)
    if not audience.is_public:
        return PreparedDossier(
            contents, comments=printed_comments.list_absent_numbers(contents), unprinted=unprinted
        )
    query, answers = Query(open_version(store, contents.version.number), Selection()), _list_answers(contents)
    options, find_spoken = publication.read_options(query), partial(publication.read_spoken, store)
    published = publication.with_options(publication.read(store), answers, options, find_spoken)
    organisations = query(_ORGANISATIONS)["name"].tolist()
    names = read_names(store, contents.version)
    waves = query(_SERIES)
    series = dict(zip(waves["wave_id"], waves["series"], strict=True))
    between = publication.AmountsBetween(store, contents.version.number, published, audience.thresholds)
    differences = publication.compared(
        published, answers, audience.thresholds, _list_asked(contents), between
    )
    differing = {difference.figure_id for difference in differences}
    return PreparedDossier(
        contents,
        published,
        publication.doubts(differences, series),
        series,
        _title_periods() | dict(zip(waves["wave_id"], waves["title"], strict=True)),
        find_named_persons(contents, organisations),
        printed_comments.list_to_read_again(contents, names, differing),
        unprinted,
    )


def _title_periods() -> dict[str, str]:
    """What amounts of a triennial are called beside the titles of surveys."""
    return {triennial.code: f"Montants de {triennial.code}" for triennial in codelists.triennials()}


def publish_dossier(
    prepared: PreparedDossier,
    store: Store,
    target: Path,
    *,
    day: date,
    chosen: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    pictures: DossierPictures | None = None,
) -> WrittenDossier:
    """Write the dossier to `target` in one step, after its record. `chosen`: by series, repeat or correct. Nothing is written on
    OSError, Refused (the target is no file) or Conflict (another dossier was recorded since this one was prepared)."""
    _require_file(target)
    reconciled = publication.settled(
        _list_answers(prepared.contents),
        prepared.published,
        prepared.doubts,
        chosen or {},
        prepared.series,
        day,
    )
    contents = _apply_reconciliation(
        prepared, reconciled.answers, reconciled.corrections, reconciled.repeated, day
    )
    with open_draft(target) as draft:
        dossier.write(contents, draft, progress, pictures)
        sha256, size = _hash(draft), draft.stat().st_size
        if not prepared.is_recorded:
            return WrittenDossier(sha256, size)
        if number := _find_same_export(store, prepared.published, sha256):
            return WrittenDossier(sha256, size, number, is_known=True)
        choice = contents.choice
        choice_fields = {
            "triennial": choice.triennial,
            "against": choice.against,
            "audience": choice.audience,
        }
        fields = publication.fields(
            reconciled,
            day=day,
            version=contents.version.number,
            choice=choice_fields,
            sha256=sha256,
            size=size,
            asked=_list_asked(contents),
            parts=choice.parts,
            plan=contents.plan.number if parts.REVIEW in choice.parts else None,
            numbers=printed_comments.read_inserted(contents),
            number_corrections=_find_number_corrections(contents, prepared.published, day),
        )
        return WrittenDossier(sha256, size, store.record_export(fields, prepared.published.last))


def describe_comments(passages: Sequence[Passage]) -> str:
    """What is to be done about passages of comments to read again, and why."""
    return " ".join(COMMENTS.format(" ".join(list_reasons(passages))).split())


def file_name(choice: Choice) -> str:
    """`dossier-2019-2021-contre-2016-2018-equipe.zip`: the name says whom the file is for, and which parts it has if not all."""
    against = f"-contre-{choice.against}" if choice.against else ""
    suffix = "" if choice.parts == parts.ALL else f"-{'-'.join(choice.parts)}"
    suffix += "-essai" if choice.is_draft else ""
    return f"dossier-{choice.triennial}{against}-{choice.audience}{suffix}.zip"


def name_document(choice: Choice, part: str, extension: str) -> str:
    """`bilan-2019-2021.pdf`, as it is sent; what a public is not to have says so: `bilan-2019-2021-equipe.docx`, `…-essai.docx`."""
    words = [Path(parts.DOCUMENTS[part]).stem, choice.triennial]
    words += [choice.audience] if choice.audience != Choice.audience else []
    words += ["essai"] if choice.is_draft else []
    return f"{'-'.join(words)}.{extension}"


def name_pdf(stem: str, file_parts: Sequence[str], part: str) -> str:
    """The PDF of one part of a file, after the stem of that file: where this has the names of its parts, the one stands in their
    place (`dossier-2016-2018-equipe-bilan-annexe` has `dossier-2016-2018-equipe-annexe.pdf`), elsewhere at the end, unless the file is
    already called so (`bilan` has `bilan.pdf` and `bilan-annexe.pdf`)."""
    all_parts = "-".join(file_parts)
    if all_parts in stem:
        return f"{stem.replace(all_parts, part)}.pdf"
    return f"{stem}.pdf" if stem.rpartition("-")[2] == part else f"{stem}-{part}.pdf"


def _require_file(target: Path) -> None:
    """A recorded dossier must exist, and a folder or a pipe cannot be replaced in one step."""
    if target.exists() and not target.is_file():
        raise Refused(f"{target} n’est pas un fichier. Donnez le nom d’un fichier à écrire.")


def _find_same_export(store: Store, published: Published, sha256: str) -> int | None:
    """The number of an earlier record with the same bytes, unless a dossier was recorded since this one was prepared."""
    if len(store.exports()) != len(published.exports):
        return None
    return next((export.number for export in reversed(published.exports) if export.sha256 == sha256), None)


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _list_answers(contents: Contents) -> list[Answer]:
    """Every answer of a dossier, those of the triennial compared with included."""
    return [answer for entry in contents.entries() for answer in entry.answers()]


def _list_asked(contents: Contents) -> list[str] | None:
    """The figures of a dossier that has not all of them."""
    if not contents.choice.is_review_only:
        return None
    return list_review_figures(contents)


def _apply_reconciliation(
    prepared: PreparedDossier,
    answers: Sequence[Answer],
    corrections: Sequence[Correction],
    repeated: Sequence[str],
    day: date,
) -> Contents:
    """The contents with reconciled answers, in the same order, and sentences on what was repeated or corrected."""
    answers_left = iter(answers)
    chapters = tuple(
        _replace_chapter_answers(chapter, answers_left) for chapter in prepared.contents.chapters
    )
    figure_ids = _list_asked(prepared.contents)
    earlier = prepared.published.corrections(publication.waves(answers))
    all_corrections = dict.fromkeys(
        correction
        for correction in (*earlier, *corrections)
        if figure_ids is None or correction.figure_id in figure_ids
    )
    again = [_describe_repeated(prepared, answers, name) for name in repeated]
    contents = replace(prepared.contents, chapters=chapters)
    of_numbers = _list_number_corrections(contents, prepared.published, day)
    names = _name_corrected(contents, of_numbers)
    read_otherwise = {
        (correction.figure_id, correction.day)
        for correction in of_numbers
        if contents.choice.is_review_only and correction.figure_id not in contents.plan.list_figures()
    }
    days = {
        _describe_correction(correction, contents): correction.day
        for correction in all_corrections
        if (correction.figure_id, correction.day) not in read_otherwise
    } | {
        _describe_number_correction(correction, names[correction.code]): correction.day
        for correction in of_numbers
    }
    notices = (*contents.notices, *again, *_summarise_corrections(days.values()))
    return replace(contents, notices=notices, corrections=tuple(days))


def _find_number_corrections(
    contents: Contents, published: Published, day: date
) -> tuple[NumberCorrection, ...]:
    """The numbers of comments that read otherwise than they were last published."""
    last = published.find_numbers(contents.choice.triennial, contents.choice.audience)
    return tuple(
        NumberCorrection(code, last[code], text, day)
        for code, text in printed_comments.read_inserted(contents).items()
        if last.get(code, text) != text
    )


def _describe_repeated(prepared: PreparedDossier, answers: Sequence[Answer], name: str) -> str:
    """That the numbers of a survey are those published: by the titles of its waves that the dossier tells of."""
    waves = (wave for wave in publication.waves(answers) if prepared.series.get(wave, wave) == name)
    titles = [f"« {prepared.titles.get(wave, wave)} »" for wave in sorted(waves)]
    return f"{french.listed(titles)} : les chiffres sont ceux qui ont déjà été publiés."


def _replace_chapter_answers(chapter: Chapter, answers_left: Iterator[Answer]) -> Chapter:
    entries = tuple(_replace_entry_answers(entry, answers_left) for entry in chapter.entries)
    return replace(
        chapter, entries=entries, highlights=tuple(figures.highlights([entry.answer for entry in entries]))
    )


def _replace_entry_answers(entry: Entry, answers_left: Iterator[Answer]) -> Entry:
    answer = next(answers_left)
    return replace(entry, answer=answer, before=next(answers_left) if entry.before is not None else None)


def _summarise_corrections(days: Iterable[date]) -> Iterator[str]:
    """How many numbers were corrected each day, and which part of the report lists them."""
    for day, count in Counter(days).items():
        numbers = french.count(count, "chiffre déjà publié", "chiffres déjà publiés")
        yield f"Corrigé le {french.day(day)} : {numbers}, à lire dans « {outline.CORRECTED} »."


def _list_number_corrections(contents: Contents, published: Published, day: date) -> list[NumberCorrection]:
    """What was corrected of the numbers that the comments printed have, now and in earlier files."""
    choice, codes = contents.choice, printed_comments.read_inserted(contents)
    earlier = published.list_number_corrections(choice.triennial, choice.audience)
    now = _find_number_corrections(contents, published, day)
    return [correction for correction in (*earlier, *now) if correction.code in codes]


def _name_corrected(contents: Contents, corrections: Iterable[NumberCorrection]) -> dict[str, str]:
    """The numbers corrected, by code, as a reader who never saw the list of numbers understands them."""
    codes = {correction.code for correction in corrections}
    answers = printed_comments.index_answers(contents)
    return {
        number.code: number_labels.name_in_full(number, answers.get(number.answer_key))
        for number in printed_comments.list_inserted_numbers(contents)
        if number.code in codes
    }


def _describe_number_correction(correction: NumberCorrection, name: str) -> str:
    """What was corrected of a number of a comment, as it was read."""
    return f"Corrigé le {french.day(correction.day)} : {name}, {correction.after} au lieu de {correction.before}."


def _describe_correction(correction: Correction, contents: Contents) -> str:
    """What was corrected. Of a figure of which a review has nothing but a number in a comment, its counts stay unsaid."""
    when = french.day(correction.day)
    if contents.choice.is_review_only and correction.figure_id not in contents.plan.list_figures():
        question = figures.REGISTRY[correction.figure_id].question
        return f"Corrigé le {when} : un nombre des commentaires, tiré de « {question} »."
    return f"Corrigé le {when} : {correction.what} : {correction.after} au lieu de {correction.before}."
