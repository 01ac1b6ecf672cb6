// What an annotator does: shown at once, sent in order, and taken back by undo.

import { gettext, interpolate } from "../language.js";
import { freshId } from "./names.js";
import { ARTICLE } from "./state.js";

const numberOf = (id) => (id === ARTICLE ? null : Number(id));

export class Work {
  /** `page` is the address of the annotate page; its actions lie below it. */
  constructor({ sheet, outbox, history, page }) {
    Object.assign(this, { sheet, outbox, history, page });
  }

  /** Answer questions of an entry. Returns what was dropped as not applying, and what was sent. */
  answer(id, wanted) {
    const before = this.sheet.snapshot(id);
    const { changes, dropped } = this.sheet.give(id, wanted);
    const told = changes.filter((one) => one.text !== undefined || !equal(one) || before.inherited.includes(one.variable));
    if (told.length) this.#send(id, before, told);
    return { names: changes.map(({ variable }) => variable), dropped };
  }

  /** Mark words; no codes take the mark away. */
  mark(id, variable, span, codes) {
    const before = this.sheet.snapshot(id);
    this.#send(id, before, [this.sheet.giveSpan(id, variable, span, codes)]);
  }

  /** Take all marks off some words, or (with `to`) put them on other words. */
  moveMarks(id, spans, to) {
    const before = this.sheet.snapshot(id);
    const gone = spans.map((one) => this.sheet.giveSpan(id, one.variable, one, []));
    const changes = gone.filter(({ was }) => was.length); // attributes go with what they are of
    if (to) changes.push(...spans.map((one) => this.sheet.giveSpan(id, one.variable, to, one.codes)));
    this.#send(id, before, ordered(this.sheet, changes));
  }

  flag(id, note) {
    const before = this.sheet.flags.get(id) ?? null;
    if (before === note) return;
    const step = freshId();
    this.sheet.setFlag(id, note);
    this.history.push({ id: step, kind: "flag", claim: id, before, after: note });
    const body = JSON.stringify({ step, claim: numberOf(id), note });
    this.outbox.push({ url: `${this.page}flag/`, body, id, kind: "flag", step, note });
  }

  /** Take the last step back; returns it, undefined when there is none. */
  undo() {
    return this.#turn(this.history.undoable, true);
  }

  /** Do the step again that was taken back last. */
  redo() {
    return this.#turn(this.history.redoable, false);
  }

  /** Put what waited in this browser over what the server knew when the page was made. */
  showWaiting() {
    for (const entry of this.outbox.waiting) {
      if (entry.kind === "flag") this.sheet.setFlag(entry.id, entry.note);
      if (entry.kind === "turn") this.history.turn(entry.step, entry.undone);
      if (entry.after) this.sheet.settle(entry.id, entry.after);
      if (entry.kind === "answers" || entry.kind === "flag") {
        const { step, id, kind, before, after } = entry;
        this.history.push({ id: step, kind, claim: id, before, after });
      }
    }
  }

  /** Send answers again that were refused as overtaken, whatever stands now. */
  insist(entry) {
    const sent = JSON.parse(entry.body);
    const answers = sent.answers.map(({ was: _overtaken, ...one }) => one);
    const before = this.sheet.snapshot(entry.id);
    this.#post(entry.id, before, entry.after, answers);
    this.sheet.settle(entry.id, entry.after);
  }

  #send(id, before, answers) {
    this.#post(id, before, this.sheet.snapshot(id), answers);
  }

  #post(id, before, after, answers) {
    const step = freshId();
    this.history.push({ id: step, kind: "answers", claim: id, before, after });
    const body = JSON.stringify({ step, claim: numberOf(id), answers });
    this.outbox.push({ url: `${this.page}answers/`, body, id, kind: "answers", step, before, after });
  }

  #turn(step, undone) {
    if (!step) return undefined;
    this.history.turn(step.id, undone);
    const shown = undone ? step.before : step.after;
    if (step.kind === "flag") this.sheet.setFlag(step.claim, shown);
    else if (shown) this.sheet.settle(step.claim, structuredClone(shown));
    const after = step.kind === "answers" ? shown : undefined;
    const body = JSON.stringify({ step: step.id });
    const url = `${this.page}${undone ? "undo" : "redo"}/`;
    this.outbox.push({ url, body, id: step.claim, kind: "turn", step: step.id, undone, after });
    return step;
  }
}

function equal({ codes, was }) {
  return codes.length === was.length && codes.every((code) => was.includes(code));
}

/** Attributes come after the marks they are of when set, before them when taken away. */
function ordered(sheet, changes) {
  const rank = ({ variable, codes }) => (sheet.byId.get(variable).attribute_of ? 1 : 0) * (codes.length ? 1 : -1);
  return [...changes].sort((first, second) => (first.codes.length > 0) - (second.codes.length > 0) || rank(first) - rank(second));
}

/** What a step was, in words. */
export function describeStep(step, sheet) {
  const names = {
    answers: gettext("answers on %(place)s"),
    flag: gettext("the flag on %(place)s"),
    claim_edit: gettext("a change of the claims"),
    state: gettext("a change of the article’s state"),
  };
  return interpolate(names[step.kind] ?? step.kind, { place: sheet.name(step.claim) });
}
