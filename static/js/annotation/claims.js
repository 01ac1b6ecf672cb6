// The claim list: one line a claim, filter, and one tab stop for the whole list.

const WORDS = { open: "open", part: "partly done", done: "done" };
const NOTHING = { open: "Nothing is open: everything required is answered.", done: "Nothing is done yet." };

/** Tie the list to the sheet. */
export function showClaims(sheet, { onPick }) {
  const zone = document.querySelector("[data-claims]");
  const lines = new Map([...zone.querySelectorAll("[data-entry]")].map((line) => [line.dataset.entry, line]));
  const chips = chipOf(sheet);
  const counts = countOf(zone, sheet, lines);
  const paint = (id) => {
    const line = lines.get(id);
    const status = sheet.status(id);
    line.dataset.status = status;
    line.toggleAttribute("data-inherited", Boolean(sheet.inherited.get(id)?.size));
    line.querySelector("[data-status-mark]").textContent = WORDS[status];
    line.querySelector("[data-chips]").replaceChildren(...codesOf(sheet, id).map(chips));
    counts();
  };
  let current;
  const select = (id) => {
    if (current) mark(current, false);
    current = lines.get(id).firstElementChild;
    mark(current, true);
    current.scrollIntoView({ block: "nearest" });
  };
  zone.addEventListener("click", (event) => onClick(event, zone, counts, onPick));
  zone.addEventListener("keydown", (event) => onArrow(event, sheet, lines, onPick));
  sheet.addEventListener("select", ({ detail }) => select(detail.id));
  sheet.addEventListener("answers", ({ detail }) => paint(detail.id));
  for (const line of lines.values()) mark(line.firstElementChild, false);
  select(sheet.selected);
  counts();
  return { repaint: () => sheet.ids.forEach(paint) };
}

function mark(link, isCurrent) {
  if (isCurrent) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  link.tabIndex = isCurrent ? 0 : -1;
}

function codesOf(sheet, id) {
  return sheet.variables.flatMap(({ id: name }) => sheet.of(id)[name] ?? []);
}

function chipOf(sheet) {
  const known = new Map();
  for (const variable of sheet.variables) {
    variable.codes.forEach((code, place) => known.set(code.id, { ...code, variable, hue: (place % 8) + 1 }));
  }
  return (id) => {
    const { short, label, variable, hue } = known.get(id);
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.dataset.hue = hue;
    chip.title = `${variable.label}: ${label}`;
    chip.textContent = short;
    return chip;
  };
}

/** Counts in the filter and in the header, painted once however many lines change at a time. */
function countOf(zone, sheet, lines) {
  const bar = document.querySelector("[data-progress]");
  let due = false;
  const paint = () => {
    due = false;
    const all = [...lines.values()];
    const done = all.filter((line) => line.dataset.status === "done").length;
    const found = { all: all.length, open: all.length - done, done };
    for (const [name, count] of Object.entries(found)) {
      zone.querySelector(`[data-count=${name}]`).textContent = count;
    }
    const filter = zone.dataset.filter;
    const empty = zone.querySelector("[data-filter-empty]");
    empty.hidden = filter === "all" || found[filter] > 0;
    empty.textContent = NOTHING[filter] ?? "";
    const claimsDone = sheet.claims.filter((id) => lines.get(id).dataset.status === "done").length;
    bar.querySelector("progress").value = claimsDone;
    bar.querySelector("[data-progress-text]").textContent = `${claimsDone} of ${sheet.claims.length} done`;
  };
  return () => {
    if (!due) requestAnimationFrame(paint);
    due = true;
  };
}

function onClick(event, zone, counts, onPick) {
  const filter = event.target.closest("[data-set-filter]");
  if (filter) {
    zone.dataset.filter = filter.dataset.setFilter;
    for (const one of zone.querySelectorAll("[data-set-filter]")) {
      one.setAttribute("aria-pressed", String(one === filter));
    }
    counts();
  }
  const link = event.target.closest("[data-entry] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  onPick(link.parentElement.dataset.entry);
}

function onArrow(event, sheet, lines, onPick) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const line = event.target.closest("[data-entry]");
  if (!step || !line) return;
  event.preventDefault();
  const shown = sheet.ids.filter((id) => lines.get(id).checkVisibility() || id === line.dataset.entry);
  const id = shown[shown.indexOf(line.dataset.entry) + step];
  if (!id) return;
  onPick(id, { stay: true });
  lines.get(id).firstElementChild.focus();
}
