"""Catalogue of bad inputs, C9 (damage) and C10 (disclosure): where each item is proved. Numbers are those of the catalogue."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from dse import paths

TESTS = paths.ROOT / "tests"

PROOFS = {
    "113 a kill at each step": {
        "store/test_store_crash.py": "test_a_crash_at_any_operation_leaves_the_old_or_the_new_version",
        "store/test_store_processes.py": "test_killed_writers_leave_whole_versions_and_no_lock",
    },
    "113 a power cut at each step": {
        "store/test_store_powercut.py": "test_after_a_power_cut_the_store_is_the_old_or_the_new_version",
    },
    "114 a disk full at each write": {
        "store/test_store_crash.py": "test_an_error_at_any_operation_changes_nothing_and_says_so_in_french",
    },
    "115 a read-only folder": {
        "store/test_store_crash.py": "test_a_read_only_folder_is_read_and_refused_in_french",
    },
    "117 a file that Windows holds for a while": {
        "store/test_store_crash.py": "test_windows_programs_that_let_go_in_time_are_waited_for",
    },
    "117 a file that Windows holds for ever": {
        "store/test_store_crash.py": "test_windows_programs_that_never_let_go_are_named_after_two_seconds_and_a_half",
    },
    "118 a bit flipped": {"store/test_store_integrity.py": "test_every_flipped_bit_is_found"},
    "118 a file truncated": {"store/test_store_integrity.py": "test_every_truncation_is_found"},
    "118 a file swapped": {"store/test_store_integrity.py": "test_swapped_files_are_named"},
    "118 a file deleted": {"store/test_store_integrity.py": "test_a_missing_file_is_named"},
    "118 an earlier version is offered": {
        "store/test_store_integrity.py": "test_a_damaged_table_is_refused_by_name_with_the_newest_whole_version",
    },
    "121 leftovers of a crash": {
        "store/test_store.py": "test_leftovers_are_swept_after_an_hour_and_not_before",
        "store/test_store_powercut.py": "test_leftovers_of_a_cut_do_not_pile_up",
    },
    "122 a lock left by a kill": {
        "store/test_store_processes.py": "test_killed_writers_leave_whole_versions_and_no_lock",
    },
    "125 two programs on one store": {
        "store/test_store_processes.py": "test_racing_writers_lose_nothing_and_readers_see_one_version",
    },
    "127 a filter down to a few": {
        "ui/test_disclosure_shown.py": "test_a_filter_of_people_is_dropped_before_a_public_and_told",
        "disclosure/test_attacker.py": "test_a_second_breakdown_and_a_filter_of_people_are_never_reached",
        "disclosure/test_attacker_surveys.py": "test_no_hidden_answer_of_a_survey_is_found",
    },
    "128 a total less what is shown": {
        "disclosure/test_disclosure.py": "test_a_hidden_cell_is_known_to_within_the_threshold_at_best",
        "disclosure/test_attacker.py": "test_no_hidden_answer_is_found",
    },
    "131 a group of five of one mind": {
        "disclosure/test_disclosure.py": "test_a_group_of_one_mind_never_says_what_it_answered",
    },
    "133 extremes in a table": {
        "disclosure/test_disclosure.py": "test_a_mean_needs_five_answers_and_never_shows_the_highest",
        "figures/test_survey_figures.py": "test_a_public_never_sees_pairs_weights_nor_extremes",
    },
    "133 a number in a tooltip or an axis": {
        "ui/test_disclosure_shown.py": "test_a_chart_writes_the_mark_and_ships_no_masked_number",
    },
    "136 comments filtered to one member": {
        "disclosure/test_disclosure.py": "test_individual_rows_are_the_team_s",
        "figures/test_survey_figures.py": "test_lists_and_second_breakdowns_are_for_the_team",
        "ui/test_survey_page.py": "test_the_public_can_be_lowered_and_its_list_raises_nothing",
    },
}
NUMBERS = (113, 114, 115, 117, 118, 121, 122, 125, 127, 128, 131, 133, 136)


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    """Functions of a file of tests, by name."""
    read = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {each.name: each for each in read.body if isinstance(each, ast.FunctionDef)}


def is_never_run(function: ast.FunctionDef) -> bool:
    """Whether the test is set aside whatever the machine."""
    said = {ast.unparse(each).partition("(")[0] for each in function.decorator_list}
    return bool(said & {"pytest.mark.skip", "pytest.mark.xfail"})


def checks(function: ast.FunctionDef) -> bool:
    """Whether the test asserts something."""
    return any(isinstance(each, ast.Assert) for each in ast.walk(function))


def test_113_to_136_every_item_has_its_line() -> None:
    assert tuple(dict.fromkeys(int(item.partition(" ")[0]) for item in PROOFS)) == NUMBERS


@pytest.mark.parametrize("item", PROOFS)
def test_113_to_136_an_item_is_proved_by_a_test_that_exists(item: str) -> None:
    for file, name in PROOFS[item].items():
        found = functions(file).get(name)
        assert found is not None, f"{file} has no {name} any more"
        assert checks(found) and not is_never_run(found), name
