// Dialogs: opened by a button (or the key that stands for it), closed by Esc or a button.

/** Let `data-open-dialog` and `data-close-dialog` work; `before[name]` prepares a dialog. */
export function listenForDialogs(before) {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) openDialog(opener.dataset.openDialog, before);
    event.target.closest("[data-close-dialog]")?.closest("dialog").close();
  });
}

export function openDialog(name, before) {
  const dialog = document.getElementById(`dialog-${name}`);
  if (!dialog || dialog.open) return;
  before[name]?.();
  dialog.showModal();
  dialog.querySelector("[data-first]:enabled, .missing-list button, button:enabled")?.focus();
}

/** Prepare the summary before submitting: what is missing, each with a way there. */
export function summarise(sheet, queue, goTo) {
  const missing = sheet.ids.map((id) => ({ id, open: sheet.open(id) })).filter(({ open }) => open.length);
  const confirm = sheet.ids.filter((id) => sheet.inherited.get(id)?.size);
  const waiting = queue.waiting.length;
  const dialog = document.getElementById("dialog-submit");
  dialog.querySelector("[data-submit-summary]").textContent = summary(sheet, missing, confirm, waiting);
  const links = [
    ...missing.map(({ id, open }) => link(`${sheet.name(id)}: ${open.map(({ label }) => label).join(", ")}`, () => goTo(id, open[0].id))),
    ...confirm.map((id) => link(`${sheet.name(id)}: inherited, please confirm`, () => goTo(id))),
  ];
  dialog.querySelector("[data-submit-missing]").replaceChildren(...links);
  dialog.querySelector("[data-submit-button]").disabled = missing.length > 0 || waiting > 0;
}

function summary(sheet, missing, confirm, waiting) {
  if (waiting) return `${waiting} ${waiting === 1 ? "answer is" : "answers are"} not saved yet. Wait until they are.`;
  const count = missing.reduce((sum, { open }) => sum + open.length, 0);
  if (count) return `${count} required ${count === 1 ? "answer is" : "answers are"} missing:`;
  const all = `Every required answer is given, on ${sheet.claims.length} claims.`;
  return confirm.length ? `${all} Some labels were carried over from claims that were cut anew:` : all;
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
