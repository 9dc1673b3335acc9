"""The team's name and logo: what is used, what is told in one sentence and not used, and that nothing is fetched."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from app_session import open_page
from pptx import Presentation

from dse import identity, identity_changes
from dse.errors import Refused
from dse.export.slides import deck
from dse.logo import LARGEST, PNG, SHOWN, SVG, WIDEST, UnusableLogo, read_logo
from dse.query import Selection
from dse.slides import Deck, FigureSlide
from dse.store import Store
from dse.ui.frame import wordmark

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z" fill="url(#a)"/></svg>'
)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">'
HOSTILE = {
    "remote": '<image href="https://exemple.invalid/a.png"/>',
    "linked": '<path x:href="https://exemple.invalid/a.svg#b" d="M0 0"/><use x:href="https://exemple.invalid/a.svg#b"/>',
    "style": "<style>@import 'https://exemple.invalid/a.css';</style>",
    "font": "<style>@font-face { src: url( https://exemple.invalid/a.woff) }</style>",
    "style_after": "<style><g/>@import 'https://exemple.invalid/a.css';</style>",
    "fill": '<path d="M0 0" style="fill:url(\'https://exemple.invalid/a\')"/>',
    "script": "<script>alert(1)</script>",
    "event": '<path d="M0 0" onload="alert(1)"/>',
    "foreign": "<foreignObject><p/></foreignObject>",
    "filter": "<filter/>",
    "again": '<use href="#a"/>',
    "moving": '<animate attributeName="href"/>',
}


def png(width: int, height: int, *, body: bytes | None = None) -> bytes:
    """A PNG that says it has this size, all of it black unless `body` says otherwise."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = zlib.compress(b"\0" * (height * (width + 1))) if body is None else body
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DSE_STORE", str(tmp_path))
    return tmp_path


def write(folder: Path, text: str, logo: bytes | str = b"", name: str = "logo.png") -> identity.Identity:
    (folder / identity.FILE).write_text(text, encoding="utf-8")
    if logo:
        (folder / name).write_bytes(logo.encode() if isinstance(logo, str) else logo)
    return identity.read_identity()


def test_without_a_file_there_is_a_name_and_no_logo(folder: Path) -> None:
    assert identity.read_identity() == identity.Identity("DSE · suivi-évaluation")
    assert identity.faults() == []


@pytest.mark.parametrize(
    ("name", "logo", "kind"), [("logo.png", png(40, 20), PNG), ("logo.svg", DRAWING, SVG)]
)
def test_the_team_s_names_and_logo_are_used(folder: Path, name: str, logo: bytes | str, kind: str) -> None:
    used = write(folder, f'outil = "Suivi"\nreseau = "F3E"\nlogo = "{name}"', logo, name)
    assert (used.title, used.logo.kind, used.logo.shape, used.fault) == ("Suivi – F3E", kind, 2.0, "")


def test_names_and_logo_written_on_a_page_are_used_and_the_logo_stays_until_another_is_given(
    folder: Path,
) -> None:
    identity_changes.save_identity(' Suivi "DSE" ', "F3E", png(40, 20))
    used = identity.read_identity()
    assert (used.title, used.logo.shape, used.fault) == ('Suivi "DSE" – F3E', 2.0, "")
    identity_changes.save_identity("", "Réseau d’été")
    used = identity.read_identity()
    assert (used.tool, used.network, used.logo.shape) == (identity.TOOL, "Réseau d’été", 2.0)
    identity_changes.save_identity("", "F3E", DRAWING.encode())
    assert identity.read_identity().logo.kind == SVG


def test_a_logo_is_taken_away_and_its_file_stays(folder: Path) -> None:
    identity_changes.save_identity("Suivi", "F3E", png(40, 20))
    identity_changes.save_identity("Suivi", "F3E", keeps_logo=False)
    used = identity.read_identity()
    assert (used.title, used.logo, used.fault) == ("Suivi – F3E", None, "")
    assert len(list(folder.glob("*.png"))) == 1


