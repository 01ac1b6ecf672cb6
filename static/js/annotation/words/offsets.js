// Two ways to count: the server counts Unicode code points in the article, the browser counts
// UTF-16 units in a text node. Everything that leaves this folder is in code points.

const ASTRAL = /[\u{10000}-\u{10FFFF}]/u;

/** How many code points stand before the UTF-16 index; inside a pair counts as before it. */
export function pointAt(text, index) {
  if (!ASTRAL.test(text)) return Math.min(Math.max(index, 0), text.length);
  let points = 0;
  for (let place = 0; place < text.length && place + widthAt(text, place) <= index; points += 1) {
    place += widthAt(text, place);
  }
  return points;
}

/** The UTF-16 index of a code point; past the end is the end. */
export function indexAt(text, point) {
  if (!ASTRAL.test(text)) return Math.min(Math.max(point, 0), text.length);
  let index = 0;
  for (let left = point; left > 0 && index < text.length; left -= 1) index += widthAt(text, index);
  return index;
}

function widthAt(text, index) {
  return text.codePointAt(index) > 0xffff ? 2 : 1;
}
