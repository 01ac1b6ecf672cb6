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
