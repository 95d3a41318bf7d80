// Runs in a page before it is printed: all is there and open, and what the book needs to know of it is told.
async () => {
  const all = (what, inside = document) => [...inside.querySelectorAll(what)];
  dispatchEvent(new Event("beforeprint"));              // book.js opens dropdowns
  for (const image of all("img[loading]")) image.loading = "eager";
  const until = done => new Promise(go => { (function look() { done() ? go() : setTimeout(look, 50); })(); });
  await Promise.all(all("article img").map(image => image.decode().catch(() => {})));
  await document.fonts.ready;
  for (const canvas of all(".bp-draw:has(.bp-example)")) {   // an empty canvas shows nothing on paper
    canvas.querySelector(".bp-example").click();
    await until(() => canvas.probabilities);
  }

  // Page numbers are those of the book, and come later. A4 in whole pixels: else a box that begins a page leaves
  // its first line on the one before.
  const style = document.createElement("style");
  if (!document.querySelector(".bp-sheet")) style.textContent = "@page { size: 794px 1122px; margin: 75px 64px; @bottom-center { content: none; } }";
  document.head.append(style);

  // Chromium writes a place into the PDF only for what is linked to: other pages link to any of these.
  const links = document.createElement("div");
  links.hidden = true;
  const anchors = new Set(all("article [id]").map(one => one.id));
  for (const id of anchors) links.append(Object.assign(document.createElement("a"), { href: "#" + encodeURIComponent(id) }));
  document.body.append(links);

  const words = heading => {
    const copy = heading.cloneNode(true);
    for (const mark of all(".headerlink, mjx-assistive-mml", copy)) mark.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const headings = all("article section > :is(h1, h2, h3)")
    .filter(heading => heading.getClientRects().length)       // the cheat sheet leaves its sections out
    .map(heading => ({ level: +heading.tagName[1], words: words(heading), anchor: heading.parentElement.id }));
  return { headings, sheet: !!document.querySelector(".bp-sheet") };
}