@pytest.mark.parametrize(
    ("tool", "picture", "why"),
    [
        ("a\u202eb", None, "« outil » doit être un texte"),
        (
            "x" * 61,
            None,
            "Rien n’est enregistré : « " + "x" * 60 + "… » a 61 signes ; un nom peut en avoir 60.",
        ),
        (
            "Suivi",
            b"GIF89a",
            "Rien n’est enregistré : ce logo n’est pas utilisable. Ce n’est ni un PNG ni un SVG",
        ),
        ("Suivi", (HEAD + HOSTILE["script"] + "</svg>").encode(), "Exportez votre logo en PNG"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_nothing_is_written(
    folder: Path, tool: str, picture: bytes | None, why: str
) -> None:
    with pytest.raises(Refused, match=re.escape(why)):
        identity_changes.save_identity(tool, "F3E", picture)
    assert list(folder.iterdir()) == []


def test_a_logo_that_changes_is_read_again(folder: Path) -> None:
    first = write(folder, 'logo = "logo.png"', png(40, 20))
    assert first.logo != write(folder, 'logo = "logo.png"', png(40, 40)).logo


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("outil = ", "ne se lit pas (fin du fichier"),
        ("outil = 3", "« outil » doit être un texte"),
        (f'outil = "{"a" * 61}"', "60 signes"),
        ('outil = "a\\u202eb"', "« outil » doit être un texte"),
        ('nom = "F3E"', "« nom » n’y a pas sa place"),
        ('logo = "../secret.png"', "sans dossier"),
        ("# " + "a" * 20_000, "trop long"),
        ("outil = " + "[" * 1_000, "ne se lit pas"),
    ],
)
def test_a_damaged_file_is_told_with_what_to_do_and_not_used(folder: Path, text: str, why: str) -> None:
    used = write(folder, text)
    assert (used.tool, used.network, used.logo) == (identity.TOOL, "", None)
    assert (
        why in used.fault
        and "Corrigez-le" in used.fault
        and used.fault.startswith("Le fichier identite.toml")
    )
    assert identity.faults() == [used.fault]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_saved_from_windows_is_read(folder: Path, encoding: str) -> None:
    (folder / identity.FILE).write_bytes('outil = "Suivi"\r\nreseau = "L’Été"\r\n'.encode(encoding))
    assert identity.read_identity() == identity.Identity("Suivi", "L’Été")


@pytest.mark.parametrize("content", ['reseau = "Réseau"'.encode("utf-16"), b'reseau = "\xe9\x81"'])
def test_a_file_in_another_encoding_is_told(folder: Path, content: bytes) -> None:
    (folder / identity.FILE).write_bytes(content)
    assert "ne se lit pas" in identity.read_identity().fault


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_drawing_that_asks_for_more_than_shapes_is_not_shown(kind: str) -> None:
    with pytest.raises(UnusableLogo, match="Exportez votre logo en PNG"):
        read_logo(f"{HEAD}{HOSTILE[kind]}</svg>".encode())


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"\xff\xd8\xff\xe0 a photograph",
        b"",
        png(WIDEST + 1, 1_000),
        png(WIDEST, 1),
        png(1, 21),
        png(100_000, 100_000, body=b""),
        png(40, 40)[:50],
        png(10, 10, body=b"\0\0"),
        png(10, 10) + b"\0" * 1_000_000,
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + DRAWING.encode(),
        DRAWING.encode("utf-16"),
        DRAWING.encode()[:-3],
        (HEAD + "<g>" * 20_000 + "</g>" * 20_000 + "</svg>").encode(),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>',
        b"<html><svg/></html>",
    ],
    ids=range(18),
)
def test_what_is_no_sound_picture_is_not_shown_and_told(folder: Path, content: bytes) -> None:
    (folder / "logo.png").write_bytes(content)
    used = write(folder, 'reseau = "F3E"\nlogo = "logo.png"')
    assert used.logo is None and used.network == "F3E"
    assert used.fault.startswith("Le logo « logo.png » n’est pas montré.") and "Exportez" in used.fault


