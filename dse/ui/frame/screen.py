"""The screen of a projector: its stylesheet, its shape, and the area that is left for a chart.

Lengths are hundredths of the screen's height, as in CSS (`vh`). This is the one place where a page has a style of its own.
"""

from __future__ import annotations

import math
import re
import secrets
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dse import theme
from dse.charts import canvas

SHAPE = 16 / 9  # until the browser has sent it
SHAPES = (1.0, 3.6)
# Text as a share of the screen's height: the least allowed is 2.5, and 5 for a title. Streamlit's smallest is 0.875 of its base.
BASE, TITLE, LEAST = 2.9, 5.2, 2.5
MARGIN, GAP = 2.0, 0.9
TITLE_LINE, TEXT_LINE, SMALL_LINE = 6.3, 4.2, 3.7
LETTER, BOLD_LETTER = 0.48, 0.52  # width of a letter as a share of its size
BAR, STRIP = 4.6, 13.0  # of the keys at the foot, of the filters when they are drawn
SIDE = 0.956  # of the width, between the margins
NARROWEST_CHART = 540  # pixels of a chart of a card

# Buttons whose key begins so show their icon alone; their label is for screen readers.
_ICON_BUTTONS = """<style>
[class*="st-key-icone_"] button [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
</style>"""

_STYLE = f"""<style>
html {{ font-size: {BASE}vh !important; }}
header[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"],
[data-testid="stElementToolbar"], .st-key-telecommande, .st-key-ecran {{ display: none !important; }}
[data-testid="stMain"] {{ overflow: hidden; }}
[data-testid="stMainBlockContainer"] {{ padding: {MARGIN}vh 2.2vw 0; max-width: none; height: 100vh; overflow: hidden; }}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {{ gap: 0; }}
.st-key-diapo h1 {{ font-size: {TITLE}vh; line-height: {TITLE_LINE}vh; padding: 0 0 {GAP}vh; letter-spacing: 0; }}
.st-key-diapo_titre {{ padding: 0 6vw; min-height: 80vh; justify-content: center; }}
.st-key-diapo_titre h1 {{ font-size: 8.4vh; line-height: 1.15; padding: 0 0 3vh; }}
.st-key-diapo_titre p {{ font-size: 4.4vh; line-height: 1.3; }}
.st-key-diapo [data-testid="stVegaLiteChart"], .st-key-diapo [data-testid="stVegaLiteChart"] > div,
.st-key-diapo [data-testid="stVegaLiteChart"] svg {{ width: 100% !important; height: var(--place, 60vh) !important; }}
[data-testid="stDialog"] > div {{ padding: 1vh 0; }}
#vg-tooltip-element {{ font-size: {BASE}vh !important; }}
.st-key-pied {{ position: fixed; bottom: 1.2vh; left: 2.2vw; right: 2.2vw; width: auto; }}
.st-key-pied {{ gap: 0; }}
.st-key-pied p {{ line-height: {SMALL_LINE}vh; }}
.st-key-ligne p {{ white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }}
.st-key-commandes {{ flex-wrap: nowrap; height: {BAR}vh; position: relative; z-index: 1; }}
.st-key-commandes button {{ min-height: 0; padding: 0 0.4vw; }}
</style>"""

# Over a chart Streamlit draws buttons of its own, in English: one shows the chart's data under the names of its fields. A card has
# the table, the files and the projection.
_CHARTS = """<style>
[data-testid="stFullScreenFrame"]:has([data-testid="stVegaLiteChart"]) [data-testid="stElementToolbar"] { display: none; }
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-arrivee_"]) { display: none; }
[class*="st-key-carte_"] { scroll-margin-top: 4rem; }
[data-testid="stSidebarHeader"] [data-testid="stLogo"] { height: auto; max-height: 3rem; max-width: 100%; margin: 0; }
[class*="st-key-carte_"]:has([class*="st-key-arrivee_"]), [class*="st-key-carte_"]:has(h3:target) {
  outline: 3px solid currentColor; outline-offset: 2px;
}
</style>"""

