// What this person prefers: shown on <html> at once, kept in their account. `<html>` holds what is
// chosen (data-theme, data-text-size, ...); every control marked data-preference follows it.

import { token } from "../csrf.js";
import { gettext } from "../language.js";

const root = document.documentElement;
const PLACES = {
  theme: "theme",
  text_size: "textSize",
  line_width: "lineWidth",
  auto_advance: "autoAdvance",
  single_keys: "singleKeys",
};
const DEFAULTS = {
  theme: "system",
  text_size: "normal",
  line_width: "normal",
  auto_advance: "true",
  single_keys: "true",
};
const SWITCHES = ["auto_advance", "single_keys"];

const chosen = (name) => root.dataset[PLACES[name]] ?? DEFAULTS[name];

/** The value of a preference by its name: true or false for the switches, else the choice. */
export const get = (name) => (SWITCHES.includes(name) ? chosen(name) === "true" : chosen(name));

function apply(name, value) {
  if (name !== "theme") root.dataset[PLACES[name]] = value;
  else if (value === "system") delete root.dataset.theme;
  else root.dataset.theme = value;
  const scheme = document.querySelector("meta[name=color-scheme]");
  if (name === "theme" && scheme) scheme.content = value === "system" ? "light dark" : value;
}

/** Let every control of a preference show what is chosen. */
function follow(name) {
  for (const control of document.querySelectorAll(`[data-preference="${name}"]`)) {
    if (control.type === "checkbox") control.checked = get(name);
    else if (control.type === "radio") control.checked = control.value === chosen(name);
    else control.value = chosen(name);
  }
}

async function send(url, changes) {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(changes),
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    redirect: "manual",
    keepalive: true,
  });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
}

/** One save at a time; what changes meanwhile goes with the next, so the last choice wins. */
function makeSave(url, onSaved, onFailure) {
  let waiting = {};
  let sending = false;
  return async (name, value) => {
    waiting[name] = value;
    if (sending) return;
    sending = true;
    try {
      while (Object.keys(waiting).length) {
        const changes = waiting;
        waiting = {};
        await send(url, changes);
      }
      onSaved();
    } catch {
      onFailure(gettext("Your choice could not be saved. It holds until you leave this page."));
    } finally {
      sending = false;
    }
  };
}

const tell = (message) => {
  for (const place of document.querySelectorAll("[data-preferences-status]")) place.textContent = message;
};

/** Each choice is saved at once: a form of them needs no button, and never leaves the page. */
function settleForms() {
  for (const button of document.querySelectorAll("[data-preferences-save]")) button.hidden = true;
  document.addEventListener("submit", (event) => {
    if (event.target.querySelector("[data-preferences-save]")) event.preventDefault();
  });
}

/**
 * Tie the page's controls (select, radio, checkbox) to the preferences. `main` carries
 * data-preferences-url. How saving went is told beside the controls (data-preferences-status),
 * a failure to `onFailure(message)` too.
 */
export function preferences(main, { onFailure = () => {} } = {}) {
  const save = makeSave(
    main.dataset.preferencesUrl,
    () => tell(gettext("Saved")),
    (message) => {
      tell(message);
      onFailure(message);
    },
  );
  Object.keys(PLACES).forEach(follow);
  settleForms();
  document.addEventListener("change", ({ target }) => {
    const name = target.dataset?.preference;
    if (!name) return;
    const value = target.type === "checkbox" ? String(target.checked) : target.value;
    tell("");
    apply(name, value);
    follow(name);
    save(name, value);
  });
  return { get };
}
