// What the page knows: entries (the article, its claims), their answers, which one is selected.

import { answered, closedQuestions, openQuestions } from "./rules.js";

export const ARTICLE = "article";

/** Fires `select` ({id}), and `answers` ({id}) when what stands on an entry has changed. */
export class Sheet extends EventTarget {
  /** `ids` are the entries in text order; `codebook` and `standing` come with the page. */
  constructor(ids, codebook, standing, selected) {
    super();
    this.ids = ids;
    this.variables = codebook.variables;
    this.presets = codebook.presets;
    this.byId = new Map(this.variables.map((variable) => [variable.id, variable]));
    this.claims = ids.filter((id) => id !== ARTICLE);
    this.selected = selected;
    this.take(standing);
  }

  /** Replace everything by what the server says stands. */
  take({ answers, inherited }) {
    this.answers = answers;
    this.inherited = new Map(Object.entries(inherited).map(([id, names]) => [id, new Set(names)]));
  }

  tell(name, id) {
    this.dispatchEvent(new CustomEvent(name, { detail: { id } }));
  }

  scopeOf(id) {
    return id === ARTICLE ? "article" : "claim";
  }

  /** The questions asked about an entry. */
  asked(id) {
    return this.variables.filter(({ scope }) => scope === this.scopeOf(id));
  }

  of(id) {
    return this.answers[id] ?? {};
  }

  /** What rules look at: the entry's own answers and those about the article. */
  known(id) {
    return { ...this.of(ARTICLE), ...this.of(id) };
  }

  closed(id) {
    return closedQuestions(this.variables, this.known(id));
  }

  open(id) {
    return openQuestions(this.variables, this.scopeOf(id), this.known(id));
  }

  isInherited(id, variable) {
    return this.inherited.get(id)?.has(variable) ?? false;
  }

  status(id) {
    const given = Object.keys(this.of(id)).length > 0;
    if (this.open(id).length) return given ? "part" : "open";
    return given || this.asked(id).some(({ required }) => required) ? "done" : "open";
  }

  select(id) {
    if (!this.ids.includes(id)) return;
    this.selected = id;
    this.tell("select", id);
  }

  /**
   * Set answers of an entry. Returns `{changes, dropped}`: what is to be saved, and which answers
   * went because their question no longer applies.
   */
  give(id, wanted) {
    const before = this.of(id);
    const after = answered({ ...before, ...wanted });
    const closed = closedQuestions(this.variables, after);
    const changes = Object.fromEntries(Object.entries(wanted).filter(([name]) => !closed.has(name)));
    const dropped = [...closed].filter((name) => before[name]?.length);
    closed.forEach((name) => delete after[name]);
    this.answers[id] = after;
    [...Object.keys(changes), ...dropped].forEach((name) => this.inherited.get(id)?.delete(name));
    this.tell("answers", id);
    return { changes, dropped };
  }

  /** Show what the server says stands, except for variables with a save still waiting. */
  settle(id, standing, waiting) {
    const own = { ...this.of(id) };
    for (const [name, codes] of Object.entries(standing)) {
      if (!waiting.has(name)) own[name] = codes;
    }
    this.answers[id] = answered(own);
    this.tell("answers", id);
  }

  /** The answers a preset gives to a claim, with what it copies from the claim before. */
  presetAnswers(preset, id) {
    const wanted = {};
    for (const code of preset.sets) (wanted[code.split(":", 1)[0]] ??= []).push(code);
    const before = this.of(this.claims[this.claims.indexOf(id) - 1]);
    for (const name of preset.copies) if (before[name]?.length) wanted[name] = [...before[name]];
    return wanted;
  }

  /** The next entry that is not done, after `id` and then from the start; undefined if none. */
  nextOpen(id) {
    const place = this.ids.indexOf(id);
    const order = [...this.ids.slice(place + 1), ...this.ids.slice(0, place)];
    return order.find((other) => this.#waits(other));
  }

  /** Whether it is to be done; questions about the article that are all optional are not. */
  #waits(id) {
    return this.status(id) !== "done" && (id !== ARTICLE || this.asked(id).some(({ required }) => required));
  }

  label(variable) {
    return this.byId.get(variable)?.label ?? variable;
  }

  codeLabel(code) {
    const found = this.byId.get(code.split(":", 1)[0])?.codes.find(({ id }) => id === code);
    return found?.label ?? code;
  }

  name(id) {
    return id === ARTICLE ? "The article" : `Claim ${this.claims.indexOf(id) + 1}`;
  }
}