# Streamlit puts all columns of texts at the left: the key of a table of the Bilan names those of its numbers, from `d1`.
_RIGHT = "\n".join(
    f'[class*="st-key-bilan_tableau_"][class*="_d{rank}_"] :is(th, td):nth-child({rank}) {{ text-align: right !important; }}'
    for rank in range(1, 13)
)

_PAPER = f"light-dark({theme.PAPER}, {theme.ON_DARK[theme.PAPER]})"
_SHADOW = "rgb(128 128 128 / 0.4)"  # where a list goes on: what is at an end of it covers it

# The first chart of a page is to be in sight on a laptop, and no text of a chart to cover another on half a screen: the margins are
# smaller than Streamlit's, the menu narrower beside a narrow page, and a chart wider than its card is scrolled. Streamlit writes white on
# buttons of any colour.
_PAGE = f"""<style>
[data-testid="stMainBlockContainer"] {{ padding-left: 2rem; padding-right: 2rem; }}
.st-key-a_retenir, .st-key-a_retenir_attendu {{ min-height: 4.1rem; padding: 0.5rem 1rem; gap: 0.25rem 1rem; }}
.st-key-a_retenir ul, .st-key-a_retenir_attendu ul {{ margin: 0 0 1rem; padding: 0; }}
.st-key-a_retenir :is(p, li), .st-key-a_retenir_attendu :is(p, li) {{ font-size: 0.9rem; line-height: 1.4; }}
.st-key-a_retenir li, .st-key-a_retenir_attendu li {{ padding: 0; margin: 0 0 0 1rem; }}
.st-key-a_retenir [data-testid="stPageLink-NavLink"] {{ height: auto; align-items: flex-start; padding: 0; margin: 0.15rem 0 0.35rem; }}
.st-key-a_retenir [data-testid="stPageLink-NavLink"] :is(span, p) {{ white-space: normal; overflow: visible; line-height: 1.35; }}
[class*="st-key-lignes_"] [data-testid="stPageLink-NavLink"] {{ height: auto; padding-left: 0; }}
[class*="st-key-lignes_"] [data-testid="stElementContainer"] {{ margin: 0; }}
[class*="st-key-lignes_"] [data-testid="stHorizontalBlock"] {{ padding: 0.2rem 0; }}
[class*="st-key-lignes_"] [data-testid="stPageLink-NavLink"] :is(span, p) {{ white-space: normal; overflow: visible; line-height: 1.35; }}
[data-testid="stMain"] a:is([href*="membre?"], [href*="accompagnement?"], [href*="activite?"]) p {{ text-decoration: underline; text-underline-offset: 0.2em; }}
.st-key-a_retenir_constats [data-testid="stElementContainer"] {{ margin: 0; }}
[data-testid="stSidebarNav"] {{ margin-top: 3.5rem; }}
[data-testid="stSidebarUserContent"] {{ padding-top: 0.5rem; }}
.st-key-recherche {{ position: absolute; top: 4.25rem; left: 1.25rem; right: 1.25rem; width: auto; }}
[data-testid="stSidebarContent"]:has(.st-key-trouve) [data-testid="stSidebarNav"],
[data-testid="stSidebarUserContent"]:has(.st-key-trouve) [data-testid="stVerticalBlock"] > :not(:has(.st-key-recherche), .st-key-recherche, .st-key-recherche *) {{ display: none; }}
.st-key-trouve [data-testid="stPageLink-NavLink"], .st-key-trouve button {{ height: auto; padding: 0.25rem 0.5rem; margin: 0; }}
.st-key-trouve [data-testid="stPageLink-NavLink"]:not(:hover) {{ background: none; }}
.st-key-trouve [data-testid="stPageLink-NavLink"] :is(span, p) {{ white-space: normal; overflow: visible; line-height: 1.35; font-weight: 400; }}
.st-key-trouve [data-testid="stPageLink-NavLink"] {{ align-items: flex-start; }}
.st-key-trouve button {{ text-align: left; min-height: 0; }}
.st-key-trouve button p {{ line-height: 1.35; }}
[data-testid="stMain"] [data-testid="stPageLink-NavLink"]:not(:hover) {{ background: none; }}
[data-testid="stMain"] [data-testid="stPageLink-NavLink"] :is(span, p) {{ font-weight: 400; }}
[data-testid="stMain"] [data-testid="stButtonGroup"] button {{ padding-left: 0.5rem; padding-right: 0.5rem; }}
[data-testid^="stBaseButton-primary"]:enabled {{ color: {_PAPER}; }}
.st-key-demonstration [data-testid="stAlertContainer"] {{ padding: 0.35rem 1rem; }}
[data-testid="stMain"] .stMarkdownBadge {{ white-space: normal !important; }}
@media (min-width: 768px) and (max-width: 1000px) {{
  [data-testid="stSidebar"] {{ width: 212px !important; min-width: 212px !important; }}
  [data-testid="stSidebarContent"] {{ padding-left: 0.6rem !important; padding-right: 0.6rem !important; }}
  .st-key-recherche {{ left: 0.25rem; right: 0.25rem; }}
  [data-testid="stSidebarNavLink"] {{ padding-left: 0.15rem; padding-right: 0.15rem; }}
  [data-testid="stSidebarNavLink"] span {{ font-size: 0.75rem; }}
  [data-testid="stMainBlockContainer"] {{ padding-left: 0.75rem; padding-right: 0.75rem; }}
  [class*="st-key-carte_"] {{ padding: 0.6rem; }}
}}
:is(.st-key-bilan_plan, .st-key-bilan_dossier, [class*="st-key-bilan_figure_"]) {{ scroll-margin-top: 4rem; }}
:is(.st-key-bilan_etapes, .st-key-bilan_relecture) {{ scroll-margin: 4rem 0 1.5rem; }}
[class*="st-key-bilan_tete_"] {{ flex-wrap: nowrap; }}
[class*="st-key-bilan_tableau_"] :is(th, td) {{ padding: 0.25rem 0.25rem; }}
[class*="st-key-bilan_tableau_"] :is(th, td):first-child {{ min-width: 8.5rem; }}
[class*="st-key-bilan_tableau_"] [data-testid="stTable"] {{ overflow-x: auto; }}
[class*="st-key-bilan_tableau_"] :is(th, td) p {{ font-size: 0.8rem !important; line-height: 1.35; }}
.st-key-bilan_public button {{ height: 2.5rem; }}
[data-testid="stColumn"]:has(.st-key-bilan_sommaire) {{ align-self: stretch; }}
[data-testid="stColumn"]:has(.st-key-bilan_sommaire) > [data-testid="stVerticalBlock"] {{ position: sticky; top: 4rem; height: auto; flex: none; }}
.st-key-bilan_sommaire [role="radiogroup"] {{ gap: 0.35rem; }}
.st-key-bilan_sommaire [role="radiogroup"] > div {{ flex-direction: row; align-items: center; gap: 0.4rem; }}
.st-key-bilan_sommaire [role="radiogroup"] p {{ font-size: 0.875rem; }}
.st-key-bilan_annuler button, .st-key-bilan_annuler button > div {{ justify-content: flex-start; text-align: left; }}
.st-key-bilan_annuler p {{ display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }}
[class*="st-key-bilan_ecrit_"] {{ border-left: 3px solid light-dark({theme.ACCENT}, {theme.ON_DARK[theme.ACCENT]}); padding-left: 0.75rem; }}
.st-key-bilan_sommaire [data-testid="stRadioCaption"] {{ margin: 0; padding: 0; white-space: nowrap; }}
.st-key-bilan_nombres {{
  max-height: 230px; overflow-y: auto; background: no-repeat top / 100% 1rem local linear-gradient({_PAPER}, {_PAPER}),
    no-repeat bottom / 100% 1rem local linear-gradient({_PAPER}, {_PAPER}),
    no-repeat top / 100% 0.5rem linear-gradient({_SHADOW}, transparent),
    no-repeat bottom / 100% 0.5rem linear-gradient(transparent, {_SHADOW});
}}
.st-key-bilan_nombres [data-testid$="Block"] {{ row-gap: 0; }}
.st-key-bilan_nombres p {{ display: flex; gap: 0 0.35em; align-items: baseline; }}
.st-key-bilan_nombres strong {{ flex: none; white-space: nowrap; }}
.st-key-bilan_nombres em {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }}
.st-key-bilan_nombres [data-testid="stHorizontalBlock"] {{ flex-wrap: nowrap; align-items: baseline; }}
.st-key-bilan_nombres [data-testid="stElementContainer"]:not(:first-child) {{ flex: none; max-width: 36%; }}
.st-key-bilan_liste_nombres {{ scroll-margin: 13rem 0 1rem; padding: 0.6rem 0.75rem; }}
:is(.st-key-bilan_noms, [class*="st-key-bilan_texte_"]) [data-testid="InputInstructions"] {{ display: none; }}
.st-key-bilan_nombres button {{ min-height: 0; height: auto; padding: 0.25rem 0; text-align: left; }}
.st-key-bilan_nombres button > div {{ justify-content: flex-start; }}
@media (max-width: 1000px) {{
  .st-key-bilan_nombres [data-testid="stHorizontalBlock"] {{ flex-wrap: wrap; }}
  .st-key-bilan_nombres [data-testid="stElementContainer"]:not(:first-child) {{ max-width: none; }}
  .st-key-bilan_nombres button p {{ display: inline; }}
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] .st-key-bilan_sommaire) {{ flex-wrap: wrap; }}
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] .st-key-bilan_sommaire) > [data-testid="stColumn"] {{ flex: 1 1 100%; min-width: 100%; }}
  [data-testid="stColumn"]:has(.st-key-bilan_sommaire), [data-testid="stColumn"] > [data-testid="stVerticalBlock"]:has(> * .st-key-bilan_sommaire, > .st-key-bilan_sommaire),
  [data-testid="stLayoutWrapper"]:has(> .st-key-bilan_sommaire), .st-key-bilan_sommaire {{ display: contents; }}
  .st-key-bilan_sommaire > * {{ width: 100%; }}
  [data-testid="stMainBlockContainer"]:has(.st-key-bilan_sommaire) {{ padding-top: 4.75rem; }}
  .st-key-bilan_partie {{ position: sticky; top: 3.75rem; z-index: 2; }}
  .st-key-bilan_partie, [data-testid="stApp"]:has(.st-key-bilan_sommaire) [data-testid="stHeader"] {{ background: {_PAPER}; }}
  .st-key-bilan_sommaire [role="radiogroup"] {{ flex-direction: row; flex-wrap: wrap; gap: 0.3rem 0.5rem; }}
  .st-key-bilan_sommaire [role="radiogroup"] > div {{ gap: 0.2rem; }}
  .st-key-bilan_sommaire [role="radiogroup"] label {{ padding: 0; margin: 0; }}
  .st-key-bilan_sommaire [role="radiogroup"] p {{ font-size: 0.75rem; line-height: 1.2; }}
  :is(.st-key-bilan_dossier, .st-key-bilan_etapes, .st-key-bilan_relecture, [class*="st-key-bilan_figure_"]) {{ scroll-margin-top: 11rem; }}
}}
{_RIGHT}
[class*="st-key-graphique_"] {{ overflow-x: auto; }}
[class*="st-key-graphique_"] [data-testid="stVegaLiteChart"] {{ min-width: {NARROWEST_CHART}px; }}
</style>"""


