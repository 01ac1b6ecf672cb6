// The claim list: one line a claim, filter, and one tab stop for the whole list.

import { gettext, interpolate } from "../language.js";
import { STATUS } from "./form.js";
import { ARTICLE } from "./state.js";

const NOTHING = {
  open: gettext("Nothing is open: everything required is answered."),
  done: gettext("Nothing is done yet."),
  flagged: gettext("Nothing is flagged."),
};
const EXCERPT = 80;
const LISTED = ["one", "many"]; // whose codes show in the list

/** Tie the list to the sheet. */
export function showClaims(sheet, { onPick }) {
  const zone = document.querySelector("[data-claims]");
  const list = new Lines(zone, sheet);
  zone.addEventListener("click", (event) => onClick(event, zone, list, onPick));
  zone.addEventListener("keydown", (event) => onArrow(event, sheet, list, onPick));
  sheet.addEventListener("select", ({ detail }) => list.select(detail.id));
  sheet.addEventListener("answers", ({ detail }) => list.paint(detail.id));
  sheet.addEventListener("load", () => list.read());
  return { repaint: () => sheet.ids.forEach((id) => list.paint(id)) };
}

class Lines {
  constructor(zone, sheet) {
    Object.assign(this, { zone, sheet, due: false });
    this.chips = chipOf(sheet);
    this.read();
  }

  read() {
    this.byId = new Map([...this.zone.querySelectorAll("[data-entry]")].map((line) => [line.dataset.entry, line]));
    for (const [id, line] of this.byId) {
      mark(line, false);
      fill(id, line.querySelector(".excerpt"));
    }
    this.current = undefined;
    this.select(this.sheet.selected);
    this.count();
  }

  select(id) {
    if (this.current) mark(this.current, false);
    this.current = this.byId.get(id);
    if (!this.current) return;
    mark(this.current, true);
    this.current.scrollIntoView({ block: "nearest" });
  }

  paint(id) {
    const line = this.byId.get(id);
    if (!line) return;
    const status = this.sheet.status(id);
    const { answers, spans, inherited } = this.sheet.at(id);
    line.dataset.status = status;
    line.toggleAttribute("data-inherited", inherited.length > 0);
    line.toggleAttribute("data-flagged", this.sheet.flags.has(id));
    line.querySelector("[data-status-mark]").textContent = STATUS[status];
    const chips = this.sheet.variables
      .filter(({ select }) => LISTED.includes(select))
      .flatMap(({ id: name }) => answers[name] ?? [])
      .map(this.chips);
    const marked = spans.filter(({ variable }) => !this.sheet.byId.get(variable)?.attribute_of).length;
    if (marked) chips.push(markedChip(marked));
    line.querySelector("[data-chips]").replaceChildren(...chips);
    this.count();
  }

  /** Counts in the filter and in the header, painted once however many lines change at a time. */
  count() {
    if (!this.due) requestAnimationFrame(() => this.#paintCounts());
    this.due = true;
  }

  #paintCounts() {
    this.due = false;
    const lines = [...this.byId.values()];
    const done = lines.filter(({ dataset }) => dataset.status === "done").length;
    const flagged = lines.filter((line) => line.hasAttribute("data-flagged")).length;
    const found = { all: lines.length, open: lines.length - done, done, flagged };
    for (const [name, count] of Object.entries(found)) {
      this.zone.querySelector(`[data-count=${name}]`).textContent = count;
    }
    const { filter } = this.zone.dataset;
    const empty = this.zone.querySelector("[data-filter-empty]");
    empty.hidden = filter === "all" || found[filter] > 0;
    empty.textContent = NOTHING[filter] ?? "";
    this.#paintProgress(done - (this.byId.get(ARTICLE)?.dataset.status === "done" ? 1 : 0));
  }

  #paintProgress(done) {
    const bar = document.querySelector("[data-progress]");
    const total = this.sheet.claims.length;
    bar.querySelector("progress").max = total;
    bar.querySelector("progress").value = done;
    bar.querySelector("[data-progress-text]").textContent = interpolate(gettext("%(done)s of %(total)s done"), { done, total });
  }
}

/** Far from where it was opened, a long article comes without its words in the list. */
function fill(id, excerpt) {
  if (excerpt.textContent) return;
  const words = (document.getElementById(`text-${id}`)?.textContent ?? "").replace(/\s+/g, " ");
  excerpt.textContent = words.length <= EXCERPT ? words : `${words.slice(0, EXCERPT).replace(/ [^ ]*$/, "")}…`;
}

function mark(line, isCurrent) {
  const link = line.firstElementChild;
  line.toggleAttribute("data-current", isCurrent);
  if (isCurrent) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  link.tabIndex = isCurrent ? 0 : -1;
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

function markedChip(count) {
  const chip = document.createElement("span");
  chip.className = "chip marked-count";
  chip.title = gettext("Marked words");
  chip.textContent = `${count}✎`;
  return chip;
}

function onClick(event, zone, list, onPick) {
  const filter = event.target.closest("[data-set-filter]");
  if (filter) {
    zone.dataset.filter = filter.dataset.setFilter;
    for (const one of zone.querySelectorAll("[data-set-filter]")) {
      one.setAttribute("aria-pressed", String(one === filter));
    }
    list.count();
  }
  const link = event.target.closest("[data-entry] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  onPick(link.parentElement.dataset.entry);
}

function onArrow(event, sheet, list, onPick) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const line = event.target.closest("[data-entry]");
  if (!step || !line) return;
  event.preventDefault();
  const shown = sheet.ids.filter((id) => list.byId.get(id).checkVisibility() || id === line.dataset.entry);
  const id = shown[shown.indexOf(line.dataset.entry) + step];
  if (!id) return;
  onPick(id, { stay: true });
  list.byId.get(id).firstElementChild.focus();
}
