"""What is chosen on the page of a review, as its address keeps it: it is there again when the page is loaded again."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import streamlit as st

from dse.disclosure.audiences import PUBLICATION
from dse.export.dossier import Choice, parts
from dse.export.files import pdf
from dse.review import Plan
from dse.ui.frame import address, menu, narrowed_list, screen
from dse.ui.frame.data import DataSource
from dse.ui.review import chapter_list, plan_choice, publish_dossier, review_choice
from dse.ui.review.plan_state import PROPOSAL, get_plan_key
from dse.ui.review.publish_dossier import FIRST_PARTS
from dse.ui.review.review_choice import NOBODY, find_first_against, get_against_key

SECTION, TRIENNIAL, AGAINST, PUBLIC, PLAN, CONTENT, PDF, DRAFT = address.OWN_KEYS[menu.REVIEW]
YES, NO = "oui", "non"
MOST_DIGITS = 10  # no plan has as many in its number
_READ = "_bilan_adresse"


def apply(codes: Sequence[str], first_triennial: str) -> None:
    """Choose what the address asks for, where it has other words than it was given, another part from its top. `codes`: the triennials
    offered."""
    params = address.get_own_params(menu.REVIEW)
    if st.session_state.get(_READ) == params:
        return
    before = st.session_state.get(chapter_list.CHOSEN)
    st.session_state.update(decode(params, codes, first_triennial))
    if before not in {None, st.session_state[chapter_list.CHOSEN]}:
        screen.bring_part(chapter_list.PLACE)


def keep(
    source: DataSource, choice: Choice, plan: Plan | None, codes: Sequence[str], first_triennial: str
) -> None:
    """Write in the address what is chosen."""
    is_first = (plan.number if plan else PROPOSAL) == plan_choice.find_first(source, choice.triennial)
    params = encode(choice, None if is_first else plan, st.session_state, codes, first_triennial)
    if params != address.get_own_params(menu.REVIEW):
        address.write_own_params(menu.REVIEW, params)
    st.session_state[_READ] = params


def decode(params: Mapping[str, str], codes: Sequence[str], first_triennial: str) -> dict[str, Any]:
    """What an address chooses, by the session keys of the widgets; what it does not say, or does not know, as it is at first."""
    triennial = _read(params.get(TRIENNIAL), codes, first_triennial)
    against = _read(params.get(AGAINST), {*codes, NOBODY} - {triennial}, find_first_against(codes, triennial))
    choices: dict[str, Any] = {
        chapter_list.CHOSEN: _read(params.get(SECTION), chapter_list.PARTS, chapter_list.PARTS[0]),
        review_choice.TRIENNIAL: triennial,
        get_against_key(triennial): against,
        review_choice.PUBLIC: _read(params.get(PUBLIC), review_choice.PUBLICS, PUBLICATION),
        publish_dossier.GIVEN: list(
            narrowed_list.read_codes(params.get(CONTENT, ""), parts.PARTS) or FIRST_PARTS
        ),
        publish_dossier.AS_PDF: params.get(PDF) != NO and pdf.find_office() is not None,
        publish_dossier.DRAFT: params.get(DRAFT) == YES,
    }
    number = params.get(PLAN, "")
    is_number = number.isdecimal() and number.isascii() and len(number) < MOST_DIGITS
    return choices | {get_plan_key(triennial): int(number) if is_number else None}


def encode(
    choice: Choice,
    plan: Plan | None,
    state: MutableMapping[Any, Any],
    codes: Sequence[str],
    first_triennial: str,
) -> dict[str, str]:
    """What the address has: nothing of what is as it is at first. `plan`: None for the one shown at first; `state`: the values of the
    widgets."""
    content, section, against = (
        state[publish_dossier.GIVEN],
        state[chapter_list.CHOSEN],
        choice.against or NOBODY,
    )
    has_no_pdf = not state[publish_dossier.AS_PDF] and pdf.find_office() is not None
    values = {
        SECTION: "" if section == chapter_list.PARTS[0] else section,
        TRIENNIAL: "" if choice.triennial == first_triennial else choice.triennial,
        AGAINST: "" if against == find_first_against(codes, choice.triennial) else against,
        PUBLIC: "" if choice.audience == PUBLICATION else choice.audience,
        PLAN: str(plan.number) if plan else "",
        CONTENT: "" if tuple(content) == FIRST_PARTS else narrowed_list.write_codes(content),
        PDF: NO if has_no_pdf else "",
        DRAFT: YES if state[publish_dossier.DRAFT] else "",
    }
    return narrowed_list.keep_chosen(values)


def _read(text: str | None, options: Any, first: str) -> str:
    return text if text is not None and text in options else first
