// While something goes on in the background, fetch the page again and swap in what has changed.
// The place that has the focus stays as it is; who cannot see is told when all is done.
const EVERY = 2000; // ms
const area = document.querySelector("[data-follow='on']");

async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const old = area.querySelector(`[data-part="${fresh.dataset.part}"]`);
    if (old && !old.contains(document.activeElement)) old.replaceWith(fresh);
  }
  if (!page.querySelector("[data-follow='on']")) {
    clearInterval(timer);
    const done = document.querySelector("[data-follow-done]").content.textContent;
    document.querySelector("[data-follow-status]").textContent = done;
  }
}

const timer = area && setInterval(() => look().catch(() => {}), EVERY);
addEventListener("pagehide", () => clearInterval(timer));
