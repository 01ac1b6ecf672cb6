// The coding form: one form for all claims, painted for the one that is selected.

import { gettext, interpolate } from "../language.js";
import { variablesOf } from "./rules.js";
import { SetQuestion } from "./sets.js";
import { ARTICLE } from "./state.js";
import { keepWords, paintWords } from "./written.js";

export const STATUS = { open: gettext("open"), part: gettext("partly done"), done: gettext("done") };

/** The coding form. `onGive(id, wanted, {byKey, isPreset})` is told what the annotator answers. */
export class CodingForm {
  constructor(sheet, onGive) {
    this.sheet = sheet;
    this.onGive = onGive;
    this.zone = document.querySelector("[data-zone-name=code]");
    this.heading = this.zone.querySelector("[data-heading]");
    this.forms = [...this.zone.querySelectorAll("form[data-scope]")];
    const fields = [...this.zone.querySelectorAll("[data-variable]")];
    this.fields = new Map(fields.map((field) => [field.dataset.variable, field]));
    this.inputs = new Map(fields.map((field) => [field.dataset.variable, [...field.querySelectorAll(".code input")]]));
    this.sets = new Map(
      fields.filter(({ dataset }) => dataset.kind === "set").map((field) => [field.dataset.variable, new SetQuestion(field)]),
    );
    this.#listen();
    this.#keepClearOfHead();
    this.paint();
  }

