"""What a person typed about one thing: the lines of a form as they were shown, and as they are now meant to be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

import pyarrow as pa

import schemas
from dse import paths
from dse.data_entry import block_rows
from dse.data_entry.block_rows import Answer, Line
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import Form, Header, Rows, Source
from dse.ingest.rows.gathering import DATED
from dse.ingest.values import dates

MEMBERS, ACCOMPANIMENTS, ACTIVITIES, PRESENCES = "membres", "accompagnements", "activites", "presences"
NOUNS = {
    MEMBERS: ("membre", "membres"),
    ACCOMPANIMENTS: ("accompagnement", "accompagnements"),
    ACTIVITIES: ("activité", "activités"),
    PRESENCES: ("présence", "présences"),
}
REMOVED = {
    MEMBERS: ("membre supprimé", "membres supprimés"),
    ACCOMPANIMENTS: ("accompagnement supprimé", "accompagnements supprimés"),
    ACTIVITIES: ("activité supprimée", "activités supprimées"),
    PRESENCES: ("présence supprimée", "présences supprimées"),
}

MARKS = "theme_marks"
JUSTIFICATION_HELP = "Pourquoi cette marque : ce qui, dans l’action, le montre. Sans nommer personne."


Days = tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """The texts of one line, and what was said of those that hold from a day on.

    `kind` says whether they were wrong or changed, `since` is the day of a change as it was typed. `elsewhere` are the first days of the
    other situations that the person was asked about, and whether it is the same there.
    """

    line: int
    texts: Line
    kind: str | None = None
    since: str = ""
    elsewhere: tuple[Days, bool] | None = None


@dataclass(frozen=True)
class Entry:
    """A thing to add or to correct. `identity` are the values by which the store knows it, by title; none where it is new.

    `shown` are its lines when the form was opened, `typed` as they are meant to be: what is the same in both is left as
    anybody else may have made it meanwhile. `answers` are about cells that somebody else changed too. Of what holds from a day
    on, `settled` are the lines with only what the person said to be wrong or to have changed, as shown until she does, and
    `next_days` are pairs of the first day of a new situation and of the next one that she knew of: she said whether the change
    holds there too. Without `typed` lines the thing is to be taken away; `renamed` are the texts by which it is known from now
    on, by title, where those were wrong. `changed` are the numbers of lines and titles of what she said to be wrong or to have
    changed: what else a situation says that was added is only what is in force on its day. `changed_after` are pairs of an added
    line and of one of a later situation for which she said the same. `unanswered` is what was sent of a line and asked about; of
    its texts those that do not even wait among what is typed.
    """

    form_name: str
    typed: tuple[Line, ...]
    identity: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[Line, ...] = ()
    answers: tuple[Answer, ...] = ()
    settled: tuple[Line, ...] = ()
    next_days: frozenset[tuple[str, str]] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    changed: frozenset[tuple[int, str]] = frozenset()
    changed_after: frozenset[tuple[int, int]] = frozenset()
    unanswered: tuple[Sent, ...] = ()

    @property
    def form(self) -> Form:
        """The form whose titles it has."""
        return load_form(self.form_name)

    @property
    def is_new(self) -> bool:
        """Whether the store does not know it yet."""
        return not self.identity

    @property
    def is_removal(self) -> bool:
        """Whether the thing is to be taken away."""
        return not self.typed

    @property
    def lines(self) -> tuple[Line, ...]:
        """What it says, or said before it is taken away."""
        return self.typed or self.shown

    def find_unanswered(self, line: int) -> Sent:
        """What was sent of a line and asked about; nothing where nothing is asked."""
        return next((sent for sent in self.unanswered if sent.line == line), Sent(line, {}))

    @property
    def settled_days(self) -> frozenset[str]:
        """The first days of the situations of which nothing waits to be said."""
        form, title, settled = self.form, find_day_title(self.form), list_settled(self)
        days = [line.get(title, "") for line in self.typed]
        waiting = {
            days[number]
            for number, line in enumerate(self.typed)
            if tell_apart(form, settled, number, line)[0]
        }
        return frozenset(days) - waiting

    def is_about(self, form_name: str, identity: Mapping[str, str]) -> bool:
        """Whether it corrects a thing."""
        return not self.is_new and self.form_name == form_name and dict(self.identity) == dict(identity)


def load_form(name: str) -> Form:
    """Ours of that name, with a justification beside each mark: a form of the team's may say things that cannot be read backwards."""
    form = form_files.load_form(paths.FORMS / f"{name}.toml")
    blocks, headers = [], dict(form.headers)
    for rows in form.rows:
        if rows.table != MARKS:
            blocks.append(rows)
            continue
        title = name_justification(rows)
        blocks.append(replace(rows, columns={**rows.columns, "justification": Source(header=title)}))
        headers[title] = Header(title, help=JUSTIFICATION_HELP)
    return replace(form, rows=tuple(blocks), headers=headers)


