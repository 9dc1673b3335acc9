"""Two people who type at once, at random: the store is what a plain model says after each save and after each undo."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import uploads

from dse.data_entry import entry as entries
from dse.data_entry import meaning, preparation
from dse.data_entry.block_rows import Collision
from dse.data_entry.entry import ACCOMPANIMENTS, ACTIVITIES, MEMBERS, PRESENCES, Entry, Sent
from dse.data_entry.meaning import CHANGE, CORRECTION
from dse.data_entry.records import Records
from dse.store import Store

EDITS = 200
MOST_OPEN = 6  # forms of one person, filled on what was saved then
SHARE_OF_ADDED = 0.12
SHARE_LEFT_UNDONE = 0.2
AMOUNTS = {
    "": None,
    "20 000": Decimal("20000.00"),
    "13000,50": Decimal("13000.50"),
    "99000": Decimal("99000.00"),
}
COUNTRIES = {"": None, "Mali": "ML", "Togo": "TG", "Bénin": "BJ"}
REGIONS = {"": None, "Bretagne": "53", "Île-de-France": "11", "Nouvelle-Aquitaine": "75"}
SIZES = {"": None, "10 à 49 salarié·es": "DE_10_A_49", "250 salarié·es et plus": "PLUS_250"}
MARKS = {"": None, "Objectif principal": 2, "Objectif significatif": 1, "Examiné, non visé": 0}
PLACES = {"": None, "12": 12, "30": 30, "45": 45}
PEOPLE = {"4": 4, "5": 5, "9": 9}
WOMEN = {"": None, "0": 0, "1": 1}
TITLES = {text: text for text in ("Un", "Deux", "Trois", "Quatre")}
PARTNERS = {"": (), "M002": ("M002",), "M003 | M002": ("M002", "M003")}
# What may be changed of each thing, by title: what is typed, and the value that it must become.
CHANGES: dict[str, dict[str, dict[str, object]]] = {
    ACCOMPANIMENTS: {
        "Intitulé": TITLES,
        "Coût (€)": AMOUNTS,
        "Pays": COUNTRIES,
        "Genre": MARKS,
        "Partenaires": PARTNERS,
    },
    ACTIVITIES: {"Intitulé": TITLES, "Places": PLACES, "Jeunesses": MARKS},
    MEMBERS: {"Nom": TITLES, "Pays": COUNTRIES},
    PRESENCES: {"Participants": PEOPLE, "Dont femmes": WOMEN},
}
SITUATIONS: dict[str, dict[str, object]] = {"Région": REGIONS, "Taille": SIZES}  # in the order of the form
DAY_TITLE = "Situation depuis le"
NEW = {
    ACTIVITIES: ({"Type": "Formation", "Date": "03/03/2019"}, "ACT-2019"),
    ACCOMPANIMENTS: (
        {"Type": "Capitalisation", "Statut": "Demandé", "Porteur": "M003", "Demande": "04/04/2012"},
        "ACC-2012",
    ),
}
CORRECTED, SINCE_A_DAY, SITUATION_GONE = "corrected", "since a day", "a situation taken away"
GONE, NAMED_ANEW, ADDED = "taken away", "named anew", "added"
Thing = tuple[str, ...]  # its form, then what it is known by
Row = dict[str, object]  # values by title
Rows = dict[date | None, Row]  # what holds from each day on, and under None what does not depend on days
Model = dict[Thing, Rows]
Place = tuple[str, date | None]  # a cell of a thing; all that differ stand for a row that goes


@dataclass
class Typing:
    """A form that somebody has open, or has filled and not yet saved: what it showed, and what is meant.

    `day` is that of a situation that is added or goes, `reference` what the thing is known by from now on.
    """

    kind: str
    entry: Entry
    thing: Thing
    shown: Rows
    meant: Rows = field(default_factory=dict)
    day: date | None = None
    reference: str = ""


@dataclass
class Typists:
    """What two people have open, and what was ever added or named."""

    choose: random.Random
    sessions: tuple[list[Typing], list[Typing]] = ([], [])
    given: Counter[str] = field(default_factory=Counter)
    own: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)


@pytest.mark.long
def test_two_sessions_leave_what_a_plain_model_says_and_each_save_is_undone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    uploads.accepted(store, *uploads.every_clean())
    typists = Typists(random.Random(25))
    choose, kinds = typists.choose, typists.kinds
    model = read_model(store)
    saved = 0
    while saved < EDITS:
        session = choose.choice(typists.sessions)
        if not session or (len(session) < MOST_OPEN and choose.random() < 0.6):
            session.append(open_and_type(store, typists, model))
            continue
        before = deepcopy(model)
        if choose.random() < SHARE_OF_ADDED:
            number = add(store, typists, model)
        else:
            typing = session.pop(0)
            if typing.thing not in model:
                assert preparation.prepare(store, [typing.entry]).refusals == {0: preparation.GONE}
                kinds["gone"] += 1
                continue
            answers = put_on(model, typing, choose)
            kinds[typing.kind] += 1
            kinds.update(f"{typing.kind}, {'mine' if answers[place] else 'theirs'}" for place in answers)
            number = save(store, typing, answers)
        assert read_model(store) == model
        saved += 1
        if number:
            store.undo(number, "Nadia")
            assert read_model(store) == before
            if choose.random() < SHARE_LEFT_UNDONE:
                model = before
            else:
                store.undo(store.current().number, "Nadia")
                assert read_model(store) == model
    asked = (f"{kind}, {whose}" for kind in (CORRECTED, SITUATION_GONE) for whose in ("mine", "theirs"))
    for kind in (ADDED, NAMED_ANEW, GONE, SINCE_A_DAY, "gone", "beside it too", *asked):
        assert kinds[kind], f"never: {kind}, of {dict(kinds)}"


def open_and_type(store: Store, typists: Typists, model: Model) -> Typing:
    """A form opened on what is saved, in which something is typed."""
    choose = typists.choose
    form_name = choose.choices([MEMBERS, ACTIVITIES, ACCOMPANIMENTS, PRESENCES], [5, 3, 3, 1])[0]
    among = [thing for thing in model if thing[0] == form_name and thing[1] != "M003"]
    thing = choose.choice(among)
    form = entries.load_form(form_name)
    identity = dict(zip(form.identity, thing[1:], strict=True))
    lines = Records(store, store.current()).find_lines(form, identity)
    typing = Typing(CORRECTED, Entry(form_name, lines, identity, lines), thing, deepcopy(model[thing]))
    if form_name == MEMBERS:
        return choose.choices([correct_member, change_member, take_situation_away], [4, 4, 4])[0](
            store, typists, typing
        )
    kind = CORRECTED
    if thing[1] in typists.own:
        kind = choose.choices([CORRECTED, GONE, NAMED_ANEW], [4, 4, 3])[0]
    if kind == GONE:
        return replace(typing, kind=kind, entry=replace(typing.entry, typed=()))
    texts, typing.meant[None] = choose_texts(CHANGES[form_name], choose)
    typed = entries.correct_line(form, lines, 0, spell(store, typing, 0, texts))
    typing = replace(typing, kind=kind, entry=replace(typing.entry, typed=typed))
    if kind == NAMED_ANEW:
        typing.reference = f"R-{len(typists.own)}"
        typists.own.add(typing.reference)
        typing.entry = replace(typing.entry, renamed={form.identity[0]: typing.reference})
    return typing


def choose_texts(possible: dict[str, dict[str, object]], choose: random.Random) -> tuple[dict[str, str], Row]:
    """One or two texts to type, and the values that they must become."""
    titles = choose.sample(list(possible), choose.choice((1, 2)))
    texts = {title: choose.choice(list(possible[title])) for title in titles}
    return texts, {title: possible[title][text] for title, text in texts.items()}


def spell(store: Store, typing: Typing, index: int, texts: dict[str, str]) -> dict[str, str]:
    """A line with what is typed, as the box reads it."""
    return typing.entry.typed[index] | Records(store, store.current()).spell_line(typing.entry.form, texts)


def list_days(rows: Rows) -> list[date]:
    return sorted(day for day in rows if day)


def find_line(typing: Typing, day: date) -> int:
    return next(
        index for index, line in enumerate(typing.entry.typed) if line[DAY_TITLE] == f"{day:%d/%m/%Y}"
    )


def find_in_force(rows: Rows, day: date) -> date:
    """The first day of the situation that holds on a day; the first one before any does."""
    return max((known for known in list_days(rows) if known <= day), default=list_days(rows)[0])


def list_alike(rows: Rows, day: date, title: str) -> list[date]:
    """The days of the situations beside one, on both sides of it, that say the same under a title."""
    days = list_days(rows)
    place = days.index(day)
    alike = []
    for side in (days[:place][::-1], days[place + 1 :]):
        for other in side:
            if rows[other][title] != rows[day][title]:
                break
            alike.append(other)
    return sorted(alike)


def correct_member(store: Store, typists: Typists, typing: Typing) -> Typing:
    """Say that something of one situation was wrong, and whether it was beside it; or something that holds on no day."""
    choose = typists.choose
    texts, typing.meant[None] = choose_texts(CHANGES[MEMBERS], choose)
    day = choose.choice(list_days(typing.shown))
    title = choose.choice(list(SITUATIONS))
    text, value = choose.choice(list(SITUATIONS[title].items()))
    index = find_line(typing, day)
    sent = Sent(index, spell(store, typing, index, texts | {title: text}), CORRECTION)
    alike = list_alike(typing.shown, day, title) if value != typing.shown[day][title] else []
    return say(typists, typing, sent, {title: value}, [day], alike)


def change_member(store: Store, typists: Typists, typing: Typing) -> Typing:
    """Say that something changes from a day on, and whether situations known after it change too."""
    choose = typists.choose
    day = choose.choice([day for year in range(2012, 2018) if (day := date(year, 5, 5)) not in typing.shown])
    in_force = find_in_force(typing.shown, day)
    title = choose.choice(list(SITUATIONS))
    text, value = choose.choice(
        [pair for pair in SITUATIONS[title].items() if pair[1] != typing.shown[in_force][title]]
    )
    index = find_line(typing, in_force)
    sent = Sent(index, spell(store, typing, index, {title: text}), CHANGE, f"{day:%d/%m/%Y}")
    later = [known for known in list_days(typing.shown) if known > day]
    typing = replace(typing, kind=SINCE_A_DAY, day=day)
    return say(typists, typing, sent, {title: value}, [day], later)


def say(
    typists: Typists, typing: Typing, sent: Sent, values: Row, days: list[date], elsewhere: list[date]
) -> Typing:
    """Send it, with an answer about the other days of which it must be asked."""
    questions = meaning.list_elsewhere(typing.entry, sent)
    assert questions == tuple(f"{day:%d/%m/%Y}" for day in elsewhere)
    is_same = bool(elsewhere) and typists.choose.random() < 0.5
    typists.kinds["beside it too"] += is_same
    entry, refusal = meaning.read(typing.entry, replace(sent, elsewhere=(questions, is_same)))
    assert not refusal
    typing.meant |= {day: values for day in (*days, *(elsewhere if is_same else ()))}
    return replace(typing, entry=entry)


def take_situation_away(store: Store, typists: Typists, typing: Typing) -> Typing:
    """Take away a situation that was typed here, so that none loses its last one; correct something where there is none."""
    days = [day for day in list_days(typing.shown) if (day.day, day.month) == (5, 5)]
    if not days:
        return correct_member(store, typists, typing)
    day = typists.choose.choice(days)
    index = find_line(typing, day)
    (rows, *_) = entries.find_removable(typing.entry.form, typing.entry.typed, index)
    entry = entries.take_row_away(typing.entry, index, rows)
    return replace(typing, kind=SITUATION_GONE, entry=entry, day=day)


def add(store: Store, typists: Typists, model: Model) -> int:
    """Add something; its identifier is the next one that was never given. What looks like another is asked about."""
    choose = typists.choose
    form_name = choose.choice(list(NEW))
    texts, prefix = NEW[form_name]
    changes = CHANGES[form_name]
    typed = {title: choose.choice(list(possible)) for title, possible in changes.items()}
    new = Entry(form_name, (texts | typed,))
    doubts = {doubt.code for doubt in preparation.prepare(store, [new]).proposal.doubts}
    has_another = any(thing[0] == form_name and thing[1] in typists.own for thing in model)
    assert doubts <= {"IMP-415"} and (doubts or not has_another)
    typists.given[form_name] += 1
    reference = f"{prefix}-{typists.given[form_name]:03d}"
    typists.own.add(reference)
    typists.kinds[ADDED] += 1
    model[form_name, reference] = {None: {title: changes[title][text] for title, text in typed.items()}}
    return write(store, new)


def put_on(model: Model, typing: Typing, choose: random.Random) -> dict[Place, bool]:
    """Put on the model what was typed; of each cell that somebody else changed too, whether what was typed is kept."""
    answers: dict[Place, bool] = {}

    def is_kept(before: object, now: object, typed: object, cell: Place) -> bool:
        """Whether what is meant counts, which is asked where somebody else changed it otherwise."""
        if now not in (before, typed):
            answers[cell] = choose.random() < 0.5
        return answers.get(cell, True)

    now, shown = model[typing.thing], typing.shown
    if typing.kind == GONE:
        if is_kept(shown, now, None, ("", None)):
            del model[typing.thing]
        return answers
    told = has_other_days(now, typing) and says_something_new(now, typing)
    if told and not is_kept(None, told, None, ("", None)):
        typing = replace(typing, kind=CORRECTED, day=None, meant={None: typing.meant.get(None, {})})
    if typing.kind == SITUATION_GONE:
        known, row = now.get(typing.day), shown[typing.day]
        if is_kept(row, known, None, (find_differences(row, known), typing.day)):
            now.pop(typing.day, None)
        return answers
    in_force = now[find_in_force(now, typing.day)] if typing.day else {}
    for day, meant in typing.meant.items():
        if typing.kind == SINCE_A_DAY and day == typing.day:
            row = shown[find_in_force(shown, day)]
            now.setdefault(day, in_force | {title: row[title] for title in meant})
        else:
            row = shown[day]
        changed = {title: value for title, value in meant.items() if value != row[title]}
        if day not in now:  # taken away meanwhile: the row counts as one cell
            if changed and is_kept(row, None, row | changed, (find_differences(row, changed), day)):
                now[day] = row | changed
            continue
        for title, value in changed.items():
            if is_kept(row[title], now[day][title], value, (title, day)):
                now[day][title] = value
    if typing.reference:
        model[typing.thing[0], typing.reference] = model.pop(typing.thing)
    return answers


def has_other_days(now: Rows, typing: Typing) -> bool:
    """Whether somebody else added or took away another situation than those of which something is typed."""
    shown, meant = typing.shown, typing.meant
    added = [day for day in list_days(now) if day not in shown and day != typing.day]
    gone = [
        day
        for day in list_days(shown)
        if day not in now and day != typing.day and meant.get(day, {}).items() <= shown[day].items()
    ]
    return bool(added or gone)


def says_something_new(now: Rows, typing: Typing) -> bool:
    """Whether a situation is typed otherwise than it was shown and than it is saved."""
    shown = typing.shown
    if typing.kind == SITUATION_GONE:
        return typing.day in now
    rows = {
        day: (shown[day] if day in shown else shown[find_in_force(shown, day)]) for day in typing.meant if day
    }
    return any(row | typing.meant[day] not in (shown.get(day), now.get(day)) for day, row in rows.items())


def find_differences(row: Row, other: Row | None) -> str:
    return " · ".join(title for title in row if other and other.get(title, row[title]) != row[title])


def save(store: Store, typing: Typing, expected: dict[Place, bool]) -> int | None:
    """Answer what is asked, which is what the model expects, and save; the number of the version."""
    entry = typing.entry
    asked: set[Place] = set()
    while found := preparation.prepare(store, [entry]).collisions.get(0, ()):
        asked |= {place_of(collision) for collision in found}
        for collision in found:
            entry = entries.answer(entry, collision.answered(keeps_mine=expected[place_of(collision)]))
    assert asked == set(expected)
    return write(store, entry)


def place_of(collision: Collision) -> Place:
    if collision.key and (collision.row_of or collision.title in SITUATIONS):
        day, month, year = map(int, collision.key[-1].split("/"))
        return collision.title, date(year, month, day)
    return (collision.title if collision.key else ""), None


def write(store: Store, entry: Entry) -> int | None:
    """Save an entry of which nothing is left to answer but its doubts; the number of the version."""
    prepared = preparation.prepare(store, [entry])
    assert prepared.proposal is not None
    assert not prepared.proposal.problems, [issue.sentence for issue in prepared.proposal.problems]
    agreed = [doubt.reason for doubt in prepared.proposal.doubts]
    version = preparation.save(store, [entry], "Nadia", prepared.proposal.code, agreed)
    return version.number if version else None


def read_model(store: Store) -> Model:
    """The cells that are typed at random, read from the tables and from nothing that wrote them."""
    tables = {table: store.read(store.current(), table).to_pylist() for table in store.current().tables}
    return dict(_read_things(tables))


Tables = dict[str, list[dict[str, object]]]


def _read_things(tables: Tables) -> Iterator[tuple[Thing, Rows]]:
    for row in tables["accompaniments"]:
        yield _read_accompaniment(tables, row)
    for row in tables["activities"]:
        reference = row["activity_id"]
        values = {"Intitulé": row["title"], "Places": row["places"]}
        yield (ACTIVITIES, reference), {None: values | {"Jeunesses": _mark(tables, reference, "JEUNESSES")}}
    for row in tables["organisations"]:
        situations = {
            profile["valid_from"]: {"Région": profile["region"], "Taille": profile["size_band"]}
            for profile in tables["organisation_profiles"]
            if profile["organisation_id"] == row["organisation_id"]
        }
        yield (
            (MEMBERS, row["organisation_id"]),
            {None: {"Nom": row["name"], "Pays": row["country"]}, **situations},
        )
    for row in tables["participations"]:
        thing = (PRESENCES, row["activity_id"], row["organisation_id"], row["role"])
        yield thing, {None: {"Participants": row["participants"], "Dont femmes": row["women"]}}


def _mark(tables: Tables, subject_id: str, theme: str) -> object:
    marks = [
        row["score"]
        for row in tables["theme_marks"]
        if (row["subject_id"], row["theme"]) == (subject_id, theme)
    ]
    return marks[0] if marks else None


def _read_accompaniment(tables: Tables, row: Row) -> tuple[Thing, Rows]:
    reference = row["accompaniment_id"]
    partners = [
        part["organisation_id"]
        for part in tables["accompaniment_organisations"]
        if (part["accompaniment_id"], part["role"]) == (reference, "PARTENAIRE")
    ]
    values = {"Intitulé": row["title"], "Coût (€)": row["cost_eur"], "Pays": row["country"]}
    values |= {"Genre": _mark(tables, reference, "GENRE"), "Partenaires": tuple(sorted(partners))}
    return (ACCOMPANIMENTS, reference), {None: values}
