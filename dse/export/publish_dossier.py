"""Giving a dossier: compared with what was published, settled, written whole or not at all, and recorded.

The page and the command line both come through here. What leaves for a public is recorded before it can be opened.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from dse import disclosure, figures, french, publication
from dse.disclosure.audiences import PUBLICATION
from dse.errors import Refused
from dse.export import dossier
from dse.export.dossier import Chapter, Choice, Contents, Entry, outline
from dse.export.dossier.contents import Progress
from dse.export.files.whole_file import whole
from dse.figures import Answer
from dse.publication import Correction, Doubt, Published
from dse.query import Ask, Selection, connect
from dse.store import Store

_SERIES = "select wave_id, series from survey_waves"


@dataclass(frozen=True)
class Prepared:
    """A dossier before it is written: what it would hold, and what it would tell otherwise than was published."""

    contents: Contents
    published: Published = field(default_factory=Published)
    doubts: tuple[Doubt, ...] = ()
    series: Mapping[str, str] = field(default_factory=dict)

    def code(self, deeds: Mapping[str, str]) -> str:
        """What confirms exactly this dossier, these differences and what is done with each survey's."""
        about = (self.contents.choice, self.contents.version.number, sorted(deeds.items()))
        return publication.code(self.doubts, repr(about))

    @property
    def is_recorded(self) -> bool:
        """Whether the dossier leaves for a public."""
        return disclosure.audience(self.contents.choice.audience).lowered


@dataclass(frozen=True)
class Given:
    """A dossier that was written. `number` is that of its record, None for the team's; `is_known`: it was recorded before."""

    sha256: str
    size: int
    number: int | None = None
    is_known: bool = False


def prepare(store: Store, number: int, choice: Choice, progress: Progress | None = None) -> Prepared:
    """Ask every figure, and compare what it says with what was published. Damaged if that cannot be read."""
    return compare(dossier.gather(store, number, choice, progress), store)


def compare(contents: Contents, store: Store) -> Prepared:
    """The contents of a dossier beside what was published. Damaged if that cannot be read."""
    audience = disclosure.audience(contents.choice.audience)
    if not audience.lowered:
        return Prepared(contents)
    published = publication.read(store)
    waves = Ask(connect(store, contents.version.number), Selection())(_SERIES)
    series = dict(zip(waves["wave_id"], waves["series"], strict=True))
    found = publication.compared(published, _answers(contents), audience.thresholds)
    return Prepared(contents, published, publication.doubts(found, series), series)


def give(
    prepared: Prepared,
    store: Store,
    target: Path,
    *,
    day: date,
    chosen: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Given:
    """Write the dossier at its place in one step, after its record. OSError where it cannot be written, Refused where its place
    is no file, Conflict where another was recorded since it was prepared: nothing is given then."""
    _check_place(target)
    settled = publication.settled(
        _answers(prepared.contents),
        prepared.published,
        prepared.doubts,
        chosen or {},
        prepared.series,
        day,
    )
    contents = _with(prepared, settled.answers, settled.corrections, settled.repeated)
    with whole(target) as draft:
        dossier.write(contents, draft, progress)
        sha256, size = _hash(draft), draft.stat().st_size
        if not prepared.is_recorded:
            return Given(sha256, size)
        if known := _already_given(store, prepared.published, sha256):
            return Given(sha256, size, known, is_known=True)
        choice = contents.choice
        told = {"triennial": choice.triennial, "against": choice.against, "audience": choice.audience}
        fields = publication.fields(
            settled, day=day, version=contents.version.number, choice=told, sha256=sha256, size=size
        )
        return Given(sha256, size, store.record_export(fields, prepared.published.last))


def require_as_published(said: Answer, store: Store) -> None:
    """Refused where a figure alone would tell a public otherwise than it was told: only a dossier repeats or corrects.

    Damaged if what was published cannot be read.
    """
    if said.selection.audience != PUBLICATION:
        return
    thresholds = disclosure.audience(PUBLICATION).thresholds
    if any(not each.is_gone for each in publication.compared(publication.read(store), [said], thresholds)):
        raise Refused(
            "Cette figure dirait autre chose que ce qui a été publié. Préparez le dossier du triennal (« export ») : il répète "
            "les chiffres publiés, ou les corrige en le disant."
        )


def file_name(choice: Choice) -> str:
    """`dossier-2019-2021-contre-2016-2018-equipe.zip`: whom a file is for is read before it is sent."""
    against = f"-contre-{choice.against}" if choice.against else ""
    return f"dossier-{choice.triennial}{against}-{choice.audience}.zip"


def _check_place(target: Path) -> None:
    """What has been recorded must be there: a folder or a pipe cannot become a file in one step."""
    if target.exists() and not target.is_file():
        raise Refused(f"{target} n’est pas un fichier. Donnez le nom d’un fichier à écrire.")


def _already_given(store: Store, published: Published, sha256: str) -> int | None:
    """The number under which the same bytes were given, if nothing was since this dossier was prepared."""
    if len(store.exports()) != len(published.exports):
        return None
    return next((each.number for each in reversed(published.exports) if each.sha256 == sha256), None)


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _answers(contents: Contents) -> list[Answer]:
    """Every answer of a dossier, those of the triennial compared with included."""
    return [each for entry in contents.entries() for each in entry.answers()]


def _with(
    prepared: Prepared, answers: Sequence[Answer], corrections: Sequence[Correction], repeated: Sequence[str]
) -> Contents:
    """The contents with other answers, in the same order, and what is to be said of them."""
    left = iter(answers)
    chapters = tuple(_chapter(each, left) for each in prepared.contents.chapters)
    told = dict.fromkeys([*prepared.published.corrections(publication.waves(answers)), *corrections])
    again = [f"Enquête « {name} » : les chiffres sont ceux qui ont déjà été publiés." for name in repeated]
    notices = (*prepared.contents.notices, *again, *_in_short(told))
    each_one = tuple(map(_corrected, told))
    return replace(prepared.contents, chapters=chapters, notices=notices, corrections=each_one)


def _chapter(chapter: Chapter, left: Iterator[Answer]) -> Chapter:
    entries = tuple(_entry(each, left) for each in chapter.entries)
    return replace(
        chapter, entries=entries, highlights=tuple(figures.highlights([each.said for each in entries]))
    )


def _entry(entry: Entry, left: Iterator[Answer]) -> Entry:
    said = next(left)
    return replace(entry, said=said, before=next(left) if entry.before is not None else None)


def _in_short(corrections: Iterable[Correction]) -> Iterator[str]:
    """How many numbers were corrected each day, and where each is told."""
    for day, many in Counter(each.day for each in corrections).items():
        numbers = french.count(many, "chiffre déjà publié", "chiffres déjà publiés")
        yield f"Corrigé le {french.day(day)} : {numbers}, à lire dans « {outline.CORRECTED} »."


def _corrected(correction: Correction) -> str:
    when = french.day(correction.day)
    return f"Corrigé le {when} : {correction.what} : {correction.after} au lieu de {correction.before}."