def name_justification(marks: Rows) -> str:
    """The title of the justification of the mark that a block makes."""
    return f"{marks.when} : justification"


def find_unmarked(form: Form, line: Line) -> list[str]:
    """Themes that have a justification and no mark, which alone is kept."""
    marks = [rows for rows in form.rows if rows.table == MARKS]
    return [
        rows.when
        for rows in marks
        if rows.when and line.get(name_justification(rows)) and not line.get(rows.when)
    ]


def list_settled(entry: Entry) -> tuple[Line, ...]:
    """The lines that are typed, with nothing that waits to be said; a line that was added says what it means."""
    titles = _list_dated_titles(entry.form)
    known = (*entry.settled, *entry.shown[len(entry.settled) :])
    settled = tuple(
        line | {title: before.get(title, "") for title in titles}
        for line, before in zip(entry.typed, known, strict=False)
    )
    return (*settled, *entry.typed[len(settled) :])


def _list_dated_titles(form: Form) -> list[str]:
    """Titles of what holds from a day on."""
    dated = (title for rows in form.rows if rows.table in DATED for title in rows.source_headers())
    return [title for title in dated if title not in form.identity]


def tell_apart(form: Form, lines: Sequence[Line], index: int, texts: Line) -> tuple[list[str], list[str]]:
    """Titles whose text differs from that of a line: those that hold from a day on, then the others."""
    changed = [title for title in form.headers if texts.get(title, "") != lines[index].get(title, "")]
    dated = set(_list_dated_titles(form))
    return [title for title in changed if title in dated], [title for title in changed if title not in dated]


def correct_line(form: Form, lines: Sequence[Line], index: int, texts: Line) -> tuple[Line, ...]:
    """The lines with other texts in one of them, and in all that repeat the same row."""
    corrected = [dict(line) for line in lines]
    for rows in form.rows:
        titles = block_rows.list_titles(form, rows)
        changed = {
            title: texts.get(title, "")
            for title in titles
            if texts.get(title, "") != lines[index].get(title, "")
        }
        for number, line in enumerate(lines):
            if number == index or _repeats(form, rows, lines[index], line):
                corrected[number] |= changed
    return tuple(corrected)


def _repeats(form: Form, rows: Rows, line: Line, other: Line) -> bool:
    key = block_rows.read_key(form, rows, line)
    return key == block_rows.read_key(form, rows, other) and (
        block_rows.is_filled(form, rows, line) and block_rows.is_filled(form, rows, other)
    )


def change_from(
    form: Form, lines: Sequence[Line], index: int, texts: Line, since: str, *, also_after: bool = False
) -> tuple[Line, ...]:
    """The lines, and one more that says what holds from a day on; what does not depend on days is corrected where it stands.

    What else it says is what was in force that day, and before the first situation what that says. Situations known after it
    stay as they are, unless the change holds `also_after`.
    """
    dated, others = tell_apart(form, lines, index, texts)
    corrected = correct_line(form, lines, index, lines[index] | {title: texts[title] for title in others})
    day_title = find_day_title(form)
    changed = {title: texts[title] for title in dated if title != day_title}
    before = corrected[_find_in_force(form, corrected, index, since)]
    for number in _list_later(form, corrected, since) if also_after else ():
        corrected = correct_line(form, corrected, number, corrected[number] | changed)
    return (*corrected, before | changed | {day_title: since})


def read_in_force(form: Form, lines: Sequence[Line], since: str) -> Line:
    """What holds on a day, by title; before the first situation what that says."""
    line = lines[_find_in_force(form, lines, 0, since)]
    return {title: line.get(title, "") for title in _list_dated_titles(form)}


def list_later_days(form: Form, lines: Sequence[Line], since: str) -> list[str]:
    """The first days of the situations that begin after a day, in order."""
    return list_days(form, lines, _list_later(form, lines, since))


def list_days(form: Form, lines: Sequence[Line], numbers: Collection[int]) -> list[str]:
    """The first days of the situations of some lines, in order."""
    days = _read_days(form, lines)
    ordered = sorted(numbers, key=days.__getitem__)
    return list(dict.fromkeys(lines[number][find_day_title(form)] for number in ordered))


