// The word mode without its looks: which words are meant, what is asked, what each act does.

import { nudgeTarget, splitBefore } from "./joints.js";
import { spanVariables } from "./lines.js";
import { gettext, interpolate } from "../../language.js";
import { neighbour, segmentAtPoint } from "./segments.js";
import { chosen, codesOn, labelsOf, sameWords, spansOn } from "./spans.js";
import * as speech from "./speech.js";
import { Target } from "./target.js";

/**
 * `page` is what `startWords` takes. `changed(focus)` is called after every change, with `primary`
 * when the focus belongs on the step's main button and `same` when it stays where it is.
 */
export class WordMode {
  constructor(page, changed) {
    Object.assign(this, { page, changed });
    this.variables = spanVariables(page.variables);
    this.variable = this.variables[0] ?? null;
    this.#reset(null, null);
  }

  #reset(target, by) {
    this.target = target;
    /** `keys` or `pointer`: who opened it; null while closed. */
    this.by = target ? by : null;
    this.isHeld = false; // arrows extend without Shift
    this.asking = null; // the variable about the words just marked
    this.moving = null; // the span that gets other words
    this.isListing = false; // the roles
  }

  get isOpen() {
    return this.target !== null;
  }

  get step() {
    if (this.moving) return "move";
    if (this.asking) return "ask";
    return this.isListing ? "roles" : "mark";
  }

  // -- What is known about the words ---------------------------------------------------------

  get spans() {
    return this.target.segment.isClaim ? this.page.spansOf(this.target.segment.id) : [];
  }

  /** The span variables that can be marked on these words. */
  get offered() {
    return this.#offeredIn(this.target.segment);
  }

  #offeredIn(segment) {
    if (!segment.isClaim || !this.page.mayMark()) return [];
    return this.variables.filter(({ id }) => this.page.applies(segment.id, id));
  }

  /** Whether there is anything to do with the words of a segment. */
  mayEnter(segment) {
    return segment.units.length > 0 && (this.page.mayEdit() || this.#offeredIn(segment).length > 0);
  }

  /** Spans on the words pointed at, smallest first. */
  get here() {
    const { segment, origin } = this.target;
    const around = segment.span(segment.units[origin.first].start, segment.units[origin.last].end);
    return spansOn(this.spans, this.variables, around);
  }

  /** The span that has exactly these words, if any: that of the current variable first. */
  get current() {
    const exact = this.here.filter((span) => sameWords(span, this.target.span));
    return exact.find(({ variable }) => variable === this.variable?.id) ?? exact[0] ?? null;
  }

  /** The span that Remove and Change words are about. */
  get subject() {
    return this.current ?? this.here[0] ?? null;
  }

  attributesOf(variableId) {
    return this.page.variables.filter((one) => one.attribute_of === variableId);
  }

  variableOf(span) {
    return this.variables.find(({ id }) => id === span.variable);
  }

  // -- Opening and closing -------------------------------------------------------------------

  open(target, by) {
    if (!target) return false;
    const isOther = this.target?.segment !== target.segment;
    this.#reset(target, by);
    this.#chooseVariable();
    this.#say(target, isOther);
    this.changed("primary");
    return true;
  }

  /** Take the words of a pointer selection: new words for the span being changed, or a fresh start. */
  select(target, by) {
    if (this.moving && target.segment === this.target.segment) return this.#aim(target);
    return this.open(target, by);
  }

  close() {
    if (!this.isOpen) return;
    this.#reset(null, null);
    this.changed("none");
  }

  /** Look again: labels or segments may have changed. The cursor stays on its code point. */
  refresh() {
    if (!this.isOpen) return;
    const { target } = this;
    const next = target.stands ? target : this.#found(target);
    if (!next) {
      this.close();
      return;
    }
    if (next !== target) this.#reset(next, this.by);
    this.changed("same");
    const isOther = next.segment.id !== target.segment.id;
    if (isOther && next.segment.isClaim && this.by === "keys") this.page.onEnter(next.segment.id);
  }

  #found({ span: { start, end } }) {
    const segment = segmentAtPoint(this.page.zone, start);
    if (!segment || !this.mayEnter(segment)) return null;
    const hit = Target.touching(segment, segment.index(start), Math.max(segment.index(end), segment.index(start) + 1));
    return hit ?? Target.at(segment);
  }

  // -- Moving --------------------------------------------------------------------------------

  /** By words: `step` is +1 towards the end of the text. At an end it goes on in the next part. */
  move(step, isExtended) {
    const extends_ = isExtended || this.isHeld || Boolean(this.moving);
    const next = this.target.headAt(this.target.head + step, extends_);
    if (next) return this.#aim(next);
    return extends_ ? this.#tell(gettext("No more words here.")) : this.#enter(step, step < 0);
  }

  /** To the first (-1) or last (1) word of the segment. */
  moveToEnd(step, isExtended) {
    const index = step > 0 ? this.target.segment.units.length - 1 : 0;
    return this.#aim(this.target.headAt(index, isExtended || this.isHeld || Boolean(this.moving)));
  }

  /** To the next (1) or previous (-1) segment; quiet ones only for those who may edit. */
  movePart(step) {
    return this.moving ? undefined : this.#enter(step, false);
  }

  #enter(step, atLast) {
    const { zone } = this.page;
    let segment = neighbour(zone, this.target.segment, step);
    while (segment && !this.mayEnter(segment)) segment = neighbour(zone, segment, step);
    const target = segment && Target.at(segment, atLast);
    if (!target) return this.#tell(gettext("The article ends here."));
    if (segment.isClaim) this.page.onEnter(segment.id);
    return this.open(target, this.by);
  }

  #aim(target) {
    if (!target) return;
    this.target = target;
    this.asking = null;
    this.isListing = false;
    this.#say(target, false);
    this.changed("primary");
  }

  /** Arrows extend from here on, until the next mark or the next press. */
  hold() {
    this.isHeld = !this.isHeld;
    const { words } = this.target;
    const said = this.isHeld ? gettext("Selecting from “%(words)s”. Arrows extend.") : gettext("Selected “%(words)s”.");
    this.#tell(interpolate(said, { words }));
    this.changed("same");
  }

  // -- Marking -------------------------------------------------------------------------------

  /** Choose the span variable that digits belong to. */
  question(id) {
    this.variable = this.offered.find((one) => one.id === id) ?? this.variable;
    this.#tell(this.variable.label);
    this.changed("same");
  }

  /** Give or take a code: of the variable asked about these words, or of the current one. */
  code(code) {
    const variable = this.asking ?? this.variable;
    const { segment, span, words } = this.target;
    const after = chosen(variable, codesOn(this.spans, variable, span), code);
    this.isHeld = false;
    if (after.length) this.page.onMark(segment.id, variable.id, span, after);
    else this.page.onRemove(segment.id, variable.id, span);
    const isOn = after.includes(code);
    const said = (isOn ? speech.marked : speech.unmarked)(labelsOf(variable, [code]), words);
    this.#goOn(variable, isOn);
    this.#tell([said, this.asking && this.#question(this.asking)].filter(Boolean).join(" "));
    this.changed(this.asking ? "primary" : "same");
  }

  /** After an answer: ask the next open attribute of these words, if there is one. */
  #goOn(variable, isOn) {
    if (this.asking && variable.select === "many") return;
    const spans = this.spans;
    const attributes = this.attributesOf(variable.attribute_of ?? variable.id);
    const rest = attributes.slice(attributes.indexOf(this.asking) + 1);
    this.asking = (isOn && rest.find((one) => !codesOn(spans, one, this.target.span).length)) || null;
  }

  #question({ label, codes }) {
    return speech.asks(label, codes, gettext("Enter leaves it open."));
  }

  /** Ask an attribute of the span that is chosen. */
  ask(id) {
    const { current } = this;
    this.asking = current && this.attributesOf(current.variable).find((one) => one.id === id);
    if (!this.asking) return;
    this.#tell(this.#question(this.asking));
    this.changed("primary");
  }

  /** Back to marking; the question stays open. */
  back() {
    this.#stopMoving();
    this.asking = null;
    this.isListing = false;
    this.changed("primary");
  }

  #stopMoving() {
    if (this.moving) this.target = Target.ofSpan(this.target.segment, this.moving) ?? this.target;
    this.moving = null;
  }

  /** Choose the next span on the words pointed at, or the one with these `words` (`start-end`). */
  span(variableAndWords) {
    const { here, current } = this;
    const wanted = here.find((span) => spanKey(span) === variableAndWords);
    const next = wanted ?? here[(here.indexOf(current) + 1) % here.length];
    if (!next) return;
    this.variable = this.offered.find(({ id }) => id === next.variable) ?? this.variable;
    this.target = Target.ofSpan(this.target.segment, next, this.target.origin) ?? this.target;
    this.#say(this.target, false);
    this.changed("same");
  }

  remove(key) {
    const span = this.#spanOf(key);
    if (!span) return;
    const { segment } = this.target;
    const words = segment.text.slice(segment.index(span.start), segment.index(span.end));
    this.page.onRemove(segment.id, span.variable, { start: span.start, end: span.end });
    this.#tell(speech.unmarked(labelsOf(this.variableOf(span), span.codes), words));
    this.changed("same");
  }

  #spanOf(key) {
    return this.here.find((span) => spanKey(span) === key) ?? this.subject;
  }

  /** Begin to give a span other words. */
  change(key) {
    const span = this.#spanOf(key);
    const target = span && Target.ofSpan(this.target.segment, span);
    if (!target) return;
    this.moving = span;
    this.target = target;
    this.#tell(gettext("Choose the new words with the arrows. Enter keeps them, Escape does not."));
    this.changed("primary");
  }

  /** Keep the new words of the span. */
  keep() {
    const { moving, spans } = this;
    const { segment, span } = this.target;
    const isTaken = spans.some((one) => one.variable === moving.variable && sameWords(one, span));
    if (sameWords(moving, span)) return this.back();
    if (isTaken) return this.#tell(gettext("These words carry such a mark already. Choose others."));
    this.moving = null;
    this.page.onChange(segment.id, moving.variable, { start: moving.start, end: moving.end }, span);
    this.#tell(speech.marked(labelsOf(this.variableOf(moving), moving.codes), this.target.words));
    return this.changed("primary");
  }

  // -- Editing the claim ---------------------------------------------------------------------

  split() {
    const { segment, from } = this.target;
    const index = splitBefore(segment, from);
    if (index === null) return this.#tell(gettext("These are the first words: there is nothing to split off."));
    return this.page.onSplit(segment.id, segment.span(index, index).start);
  }

  merge() {
    const { segment } = this.target;
    const next = neighbour(this.page.zone, segment, 1);
    if (!next) return this.#tell(gettext("This is the last part of the article."));
    return this.page.onMerge(segment.id, next.id);
  }

  roles() {
    this.isListing = true;
    this.#tell(speech.asks(gettext("Role"), this.page.roles, gettext("Escape goes back.")));
    this.changed("primary");
  }

  role(id) {
    this.isListing = false;
    this.page.onRole(this.target.segment.id, id);
    this.changed("primary");
  }

  /** An edge of the claim, or of the span that gets other words, by a word. */
  nudge(key) {
    if (this.moving) return this.#nudgeSpan(key);
    const { segment } = this.target;
    const to = nudgeTarget(this.page.zone, segment.id, key);
    if (!to) return this.#tell(gettext("There is no word to move over this edge."));
    return this.page.onNudge(segment.id, to.edge, to.at, to.other);
  }

  #nudgeSpan(key) {
    const { first, last, segment } = this.target;
    const start = { "[": -1, "]": 1 }[key];
    const end = { "{": last - 1, "}": last + 1 }[key];
    const next = start ? this.target.anchorBy(start) : end >= first && new Target(segment, first, first).headAt(end, true);
    return next ? this.#aim(next) : this.#tell(gettext("No more words here."));
  }

  // -- Saying --------------------------------------------------------------------------------

  #say(target, withPart) {
    const place = speech.placeOf(target) + speech.carries(this.here.flatMap((span) => labelsOf(this.variableOf(span), span.codes)));
    this.#tell(withPart ? `${speech.partName(target.segment)}: ${place}` : place);
  }

  #tell(text) {
    this.page.announce(text);
  }

  #chooseVariable() {
    const { offered } = this;
    const wanted = this.here.find((span) => sameWords(span, this.target.span))?.variable ?? this.variable?.id;
    this.variable = offered.find(({ id }) => id === wanted) ?? offered[0] ?? this.variable;
  }
}

/** What tells one span from another in the toolbar. */
export const spanKey = ({ variable, start, end }) => `${variable} ${start}-${end}`;
