"""What was published is compared, repeated as it was or corrected with a date; records hold it, and nothing that was masked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from attack_successive import CAME, CHANGED, NEEDS, PUBLIC, SERIES, Twice, told_of, twice

from dse import publication
from dse.disclosure import Hidden, audience, marks
from dse.errors import Conflict, Damaged, StoreError
from dse.figures import REGISTRY, Answer
from dse.publication import CORRECT, REPEAT, Settled, differences
from dse.publication.rows import framed, written
from dse.store import Store
from schemas import renamed
from schemas.renamed import Renaming

DAY = date(2020, 1, 1)
LIMITS = audience("diffusion").thresholds
CHOICE = {"triennial": "2016-2018", "against": None, "audience": "diffusion"}


@pytest.fixture(scope="module")
def one_came() -> Twice:
    return twice(1, CAME, 1, NEEDS)


def row(share: int, base: int, **more: object) -> dict[str, object]:
    about = {"wave_id": "V16", "wave": "Vague 2016", "question_id": "besoin_a", "wording": "Un besoin ?"}
    return about | {"population": "MEMBRE", "favourable": float(share), "base": base} | more


def answer(*rows: dict[str, object]) -> Answer:
    """What `need_by_family` would say in these rows."""
    figure = REGISTRY["need_by_family"]
    return Answer(figure.id, PUBLIC, 1, None, framed(figure, rows), None, "")


def find_small_differences(before: list[dict[str, object]], after: list[dict[str, object]]) -> list[bool]:
    """Whether each difference between two tables tells of few."""
    differences = publication.compared(told_of([answer(*before)]), [answer(*after)], LIMITS)
    return [each.tells_of_few for each in differences]


FAMILY = {"actor_family": "ONG", "others": 10.0}


@pytest.mark.parametrize(
    ("after", "few"),
    [
        (row(20, 30, **FAMILY), []),
        (row(21, 31, **FAMILY), [True, True]),  # one came, and was favourable
        (row(24, 30, actor_family="ONG", others=6.0), [True, True]),  # four changed their mind
        (row(25, 30, actor_family="ONG", others=5.0), [False, False]),  # five did
        (row(40, 50, **FAMILY), [True, True]),  # twenty came, all favourable
        (row(30, 50, actor_family="ONG", others=20.0), [False] * 3),  # ten and ten
        (row(26, 37, actor_family="ONG", others=11.0), [True] * 3),  # one of seven was not
    ],
)
def test_a_difference_tells_of_few_where_it_could_not_be_shown_itself(after: dict, few: list[bool]) -> None:
    assert find_small_differences([row(20, 30, **FAMILY)], [after]) == few


def test_what_was_masked_and_is_shown_tells_of_few_and_so_do_other_groups() -> None:
    masked = row(20, 30, **FAMILY) | {
        "favourable": None,
        "base": None,
        "others": None,
        "mark": "[masqué, n<5]",
    }
    shown = row(20, 30, **FAMILY)
    assert find_small_differences([masked], [shown]) == [True] * 3
    assert find_small_differences([shown], [masked]) == [True] * 3
    other = {**shown, "actor_family": marks.others(30)}
    assert set(find_small_differences([shown], [other])) == {True}


BOUNDED = row(0, 56) | {"favourable": None, "mark": "[masqué, ≥ 90 %]"}


def answer_of_needs(*rows: dict[str, object]) -> Answer:
    """What `waves_need` would say in these rows."""
    return Answer("waves_need", PUBLIC, 1, None, framed(REGISTRY["waves_need"], rows), None, "")


def find_need_differences(before: dict[str, object], after: dict[str, object]) -> list[bool]:
    """The same between two rows of `waves_need`."""
    was, now = (answer_of_needs(each) for each in (before, after))
    return [each.tells_of_few for each in publication.compared(told_of([was]), [now], LIMITS)]


def test_a_bound_beside_a_number_shown_later_tells_of_few_as_a_mask_does() -> None:
    """« At most four otherwise », then five after six came: of the six, one to five."""
    shown = row(57, 62)
    assert find_need_differences(BOUNDED, shown) == find_need_differences(shown, BOUNDED) == [True, True]
    assert find_need_differences(BOUNDED, BOUNDED) == []


def test_a_bound_in_place_of_a_mask_of_the_same_answers_is_no_difference() -> None:
    """As an earlier release published it; the reverse is one."""
    masked = BOUNDED | {"base": None, "mark": "[masqué, n<5]"}
    assert find_need_differences(masked, BOUNDED) == []
    assert find_need_differences(BOUNDED, masked) == [True]


@pytest.mark.parametrize(("answered", "least", "most"), [(9, 55, 45), (10, 60, 40), (11, 63, 37)])
def test_a_bound_that_turns_into_the_other_tells_of_few(answered: int, least: int, most: int) -> None:
    """Of nine, « at least 5 » then « at most 4 »: one of them changed the answer, which is known before and after."""
    high = row(0, answered) | {"favourable": None, "mark": marks.at_least(least)}
    low = high | {"mark": marks.at_most(most)}
    assert find_need_differences(high, low) == find_need_differences(low, high) == [True]
    was, now = (answer_of_needs(each) for each in (high, low))
    (difference,) = publication.compared(told_of([was]), [now], LIMITS)
    assert f" : Part : ≤ {most} % au lieu de ≥ {least} %. " in difference.detail
    assert difference.detail.endswith("cela pourrait désigner quelqu’un.")


def test_a_mask_between_two_bounds_does_not_hide_that_they_differ() -> None:
    """The last file masked the row, the one before it did not: the new bound is beside both."""
    high = row(0, 9) | {"favourable": None, "mark": marks.at_least(55)}
    masked = high | {"base": None, "mark": marks.fewer(9)}
    told = told_after(answer_of_needs(high), answer_of_needs(masked))
    for mark, few in ((marks.at_most(45), [True]), (marks.at_least(55), [])):
        found = publication.compared(told, [answer_of_needs(high | {"mark": mark})], LIMITS)
        assert [each.tells_of_few for each in found] == few


def test_a_bound_that_is_not_taken_for_a_mask_would_be_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "is_hidden", lambda line: bool(line) and marks.is_silent(line["mark"]))
    assert find_need_differences(BOUNDED, row(57, 62)) == [False, False]


def test_beside_a_masked_row_no_difference_of_the_others_is_large_enough() -> None:
    masked = {**row(0, 0, actor_family="ESS"), "favourable": None, "base": None, "mark": "[masqué, n<5]"}
    before, after = row(20, 30, **FAMILY), row(30, 50, actor_family="ONG", others=20.0)
    assert find_small_differences([before, masked], [after, masked]) == [True] * 3


def told_after(*answers: Answer) -> publication.Published:
    """What is known once each answer was given in a file of its own."""
    told = {"day": DAY, "version": 1, "choice": CHOICE, "sha256": "", "size": 0}
    records = [publication.fields(Settled((each,)), **told) for each in answers]
    return publication.told([each | {"number": at} for at, each in enumerate(records, 1)])


def test_a_file_is_compared_with_every_file_before_it() -> None:
    """Each step is large enough, yet the third file less the first is two people."""
    first, second = row(20, 30, **FAMILY), row(26, 42, actor_family="ONG", others=16.0)
    third = row(21, 32, actor_family="ONG", others=11.0)
    assert (
        find_small_differences([first], [second]) == find_small_differences([second], [third]) == [False] * 3
    )
    published = told_after(answer(first), answer(second))
    differences = publication.compared(published, [answer(third)], LIMITS)
    assert [(each.before, each.tells_of_few) for each in differences] == [(26, True), (16, True), (42, True)]
    assert all(each.sentence.endswith("Rapproché d’un fichier plus ancien, cela pourrait désigner quelqu’un.") for each in differences)  # fmt: skip
    assert publication.compared(published, [answer(second)], LIMITS) == []


def test_a_median_that_moved_tells_of_few_whatever_its_base() -> None:
    figure = REGISTRY["numbers"]
    about = {"wave_id": "V16", "wave": "Vague 2016", "question_id": "q", "wording": "Combien ?"}
    about |= {"population": "MEMBRE", "lower_quartile": 2.0, "upper_quartile": 9.0}
    for base in (8, 28):
        was, now = (
            Answer(figure.id, PUBLIC, 1, None, framed(figure, [about | each]), None, "")
            for each in ({"base": 8, "median": 3.0}, {"base": base, "median": 9.0})
        )
        differences = publication.compared(told_of([was]), [now], LIMITS)
        assert differences and all(each.tells_of_few for each in differences)


OF_2016 = replace(PUBLIC, first_year=2016, last_year=2018)


def test_a_wave_that_is_told_no_more_is_said_to_be_whether_its_survey_is_repeated_or_not() -> None:
    then, now = (
        replace(answer(row(20, 30, **FAMILY)), selection=OF_2016),
        replace(answer(), selection=OF_2016),
    )
    published = told_of([then])
    differences = publication.compared(published, [now], LIMITS)
    assert [(each.before, each.after, each.tells_of_few) for each in differences] == [
        (20, None, False),
        (10, None, False),
        (30, None, False),
    ]
    doubts = publication.doubts(differences, SERIES)
    assert doubts[0].differences[0].sentence.endswith(" : non montré au lieu de 20.")
    for deed in (REPEAT, CORRECT):
        settled = publication.settled([now], published, doubts, {"membres": deed}, SERIES, DAY)
        assert [each.after for each in settled.corrections] == ["non montré"] * 3
    assert (
        publication.compared(published, [replace(now, selection=replace(OF_2016, last_year=2021))], LIMITS)
        == []
    )
    assert publication.compared(told_after(then, now), [now], LIMITS) == []


def test_an_answer_over_both_triennials_leaves_them_the_ones_that_were_chosen() -> None:
    """Waves are compared over both; a wave that is gone is still looked for."""
    then = replace(answer(row(20, 30, **FAMILY)), selection=OF_2016)
    _, waves = _two_waves()
    both = replace(waves, selection=replace(OF_2016, first_year=2013))
    found = publication.compared(
        publication.told([record(then, against="2013-2015") | {"number": 1}]),
        [both, replace(answer(), selection=OF_2016)],
        LIMITS,
    )
    assert found and all(each.is_gone for each in found)


SHARES = FAMILY | {"share_pct": 66.7, "low_pct": 50.0, "high_pct": 80.0}


@pytest.mark.parametrize(
    ("after", "columns"),
    [
        ({}, []),
        ({"share_pct": 67.0}, []),  # the same, in whole percentages
        ({"share_pct": 68.0}, ["share_pct"]),
        ({"low_pct": 48.0, "high_pct": 82.0}, ["low_pct", "high_pct"]),
    ],
)
def test_a_share_of_the_same_counts_that_moved_is_told_and_tells_of_nobody(
    after: dict, columns: list[str]
) -> None:
    now = answer(row(20, 30, **SHARES | after))
    differences = publication.compared(told_of([answer(row(20, 30, **SHARES))]), [now], LIMITS)
    assert [(each.column, each.tells_of_few) for each in differences] == [(each, False) for each in columns]


def repeated(*now: Answer, earlier: Answer) -> tuple[Answer, ...]:
    """The answers, where what was published of the survey is repeated."""
    published = told_of([earlier])
    doubts = publication.doubts(publication.compared(published, now, LIMITS), SERIES)
    return publication.settled(now, published, doubts, {"membres": REPEAT}, SERIES, DAY).answers


def test_what_a_room_was_shown_is_repeated_in_whole_percentages() -> None:
    of = replace(answer(row(20, 30, **SHARES)), selection=replace(PUBLIC, audience="projection"))
    (again,) = repeated(answer(row(21, 31, **FAMILY)), earlier=of)
    assert again.table[["favourable", "share_pct"]].to_numpy().tolist() == [[20, 67]]


def test_rows_that_were_not_published_are_left_out_where_their_wave_is_repeated() -> None:
    _, now = _two_waves()
    _, waves = repeated(answer(row(21, 31, **FAMILY)), now, earlier=answer(row(20, 30, **FAMILY)))
    assert waves.table["wave_id"].tolist() == ["V19"]


def test_groups_that_were_put_together_are_told_again_to_be() -> None:
    merged = (Hidden("merged", "ESS, ONG"), Hidden("rounded", ""))
    (again,) = repeated(
        answer(row(21, 31, **FAMILY)), earlier=replace(answer(row(20, 30, **FAMILY)), hidden=merged)
    )
    assert again.hidden == merged[:1]


def test_the_code_stands_for_the_differences_and_for_nothing_else() -> None:
    published, codes = told_of([answer(row(20, 30, **FAMILY))]), []
    for share in (21, 21, 22):
        now = answer(row(share, 31, **FAMILY))
        codes.append(
            publication.code(publication.doubts(publication.compared(published, [now], LIMITS), SERIES))
        )
    assert codes[0] == codes[1] != codes[2]


def test_rows_come_back_from_a_record_as_they_were(one_came: Twice) -> None:
    for said in one_came.then:
        again = framed(REGISTRY[said.figure_id], json.loads(json.dumps(written(said))))
        pd.testing.assert_frame_equal(again, said.table, check_dtype=False)


def test_each_difference_is_told_in_french(one_came: Twice) -> None:
    (doubt,) = one_came.doubts
    sentence = next(each.sentence for each in doubt.differences if each.column == "favourable")
    assert sentence.startswith("Les besoins changent-ils d’une enquête à l’autre ? Vague 2016, ")
    assert " au lieu de " in sentence and "Écart de 1 : " in sentence


def test_a_small_difference_is_repeated_unless_it_is_corrected_by_choice(one_came: Twice) -> None:
    (doubt,) = one_came.doubts
    assert doubt.advised == REPEAT
    repeated, corrected = one_came.reconcile(), one_came.reconcile(membres=CORRECT)
    assert repeated.repeated == ("membres",) and repeated.corrections == ()
    for was, now in zip(one_came.then, repeated.answers, strict=True):
        pd.testing.assert_frame_equal(was.table, now.table, check_dtype=False)
        assert (was.finding, was.size, was.is_masked) == (now.finding, now.size, now.is_masked)
    assert corrected.answers == one_came.now and corrected.repeated == ()
    assert {each.day for each in corrected.corrections} == {DAY}
    assert len(corrected.corrections) == len(doubt.differences)


def test_what_was_corrected_is_what_is_published_from_then_on(one_came: Twice) -> None:
    settled = one_came.reconcile(membres=CORRECT)
    told = {"day": DAY, "version": 2, "choice": CHOICE, "sha256": "", "size": 0}
    records = [publication.fields(each, **told) for each in (Settled(one_came.then), settled)]
    published = publication.told([each | {"number": at} for at, each in enumerate(records, 1)])
    assert publication.compared(published, one_came.now, LIMITS) == []
    assert publication.compared(published, one_came.then, LIMITS)
    assert published.corrections({"V16"}) == settled.corrections and published.corrections({"V19"}) == ()


def test_a_new_wave_is_no_difference_and_is_compared_with_what_was_published() -> None:
    """Where an older wave is repeated, how far the new one is from it is told from its published share."""
    then, now = _two_waves()
    published = told_of([then])
    doubts = publication.doubts(publication.compared(published, [now], LIMITS), SERIES)
    (settled,) = publication.settled([now], published, doubts, {}, SERIES, DAY).answers
    rows = settled.table.set_index("wave_id")
    assert rows.loc["V16", "favourable"] == 20 and rows.loc["V19", "favourable"] == 30
    assert rows.loc["V19", "change_points"] == pytest.approx(60 - 50, abs=0.5)
    assert now.table.set_index("wave_id").loc["V19", "change_points"] == pytest.approx(60 - 60, abs=0.5)


def test_a_repeated_wave_is_compared_with_those_of_the_years_chosen_only() -> None:
    """It was told beside the wave before; in years that have it alone there is nothing to say of a change."""
    _, both = _two_waves()
    changed = replace(both, table=both.table.assign(change_points=10.0, tendency="HAUSSE"))
    row = written(both)[1] | {"favourable": 31.0, "wave_before": None, "change_points": None}
    alone = replace(both, table=framed(REGISTRY["waves_need"], [row]))
    (again,) = repeated(alone, earlier=changed)
    (told,) = again.table.to_dict("records")
    assert told["favourable"] == 30 and told["base"] == 50
    assert pd.isna(told["wave_before"]) and pd.isna(told["change_points"]) and pd.isna(told["tendency"])
    assert "aucune enquête précédente" in again.finding.sentence


def test_a_gap_is_told_between_the_waves_as_they_are_repeated() -> None:
    """Published together, then the older one alone and corrected: both come back, from two files."""
    was, both = _two_waves()
    (old, new) = written(both)
    told_, masked = (
        old | {"favourable": 22.0},
        dict.fromkeys(("favourable", "others", "base", "share_pct")) | {"mark": "[masqué, n<5]"},
    )
    for again, gap in ((told_, 60 - 55), (old | masked, None)):
        published = publication.told(
            [
                record(each) | {"number": at}
                for at, each in enumerate(
                    (both, replace(was, table=framed(REGISTRY["waves_need"], [again]))), 1
                )
            ]
        )
        rows = [
            old | {"favourable": 23.0},
            new | {"favourable": 31.0, "change_points": 0.0, "tendency": "HAUSSE"},
        ]
        now = replace(both, table=framed(REGISTRY["waves_need"], rows))
        doubts = publication.doubts(publication.compared(published, [now], LIMITS), SERIES)
        (settled,) = publication.settled([now], published, doubts, {"membres": REPEAT}, SERIES, DAY).answers
        last = settled.table.set_index("wave_id").loc["V19"]
        assert last["favourable"] == 30
        assert (
            pd.isna(last["change_points"])
            if gap is None
            else last["change_points"] == pytest.approx(gap, abs=0.5)
        )


def test_a_wave_that_an_earlier_release_published_is_compared_within_the_family_of_today() -> None:
    """It did not write how many comparisons hold together."""
    _, both = _two_waves()
    published = told_of([both])
    for rows in published.rows.values():
        for row in rows:
            row.pop("comparisons", None)
    old, new = written(both)
    now = replace(both, table=framed(REGISTRY["waves_need"], [old | {"favourable": 25.0}, new]))
    doubts = publication.doubts(publication.compared(published, [now], LIMITS), SERIES)
    (again,) = publication.settled([now], published, doubts, {}, SERIES, DAY).answers
    last = again.table.set_index("wave_id").loc["V19"]
    assert last["comparisons"] == 1 and not pd.isna(last["change_points"])


def test_repeated_waves_stand_question_by_question_in_the_order_in_which_they_closed() -> None:
    """A question that only the last wave asks comes first in its questionnaire."""
    _, both = _two_waves()
    old, new = written(both)
    first = new | {"question_id": "besoin_0", "wave_before": None}
    published = replace(both, table=framed(REGISTRY["waves_need"], [first, old, new]))
    now = replace(both, table=framed(REGISTRY["waves_need"], [first, old | {"favourable": 25.0}, new]))
    (again,) = repeated(now, earlier=published)
    assert list(zip(again.table["question_id"], again.table["wave_id"], strict=True)) == [
        ("besoin_0", "V19"),
        ("besoin_a", "V16"),
        ("besoin_a", "V19"),
    ]


def test_no_repeated_wave_is_compared_across_a_change_of_wording() -> None:
    """Whether what was asked changed is that of the years chosen: a wave published alone follows no change."""
    was, both = _two_waves()
    broken = replace(both, table=both.table.assign(segment=[0, 1]))
    (again,) = repeated(broken, earlier=replace(was, table=was.table.assign(segment=1)))
    told = again.table.set_index("wave_id")
    assert told.loc["V16", "favourable"] == 20 and list(told["segment"]) == [0, 1]
    assert pd.isna(told.loc["V19", "change_points"])


def test_a_file_of_some_figures_leaves_those_it_had_not_to_tell_of() -> None:
    """A review alone is followed by a whole dossier: what that lacks of the dossier before is gone; of the review, nothing is."""
    was, _ = _two_waves()
    whole = record(was)
    review = {**record(replace(was, table=was.table.iloc[:0])), "asked": ["headlines"]}
    limits = audience("diffusion").thresholds
    nothing = replace(was, table=was.table.iloc[:0], selection=OF_2016)
    told = publication.told([{**each, "number": rank} for rank, each in enumerate((whole, review), 1)])
    assert all(each.is_gone for each in publication.compared(told, [nothing], limits))
    assert publication.compared(told, [nothing], limits)
    assert not publication.compared(told, [nothing], limits, ["headlines"])
    asked = {**review, "asked": ["waves_need"]}
    told = publication.told([{**each, "number": rank} for rank, each in enumerate((whole, asked), 1)])
    assert not publication.compared(told, [nothing], limits), "said to be gone once"


def record(answer: Answer, against: str | None = None) -> dict[str, object]:
    choice = CHOICE | {"against": against}
    return publication.fields(Settled((answer,)), day=DAY, version=1, choice=choice, sha256="", size=0)


def _two_waves() -> tuple[Answer, Answer]:
    figure = REGISTRY["waves_need"]
    about = {"question_id": "besoin_a", "wording": "Un besoin ?", "population": "MEMBRE", "segment": 0}
    about |= {"members": 85}
    old = about | {"wave_id": "V16", "wave": "Vague 2016", "year": 2016, "closed_on": "2016-03-31"}
    new = about | {"wave_id": "V19", "wave": "Vague 2019", "year": 2019, "closed_on": "2019-03-31"}
    new |= {"favourable": 30.0, "base": 50, "share_pct": 60.0, "wave_before": "V16", "change_points": 0.0}
    new |= {"comparisons": 1}
    was = old | {"favourable": 20.0, "base": 40, "share_pct": 50.0}
    changed = old | {"favourable": 24.0, "base": 40, "share_pct": 60.0}
    said = Answer(figure.id, PUBLIC, 1, None, framed(figure, [was]), None, "")
    return said, replace(said, table=framed(figure, [changed, new]))


def record_publication(store: Store, answers: tuple[Answer, ...], after: int = 0) -> int:
    told = {"day": DAY, "version": 1, "choice": CHOICE, "sha256": "0" * 64, "size": 1}
    return store.record_export(publication.fields(Settled(answers), **told), after)


def test_records_are_numbered_and_one_that_was_not_compared_is_refused(
    tmp_path: Path, one_came: Twice
) -> None:
    store = Store(tmp_path)
    assert record_publication(store, one_came.then) == 1
    with pytest.raises(Conflict, match="ne lui a pas été comparé"):
        record_publication(store, one_came.now)
    assert record_publication(store, one_came.now, after=1) == 2
    assert [each.number for each in publication.read(store).exports] == [1, 2]
    assert store.check() == []


@pytest.mark.parametrize("harm", ["damaged", "missing"])
def test_a_record_that_cannot_be_read_is_named_and_nothing_is_compared(
    tmp_path: Path, one_came: Twice, harm: str
) -> None:
    store = Store(tmp_path)
    record_publication(store, one_came.then)
    record_publication(store, one_came.now, after=1)
    record = tmp_path / "exports" / "00000001.json"
    if harm == "damaged":
        record.write_bytes(record.read_bytes().replace(b"besoin_a", b"besoin_b"))
    else:
        record.unlink()
    assert [(each.kind, each.file) for each in store.check()] == [(harm, "exports/00000001.json")]
    with pytest.raises(Damaged, match=r"exports/00000001\.json"):
        publication.read(store)


def test_a_record_holds_no_number_that_was_masked_and_nobody(tmp_path: Path) -> None:
    pair, masked = twice(2, CHANGED, 1, NEEDS), 0
    record_publication(Store(tmp_path), pair.then)
    record = json.loads((tmp_path / "exports" / "00000001.json").read_text(encoding="utf-8"))
    for figure_id, rows in record["figures"].items():
        measures = REGISTRY[figure_id].rule.counts
        for each in rows:
            if marks.hides(each["mark"]):
                masked += 1
                assert all(each.get(name) is None for name in measures)
    assert masked
    people = [row for (row,) in pair.reading.engine.connection.execute("select respondent_id from survey_respondents").fetchall()]  # fmt: skip
    text = json.dumps(record, ensure_ascii=False)
    assert people and not [each for each in people if f'"{each}"' in text]


def with_names(record_: dict[str, object], figure_id: str, **columns: str) -> dict[str, object]:
    """A record as another release would have written it: `need_by_family` under another id, its columns under other names."""
    (rows,) = record_["figures"].values()
    named = [{columns.get(name, name): value for name, value in each.items()} for each in rows]
    return record_ | {"number": 3, "figures": {figure_id: named}, "merged": {figure_id: []}}


@pytest.mark.parametrize(
    ("figure_id", "columns", "what"),
    [
        ("need_by_kind", {}, "la figure « need_by_kind »"),
        ("never_reached", {}, "la figure « never_reached »"),  # it tells of no answers
        ("need_by_family", {"favourable": "liked"}, "la colonne « liked » de la figure « need_by_family »"),
        (
            "need_by_family",
            {"wave_id": "wave_code"},
            "la colonne « wave_code » de la figure « need_by_family »",
        ),
    ],
)
def test_what_a_record_names_and_nobody_knows_stops_the_comparison(
    figure_id: str, columns: dict[str, str], what: str
) -> None:
    record_ = with_names(record(answer(row(20, 30, **FAMILY))), figure_id, **columns)
    with pytest.raises(StoreError) as stopped:
        publication.told([record_ | {"release": "1.2.0"}])
    assert f"exports/00000003.json d’un dossier publié, fait par DSE 1.2.0, cite {what}, que ce logiciel (DSE" in str(stopped.value)  # fmt: skip
    assert "rien n’est publié. Installez la version la plus récente" in str(stopped.value)


def test_only_a_name_of_what_was_put_together_stops_it_too() -> None:
    record_ = record(answer(row(20, 30, **FAMILY))) | {"number": 1}
    for field in ({"merged": {"gone": []}}, {"corrections": [{"figure_id": "gone"}]}):
        with pytest.raises(StoreError, match="« gone »"):
            publication.told([record_ | field])


def test_a_record_under_declared_names_is_compared_as_if_it_had_those_of_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, after = answer(row(20, 30, **FAMILY)), answer(row(21, 31, **FAMILY))
    made = record(before)
    told = with_names(made, "need_by_kind", favourable="liked", wave_id="wave_code")
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "need_by_kind", Renaming("need_by_family", "1.2.0"))
    for former, name in (("liked", "favourable"), ("wave_code", "wave_id")):
        monkeypatch.setitem(renamed.RENAMED_COLUMNS, ("need_by_family", former), Renaming(name, "1.2.0"))
    published, of_today = publication.told([told]), publication.told([made | {"number": 3}])
    assert published == of_today
    assert publication.compared(published, [after], LIMITS) == publication.compared(of_today, [after], LIMITS)
    assert publication.compared(published, [before], LIMITS) == []


# Of the last one, nothing tells that it was there once it is gone.
@pytest.mark.parametrize(("harm", "number"), [("damaged", 1), ("missing", 1), ("damaged", 2)])
def test_a_lost_record_is_put_aside_and_its_dossier_given_again(
    tmp_path: Path, one_came: Twice, harm: str, number: int
) -> None:
    """The way on without a backup: what it had published is then compared again, under another number."""
    store = Store(tmp_path)
    record_publication(store, one_came.then)
    record_publication(store, one_came.then, after=1)
    record = tmp_path / "exports" / f"0000000{number}.json"
    if harm == "damaged":
        record.write_bytes(record.read_bytes()[:-5])
    else:
        record.unlink()
    with pytest.raises(Damaged) as caught:
        publication.read(store)
    aside = record.with_name(f"{record.stem}-ecarte.json")
    assert aside.name in str(caught.value) and "préparez de nouveau ce dossier" in str(caught.value)
    record.rename(aside) if record.exists() else aside.touch()
    known = publication.read(store)
    assert record_publication(store, one_came.then, after=known.last) == 3
    assert publication.compared(publication.read(store), one_came.now, LIMITS)
    assert [each.kind for each in store.check()] == ["leftover"]