def test_a_drawing_of_any_depth_is_shown_or_told() -> None:
    for levels in range(900, 1_000):
        with contextlib.suppress(UnusableLogo):
            read_logo(f"{HEAD}{'<g>' * levels}{'</g>' * levels}</svg>".encode())


def test_a_gradient_of_the_drawing_itself_is_no_other_file() -> None:
    for address in ("#a", "'#a'", ' "#a"'):
        fill = address.replace('"', "&quot;")
        assert b"url(" in read_logo(f'{HEAD}<path d="M0 0" fill="url({fill})"/></svg>'.encode()).content


def test_of_a_large_file_no_more_is_read_than_a_logo_may_weigh(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr(identity, "read_logo", lambda content: read.append(len(content)))
    write(folder, 'logo = "logo.png"', b"\0" * (LARGEST + 1_000))
    assert read == [LARGEST + 1]


def test_a_name_with_no_break_spaces_is_a_line(folder: Path) -> None:
    used = write(folder, 'outil = "Suivi\u00a0: ici"\nreseau = "Qui\u202f?"')
    assert (used.tool, used.network, used.fault) == ("Suivi\u00a0: ici", "Qui\u202f?", "")


def test_a_logo_that_is_not_there_is_told(folder: Path) -> None:
    assert "n’est pas dans" in write(folder, 'logo = "absent.png"').fault


def test_a_large_picture_is_brought_down_and_what_programs_add_is_taken_out() -> None:
    assert len(read_logo(png(3_000, 1_500)).content) < 20_000
    drawn = read_logo(f'{HEAD}<x:metadata>secret</x:metadata><rect x:label="b" width="4"/></svg>'.encode())
    assert b"secret" not in drawn.content and b"label" not in drawn.content and b"<rect" in drawn.content
    assert f'width="{SHOWN[1] * 2}"'.encode() in drawn.content


@pytest.mark.parametrize("is_dark", [False, True])
def test_the_drawing_of_the_menu_fetches_nothing_and_escapes_names(folder: Path, is_dark: bool) -> None:
    used = write(folder, 'outil = "<a href=1>&"\nreseau = "F3E"\nlogo = "logo.svg"', DRAWING, "logo.svg")
    drawn = wordmark.compose(used, is_dark=is_dark)
    assert "&lt;a href=1&gt;&amp;" in drawn and "F3E" in drawn
    assert all(address.startswith("data:image/") for address in re.findall(r'href="([^"]*)"', drawn))


def test_page_donnees_tells_of_it_and_the_app_opens(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    (own_demo.path / identity.FILE).write_text("outil = 3", encoding="utf-8")
    test = open_page("donnees")
    assert not test.exception
    assert any("identite" in box.value for box in test.warning)


def test_a_backup_carries_names_and_logo(tmp_path: Path, own_demo: Store) -> None:
    write(own_demo.path, 'logo = "logo.png"', png(4, 4))
    own_demo.back_up(tmp_path / "tout.zip")
    with zipfile.ZipFile(tmp_path / "tout.zip") as saved:
        names = [name.rpartition("/")[2] for name in saved.namelist()]
    assert {identity.FILE, "logo.png"} <= set(names)
    assert own_demo.check() == []


def test_a_presentation_bears_names_and_logo_and_has_the_same_bytes_each_time(
    demo_store: Store, folder: Path
) -> None:
    write(folder, 'outil = "Suivi"\nreseau = "F3E"\nlogo = "logo.svg"', DRAWING, "logo.svg")
    source = deck.Source(
        demo_store, demo_store.current().number, Selection(2019, 2021, audience="projection")
    )
    few = Deck("Séminaire", (FigureSlide("uptake_by_year"),))
    content = deck.render_powerpoint(source, few)
    assert content == deck.render_powerpoint(source, few)
    cover = Presentation(io.BytesIO(content)).slides[0]
    assert "Suivi – F3E" in [shape.text_frame.text for shape in cover.shapes if shape.has_text_frame]
    (picture,) = [shape for shape in cover.shapes if shape.shape_type == 13]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Logo : Suivi – F3E"