@dataclass(frozen=True)
class ChartArea:
    """The area of a chart: width and height in pixels of its canvas, and its height as hundredths of the screen."""

    width: float
    height: float
    share: float


_window = st.components.v2.component(
    "ecran_de_projection",
    js="""
    let told = "";
    export default function ({ setStateValue }) {
      const tell = () => {
        const shape = (window.innerWidth / Math.max(1, window.innerHeight)).toFixed(2);
        if (shape !== told) { told = shape; setStateValue("shape", shape); }
      };
      let waiting;
      const later = () => { clearTimeout(waiting); waiting = setTimeout(tell, 250); };
      tell();
      window.addEventListener("resize", later);
      return () => { clearTimeout(waiting); window.removeEventListener("resize", later); };
    }
    """,
)


# Once, when the card comes; again when what stands above it grows, until the reader does something.
_arrival = st.components.v2.component(
    "arrivee_a_la_carte",
    js="""
    const reached = new WeakSet();
    export default function ({ data, parentElement }) {
      const card = document.querySelector(`.st-key-carte_${data}`);
      if (!card || reached.has(parentElement)) return;
      reached.add(parentElement);
      const title = card.querySelector("h3");
      title.tabIndex = -1;
      title.style.outline = "none";
      title.focus({ preventScroll: true });
      const watch = new ResizeObserver(() => card.scrollIntoView());
      watch.observe(document.querySelector('[data-testid="stMainBlockContainer"]'));
      const moves = ["wheel", "touchstart", "pointerdown", "keydown"];
      const stop = () => {
        watch.disconnect();
        moves.forEach((move) => window.removeEventListener(move, stop));
      };
      moves.forEach((move) => window.addEventListener(move, stop, { passive: true }));
      return stop;
    }
    """,
)


