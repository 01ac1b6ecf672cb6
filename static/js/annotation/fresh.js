// Reads the page anew without leaving it: after the claims were changed, here or by others.

const PARTS = [".annotate-article", ".claim-list", "[data-notices]"];

/** Fetch the page as the server makes it now and put its article and claims in place. */
export async function freshen(sheet, history, address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) throw new TypeError("The page could not be read.");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = page.querySelector("[data-annotate]");
  if (!main || main.dataset.writable !== document.querySelector("[data-annotate]").dataset.writable) {
    return location.assign(address); // submitted, opened again, or taken away: another page
  }
  for (const selector of PARTS) {
    document.querySelector(selector)?.replaceWith(document.adoptNode(page.querySelector(selector)));
  }
  const standing = JSON.parse(page.getElementById("standing").textContent);
  const ids = [...document.querySelectorAll("[data-entry]")].map((line) => line.dataset.entry);
  history.take(standing.steps);
  sheet.load(ids, standing, main.dataset.selected);
  return undefined;
}
