"""What a release published keeps its name, or has a declared one: records, running orders, decisions and indicators rest on it.

`tests/fixtures/published` has a file a release that brought names; none is ever changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import dse
from dse import paths
from dse.figures import REGISTRY
from dse.figures.framework import measured
from dse.publication import tells_of_answers
from schemas import renamed
from schemas.renamed import Renaming
from schemas.retired import RETIRED_COLUMNS, RETIRED_FIGURES, Retired

LISTS = paths.ROOT / "tests" / "fixtures" / "published"
ADVICE = (
    "{what} « {name} », published by release {release}, is no more. Files already given, running orders, decisions or indicators "
    "name it: give it its name back, or declare its new one in schemas/renamed.py: {table}[{key}] = Renaming(<new name>, "
    f"{dse.__version__!r}), or what is read in its place in schemas/retired.py."
)
NEW = (
    "These names are in no list of what was published: {names}. Add them to tests/fixtures/published/"
    f"{dse.__version__}.json, which has the shape of 1.0.json and holds only what this release brings."
)


def published() -> dict[str, dict[str, Any]]:
    """The names that each release brought."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(LISTS.glob("*.json"))}


def measures() -> set[str]:
    return {f"{figure.id}:{scalar}" for figure in measured.MEASURABLE.values() for scalar in figure.scalars}


def lost() -> Iterator[str]:
    """What to write for each published name that no longer leads anywhere."""
    for release, names in published().items():
        for name in names["figures"]:
            if renamed.figure(name) not in REGISTRY.keys() | RETIRED_FIGURES.keys():
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
        today = renamed.column(figure_id, name)
        if today not in known and (figure_id, today) not in RETIRED_COLUMNS:
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
    assert not RETIRED_FIGURES.keys() & REGISTRY.keys()
    assert not RETIRED_COLUMNS.keys() & columns


def test_what_is_retired_was_published_and_leads_to_what_there_is() -> None:
    lists = published().values()
    figures = {name for each in lists for name in each["figures"]}
    assert {*RETIRED_FIGURES} <= figures
    assert {each.successor for each in RETIRED_FIGURES.values()} <= {*REGISTRY, None}
    for retired in (*RETIRED_FIGURES.values(), *RETIRED_COLUMNS.values()):
        assert numbers(retired.release) > numbers("1.1.0") and retired.reason


def test_a_retired_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"figures": ["gone"], "columns": {"waves_need": ["cost"]}, "measures": []}
    monkeypatch.setattr(f"{__name__}.published", lambda: {"1.0": names})
    assert len(list(lost())) == 2
    monkeypatch.setitem(RETIRED_FIGURES, "gone", Retired("1.2.0", "", None))
    monkeypatch.setitem(RETIRED_COLUMNS, ("waves_need", "cost"), Retired("1.2.0", "", None))
    assert not list(lost())


def declared() -> dict[str, dict[tuple[str, str], Renaming]]:
    """What is declared of figures and columns: both are keys of a record, where two that become one lose rows."""
    return {
        "figures": {("", name): renaming for name, renaming in renamed.RENAMED_FIGURES.items()},
        "columns": dict(renamed.RENAMED_COLUMNS),
    }


def first_published(kind: str, figure_id: str, name: str) -> str | None:
    """The release whose list has a name of today first."""
    for release, names in sorted(published().items(), key=lambda release: numbers(release[0])):
        own = names["figures"] if kind == "figures" else []
        for former, columns in names["columns"].items() if kind == "columns" else ():
            own = [*own, *(columns if renamed.figure(former) == figure_id else ())]
        if name in own:
            return release
    return None


def numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))


def merged() -> Iterator[str]:
    """Each declared name that already was the name of something else."""
    for kind, renamings in declared().items():
        seen: set[tuple[str, str]] = set()
        for (figure_id, former), renaming in renamings.items():
            first = first_published(kind, figure_id, renaming.name)
            is_older = first is not None and numbers(first) < numbers(renaming.release)
            if is_older or (figure_id, renaming.name) in seen:
                yield (
                    f"« {former} » ({kind}) is given the name « {renaming.name} », which something else has or had: a record that "
                    "holds both would lose the rows of one. Give it a name of its own."
                )
            seen.add((figure_id, renaming.name))


def test_declared_names_never_go_round_in_a_circle() -> None:
    for name in renamed.RENAMED_FIGURES:
        renamed.figure(name)
    for figure_id, name in renamed.RENAMED_COLUMNS:
        renamed.column(figure_id, name)
    for figure_id, name in renamed.RENAMED_SCALARS:
        renamed.measure(f"{figure_id}:{name}")


@pytest.mark.parametrize(
    ("what", "keys", "look"),
    [
        ("FIGURES", ("a", "b"), lambda: renamed.figure("a")),
        ("COLUMNS", (("f", "a"), ("f", "b")), lambda: renamed.column("f", "a")),
        ("SCALARS", (("f", "a"), ("f", "b")), lambda: renamed.measure("f:a")),
    ],
)
def test_a_circle_is_refused_and_not_followed_for_ever(
    monkeypatch: pytest.MonkeyPatch, what: str, keys: tuple[Any, Any], look: Callable[[], str]
) -> None:
    declare(monkeypatch, what, keys[0], "b")
    declare(monkeypatch, what, keys[1], "a")
    with pytest.raises(ValueError, match="circle"):
        look()
    with pytest.raises(ValueError, match="circle"):
        test_declared_names_never_go_round_in_a_circle()


def test_no_two_names_become_one() -> None:
    assert not list(merged())


@pytest.mark.parametrize(
    ("what", "renamings"),
    [
        ("FIGURES", {"a": "new", "b": "new"}),
        ("FIGURES", {"a": "need_by_family"}),
        ("COLUMNS", {("need_by_family", "a"): "new", ("need_by_family", "b"): "new"}),
        ("COLUMNS", {("need_by_family", "a"): "favourable"}),
    ],
    ids=["two figures", "a figure and another", "two columns", "a column and another"],
)
def test_two_names_that_become_one_are_refused(
    monkeypatch: pytest.MonkeyPatch, what: str, renamings: dict[Any, str]
) -> None:
    for key, name in renamings.items():
        declare(monkeypatch, what, key, name)
    assert len(list(merged())) == 1


def test_a_name_that_changed_twice_is_not_two(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "FIGURES", "a", "b")
    declare(monkeypatch, "FIGURES", "b", "c")
    declare(monkeypatch, "COLUMNS", ("c", "x"), "y")
    declare(monkeypatch, "COLUMNS", ("d", "x"), "y")
    assert not list(merged())


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