# What somebody typed once, kept by the browser: a session ends when the page is loaded again.
_kept_text = st.components.v2.component(
    "texte_garde",
    js="""
    export default function ({ data, setStateValue }) {
      try {
        if (data.text) localStorage.setItem(data.name, data.text);
        else if (data.text === "") localStorage.removeItem(data.name);
        else {
          if (data.first && localStorage.getItem(data.name) === null) localStorage.setItem(data.name, data.first);
          setStateValue("text", localStorage.getItem(data.name) ?? "");
        }
      } catch { /* a browser that keeps nothing */ }
    }
    """,
)


# Where the cursor was in the box of a text that was left last, and back into it once something was put in there; or into a box that
# has just been opened; again while the page runs, since a text that comes anew has its cursor at its end. Never once the reader has gone
# into a text: what is typed there would end in another one.
_cursor = st.components.v2.component(
    "curseur",
    js="""
    let send = () => {};
    let isListening = false;
    let moved = "";
    let leavings = 0;
    let left = null;
    let isInText = false;
    const START = "st-key-bilan_texte_";
    const listen = ({ target }) => {
      if (!(target instanceof HTMLTextAreaElement)) return;
      const box = target.closest(`[class*="${START}"]`);
      const key = box && [...box.classList].find((name) => name.startsWith(START));
      if (!key) return;
      left = target;
      send(`${key} ${target.selectionStart} ${leavings++}`);
    };
    const isRunning = () => !document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
    const follow = ({ target }) => { isInText = !!target.matches?.("textarea, input"); };
    const goTo = (box, position) => {
      box.focus({ preventScroll: true });
      box.setSelectionRange(position, position);
      isInText = false;
    };
    // The list of numbers is heard as a group, and left by a key: it has some sixty buttons.
    const findList = ({ target }) => target.closest?.(".st-key-bilan_liste_nombres");
    const nameList = (event) => {
      findList(event)?.setAttribute("role", "group");
      findList(event)?.setAttribute("aria-label", "Nombres à insérer ; Échap ferme la liste");
    };
    const leaveList = (event) => {
      const list = event.key === "Escape" && findList(event);
      if (!list) return;
      const isBefore = (box) => box.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING;
      const box = [...document.querySelectorAll(`[class*="${START}"] textarea`)].findLast(isBefore);
      const wasLeft = left === box || left?.isConnected === false;  // made anew by the first text of a plan
      goTo(box, wasLeft ? left.selectionStart : box.value.length);
      [...document.querySelectorAll("button")].find((button) => button.innerText.includes("Fermer la liste"))?.click();
    };
    // What is found by a word is seen from its first row.
    const rewind = (event) => {
      if (findList(event)) document.querySelector(".st-key-bilan_nombres")?.scrollTo(0, 0);
    };
    export default function ({ data, setStateValue }) {
      send = (place) => setStateValue("place", place);
      if (!isListening) {
        document.addEventListener("focusout", listen, true);
        document.addEventListener("input", rewind, true);
        document.addEventListener("focusin", nameList, true);
        document.addEventListener("focusin", follow, true);
        document.addEventListener("pointerdown", follow, true);
        document.addEventListener("keydown", follow, true);
        document.addEventListener("keydown", leaveList, true);
      }
      isListening = true;
      if (!data.place || data.place === moved) return;
      moved = data.place;
      const place = data.place;
      const [key, position] = place.split(" ");
      let tries = 600, quiet = 5;
      const put = () => {
        if (isInText || moved !== place) return;
        const box = document.querySelector(`.${key} :is(textarea, input)`);
        const isThere = box === document.activeElement && box.selectionStart === Number(position);
        if (box && !isThere) goTo(box, Number(position));
        if (box && !isRunning()) quiet--;
        if (quiet && tries--) setTimeout(put, 100);
      };
      setTimeout(put, 200);
    }
    """,
)

