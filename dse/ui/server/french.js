// Streamlit's own words in French, and its numbers, dates and calendars as in France. Runs before Streamlit; nothing depends on it.
(() => {
  for (const [name, value] of [["language", "fr-FR"], ["languages", ["fr-FR", "fr"]]])
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });

  const HOLE = "{}";
  const NUMBER = "(\\d[\\d.]*)";
  const LONGEST = 1000; // of a sentence: a longer text is not Streamlit's
  const ATTRIBUTES = ["aria-label", "aria-roledescription", "aria-valuetext", "title", "placeholder"];
  const UNREAD = "style, script";
  const TEAM_DATA = "svg, canvas"; // drawings, and the cells of tables: there a text may be a word of the table, never a sentence
  const words = new Map();
  const sentences = [];
  for (const [english, french, where] of WORDS) {
    const parts = english.split(HOLE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    if (parts.length === 1) words.set(english, { french, where });
    else {
      // Before a unit, a number: a file may be called « MEMBRES.XLSB », or « 2021.5 ».
      const holes = parts.slice(1).map((after) => (/^[A-Z%]/i.test(after) ? NUMBER : "(.+)"));
      const pattern = parts.reduce((before, after, hole) => before + holes[hole - 1] + after);
      sentences.push({ pattern: new RegExp(`^${pattern}$`), holes, french, where });
    }
  }

  const inFrench = (text, isOurs, known = sentences) => {
    const english = text.trim();
    const word = words.get(english);
    if (word) return isOurs(word.where) ? text.replace(english, () => word.french) : text;
    if (!english || english.length > LONGEST) return text;
    for (const { pattern, holes, french, where } of known) {
      const match = pattern.exec(english);
      if (match && isOurs(where)) {
        let hole = 0;
        const fill = () => (holes[hole++] === NUMBER ? match[hole].replace(".", ",") : match[hole]);
        return text.replace(english, () => french.replaceAll(HOLE, fill));
      }
    }
    return text;
  };

  const translateText = (node) => {
    const known = node.parentElement?.closest(TEAM_DATA) ? [] : sentences;
    const french = inFrench(node.data, (where) => node.parentElement?.closest(where), known);
    if (french !== node.data) node.data = french;
  };
  const translateAttribute = (element, name) => {
    const text = element.getAttribute(name);
    const french = text && inFrench(text, (where) => element.matches(where));
    if (french && french !== text) element.setAttribute(name, french);
  };
  const read = {
    acceptNode: (node) =>
      node.nodeType === Node.ELEMENT_NODE && node.matches(UNREAD) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  };
  const translate = (root) => {
    if (root.parentElement?.closest(UNREAD)) return;
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.matches(UNREAD)) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, read);
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
