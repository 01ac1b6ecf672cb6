// What a person calls a word: the unit that is marked, and that arrow keys move by.

const BLANK = /^[\s\p{Cf}\p{Cc}]*$/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
// For browsers without Intl.Segmenter: words of spaced scripts, and everything else by the mark.
const ROUGH = /[\p{L}\p{M}\p{N}\u200c\u200d'’]+|\s+|./gsu;
const segmenters = new Map();

/**
 * The units of a text: `[{start, end, isWord}]` in UTF-16, in order. Words are units, so are
 * pictures (emoji) and runs of punctuation; spaces and invisible marks belong to none.
 */
export function unitsOf(text, lang = "") {
  const units = [];
  for (const { segment, index, isWordLike } of pieces(text, lang)) {
    if (BLANK.test(segment)) continue;
    const isWord = isWordLike || PICTURE.test(segment);
    const last = units.at(-1);
    if (!isWord && last && !last.isWord && last.end === index) last.end += segment.length;
    else units.push({ start: index, end: index + segment.length, isWord });
  }
  return units;
}

/**
 * The first and last unit that a stretch touches, as `{first, last}`; null when it touches none.
 * An empty stretch touches the unit it stands in or before.
 */
export function touched(units, start, end) {
  const reach = Math.max(end, start + 1);
  const first = units.findIndex((unit) => unit.end > start);
  if (first < 0 || units[first].start >= reach) return null;
  let last = first;
  while (last + 1 < units.length && units[last + 1].start < reach) last += 1;
  return { first, last };
}

/** Widen a stretch to the whole units it touches, without spaces around; null for none. */
export function snap(text, start, end, lang = "") {
  const units = unitsOf(text, lang);
  const hit = touched(units, start, end);
  return hit && { start: units[hit.first].start, end: units[hit.last].end };
}

function pieces(text, lang) {
  const segmenter = segmenterFor(lang);
  return segmenter ? segmenter.segment(text) : roughly(text);
}

function segmenterFor(lang) {
  if (!Intl.Segmenter) return null;
  if (!segmenters.has(lang)) segmenters.set(lang, makeSegmenter(lang));
  return segmenters.get(lang);
}

function makeSegmenter(lang) {
  try {
    return new Intl.Segmenter(lang || undefined, { granularity: "word" });
  } catch {
    return new Intl.Segmenter(undefined, { granularity: "word" }); // not a language tag
  }
}

function* roughly(text) {
  for (const { 0: segment, index } of text.matchAll(ROUGH)) {
    yield { segment, index, isWordLike: /[\p{L}\p{N}]/u.test(segment) };
  }
}
