// A text is sent to Streamlit when its box is left: who leaves the page while typing is asked first, and who stays has sent it.
(() => {
  let typed = null; // the box whose text is not sent yet
  addEventListener("input", ({ target }) => { if (target instanceof HTMLTextAreaElement) typed = target; }, true);
  addEventListener("focusout", ({ target }) => { if (target === typed) typed = null; }, true);
  addEventListener("beforeunload", (event) => {
    if (!typed?.isConnected) return;
    typed.blur();
    event.preventDefault();
  });
})();
