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

  // A box that scrolls can be scrolled by keyboard. The theme's own way sets the layout of the page anew for each box, of
  // closed dropdowns as well: it calls this one (light.py). All is read before anything is written.
  const WIDE = "pre, .bp-table, .pst-scrollable-table-container, .cell_output, .cell_output .output, .cell_output th, " +
               "mjx-container[display]";
  const NAME = [["role", "group"], ["aria-label", "wide: it scrolls sideways"]];
  function reach(root = document) {
    const boxes = [...root.querySelectorAll(WIDE)].filter(box => box.checkVisibility());
    const wide = boxes.map(box => box.scrollWidth > box.clientWidth || box.matches("pre") && box.scrollHeight > box.clientHeight);
    boxes.forEach((box, k) => {
      wide[k] && !box.querySelector("a, button, input") ? box.tabIndex = 0 : box.removeAttribute("tabindex");
      for (const [name, words] of box.matches("div") ? NAME : []) {
        wide[k] ? box.setAttribute(name, words) : box.removeAttribute(name);
      }
    });
  }
  const later = window.requestIdleCallback ?? setTimeout;
  window.bookReach = () => later(() => reach(), { timeout: 50 });
  addEventListener("load", bookReach);
  addEventListener("resize", () => reach());
  document.addEventListener("toggle", event => event.target.open && reach(event.target), true);

  // The MathML of a page costs as much layout as all that is seen: it comes to a screen reader a few formulas a frame.
  function read() {
    const waiting = [...document.querySelectorAll("mjx-container:not([data-read])")].slice(0, 6);
    for (const formula of waiting) formula.dataset.read = "";
    if (waiting.length) requestAnimationFrame(() => later(read));
  }
  addEventListener("load", () => later(read));

  // Formulas are set while the book is built. What comes into the page later is set by MathJax, loaded when first asked for.
  const { src } = document.currentScript;
  let mathjax;
  window.bookMath = async element => {
    mathjax ??= new Promise((resolve, reject) => {
      window.MathJax = { options: { enableMenu: false, processHtmlClass: "tex2jax_process" }, startup: { typeset: false } };
      const script = Object.assign(document.createElement("script"), { src: new URL("mathjax/tex-chtml.js", src), onerror: reject });
      script.onload = () => resolve(MathJax.startup.promise);
      document.head.append(script);
    });
    await mathjax;
    await MathJax.typesetPromise([element]);
    reach();
    read();
  };
})();
