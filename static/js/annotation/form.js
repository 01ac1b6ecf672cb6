// The coding form: one form for all claims, painted for the one that is selected.

import { variablesOf } from "./rules.js";
import { ARTICLE } from "./state.js";

const STATUS = { open: "open", part: "partly done", done: "done" };

/** The coding form. `onGive(id, answers, {byKey})` is told what the annotator answers. */
export class CodingForm {
  constructor(sheet, onGive) {
    this.sheet = sheet;
    this.onGive = onGive;
    this.zone = document.querySelector("[data-zone-name=code]");
    this.heading = this.zone.querySelector("[data-heading]");
    this.forms = [...this.zone.querySelectorAll("form[data-scope]")];
    this.fields = new Map(
      [...this.zone.querySelectorAll("[data-variable]")].map((field) => [field.dataset.variable, field]),
    );
    for (const form of this.forms) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("click", (event) => this.#onClick(event));
      form.addEventListener("keydown", (event) => this.#onKey(event));
    }
    sheet.addEventListener("select", () => this.#select());
    sheet.addEventListener("answers", ({ detail }) => detail.id === sheet.selected && this.paint());
    this.paint();
  }

  /** The variable whose question holds the focus: digits choose its codes. */
  get openVariable() {
    const field = document.activeElement?.closest("[data-variable]");
    return field && this.zone.contains(field) ? this.sheet.byId.get(field.dataset.variable) : undefined;
  }

  /** The code whose chip holds the focus. */
  get openCode() {
    return document.activeElement?.matches(".code input") ? document.activeElement.value : undefined;
  }

  /** Open a question: put the focus on its answer, or its first code. False if it is not asked. */
  open(name) {
    const field = this.fields.get(name);
    if (!field || field.hasAttribute("data-closed-question") || field.closest("form").hidden) return false;
    const input = field.querySelector(":checked") ?? field.querySelector("input");
    input.focus({ preventScroll: true, focusVisible: true });
    field.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** Close the open question: digits are presets again. */
  close() {
    if (this.zone.contains(document.activeElement)) this.heading.focus({ preventScroll: true });
  }

  /** Choose a code, as a click on its chip does. */
  choose(variable, code, byKey) {
    const own = this.sheet.of(this.sheet.selected)[variable.id] ?? [];
    const has = own.includes(code);
    if (variable.select === "one") {
      if (has && !this.sheet.isInherited(this.sheet.selected, variable.id)) return;
      this.#give({ [variable.id]: [code] }, byKey);
    } else {
      const order = variable.codes.map(({ id }) => id);
      const codes = has ? own.filter((one) => one !== code) : [...own, code];
      codes.sort((first, second) => order.indexOf(first) - order.indexOf(second));
      this.#give({ [variable.id]: codes }, byKey);
    }
  }

  clear(name, byKey) {
    if (this.sheet.of(this.sheet.selected)[name]?.length) this.#give({ [name]: [] }, byKey);
  }

  usePreset(place, byKey) {
    const id = this.sheet.selected;
    const preset = this.sheet.presets[place];
    if (preset && id !== ARTICLE) this.#give(this.sheet.presetAnswers(preset, id), byKey, true);
  }

  #give(wanted, byKey, isPreset = false) {
    this.onGive(this.sheet.selected, wanted, { byKey, isPreset });
  }

  #onClick(event) {
    const byKey = event.detail === 0; // a click made by Space or Enter
    const preset = event.target.closest("[data-preset]");
    if (preset) return this.usePreset(Number(preset.dataset.preset), byKey);
    const name = event.target.closest("[data-variable]")?.dataset.variable;
    if (event.target.matches("[data-clear]")) {
      this.clear(name, byKey);
      return this.open(name);
    }
    if (event.target.matches("[data-confirm]")) {
      return this.#give({ [name]: [...this.sheet.of(this.sheet.selected)[name]] }, byKey);
    }
    if (event.target.matches(".code input")) this.choose(this.sheet.byId.get(name), event.target.value, byKey);
    return undefined;
  }

  /** Arrows move the focus without answering; Enter answers as Space does. */
  #onKey(event) {
    if (!event.target.matches(".code input")) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      event.target.click();
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const inputs = [...event.target.closest("[data-variable]").querySelectorAll("input")];
    inputs.at((inputs.indexOf(event.target) + step) % inputs.length).focus();
  }

  #select() {
    this.close();
    this.zone.scrollTop = 0;
    this.paint();
  }

  /** Show the selected entry. */
  paint() {
    const { sheet } = this;
    const id = sheet.selected;
    const status = sheet.status(id);
    const isArticle = id === ARTICLE;
    this.heading.textContent = isArticle ? "The article as a whole" : `${sheet.name(id)} of ${sheet.claims.length}`;
    const mark = this.zone.querySelector("[data-heading-status]");
    mark.dataset.status = status;
    mark.textContent = STATUS[status];
    const quote = this.zone.querySelector("[data-quote]");
    quote.hidden = isArticle;
    quote.textContent = document.getElementById(`text-${id}`)?.textContent ?? "";
    for (const form of this.forms) {
      form.hidden = form.dataset.scope !== sheet.scopeOf(id);
      form.querySelector("[data-claim-field]").value = id;
    }
    const closed = sheet.closed(id);
    for (const variable of sheet.asked(id)) this.#paintField(variable, id, closed.has(variable.id));
  }

  #paintField(variable, id, isClosed) {
    const field = this.fields.get(variable.id);
    const codes = this.sheet.of(id)[variable.id] ?? [];
    const inherited = this.sheet.isInherited(id, variable.id);
    field.toggleAttribute("data-closed-question", isClosed);
    field.toggleAttribute("data-answered", codes.length > 0);
    field.toggleAttribute("data-inherited", inherited);
    for (const input of field.querySelectorAll("input")) input.checked = codes.includes(input.value);
    const reason = field.querySelector("[data-closed]");
    reason.hidden = !isClosed;
    reason.textContent = isClosed ? `not asked: ${this.because(variable, id)}` : "";
    for (const [name, shown] of [["confirm", inherited], ["clear", codes.length > 0]]) {
      const tool = field.querySelector(`[data-${name}]`);
      if (tool) {
        tool.hidden = !shown;
        tool.setAttribute("aria-label", `${tool.textContent} ${variable.label}`);
      }
    }
  }

  /** Why a question does not apply, from the answers its rule looks at. */
  because(variable, id) {
    const known = this.sheet.known(id);
    const facts = [...new Set(variablesOf(variable.rule))].map((name) => {
      const codes = known[name]?.map((code) => `“${this.sheet.codeLabel(code)}”`);
      return `${this.sheet.label(name)} is ${codes?.length ? codes.join(" and ") : "not answered"}`;
    });
    return facts.join(", ");
  }

  /** Say which answers went, and why; hidden again when nothing did. */
  showDropped(id, names) {
    const place = this.zone.querySelector("[data-dropped]");
    place.hidden = names.length === 0;
    if (!names.length) return "";
    const labels = names.map((name) => this.sheet.label(name));
    const list = labels.length > 1 ? `${labels.slice(0, -1).join(", ")} and ${labels.at(-1)}` : labels[0];
    const why = this.because(this.sheet.byId.get(names[0]), id).replace(" is ", " is now ");
    place.textContent = `${list} ${labels.length > 1 ? "were" : "was"} cleared since ${why}.`;
    return place.textContent;
  }
}
