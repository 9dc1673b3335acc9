"""What a dossier has of its review alone: the figures of the plan, and those of which the comments printed take numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dse import figures
from dse.export.dossier.contents import Chapter, Contents
from dse.export.dossier.printed_comments import list_inserted


def keep_review(contents: Contents) -> Contents:
    """The same with these figures only, those that are planned and left out included."""
    figure_ids = list_review_figures(contents)
    chapters = tuple(_keep_figures(chapter, figure_ids) for chapter in contents.chapters)
    return replace(contents, chapters=chapters)


def list_review_figures(contents: Contents) -> list[str]:
    """The figures of the review, each once."""
    return list(dict.fromkeys([*contents.plan.list_figures(), *list_inserted(contents)]))


def _keep_figures(chapter: Chapter, figure_ids: Collection[str]) -> Chapter:
    entries = tuple(entry for entry in chapter.entries if entry.figure.id in figure_ids)
    left_out = tuple(absent for absent in chapter.left_out if absent.figure.id in figure_ids)
    findings = figures.highlights([entry.answer for entry in entries])
    return replace(chapter, entries=entries, left_out=left_out, highlights=tuple(findings))
