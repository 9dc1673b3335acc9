"""What the team changes in a plan: figures kept, left, moved, put back as proposed; comments written."""

from __future__ import annotations

from datetime import date

from dse.review import CHAPTERS, Comment, Plan, PlannedChapter, figure_anchor
from dse.review.plan_changes import keep_figure, leave_figure, move_figure, reset_chapter, write_comment

TEXT = Comment("Un mot.", "Camille", date(2022, 1, 12))
PLAN = Plan(
    (PlannedChapter("essentiel", ("headlines",)), PlannedChapter("offre", ("a", "b", "c"))),
    comments={figure_anchor("b"): TEXT},
)


def figures(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {chapter.key: chapter.figure_ids for chapter in plan.chapters if chapter.figure_ids}


def test_a_figure_kept_stands_last_in_its_chapter_and_in_no_other() -> None:
    moved = keep_figure(PLAN, "themes", "b")
    assert figures(moved) == {"essentiel": ("headlines",), "offre": ("a", "c"), "themes": ("b",)}
    assert [chapter.key for chapter in moved.chapters] == [chapter.key for chapter in CHAPTERS]
    assert figures(keep_figure(PLAN, "offre", "a"))["offre"] == ("b", "c", "a")


def test_a_figure_left_keeps_its_comment() -> None:
    left = leave_figure(PLAN, "b")
    assert figures(left)["offre"] == ("a", "c") and left.comments == PLAN.comments


def test_a_figure_moves_one_place_and_not_past_the_ends() -> None:
    assert figures(move_figure(PLAN, "offre", "b", -1))["offre"] == ("b", "a", "c")
    assert figures(move_figure(PLAN, "offre", "b", 1))["offre"] == ("a", "c", "b")
    assert figures(move_figure(PLAN, "offre", "a", -1)) == figures(PLAN)
    assert figures(move_figure(PLAN, "offre", "c", 1)) == figures(PLAN)


def test_a_chapter_put_back_takes_nothing_from_another_and_leaves_comments() -> None:
    proposal = Plan((PlannedChapter("offre", ("c", "headlines", "d")), PlannedChapter("themes", ("e",))))
    back = reset_chapter(PLAN, proposal, "offre")
    assert figures(back) == {"essentiel": ("headlines",), "offre": ("c", "d")}
    assert back.comments == PLAN.comments


def test_chapters_that_are_unknown_stay_with_what_they_have() -> None:
    plan = Plan((PlannedChapter("disparu", ("z",)), *PLAN.chapters))
    assert figures(move_figure(plan, "offre", "b", -1))["disparu"] == ("z",)


def test_a_comment_is_written_over_and_taken_away() -> None:
    other = Comment("Deux mots.", "Dominique", date(2022, 1, 13))
    assert write_comment(PLAN, "summary", other).comments == {figure_anchor("b"): TEXT, "summary": other}
    assert write_comment(PLAN, figure_anchor("b"), None).comments == {}
    assert PLAN.comments == {figure_anchor("b"): TEXT}