# Does something again and again until the page has been still for a while, or the reader does something.
_HOLD = """
    const STILL = 2_000, LONGEST = 30_000;
    const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"];
    const isRunning = () => !document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
    let stop = () => {};
    const hold = (follow, pause, end = () => {}) => {
      stop();
      const start = performance.now();
      let moved = start;
      const check = () => {
        const now = performance.now();
        if (isRunning()) moved = now;
        if (now - moved > STILL || now - start > LONGEST) stop();
        else follow();
      };
      const timer = setInterval(check, pause);
      stop = () => {
        clearInterval(timer);
        end();
        MOVES.forEach((move) => window.removeEventListener(move, stop));
      };
      MOVES.forEach((move) => window.addEventListener(move, stop, { passive: true }));
    };
"""

# What is moved by its arrow stays under the mouse: another click moves it on, and does not move what came in its place. So does a chart
# whose mark was clicked, while those above it come anew.
_held_click = st.components.v2.component(
    "clic_tenu",
    js=_HOLD
    + """
    const ARROWS = '[class*="st-key-icone_monter_"], [class*="st-key-icone_descendre_"]';
    let isListening = false;
    const holdClicked = ({ target }) => {
      const chart = target.closest('[data-testid="stVegaLiteChart"]');
      const block = target.closest(ARROWS) ?? chart?.closest('[class*="st-key-carte_"]');
      if (!block) return;
      const key = [...block.classList].find((name) => name.startsWith("st-key-"));
      const top = block.getBoundingClientRect().top;
      hold(() => {
        const place = document.querySelector(`.${key}`)?.getBoundingClientRect();
        if (place) document.querySelector('[data-testid="stMain"]').scrollBy(0, place.top - top);
      }, 50);
    };
    export default function () {
      if (!isListening) document.addEventListener("click", holdClicked, true);
      isListening = true;
    }
    """,
)

