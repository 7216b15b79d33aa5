// Puts the editor in the place of the text area; without JavaScript the text area stays.
"use strict";
const area = document.getElementById("query");
const holder = document.createElement("div");
area.before(holder);
area.hidden = true;
// Completes terms of our own vocabulary, which stand in the page, and nothing else: nothing is fetched.
Yasqe.registerAutocompleter({
  name: "terms",
  get: document.getElementById("terms").content.textContent.split(" "),
  bulk: false,
  autoShow: true,
  isValidCompletionPosition: (editor) => /^[a-z][a-z0-9]*:/.test(editor.getCompleteToken().string),
}, false);
const editor = new Yasqe(holder, {
  value: area.value,
  autocompleters: ["terms"],
  persistenceId: null,
  showQueryButton: false,
  createShareableLink: null,
  resizeable: false,
  extraKeys: { "Ctrl-Enter": () => area.form.requestSubmit(), Tab: false, "Shift-Tab": false },
});
editor.getInputField().setAttribute("aria-label", document.querySelector("label[for=query]").textContent);
area.form.addEventListener("submit", () => { area.value = editor.getValue(); });
