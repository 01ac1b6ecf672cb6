// Where one segment may end and the next begin: between words, with the marks that cling to them.

import { neighbour, segmentById } from "./segments.js";

const CLINGING = /[\p{P}\p{S}\p{Cf}]+$/u;
const OPENING = /[\p{Ps}\p{Pi}¿¡]+$/u;
const CONNECTOR = /^[-‐‑/&@_:.'’]$/u; // “twenty-one” is one word to cut around

/** Where a cut before the word at `index` falls: before the opening marks that cling to it. */
export function jointBefore(text, index) {
  const before = text.slice(0, index);
  const clinging = before.match(CLINGING)?.[0] ?? "";
  const isFree = /(^|\s)$/u.test(before.slice(0, before.length - clinging.length));
  const own = isFree ? clinging : (clinging.match(OPENING)?.[0] ?? "");
  return index - own.length;
}

/** Every place inside a segment where it can be cut, as UTF-16 indexes in order. */
export function jointsIn({ text, units }) {
  const words = units.filter(({ isWord }) => isWord);
  return words
    .filter((word, n) => n && !CONNECTOR.test(text.slice(words[n - 1].end, word.start)))
    .map(({ start }) => jointBefore(text, start));
}

/** Where to split before the word at `index`; null when that leaves no word in the first part. */
export function splitBefore({ text, units }, index) {
  const joint = jointBefore(text, index);
  return units.some(({ isWord, end }) => isWord && end <= joint) ? joint : null;
}

const NUDGES = {
  "[": { edge: "start", step: -1, from: "neighbour", pick: -1 }, // take the last word of the one before
  "]": { edge: "start", step: -1, from: "own", pick: 0 }, // give it the first word
  "{": { edge: "end", step: 1, from: "own", pick: -1 }, // give the next one the last word
  "}": { edge: "end", step: 1, from: "neighbour", pick: 0 }, // take its first word
};

/**
 * Where the edge of a claim goes with one of the keys `[ ] { }`: `{edge, at, other}` with the edge
 * (`start` or `end`), the code point of the new joint, and the id of the neighbour that shares it.
 * Null when there is no neighbour, or when one of the two would be left without words.
 */
export function nudgeTarget(zone, claimId, key) {
  const own = segmentById(zone, claimId);
  const nudge = NUDGES[key];
  const other = own && nudge && neighbour(zone, own, nudge.step);
  if (!other) return null;
  const cut = nudge.from === "own" ? own : other;
  const index = jointsIn(cut).at(nudge.pick);
  return index === undefined ? null : { edge: nudge.edge, at: cut.span(index, index).start, other: other.id };
}
