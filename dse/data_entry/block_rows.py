"""Lines of a form as the rows of its blocks, and what two people made of the same rows at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import schemas
from dse.ingest.forms.definitions import Form, Rows
from dse.ingest.rows.gathering import DATED
from dse.ingest.values import dates

Line = dict[str, str]  # the texts of a line, by title
Key = tuple[str, ...]

EMPTY = "(vide)"


@dataclass(frozen=True)
class Answer:
    """What a person keeps of a cell that somebody else changed too; no longer asked of the same two texts."""

    title: str
    key: Key
    theirs: str
    keeps_mine: bool


@dataclass(frozen=True)
class Collision:
    """A cell that two people changed: its text when the form was opened, the text typed here, the one now saved.

    A situation or a membership that one of them took away is one cell of all titles that differ, in the table `row_of`.
    Without a key it is about other situations than those typed here: what was added and taken away meanwhile.
    """

    title: str
    key: Key
    shown: str
    mine: str
    theirs: str
    row_of: str = ""

    def answered(self, *, keeps_mine: bool) -> Answer:
        """What a person says of it."""
        return Answer(self.title, self.key, self.theirs, keeps_mine)


@dataclass(frozen=True)
class Merged:
    """The rows of a block after both, by key, and the cells that need an answer."""

    rows: dict[Key, Line]
    collisions: tuple[Collision, ...]


def list_titles(form: Form, rows: Rows) -> list[str]:
    """Titles whose cells become values of a block."""
    fed = set(rows.source_headers())
    return [title for title in form.headers if title in fed]


def list_owner_titles(form: Form, rows: Rows) -> list[str]:
    """Titles of a block that say what a line is about."""
    fed = set(rows.source_headers())
    return [title for title in form.identity if title in fed]


def list_own_titles(form: Form, rows: Rows) -> list[str]:
    """Titles of a block besides those that say what a thing is known by."""
    return [title for title in list_titles(form, rows) if title not in form.identity]


def list_stay_titles(form: Form, rows: Rows) -> list[str]:
    """Titles of a block that only some lines of a thing fill, such as a membership; none of any other block."""
    if rows.when is None or not rows.repeats:
        return []
    return list_own_titles(form, rows)


def repeat_stays(form: Form, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each with the last membership said before it where it says none: both are read side by side."""
    repeated = [dict(line) for line in lines]
    for titles in (list_stay_titles(form, rows) for rows in form.rows):
        last: Line = {}
        for line in repeated:
            if any(line.get(title) for title in titles):
                last = {title: line[title] for title in titles}
            line |= last
    return tuple(repeated)


def _list_key_titles(form: Form, rows: Rows) -> list[str]:
    sources = [rows.columns[name] for name in schemas.key(rows.table)]
    return [source.header for source in sources if source.header and not form.is_split(source)]


def read_key(form: Form, rows: Rows, line: Line) -> Key:
    """The texts by which a line tells one row of a block from another."""
    return tuple(line.get(title, "") for title in _list_key_titles(form, rows))


def is_filled(form: Form, rows: Rows, line: Line) -> bool:
    """Whether a line says something of a block besides what it is about."""
    own = list_own_titles(form, rows) or list_owner_titles(form, rows)
    return any(line.get(title, "") for title in own)


def read_rows(form: Form, rows: Rows, lines: Iterable[Line]) -> dict[Key, Line]:
    """The rows of a block that lines make, by key."""
    titles = list_titles(form, rows)
    return {
        read_key(form, rows, line): {title: line.get(title, "") for title in titles}
        for line in lines
        if is_filled(form, rows, line)
    }


def find_overwritten(
    form: Form, rows: Rows, shown: Sequence[Line], typed: Sequence[Line]
) -> tuple[str, str] | None:
    """A title and its text by which a typed row would take the place of another row of the block; None where none would."""
    titles = list_titles(form, rows)
    first_of: dict[Key, int] = {}
    for index, line in enumerate(typed):
        if not is_filled(form, rows, line):
            continue
        key = read_key(form, rows, line)
        first = first_of.setdefault(key, index)
        were_two = index < len(shown) and read_key(form, rows, shown[first]) != read_key(
            form, rows, shown[index]
        )
        if were_two or any(line.get(title, "") != typed[first].get(title, "") for title in titles):
            title = _list_key_titles(form, rows)[-1]
            return title, line.get(title, "")
    return None


@dataclass(frozen=True)
class Row:
    """One row of a block as it was shown, as it is typed and as it is saved now; None where it is not there.

    `key` tells it from others as it was shown, and as it is typed where it is new; `saved_keys` are those it is saved under.
    """

    key: Key
    shown: Line | None
    typed: Line | None
    saved: Line | None
    saved_keys: tuple[Key, ...]


