// Streamlit puts a page that is chosen in the menu into the history, and mostly once more when the page writes its filters into the
// address: « Précédent » would then come back to the same page. What is only completed takes the place of what came bare.
(() => {
  let bare = ""; // the page that came without its filters since the reader last did something
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const next = new URL(url, location.href);
    if (next.search && !location.search && next.pathname === bare) history.replaceState(state, unused, url);
    else push(state, unused, url);
    bare = next.search ? "" : next.pathname;
  };
  const begin = () => { bare = ""; };
  addEventListener("pointerdown", begin, true);
  addEventListener("keydown", begin, true);
  addEventListener("popstate", begin, true);
})();
