"""The sheet of a member in Word: what the screen says, the same bytes each time, cut to what two pages hold, no note."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from dse.contacts.contacts import Contact
from dse.contacts.next_steps import NextStep
from dse.export.member_sheet import render_sheet
from dse.members import directory
from dse.members.needs import StatedNeeds
from dse.members.reasons import Reason, list_reasons
from dse.members.reminders import find_late, find_phones
from dse.members.sheet import Sheet, read_sheet
from dse.query import Query, Selection, open_version, read_table
from dse.store import Store

CREATED = datetime(2022, 1, 5, 9, tzinfo=UTC)


def read(store: Store, organisation_id: str) -> Sheet:
    query = Query(open_version(store, store.current().number), Selection())
    opened = directory.find(query, organisation_id)
    assert opened is not None
    return read_sheet(query, opened.organisation)


def render(sheet: Sheet, *more: Reason) -> bytes:
    reasons = [*list_reasons(sheet), *more]
    return render_sheet(sheet, reasons, "Version 1", CREATED, is_fictional=True)


@pytest.mark.parametrize("organisation_id", ["ORG-043", "ORG-001", "ORG-021", "ORG-141"])
def test_the_document_says_what_the_sheet_says(demo_store: Store, organisation_id: str) -> None:
    sheet = read(demo_store, organisation_id)
    content = render(sheet)
    assert content == render(sheet)
    document = Document(BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert sheet.organisation.name in text
    assert all(reason.sentence in text and reason.why in text for reason in list_reasons(sheet))
    needs = [row.cells[0].text for table in document.tables for row in table.rows]
    assert not sheet.stated_needs or {need.name for need in sheet.stated_needs.needs} <= set(needs)
    assert sum(len(table.rows) for table in document.tables) < 50
    foot = document.sections[0].footer.paragraphs[0].text
    assert "pour l’équipe" in foot and "fictives" in foot


def test_what_would_not_hold_on_two_pages_is_cut_and_said(demo_store: Store) -> None:
    sheet = read(demo_store, "ORG-043")
    assert sheet.stated_needs is not None
    many = StatedNeeds(2018, sheet.stated_needs.needs * 4)
    answers = tuple(
        answer._replace(wave_id=f"{answer.wave_id}-{number}", wave=f"Enquête {number}", year=2000 + number)
        for number in range(4)
        for answer in sheet.answers
        if answer.year == 2018
    )
    long = replace(sheet, stated_needs=many, answers=answers, texts=sheet.texts * 9)
    document = Document(BytesIO(render(long)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\u00a0", " ")
    assert max(len(table.rows) for table in document.tables) == 15 and "26 autres à l’écran." in text
    assert "22 autres à l’écran." in text
    assert [cell.text for cell in document.tables[2].rows[0].cells] == ["Question", "2001", "2002", "2003"]


def test_signs_that_word_refuses_are_left_out_everywhere(demo_store: Store) -> None:
    sheet = read(demo_store, "ORG-008")
    wishes = tuple(wish._replace(label=f"Une\x0b{wish.label}") for wish in sheet.wishes)
    content = render(replace(sheet, wishes=wishes))
    assert "Une" in "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def test_the_foot_says_the_day_of_the_data(demo_store: Store) -> None:
    content = render(read(demo_store, "ORG-043"))
    foot = Document(BytesIO(content)).sections[0].footer.paragraphs[0].text
    assert "Au 25 décembre 2021, dernier jour connu" in foot.replace("\u00a0", " ")


@pytest.mark.long
@pytest.mark.xdist_group("sheets")
def test_contacts_and_notes_come_into_it_by_no_other_way_than_a_reminder(
    demo_store: Store, demo_sheets: tuple[Query, dict[str, Sheet]]
) -> None:
    contacts = read_table(demo_store, demo_store.current().number, "contacts")
    notes = read_table(demo_store, demo_store.current().number, "notes")
    known = {*contacts["organisation_id"], *notes["organisation_id"]}
    assert known
    for organisation_id in known:
        content = render(demo_sheets[1][organisation_id])
        with ZipFile(BytesIO(content)) as archive:
            xml = archive.read("word/document.xml").decode()
        own = contacts[contacts["organisation_id"] == organisation_id]
        assert not any(name in xml for name in [*own["name"], *own["email"].dropna()])
        assert not any(text in xml for text in notes[notes["organisation_id"] == organisation_id]["text"])


def test_the_number_to_dial_and_the_overdue_step_stand_among_what_to_have_in_mind(demo_store: Store) -> None:
    contact = Contact("ORG-043", "Zoé Exemple", telephone="01 99 00 00 01")
    step = NextStep("organisation", "ORG-043", "Rappeler la directrice.", date(2021, 3, 1))
    late, phone = find_late([step], date(2021, 3, 2)), find_phones([contact], ["ORG-043"], date(2021, 3, 2))
    assert late and phone
    document = Document(BytesIO(render(read(demo_store, "ORG-043"), late, phone)))
    bullets = [each.text for each in document.paragraphs if each.style.name == "List Bullet"]
    text = "\n".join(bullets).replace("\u00a0", " ").replace("\u202f", " ")
    assert (
        "Une étape est en retard : elle était à faire pour le 1er mars 2021. « Rappeler la directrice »."
        in text
    )
    assert "Téléphone : 01 99 00 00 01 (Zoé Exemple)." in text
