// The article: the selected claim in sight, a click on the text selects the claim there.

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** Tie the text to the sheet. */
export function showArticle(sheet, { onPick }) {
  const zone = document.querySelector("[data-zone-name=article]");
  const find = (id) => document.getElementById(`text-${id}`);
  zone.addEventListener("click", (event) => {
    const segment = event.target.closest("[data-claim]");
    if (segment && getSelection().isCollapsed) onPick(segment.dataset.claim);
  });
  sheet.addEventListener("select", ({ detail }) => {
    zone.querySelector("[aria-current]")?.removeAttribute("aria-current");
    find(detail.id)?.setAttribute("aria-current", "true");
    reveal(zone, find(detail.id));
  });
  sheet.addEventListener("answers", ({ detail }) => {
    const segment = find(detail.id);
    if (segment) segment.dataset.status = sheet.status(detail.id);
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
