// Remembers which claim is in hand, so that work goes on there, in this browser or another.

import { post } from "./outbox.js";
import { ARTICLE } from "./state.js";

/** Tell the server when the page is left or put aside. */
export function rememberPlace(sheet, url) {
  let told = sheet.selected;
  const tell = () => {
    if (sheet.selected === told) return;
    told = sheet.selected;
    const claim = told === ARTICLE ? null : Number(told);
    post(url, { claim }).catch(() => undefined); // it is only a convenience
  };
  window.addEventListener("pagehide", tell);
  document.addEventListener("visibilitychange", () => document.hidden && tell());
}