  /** The head stays in sight, so what is scrolled to must come out below it. */
  #keepClearOfHead() {
    const head = this.zone.querySelector(".code-head");
    new ResizeObserver(() => this.zone.style.setProperty("--code-head", `${head.offsetHeight}px`)).observe(head);
  }

  #listen() {
    const { sheet } = this;
    this.zone.addEventListener("click", (event) => this.#onClick(event));
    for (const form of this.forms) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("keydown", (event) => this.#onKey(event));
    }
    keepWords(this.zone, () => sheet.selected, (id, name, words) => {
      if ((sheet.at(id).texts[name] ?? "") !== words.trim()) this.onGive(id, { [name]: words }, {});
    });
    sheet.addEventListener("select", () => this.#select());
    sheet.addEventListener("load", () => this.#select());
    sheet.addEventListener("answers", ({ detail }) => detail.id === sheet.selected && this.paint());
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
    const place = this.sets.get(name)?.first() ?? field.querySelector(":checked") ?? field.querySelector("input, textarea");
    place.focus({ preventScroll: true, focusVisible: true });
    (this.sets.has(name) ? place.closest("[data-item]") : field).scrollIntoView({ block: "nearest" });
    return true;
  }

  /** Close the open question: digits are presets again. */
  close() {
    if (this.zone.contains(document.activeElement)) this.heading.focus({ preventScroll: true });
  }

  /** The code that a key stands for in the open question. */
  codeOf(variable, key) {
    const set = this.sets.get(variable.id);
    const item = set?.current();
    return variable.codes.find((code) => code.key === key && (!set || code.item === item));
  }

  /** Choose a code, as a click on its chip does. */
  choose(variable, code, byKey) {
    const own = this.sheet.of(this.sheet.selected)[variable.id] ?? [];
    const has = own.includes(code);
    if (this.sets.has(variable.id)) return this.#chooseInSet(variable, code, own, byKey);
    if (variable.select === "one") {
      if (has && !this.sheet.isInherited(this.sheet.selected, variable.id)) return undefined;
      return this.#give({ [variable.id]: [code] }, byKey);
    }
    const codes = has ? own.filter((one) => one !== code) : [...own, code];
    return this.#give({ [variable.id]: inOrder(variable, codes) }, byKey);
  }

  #chooseInSet(variable, code, own, byKey) {
    const { item } = this.sheet.codes.get(code);
    const others = own.filter((one) => this.sheet.codes.get(one)?.item !== item);
    this.#give({ [variable.id]: inOrder(variable, [...others, code]) }, byKey);
    if (byKey) this.sets.get(variable.id).next(item, () => this.close());
  }

  clear(name, byKey) {
    const field = this.fields.get(name);
    if (field?.dataset.kind === "text") return;
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
    if (preset) {
      event.preventDefault();
      return this.usePreset(Number(preset.dataset.preset), byKey);
    }
    const name = event.target.closest("[data-variable]")?.dataset.variable;
    if (event.target.matches("[data-clear]")) {
      if (this.fields.get(name).dataset.kind === "text") this.#give({ [name]: "" }, byKey);
      else this.clear(name, byKey);
      return this.open(name);
    }
    if (event.target.matches("[data-confirm]")) {
      const { answers, texts } = this.sheet.at(this.sheet.selected);
      return this.#give({ [name]: texts[name] ?? [...answers[name]] }, byKey);
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
    const name = event.target.closest("[data-variable]").dataset.variable;
    if (this.sets.get(name)?.move(event)) return;
    const inputs = this.inputs.get(name);
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
    this.#paintHead(id);
    for (const form of this.forms) {
      form.hidden = form.dataset.scope !== (id === ARTICLE ? "article" : "claim");
      form.querySelector("[data-claim-field]").value = id;
    }
    const closed = sheet.closed(id);
    for (const variable of sheet.asked(id)) this.#paintField(variable, id, closed.has(variable.id));
  }

  #paintHead(id) {
    const { sheet } = this;
    const isArticle = id === ARTICLE;
    const status = sheet.status(id);
    const words = { number: sheet.numbers.get(id), total: sheet.claims.length };
    this.heading.textContent = isArticle
      ? gettext("The article as a whole")
      : interpolate(gettext("Claim %(number)s of %(total)s"), words);
    const mark = this.zone.querySelector("[data-heading-status]");
    mark.dataset.status = status;
    mark.textContent = STATUS[status];
    this.zone.querySelector("[data-command=flag]")?.setAttribute("aria-pressed", String(sheet.flags.has(id)));
    const quote = this.zone.querySelector("[data-quote]");
    quote.hidden = isArticle;
    quote.textContent = document.getElementById(`text-${id}`)?.textContent ?? "";
    for (const place of this.zone.querySelectorAll("[data-presets], [data-marked]")) place.hidden = isArticle;
  }

  #paintField(variable, id, isClosed) {
    const field = this.fields.get(variable.id);
    const { answers, texts } = this.sheet.at(id);
    const codes = answers[variable.id] ?? [];
    const inherited = this.sheet.isInherited(id, variable.id);
    field.toggleAttribute("data-closed-question", isClosed);
    field.toggleAttribute("data-answered", codes.length > 0);
    field.toggleAttribute("data-inherited", inherited);
    for (const input of this.inputs.get(variable.id)) input.checked = codes.includes(input.value);
    paintWords(field, id, texts[variable.id] ?? "");
    const reason = field.querySelector("[data-closed]");
    reason.hidden = !isClosed;
    reason.textContent = isClosed ? interpolate(gettext("not asked: %(why)s"), { why: this.because(variable, id) }) : "";
    for (const [name, shown] of [["confirm", inherited], ["clear", codes.length > 0]]) {
      const tool = field.querySelector(`[data-${name}]`);
      if (!tool) continue;
      tool.hidden = !shown;
      tool.setAttribute("aria-label", `${tool.textContent}: ${variable.label}`);
    }
  }

  /** Why a question does not apply, from the answers its rule looks at. */
  because(variable, id) {
    const known = this.sheet.known(id);
    const facts = [...new Set(variablesOf(variable.rule))].map((name) => {
      const codes = known[name]?.map((code) => `“${this.sheet.codeLabel(code)}”`);
      const value = codes?.length ? codes.join(", ") : gettext("not answered");
      return interpolate(gettext("%(question)s is %(value)s"), { question: this.sheet.label(name), value });
    });
    return facts.join(", ");
  }

  /** Say which answers went, and why; hidden again when nothing did. Returns the words. */
  showDropped(id, names) {
    const place = this.zone.querySelector("[data-dropped]");
    place.hidden = names.length === 0;
    if (!names.length) return "";
    const list = names.map((name) => this.sheet.label(name)).join(", ");
    const why = this.because(this.sheet.byId.get(names[0]), id);
    place.textContent = interpolate(gettext("Cleared: %(list)s, since %(why)s. Undo brings it back."), { list, why });
    return place.textContent;
  }
}

function inOrder(variable, codes) {
  const order = new Map(variable.codes.map(({ id }, place) => [id, place]));
  return [...codes].sort((first, second) => order.get(first) - order.get(second));
}
