"""The examples of the checks of an import, run: on a store that holds the clean files, or as their builder says."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import catalogue
import check_builders
import surveys
import uploads

from dse.ingest import Issue, Proposal, Upload, propose
from dse.ingest.registry.examples import Built, ChangedLines, Example, FileContent, Line, SurveyLines
from dse.store import Store


def issues_of(example: Example, clean_store: Store, folder: Path) -> list[Issue]:
    """Everything that an import of the example says. `folder` is empty, to write in."""
    if isinstance(example, SurveyLines):
        return _said_by(surveys.small(folder, *example.lines))
    if isinstance(example, Built):
        given = getattr(check_builders, example.builder)(clean_store, folder)
        return _said_by(propose([given], clean_store) if isinstance(given, Upload) else given)
    store = clean_store
    if example.before:
        store = Store(shutil.copytree(clean_store.path, folder / "store"))
        for earlier in example.before:
            uploads.accepted(store, upload(earlier))
    options = {"form": example.form, "wave": example.wave} if isinstance(example, FileContent) else {}
    return _said_by(propose([upload(example)], store, complete=example.complete, **options))


def upload(example: Example) -> Upload:
    """The file of an example that is one."""
    if isinstance(example, ChangedLines):
        return catalogue.upload(example.form, _grid(example))
    content = example.content.encode("utf-8") if isinstance(example.content, str) else example.content
    return Upload(example.name, content)


def _grid(example: ChangedLines) -> catalogue.Grid:
    titles, *lines = catalogue.grid(example.form)
    titles = list(
        dict.fromkeys([*titles, *(title for line in (example.changed, *example.added) for title in line)])
    )
    lines = [[*line, *[""] * (len(titles) - len(line))] for line in lines]
    model = lines[example.line - 1]
    added = [_like(model, titles, line) for line in example.added]
    lines[example.line - 1] = _like(model, titles, example.changed)
    return [titles, *lines, *added]


def _like(model: list[str], titles: list[str], changed: Line) -> list[str]:
    return [changed.get(title, cell) for title, cell in zip(titles, model, strict=True)]


def _said_by(outcome: Proposal | Iterable[Issue]) -> list[Issue]:
    if isinstance(outcome, Proposal):
        return [*outcome.problems, *outcome.doubts, *outcome.notices]
    return list(outcome)
