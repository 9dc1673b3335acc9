"""The seminar's questions: each address opens a page that holds the figures that answer it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import shared_file

from dse import figures, paths
from dse.figures import PAGES, REGISTRY, SECTIONS
from dse.filters import FILTERS
from dse.following import follow_up_list
from dse.query import Query, Selection, open_version
from dse.store import Store
from dse.ui.frame import address
from dse.ui.frame.menu import FOLLOWING

_ROW = re.compile(
    r"^\| (?P<question>.+ \?) \| `(?P<address>/[^`]+)` \| (?P<figures>`.+?`|—) \| (?P<clicks>\d) \|", re.M
)
ROWS = [
    each.groupdict()
    for each in _ROW.finditer((paths.ROOT / "docs" / "questions.md").read_text(encoding="utf-8"))
]
HOME = "vue-ensemble"


def test_every_question_is_read() -> None:
    lines = (paths.ROOT / "docs" / "questions.md").read_text(encoding="utf-8").splitlines()
    assert len(ROWS) == len([line for line in lines if line.startswith("| ") and " ? |" in line]) >= 12


@pytest.mark.parametrize("row", ROWS, ids=[each["question"] for each in ROWS])
def test_an_address_answers_its_question(demo_store: Store, row: dict[str, str]) -> None:
    parts = urlsplit(row["address"])
    words = {word: values[0] for word, values in parse_qs(parts.query).items()}
    page = parts.path.strip("/")
    assert page in (HOME, FOLLOWING, *PAGES)
    assert address.find_unknown(words, 2013, 2021) == []
    chosen = address.decode(words, 2013, 2021)
    first, last = chosen.pop(address.YEARS)
    fields = {each.field: tuple(chosen[each.url_key]) for each in FILTERS}
    choice = Selection(first, last, **fields)
    for name in re.findall(r"`(\w+)`", row["figures"]):
        assert REGISTRY[name].page == page
        if page in SECTIONS:
            assert REGISTRY[name] in SECTIONS[page][address.read_section(words, page)].figures
        answer = figures.answer(demo_store, demo_store.current().number, REGISTRY[name], choice)
        assert not answer.table.empty, name


def test_suivi_answers_what_to_follow_up(demo_store: Store) -> None:
    assert [row["address"] for row in ROWS if row["figures"] == "—"] == [f"/{FOLLOWING}"]
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    assert len(follow_up_list.list_reminders(follow_up_list.read_rows(query)))


def test_every_question_takes_at_most_three_clicks() -> None:
    """From the landing page: a page, a part of it, a filter of which the list is opened."""
    for row in ROWS:
        parts = urlsplit(row["address"])
        words = parse_qs(parts.query)
        page = parts.path.strip("/")
        first_part = address.get_first_section(page) if page in SECTIONS else ""
        needed = (page != HOME) + (words.get("section", [first_part])[0] != first_part)
        needed += len(words.keys() - {"section"})
        assert needed == int(row["clicks"]) <= 3, row["question"]


def test_every_sentence_of_the_seminar_has_figures_that_exist() -> None:
    text = (paths.ROOT / "docs" / "seminaire.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| «")]
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(\w+)`", row)
        assert named, row
        assert set(named) <= set(REGISTRY), row


# What of the report announces or introduces, and asks for nothing: by its first words.
INTRODUCES = (
    "Des pistes pour améliorer le service",
    "L’équipe du F3E et plusieurs",
    "L’un des objectifs",
    "Découvrez l’essentiel",
    "Faire le bilan et répondre",
    "Par ailleurs, plusieurs nouveaux défis",
    "Ouvrir notre réseau",
    "Renforcer les partenariats",
    "Pour ce faire, plusieurs pistes",
    "Vers un nouveau dispositif",
)


def words(text: str) -> str:
    """Words alone, small: punctuation and spaces differ from one copy to another."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_the_seminar_is_quoted_to_the_letter_and_none_of_its_sentences_is_left_out() -> None:
    page = (paths.ROOT / "docs" / "seminaire.md").read_text(encoding="utf-8")
    quotes = [words(each) for each in re.findall(r"^\| « (.+?) » \|", page, re.M)]
    report = shared_file("f3e-seminaire-2018.txt").read_text(encoding="utf-8")
    assert [each for each in quotes if each not in words(report)] == []
    sentences = [each.strip() for each in re.split(r"(?<=[.;!?])\s+|\n+", report) if words(each)]
    asking = [each for each in sentences if not each.startswith(INTRODUCES)]
    assert len(asking) >= 10
    assert [each for each in asking if not any(quote in words(each) for quote in quotes)] == []
