// The reading page: facts and their words light up together, keys decide, a selection becomes a fact.
// Without this file everything works by links and forms; this only makes it quick.

const page = document.querySelector("[data-reading]");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const typing = (element) => element.matches?.("input, textarea, select, [contenteditable]");
const card = (id) => document.getElementById(`fact-${id}`);
const waiting = (fact) => fact.matches(".ld-fact-proposed, .ld-fact-waiting");
let current = null; // id of the fact that was looked at last
let acted = null; // id of the fact on which something was just done

// ---------- facts and their words ----------
function light(id) {
  all("[data-facts][aria-current]").forEach((mark) => mark.removeAttribute("aria-current"));
  const marks = all(`[data-facts~="${CSS.escape(id)}"]`);
  marks.forEach((mark) => mark.setAttribute("aria-current", "true"));
  const panel = marks[0]?.closest("[data-text]");
  if (!panel || panel.scrollHeight <= panel.clientHeight) return;
  const at = marks[0].getBoundingClientRect();
  const box = panel.getBoundingClientRect();
  if (at.top < box.top + 40 || at.bottom > box.bottom - 40) panel.scrollTop += at.top - box.top - box.height / 3;
}

function go(fact) {
  if (!fact) return;
  fact.focus({ preventScroll: true });
  const at = fact.getBoundingClientRect();
  if (at.top < 130 || at.bottom > innerHeight - 60) fact.scrollIntoView({ block: "center" });
}

document.addEventListener("focusin", (event) => {
  const fact = event.target.closest?.("[data-fact]");
  if (!fact) return;
  current = fact.dataset.fact;
  light(current);
});

document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-facts]");
  if (mark && page?.contains(mark)) {
    const ids = mark.dataset.facts.split(" ").filter(card);
    if (!ids.length) return;
    event.preventDefault();
    go(card(ids[(ids.indexOf(current) + 1) % ids.length])); // a second click opens the next fact of the same words
    return;
  }
  const act = event.target.closest("[data-do]");
  if (act) acted = act.closest("[data-fact]")?.dataset.fact ?? null;
  if (event.target.closest("[data-close-marking]") && document.getElementById("marking")?.open) {
    event.preventDefault();
    document.getElementById("marking").close();
  }
});

// ---------- after a part has come: marks follow their facts, the next waiting fact gets the focus ----------
function follow() {
  all("[data-facts]").forEach((mark) => {
    const fact = card(mark.dataset.mark);
    if (!fact) return;
    for (const state of ["proposed", "confirmed", "corrected", "rejected"]) {
      mark.classList.toggle(`ld-mark-fact-${state}`, fact.dataset.state === state);
    }
    mark.classList.toggle("ld-mark-doubt", fact.matches(".ld-fact-doubt"));
  });
}

document.addEventListener("htmx:afterSettle", () => {
  if (!page) return;
  follow();
  const fact = acted && card(acted);
  acted = null;
  if (!fact) return;
  const form = fact.querySelector(".ld-fact-form");
  if (form) form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  else if (waiting(fact) || fact.querySelector(".ld-fact-refused")) go(fact);
  else go(next(fact, 1, waiting) ?? fact);
});

document.addEventListener("submit", (event) => {
  acted = event.target.closest("[data-fact]")?.dataset.fact ?? acted;
}, true);

// ---------- keys ----------
function next(from, step, wanted = () => true) {
  const facts = all("[data-fact]", page);
  let at = facts.indexOf(from);
  if (at < 0) at = step > 0 ? -1 : facts.length;
  for (at += step; at >= 0 && at < facts.length; at += step) if (wanted(facts[at])) return facts[at];
  return null;
}

const keys = {
  j: (fact) => go(next(fact, 1)),
  k: (fact) => go(next(fact, -1)),
  n: (fact) => go(next(fact, 1, (each) => each.matches(".ld-fact-doubt"))),
  c: (fact) => press(fact, "confirm"),
  e: (fact) => press(fact, "correct"),
  x: (fact) => press(fact, "reject"),
  a: (fact) => (fact ?? page.querySelector("[data-fact]"))?.closest("[data-article]").querySelector('[data-do="article"]')?.click(),
  m: (fact) => openMarking(selected() ?? { article: fact?.closest("[data-article]").dataset.article }),
};

function press(fact, act) {
  if (fact) fact.querySelector(`[data-do="${act}"]`)?.click();
  else go(next(null, 1, waiting));
}

document.addEventListener("keydown", (event) => {
  if (!page || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const inside = event.target.closest?.("[data-fact]");
  if (event.key === "Escape" && inside?.querySelector('[data-do="cancel"]')) {
    inside.querySelector('[data-do="cancel"]').click();
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (!(key in keys)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keys[key](inside ?? (current && card(current)));
}, true);

// ---------- a selection in the text becomes a fact ----------
function offset(node, at) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
  if (!piece) return null;
  const before = document.createRange();
  before.setStart(piece, 0);
  before.setEnd(node, at);
  return Number(piece.dataset.at) + before.toString().length;
}

function selected() {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const article = range.startContainer.parentElement?.closest("[data-article]");
  if (!article || !article.querySelector("[data-text]").contains(range.endContainer)) return null;
  const [start, end] = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
  return start === null || end === null || start >= end ? null : { article: article.dataset.article, start, end };
}

function openMarking(what) {
  const address = page.dataset.markAddress;
  if (!address || !window.htmx) return;
  const article = what.article ?? page.querySelector("[data-article]")?.dataset.article;
  const query = new URLSearchParams({ ...what, article });
  window.htmx.ajax("GET", `${address}?${query}`, { target: "#marking-form", select: "#marking-form", swap: "outerHTML" }).then(() => {
    document.getElementById("marking").showModal();
    document.querySelector("#marking-form [name=quote], #marking-form .ld-input")?.focus();
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-mark-missed]");
  if (link && window.htmx) {
    event.preventDefault();
    openMarking(selected() ?? { article: link.dataset.markMissed });
  }
  if (event.target.closest("[data-mark-here]")) openMarking(selected() ?? {});
});

const here = document.querySelector("[data-mark-here]");
document.addEventListener("selectionchange", () => {
  if (!here) return;
  const chosen = selected();
  here.hidden = !chosen;
  if (!chosen) return;
  const at = getSelection().getRangeAt(0).getBoundingClientRect();
  here.style.left = `${Math.min(at.right, innerWidth - 130)}px`;
  here.style.top = `${Math.min(at.bottom + 6, innerHeight - 40)}px`;
});
here?.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the selection

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-marking]");
  if (form && event.detail.successful && event.detail.requestConfig.verb === "post") document.getElementById("marking").close();
});

// ---------- arriving at a fact by its address ----------
if (page && location.hash.startsWith("#fact-")) go(card(location.hash.slice(6)));
