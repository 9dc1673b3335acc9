"""What a release published keeps its name, or has a declared one: records, running orders, decisions and indicators rest on it.

`tests/fixtures/published` has a file a release that brought names; none is ever changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import dse
from dse import paths
from dse.figures import REGISTRY
from dse.figures.framework import measured
from dse.publication import tells_of_answers
from schemas import renamed
from schemas.renamed import Renaming

LISTS = paths.ROOT / "tests" / "fixtures" / "published"
ADVICE = (
    "{what} « {name} », published by release {release}, is no more. Files already given, running orders, decisions or indicators "
    "name it: give it its name back, or declare its new one in schemas/renamed.py: {table}[{key}] = Renaming(<new name>, "
    f"{dse.__version__!r})."
)
NEW = (
    "These names are in no list of what was published: {names}. Add them to tests/fixtures/published/"
    f"{dse.__version__}.json, which has the shape of 1.0.json and holds only what this release brings."
)


def published() -> dict[str, dict[str, Any]]:
    """The names that each release brought."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(LISTS.glob("*.json"))}


def measures() -> set[str]:
    return {f"{figure.id}:{scalar}" for figure in measured.FIGURES.values() for scalar in figure.scalars}


def lost() -> Iterator[str]:
    """What to write for each published name that no longer leads anywhere."""
    for release, names in published().items():
        for name in names["figures"]:
            if renamed.figure(name) not in REGISTRY:
                yield ADVICE.format(
                    what="Figure", name=name, release=release, table="RENAMED_FIGURES", key=repr(name)
                )
        for former, columns in names["columns"].items():
            yield from _lost_columns(release, former, columns)
        for code in names["measures"]:
            today = renamed.measure(code)
            if today not in measures():
                figure_id, _, scalar = today.partition(":")
                key = f"{figure_id!r}, {scalar!r}"
                yield ADVICE.format(
                    what="Measure", name=code, release=release, table="RENAMED_SCALARS", key=key
                )


def _lost_columns(release: str, former: str, columns: list[str]) -> Iterator[str]:
    figure_id = renamed.figure(former)
    if figure_id not in REGISTRY:
        return
    if not tells_of_answers(REGISTRY[figure_id]):
        yield f"Figure « {figure_id} » stands in records of what was published, and no longer tells of answers."
    known = {each.name for each in REGISTRY[figure_id].columns}
    for name in columns:
        if renamed.column(figure_id, name) not in known:
            key = f"{figure_id!r}, {name!r}"
            what = f"Column of « {figure_id} »"
            yield ADVICE.format(what=what, name=name, release=release, table="RENAMED_COLUMNS", key=key)


def new() -> list[str]:
    """Names of today that no list has."""
    lists = published().values()
    figures = {renamed.figure(name) for each in lists for name in each["figures"]}
    columns = {
        (figure_id, renamed.column(figure_id, name))
        for each in lists
        for former, own in each["columns"].items()
        for figure_id in [renamed.figure(former)]
        for name in own
    }
    told = {renamed.measure(code) for each in lists for code in each["measures"]}
    today = {(each.id, column.name) for each in REGISTRY.values() if tells_of_answers(each) for column in each.columns}  # fmt: skip
    return sorted(
        [*(REGISTRY.keys() - figures), *(".".join(each) for each in today - columns), *(measures() - told)]
    )


def test_every_published_name_leads_to_one_of_today() -> None:
    found = list(lost())
    assert not found, "\n".join(found)


def test_every_name_of_today_is_in_a_list_of_what_was_published() -> None:
    assert not new(), NEW.format(names=", ".join(new()))


def test_no_name_once_published_is_given_to_something_else() -> None:
    columns = {(each.id, column.name) for each in REGISTRY.values() for column in each.columns}
    assert not renamed.RENAMED_FIGURES.keys() & REGISTRY.keys()
    assert not renamed.RENAMED_COLUMNS.keys() & columns
    assert not {":".join(each) for each in renamed.RENAMED_SCALARS} & measures()


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        ({"figures": ["need_by_kind"]}, "RENAMED_FIGURES['need_by_kind'] = Renaming(<new name>"),
        (
            {"columns": {"need_by_family": ["liked"]}},
            "RENAMED_COLUMNS['need_by_family', 'liked'] = Renaming(",
        ),
        ({"columns": {"never_reached": []}}, "no longer tells of answers"),
        ({"measures": ["uptake_by_year:rate"]}, "RENAMED_SCALARS['uptake_by_year', 'rate'] = Renaming("),
    ],
)
def test_what_to_write_is_said_of_each_kind_of_name(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, Any], advice: str
) -> None:
    nothing = {"figures": [], "columns": {}, "measures": []}
    monkeypatch.setattr(f"{__name__}.published", lambda: {"1.0": nothing | names})
    (found,) = lost()
    assert advice in found


def test_a_declared_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        "figures": ["need_by_kind"],
        "columns": {"need_by_kind": ["liked"]},
        "measures": ["use:rate", "use:share"],
    }
    monkeypatch.setattr(f"{__name__}.published", lambda: {"1.0": names})
    declare(monkeypatch, "FIGURES", "need_by_kind", "need_by_group")
    declare(monkeypatch, "FIGURES", "need_by_group", "need_by_family")  # renamed twice since
    declare(monkeypatch, "FIGURES", "use", "uptake_by_year")
    declare(monkeypatch, "COLUMNS", ("need_by_family", "liked"), "favourable")
    for name in ("rate", "share"):
        declare(monkeypatch, "SCALARS", ("uptake_by_year", name), "rate_pct")
    assert not list(lost())


def declare(monkeypatch: pytest.MonkeyPatch, what: str, key: Any, name: str) -> None:
    monkeypatch.setitem(getattr(renamed, f"RENAMED_{what}"), key, Renaming(name, "1.2.0"))
