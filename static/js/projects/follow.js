// While an import runs, fetch the page again and swap its progress in, without moving the focus.
const EVERY = 1500; // ms

async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-follow] .progress");
  const stage = (one) => one.querySelector("h1").textContent.trim();
  if (!fresh || stage(page) !== stage(document)) {
    location.reload(); // it is done, or at its next stage: show that
    return;
  }
  document.querySelector("[data-follow] .progress").replaceWith(fresh);
}

const timer = setInterval(() => look().catch(() => {}), EVERY);
addEventListener("pagehide", () => clearInterval(timer));
