"""Catalogue of bad inputs, C7 and C8: identity, texts, references and versions. Numbers are those of the catalogue."""

from __future__ import annotations

from random import Random

import catalogue
import pytest
import uploads
from catalogue import fingerprinted, grid, is_accepted, is_asked, is_new, is_not_read, is_refused, put, upload

from dse.ingest import Upload, propose
from dse.store import Store, UndoRefused

NEW = ["", "", "FR", "ONG", "AUTRE", *[""] * 9]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("again", ["M002", "m002", "M002 ", "M002\u200b", "Ｍ002", "M002\u00a0"])
def test_87_88_an_identifier_twice(clean_store: Store, kind: str, again: str) -> None:
    cells = [*grid("membres"), [again, *grid("membres")[2][1:]]]
    proposal = fingerprinted(clean_store, [upload("membres", cells, kind)])
    assert {(each.code, each.row) for each in proposal.problems} <= {
        ("IMP-401", 7),
        ("IMP-402", 7),
        ("IMP-213", 7),
    }
    assert proposal.status == "refused"


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("again", ["m001", "M001\u0301", "Ｍ001"])
def test_88_an_identifier_spelled_otherwise_is_told_as_such_and_nothing_else_is_asked(
    clean_store: Store, kind: str, again: str
) -> None:
    proposal = fingerprinted(
        clean_store, [upload("membres", put(grid("membres"), 2, "Identifiant", again), kind)]
    )
    assert {(each.code, each.row, each.column) for each in proposal.problems} <= {
        ("IMP-402", 2, "A"),
        ("IMP-213", 2, "A"),
    }
    assert proposal.problems and not proposal.doubts


@pytest.mark.parametrize("seed", range(3))
def test_27_lines_and_columns_in_another_order_ask_nothing(clean_store: Store, seed: int) -> None:
    order = Random(seed)
    files = []
    for name in uploads.CLEAN:
        titles, *lines = grid(name)
        columns = order.sample(range(len(titles)), len(titles))
        cells = [[line[column] for column in columns] for line in (titles, *order.sample(lines, len(lines)))]
        files.append(upload(name, cells, order.choice(catalogue.KINDS)))
    proposal = fingerprinted(clean_store, order.sample(files, len(files)))
    assert (proposal.status, proposal.problems, proposal.doubts) == ("unchanged", (), ())


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_89_another_name_for_an_identifier(clean_store: Store, kind: str) -> None:
    is_asked(
        clean_store, [("IMP-503", 3, "B")], upload("membres", put(grid("membres"), 3, "Nom", "Autre"), kind)
    )


@pytest.mark.parametrize(
    "name", ["NA", "Null", "None", "True", "=1+1", "<script>", "![x](http://x)", "@nom", "＝1+1"]
)
def test_91_94_95_a_name_is_kept_as_it_is(clean_store: Store, name: str) -> None:
    proposal = is_new(clean_store, upload("membres", [*grid("membres"), ["X9", name, *NEW]]))
    assert proposal.details["organisations"].added["name"].to_pylist() == [name]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b"])
def test_92_a_blank_where_a_value_is_wanted(clean_store: Store, kind: str, blank: str) -> None:
    is_refused(
        clean_store, [("IMP-201", 3, "B")], upload("membres", put(grid("membres"), 3, "Nom", blank), kind)
    )


@pytest.mark.parametrize(
    ("name", "header", "text", "code"),
    [
        ("presences", "Organisation", "M999", "IMP-301"),
        ("presences", "Activité", "ACT-9", "IMP-404"),
        ("accompagnements", "Offre", "OFF-9", "IMP-404"),
    ],
)
def test_99_100_a_reference_to_nothing(
    clean_store: Store, name: str, header: str, text: str, code: str
) -> None:
    wanted = [(code, 2, catalogue.letter(name, header))]
    is_refused(clean_store, wanted, upload(name, put(grid(name), 2, header, text)))


def test_103_the_same_file_again(clean_store: Store) -> None:
    for name in ("membres", "accompagnements", "presences"):
        is_accepted(clean_store, upload(name, grid(name)))


