// What the theme leaves undone: printing, the outline on a phone, wide boxes by keyboard.
(() => {
  const root = document.documentElement;
  let closed = [], theme;

  addEventListener("beforeprint", () => {         // on paper: light, and every answer open
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    closed = [...document.querySelectorAll("article details:not([open], .above-input)")];
    for (const box of closed) box.open = true;
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = theme;
    for (const box of closed) box.open = false;
  });

  document.addEventListener("click", event => {   // a tap on a line of the outline closes it
    if (event.target.closest("#pst-secondary-sidebar-modal a")) document.getElementById("pst-secondary-sidebar-modal").close();
  });

  const WIDE = ".bp-table, .pst-scrollable-table-container, .cell_output, .cell_output .output, .cell_output th, " +
               "mjx-container[display]";
  const NAME = [["role", "group"], ["aria-label", "wide: it scrolls sideways"]];
  function reach() {                              // a box that scrolls can be scrolled by keyboard
    for (const box of document.querySelectorAll(WIDE)) {
      const wide = box.scrollWidth > box.clientWidth;
      wide && !box.querySelector("a, button, input") ? box.tabIndex = 0 : box.removeAttribute("tabindex");
      for (const [name, words] of box.matches("div") ? NAME : []) {
        wide ? box.setAttribute(name, words) : box.removeAttribute(name);
      }
    }
  }
  addEventListener("load", () => { reach(); window.MathJax?.startup?.promise?.then(reach); });
  addEventListener("resize", reach);

  // Formulas far from the view are set while the browser is idle, two at a time: a search in the page
  // and a screen reader find them all after a while.
  const later = window.requestIdleCallback ?? (call => setTimeout(call, 30));
  async function setTheRest() {
    await window.MathJax?.startup?.promise;
    const page = window.MathJax?.startup?.document;
    if (!page?.lazySet) return;
    later(function next() {
      const waiting = [...document.querySelectorAll("mjx-lazy")].slice(0, 2);
      if (!waiting.length) return;
      for (const place of waiting) page.lazySet.add(place.getAttribute("data-mjx-lazy"));
      page.lazyProcessSet();
      later(next);
    });
  }
  addEventListener("load", () => setTimeout(setTheRest, 500));
})();
