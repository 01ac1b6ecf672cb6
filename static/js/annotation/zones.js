// On a narrow screen the zones become tabs: one is shown at a time.

const narrow = matchMedia("(max-width: 1100px)");

/** Let the tab buttons work; returns a function that shows a zone where only one fits. */
export function tabZones(onShow) {
  const main = document.querySelector("[data-annotate]");
  const show = (name) => {
    main.dataset.zone = name;
    for (const button of main.querySelectorAll("[data-show-zone]")) {
      button.setAttribute("aria-pressed", String(button.dataset.showZone === name));
    }
    onShow(name);
  };
  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-zone]");
    if (button) show(button.dataset.showZone);
  });
  return (name) => narrow.matches && show(name);
}
