// Streamlit puts a page into the history and once more when the page writes its filters into the address: « Précédent » would then come
// back to the same page. What is only completed, with nothing done by the reader meanwhile, takes the place of what came.
(() => {
  let arrived = location.pathname; // the page that came since the reader last did something
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const { pathname } = new URL(url, location.href);
    if (pathname === arrived) history.replaceState(state, unused, url);
    else push(state, unused, url);
    arrived = pathname;
  };
  const forget = () => { arrived = null; };
  for (const deed of ["pointerdown", "keydown", "click", "popstate"]) addEventListener(deed, forget, true);
})();