# What a click adds or leads to, wherever it stands on the page: while the charts above it come. The cursor goes into a text, and again
# where Streamlit makes its box anew; of a part its top is held, else it stays as far down as the last one.
_brought = st.components.v2.component(
    "amene_a_l_ecran",
    js=_HOLD
    + """
    let done = 0;
    const isBelowTop = (block) =>
      block.getBoundingClientRect().top >= Math.floor(parseFloat(getComputedStyle(block).scrollMarginTop));
    const bring = ({ name, isPart }) => {
      let isReached = false;
      const isOfText = name.startsWith("st-key-bilan_texte_");
      const show = () => {
        const block = document.querySelector(`.${name}`);
        if (!block || (isPart && isBelowTop(block))) return;
        const box = isOfText && block.querySelector("textarea");
        if (box) {
          box.scrollIntoView({ block: "center" });
          if (!isReached || document.activeElement === document.body) box.focus({ preventScroll: true });
        } else block.scrollIntoView({ block: isPart || name.startsWith("st-key-bilan_figure_") ? "start" : "nearest" });
        isReached = true;
      };
      const isLost = () => !isReached || isPart || (isOfText && document.activeElement === document.body);
      const watch = new ResizeObserver(show);
      watch.observe(document.querySelector('[data-testid="stMainBlockContainer"]'));
      hold(() => isLost() && show(), 100, () => watch.disconnect());
    };
    export default function ({ data }) {
      if (data.count === done) return;
      done = data.count;
      if (done) bring(data);
    }
    """,
)
_BROWSER, _FIRST_CODE = "dse-navigateur", "_navigateur"
_CURSOR, _CURSOR_PLACE, _MOVED = "curseur", "_cursor_place", "_cursor_moved"
_BROUGHT = "_brought"


