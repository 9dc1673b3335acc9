// Streamlit's own words in French, and its numbers, dates and calendars as in France. Runs before Streamlit; nothing depends on it.
(() => {
  for (const [name, value] of [["language", "fr-FR"], ["languages", ["fr-FR", "fr"]]])
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });

  const HOLE = "{}";
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder"];
  const TEAM_DATA = "svg, canvas, style, script"; // drawings, and the cells of tables: never read
  const words = new Map();
  const sentences = [];
  for (const [english, french, where] of WORDS) {
    const parts = english.split(HOLE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    if (parts.length === 1) words.set(english, { french, where });
    else {
      // Before a unit, a number: a file may be called « MEMBRES.XLSB ».
      const pattern = parts.reduce((before, after) => before + (/^[A-Z]/i.test(after) ? "(\\d[\\d.]*)" : "(.+)") + after);
      sentences.push({ pattern: new RegExp(`^${pattern}$`), french, where });
    }
  }

  const inFrench = (text, isOurs) => {
    const english = text.trim();
    if (!english || english.length > 200) return text;
    const word = words.get(english);
    if (word) return isOurs(word.where) ? word.french : text;
    for (const { pattern, french, where } of sentences) {
      const match = pattern.exec(english);
      if (match && isOurs(where)) {
        let hole = 0;
        return french.replaceAll(HOLE, () => match[++hole].replace(/^(\d+)\.(\d)$/, "$1,$2"));
      }
    }
    return text;
  };

  const translateText = (node) => {
    const french = inFrench(node.data, (where) => node.parentElement?.closest(where));
    if (french !== node.data) node.data = french;
  };
  const translateAttribute = (element, name) => {
    const text = element.getAttribute(name);
    const french = text && inFrench(text, (where) => element.matches(where));
    if (french && french !== text) element.setAttribute(name, french);
  };
  const outside = {
    acceptNode: (node) =>
      node.nodeType === Node.ELEMENT_NODE && node.matches(TEAM_DATA) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  };
  const translate = (root) => {
    if (root.parentElement?.closest(TEAM_DATA)) return;
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.matches(TEAM_DATA)) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, outside);
    for (let node = root; node; node = walker.nextNode())
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else for (const name of ATTRIBUTES) if (node.hasAttribute(name)) translateAttribute(node, name);
  };

  new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes)
      if (type === "attributes") translateAttribute(target, attributeName);
      else if (type === "characterData") translate(target);
      else addedNodes.forEach(translate);
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
})();
