// What a figure is made from: Escape and a click elsewhere close it. Empty filters stay out of the
// address. Figures that are being made anew say when they are ready; nothing is swapped unasked.

const opened = () => document.querySelectorAll("details[data-about][open]");

document.addEventListener("click", (event) => {
  for (const one of opened()) if (!one.contains(event.target)) one.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of opened()) {
    one.open = false;
    one.querySelector("summary").focus();
  }
  for (const tip of document.querySelectorAll(".about .tip")) tip.hidden = true;
});

// A tip that Escape hid comes back when it is asked for anew.
for (const kind of ["focusin", "pointerover"]) {
  document.addEventListener(kind, (event) => {
    const about = event.target.closest?.(".about");
    if (about?.contains(event.relatedTarget)) return;
    about?.querySelector(".tip")?.removeAttribute("hidden");
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[method=get]");
  for (const field of form?.elements ?? []) if (field.name && !field.value) field.disabled = true;
});
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[method=get] :disabled")) field.disabled = false;
});

const EVERY = 5000; // ms
const age = document.querySelector("[data-age]");

async function look() {
  const response = await fetch(age.dataset.age, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const { made_at: madeAt } = await response.json();
  if (madeAt === age.dataset.madeAt) return;
  clearInterval(timer);
  age.querySelector("[data-age-status]").textContent =
    age.querySelector("[data-age-ready]").content.textContent;
}

const timer = age && setInterval(() => look().catch(() => {}), EVERY);
addEventListener("pagehide", () => clearInterval(timer));
