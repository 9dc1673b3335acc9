"""Two people who type at once, at random: the store is what a plain model says after each save and after each undo."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import uploads

from dse.data_entry import entry as entries
from dse.data_entry import preparation
from dse.data_entry.entry import ACCOMPANIMENTS, ACTIVITIES, MEMBERS, PRESENCES, Entry
from dse.data_entry.records import Records
from dse.store import Store

EDITS = 200
MOST_OPEN = 6  # forms of one person, filled on what was saved then
AMOUNTS = {
    "": None,
    "20 000": Decimal("20000.00"),
    "13000,50": Decimal("13000.50"),
    "99000": Decimal("99000.00"),
}
COUNTRIES = {"": None, "Mali": "ML", "Togo": "TG", "Bénin": "BJ"}
REGIONS = {"": None, "Bretagne": "53", "Île-de-France": "11", "Nouvelle-Aquitaine": "75"}
MARKS = {"": None, "Objectif principal": 2, "Objectif significatif": 1, "Examiné, non visé": 0}
PLACES = {"": None, "12": 12, "30": 30, "45": 45}
PEOPLE = {"4": 4, "5": 5, "9": 9}
WOMEN = {"": None, "0": 0, "1": 1}
TITLES = {text: text for text in ("Un", "Deux", "Trois", "Quatre")}
PARTNERS = {"": (), "Ville de Lysée": ("M002",), "M003 | M002": ("M002", "M003")}
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
    MEMBERS: {"Nom": TITLES, "Pays": COUNTRIES, "Région": REGIONS},
    PRESENCES: {"Participants": PEOPLE, "Dont femmes": WOMEN},
}
THINGS = (
    (ACCOMPANIMENTS, {"Référence": "ACC-1"}),
    (ACCOMPANIMENTS, {"Référence": "ACC-2"}),
    (ACTIVITIES, {"Référence": "ACT-1"}),
    (MEMBERS, {"Identifiant": "M001"}),
    (PRESENCES, {"Activité": "ACT-1", "Organisation": "M001", "Rôle": "PARTICIPANT"}),
)
NEW_ACTIVITY = {"Type": "Formation", "Date": "03/03/2019"}
Thing = tuple[str, ...]
Cells = dict[tuple[Thing, str], object]


@dataclass
class Typing:
    """A form that somebody has open, or has filled and not yet saved: what it showed, what is meant, by title."""

    entry: Entry
    thing: Thing
    shown: dict[str, object]
    meant: dict[str, object]


@pytest.mark.long
def test_two_sessions_leave_what_a_plain_model_says_and_each_save_is_undone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    uploads.accepted(store, *uploads.every_clean())
    choose = random.Random(25)
    things = list(THINGS)
    model = read_cells(store, things)
    situations = read_situations(store)
    added: list[str] = []
    sessions: tuple[list[Typing], list[Typing]] = ([], [])
    saved = asked = 0
    kinds: Counter[str] = Counter()
    while saved < EDITS:
        session = choose.choice(sessions)
        if not session or (len(session) < MOST_OPEN and choose.random() < 0.6):
            session.append(open_and_type(store, choose, things))
            continue
        kind = choose.choices(("add", "take away", "change", "correct"), (10, 5, 10, 75))[0]
        if kind != "correct":
            if kind == "add":
                kinds.update(add_activity(store, choose, things, model, added))
            elif kind == "take away":
                kinds.update(take_activity_away(store, choose, things, model))
            else:
                kinds.update(change_situation(store, choose, situations))
            assert read_cells(store, things) == model
            assert read_situations(store) == situations
            saved += 1
            continue
        typing = session.pop(0)
        if (typing.thing[0], dict(typing.entry.identity)) not in things:
            refusals = preparation.prepare(store, [typing.entry]).refusals
            assert refusals == {0: preparation.GONE}
            kinds["gone"] += 1
            continue
        before = dict(model)
        collisions = put_on(model, typing, choose)
        asked += len(collisions)
        number = save(store, typing, collisions)
        assert read_cells(store, things) == model
        saved += 1
        if number:
            store.undo(number, "Nadia")
            assert read_cells(store, things) == before
            if choose.random() < 0.2:
                model = before
            else:
                store.undo(store.current().number, "Nadia")
                assert read_cells(store, things) == model
    assert asked > EDITS / 40, "two people hardly ever changed the same cell: the test shows little"
    for kind in (
        "added",
        "the same",
        "asked",
        "taken away",
        "until the next",
        "after it too",
        "situation removed",
    ):
        assert kinds[kind], f"never: {kind}"


def save_and_undo(store: Store, typed: Entry) -> None:
    """Save, agreeing to what is asked; undo it, which leaves what was there; and bring it back."""
    before = store.current()
    proposal = preparation.prepare(store, [typed]).proposal
    assert not proposal.problems, [issue.sentence for issue in proposal.problems]
    agreed = {doubt.reason for doubt in proposal.doubts}
    version = preparation.save(store, [typed], "Nadia", proposal.code, agreed)
    store.undo(version.number, "Nadia")
    assert store.current().tables == before.tables
    store.undo(store.current().number, "Nadia")
    assert store.current().tables == version.tables


def add_activity(
    store: Store,
    choose: random.Random,
    things: list[tuple[str, dict[str, str]]],
    model: Cells,
    added: list[str],
) -> list[str]:
    """Add an activity, unless it is said to be one that it looks like; its identifier is the next one that was never given."""
    texts = {title: choose.choice(list(possible)) for title, possible in CHANGES[ACTIVITIES].items()}
    typed = Entry(ACTIVITIES, (NEW_ACTIVITY | texts,))
    doubts = preparation.prepare(store, [typed]).proposal.doubts
    is_near = len(things) > len(THINGS) or model[(ACTIVITIES, "ACT-1"), "Intitulé"] == texts["Intitulé"]
    assert [doubt.code for doubt in doubts] == ["IMP-415"] * is_near
    if is_near and choose.random() < 0.4:
        return ["the same"]
    save_and_undo(store, typed)
    reference = f"ACT-2019-{len(added) + 1:03d}"
    added.append(reference)
    things.append((ACTIVITIES, {"Référence": reference}))
    for title, text in texts.items():
        model[(ACTIVITIES, reference), title] = CHANGES[ACTIVITIES][title][text]
    return ["added", "asked"] if is_near else ["added"]


def take_activity_away(
    store: Store, choose: random.Random, things: list[tuple[str, dict[str, str]]], model: Cells
) -> list[str]:
    """Take away an activity that was added, if any is left."""
    if len(things) == len(THINGS):
        return []
    form_name, identity = things.pop(choose.randrange(len(THINGS), len(things)))
    lines = Records(store, store.current()).find_lines(entries.load_form(form_name), identity)
    save_and_undo(store, Entry(form_name, (), identity, lines))
    for cell in [cell for cell in model if cell[0] == (form_name, *identity.values())]:
        del model[cell]
    return ["taken away"]


def change_situation(store: Store, choose: random.Random, situations: dict[date, object]) -> list[str]:
    """Say that the region of a member changes from a day on, before, between or after what is known; or take a situation away."""
    form, identity = entries.load_form(MEMBERS), {"Identifiant": "M002"}
    lines = Records(store, store.current()).find_lines(form, identity)
    opened = Entry(MEMBERS, lines, identity, lines)
    if len(situations) > 3:
        index = choose.randrange(len(lines))
        (rows, *_) = entries.find_removable(form, lines, index)
        day = date.fromisoformat("-".join(reversed(lines[index]["Situation depuis le"].split("/"))))
        del situations[day]
        save_and_undo(store, replace(opened, typed=entries.remove_row(form, lines, index, rows)))
        return ["situation removed"]
    day = choose.choice([day for year in range(2010, 2020) if (day := date(year, 5, 5)) not in situations])
    in_force = max((known for known in situations if known < day), default=min(situations))
    region, code = choose.choice(
        [(text, code) for text, code in REGIONS.items() if code != situations[in_force]]
    )
    also_after = choose.random() < 0.5
    later = [known for known in situations if known > day]
    since = f"{day:%d/%m/%Y}"
    index = next(
        index for index, line in enumerate(lines) if line["Situation depuis le"] == f"{in_force:%d/%m/%Y}"
    )
    texts = lines[index] | {"Région": region}
    typed = entries.change_from(form, lines, index, texts, since, also_after=also_after)
    save_and_undo(store, replace(opened, typed=typed))
    situations |= dict.fromkeys([day, *(later if also_after else ())], code)
    return [("after it too" if also_after else "until the next")] if later else []


def read_situations(store: Store) -> dict[date, object]:
    """Region of M002 by the first day of its situations."""
    profiles = store.read(store.current(), "organisation_profiles").to_pylist()
    return {row["valid_from"]: row["region"] for row in profiles if row["organisation_id"] == "M002"}


def open_and_type(store: Store, choose: random.Random, things: list[tuple[str, dict[str, str]]]) -> Typing:
    """A form opened on what is saved, in which one or two cells are typed."""
    form_name, identity = choose.choice(things[: len(THINGS)] + things[-1:])
    form = entries.load_form(form_name)
    records = Records(store, store.current())
    lines = records.find_lines(form, identity)
    possible = CHANGES[form_name]
    texts = {
        title: choose.choice(list(possible[title]))
        for title in choose.sample(list(possible), choose.choice((1, 2)))
    }
    typed = entries.correct_line(form, lines, len(lines) - 1, lines[-1] | records.spell_line(form, texts))
    thing = (form_name, *identity.values())
    shown = {
        title: value
        for (owner, title), value in read_cells(store, [(form_name, identity)]).items()
        if owner == thing
    }
    meant = {title: possible[title][text] for title, text in texts.items()}
    return Typing(Entry(form_name, typed, identity, lines, settled=typed), thing, shown, meant)


def put_on(model: Cells, typing: Typing, choose: random.Random) -> dict[str, bool]:
    """Put on the model what was typed; of each cell that somebody else changed too, whether what was typed is kept."""
    collisions: dict[str, bool] = {}
    for title, value in typing.meant.items():
        now = model[typing.thing, title]
        if value == typing.shown[title]:
            continue
        if now not in (typing.shown[title], value):
            collisions[title] = choose.random() < 0.5
        if collisions.get(title, True):
            model[typing.thing, title] = value
    return collisions


def save(store: Store, typing: Typing, expected: dict[str, bool]) -> int | None:
    """Answer what is asked, which is what the model expects, and save; the number of the version."""
    entry = typing.entry
    found = preparation.prepare(store, [entry]).collisions.get(0, ())
    assert {collision.title for collision in found} == set(expected)
    for collision in found:
        entry = entries.answer(entry, collision.answered(keeps_mine=expected[collision.title]))
    prepared = preparation.prepare(store, [entry])
    assert prepared.proposal is not None
    assert not prepared.proposal.problems, [issue.sentence for issue in prepared.proposal.problems]
    version = preparation.save(
        store,
        [entry],
        "Nadia",
        prepared.proposal.code,
        [doubt.reason for doubt in prepared.proposal.doubts],
    )
    return version.number if version else None


def read_cells(store: Store, things: list[tuple[str, dict[str, str]]]) -> Cells:
    """The cells that are typed at random, read from the tables and from nothing that wrote them."""
    tables = {table: store.read(store.current(), table).to_pylist() for table in store.current().tables}
    cells: Cells = {}
    for form_name, identity in things:
        thing = (form_name, *identity.values())
        for title, value in READERS[form_name](tables, *identity.values()).items():
            cells[thing, title] = value
    return cells


Tables = dict[str, list[dict[str, object]]]


def _row(tables: Tables, table: str, **values: object) -> dict[str, object]:
    (row,) = [row for row in tables[table] if all(row[name] == value for name, value in values.items())]
    return row


def _mark(tables: Tables, subject_id: str, theme: str) -> object:
    marks = [
        row["score"]
        for row in tables["theme_marks"]
        if (row["subject_id"], row["theme"]) == (subject_id, theme)
    ]
    return marks[0] if marks else None


def _read_accompaniment(tables: Tables, reference: str) -> dict[str, object]:
    row = _row(tables, "accompaniments", accompaniment_id=reference)
    partners = [
        part["organisation_id"]
        for part in tables["accompaniment_organisations"]
        if (part["accompaniment_id"], part["role"]) == (reference, "PARTENAIRE")
    ]
    named = {"Intitulé": row["title"], "Coût (€)": row["cost_eur"], "Pays": row["country"]}
    return {**named, "Genre": _mark(tables, reference, "GENRE"), "Partenaires": tuple(sorted(partners))}


def _read_activity(tables: Tables, reference: str) -> dict[str, object]:
    row = _row(tables, "activities", activity_id=reference)
    return {
        "Intitulé": row["title"],
        "Places": row["places"],
        "Jeunesses": _mark(tables, reference, "JEUNESSES"),
    }


def _read_member(tables: Tables, identifier: str) -> dict[str, object]:
    row = _row(tables, "organisations", organisation_id=identifier)
    region = _row(tables, "organisation_profiles", organisation_id=identifier)["region"]
    return {"Nom": row["name"], "Pays": row["country"], "Région": region}


def _read_presence(tables: Tables, activity: str, organisation: str, role: str) -> dict[str, object]:
    row = _row(tables, "participations", activity_id=activity, organisation_id=organisation, role=role)
    return {"Participants": row["participants"], "Dont femmes": row["women"]}


READERS: dict[str, Callable[..., dict[str, object]]] = {
    ACCOMPANIMENTS: _read_accompaniment,
    ACTIVITIES: _read_activity,
    MEMBERS: _read_member,
    PRESENCES: _read_presence,
}
