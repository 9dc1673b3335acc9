"""Lines without an identifier: those known keep theirs, new ones get one, and what is doubtful is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import uploads

from dse.ingest import Proposal, propose
from dse.ingest.files import lines_to_correct
from dse.ingest.rows.identifier_columns import NEW
from dse.store import Store

MEMBERS = "Nom;Famille d’acteur;Champ;SIREN;Adhésion"
SOWERS = "Association des Semeurs;ONG;AUTRE;;01/01/2015"
WORKS = "Type;Intitulé;Statut;Porteur;Demande"
FIRST, SECOND = (
    "EVALUATION;Jardins partagés;DEMANDE;Terres d’Orvaine;03/04/2021",
    "ETUDE_GENRE;Égalité au village;DEMANDE;Ville de Lysée;05/06/2021",
)


def identifiers(proposal: Proposal) -> list[tuple[str, bool]]:
    """Each identifier proposed and whether it is new, in the order of the lines."""
    return [(one.identifier, one.is_new) for one in proposal.identifiers]


def doubts(proposal: Proposal) -> list[tuple[str, int | None]]:
    """Code and row of each question."""
    return [(issue.code, issue.row) for issue in proposal.doubts]


def accept(store: Store, *lines: str) -> None:
    """Import lines, doubts confirmed."""
    uploads.accepted(store, uploads.build_upload("liste.csv", *lines))


def test_members_known_by_name_alias_or_siren_keep_their_identifier_and_new_ones_get_one(
    store: Store,
) -> None:
    lines = (
        "TERRES D'ORVAINE;ONG;SOLIDARITE_INTERNATIONALE;;",
        "TDO;ONG;SOLIDARITE_INTERNATIONALE;;",
        "Orvaine;ONG;SOLIDARITE_INTERNATIONALE;123 456 782;",
        SOWERS,
    )
    for line, expected in zip(lines, ("M001", "M001", "M001", "ASSOCIATION-DES-SEMEURS"), strict=True):
        proposal = uploads.proposed(store, MEMBERS, line)
        assert identifiers(proposal) == [(expected, expected != "M001")]


def test_the_same_list_imported_again_changes_nothing(store: Store) -> None:
    accept(store, MEMBERS, SOWERS)
    proposal = uploads.proposed(store, MEMBERS, SOWERS)
    assert proposal.status == "unchanged"
    assert identifiers(proposal) == [("ASSOCIATION-DES-SEMEURS", False)]


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (("Ville de Lysées;COLLECTIVITE;AUTRE;;",), 2),
        (("Terres d’Orvaine;ONG;AUTRE;732 829 320;",), 2),
        (("Ville de Lysée;COLLECTIVITE;AUTRE;123 456 782;",), 2),
        ((SOWERS, SOWERS.replace("2015", "2018")), 3),
    ],
    ids=["a name like another", "another SIREN", "the SIREN of another", "a new name twice"],
)
def test_who_a_line_is_about_is_asked_where_it_is_doubtful(
    store: Store, lines: tuple[str, ...], row: int
) -> None:
    proposal = uploads.proposed(store, MEMBERS, *lines)
    assert ("IMP-306", row) in doubts(proposal)


def test_a_name_of_two_organisations_is_refused(store: Store) -> None:
    accept(store, "Identifiant;Nom;Famille d’acteur;Champ", "M009;Ville de Lysée;COLLECTIVITE;AUTRE")
    proposal = uploads.proposed(store, MEMBERS, "Ville de Lysée;COLLECTIVITE;AUTRE;;")
    assert uploads.codes(proposal) == [("IMP-302", 2, "A")]


def test_accompaniments_are_numbered_by_year_after_the_highest_there_is(store: Store) -> None:
    accept(store, f"Référence;{WORKS}", f"ACC-2021-006;{FIRST}")
    other_year = SECOND.replace("2021", "2019")
    proposal = uploads.proposed(store, WORKS, FIRST, SECOND, other_year)
    assert identifiers(proposal) == [("ACC-2021-006", False), ("ACC-2021-007", True), ("ACC-2019-001", True)]


def test_lines_in_another_order_and_with_another_status_find_their_rows(store: Store) -> None:
    accept(store, WORKS, FIRST, SECOND)
    proposal = uploads.proposed(store, WORKS, SECOND.replace("DEMANDE", "REFUSE"), FIRST)
    assert identifiers(proposal) == [("ACC-2021-002", False), ("ACC-2021-001", False)]
    diff = proposal.diffs["accompaniments"]
    assert (diff.added, diff.changed) == (0, 1) and not proposal.problems


def test_an_incomplete_reference_column_is_completed(store: Store) -> None:
    proposal = uploads.proposed(store, f"Référence;{WORKS}", f"D-7;{FIRST}", f";{SECOND}")
    assert identifiers(proposal) == [("ACC-2021-001", True)]
    assert proposal.diffs["accompaniments"].added == 2


def test_a_changed_title_is_asked_about_and_both_are_named(store: Store) -> None:
    accept(store, WORKS, FIRST, SECOND)
    proposal = uploads.proposed(store, WORKS, FIRST.replace("Jardins partagés", "Jardins"), SECOND)
    (doubt,) = [issue for issue in proposal.doubts if issue.code == "IMP-415"]
    assert doubt.row == 2 and "Jardins partagés (ACC-2021-001)" in doubt.reason
    assert identifiers(proposal) == [("ACC-2021-003", True), ("ACC-2021-002", False)]


def test_a_line_that_two_rows_match_is_asked_about_and_both_are_named(store: Store) -> None:
    accept(store, WORKS, FIRST, FIRST)
    assert not uploads.proposed(store, WORKS, FIRST, FIRST).changes
    proposal = uploads.proposed(store, WORKS, FIRST.replace("DEMANDE", "REFUSE"))
    (doubt,) = [issue for issue in proposal.doubts if issue.code == "IMP-415"]
    assert "ACC-2021-001" in doubt.reason and "ACC-2021-002" in doubt.reason


def test_two_lines_alike_are_asked_about(store: Store) -> None:
    proposal = uploads.proposed(store, WORKS, FIRST, FIRST)
    assert ("IMP-415", 3) in doubts(proposal)
    assert identifiers(proposal) == [("ACC-2021-001", True), ("ACC-2021-002", True)]


def test_lines_alike_keep_the_identifier_of_what_they_say_in_any_order_without_a_question(
    store: Store,
) -> None:
    header = f"{WORKS};Coût (€);Genre"
    small, large = f"{FIRST};1000;2", f"{FIRST};5000;0"
    accept(store, header, small, large)
    again = uploads.proposed(store, header, large, small)
    assert again.status == "unchanged" and doubts(again) == []
    assert identifiers(again) == [("ACC-2021-002", False), ("ACC-2021-001", False)]
    with_another = uploads.proposed(store, header, large, small, f"{SECOND};300;1")
    assert "IMP-415" not in {code for code, _ in doubts(with_another)}
    dearer = uploads.proposed(store, header, large.replace("5000", "6000"), small)
    assert identifiers(dearer) == [("ACC-2021-002", False), ("ACC-2021-001", False)]
    assert "IMP-415" not in {code for code, _ in doubts(dearer)}
    both = uploads.proposed(store, header, large.replace("5000", "6000"), small.replace("1000", "900"))
    assert [row for code, row in doubts(both) if code == "IMP-415"] == [2, 3]


def test_what_a_person_says_of_a_doubtful_line_is_taken(store: Store) -> None:
    accept(store, WORKS, FIRST)
    renamed = FIRST.replace("Jardins partagés", "Jardins")
    (doubtful,) = uploads.proposed(store, WORKS, renamed).identifiers
    assert doubtful.candidates == {"ACC-2021-001": "Jardins partagés (ACC-2021-001)"}
    same = uploads.proposed(store, WORKS, renamed, answers={doubtful.line: "ACC-2021-001"})
    assert identifiers(same) == [("ACC-2021-001", False)] and same.diffs["accompaniments"].changed == 1
    new = uploads.proposed(store, WORKS, renamed, answers={doubtful.line: NEW})
    assert identifiers(new) == [("ACC-2021-002", True)]
    for proposal in (same, new):
        assert "IMP-415" not in {code for code, _ in doubts(proposal)}


def test_what_a_person_says_of_a_doubtful_name_is_taken(store: Store) -> None:
    line = "Ville de Lysées;COLLECTIVITE;AUTRE;;"
    (doubtful,) = uploads.proposed(store, MEMBERS, line).identifiers
    assert [*doubtful.candidates] == ["M002"]
    same = uploads.proposed(store, MEMBERS, line, answers={doubtful.line: "M002"})
    new = uploads.proposed(store, MEMBERS, line, answers={doubtful.line: NEW})
    assert identifiers(same) == [("M002", False)] and identifiers(new) == [("VILLE-DE-LYSEES", True)]
    for proposal in (same, new):
        assert "IMP-306" not in {code for code, _ in doubts(proposal)}


def test_activities_are_numbered_too(store: Store) -> None:
    titles = "Type;Intitulé;Date;Format;Places"
    lines = ("FORMATION;Suivre et évaluer;12/02/2018;PRESENTIEL;25", "ATELIER;Récits;13/02/2018;PRESENTIEL;9")
    proposal = uploads.proposed(store, titles, *lines)
    assert identifiers(proposal) == [("ACT-1", False), ("ACT-2018-001", True)]


def test_a_title_that_may_be_that_of_the_identifiers_is_not_passed_over(store: Store) -> None:
    proposal = uploads.proposed(store, f"Identifian;{MEMBERS}", f"S-1;{SOWERS}")
    assert proposal.status == "refused" and not proposal.identifiers


def test_nothing_is_proposed_where_every_line_has_its_own(store: Store, tmp_path: Path) -> None:
    assert not propose(uploads.every_clean(), store).identifiers


@pytest.mark.parametrize("title", ["Matricule", "", "N° adhérent"])
def test_an_unknown_column_of_codes_is_not_passed_over(store: Store, title: str) -> None:
    proposal = uploads.proposed(store, f"{title};{MEMBERS}", f"ADH-1;{SOWERS}")
    assert proposal.status == "refused" and not proposal.identifiers


def test_an_unknown_column_of_words_or_of_a_few_numbers_is(store: Store) -> None:
    proposal = uploads.proposed(store, f"Salariés;{MEMBERS}", f"12;{SOWERS}", "12;Semis;ONG;AUTRE;;")
    assert not proposal.problems and len(proposal.identifiers) == 2


def test_two_files_of_new_lines_are_numbered_together(store: Store) -> None:
    others = SECOND.replace("05/06/2021", "07/08/2021").replace("Égalité au village", "Autre chose")
    one = uploads.build_upload("un.csv", WORKS, SECOND)
    other = uploads.build_upload("deux.csv", f"Référence;{WORKS}", f"ACC-2021-004;{FIRST}", f";{others}")
    proposal = propose([one, other], store)
    assert not proposal.problems
    assert identifiers(proposal) == [("ACC-2021-005", True), ("ACC-2021-006", True)]


def test_a_new_line_that_two_files_list_is_asked_about(store: Store) -> None:
    files = [
        uploads.build_upload("un.csv", WORKS, FIRST),
        uploads.build_upload("deux.csv", WORKS, FIRST, SECOND),
    ]
    proposal = propose(files, store)
    assert not proposal.problems
    (doubt,) = [issue for issue in proposal.doubts if issue.code == "IMP-415"]
    assert (doubt.file, doubt.row) == ("deux.csv", 2) and "la ligne 2 de « un.csv »" in doubt.reason


def test_a_line_alike_one_that_has_its_reference_does_not_take_it(store: Store) -> None:
    proposal = uploads.proposed(store, f"Référence;{WORKS}", f"D-7;{FIRST}", f";{FIRST}")
    assert not proposal.problems and ("IMP-415", 3) in doubts(proposal)
    assert identifiers(proposal) == [("ACC-2021-001", True)]


@pytest.mark.parametrize(
    "line",
    [
        FIRST.replace("Terres d’Orvaine", "Ville de Lysée").replace("03/04", "04/04"),
        "ETUDE_GENRE;Jardins ouverts;DEMANDE;Terres d’Orvaine;02/01/2022",
        "CAPITALISATION;Bilan du puits;DEMANDE;Terres d’Orvaine;03/04/2021",
    ],
    ids=[
        "its title, of another organisation",
        "its organisation, a like title, in the next year",
        "its organisation and day",
    ],
)
def test_a_line_like_a_known_one_of_about_the_same_time_is_asked_about(store: Store, line: str) -> None:
    accept(store, WORKS, FIRST.replace("03/04/2021", "03/08/2021") if "2022" in line else FIRST)
    assert ("IMP-415", 2) in doubts(uploads.proposed(store, WORKS, line))


def test_what_has_only_its_organisation_in_common_with_a_known_line_is_another(store: Store) -> None:
    accept(store, WORKS, FIRST, SECOND)
    another = "ETUDE_GENRE;Bilan du puits;DEMANDE;Terres d’Orvaine;03/07/2021"
    assert "IMP-415" not in {code for code, _ in doubts(uploads.proposed(store, WORKS, another))}


@pytest.mark.parametrize(
    ("title", "codes"), [("Bilan du puits", set()), ("", {"IMP-415"})], ids=["another title", "no title"]
)
def test_two_of_one_kind_and_organisation_in_a_year_are_told_apart_by_their_titles(
    store: Store, title: str, codes: set[str]
) -> None:
    accept(store, WORKS, FIRST)
    another = f"EVALUATION;{title};DEMANDE;Terres d’Orvaine;03/07/2021"
    proposal = uploads.proposed(store, WORKS, another)
    assert {code for code, _ in doubts(proposal)} & {"IMP-415"} == codes


def test_the_nearest_line_is_named_first_with_what_both_have_in_common(store: Store) -> None:
    accept(
        store, f"Référence;{WORKS}", f"A-1;{FIRST.replace('EVALUATION', 'CAPITALISATION')}", f"B-2;{FIRST}"
    )
    proposal = uploads.proposed(store, WORKS, FIRST.replace("Jardins partagés", "Le puits"))
    (doubt,) = [issue for issue in proposal.doubts if issue.code == "IMP-415"]
    assert "ressemble à « Jardins partagés (B-2) » par « Porteur », « Type » et « Demande »" in doubt.reason
    assert "écrivez B-2 sous « Référence »" in doubt.advice


def test_whether_two_new_lines_of_one_name_are_one_organisation_is_asked(store: Store) -> None:
    other = SOWERS.replace("ONG", "COLLECTIVITE")
    files = [uploads.build_upload("a.csv", MEMBERS, SOWERS), uploads.build_upload("b.csv", MEMBERS, other)]
    for given in (files, [uploads.build_upload("c.csv", MEMBERS, SOWERS, other)]):
        asked = propose(given, store)
        assert "IMP-306" in {code for code, _ in doubts(asked)}
        (doubtful,) = [one for one in asked.identifiers if one.candidates]
        assert [*doubtful.candidates] == ["ASSOCIATION-DES-SEMEURS"] and doubtful.is_new
        told = propose(given, store, answers={doubtful.line: NEW})
        assert not told.problems and told.diffs["organisations"].added == 2
        assert "IMP-306" not in {code for code, _ in doubts(told)}


def test_a_known_line_of_the_same_title_is_named_before_another_that_shares_as_much(store: Store) -> None:
    lines = (f"A-1;{FIRST}", f"B-2;{FIRST.replace('03/04/2021', '01/02/2021')}")
    accept(store, f"Référence;{WORKS}", lines[0].replace("Jardins partagés", "Le puits"), lines[1])
    (doubt,) = [issue for issue in uploads.proposed(store, WORKS, FIRST).doubts if issue.code == "IMP-415"]
    assert "ressemble à « Jardins partagés (B-2) » par « Porteur », « Type » et « Intitulé »" in doubt.reason
    assert "ou à « Le puits (A-1) » par « Porteur », « Type » et « Demande »" in doubt.reason
    assert "écrivez B-2 ou A-1 sous « Référence »" in doubt.advice


@pytest.mark.parametrize("is_known", [False, True])
def test_a_copy_is_that_of_the_line_that_says_the_same_under_all_titles(store: Store, is_known: bool) -> None:
    header, large, small = f"{WORKS};Coût (€)", f"{FIRST};5000", f"{FIRST};1000"
    if is_known:
        accept(store, header, large, small)
    asked = uploads.proposed(store, header, large, small, small).doubts
    reasons = {issue.row: issue.reason for issue in asked if issue.code == "IMP-415"}
    assert reasons.pop(4).startswith("Cette ligne dit la même chose que la ligne 3 :")
    if not is_known:
        assert "que la ligne 2, sauf sous « Coût (€) » :" in reasons.pop(3)
    assert not reasons


def test_a_line_to_correct_that_comes_back_is_not_taken_for_its_neighbour_without_a_question(
    store: Store,
) -> None:
    header = f"{WORKS};Coût (€)"
    accept(store, header, f"{FIRST};5000")
    returned = ";".join((header, *lines_to_correct.TITLES))
    line = f"{FIRST};1000;3;Coût (€) : ce n’est pas un nombre.;Écrivez un nombre."
    asked = uploads.proposed(store, returned, line)
    (doubtful,) = asked.identifiers
    assert doubts(asked) == [("IMP-415", 2)] and [*doubtful.candidates] == ["ACC-2021-001"]
    new = uploads.proposed(store, returned, line, answers={doubtful.line: NEW})
    assert identifiers(new) == [("ACC-2021-002", True)]


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (WORKS, (FIRST, SECOND)),
        ("Type;Intitulé;Date", ("FORMATION;Un;04/05/2020", "FORMATION;Deux;04/05/2020")),
    ],
)
def test_known_lines_that_come_with_references_of_their_own_are_asked_about(
    store: Store, header: str, lines: tuple[str, ...]
) -> None:

    accept(store, header, *lines)
    proposal = uploads.proposed(
        store, f"Référence;{header}", *(f"R{number};{line}" for number, line in enumerate(lines))
    )
    asked = [issue for issue in proposal.doubts if issue.code == "IMP-415"]
    assert [(issue.row, issue.column) for issue in asked] == [(2, "A"), (3, "A")]
    (mend,) = asked[0].mends
    same = uploads.proposed(store, f"Référence;{header}", f"{mend.text};{lines[0]}")
    assert same.status == "unchanged"
    listed = (f"{mend.text};{lines[0]}", f"R0;{lines[0]}")
    assert "IMP-415" not in {
        code for code, _ in doubts(uploads.proposed(store, f"Référence;{header}", *listed))
    }


YOUNG, OLD = (f"FORMATION;Atelier des {sign} de 25 ans;04/05/2020" for sign in "-+")
ACTIVITIES = "Type;Intitulé;Date"


def test_lines_that_only_a_sign_tells_apart_are_two(store: Store) -> None:
    accept(store, ACTIVITIES, YOUNG)
    proposal = uploads.proposed(store, ACTIVITIES, OLD)
    assert identifiers(proposal) == [("ACT-2020-002", True)]
    assert doubts(proposal) == [("IMP-415", 2)]
    accept(store, ACTIVITIES, YOUNG, OLD)
    again = uploads.proposed(store, ACTIVITIES, OLD, YOUNG)
    assert again.status == "unchanged"
    assert identifiers(again) == [("ACT-2020-002", False), ("ACT-2020-001", False)]
