// The article: the selected claim in sight, a click on the text selects the claim there.

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const find = (id) => document.getElementById(`text-${id}`);

/** Tie the text to the sheet. */
export function showArticle(sheet, { onPick }) {
  const zone = document.querySelector("[data-zone-name=article]");
  let current = zone.querySelector("[aria-current]");
  const mark = (segment) => {
    current?.removeAttribute("aria-current");
    current = segment;
    current?.setAttribute("aria-current", "true");
  };
  zone.addEventListener("click", (event) => {
    const segment = event.target.closest("[data-claim]");
    if (segment && !event.defaultPrevented && getSelection().isCollapsed) onPick(segment.dataset.claim);
  });
  sheet.addEventListener("select", ({ detail }) => {
    mark(find(detail.id));
    reveal(zone, current);
  });
  sheet.addEventListener("load", () => {
    mark(find(sheet.selected));
    reveal(zone, current, "instant");
  });
  sheet.addEventListener("answers", ({ detail }) => {
    const segment = find(detail.id);
    if (!segment) return;
    segment.dataset.status = sheet.status(detail.id);
    segment.toggleAttribute("data-flagged", sheet.flags.has(detail.id));
  });
  reveal(zone, find(sheet.selected), "instant");
}

/** Scroll so that the segment begins a third of the way down; the article entry: to the top. */
export function reveal(zone, segment, behavior = reduced.matches ? "instant" : "smooth") {
  if (!zone.clientHeight || zone.scrollHeight <= zone.clientHeight) return;
  const offset = segment ? segment.getBoundingClientRect().top - zone.getBoundingClientRect().top : 0;
  const top = segment ? zone.scrollTop + offset - zone.clientHeight / 3 : 0;
  const far = Math.abs(top - zone.scrollTop) > 2 * zone.clientHeight;
  zone.scrollTo({ top, behavior: far ? "instant" : behavior });
}
