"""Numbers, dates and plurals as French readers write them."""

from __future__ import annotations

from datetime import date

import pytest

from dse import french


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.5, 1, "1\u202f234,5"), (0, 0, "0"), (1234567, 0, "1\u202f234\u202f567"), (-3.25, 2, "-3,25")],
)
def test_numbers(value: float, decimals: int, text: str) -> None:
    assert french.number(value, decimals) == text


def test_percent_and_points() -> None:
    assert french.percent(45.4) == "45\u202f%"
    assert [french.points(value) for value in (12.4, -1.2, 0.3, -0.4)] == [
        "+12\u00a0points",
        "−1\u00a0point",
        "0\u00a0point",
        "0\u00a0point",
    ]


def test_a_difference_is_that_of_the_numbers_shown() -> None:
    before, after = 30.6, 54.2
    assert (french.percent(before), french.percent(after)) == ("31\u202f%", "54\u202f%")
    assert french.points_between(before, after) == "+23\u00a0points"
    assert french.points_between(19.6, 17.4) == "−3\u00a0points"
    assert french.subtract_as_shown(54.16, 30.64, 1) == 23.6
    for value in (0.5, 1.5, 2.45, 12.5, 0.25, 6.25):
        assert french.number(french.round_as_shown(value, 1), 1) == french.number(value, 1)
        assert french.number(french.round_as_shown(value)) == french.number(value)


def test_a_share_of_fewer_than_five_is_a_count() -> None:
    assert [french.share(100 * part / base, base) for part, base in ((1, 1), (2, 3), (0, 4))] == [
        "1 sur 1",
        "2 sur 3",
        "0 sur 4",
    ]
    assert french.share(20.0, 5) == "20\u202f%"


def test_dates() -> None:
    assert french.day(date(2018, 4, 3)) == "3 avril 2018"
    assert french.day(date(2018, 5, 1)) == "1er mai 2018"
    assert french.day(date(2018, 8, 11)) == "11 août 2018"


def test_a_number_is_not_cut_from_its_word() -> None:
    tied = french.tie_numbers("le 25 décembre 2021 au soir, le 1er mai, 3 membres, 31 sur 65, Plaidoyer (2)")
    assert (
        tied
        == "le 25\u00a0décembre 2021 au soir, le 1er\u00a0mai, 3\u00a0membres, 31\u00a0sur\u00a065, Plaidoyer\u00a0(2)"
    )


def test_from_one_number_to_another_no_line_ends_after_a() -> None:
    text = french.typeset("de 17 % à 36 %, de 126 à 171 jours, à 5 points près, à Lyon, de −4 à +10")
    assert french.tie_numbers(text) == (
        "de 17\u202f% à\u00a036\u202f%, de 126\u00a0à\u00a0171\u00a0jours, à\u00a05\u00a0points près, à Lyon, de −4\u00a0à\u00a0+10"
    )


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert [french.number(each, 2) for each in (-0.001, -0.01, 0.0)] == ["0,00", "-0,01", "0,00"]
    assert french.number(-0.4) == "0"


def test_plurals_start_at_two() -> None:
    words = [french.count(n, "accompagnement démarré") for n in (0, 1, 2)]
    assert words == [
        "0\u00a0accompagnement démarré",
        "1\u00a0accompagnement démarré",
        "2\u00a0accompagnements démarrés",
    ]
    assert french.count(2, "refus", "refus") == "2\u00a0refus"
    assert [french.count(n, "jour") for n in (-1, -2)] == ["−1\u00a0jour", "−2\u00a0jours"]


def test_lists_and_periods() -> None:
    assert french.listed(["a"]) == "a"
    assert french.listed(["a", "b", "c"]) == "a, b et c"
    assert (french.years(2016, 2018), french.years(2018, 2018)) == ("2016-2018", "2018")


def test_double_punctuation_stays_with_its_word() -> None:
    assert french.typeset("n = 5, n jusqu’à 50") == "n\u00a0=\u00a05, n\u00a0jusqu’à\u00a050"
    assert french.typeset("Quoi : « rien » ; non ?") == "Quoi\u00a0: «\u00a0rien\u00a0»\u202f; non\u202f?"


def test_what_comes_first_names_all_that_share_the_place() -> None:
    assert french.first_of(["a", "b", "c"], [1, 3, 2]) == "b"
    assert french.first_of(["a", "b", "c"], [3, 3, 2]) == "a et b à égalité"
    assert french.first_of(list("abcde"), [1] * 5) == "a, b, c et 2\u00a0autres à égalité"
    assert french.first_of(list("abcd"), [1] * 4) == "a, b, c et 1\u00a0autre à égalité"
    assert french.tied_with([]) == ""
    assert french.tied_with(["b", "c"]) == ", à égalité avec b et c"
    assert french.tied_with(list("bcde")) == ", à égalité avec b, c et 2\u00a0autres"


def test_some_of_a_number_in_words() -> None:
    told = [
        french.out_of(part, whole, "vient", "viennent")
        for part, whole in ((3, 4), (1, 4), (0, 4), (0, 1), (1, 1))
    ]
    assert told == [
        "3 sur 4 viennent",
        "1 sur 4 vient",
        "aucun des 4 ne vient",
        "aucun ne vient",
        "1 sur 1 vient",
    ]


def test_only_years_are_tied_by_their_hyphen() -> None:
    assert (
        french.unbroken("de 2016-2018, le 01-02-2020 au 04-67") == "de 2016\u20112018, le 01-02-2020 au 04-67"
    )


def test_a_span_of_counts_is_one_count_where_both_are_the_same() -> None:
    assert french.count_between(48, 56, "membre") == f"48 à 56{french.NO_BREAK}membres"
    assert french.count_between(1, 1, "membre") == f"1{french.NO_BREAK}membre"
