// Flags: a claim that a reviewer should look at, with a note.

import { gettext, interpolate } from "../language.js";

/** Tie the dialog to the sheet; returns a function that opens it for the selected entry. */
export function tieFlags(sheet, { onFlag }) {
  const dialog = document.getElementById("dialog-flag");
  const note = dialog.querySelector("[data-flag-note]");
  const form = dialog.querySelector("[data-flag-form]");
  const save = () => onFlag(dialog.dataset.about, note.value.trim());
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "clear") onFlag(dialog.dataset.about, null);
    else save();
  });
  note.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    save();
    dialog.close();
  });
  return () => {
    const id = sheet.selected;
    dialog.dataset.about = id;
    note.value = sheet.flags.get(id) ?? "";
    dialog.querySelector("[data-flag-clear]").hidden = !sheet.flags.has(id);
    const title = interpolate(gettext("Flag for the reviewer: %(place)s"), { place: sheet.name(id) });
    dialog.querySelector("[data-flag-title]").textContent = title;
    dialog.showModal();
    note.focus();
  };
}
