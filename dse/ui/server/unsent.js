// A text is sent to Streamlit when its box is left. Who loads the page again or closes it while typing, or before a text is saved, is
// asked first, and who stays has sent it; on the way back in the browser a text is sent before the page goes.
(() => {
  const PAUSE = 300; // ms in which a run begins, or is seen to be over
  let typed = null; // the box whose text is not sent yet
  const isTyping = () => Boolean(typed?.isConnected);
  const isUnsaved = () => Boolean(document.querySelector(".st-key-texte_non_enregistre"));
  const isRunning = () => !document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
  // Streamlit, which was told nothing of it, has put the address of its page over the one to go to.
  const goTo = (address) => {
    if (isRunning()) setTimeout(goTo, PAUSE, address);
    else if (isUnsaved()) return;
    else if (location.href !== address) history.back();
    else dispatchEvent(new PopStateEvent("popstate"));
  };
  addEventListener("input", ({ target }) => { if (target instanceof HTMLTextAreaElement) typed = target; }, true);
  addEventListener("focusout", ({ target }) => { if (target === typed) typed = null; }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) typed = null;
  }, true);
  addEventListener("popstate", (event) => {
    if (!isTyping()) return;
    event.stopImmediatePropagation();
    typed.blur();
    setTimeout(goTo, PAUSE, location.href);
  }, true);
  addEventListener("beforeunload", (event) => {
    if (!isTyping() && !isUnsaved()) return;
    typed?.blur();
    event.preventDefault();
  });
})();