def get_window_shape() -> float:
    """Width of the browser's window for a height of one; a wide screen's until the browser has sent it."""
    with st.container(key="ecran"):
        state = _window(key="fenetre", on_shape_change=lambda: None)
    return parse_shape(state.get("shape"))


def parse_shape(text: object) -> float:
    """The width of a window per height, from the text of a browser; that of a wide screen where it is no number."""
    try:
        value = float(str(text))
    except ValueError:
        return SHAPE
    return min(max(value, SHAPES[0]), SHAPES[1]) if math.isfinite(value) else SHAPE


def apply_slide_style() -> None:
    """Apply the stylesheet of slides."""
    st.html(_STYLE + _ICON_BUTTONS)


def apply_page_style() -> None:
    """Apply the stylesheet of pages, which also hides the buttons that Streamlit draws over charts.

    Streamlit says to its page whether it is dark, and not to the dialogs that it draws beside it.
    """
    scheme = f"<style>body {{ color-scheme: {st.context.theme.type or 'normal'}; }}</style>"
    st.html(_CHARTS + _PAGE + _ICON_BUTTONS + scheme)


def bring_card(figure_id: str) -> None:
    """Bring the card that this is drawn in to the top of the window, marked, once."""
    with st.container(key=f"arrivee_{figure_id}"):
        _arrival(key=f"carte_atteinte_{figure_id}", data=figure_id)


def keep_text(name: str, text: str) -> None:
    """Have the browser keep a text under a name; nothing any more where it is empty."""
    _draw_kept_text(name, text=text)


def find_text(name: str, first: str = "") -> str:
    """The text that the browser keeps under a name, once it has sent it; where it has none, it keeps the first one from now on."""
    return str(_draw_kept_text(name, first=first).get("text") or "")


def _draw_kept_text(name: str, **texts: str) -> Mapping[str, Any]:
    with st.container(key=f"arrivee_{name}"):
        state: Mapping[str, Any] = _kept_text(
            key=f"texte_{name}", data={"name": name, **texts}, on_text_change=lambda: None
        )
    return state


def identify_browser() -> str:
    """A code that this browser has and no other, once it has sent it."""
    return find_text(_BROWSER, st.session_state.setdefault(_FIRST_CODE, secrets.token_urlsafe()))


def follow_cursor() -> None:
    """Learn where the cursor is when the box of a text is left, and put it where `move_cursor` said."""
    with st.container(key="arrivee_curseur"):
        place = st.session_state.get(_CURSOR_PLACE, "")
        _cursor(key=_CURSOR, data={"place": place}, on_place_change=lambda: None)


