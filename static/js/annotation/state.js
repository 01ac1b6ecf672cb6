// What the page knows: entries (the article, its claims), what stands on them, which is selected.

import { gettext, interpolate } from "../language.js";
import { closedQuestions, openQuestions } from "./rules.js";

export const ARTICLE = "article";
const NOTHING = { answers: {}, texts: {}, spans: [], inherited: [] };
const whole = (standing) => ({ ...NOTHING, ...standing }); // the server leaves out what is empty

/**
 * Fires `select` ({id}); `answers` ({id}) when what stands on an entry has changed; `load` when
 * the claims themselves have.
 */
export class Sheet extends EventTarget {
  /** `ids` are the entries in text order; `codebook` and `standing` come with the page. */
  constructor(ids, codebook, standing, selected) {
    super();
    this.variables = codebook.variables;
    this.presets = codebook.presets;
    this.byId = new Map(this.variables.map((variable) => [variable.id, variable]));
    this.codes = new Map(this.variables.flatMap(({ codes }) => codes.map((code) => [code.id, code])));
    this.selected = selected;
    this.#place(ids);
    this.take(standing);
  }

  #place(ids) {
    this.ids = ids;
    this.claims = ids.filter((id) => id !== ARTICLE);
    this.places = new Map(ids.map((id, place) => [id, place]));
    this.numbers = new Map(this.claims.map((id, place) => [id, place + 1]));
  }

  /** Show other claims: after one was split, merged, moved, or is no claim any more. */
  load(ids, standing, selected) {
    this.#place(ids);
    this.take(standing);
    this.selected = this.places.has(selected) ? selected : ids[0];
    this.dispatchEvent(new Event("load"));
  }

  /** Replace everything by what the server says stands. */
  take({ claims, flags, cut }) {
    this.standing = new Map(Object.entries(claims).map(([id, standing]) => [id, whole(standing)]));
    this.flags = new Map(Object.entries(flags));
    this.cut = cut;
  }

  tell(name, id) {
    this.dispatchEvent(new CustomEvent(name, { detail: { id } }));
  }

  // -- asking ---------------------------------------------------------------------------------

  at(id) {
    return this.standing.get(id) ?? NOTHING;
  }

  of(id) {
    return this.at(id).answers;
  }

  scopes(id) {
    return id === ARTICLE ? ["article"] : ["claim", "span"];
  }

  /** The questions of the form of an entry. */
  asked(id) {
    const scope = id === ARTICLE ? "article" : "claim";
    return this.variables.filter((variable) => variable.scope === scope);
  }

  /** What rules look at: the entry's own codes, those of marked words, those about the article. */
  known(id) {
    const marked = {};
    for (const { variable, codes } of this.at(id).spans) (marked[variable] ??= []).push(...codes);
    return { ...this.of(ARTICLE), ...marked, ...this.of(id) };
  }

  closed(id) {
    return closedQuestions(this.variables, this.known(id));
  }

  open(id) {
    return openQuestions(this.variables, this.scopes(id), this.known(id));
  }

  isInherited(id, variable) {
    return this.at(id).inherited.includes(variable);
  }

  status(id) {
    const { answers, spans } = this.at(id);
    const given = Object.keys(answers).length > 0 || spans.length > 0;
    if (this.open(id).length) return given ? "part" : "open";
    return given || this.hasRequired(id) ? "done" : "open";
  }

  /** Whether an entry has a question that must be answered. */
  hasRequired(id) {
    return this.variables.some(({ scope, required }) => required && this.scopes(id).includes(scope));
  }

  label(variable) {
    return this.byId.get(variable)?.label ?? variable;
  }

  codeLabel(code) {
    return this.codes.get(code)?.label ?? code;
  }

  name(id) {
    if (id === ARTICLE) return gettext("The article");
    return interpolate(gettext("Claim %(number)s"), { number: this.numbers.get(id) ?? "?" });
  }

  /** The claim before a claim in the text. */
  before(id) {
    return this.claims[(this.numbers.get(id) ?? 1) - 2];
  }

  /** The next entry that is not done, after `id` and then from the start; undefined if none. */
  nextOpen(id) {
    const place = this.places.get(id);
    const order = [...this.ids.slice(place + 1), ...this.ids.slice(0, place)];
    return order.find((other) => this.#waits(other));
  }

  /** Whether it is to be done; questions about the article that are all optional are not. */
  #waits(id) {
    return this.status(id) !== "done" && (id !== ARTICLE || this.asked(id).some(({ required }) => required));
  }

  // -- changing -------------------------------------------------------------------------------

  select(id) {
    if (!this.places.has(id)) return;
    this.selected = id;
    this.tell("select", id);
  }

  /** What stands on an entry, to come back to it. */
  snapshot(id) {
    return structuredClone(this.at(id));
  }

  /** Show what stands on an entry: a snapshot, or what the server says. */
  settle(id, standing) {
    this.standing.set(id, whole(standing));
    this.tell("answers", id);
  }

  setFlag(id, note) {
    if (note === null || note === undefined) this.flags.delete(id);
    else this.flags.set(id, note);
    this.tell("answers", id);
  }

  /**
   * Answer questions of an entry: `wanted` maps variables to codes, or a text variable to its
   * words. Returns `{changes, dropped}`: what is to be saved, and which answers went because
   * their question no longer applies.
   */
  give(id, wanted) {
    const before = this.at(id);
    const after = structuredClone(before);
    for (const [name, value] of Object.entries(wanted)) this.#put(after, name, value);
    const closed = closedQuestions(this.variables, this.#knownOf(id, after));
    const kept = Object.keys(wanted).filter((name) => !closed.has(name));
    const isMarked = (name) => before.spans.some(({ variable }) => variable === name);
    const dropped = [...closed].filter((name) => before.answers[name]?.length || isMarked(name));
    for (const name of closed) this.#put(after, name, []);
    after.spans = after.spans.filter(({ variable }) => !closed.has(variable));
    after.inherited = after.inherited.filter((name) => !kept.includes(name) && !closed.has(name));
    this.settle(id, after);
    return { changes: kept.map((name) => this.#change(name, before, wanted[name])), dropped };
  }

  #put(standing, name, value) {
    const isText = typeof value === "string";
    const codes = isText ? (value.trim() ? [`${name}:text`] : []) : value;
    if (codes.length) standing.answers[name] = codes;
    else delete standing.answers[name];
    if (isText && codes.length) standing.texts[name] = value.trim();
    else delete standing.texts[name];
  }

  #knownOf(id, standing) {
    const article = id === ARTICLE ? {} : this.of(ARTICLE);
    return { ...article, ...standing.answers };
  }

  #change(variable, before, value) {
    if (typeof value !== "string") return { variable, codes: value, was: before.answers[variable] ?? [] };
    const words = before.texts[variable];
    return { variable, codes: [], text: value.trim(), was: words ? [words] : [] };
  }

  /** Set the codes of one variable on marked words; none takes the mark away. */
  giveSpan(id, variable, { start, end }, codes) {
    const before = this.at(id);
    const after = structuredClone(before);
    const same = (one) => one.variable === variable && one.start === start && one.end === end;
    const was = before.spans.find(same)?.codes ?? [];
    after.spans = after.spans.filter((one) => !same(one));
    if (codes.length) after.spans.push({ variable, start, end, codes });
    const attributes = codes.length ? [] : this.variables.filter((one) => one.attribute_of === variable).map(({ id: name }) => name);
    after.spans = after.spans.filter((one) => !(attributes.includes(one.variable) && one.start === start && one.end === end));
    after.spans.sort((first, second) => first.start - second.start || first.end - second.end);
    after.inherited = after.inherited.filter((name) => name !== variable);
    this.settle(id, after);
    return { variable, span: [start, end], codes, was };
  }

  /** The answers a preset gives to a claim, with what it copies from the claim before. */
  presetAnswers(preset, id) {
    const wanted = {};
    for (const code of preset.sets) (wanted[code.split(":", 1)[0]] ??= []).push(code);
    const before = this.of(this.before(id));
    for (const name of preset.copies) if (before[name]?.length) wanted[name] = [...before[name]];
    return wanted;
  }

  /** The answers of the claim before, words left out; undefined where there is nothing to take. */
  answersBefore(id) {
    const before = Object.entries(this.of(this.before(id))).filter(([name]) => this.byId.get(name)?.select !== "text");
    const own = this.asked(id).map(({ id: name }) => name);
    const wanted = Object.fromEntries(before.filter(([name]) => own.includes(name)).map(([name, codes]) => [name, [...codes]]));
    return Object.keys(wanted).length ? wanted : undefined;
  }
}