def pair_rows(
    form: Form, rows: Rows, shown: Sequence[Line], typed: Sequence[Line], saved: Sequence[Line]
) -> list[Row]:
    """The rows that were shown or are typed; one whose key is typed otherwise is the same row, also where somebody else typed it.

    Where no situation was known, the first that each of two people gives is the same one.
    """
    before, mine, theirs = (read_rows(form, rows, lines) for lines in (shown, typed, saved))
    typed_keys = {
        read_key(form, rows, line): read_key(form, rows, other)
        for line, other in zip(shown, typed, strict=False)
        if is_filled(form, rows, line) and is_filled(form, rows, other)
    }
    moved_keys = _find_moved(form, rows, before, mine, theirs)
    paired = []
    for key, line in before.items():
        typed_key = typed_keys.get(key, key)
        own = mine.get(typed_key) if key in typed_keys else None
        moved_key = moved_keys.get(key, key) if own != line else key
        saved_key = typed_key if typed_key in theirs and typed_key not in before else moved_key
        saved_keys = (key,) if saved_key == key else (key, saved_key)
        paired.append(Row(key, line, own, theirs.get(saved_key), saved_keys))
    new = [key for key in mine if key not in typed_keys.values()]
    if rows.table in DATED and not before and theirs and new:
        first = new.pop(0)
        saved_key = first if first in theirs else next(iter(theirs))
        paired.append(Row(first, None, mine[first], theirs[saved_key], (saved_key,)))
    return [*paired, *(Row(key, None, mine[key], theirs.get(key), (key,)) for key in new)]


def _find_moved(
    form: Form, rows: Rows, before: Mapping[Key, Line], mine: Mapping[Key, Line], theirs: Mapping[Key, Line]
) -> dict[Key, Key]:
    """The keys of situations or memberships that somebody else moved, and the new ones: the only ones that say the same but the day."""
    if rows.table not in DATED and not list_stay_titles(form, rows):
        return {}
    key_titles = _list_key_titles(form, rows)

    def read_rest(line: Line) -> Key:
        return tuple(text for title, text in line.items() if title not in key_titles)

    gone = {key: read_rest(line) for key, line in before.items() if key not in theirs}
    come = {key: read_rest(line) for key, line in theirs.items() if key not in {*before, *mine}}
    counts = Counter([*gone.values(), *come.values()])
    return {
        key: other
        for key, rest in gone.items()
        for other, other_rest in come.items()
        if rest == other_rest and counts[rest] == 2
    }


def merge_rows(
    form: Form,
    rows: Rows,
    paired: Sequence[Row],
    saved: Mapping[Key, Line],
    answers: Collection[Answer] = (),
    day_title: str = "",
) -> Merged:
    """What was typed, put on what is saved now: a cell that is typed as it was shown is left as it is saved.

    A cell that is saved otherwise than it was shown and than it was typed needs an answer; until then it stays as saved.
    A new row that holds from the day under `day_title` was shown what was in force that day, and follows it.
    """
    touched = {key for row in paired for key in row.saved_keys}
    merged = {key: dict(line) for key, line in saved.items() if key not in touched}
    shown = {row.key: row.shown for row in paired if row.shown}
    collisions: list[Collision] = []
    for row in paired:
        before, mine, theirs = row.shown, row.typed, row.saved
        if before is None and mine and day_title:
            before, theirs = _read_in_force(shown, saved, mine, theirs, day_title)
        if before is not None and (mine is None or theirs is None):
            row_of = rows.table if rows.table in DATED or list_stay_titles(form, rows) else ""
            line, found = _merge_whole_row(row.key, before, mine or {}, theirs or {}, answers, row_of)
        else:
            line, found = _merge_cells(row.key, before or {}, mine or {}, theirs or {}, answers)
        collisions += found
        if line:
            merged[read_key(form, rows, line)] = line
    return Merged(merged, tuple(collisions))


def ask_about_others(
    form: Form,
    rows: Rows,
    paired: Sequence[Row],
    saved: Mapping[Key, Line],
    answers: Collection[Answer],
    merged: Merged,
    day_title: str,
) -> Merged:
    """The same, once it is answered whether it still holds where others were added or taken away since they were shown.

    What was said of a situation was said knowing those beside it. Until then, and where it does not, all stays as saved.
    """
    told = list_changed_days(form, rows, paired, saved, day_title)
    if not told or not any(row.typed not in (row.shown, row.saved) for row in paired):
        return merged
    collision = Collision(day_title, (), "", "", " ; ".join(told), rows.table)
    if collision.answered(keeps_mine=True) in answers:
        return merged
    is_answered = collision.answered(keeps_mine=False) in answers
    return Merged({key: dict(line) for key, line in saved.items()}, () if is_answered else (collision,))