def hold_clicks() -> None:
    """Keep what is moved by an arrow, `icone_monter_…` or `icone_descendre_…`, and the card whose chart is clicked, where it was in the
    window."""
    with st.container(key="arrivee_clic"):
        _held_click(key="clic")


def bring(key: str) -> None:
    """Have the next run bring what has a key into the window, with the cursor in it where it is a text."""
    _bring(key, is_part=False)


def bring_part(key: str) -> None:
    """Have the next run bring the top of what has a key into the window where another part is shown in it."""
    _bring(key, is_part=True)


def _bring(key: str, *, is_part: bool) -> None:
    count = st.session_state.get(_BROUGHT, {}).get("count", 0)
    st.session_state[_BROUGHT] = {"name": _write_class(key), "isPart": is_part, "count": count + 1}


def follow_brought() -> None:
    """Bring what `bring` said, once."""
    with st.container(key="arrivee_amene"):
        _brought(key="amene", data=st.session_state.get(_BROUGHT, {"count": 0}))


def find_cursor(key: str, text: str) -> int | None:
    """Where the cursor was in the box of a key when it was left, as an index of its text, or where it was put since; None where another
    box was left since."""
    left, name = _get_place_left(), _write_class(key)
    moved_name, moved_from, position = st.session_state.get(_MOVED, ("", "", ""))
    if (moved_name, moved_from) != (name, left):
        left_name, position, *_ = (*left.split(), "", "")
        position = position if left_name == name else ""
    if not position.isdecimal():
        return None
    return len(text.encode("utf-16-le")[: 2 * int(position)].decode("utf-16-le", "ignore"))


def move_cursor(key: str, text: str) -> None:
    """Put the cursor into a box, behind a text that it begins with."""
    count = int(st.session_state.get(_CURSOR_PLACE, "0").rpartition(" ")[2]) + 1
    name, position = _write_class(key), str(len(text.encode("utf-16-le")) // 2)
    st.session_state[_CURSOR_PLACE] = f"{name} {position} {count}"
    st.session_state[_MOVED] = name, _get_place_left(), position


def _get_place_left() -> str:
    """The box that was left last, the place of the cursor in it, and how many were left before."""
    return str(st.session_state.get(_CURSOR, {}).get("place") or "")


def focus(popover_key: str, box_key: str) -> None:
    """Put the cursor into a box of a popover that has just been opened, behind what stands in it."""
    if st.session_state[popover_key]:
        move_cursor(box_key, st.session_state.get(box_key) or "")


def _write_class(key: str) -> str:
    """The class that Streamlit gives to what has a key."""
    return f"st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}"


def set_chart_height(area: ChartArea) -> None:
    """Give the chart its height on the screen."""
    st.html(f"<style>:root {{ --place: {area.share:.1f}vh; }}</style>")


def measure_chart_area(window_shape: float, title: str, finding: str, *, with_filters: bool) -> ChartArea:
    """The area that title, finding, line and keys leave for the chart, on a screen of this shape."""
    width_vh = 100 * window_shape * SIDE
    height_taken = (
        MARGIN
        + TITLE_LINE * _count_lines(title, TITLE * BOLD_LETTER, width_vh)
        + TEXT_LINE * _count_lines(finding, BASE * BOLD_LETTER, width_vh)
        + SMALL_LINE
        + BAR
        + (STRIP if with_filters else 0)
        + 6 * GAP
    )
    share = max(20.0, 100 - height_taken)
    unit = canvas.LEAST / LEAST  # pixels of a canvas for a hundredth of the screen
    return ChartArea(width_vh * unit, share * unit, share)


def fits_line(window_shape: float, text: str) -> bool:
    """Whether a text fits the line under a chart."""
    return _count_lines(text, 0.875 * BASE * LETTER, 100 * window_shape * SIDE) <= 1


def _count_lines(text: str, letter: float, width_vh: float) -> int:
    return len(textwrap.wrap(text, int(width_vh / letter)))
