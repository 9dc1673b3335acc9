"""What is wrong is told all at once, at its place, in French, with what to do; and nothing is stored."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pyarrow as pa
import pytest
import uploads

from dse.ingest import Issue, Proposal, Upload, propose
from dse.ingest.checks import name_conflicts
from dse.ingest.issues import letters
from dse.store import Store

PLANTED = [
    ("IMP-206", 3, "G"),
    ("IMP-202", 4, "K"),
    ("IMP-210", 5, "C"),
    ("IMP-301", 6, "F"),
    ("IMP-404", 7, "B"),
    ("IMP-406", 8, "J"),
    ("IMP-201", 9, "D"),
    ("IMP-401", 10, "A"),
    ("IMP-402", 11, "A"),
    ("IMP-213", 12, "A"),
    ("IMP-207", 13, "G"),
    ("IMP-204", 13, "K"),
    ("IMP-213", 14, "K"),
    ("IMP-210", 14, "M"),
    ("IMP-107", 15, "F"),
    ("IMP-106", 16, "N"),
    ("IMP-115", 17, "D"),
    ("IMP-202", 17, "K"),
]
ENGLISH = re.compile(r"\b(?:the|error|invalid|expected|column|row|value|none|null|traceback|check)\b", re.I)
ACTIONS = ("ez ", "ez-", "rien à faire")


def is_clear(problem: Issue) -> bool:
    """The definition of a clear error: file, place, value, reason, one advice, in 300 signs of French."""
    told = problem.sentence
    assert problem.file and problem.reason.strip() and problem.advice.strip(), problem
    assert len(told) <= 300 and not told.endswith("…"), told
    assert len(problem.value or "") <= 40, told
    assert re.fullmatch(r"IMP-\d{3}", problem.code)
    assert (problem.column is None) or re.fullmatch(r"[A-Z]+", problem.column)
    assert any(action in problem.advice.lower() for action in ACTIONS), told
    assert not ENGLISH.search(problem.reason + problem.advice), told
    return True


def test_planted_mistakes_are_all_found_and_nothing_else(store: Store) -> None:
    before = uploads.bytes_of(store)
    proposal = propose([uploads.clean("accompagnements_fautes")], store)
    assert proposal.status == "refused"
    assert uploads.codes(proposal) == PLANTED
    assert uploads.bytes_of(store) == before


def test_every_planted_mistake_is_told_clearly(store: Store) -> None:
    proposal = propose([uploads.clean("accompagnements_fautes")], store)
    assert all(is_clear(each) for each in proposal.problems)
    headers = {each.column: each.header for each in proposal.problems if each.header}
    assert headers["F"] == "Porteur" and headers["K"] == "Coût (€)"


def test_a_clean_import_raises_no_remark(tmp_path: Path) -> None:
    proposal = propose(uploads.every_clean(), Store(tmp_path))
    assert (proposal.problems, proposal.doubts, proposal.notices) == ((), (), ())


def refused(store: Store, *lines: str, **options: object) -> Proposal:
    """An import that must be refused, clearly, leaving the store as it was."""
    before = uploads.bytes_of(store)
    proposal = propose([uploads.build_upload("essai.csv", *lines)], store, **options)
    assert proposal.status == "refused" and all(is_clear(each) for each in proposal.problems)
    assert uploads.bytes_of(store) == before
    return proposal


PRESENCES = "Activité;Organisation;Rôle;Participants;Dont femmes"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ACT-1;M009;PARTICIPANT;3;2", ("IMP-301", 2, "B")),
        ("ACT-9;M001;PARTICIPANT;3;2", ("IMP-404", 2, "A")),
        ("ACT-1;M001;PARTICIPANT;3;4", ("IMP-406", 2, "D")),
        ("ACT-1;M001;PARTICIPANT;-3;", ("IMP-213", 2, "D")),
        ("ACT-1;M001;PARTICIPANT;;", ("IMP-201", 2, "D")),
        ("ACT-1; \u00a0 ;PARTICIPANT;3;", ("IMP-201", 2, "B")),
        ("ACT-1;M001;SPECTATEUR;3;", ("IMP-210", 2, "C")),
        ("ACT-1;M001;PARTICIPANT;trois;", ("IMP-202", 2, "D")),
    ],
)
def test_one_mistake_gives_one_problem(store: Store, line: str, expected: tuple[str, int, str]) -> None:
    assert uploads.codes(refused(store, PRESENCES, line)) == [expected]


def test_a_long_value_is_cut_and_shown_on_one_line(store: Store) -> None:
    proposal = refused(store, PRESENCES, f'ACT-1;"Très {"long " * 60}\nnom";PARTICIPANT;3;2')
    assert uploads.codes(proposal) == [("IMP-301", 2, "B")]
    assert proposal.problems[0].value is not None and len(proposal.problems[0].value) == 40


def test_repeated_keys_name_both_lines_even_across_files(store: Store) -> None:
    one = uploads.build_upload("un.csv", PRESENCES, "ACT-1;M003;PARTICIPANT;3;2")
    two = uploads.build_upload(
        "deux.csv", PRESENCES, "ACT-1;C001;PARTICIPANT;1;", "ACT-1;Fonds Aubrelle;participant;1;1"
    )
    proposal = propose([one, two], store)
    assert [(each.file, each.code, each.row) for each in proposal.problems] == [("deux.csv", "IMP-401", 3)]
    assert "la ligne 2 de « un.csv »" in proposal.problems[0].reason


@pytest.mark.parametrize("spelling", ["m001", "M001\u200b ", "Ｍ001"])
def test_an_identifier_spelled_otherwise_is_not_another_organisation(store: Store, spelling: str) -> None:
    lines = ("Identifiant;Nom;Famille d’acteur;Champ", f"{spelling};Terres d’Orvaine;ONG;AUTRE")
    proposal = propose([uploads.build_upload("membres.csv", *lines)], store)
    if "\u200b" in spelling:  # nothing visible differs: it is that organisation
        assert proposal.diffs["organisations"].added == 0 and not proposal.problems
    else:
        assert "IMP-402" in {each.code for each in proposal.problems}


def test_two_lines_of_one_organisation_must_agree(store: Store) -> None:
    lines = (
        "Identifiant;Nom;Famille d’acteur;Champ;Adhésion",
        "X1;Un nom;ONG;AUTRE;01/01/2010",
        "X1;Autre nom;ONG;AUTRE;01/01/2015",
        "X1;Un nom;ONG;AUTRE;01/01/2010",
    )
    proposal = refused(store, *lines)
    assert uploads.codes(proposal) == [("IMP-403", 3, "B"), ("IMP-401", 4, "A")]
    two_names = proposal.problems[0]
    assert two_names.reason == "L’identifiant « X1 » est déjà à la ligne 2, sous un autre nom."
    assert two_names.advice.startswith("Donnez-en un autre si c’est une autre organisation")


def test_one_organisation_written_twice_is_not_said_to_be_two(store: Store) -> None:
    lines = (
        "Nom;Famille d’acteur;Champ;Adhésion",
        "Les Amis du Delta;ONG;AUTRE;01/01/2010",
        "Les amis du delta;ONG;AUTRE;01/01/2015",
    )
    problem = next(each for each in refused(store, *lines).problems if each.code == "IMP-403")
    assert problem.reason == "Cette organisation est déjà à la ligne 2, écrite autrement."


def test_a_file_of_another_kind_says_what_it_looks_like(store: Store) -> None:
    content = (uploads.FILES / "offre.csv").read_bytes()
    proposal = propose([Upload("offre.csv", content)], store, form="membres")
    assert uploads.codes(proposal) == [("IMP-113", None, None)]
    assert "« Offre »" in proposal.problems[0].reason and is_clear(proposal.problems[0])


def test_an_unknown_header_is_named_with_the_nearest(store: Store) -> None:
    proposal = refused(store, "Activite suivie;Organisation;Rôle;Participants", "ACT-1;M001;PARTICIPANT;3")
    assert uploads.codes(proposal) == [("IMP-111", None, None)]
    assert "« Activité »" in proposal.problems[0].reason
    assert "« Activite suivie »" in proposal.problems[0].reason


def test_headers_that_nothing_knows_are_refused_in_one_sentence(store: Store) -> None:
    assert uploads.codes(refused(store, "zzz;yyy;xxx", "1;2;3")) == [("IMP-110", None, None)]


def test_what_another_row_points_to_cannot_go(store: Store) -> None:
    lines = (uploads.FILES / "membres.csv").read_text(encoding="utf-8").splitlines()
    proposal = refused(store, *(line for line in lines if not line.startswith("M002")), complete=True)
    assert {each.code for each in proposal.problems} == {"IMP-405"}
    assert all("M002" in each.reason for each in proposal.problems)


def test_a_bad_cell_hides_no_other_and_causes_no_other(tmp_path: Path) -> None:
    files = [each for each in uploads.every_clean() if each.name != "activites.csv"]
    wrong = uploads.changed("activites", "12/02/2018", "32/02/2018")
    proposal = propose([*files, wrong], Store(tmp_path))
    assert uploads.codes(proposal) == [("IMP-206", 2, "F")]


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_of_a_spreadsheet(index: int, name: str) -> None:
    assert letters(index) == name


REQUESTS = "Référence;Type;Intitulé;Statut;Porteur;Demande"


def test_a_request_without_a_carrier_is_refused_with_all_else_of_its_line(store: Store) -> None:
    lines = (
        ";Évaluation;Sans référence;En cours;;31/02/2018",
        "X9;Évaluation;Sans porteur;En cours; ;01/02/2018",
    )
    found = propose([uploads.build_upload("a.csv", REQUESTS, *lines)], store).problems
    assert [(each.code, each.row, each.column) for each in found] == [
        ("IMP-201", 2, "E"), ("IMP-206", 2, "F"), ("IMP-201", 3, "E"),
    ]  # fmt: skip


def test_a_reference_is_checked_beside_a_name_that_is_not_known(store: Store) -> None:
    lines = ("Activité;Organisation;Rôle;Participants", "RIEN-1;Nulle part;Participant;1")
    found = propose([uploads.build_upload("p.csv", *lines)], store).problems
    assert [(each.code, each.row, each.column) for each in found] == [
        ("IMP-404", 2, "A"),
        ("IMP-301", 2, "B"),
    ]


def test_whom_names_lead_to_is_sought_once_an_import(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    find = name_conflicts._owners
    monkeypatch.setattr(name_conflicts, "_owners", lambda context: calls.append(context) or find(context))
    propose([uploads.clean("membres")], store)
    assert len(calls) == 1


def test_nothing_of_a_file_stays_once_its_proposal_is_gone(store: Store) -> None:
    upload = uploads.changed("activites", "Suivre et évaluer", "Suivre")
    propose([upload], store)
    gc.collect()
    before = pa.total_allocated_bytes()
    proposal = propose([upload], store)
    assert pa.total_allocated_bytes() > before
    del proposal
    gc.collect()
    assert pa.total_allocated_bytes() <= before