@pytest.mark.parametrize("name", ["accompagnements", "activites", "presences", "offre"])
def test_104_a_file_for_another_table(clean_store: Store, name: str) -> None:
    is_not_read(clean_store, "IMP-113", upload(name, grid(name)), form="membres")


def test_108_one_of_three_files_wrong(clean_store: Store) -> None:
    wrong = upload("presences", put(grid("presences"), 3, "Participants", "un"))
    good = [
        upload("offre", put(grid("offre"), 2, "Intitulé", "Fonds rénové")),
        upload("membres", grid("membres")),
    ]
    is_refused(clean_store, [("IMP-202", 3, "D")], *good, wrong)


def test_101_a_member_left_out_of_a_complete_file_but_referred_to(clean_store: Store) -> None:
    left = [line for line in grid("membres") if line[0] != "M002"]
    proposal = fingerprinted(clean_store, [upload("membres", left)], complete=True)
    assert proposal.status == "refused" and {each.code for each in proposal.problems} == {"IMP-405"}
    assert all("« M002 »" in each.reason for each in proposal.problems)


def register(numbers: range, **changed: str) -> list[list[str]]:
    """A register of members, some under another name."""
    lines = [[f"X{each:03}", changed.get(f"X{each:03}", f"Membre {each}"), *NEW] for each in numbers]
    return [grid("membres")[0], *lines]


@pytest.fixture(scope="module")
def eighty_five(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of eighty-five members, of no country but France."""
    made = Store(tmp_path_factory.mktemp("members") / "store")
    uploads.accepted(made, upload("membres", register(range(85))))
    return made


def other_country(lines: list[list[str]], row: int) -> list[list[str]]:
    """The same register, a country otherwise."""
    return put(lines, row, "Pays", "BE")


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("count", [61, 68, 26])
def test_102_an_older_and_shorter_export(eighty_five: Store, kind: str, count: int) -> None:
    files = upload("membres", other_country(register(range(count)), 3), kind)
    proposal = fingerprinted(eighty_five, [files])
    assert not proposal.problems and proposal.status == "confirm"
    assert f"85 → {count} lignes" in next(each.reason for each in proposal.doubts if each.code == "IMP-517")


@pytest.mark.parametrize(
    "lines",
    [
        other_country(register(range(69)), 3),
        other_country(register(range(25)), 3),
        other_country(register(range(30, 91)), 3),
        register(range(61)),
    ],
    ids=["nearly all", "a few", "with new ones", "nothing changes"],
)
def test_102_what_is_no_older_export(eighty_five: Store, lines: list[list[str]]) -> None:
    proposal = fingerprinted(eighty_five, [upload("membres", lines)])
    assert not proposal.problems and "IMP-517" not in {each.code for each in proposal.doubts}


def test_103_the_same_file_twice_in_one_import_is_read_once(clean_store: Store) -> None:
    again = upload("membres", grid("membres"))
    proposal = fingerprinted(clean_store, [again, Upload("membres (1).csv", again.content)])
    assert proposal.status == "unchanged" and not proposal.problems
    assert [(each.code, each.file) for each in proposal.notices] == [("IMP-143", "membres (1).csv")]
    assert [each.name for each in proposal.sources] == ["membres.csv"]


def test_110_what_later_imports_rest_on_is_not_undone(store: Store) -> None:
    first = store.current().number
    uploads.accepted(store, upload("membres", put(grid("membres"), 3, "Région", "52")))
    before = uploads.bytes_of(store)
    with pytest.raises(UndoRefused) as told:
        store.undo(first, "Nadia")
    assert {each.version for each in told.value.later} == {first + 1} and uploads.bytes_of(store) == before


@pytest.mark.parametrize("moment", range(3))
def test_112_stopped_while_being_checked(clean_store: Store, moment: int) -> None:
    seen: list[str] = []

    def stop(step_name: str, _: float) -> None:
        seen.append(step_name)
        if len(seen) > moment:
            raise KeyboardInterrupt

    before = uploads.bytes_of(clean_store)
    with pytest.raises(KeyboardInterrupt):
        propose([upload("offre", put(grid("offre"), 2, "Intitulé", "Autre"))], clean_store, step=stop)
    assert uploads.bytes_of(clean_store) == before
