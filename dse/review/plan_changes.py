"""Changes of a plan: figures kept, left, moved, put back as proposed; comments written. Each gives another plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dse.errors import Refused
from dse.review.chapters import CHAPTERS
from dse.review.plan import Comment, Confirmation, Plan, PlannedChapter

FigureIds = tuple[str, ...]


def keep_figure(plan: Plan, key: str, figure_id: str) -> Plan:
    """A plan where a figure stands last in a chapter, and in no other."""
    return _change_chapter(leave_figure(plan, figure_id), key, lambda figure_ids: (*figure_ids, figure_id))


def put_figure(plan: Plan, key: str, figure_id: str, rank: int) -> Plan:
    """A plan where a figure stands at a rank of a chapter, from 0, and in no other."""
    return _change_chapter(
        leave_figure(plan, figure_id),
        key,
        lambda figure_ids: (*figure_ids[:rank], figure_id, *figure_ids[rank:]),
    )


def leave_figure(plan: Plan, figure_id: str) -> Plan:
    """A plan without a figure. What was written under it is kept."""
    chapters = tuple(
        replace(chapter, figure_ids=tuple(kept for kept in chapter.figure_ids if kept != figure_id))
        for chapter in plan.chapters
    )
    return replace(plan, chapters=chapters)


def move_figure(plan: Plan, key: str, figure_id: str, step: int) -> Plan:
    """A plan where a figure stands earlier in its chapter (`step` of -1) or later (1)."""

    def move(figure_ids: FigureIds) -> FigureIds:
        others = [other for other in figure_ids if other != figure_id]
        others.insert(max(0, figure_ids.index(figure_id) + step), figure_id)
        return tuple(others)

    return _change_chapter(plan, key, move)


def reset_chapter(plan: Plan, proposal: Plan, key: str) -> Plan:
    """A plan whose chapter has the figures proposed, but for those that another chapter has. Comments are kept."""
    elsewhere = {
        figure_id for chapter in plan.chapters if chapter.key != key for figure_id in chapter.figure_ids
    }
    proposed = tuple(
        figure_id for figure_id in proposal.find_chapter(key).figure_ids if figure_id not in elsewhere
    )
    return _change_chapter(plan, key, lambda _: proposed)


def write_comment(plan: Plan, anchor: str, comment: Comment | None) -> Plan:
    """A plan with a comment under an anchor; None takes it away."""
    others = {other: written for other, written in plan.comments.items() if other != anchor}
    return replace(plan, comments=others if comment is None else {**others, anchor: comment})


def restore_comment(plan: Plan, anchor: str, before: Comment | None, after: Comment | None) -> Plan:
    """A plan with the comment that stood under an anchor before a change. Refused where the text that it wrote stands there no more; who
    signs may have given another name since, which stays on what the same hand wrote."""
    latest = plan.comments.get(anchor)
    if get_text(latest) != get_text(after):
        raise Refused(
            "Ce commentaire a été changé depuis dans une autre fenêtre : il reste tel qu’il est, et rien n’est annulé."
        )
    if before and after and latest and before.author == after.author:
        before = replace(before, author=latest.author)
    return write_comment(plan, anchor, before)


def get_text(comment: Comment | None) -> str:
    """The text of a comment, blank where there is none."""
    return comment.text if comment else ""


def confirm_passages(plan: Plan, passages: Sequence[Confirmation], *, is_read: bool) -> Plan:
    """A plan in which passages were read again, or were not after all."""
    asked = {(each.passage, each.audience, each.version) for each in passages}
    others = tuple(
        each for each in plan.confirmations if (each.passage, each.audience, each.version) not in asked
    )
    return replace(plan, confirmations=(*others, *passages) if is_read else others)


def restore_figures(plan: Plan, before: Plan, after: Plan) -> Plan:
    """A plan where the chapters that a change changed have the figures that they had. Refused where one of them was changed since, or
    another chapter has one of these figures."""
    put_back = {
        chapter.key: before.find_chapter(chapter.key).figure_ids
        for chapter in after.chapters
        if chapter.figure_ids != before.find_chapter(chapter.key).figure_ids
    }
    if any(plan.find_chapter(key) != after.find_chapter(key) for key in put_back):
        raise Refused(
            "Les figures de ce chapitre ont été changées depuis dans une autre fenêtre : elles restent, et rien n’est annulé."
        )
    chapters = tuple(
        replace(chapter, figure_ids=put_back.get(chapter.key, chapter.figure_ids))
        for chapter in plan.chapters
    )
    figure_ids = [figure_id for chapter in chapters for figure_id in chapter.figure_ids]
    if len(set(figure_ids)) < len(figure_ids):
        raise Refused(
            "Une de ces figures est depuis dans un autre chapitre : elle y reste, et rien n’est annulé."
        )
    return replace(plan, chapters=chapters)


def _change_chapter(plan: Plan, key: str, change: Callable[[FigureIds], FigureIds]) -> Plan:
    """A plan with all chapters of today in their order, one of them changed."""
    known = {chapter.key for chapter in CHAPTERS}
    chapters = [plan.find_chapter(chapter.key) for chapter in CHAPTERS]
    changed = [
        PlannedChapter(key, change(chapter.figure_ids)) if chapter.key == key else chapter
        for chapter in chapters
    ]
    unknown = [chapter for chapter in plan.chapters if chapter.key not in known]
    return replace(plan, chapters=(*changed, *unknown))
