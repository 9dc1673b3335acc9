"""A code that data use keeps its label: closed, nothing changes; gone from its list, it is shown as retired and comes back unchanged."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import later_schemas
import pyarrow.compute as pc
import pytest

from dse import figures, ingest, paths
from dse.export.files import delimited_text
from dse.figures import REGISTRY
from dse.figures import columns as c
from dse.figures.uptake.by_group import rate_by_group
from dse.filters import FILTERS
from dse.ingest import Upload
from dse.ingest.values.codes import find_meant
from dse.query import Query, Selection, open_version, open_versions_once
from dse.store import Store
from schemas import codelists, our_lists

STORE = paths.ROOT / "tests" / "fixtures" / "stores" / "1"
IN_USE = {
    "actor_families": "COLLECTIVITE",
    "accompaniment_kinds": "EVALUATION",
    "activity_kinds": "FORMATION",
    "themes": "CLIMAT",
    "regions": "84",
    "size_bands": "MOINS_10",
    "change_kinds": "COMPORTEMENT",
}
FEW = ["themes_by_year", "uptake_by_family", "segments_served", "offers", "gaps_by_support"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A copy of a store that uses every code of these tests."""
    shutil.copytree(STORE, tmp_path / "store")
    return Store(tmp_path / "store")


@pytest.fixture(params=["past", pytest.param("demo", marks=pytest.mark.long)])
def any_store(request) -> Store:
    """A store of an earlier release, and the demo."""
    return request.getfixturevalue("store" if request.param == "past" else "demo_store")


@pytest.fixture(params=IN_USE.items(), ids=IN_USE)
def code(request) -> tuple[str, str]:
    """A list and a code of it that the store uses."""
    return request.param


@pytest.fixture(autouse=True)
def lists_as_they_were() -> Iterator[None]:
    """What a test retires is not retired for the next."""
    yield
    codelists._retired = {}
    later_schemas.forget_codes()


def withdraw(monkeypatch: pytest.MonkeyPatch, name: str, code: str) -> None:
    """Take a code out of our list, as a careless release might."""
    ours = our_lists.codes
    monkeypatch.setattr(
        our_lists,
        "codes",
        lambda list_name: tuple(each for each in ours(list_name) if (list_name, each.code) != (name, code)),
    )
    later_schemas.forget_codes()


def files(store: Store, only: list[str]) -> dict[str, list[str]]:
    """Lines of each figure's two files, in an order of their own: a code that is retired is shown last."""
    answers = {id_: figures.answer(store, store.current().number, REGISTRY[id_], Selection()) for id_ in only}
    return {
        id_: sorted(
            line
            for dialect in (delimited_text.MACHINE, delimited_text.FRENCH)
            for line in delimited_text.render_figure_csv(answer, dialect).decode("utf-8-sig").splitlines()
        )
        for id_, answer in answers.items()
    }


def as_retired(lines_by_figure: dict[str, list[str]], label: str, code: str) -> dict[str, list[str]]:
    """Lines with what a reader is shown of the code in place of its label."""
    shown = f"{code} (retiré de la liste)"
    return {
        id_: sorted(line.replace(label, shown) for line in lines) for id_, lines in lines_by_figure.items()
    }


@pytest.mark.parametrize(
    "only", [FEW, pytest.param(list(REGISTRY), marks=pytest.mark.long)], ids=["few", "all"]
)
def test_a_code_that_has_vanished_is_counted_as_before_and_shown_as_retired(
    any_store: Store, code: tuple[str, str], only: list[str], monkeypatch
) -> None:
    label = codelists.labels(code[0])[code[1]]
    before = as_retired(files(any_store, only), label, code[1])
    withdraw(monkeypatch, *code)
    after = as_retired(files(any_store, only), label, code[1])
    assert after == before
    assert codelists.labels(code[0])[code[1]] == f"{code[1]} (retiré de la liste)"


def test_a_vanished_code_comes_back_through_an_export_and_may_not_be_written_anew(
    store: Store, monkeypatch
) -> None:
    withdraw(monkeypatch, "accompaniment_kinds", "CAPITALISATION")
    for dialect in (delimited_text.MACHINE, delimited_text.FRENCH):
        content = b"".join(delimited_text.render_table_csv(store, 8, "accompaniments", dialect))
        proposal = ingest.propose([Upload("accompaniments.csv", content)], store)
        assert (proposal.status, proposal.problems) == ("unchanged", ())
    header, *lines = b"".join(
        delimited_text.render_table_csv(store, 8, "accompaniments", delimited_text.MACHINE)
    ).splitlines()
    line = next(line for line in lines if b'"CAPITALISATION"' in line).split(b",")
    line[0] = b'"NEUF"'
    proposal = ingest.propose([Upload("accompaniments.csv", header + b"\n" + b",".join(line))], store)
    assert [(each.code, each.header) for each in proposal.problems] == [("IMP-210", "kind")]
    assert "n’est plus dans la liste" in proposal.problems[0].reason
    assert find_meant("Capitalisations", ["accompaniment_kinds"]) == {}


