// The words that are meant now: by the word cursor, by a selection, or by a span that was chosen.

import { touched } from "./units.js";

/** Never changes; every move gives a new one. `anchor` and `head` count the segment's units. */
export class Target {
  constructor(segment, anchor, head, { exact = null, origin = null } = {}) {
    Object.assign(this, { segment, anchor, head });
    this.first = Math.min(anchor, head);
    this.last = Math.max(anchor, head);
    const { units } = segment;
    this.from = exact?.from ?? units[this.first].start;
    this.to = exact?.to ?? units[this.last].end;
    /** In code points of the article, as it stood when the words were chosen. */
    this.span = segment.span(this.from, this.to);
    this.text = segment.text;
    /** The units that were pointed at before a span was chosen: spans are listed around them. */
    this.origin = origin ?? { first: this.first, last: this.last };
  }

  /** The first word of a segment, or the last; punctuation only where there is nothing else. */
  static at(segment, isLast = false) {
    const { units } = segment;
    const words = units.flatMap(({ isWord }, index) => (isWord ? [index] : []));
    const index = (isLast ? words.at(-1) : words[0]) ?? (isLast ? units.length - 1 : 0);
    return units.length ? new Target(segment, index, index) : null;
  }

  /** The whole units that a stretch of a segment touches; null when it touches none. */
  static touching(segment, from, to) {
    const hit = touched(segment.units, from, to);
    return hit && new Target(segment, hit.first, hit.last);
  }

  /** Exactly the words of a span, which may have been made elsewhere and cut words. */
  static ofSpan(segment, { start, end }, origin = null) {
    const exact = { from: segment.index(start), to: segment.index(end) };
    const hit = exact.from < exact.to && touched(segment.units, exact.from, exact.to);
    return hit ? new Target(segment, hit.first, hit.last, { exact, origin }) : null;
  }

  /** Whether the page still holds these words where they were. */
  get stands() {
    const { segment, span, text } = this;
    const isSame = segment.element.isConnected && segment.text === text;
    return isSame && segment.span(this.from, this.to).start === span.start;
  }

  get words() {
    return this.text.slice(this.from, this.to).replace(/\s+/g, " ");
  }

  /** The head at another unit, or null when the segment has none there. */
  headAt(index, isExtended) {
    if (!this.segment.units[index]) return null;
    return new Target(this.segment, isExtended ? this.anchor : index, index);
  }

  /** The anchor moved by `step` units; null when it would leave the segment or pass the head. */
  anchorBy(step) {
    const { first, last } = this;
    const index = first + step;
    return index >= 0 && index <= last ? new Target(this.segment, index, last) : null;
  }
}
