// While an import runs, fetch the page again and swap its progress in, without moving the focus.
const EVERY = 1500; // ms

async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-follow] .progress");
  if (!fresh) {
    location.reload(); // it is done: show the outcome
    return;
  }
  document.querySelector("[data-follow] .progress").replaceWith(fresh);
}

const timer = setInterval(() => look().catch(() => {}), EVERY);
addEventListener("pagehide", () => clearInterval(timer));
