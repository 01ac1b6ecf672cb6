// What is said to screen readers, in words.

import { gettext, interpolate } from "../../language.js";

/** What a segment is called: “Claim 5”, or what a quiet stretch is labelled. */
export function partName({ element, isClaim }) {
  if (!isClaim) return element.dataset.label || gettext("Not a claim");
  return interpolate(gettext("Claim %(number)s"), { number: element.dataset.number ?? "" }).trim();
}

/** “officials, word 4 of 21”; punctuation is named, since most screen readers pass over it. */
export function placeOf(target) {
  const said = { words: target.words, ...counted(target) };
  if (said.last > said.first) {
    return interpolate(gettext("%(words)s, words %(first)s to %(last)s of %(total)s"), said);
  }
  const { first, last, segment } = target;
  if (first === last && !segment.units[first].isWord) {
    return interpolate(gettext("punctuation %(words)s, after word %(last)s of %(total)s"), said);
  }
  return interpolate(gettext("%(words)s, word %(last)s of %(total)s"), said);
}

/** The short form beside the words: “4–5 / 21”. */
export function shortPlaceOf(target) {
  const { first, last, total } = counted(target);
  return `${first === last ? last : `${first}–${last}`} / ${total}`;
}

/** Which words of the segment these are, punctuation left out of the count. */
function counted({ first, last, segment: { units } }) {
  const words = units.filter(({ isWord }) => isWord);
  const until = (place) => words.filter(({ start }) => start <= units[place].start).length;
  const begin = units[first].isWord ? until(first) : until(first) + 1;
  return { first: Math.min(begin, until(last)), last: until(last), total: words.length };
}

/** “Loaded word on “rammed through”.” */
export function marked(labels, words) {
  return interpolate(gettext("%(codes)s on “%(words)s”."), { codes: labels.join(", "), words });
}

export function unmarked(labels, words) {
  return interpolate(gettext("%(codes)s taken off “%(words)s”."), { codes: labels.join(", "), words });
}

/** “, marked Loaded word” for words that carry marks; nothing for others. */
export function carries(labels) {
  if (!labels.length) return "";
  return interpolate(gettext(", marked %(codes)s"), { codes: labels.join(", ") });
}

/** The question of a list of answers, with their keys. */
export function asks(question, answers, after) {
  const list = answers.map(({ key, label }) => `${key} ${label}`.trim()).join(", ");
  return `${question}: ${list}. ${after}`;
}
