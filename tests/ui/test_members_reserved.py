"""Before a public no sheet opens and no list of members shows, whatever the address."""

from __future__ import annotations

import pytest
from app_session import get_sent_bytes, go_to_page, open_page

from dse.query import read_table
from dse.store import Store

REFUSAL = "Cette page est réservée à l’équipe."


@pytest.fixture
def _demo(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))


def list_names(store: Store) -> list[str]:
    """All names of all organisations, and their other names that no word of ours has."""
    number = store.current().number
    aliases = read_table(store, number, "organisation_aliases")["alias"]
    return [
        *read_table(store, number, "organisations")["name"],
        *(alias for alias in aliases if len(alias) > 6),
    ]


def count_followed(store: Store) -> int:
    """Accompaniments, activities, and partnerships, one of whose lines each is a change of depth."""
    number = store.current().number
    works = [len(read_table(store, number, name)) for name in ("accompaniments", "activities")]
    lines = read_table(store, number, "partnerships")
    return sum(works) + len(lines[["organisation_id", "department", "kind"]].drop_duplicates())


PUBLICS: list[dict[str, str]] = [
    {"public": "projection"},
    {"public": "diffusion"},
    {"public": "inconnu"},
    {"public": ""},
    {"Public": "equipe"},
]


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("params", PUBLICS, ids=str)
@pytest.mark.parametrize(
    ("page", "sheet_id"),
    [
        ("membres", ""),
        ("membre", "ORG-001"),
        ("accompagnement", "ACC-2021-031"),
        ("activite", "ACT-2013-01"),
    ],
)
def test_no_name_of_a_member_leaves_before_a_public(
    demo_store: Store, page: str, sheet_id: str, params: dict[str, str]
) -> None:
    test = open_page(page, id=sheet_id, **params)
    assert [box.value for box in test.info] == [REFUSAL] and not test.title
    sent = b"".join(get_sent_bytes(test)).decode("utf-8", "ignore")
    assert not [name for name in list_names(demo_store) if name in sent]


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("params", PUBLICS, ids=str)
def test_before_a_public_the_page_of_what_is_followed_counts_and_names_nothing(
    demo_store: Store, params: dict[str, str]
) -> None:
    test = open_page("suivi", intitule="genre", relance="decision", **params)
    assert [table.value.to_numpy().sum() for table in test.table] == [count_followed(demo_store)]
    sent = b"".join(get_sent_bytes(test)).decode("utf-8", "ignore")
    titles = [*read_table(demo_store, demo_store.current().number, "accompaniments")["title"]]
    titles += [*read_table(demo_store, demo_store.current().number, "activities")["title"]]
    assert not [name for name in (*list_names(demo_store), *titles) if name in sent]
    assert "intitule" not in test.query_params and "relance" not in test.query_params


@pytest.mark.usefixtures("_demo")
def test_a_session_that_was_lowered_opens_no_sheet_at_a_new_address() -> None:
    test = open_page("recours", public="projection")
    test.query_params.clear()
    test.query_params["id"] = "ORG-001"
    assert [box.value for box in go_to_page(test, "membre").info] == [REFUSAL]


@pytest.mark.usefixtures("_demo")
def test_the_team_opens_the_sheet_by_its_address(demo_store: Store) -> None:
    test = open_page("membre", id="ORG-001")
    sent = b"".join(get_sent_bytes(test)).decode("utf-8", "ignore")
    assert not test.exception and any(name in sent for name in list_names(demo_store))
