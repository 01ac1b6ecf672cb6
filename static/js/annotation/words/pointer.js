// Mouse and touch: what was selected in the article, what was clicked, a press elsewhere.

import { segmentOf, selectedIn } from "./segments.js";

const SETTLED = 250; // touch gives no sign when the handles are let go, only that the selection changed

/**
 * Listen. `onSelect({segment, from, to})` for text selected inside one segment, `onClick(segment,
 * isHit, event)` for a click on text (`isHit(from, to)` tells whether these words were under it),
 * `onElsewhere(node)` for a press anywhere.
 */
export function listenForPointer({ zone, onSelect, onClick, onElsewhere }) {
  let home = null;
  let isPressed = false;
  let timer = 0;
  const read = () => {
    const cut = selectedIn(zone, getSelection(), home);
    if (cut) onSelect(cut);
  };
  document.addEventListener("pointerdown", (event) => {
    onElsewhere(event.target);
    isPressed = zone.contains(event.target);
    home = isPressed ? segmentOf(event.target) : null;
  });
  document.addEventListener("pointerup", (event) => {
    if (isPressed && event.button === 0) setTimeout(read); // the browser settles the selection first
    isPressed = false;
  });
  document.addEventListener("pointercancel", () => {
    isPressed = false;
  });
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    if (!isPressed) timer = setTimeout(read, SETTLED);
  });
  zone.addEventListener(
    "click",
    (event) => {
      const segment = getSelection().isCollapsed && segmentOf(event.target);
      if (segment) onClick(segment, (from, to) => isUnder(segment.range(from, to), event), event);
    },
    true,
  );
}

/** Whether a point is on a range, line by line; a little more, since lines have gaps. */
function isUnder(range, { clientX, clientY }) {
  return [...range.getClientRects()].some(
    (box) => clientX >= box.left && clientX <= box.right && clientY >= box.top - 3 && clientY <= box.bottom + 3,
  );
}