def find_alike(form: Form, lines: Sequence[Line], index: int, title: str) -> list[int]:
    """The lines of the situations before and after that of a line, one beside the other, that say the same under a title."""
    days = _read_days(form, lines)
    if index not in days:
        return []
    before = sorted(
        (number for number in days if days[number] < days[index]), key=days.__getitem__, reverse=True
    )
    after = sorted((number for number in days if days[number] > days[index]), key=days.__getitem__)

    def is_alike(number: int) -> bool:
        return lines[number][title] == lines[index][title]

    return [*takewhile(is_alike, before), *takewhile(is_alike, after)]


def _list_later(form: Form, lines: Sequence[Line], since: str) -> list[int]:
    """The lines whose situation begins after a day, the earliest first."""
    days = _read_days(form, lines)
    start = dates.parse_date(since)[0]
    return sorted((number for number, day in days.items() if start and day > start), key=days.__getitem__)


def _find_in_force(form: Form, lines: Sequence[Line], index: int, since: str) -> int:
    """The line whose situation holds on a day, that of `index` where it is one; the first situation before any is known."""
    days = _read_days(form, lines)
    start = dates.parse_date(since)[0]
    known = {number: day for number, day in days.items() if start and day <= start}
    if not known:
        return min(days, key=days.__getitem__, default=index)
    latest = max(known.values())
    in_force = [number for number, day in known.items() if day == latest]
    return index if index in in_force else in_force[0]


def _read_days(form: Form, lines: Sequence[Line]) -> dict[int, date]:
    """The first day of the situation of each line that says one."""
    days = (
        (number, dates.parse_date(line.get(find_day_title(form), ""))[0]) for number, line in enumerate(lines)
    )
    return {number: day for number, day in days if day}


def find_removable(form: Form, lines: Sequence[Line], index: int) -> list[Rows]:
    """The blocks of which a line has a row that may be taken away alone: a membership, or one of several situations."""
    found = []
    for rows in form.rows:
        if not block_rows.is_filled(form, rows, lines[index]):
            continue
        is_situation = rows.table in DATED
        if is_situation and len(block_rows.read_rows(form, rows, lines)) > 1:
            found.append(rows)
        if not is_situation and block_rows.list_stay_titles(form, rows):
            found.append(rows)
    return found


def take_row_away(entry: Entry, index: int, removed: Rows) -> Entry:
    """The entry without one row of a block; of what goes nothing waits to be said."""
    typed, settled = (
        remove_row(entry.form, lines, index, removed) for lines in (entry.typed, list_settled(entry))
    )
    return replace(entry, typed=typed, settled=settled)


def remove_row(form: Form, lines: Sequence[Line], index: int, removed: Rows) -> tuple[Line, ...]:
    """The lines, each in its place, without the texts of one row of a block."""
    own = block_rows.list_own_titles(form, removed)
    return tuple(
        {**line, **dict.fromkeys(own, "")}
        if number == index or _repeats(form, removed, lines[index], line)
        else dict(line)
        for number, line in enumerate(lines)
    )


def list_telling_lines(form: Form, lines: Sequence[Line]) -> list[int]:
    """The lines that make a row which no line before them makes; the first where none does."""
    seen: set[tuple[str, block_rows.Key]] = set()
    telling = []
    for number, line in enumerate(lines):
        made = {
            (rows.table, block_rows.read_key(form, rows, line))
            for rows in form.rows
            if block_rows.is_filled(form, rows, line)
        }
        if made - seen:
            telling.append(number)
        seen |= made
    return telling or [0]


def add_stay(form: Form, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, and one more for an organisation that comes back: its last situation, and a membership still to be typed."""
    own = [title for rows in form.rows for title in block_rows.list_stay_titles(form, rows)]
    return (*lines, lines[-1] | dict.fromkeys(own, ""))


def has_left(form: Form, lines: Sequence[Line]) -> bool:
    """Whether both days of the last stay are said: an organisation may then come back."""
    days = [
        source.header or ""
        for rows in form.rows
        for name, source in rows.columns.items()
        if source.header in block_rows.list_stay_titles(form, rows)
        and pa.types.is_date(schemas.column(rows.table, name).type)
    ]
    return bool(days) and all(lines[-1].get(title, "") for title in days)


def find_day_title(form: Form) -> str:
    """The title of the first day of a situation."""
    return next(rows.columns[DATED[rows.table]].header or "" for rows in form.rows if rows.table in DATED)


def answer(entry: Entry, given: Answer) -> Entry:
    """The entry with one more answer; what somebody else made of a thing that was to go, and that is kept, stays whole."""
    if entry.is_removal and not given.keeps_mine:
        return replace(entry, typed=entry.shown)
    return replace(entry, answers=(*entry.answers, given))
