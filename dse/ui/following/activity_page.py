"""The sheet of an activity on screen; opened by its identifier in the address."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dse import charts, french, theme
from dse.contacts import next_steps
from dse.data_entry.entry import ACTIVITIES, PRESENCES
from dse.following import descriptions, stages
from dse.following.activity import ActivitySheet, Meeting, Part, read_sheet
from dse.following.descriptions import Group
from dse.query import Query, Selection, open_version
from dse.ui.card import drawing, pages_of_lines
from dse.ui.data_entry import form_dialog, saving_box
from dse.ui.following import sheet_sections
from dse.ui.following.links import COLOURS
from dse.ui.frame import address, filters, member_links, menu, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.next_steps import box
from dse.ui.next_steps.subjects import About

TITLE = "Fiche activité"
SHOWN = 20  # organisations of a page
MEETINGS = 5
MEETINGS_DRAWN = 24  # the latest, so that each has its number


def show(source: DataSource) -> None:
    """Draw the sheet that the address asks for; where there is none such, say so and offer the nearest."""
    query = Query(open_version(source.store, source.version.number), Selection())
    activity_id = filters.get_params().get(address.SHEET, "")
    sheet = read_sheet(query, activity_id) if activity_id else None
    if sheet is None:
        saving_box.show(source)
        subjects = (stages.ACTIVITY, stages.EXPERIMENT)
        sheet_sections.offer_nearest(query, TITLE, "une activité", subjects, activity_id)
        return
    activity = sheet.activity
    stage = stages.STAGE_LABELS[activity.stage]
    sheet_sections.show_head(
        activity.title, stage, COLOURS[activity.stage], descriptions.list_activity_facts(sheet)
    )
    form_dialog.offer_correction(source, ACTIVITIES, {"Référence": activity.id})
    saving_box.show(source)
    subject = stages.EXPERIMENT if activity.kind == "EXPERIMENTATION" else stages.ACTIVITY
    sheet_sections.show_reason(query, subject, activity.id)
    sentences = [descriptions.describe_days(activity), *descriptions.list_attendance(sheet)]
    st.markdown(format_sentence(" · ".join(text.rstrip(".") for text in sentences)))
    box.show(source, [About(next_steps.ACTIVITY, activity.id)])
    _show_organisations(source, sheet)
    _show_series(sheet)
    sheet_sections.show_known(sheet, activity.ended_on or activity.held_on)


def _show_organisations(source: DataSource, sheet: ActivitySheet) -> None:
    if sheet.activity.is_to_come:
        return
    st.subheader("Qui est venu", anchor="organisations")
    form_dialog.offer_add(source, PRESENCES, {"Activité": sheet.activity.id})
    if not sheet.parts:
        st.caption(
            french.typeset("Le fichier des présences, ou « Ajouter une présence », remplirait cette partie.")
        )
        return
    pages_of_lines.draw(
        len(sheet.parts), partial(_draw_parts, source, sheet), f"venus_{sheet.activity.id}", SHOWN
    )


def _draw_parts(source: DataSource, sheet: ActivitySheet, page_slice: slice) -> None:
    for part in sheet.parts[page_slice]:
        name, facts, correction = st.columns([35, 50, 15], vertical_alignment="center", gap="small")
        with name:
            if part.is_organisation:
                member_links.draw(part.organisation_id, part.name or part.organisation_id)
            else:
                st.markdown(":small[Sans organisation]")
        facts.markdown(f":small[{format_sentence(descriptions.describe_part(part))}]")
        with correction:
            form_dialog.offer_correction_of_line(source, PRESENCES, _identify(sheet, part))


def _identify(sheet: ActivitySheet, part: Part) -> dict[str, str]:
    """What tells a presence from others, under the titles of its form."""
    return {"Activité": sheet.activity.id, "Organisation": part.organisation_id, "Rôle": part.role}


def _show_series(sheet: ActivitySheet) -> None:
    """Draw the meetings of the series, this one then the latest first: who came for the first time, again, and no more."""
    if not sheet.meetings:
        return
    st.subheader(format_sentence(f"Les rencontres de « {sheet.activity.series} »"), anchor="serie")
    if len(sheet.meetings) > 1:
        _draw_meetings_chart(sheet)
    opened_id = sheet.activity.id
    ordered = sorted(sheet.meetings[::-1], key=lambda meeting: meeting.id != opened_id)
    pages_of_lines.draw(
        len(ordered), partial(_draw_meetings, ordered, opened_id), f"rencontres_{opened_id}", MEETINGS
    )


def _draw_meetings_chart(sheet: ActivitySheet) -> None:
    sentence = descriptions.describe_latest(sheet.meetings)
    st.markdown(format_sentence(sentence))
    counts = descriptions.count_groups(sheet.meetings, MEETINGS_DRAWN)
    chart = charts.up_and_down(
        counts, (descriptions.AGAIN, descriptions.FIRST), descriptions.ABSENT, descriptions.MEETING
    )
    drawing.draw(theme.french(chart).to_dict(), key="graphique_serie", alt=sentence)


def _draw_meetings(meetings: list[Meeting], opened_id: str, page_slice: slice) -> None:
    with st.container(gap="small"):
        for meeting in meetings[page_slice]:
            with st.container(gap=None):
                _draw_meeting(meeting, opened_id)


def _draw_meeting(meeting: Meeting, opened_id: str) -> None:
    title = f"{french.day(meeting.held_on)} · {meeting.title}"
    if meeting.id == opened_id:
        st.markdown(f"**{format_sentence(title)}**")
    else:
        sheet_links.draw(menu.ACTIVITY, meeting.id, title)
    st.markdown("  \n".join(f":small[{_link(part)}]" for part in descriptions.list_groups(meeting)))


def _link(group: Group) -> str:
    """How many came so, and who, each a link to its sheet."""
    names = [
        sheet_links.link(menu.MEMBER, organisation.organisation_id, organisation.name)
        for organisation in group.organisations
    ]
    return format_sentence(f"{group.label} : ") + french.listed(names)
