"""The sheet of a member in Word: what the screen says, the same bytes each time, two pages at most, no contact or note."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from dse.export.member_sheet import render_sheet
from dse.members import directory
from dse.members.reasons import list_reasons
from dse.members.sheet import Sheet, read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store

CREATED = datetime(2022, 1, 5, 9, tzinfo=UTC)


def read(store: Store, organisation_id: str) -> Sheet:
    query = Query(open_version(store, store.current().number), Selection())
    opened = directory.find(query, organisation_id)
    assert opened is not None
    return read_sheet(query, opened.organisation)


@pytest.mark.parametrize("organisation_id", ["ORG-043", "ORG-001", "ORG-021", "ORG-141"])
def test_the_document_says_what_the_sheet_says(demo_store: Store, organisation_id: str) -> None:
    sheet = read(demo_store, organisation_id)
    content = render_sheet(sheet, "Version 1", CREATED, is_fictional=True)
    assert content == render_sheet(sheet, "Version 1", CREATED, is_fictional=True)
    document = Document(BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert sheet.organisation.name in text
    assert all(reason.sentence in text and reason.why in text for reason in list_reasons(sheet))
    needs = [row.cells[0].text for table in document.tables for row in table.rows]
    assert not sheet.stated_needs or {need.name for need in sheet.stated_needs.needs} <= set(needs)
    assert sum(len(table.rows) for table in document.tables) < 50
    foot = document.sections[0].footer.paragraphs[0].text
    assert "pour l’équipe" in foot and "fictives" in foot
