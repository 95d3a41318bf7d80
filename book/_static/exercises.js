// How many exercises of this page are done. Kept in this browser's storage, if it lets us.
(() => {
  const KEY = "bp-exercises";
  const load = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; } };
  const save = done => { try { localStorage.setItem(KEY, JSON.stringify(done)); } catch { /* private window */ } };

  function start() {
    const ids = [...document.querySelectorAll(".bp-exercise")].map(box => box.dataset.exercise);
    const heading = document.querySelector("[id^='write-'] > :is(h2, h3), #write-it-yourself > :is(h2, h3)");
    if (!ids.length || !heading) return;
    const done = load(), line = document.createElement("p");
    line.className = "bp-exercises-done";
    line.setAttribute("role", "status");
    heading.after(line);

    function show() {
      line.textContent = `${ids.filter(id => done[id]).length} of ${ids.length} done`;
      for (const box of document.querySelectorAll(".bp-exercise")) {
        box.closest("details.bp-depth")?.classList.toggle("bp-done", Boolean(done[box.dataset.exercise]));
      }
    }
    function look() {                                       // a cell was run: what does its result say?
      const passed = [...document.querySelectorAll('.bp-exercise[data-status="passed"]')];
      const fresh = passed.filter(box => !done[box.dataset.exercise]);
      for (const box of fresh) done[box.dataset.exercise] = "passed";
      if (fresh.length) save(done);
      if (fresh.length) show();
    }
    show();
    new MutationObserver(look).observe(document.querySelector("article.bd-article"), { childList: true, subtree: true });
  }
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
})();
