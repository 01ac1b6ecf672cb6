// Puts the toolbar beside the words without covering them, and keeps the words in sight.

const GAP = 10;
const EDGE = 8;
/** Where there is little room it is a bar at the foot of the screen; annotate-words.css agrees. */
const docked = matchMedia("(max-width: 720px), (max-height: 480px)");

/**
 * Scroll the article so that the words are in sight and not behind the bar: a third of the way
 * down, as the page shows a claim, so that both come to rest at the same place.
 */
export function reveal(zone, bar, words) {
  const { top, bottom } = visibleIn(zone, bar);
  if (words.top - GAP >= top && words.bottom + GAP <= bottom) return;
  const isOwn = zone.scrollHeight > zone.clientHeight && getComputedStyle(zone).overflowY !== "visible";
  (isOwn ? zone : window).scrollBy({ top: words.top - top - (bottom - top) / 3, behavior: "instant" });
}

function visibleIn(zone, bar) {
  const box = zone.getBoundingClientRect();
  const foot = docked.matches ? innerHeight - bar.offsetHeight : innerHeight;
  return { top: Math.max(box.top, 0), bottom: Math.min(box.bottom, foot) };
}

/**
 * Place the bar below or above `around` (the claim, so that it stays put while the cursor moves
 * in it) or, where that does not fit, around `words`. Coordinates are those of the screen, whatever
 * way the text runs.
 */
export function place(zone, bar, words, around) {
  if (docked.matches) return;
  const box = zone.getBoundingClientRect();
  const size = { width: bar.offsetWidth, height: bar.offsetHeight };
  const top = topFor(around, size, box) ?? topFor(words, size, box) ?? topFor(words, size, wholeScreen()) ?? roomier(words, size);
  const left = clamp(around === words ? words.left : box.left + EDGE, EDGE, innerWidth - size.width - EDGE);
  bar.style.setProperty("--x", `${Math.round(left)}px`);
  bar.style.setProperty("--y", `${Math.round(top)}px`);
}

const wholeScreen = () => ({ top: 0, bottom: innerHeight });
const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

function topFor(rect, { height }, box) {
  const below = rect.bottom + GAP;
  if (below + height <= Math.min(box.bottom, innerHeight) - EDGE) return Math.max(below, box.top);
  const above = rect.top - GAP - height;
  return above >= Math.max(box.top, 0) + EDGE ? above : null;
}

/** Neither side is tall enough: the taller one, at the edge of the screen. */
function roomier(rect, { height }) {
  return rect.top > innerHeight - rect.bottom ? EDGE : Math.max(innerHeight - height - EDGE, EDGE);
}
