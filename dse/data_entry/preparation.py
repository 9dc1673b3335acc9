"""What saving entries would do: a proposal of an import, made of sheets that nobody had to write; and doing it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dse import french, ingest
from dse.data_entry import block_rows
from dse.data_entry.block_rows import Collision, Line
from dse.data_entry.entry import NOUNS, REMOVED, Entry, find_day_title, find_unmarked, list_later_days
from dse.data_entry.records import Records
from dse.errors import Refused
from dse.ingest import Issue, Proposal
from dse.ingest.checks.complete_files import check_large_removals
from dse.ingest.checks.confirmations import find_rewritten_history
from dse.ingest.checks.earlier_situations import find_earlier_situations
from dse.ingest.checks.name_conflicts import find_namesakes
from dse.ingest.checks.references import find_removed_targets
from dse.ingest.checks.stays import find_overlapping_stays
from dse.ingest.files.cells import Sheet
from dse.ingest.forms.definitions import Form, Rows
from dse.ingest.proposal import ImportSource, propose_sources
from dse.ingest.rows.gathering import DATED
from dse.ingest.rows.identifier_columns import ADDED, OF_ADDED
from dse.ingest.rows.identifier_columns import Line as Place
from dse.ingest.rows.numbered_rows import describe_doubtful_line
from dse.ingest.rows.organisation_identifiers import describe_doubtful_organisation
from dse.ingest.rows.removed_rows import owner_columns
from dse.store import SourceFile, Store, Version

FILE = "Saisie"
ONE_OF_TWO = "Deux lignes de cette fiche auraient le même jour sous « {title} » ({text}) : l’une effacerait l’autre. Corrigez ce jour, ou choisissez la ligne qui le porte déjà."
UNMARKED = "« {theme} » a une justification et pas de marque : donnez la marque, ou videz la justification."
CITED = "Supprimez ou corrigez d’abord ces lignes."
TO_SAY = "Confirmez si c’est une correction. Sinon cliquez sur « Reprendre », et dites depuis quand sous « Changement à partir du »."
SECOND_STAY = "Confirmez une seconde adhésion ; sinon retirez cette saisie, et corrigez la première."
GONE = "Cette ligne n’est plus dans les données : quelqu’un l’a supprimée, ou a corrigé sa référence. Cherchez-la sous une autre avant de l’ajouter de nouveau."
NAMELESS = "« {title} » ne peut pas être vide : c’est par là que la fiche est connue. Remettez ce qui y était, ou ce qui doit y être."
UNANSWERED = "« {title} » : vous avez tapé « {text} » sans dire si c’est une correction, ou un changement à partir d’une date. Cliquez sur « Reprendre » pour le dire."
LAST_SITUATION = "Il ne resterait aucune situation : quelqu’un a supprimé entre-temps celle que vous gardiez. Une organisation en garde une : retirez cette saisie, puis rouvrez la fiche pour corriger celle qui reste."
EXISTS = "existe déjà : corrigez-le plutôt, ou donnez un autre identifiant."
NAME_TITLES = ("Nom", "Intitulé")
_FIRST_ROW = 2

Piece = tuple[Form, Sequence[Line]]  # lines, and the form by which they are read


@dataclass(frozen=True)
class Prepared:
    """Entries with their identifiers, and what saving them would do. `collisions` by number of the entry; without a proposal there are some.

    `sheets` gives the number of the entry behind each sheet of the proposal.
    """

    entries: tuple[Entry, ...]
    proposal: Proposal | None = None
    collisions: Mapping[int, tuple[Collision, ...]] = field(default_factory=dict)
    refusals: Mapping[int, str] = field(default_factory=dict)
    sheets: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """Whether it can be saved, if the person agrees to the doubts."""
        return self.proposal is not None and self.proposal.status in {"ready", "confirm"}

    def find_issues(self, number: int) -> list[Issue]:
        """Problems of one entry; what would be left behind is one of every entry that takes something away."""
        problems = self.proposal.problems if self.proposal else ()
        takes_away = self.entries[number].is_removal or bool(self.entries[number].renamed)
        return [
            issue
            for issue in problems
            if self.sheets.get(issue.sheet or "") == number or (issue.sheet is None and takes_away)
        ]


def describe(entries: Sequence[Entry]) -> str:
    """`2 accompagnements, 1 présence supprimée`: how many of each."""
    counts = Counter((entry.form_name, entry.is_removal) for entry in entries)
    return ", ".join(
        french.count(count, *(REMOVED if is_removal else NOUNS)[name])
        for (name, is_removal), count in counts.most_common()
    )


def name_thing(entry: Entry) -> str:
    """`Accompagnement ACC-2026-001 · Évaluation finale`: what an entry is about."""
    line = {**entry.lines[-1], **entry.renamed}
    identity = [line.get(title, "") for title in entry.form.identity]
    names = [line[title] for title in NAME_TITLES if line.get(title)]
    noun, _ = NOUNS[entry.form_name]
    return f"{noun.capitalize()} {' · '.join(filter(None, [*identity, *names]))}"


def prepare(store: Store, entries: Sequence[Entry]) -> Prepared:
    """What saving would do now. StoreError if the current version cannot be read."""
    records = Records(store, store.current())
    saved = [() if entry.is_new else records.find_lines(entry.form, entry.identity) for entry in entries]
    refusals = dict(_find_refusals(entries, saved, records))
    if refusals:
        return Prepared(tuple(entries), refusals=refusals)
    merged = [_merge(entry, lines) for entry, lines in zip(entries, saved, strict=True)]
    collisions = {number: found for number, (_, found) in enumerate(merged) if found}
    if collisions:
        return Prepared(tuple(entries), collisions=collisions)
    sources, sheets = _build_sources([pieces for pieces, _ in merged])
    proposal = propose_sources(
        sources,
        store,
        known_forms=[form for source in sources for form in source.forms],
        answers=_list_added(sheets, entries),
    )
    if proposal.parent != (records.version.number if records.version else 0):
        return prepare(store, entries)  # somebody saved while this was being read
    doubts = tuple(
        _reword(doubt, entries, sheets)
        for doubt in proposal.doubts
        if not _is_answered(doubt, entries, sheets, sources)
    )
    problems = tuple(_reword(problem, entries, sheets) for problem in proposal.problems)
    identified = tuple(_identify(entries, proposal, sheets))
    return Prepared(
        identified, replace(proposal, sources=(), doubts=doubts, problems=problems), sheets=sheets
    )


def save(
    store: Store,
    entries: Sequence[Entry],
    author: str,
    code: str,
    agreed: Collection[str] = (),
    day: date | None = None,
) -> Version | None:
    """Make the version of the preview that a person has seen. None where nothing changes.

    `code` is that of the preview, `agreed` are the reasons of its doubts, `day` is the one until which the data go then.
    Refused if something is to be read again, such as after somebody else has saved.
    """
    prepared = prepare(store, entries)
    proposal = prepared.proposal.stopped_on(day) if prepared.proposal else None
    if proposal is None or proposal.code != code or {doubt.reason for doubt in proposal.doubts} - set(agreed):
        raise Refused("Les données ont changé entre-temps. Relisez l’aperçu, puis enregistrez de nouveau.")
    if proposal.status == "unchanged":
        return None
    return ingest.confirm(
        proposal,
        store,
        code=code,
        author=author,
        message=f"Saisie : {describe(entries)}",
    )


def _reword(doubt: Issue, entries: Sequence[Entry], sheets: Mapping[str, int]) -> Issue:
    """An issue as the box says it: with what or the text that it is about, which nothing else there shows, and what to do without a file."""
    if doubt.code == find_rewritten_history.code:
        thing = name_thing(entries[sheets[doubt.sheet or ""]])
        return replace(doubt, reason=f"{thing} : {doubt.reason[:1].lower()}{doubt.reason[1:]}", advice=TO_SAY)
    if doubt.code == find_removed_targets.code:
        return replace(doubt, advice=CITED)
    if doubt.code == find_namesakes.code:
        return replace(doubt, advice=OF_ADDED)
    if doubt.code == find_overlapping_stays.code:
        return replace(doubt, advice=SECOND_STAY)
    if doubt.code not in {describe_doubtful_line.code, describe_doubtful_organisation.code}:
        return doubt
    return replace(doubt, reason=f"« {doubt.value} » : {doubt.reason[:1].lower()}{doubt.reason[1:]}")


def _is_answered(
    doubt: Issue, entries: Sequence[Entry], sheets: Mapping[str, int], sources: Sequence[ImportSource]
) -> bool:
    """Whether the person has already said it: what a situation that changes or begins before another means, or that a thing goes.

    Of a situation that somebody added meanwhile she was told before, and answered.
    """
    if doubt.code == check_large_removals.code:
        return True
    if doubt.sheet not in sheets or doubt.row is None:
        return False
    entry = entries[sheets[doubt.sheet]]
    if doubt.code not in {find_rewritten_history.code, find_earlier_situations.code}:
        return False
    sheet = next(sheet for source in sources for sheet in source.sheets if sheet.name == doubt.sheet)
    title = find_day_title(entry.form)
    days = sheet.columns[sheet.headers.index(title)]
    day = days[sheet.numbers.index(doubt.row)]
    if doubt.code == find_rewritten_history.code:
        return day in entry.settled_days
    later = list_later_days(entry.form, [{title: other} for other in days], day)
    is_told = bool(later) and later[0] not in {line.get(title, "") for line in (*entry.shown, *entry.typed)}
    return is_told or (day, *later[:1]) in entry.next_days


def _list_added(sheets: Mapping[str, int], entries: Sequence[Entry]) -> dict[Place, str]:
    """The lines that are typed as new things, for which an identifier is proposed where none is typed."""
    return {
        (FILE, sheet, _FIRST_ROW): ADDED
        for sheet, number in sheets.items()
        if entries[number].is_new and len(entries[number].form.identity) == 1
    }


def _identify(entries: Sequence[Entry], proposal: Proposal, sheets: Mapping[str, int]) -> Iterator[Entry]:
    """The entries, each new one with the identifier that is proposed for it, once nothing is wrong with it."""
    wrong = {sheets.get(issue.sheet or "") for issue in proposal.problems}
    proposed = {sheets[one.sheet or ""]: one.identifier for one in proposal.identifiers}
    for number, entry in enumerate(entries):
        if number not in proposed or number in wrong:
            yield entry
            continue
        (title,) = entry.form.identity
        yield replace(entry, typed=tuple({**line, title: proposed[number]} for line in entry.typed))


def _find_refusals(
    entries: Sequence[Entry], saved: Sequence[Sequence[Line]], records: Records
) -> Iterator[tuple[int, str]]:
    """New things that are there already, things to correct that are gone, and rows that would take the place of others."""
    seen: set[tuple[str, ...]] = set()
    for number, (entry, lines) in enumerate(zip(entries, saved, strict=True)):
        form, typed = entry.form, {**entry.lines[0], **entry.renamed}
        identity = records.read_identity(form, typed)
        emptied = [title for title, text in entry.renamed.items() if not text]
        if not entry.is_new and not lines:
            yield number, GONE
        elif emptied:
            yield number, NAMELESS.format(title=emptied[0])
        elif unanswered := find_unanswered(entry):
            title, text = unanswered
            yield number, UNANSWERED.format(title=title, text=text or "vide")
        elif unmarked := find_unmarked(form, typed):
            yield number, UNMARKED.format(theme=unmarked[0])
        elif not entry.is_new and not entry.is_removal and (overwritten := _find_overwritten(entry)):
            title, text = overwritten
            yield number, ONE_OF_TWO.format(title=title, text=text or "vide")
        elif not entry.is_new and not entry.is_removal and _leaves_no_situation(entry, lines):
            yield number, LAST_SITUATION
        elif (entry.is_new or entry.renamed) and len(identity) == len(form.identity):
            key = (entry.form_name, *map(str, identity.values()))
            if key in seen or records.find_lines(form, identity):
                name = " · ".join(typed[title] for title in form.identity)
                yield number, f"« {name} » {EXISTS}"
            seen.add(key)


def find_unanswered(entry: Entry) -> tuple[str, str] | None:
    """A title and its text that would be lost if it were saved: it waits for the answer to a question."""
    return next((pair for sent in entry.unanswered for pair in sent.texts.items()), None)


def _find_overwritten(entry: Entry) -> tuple[str, str] | None:
    form = entry.form
    found = (block_rows.find_overwritten(form, rows, entry.shown, entry.typed) for rows in form.rows)
    return next(filter(None, found), None)


def _merge(entry: Entry, saved: Sequence[Line]) -> tuple[list[Piece], tuple[Collision, ...]]:
    """The pieces by which an entry is written, and its collisions with what others saved."""
    if entry.is_new:
        return [(entry.form, entry.typed)], ()
    if entry.is_removal:
        return [_write_removal(entry, saved)], block_rows.find_changes(entry.shown, saved, entry.answers)
    form = entry.form
    merged = [(rows, *_merge_block(entry, rows, saved)) for rows in form.rows]
    collisions = tuple(collision for _, block, _ in merged for collision in block.collisions)
    if entry.renamed:
        return [*_write_anew(entry, saved, [(rows, block.rows) for rows, block, _ in merged])], collisions
    (first, head, head_now), *others = merged
    touched = [(rows, list(block.rows.values())) for rows, block, now in others if block.rows != now]
    emptied = [rows for rows, lines in touched if not lines]
    pieces: list[Piece] = [(_narrow(form, (rows,)), lines) for rows, lines in touched if lines]
    if emptied or head.rows != head_now:
        owner = {title: saved[0].get(title, "") for title in form.identity}
        pieces.insert(0, (_narrow(form, (first, *emptied)), list(head.rows.values()) or [owner]))
    return pieces, collisions


def _write_anew(
    entry: Entry, saved: Sequence[Line], blocks: Sequence[tuple[Rows, Mapping[block_rows.Key, Line]]]
) -> Iterator[Piece]:
    """A thing is taken away; all that it says is written under what it is known by from now on."""
    yield _write_removal(entry, saved)
    for rows, lines in blocks:
        if lines:
            yield _narrow(entry.form, (rows,)), [{**line, **entry.renamed} for line in lines.values()]


def _write_removal(entry: Entry, saved: Sequence[Line]) -> Piece:
    return _build_removal(entry.form), [{title: saved[0].get(title, "") for title in entry.form.identity}]


def _build_removal(form: Form) -> Form:
    """A form whose line speaks for all that there is of a thing, and makes no row of it."""
    blocks = tuple(
        replace(rows, repeats=(), replaces=rows.replaces or tuple(owner_columns(form, rows)))
        for rows in form.rows
    )
    headers = {title: replace(header, required=False) for title, header in form.headers.items()}
    return replace(form, headers=headers, rows=blocks, ignore="", removes=True)


def _merge_block(
    entry: Entry, rows: Rows, saved: Sequence[Line]
) -> tuple[block_rows.Merged, dict[block_rows.Key, Line]]:
    """The rows of a block after both, and as they are saved now."""
    form = entry.form
    now = block_rows.read_rows(form, rows, saved)
    paired = block_rows.pair_rows(form, rows, entry.shown, entry.typed, saved)
    if rows.table not in DATED:
        return block_rows.merge_rows(form, rows, paired, now, entry.answers), now
    title = find_day_title(form)
    merged = block_rows.merge_rows(form, rows, paired, now, entry.answers, title)
    return block_rows.ask_about_others(form, rows, paired, now, entry.answers, merged, title), now


def _leaves_no_situation(entry: Entry, saved: Sequence[Line]) -> bool:
    """Whether it takes away the last situation of several, somebody else having taken away the others."""
    form = entry.form
    for rows in form.rows:
        if rows.table in DATED and len(block_rows.read_rows(form, rows, entry.shown)) > 1:
            now = block_rows.read_rows(form, rows, saved)
            paired = block_rows.pair_rows(form, rows, entry.shown, entry.typed, saved)
            merged = block_rows.merge_rows(form, rows, paired, now, entry.answers, find_day_title(form))
            return bool(now) and not merged.rows
    return False


def _narrow(form: Form, blocks: Sequence[Rows]) -> Form:
    """A form of some blocks, whose lines say all that these have about what the lines are about."""
    titles = dict.fromkeys(title for rows in blocks for title in block_rows.list_titles(form, rows))
    whole = tuple(
        replace(rows, repeats=(), replaces=rows.replaces or tuple(owner_columns(form, rows)))
        for rows in blocks
    )
    return replace(form, headers={title: form.headers[title] for title in titles}, rows=whole, ignore="")


def _build_sources(
    entries: Sequence[Sequence[Piece]],
) -> tuple[list[ImportSource], dict[str, int]]:
    sources, sheets = [], {}
    for number, pieces in enumerate(entries):
        for index, (form, lines) in enumerate(pieces):
            name = f"{number + 1}.{index + 1}"
            sheets[name] = number
            headers = tuple(form.headers)
            columns = tuple([line.get(title, "") for line in lines] for title in headers)
            rows = range(_FIRST_ROW, _FIRST_ROW + len(lines))
            sheet = Sheet(FILE, headers, columns, tuple(rows), name=name)
            sources.append(ImportSource(_name_source(sheet), (sheet,), (form,)))
    return sources, sheets


def _name_source(sheet: Sheet) -> SourceFile:
    content = repr((sheet.headers, sheet.columns)).encode("utf-8")
    return SourceFile(FILE, hashlib.sha256(content).hexdigest(), len(content))
