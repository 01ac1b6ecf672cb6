// The summary before submitting: what is missing, to be confirmed, flagged; each with a way there.

import { gettext, interpolate, ngettext } from "../language.js";

/** Fill the dialog. `goTo(id, variable)` goes to a place. */
export function summarise(sheet, outbox, goTo) {
  const missing = sheet.ids.map((id) => ({ id, open: sheet.open(id) })).filter(({ open }) => open.length);
  const confirm = sheet.ids
    .map((id) => ({ id, names: sheet.at(id).inherited }))
    .filter(({ names }) => names.length);
  const flagged = sheet.ids.filter((id) => sheet.flags.has(id));
  const blocking = confirm.some(({ names }) => names.some((name) => sheet.byId.get(name)?.required));
  const waiting = outbox.waiting.length;
  const dialog = document.getElementById("dialog-submit");
  dialog.querySelector("[data-submit-summary]").textContent = summary(sheet, missing, waiting);
  dialog.querySelector("[data-submit-lists]").replaceChildren(
    ...group(gettext("Missing"), missing, ({ id, open }) =>
      link(`${sheet.name(id)}: ${open.map(({ label }) => label).join(", ")}`, () => goTo(id, open[0].id)),
    ),
    ...group(gettext("Carried over from a changed claim: to be confirmed"), confirm, ({ id, names }) =>
      link(`${sheet.name(id)}: ${names.map((name) => sheet.label(name)).join(", ")}`, () => goTo(id, names[0])),
    ),
    ...group(gettext("Flagged for the reviewer"), flagged, (id) =>
      link(`${sheet.name(id)}${sheet.flags.get(id) ? `: ${sheet.flags.get(id)}` : ""}`, () => goTo(id)),
    ),
  );
  dialog.querySelector("[data-submit-button]").disabled = missing.length > 0 || blocking || waiting > 0;
}

function summary(sheet, missing, waiting) {
  if (waiting) {
    const words = ngettext("%(count)s answer is not saved yet. Wait until it is.", "%(count)s answers are not saved yet. Wait until they are.", waiting);
    return interpolate(words, { count: waiting });
  }
  const count = missing.reduce((sum, { open }) => sum + open.length, 0);
  if (count) return interpolate(ngettext("%(count)s required answer is missing.", "%(count)s required answers are missing.", count), { count });
  const total = sheet.claims.length;
  return interpolate(ngettext("Every required answer is given, on %(total)s claim.", "Every required answer is given, on %(total)s claims.", total), { total });
}

function group(title, entries, draw) {
  if (!entries.length) return [];
  const heading = document.createElement("h3");
  heading.textContent = title;
  const list = document.createElement("ul");
  list.className = "missing-list";
  list.append(...entries.map(draw));
  return [heading, list];
}

function link(text, onClick) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = text;
  button.addEventListener("click", () => {
    document.getElementById("dialog-submit").close();
    onClick();
  });
  line.append(button);
  return line;
}
