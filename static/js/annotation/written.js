// Answers in words: kept a second after the last key, and when the field is left.

const PAUSE = 1000;

/** Tell `onWords(id, variable, words)`; `selected()` is the entry the field is about now. */
export function keepWords(zone, selected, onWords) {
  let timer;
  let pending;
  const flush = () => {
    clearTimeout(timer);
    const due = pending;
    pending = undefined;
    if (due) onWords(due.id, due.name, due.field.dataset.about === due.id ? due.field.value : due.words);
  };
  zone.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-words]")) return;
    if (pending && pending.field !== target) flush();
    const name = target.closest("[data-variable]").dataset.variable;
    pending = { field: target, id: target.dataset.about ?? selected(), name, words: target.value };
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  });
  zone.addEventListener("focusout", ({ target }) => target.matches("[data-words]") && flush());
  window.addEventListener("pagehide", flush);
}

/** Show the words of an entry, unless they are being written right now. */
export function paintWords(field, id, words) {
  const place = field.querySelector("[data-words]");
  if (!place) return;
  const isWriting = document.activeElement === place && place.dataset.about === id;
  place.dataset.about = id;
  if (!isWriting) place.value = words;
}