def list_changed_days(
    form: Form, rows: Rows, paired: Sequence[Row], saved: Mapping[Key, Line], day_title: str
) -> list[str]:
    """What somebody else added and took away of other situations than those that are typed; nothing where none was known."""
    if not any(row.shown for row in paired):
        return []
    known = {row.key for row in paired}
    known |= {row.saved_keys[-1] for row in paired if row.saved_keys[0] not in saved}
    titles = [title for title in list_own_titles(form, rows) if title != day_title]
    added = (
        f"celle du {line[day_title]} a été ajoutée ({_quote(line, titles)})"
        for key, line in saved.items()
        if key not in known
    )
    gone = (
        f"celle du {row.shown[day_title]} a été supprimée"
        for row in paired
        if row.shown and row.shown == row.typed and row.saved is None
    )
    return [*added, *gone]


def _quote(line: Line, titles: Sequence[str]) -> str:
    return ", ".join(f"« {title} » : {line[title]}" for title in titles if line[title])


def _read_in_force(
    shown: Mapping[Key, Line], saved: Mapping[Key, Line], mine: Line, theirs: Line | None, day_title: str
) -> tuple[Line | None, Line | None]:
    """What was in force on the first day of a new row, and what is now: what is typed otherwise than it was is what changes."""
    before, now = (_find_in_force(rows, mine, day_title) for rows in (shown, saved))
    if before is None or now is None:
        return None, theirs
    return before, theirs or {
        title: (now if mine[title] == before[title] else before)[title] for title in mine
    }


def _find_in_force(rows: Mapping[Key, Line], mine: Line, day_title: str) -> Line | None:
    """The row that holds on the first day of another; the first one before any does."""
    start = dates.parse_date(mine[day_title])[0]
    days = {key: day for key, line in rows.items() if (day := dates.parse_date(line[day_title])[0])}
    if not start or not days:
        return None
    known = [key for key, day in days.items() if day <= start]
    return rows[max(known, key=days.__getitem__) if known else min(days, key=days.__getitem__)]


def _merge_whole_row(
    key: Key, before: Line, mine: Line, theirs: Line, answers: Collection[Answer], row_of: str
) -> tuple[Line, list[Collision]]:
    """A row that one of the two took away: what the other made of it counts as one cell."""
    if mine in (before, theirs):
        return theirs, []
    if theirs == before:
        return mine, []
    other = mine or theirs
    titles = [title for title in before if before[title] != other[title]]
    shown, typed, saved = (
        join_texts(line[title] for title in titles) if line else "" for line in (before, mine, theirs)
    )
    collision = Collision(join_texts(titles), key, shown, typed, saved, row_of)
    if collision.answered(keeps_mine=True) in answers:
        return mine, []
    return theirs, [] if collision.answered(keeps_mine=False) in answers else [collision]


def join_texts(texts: Iterable[str]) -> str:
    """Several texts as that of one cell."""
    return " · ".join(text or EMPTY for text in texts)


def _merge_cells(
    key: Key, before: Line, mine: Line, theirs: Line, answers: Collection[Answer]
) -> tuple[Line, list[Collision]]:
    merged, collisions = dict(theirs), []
    for title in dict.fromkeys([*before, *mine]):
        texts = before.get(title, ""), mine.get(title, ""), theirs.get(title, "")
        merged[title], collision = _merge_cell(title, key, texts, answers)
        collisions += [collision] if collision else []
    return merged, collisions


def _merge_cell(
    title: str, key: Key, texts: tuple[str, str, str], answers: Collection[Answer]
) -> tuple[str, Collision | None]:
    before, mine, theirs = texts
    if mine in (before, theirs):
        return theirs, None
    if theirs == before or Answer(title, key, theirs, keeps_mine=True) in answers:
        return mine, None
    if Answer(title, key, theirs, keeps_mine=False) in answers:
        return theirs, None
    return theirs, Collision(title, key, before, mine, theirs)


def find_changes(
    shown: Sequence[Line], saved: Sequence[Line], answers: Collection[Answer]
) -> tuple[Collision, ...]:
    """What somebody else made of a thing that is to be taken away, which counts as one cell; none where it was answered."""
    pairs = list(zip_longest(shown, saved, fillvalue=Line()))
    titles = [
        title
        for title in dict.fromkeys(title for lines in pairs for line in lines for title in line)
        if any(before.get(title, "") != now.get(title, "") for before, now in pairs)
    ]
    before, now = (
        join_texts(line.get(title, "") for title in titles for line in lines) for lines in (shown, saved)
    )
    collision = Collision(join_texts(titles), (), before, "", now)
    return (collision,) if titles and collision.answered(keeps_mine=True) not in answers else ()
