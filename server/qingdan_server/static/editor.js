// Puts the editor in the place of the text area, and tabs above it, which this browser keeps; without JavaScript the text area stays.
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

// The queries: their texts, which of them is open, and the text with which each was last run.
const KEPT = "qingdan.queries", MOST = 20;
const first = area.value, isResult = location.pathname.startsWith("/sparql") || location.pathname.startsWith("/queries/");
const bar = document.getElementById("queries"), list = bar.querySelector("[role=tablist]");
const open = document.getElementById("new-query"), close = document.getElementById("close-query");
let tabs = [], active = 0;
try {
  const kept = JSON.parse(localStorage.getItem(KEPT));
  tabs = kept.tabs.filter((tab) => typeof tab.text === "string").slice(0, MOST);
  active = Math.min(Math.max(0, kept.active | 0), tabs.length - 1);
} catch { /* nothing is kept, or it is not ours: begin anew */ }

function keep() {
  try { localStorage.setItem(KEPT, JSON.stringify({ tabs, active })); } catch { /* the browser keeps nothing: they last as long as the page */ }
}
function nameOf(tab, at) {
  const told = /^\s*#+[ \t#]*(\S.*)/m.exec(tab.text);
  const name = told ? told[1].trim() : `${bar.dataset.name} ${at + 1}`;
  return name.length > 28 ? `${name.slice(0, 27)}…` : name;
}
function show(focused) {
  list.replaceChildren(...tabs.map((tab, at) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", id: `query-${at}`, textContent: nameOf(tab, at), tabIndex: at === active ? 0 : -1 });
    button.setAttribute("role", "tab");
    button.setAttribute("aria-selected", at === active);
    button.setAttribute("aria-controls", "one-query");
    button.addEventListener("click", () => choose(at));
    return button;
  }));
  holder.setAttribute("aria-labelledby", `query-${active}`);
  open.disabled = tabs.length >= MOST;
  if (focused) list.children[active].focus();
}
// Results belong to the query beside them: another query leads to its own results, or to the editor.
function choose(at, focused = true) {
  active = at;
  keep();
  const { text, ran } = tabs[active], lang = new URLSearchParams(location.search).get("lang");
  const inLanguage = lang ? `&lang=${lang}` : "";
  if (isResult && text !== first) {
    location.assign(text && ran === text ? `/sparql?query=${encodeURIComponent(text)}${inLanguage}` : `/queries?${inLanguage.slice(1)}`);
    return;
  }
  show(focused);
  if (editor.getValue() !== text) editor.setValue(text);
}
holder.id = "one-query";
holder.setAttribute("role", "tabpanel");
if (!tabs.length) {
  tabs = [{ text: first }];
} else if (isResult || !("first" in area.dataset)) {
  const known = tabs.findIndex((tab) => tab.text === first);
  if (known >= 0) active = known;
  else if (tabs.length < MOST) active = tabs.push({ text: first }) - 1;
  else tabs[active] = { text: first };
}
if (isResult) tabs[active].ran = first;
bar.hidden = false;
keep();
show(false);
if (editor.getValue() !== tabs[active].text) editor.setValue(tabs[active].text);
editor.on("change", () => {
  tabs[active].text = editor.getValue();
  list.children[active].textContent = nameOf(tabs[active], active);
  keep();
});
open.addEventListener("click", () => {
  tabs.push({ text: "" });
  choose(tabs.length - 1);
});
close.addEventListener("click", () => {
  tabs.splice(active, 1);
  if (!tabs.length) tabs.push({ text: "" });
  choose(Math.min(active, tabs.length - 1));
});
list.addEventListener("keydown", (event) => {
  const to = { ArrowLeft: active - 1, ArrowRight: active + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (event.key === "Delete") close.click();
  else if (to !== undefined) choose((to + tabs.length) % tabs.length);
  else return;
  event.preventDefault();
});
area.form.addEventListener("submit", () => {
  area.value = editor.getValue();
  tabs[active].ran = area.value;
  keep();
});
