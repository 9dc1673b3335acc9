"""Where the texts of a page lie in the browser: which of them cover one another, and how much of the first chart is in sight."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import Page

# Every line of text with its box: text of the page line by line, text of a chart word of an axis by word of an axis. A chart may
# draw a text twice, once as its halo. What overlaps by a third of the smaller height is not readable.
_OVERLAPS = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const boxes = [];
  const isSeen = element => {
    const style = getComputedStyle(element);
    return style.visibility !== 'hidden' && element.checkVisibility({ opacityProperty: true });
  };
  const clips = element => {
    const around = [];
    for (let each = element; each && each !== main; each = each.parentElement)
      if (/auto|hidden|scroll/.test(getComputedStyle(each).overflowY)) around.push(each.getBoundingClientRect());
    return around;
  };
  const add = (text, rect, isTilted, around) => {
    const top = Math.max(rect.top, ...around.map(each => each.top));
    const bottom = Math.min(rect.bottom, ...around.map(each => each.bottom));
    const box = { left: rect.left, right: rect.right, width: rect.width, top, bottom, height: bottom - top };
    if (text && box.width > 1 && box.height > 1) boxes.push({ text, rect: box, isTilted });
  };
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement, text = node.textContent.trim();
    if (!text || !isSeen(parent) || parent.closest('style, script, [data-testid="stIconMaterial"], [data-testid="stDataFrame"]')) continue;
    if (parent.closest('svg')) {
      const place = parent.closest('text');
      const transform = (place || parent).getAttribute('transform') || '';
      add(text, parent.getBoundingClientRect(), /rotate\\((?!0\\b)/.test(transform), clips(parent.closest('svg').parentElement));
      continue;
    }
    const clip = parent.closest('[data-baseweb="select"], [data-testid="stMultiSelect"]');
    if (clip) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const around = clips(parent);
    for (const rect of range.getClientRects()) add(text, rect, false, around);
  }
  const covering = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const a = boxes[i], b = boxes[j];
    if (a.isTilted || b.isTilted) continue;
    const width = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
    const height = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
    if (width <= 2 || height <= Math.min(a.rect.height, b.rect.height) / 3) continue;
    if (a.text === b.text && Math.abs(a.rect.left - b.rect.left) < 2) continue;
    covering.push(`${a.text} / ${b.text}`);
  }
  return covering;
}"""
_FIRST_CHART = """() => {
  const charts = [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stVegaLiteChart"]')];
  const tops = charts.map(chart => chart.getBoundingClientRect()).filter(rect => rect.height > 0);
  if (!tops.length) return null;
  const first = tops.reduce((a, b) => (b.top < a.top ? b : a));
  return { top: first.top, height: first.height };
}"""


class ChartInSight(NamedTuple):
    """The first chart of a page: how many of its pixels are in sight without scrolling, of how many."""

    seen: float
    height: float


def find_overlaps(page: Page) -> list[str]:
    """Pairs of texts of which one covers the other."""
    return page.evaluate(_OVERLAPS)


def measure_first_chart(page: Page) -> ChartInSight | None:
    """How much of the first chart is in sight; None where the page has none."""
    box = page.evaluate(_FIRST_CHART)
    if box is None:
        return None
    window = page.viewport_size["height"]
    return ChartInSight(max(0, min(box["top"] + box["height"], window) - box["top"]), box["height"])
