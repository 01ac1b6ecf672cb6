// The article as the page holds it: segments (claims and quiet stretches), each one text node.

import { indexAt, pointAt } from "./offsets.js";
import { unitsOf } from "./units.js";

const known = new WeakMap(); // element -> Segment; a segment that leaves the page takes its cache along

/** One stretch of the article. Indexes are UTF-16 in its text, points are code points in the article. */
export class Segment {
  #read = {};

  constructor(element) {
    this.element = element;
  }

  get id() {
    return this.element.dataset.claim ?? this.element.dataset.segment;
  }

  get isClaim() {
    return this.element.dataset.claim !== undefined;
  }

  get node() {
    return [...this.element.childNodes].find(({ nodeType }) => nodeType === Node.TEXT_NODE);
  }

  get text() {
    return this.node?.data ?? "";
  }

  get start() {
    return Number(this.element.dataset.start);
  }

  /** Its words, split once for as long as the text stays what it is. */
  get units() {
    const { text } = this;
    if (this.#read.text !== text) {
      const lang = this.element.closest("[lang]")?.lang ?? "";
      this.#read = { text, units: unitsOf(text, lang) };
    }
    return this.#read.units;
  }

  get isRtl() {
    return getComputedStyle(this.element).direction === "rtl";
  }

  /** Code points in the article of a stretch of its text. */
  span(from, to) {
    return { start: this.start + pointAt(this.text, from), end: this.start + pointAt(this.text, to) };
  }

  /** The UTF-16 index in its text of a code point in the article. */
  index(point) {
    return indexAt(this.text, point - this.start);
  }

  /** Where the stretch is in the page: `{startContainer, startOffset, endContainer, endOffset}`. */
  ends(from, to) {
    const { node } = this;
    return { startContainer: node, startOffset: from, endContainer: node, endOffset: to };
  }

  range(from, to) {
    const range = new Range();
    range.setStart(this.node, from);
    range.setEnd(this.node, to);
    return range;
  }
}

/** The segment an element or text node of the page is in; null outside all segments. */
export function segmentOf(node) {
  const element = (node instanceof Element ? node : node?.parentElement)?.closest(".segment");
  if (!element || element.dataset.start === undefined) return null;
  if (!known.has(element)) known.set(element, new Segment(element));
  return known.get(element);
}

/** The segment of a claim, or of a quiet stretch, by its id. */
export function segmentById(zone, id) {
  const key = CSS.escape(id);
  return segmentOf(document.getElementById(`text-${id}`) ?? zone.querySelector(`[data-segment="${key}"]`));
}

/** The next segment (step 1) or the one before (step -1) in the zone; null at the ends. */
export function neighbour(zone, segment, step) {
  const accept = (node) => (node.matches(".segment[data-start]") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  const walker = document.createTreeWalker(zone, NodeFilter.SHOW_ELEMENT, accept);
  walker.currentNode = segment.element;
  return segmentOf(step > 0 ? walker.nextNode() : walker.previousNode());
}

/** The segment that holds a code point of the article, or the last one before it. */
export function segmentAtPoint(zone, point) {
  const all = zone.getElementsByClassName("segment");
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(all[middle].dataset.start) <= point) low = middle + 1;
    else high = middle;
  }
  return segmentOf(all[Math.max(low - 1, 0)]);
}

/**
 * What is selected, cut to one segment: `{segment, from, to}`, or null. The segment is the one in
 * which selecting began: `home` if given, else where the selection's anchor is.
 */
export function selectedIn(zone, selection, home = null) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!zone.contains(selection.anchorNode)) return null;
  for (const segment of [home, segmentOf(selection.anchorNode), firstIn(zone, range)]) {
    const cut = segment && cutTo(segment, range);
    if (cut) return cut;
  }
  return null;
}

function cutTo(segment, range) {
  const { node, text } = segment;
  if (!node?.isConnected || !range.intersectsNode(node)) return null;
  const from = range.startContainer === node ? range.startOffset : 0;
  const to = range.endContainer === node ? range.endOffset : text.length;
  return from < to ? { segment, from, to } : null;
}

/** The first segment in a range that begins between segments. */
function firstIn(zone, range) {
  const { startContainer, startOffset } = range;
  const walker = document.createTreeWalker(zone, NodeFilter.SHOW_ELEMENT);
  walker.currentNode = startContainer.childNodes[startOffset] ?? startContainer;
  for (let node = walker.currentNode; node && range.comparePoint(node, 0) <= 0; node = walker.nextNode()) {
    const isSegment = node instanceof Element && node.matches(".segment[data-start]");
    if (isSegment && range.intersectsNode(node)) return segmentOf(node);
  }
  return null;
}