def test_an_import_of_other_rows_goes_on_beside_a_vanished_code(store: Store, monkeypatch) -> None:
    """Of a list that one table alone uses; what the process knew of it is forgotten, as where another begins."""
    before = store.read(store.current(), "changes")
    header, *lines = b"".join(
        delimited_text.render_table_csv(store, 8, "changes", delimited_text.MACHINE)
    ).splitlines()
    other = next(line for line in lines if b'"COMPORTEMENT"' not in line).split(b",")
    withdraw(monkeypatch, "change_kinds", "COMPORTEMENT")
    other[0] = b'"NEUF"'
    proposal = ingest.propose([Upload("changes.csv", header + b"\n" + b",".join(other))], store)
    assert proposal.problems == ()
    version = ingest.confirm(proposal, store, code="all", author="Paul", message="")
    as_in_another_process()
    after = store.read(version, "changes")
    assert "COMPORTEMENT" in after["change_kind"].to_pylist()
    assert after.num_rows == before.num_rows + 1
    assert codelists.labels("change_kinds")["COMPORTEMENT"] == "COMPORTEMENT (retiré de la liste)"
    content = b"".join(
        delimited_text.render_table_csv(store, version.number, "changes", delimited_text.MACHINE)
    )
    as_in_another_process()
    assert ingest.propose([Upload("changes.csv", content)], store).problems == ()


def as_in_another_process() -> None:
    """Know of no retired code."""
    codelists._retired.clear()
    later_schemas.forget_codes()


def test_a_filter_still_takes_a_vanished_code(store: Store, monkeypatch) -> None:
    chosen = Selection(families=("COLLECTIVITE",))
    before = figures.answer(store, 8, REGISTRY["uptake_by_year"], chosen).table
    withdraw(monkeypatch, "actor_families", "COLLECTIVITE")
    assert figures.answer(store, 8, REGISTRY["uptake_by_year"], chosen).table.equals(before)
    family = next(each for each in FILTERS if each.field == "families")
    assert "COLLECTIVITE" in [each for name in family.codelists for each in codelists.codes(name)]


def test_a_code_that_the_team_closes_changes_no_figure(store: Store, tmp_path: Path, monkeypatch) -> None:
    before = files(store, FEW)
    own = tmp_path / "store" / "codelists"
    own.mkdir()
    own.joinpath("actor_families.csv").write_text(
        "code,label_fr,valid_to\nCOLLECTIVITE,Collectivité territoriale,2020-12-31\n", encoding="utf-8"
    )
    monkeypatch.setenv("DSE_STORE", str(store.path))
    closed = {each.code: each.valid_to for each in codelists.load("actor_families")}
    assert str(closed["COLLECTIVITE"]) == "2020-12-31"
    assert files(store, FEW) == before


@pytest.fixture
def own_list(own_demo: Store, monkeypatch) -> Path:
    """The file of families of a team some of whose members are of a family of its own."""
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    paths.team_codelists().mkdir()
    own_list = paths.team_codelists() / "actor_families.csv"
    own_list.write_text("code,label_fr\nRESEAU_X,Réseau X\n", encoding="utf-8")
    number = own_demo.current().number
    profiles = own_demo.read(own_demo.current(), "organisation_profiles")
    place = profiles.column_names.index("actor_family")
    families = pc.if_else(pc.equal(profiles["actor_family"], "ONG"), "RESEAU_X", profiles["actor_family"])
    changed = profiles.set_column(place, profiles.schema.field(place), families)
    own_demo.commit({"organisation_profiles": [changed]}, parent=number, author="t", message="t")
    return own_list


def test_a_line_that_goes_during_a_run_stays_until_its_end(own_demo: Store, own_list: Path) -> None:
    only = ["uptake_by_family", "composition_by_family"]
    with open_versions_once():
        before = files(own_demo, ["uptake_by_family"])
        own_list.unlink()
        during = files(own_demo, only)
    assert during["uptake_by_family"] == before["uptake_by_family"]
    assert all("Réseau X" in "".join(lines) for lines in during.values())
    assert files(own_demo, only) == as_retired(during, "Réseau X", "RESEAU_X")


def test_a_line_that_goes_while_a_figure_is_computed_stops_no_figure(own_demo: Store, own_list: Path) -> None:
    query = Query(open_version(own_demo, own_demo.current().number), Selection())
    own_list.unlink()
    groups = rate_by_group(query, c.FAMILY)["actor_family"].tolist()
    assert "RESEAU_X" not in codelists.codes("actor_families") and groups[-1] == "RESEAU_X"


@pytest.fixture
def many_threads() -> Iterator[ThreadPoolExecutor]:
    """Threads that take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    with ThreadPoolExecutor(5) as threads:
        yield threads
    sys.setswitchinterval(before)


def test_codes_are_retired_while_others_read_and_none_is_lost(many_threads: ThreadPoolExecutor) -> None:
    def write(first: int) -> None:
        for number in range(first, first + 300):
            codelists.retire(("list",), [f"CODE_{number:04d}"])
            codelists.retire((f"list_{number}",), ["CODE"])

    def read() -> None:
        for _ in range(1500):
            codelists.retired_from("list")

    work = [many_threads.submit(write, first) for first in (0, 300, 600)]
    work += [many_threads.submit(read) for _ in range(2)]
    for each in work:
        each.result()
    assert len(codelists.retired_from("list")) == 900
