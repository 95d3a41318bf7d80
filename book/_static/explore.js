// Sliders of the built page: every position has its frame, made by code/backprop/explore.py.
(() => {
  function start(figure) {
    const { frames, texts, points } = JSON.parse(figure.querySelector(".bp-frames").textContent);
    const image = figure.querySelector("img"), caption = figure.querySelector("figcaption");
    const axes = [...figure.querySelectorAll(".bp-axis")], menu = figure.querySelector(".bp-point");
    const place = axis => axis.selectedIndex ?? +axis.value;
    const move = (axis, i) => axis.options ? axis.selectedIndex = i : axis.value = i;
    const loaded = {};
    let wanted, rest;                       // the frame to be shown; where the sliders were before a touch

    function picture(url) {
      return loaded[url] ??= Object.assign(new Image(), { src: url });
    }

    function load() {                       // all frames, when the reader comes near
      for (const [url] of Object.values(frames)) picture(url);
    }

    function swap(url, text) {              // picture and numbers change together
      if (url !== wanted) return;
      image.src = url;
      image.alt = caption.textContent = text;
    }

    function show() {
      const [url, text] = frames[axes.map(place).join()], next = picture(wanted = url);
      const now = () => swap(url, text);
      next.complete ? now() : next.decode().then(now, now);
      axes.forEach((axis, k) => {
        const output = axis.parentNode.querySelector("output");
        if (!output) return;
        output.value = texts[k][place(axis)];
        axis.setAttribute("aria-valuetext", output.value);
      });
    }

    figure.addEventListener("input", event => {
      load();
      const base = points[menu ? menu.selectedIndex : 0];       // with points: one axis at a time
      if (base) axes.forEach((axis, k) => { if (axis !== event.target) move(axis, base[k]); });
      show();
    });
    figure.addEventListener("pointerdown", () => { rest = axes.map(place); });
    figure.addEventListener("pointercancel", () => {          // the finger meant to scroll the page
      if (rest) axes.forEach((axis, k) => move(axis, rest[k]));
      show();
    });
    for (const touch of ["pointerenter", "pointerdown", "focusin"]) figure.addEventListener(touch, load);
    new IntersectionObserver((entries, watch) => {
      if (entries.some(entry => entry.isIntersecting)) { load(); watch.disconnect(); }
    }, { rootMargin: "300px" }).observe(figure);
  }

  const run = () => document.querySelectorAll(".bp-explore:has(.bp-frames)").forEach(start);
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run();
})();
