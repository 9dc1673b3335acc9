"""The day until which the data of an import go: proposed from its files, said by a person, kept by those that say none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import surveys
import uploads

from dse.errors import Refused
from dse.ingest import Proposal, Upload, confirm, data_day, propose
from dse.ingest.data_day import Origin, parse_day
from dse.store import Store

TITLES = "Identifiant;Nom;Famille d’acteur;Champ;Adhésion;Départ"
LINE = "M1;Terres;ONG;AUTRE;{joined};{left}"


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_day, "get_today", lambda: date(2025, 3, 10))


def build_list(name: str = "membres.csv", joined: str = "01/02/2020", departed: str = "") -> Upload:
    return uploads.build_upload(name, TITLES, LINE.format(joined=joined, left=departed))


def propose_list(folder: Path, **options: str) -> Proposal:
    return propose([build_list(**options)], Store(folder))


def confirmed(proposal: Proposal, store: Store) -> date | None:
    return confirm(proposal, store, code="all", author="Nadia", message="Import").as_of


@pytest.mark.parametrize(
    ("options", "day", "origin"),
    [
        ({}, "2020-02-01", Origin.LAST_EVENT),
        ({"joined": "12/11/2024"}, "2024-12-31", Origin.END_OF_YEAR),
        ({"joined": "12/02/2025"}, "2025-02-12", Origin.LAST_EVENT),
        ({"joined": "12/02/2024", "departed": "31/12/2026"}, "2024-02-12", Origin.LAST_EVENT),
        ({"name": "membres 2024-06-30.csv"}, "2024-06-30", Origin.IN_A_FILE),
        ({"name": "membres_20240630.csv"}, "2024-06-30", Origin.IN_A_FILE),
        ({"name": "export du 30.06.2024 (2).csv"}, "2024-06-30", Origin.IN_A_FILE),
        ({"name": "membres 2018-06-30.csv"}, "2020-02-01", Origin.LAST_EVENT),
        ({"name": "membres 2031-06-30.csv"}, "2020-02-01", Origin.LAST_EVENT),
        ({"name": "membres 99999999 31-02-2024.csv"}, "2020-02-01", Origin.LAST_EVENT),
    ],
)
def test_the_day_proposed_comes_from_the_files(
    tmp_path: Path, options: dict[str, str], day: str, origin: Origin
) -> None:
    proposed = propose_list(tmp_path, **options).day_proposal
    assert (proposed.day.isoformat(), proposed.origin) == (day, origin)
    assert proposed.sentence.endswith(".") and "{" not in proposed.sentence


def test_without_an_event_no_day_is_proposed(tmp_path: Path) -> None:
    file = uploads.build_upload("membres 2024-06-30.csv", TITLES, LINE.format(joined="", left=""))
    assert propose([file], Store(tmp_path)).day_proposal is None


def test_an_import_that_says_no_day_keeps_the_rule_of_the_last_event(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert confirmed(propose([build_list()], store), store) is None


def test_a_day_is_said_asked_about_before_the_last_event_and_confirmed_with_its_code(tmp_path: Path) -> None:
    store, proposal = Store(tmp_path), propose_list(tmp_path)
    later, earlier = proposal.stopped_on(date(2024, 6, 30)), proposal.stopped_on(date(2019, 12, 31))
    assert (proposal.status, later.status, earlier.status) == ("ready", "ready", "confirm")
    (question,) = earlier.doubts
    assert question.code == "IMP-532" and "1er février 2020" in question.reason.replace("\u00a0", " ")
    assert len({proposal.code, later.code, earlier.code}) == 3
    with pytest.raises(Refused):
        confirm(earlier, store, code=None, author="Nadia", message="Import")
    assert confirmed(earlier, store) == date(2019, 12, 31)


def test_an_import_without_a_day_keeps_the_one_before_and_tells_of_what_comes_after(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert confirmed(propose([build_list()], store).stopped_on(date(2019, 12, 31)), store) == date(
        2019, 12, 31
    )
    renamed = uploads.build_upload("m.csv", TITLES, "M1;Terres d’Orvaine;ONG;AUTRE;01/02/2020;")
    proposal = propose([renamed], store)
    shown = proposal.stopped_on(proposal.day_proposal.day)
    assert [issue.code for issue in shown.doubts] == ["IMP-503"]
    assert proposal.day_proposal.origin is Origin.IN_FORCE
    assert confirmed(proposal, store) == date(2019, 12, 31)
    gone = uploads.build_upload("m.csv", TITLES, "M1;Terres d’Orvaine;ONG;AUTRE;01/02/2020;15/04/2024")
    proposal = propose([gone], store)
    assert (proposal.as_of, proposal.later_event) == (date(2019, 12, 31), date(2024, 4, 15))
    assert [issue.code for issue in proposal.stopped_on(date(2019, 12, 31)).doubts] == ["IMP-532"]
    moved = proposal.stopped_on(proposal.day_proposal.day)
    assert (moved.as_of, moved.later_event) == (date(2024, 4, 15), None)
    assert confirmed(proposal, store) == date(2019, 12, 31)


WORKS = "Référence;Type;Intitulé;Statut;Porteur;Demande;Décision;Début"
STOPPED = date(2020, 12, 31)


def propose_work(store: Store, line: str, **options: object) -> Proposal:
    """The import of one accompaniment, of data that go until a day, where a version says one."""
    return propose([uploads.build_upload("a.csv", WORKS, line)], store, **options)


@pytest.mark.parametrize(
    ("line", "later"),
    [
        ("ACC-9;EVALUATION;Neuf;EN_COURS;M001;04/05/2020;05/06/2020;15/03/2021", date(2021, 3, 15)),
        ("ACC-9;EVALUATION;Autre;INSTRUCTION;M001;04/05/2020;;15/03/2021", None),
    ],
    ids=["a status makes it one", "it is none"],
)
def test_an_event_after_the_day_that_only_a_status_makes_one_is_asked_about(
    store: Store, line: str, later: date | None
) -> None:
    planned = propose_work(store, "ACC-9;EVALUATION;Neuf;INSTRUCTION;M001;04/05/2020;;15/03/2021")
    confirmed(planned.stopped_on(STOPPED), store)
    assert propose_work(store, line).later_event == later


def test_answers_to_a_survey_move_the_day_and_are_asked_about_where_they_come_after_it(
    store: Store, tmp_path: Path
) -> None:
    planned = propose_work(store, "ACC-9;EVALUATION;Neuf;INSTRUCTION;M001;04/05/2020;;")
    confirmed(planned.stopped_on(STOPPED), store)
    days = (
        ("opened_on = 2018-01-01", "opened_on = 2021-05-02"),
        ("closed_on = 2018-12-31", "closed_on = 2021-06-28"),
    )
    answers = uploads.build_upload("petite.csv", surveys.HEADERS, "a@a.fr;;Tout à fait d’accord;4;;")
    proposal = propose([answers], store, form=surveys.small_form(tmp_path, *days))
    assert (proposal.day_proposal.day, proposal.later_event) == (date(2021, 6, 28), date(2021, 6, 28))
    assert [issue.code for issue in proposal.stopped_on(STOPPED).doubts][-1:] == ["IMP-532"]
    assert not proposal.stopped_on(proposal.day_proposal.day).later_event
    assert confirmed(proposal, store) == STOPPED


def test_answers_to_a_survey_alone_propose_no_day(tmp_path: Path) -> None:
    assert surveys.small(tmp_path, "a@a.fr;;Tout à fait d’accord;4;;").day_proposal is None


def test_another_reference_of_a_thing_after_the_day_asks_nothing(store: Store) -> None:
    done = "EVALUATION;Neuf;TERMINE;M001;04/05/2020;05/06/2020;15/03/2021"
    confirmed(propose_work(store, f"ACC-9;{done}").stopped_on(STOPPED), store)
    renamed = propose_work(store, f"ACC-7;{done}", complete=True)
    assert (renamed.diffs["accompaniments"].added, renamed.later_event) == (1, None)


def test_the_same_files_and_another_day_are_a_change(tmp_path: Path) -> None:
    store = Store(tmp_path)
    confirmed(propose([build_list()], store), store)
    again = propose([build_list()], store)
    assert again.status == "unchanged"
    assert confirmed(again.stopped_on(date(2024, 6, 30)), store) == date(2024, 6, 30)
    assert store.current().number == 2


def test_a_refused_import_says_nothing_of_days(tmp_path: Path) -> None:
    proposal = propose_list(tmp_path, joined="31/02/2020").stopped_on(date(2019, 1, 1))
    assert proposal.status == "refused" and proposal.as_of is None


@pytest.mark.parametrize("text", ["30/06/2024", "2024-06-30", "30 juin 2024"])
def test_a_day_is_typed_the_french_way_or_as_iso(text: str) -> None:
    assert parse_day(text) == date(2024, 6, 30)


@pytest.mark.parametrize("text", ["2024", "hier", "31/02/2024", "11/03/2025", ""])
def test_what_is_no_day_or_still_to_come_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_day(text)
