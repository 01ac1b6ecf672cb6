// The drawer: a question with its codes, decision rules and examples; the project's guidelines;
// and a search over all codes that can also answer.

import { gettext, interpolate } from "../language.js";
import { ARTICLE } from "./state.js";

/**
 * Tie the drawer to the sheet. `onChoose(variable, code)` answers with a code that was found,
 * `onPreset(place)` with a preset; without them the search only shows.
 */
export function tieMeaning(sheet, choosing) {
  const dialog = document.getElementById("dialog-meaning");
  const search = dialog.querySelector("[data-meaning-search]");
  const show = (variable, codeId) => paint(dialog, sheet, variable, codeId, show);
  search.addEventListener("input", () => {
    if (search.value.trim()) find(dialog, sheet, search.value, choosing);
    else show();
  });
  search.addEventListener("keydown", (event) => onSearchKey(event, dialog));
  dialog.querySelector("[data-meaning]").addEventListener("keydown", (event) => onResultKey(event, search));
  return {
    prepare: (variable, codeId) => {
      search.value = "";
      show(variable, codeId);
    },
    search: () => search.focus(),
  };
}

function paint(dialog, sheet, variable, codeId, show) {
  const asked = [...sheet.asked(sheet.selected), ...sheet.variables.filter(({ scope, attribute_of: of }) => scope === "span" && !of)];
  const shown = variable ?? sheet.open(sheet.selected)[0] ?? asked[0];
  const guidelines = dialog.querySelector("[data-guidelines]");
  const isGuide = shown === "guidelines";
  const choice = dialog.querySelector("[data-meaning-choice]");
  const tabs = asked.map((one) => tab(one.label, one === shown, () => show(one)));
  if (guidelines) tabs.push(tab(gettext("Project guidelines"), isGuide, () => show("guidelines")));
  choice.replaceChildren(...tabs);
  const place = dialog.querySelector("[data-meaning]");
  place.hidden = isGuide;
  if (guidelines) guidelines.hidden = !isGuide;
  if (!isGuide && shown) place.replaceChildren(...describe(shown, codeId));
  place.scrollTop = 0;
  requestAnimationFrame(() => place.querySelector("[data-here]")?.scrollIntoView({ block: "nearest" }));
}

function tab(text, isShown, onClick) {
  const button = element("button", text, "button small");
  button.type = "button";
  button.setAttribute("aria-pressed", String(isShown));
  button.classList.toggle("primary", isShown);
  button.addEventListener("click", () => {
    onClick();
    document.querySelector("[data-meaning-choice] [aria-pressed=true]").focus();
  });
  return button;
}

function describe(variable, codeId) {
  const rule = interpolate(gettext("Asked only if %(rule)s."), { rule: variable.applies_if });
  const when = variable.applies_if ? [element("p", rule, "muted")] : [];
  const codes = variable.items?.length ? variable.items : variable.codes.filter(() => variable.select !== "text");
  return [
    element("h3", variable.label),
    element("p", variable.definition),
    ...when,
    ...codes.map((code, place) => describeCode(code, place, code.id === codeId)),
  ];
}

function describeCode(code, place, isHere) {
  const entry = element("div", "", "code-entry");
  entry.toggleAttribute("data-here", isHere);
  entry.append(codeTitle(code, place), element("p", code.definition));
  if (code.missing) entry.append(element("p", gettext("Stands for no answer: counted apart."), "muted"));
  if (code.rule) entry.append(labelled(gettext("Decision rule"), element("span", code.rule)));
  if (code.example) entry.append(labelled(gettext("Example"), element("em", code.example)));
  return entry;
}

function codeTitle(code, place) {
  const title = element("h4");
  const key = code.key ? [element("kbd", code.key)] : [];
  const chip = element("span", code.short ?? "", "chip");
  chip.dataset.hue = (place % 8) + 1;
  title.append(...key, ...(code.short ? [chip] : []), code.label);
  return title;
}

// -- search ---------------------------------------------------------------------------------------

/** Codes that hold every word of `text`, those with it in the label first. */
export function matches(variables, text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const found = variables.flatMap((variable) =>
    variable.codes.map((code, place) => ({ variable, code, place, rank: rank(variable, code, words) })),
  );
  return found.filter(({ rank: own }) => own > 0).sort((first, second) => second.rank - first.rank);
}

function rank(variable, code, words) {
  const label = fold(`${code.label} ${code.short ?? ""} ${code.id}`);
  const whole = `${label} ${fold(`${variable.label} ${code.definition} ${code.rule} ${code.example}`)}`;
  if (!words.every((word) => whole.includes(word))) return 0;
  return words.every((word) => label.includes(word)) ? 2 : 1;
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function find(dialog, sheet, text, choosing) {
  const asked = sheet.variables.filter(({ select }) => select !== "text");
  const close = (then) => () => {
    dialog.close();
    then();
  };
  const presets = presetsWith(sheet, text).map((place) => presetResult(sheet.presets[place], place, choosing, close));
  const codes = matches(asked, text).slice(0, 40).map((one) => codeResult(one, sheet, choosing, close));
  const place = dialog.querySelector("[data-meaning]");
  place.hidden = false;
  dialog.querySelector("[data-guidelines]")?.toggleAttribute("hidden", true);
  dialog.querySelector("[data-meaning-choice]").replaceChildren();
  const none = interpolate(gettext("Nothing holds “%(text)s”."), { text });
  const found = [...presets, ...codes];
  place.replaceChildren(...(found.length ? found : [element("p", none, "muted")]));
}

/** The places of the presets whose label holds every word. */
function presetsWith(sheet, text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (sheet.selected === ARTICLE) return [];
  return sheet.presets.flatMap(({ label }, place) => (words.every((word) => fold(label).includes(word)) ? [place] : []));
}

function presetResult(preset, place, { onPreset }, close) {
  const entry = element("div", "", "code-entry");
  const title = element("h4");
  title.append(...(preset.key ? [element("kbd", preset.key)] : []), preset.label, element("span", gettext("preset"), "muted"));
  entry.append(title);
  if (onPreset) entry.append(chooser(preset.label, close(() => onPreset(place))));
  return entry;
}

function codeResult({ variable, code, place }, sheet, { onChoose }, close) {
  const isAsked = sheet.asked(sheet.selected).includes(variable) && !sheet.closed(sheet.selected).has(variable.id);
  const entry = describeCode(code, place, false);
  entry.firstChild.append(element("span", variable.label, "muted"));
  const label = interpolate(gettext("%(code)s for %(question)s"), { code: code.label, question: variable.label });
  if (isAsked && onChoose) entry.append(chooser(label, close(() => onChoose(variable, code.id))));
  return entry;
}

function chooser(label, onClick) {
  const choose = element("button", gettext("Choose"), "button small");
  choose.type = "button";
  choose.dataset.choose = "";
  choose.setAttribute("aria-label", interpolate(gettext("Choose %(what)s"), { what: label }));
  choose.addEventListener("click", onClick);
  return choose;
}

function onSearchKey(event, dialog) {
  if (event.key === "Escape") {
    event.preventDefault(); // at once, not after emptying the field
    dialog.close();
    return;
  }
  const first = dialog.querySelector("[data-choose]");
  if (!first || !["Enter", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "Enter") first.click();
  else first.focus();
}

function onResultKey(event, search) {
  if (!event.target.matches("[data-choose]") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const all = [...document.querySelectorAll("[data-choose]")];
  const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  (next ?? (event.key === "ArrowUp" ? search : event.target)).focus();
}

function labelled(label, content) {
  const line = element("p");
  line.append(element("strong", `${label}: `), content);
  return line;
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
