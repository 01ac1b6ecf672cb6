// The note to the reviewer is saved as it is written, a second after the last key.

export function saveNote(queue, url) {
  const field = document.querySelector("[data-note]");
  let saved = field.value;
  let timer;
  const save = () => {
    clearTimeout(timer);
    if (field.value === saved) return;
    saved = field.value;
    const body = new URLSearchParams({ note: saved }).toString();
    queue.push({ url, body, type: "application/x-www-form-urlencoded", kind: "note" });
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1000);
  });
  field.addEventListener("change", save);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  window.addEventListener("pagehide", save);
}
