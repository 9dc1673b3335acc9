"""Surveys of the years chosen that ask of needs, and that a figure which tells one survey leaves unread."""

from __future__ import annotations

import pandas as pd

from dse import sentences
from dse.figures.offer.needs import NEED, find_first_questions
from dse.figures.offer.subjects import Subject
from dse.query import Query

_SAY = sentences.read(__file__)


def describe_unread(query: Query, table: pd.DataFrame, subject: Subject) -> str:
    """The other surveys that members answered on needs of the same kind, and which one is read; empty where there are none.

    Earlier waves of the survey that is read are not among them: other figures tell those.
    """
    if table.empty:
        return ""
    waves = {
        question["wave_id"]: question for question in find_first_questions(query, NEED, subject.question)
    }
    chosen = waves[table["wave_id"].iloc[0]]
    unread = [f"« {wave['wave']} »" for wave in waves.values() if wave["series"] != chosen["series"]]
    return _SAY("other_surveys.unread", n=len(unread), waves=unread, wave=chosen["wave"]) if unread else ""
