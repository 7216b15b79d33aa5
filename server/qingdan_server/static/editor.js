// Puts the editor in the place of the text area; without JavaScript the text area stays.
"use strict";
const area = document.getElementById("query");
const holder = document.createElement("div");
area.before(holder);
area.hidden = true;
const editor = new Yasqe(holder, {
  value: area.value,
  autocompleters: [],
  persistenceId: null,
  showQueryButton: false,
  createShareableLink: null,
  resizeable: false,
  extraKeys: { "Ctrl-Enter": () => area.form.requestSubmit(), Tab: false, "Shift-Tab": false },
});
editor.getInputField().setAttribute("aria-label", document.querySelector("label[for=query]").textContent);
area.form.addEventListener("submit", () => { area.value = editor.getValue(); });
