// What scripts add to pages that work without them: keys, theme, drop zones, selection, popovers, charts, failures of HTMX.

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const keep = (name, value) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
};

// ---------- theme and menu: kept in a cookie, so that the server draws the next page without a flash ----------
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-form]")) return;
  event.preventDefault();
  const button = event.target.querySelector("button");
  const theme = button.value;
  root.dataset.bsTheme = theme;
  keep("luodi_theme", theme);
  button.value = theme === "dark" ? "light" : "dark";
  button.querySelector("span").textContent = theme === "dark" ? button.dataset.light : button.dataset.dark;
  document.dispatchEvent(new CustomEvent("luodi:theme", { detail: theme }));
});

function foldMenu() {
  const button = document.querySelector("[data-menu-fold]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const narrow = root.dataset.menu !== "narrow";
    if (narrow) root.dataset.menu = "narrow";
    else delete root.dataset.menu;
    keep("luodi_menu", narrow ? "narrow" : "wide");
  });
}

// ---------- keys ----------
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitFocused(event);
  if (event.ctrlKey || event.metaKey) return undefined;
  if (event.key === "Escape") return closeAll();
  const row = event.target.closest?.("[data-rows] tbody tr");
  if (row && moveInTable(event, row)) return undefined;
  if (typing(event.target)) return undefined;
  if (event.key === "/") return focusSearch(event);
  if (event.key === "?") return document.getElementById("ld-keys")?.togglePopover();
  const fact = event.target.closest?.("[data-fact]");
  if (fact) judgeFact(event, fact);
  return undefined;
});

function submitFocused(event) {
  const form = event.target.form ?? event.target.closest("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

function focusSearch(event) {
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function closeAll() {
  all("details[data-close-outside][open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  if (location.hash === "#menu") location.hash = "#main";
}

function moveInTable(event, row) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    if (typing(event.target) && event.target.type !== "checkbox") return false;
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (next) focusRow(next);
    event.preventDefault();
    return true;
  }
  if (event.target !== row) return false;
  if (event.key === "Enter") {
    const link = row.dataset.href ?? row.querySelector("a[href]")?.href;
    if (link) location.assign(link);
    return true;
  }
  if (event.key === " ") {
    row.querySelector("[data-select]")?.click();
    event.preventDefault();
    return true;
  }
  return false;
}

function focusRow(row) {
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

// Arrow keys enter a table whose scrolling region has the focus.
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || !event.target.matches?.(".ld-table-scroll")) return;
  const first = event.target.querySelector("[data-rows] tbody tr");
  if (first) {
    event.preventDefault();
    focusRow(first);
  }
});

function judgeFact(event, fact) {
  const act = { c: "confirm", e: "correct", x: "reject" }[event.key.toLowerCase()];
  if (act) {
    event.preventDefault();
    fact.querySelector(`[data-do="${act}"]`)?.click();
    return;
  }
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!step || event.target !== fact) return;
  const facts = all("[data-fact]");
  const next = facts[facts.indexOf(fact) + step];
  if (next) {
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

// ---------- a fact and its words in the text light up together ----------
document.addEventListener("focusin", (event) => {
  const fact = event.target.closest?.("[data-fact]");
  if (!fact) return;
  all("[data-mark][aria-current]").forEach((mark) => mark.removeAttribute("aria-current"));
  const mark = document.querySelector(`[data-mark="${CSS.escape(fact.dataset.fact)}"]`);
  if (mark) {
    mark.setAttribute("aria-current", "true");
    mark.scrollIntoView({ block: "nearest" });
  }
});

// ---------- clicks ----------
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a, button, input, label, summary") && !String(getSelection())) {
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  }
  all("details[data-close-outside][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) {
    const table = event.target.closest("table");
    all("[data-select]", table).forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches("[data-select-all], [data-select]")) countSelection(event.target.closest(".ld-table-box"));
  if (event.target.matches(".ld-drop-input")) nameFiles(event.target);
});

function countSelection(box) {
  const bar = box?.querySelector("[data-selection]");
  if (!bar) return;
  const boxes = all("[data-select]", box);
  const chosen = boxes.filter((each) => each.checked).length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-selected]").textContent = String(chosen);
  const every = box.querySelector("[data-select-all]");
  every.checked = chosen === boxes.length;
  every.indeterminate = chosen > 0 && chosen < boxes.length;
}

// ---------- drop zones ----------
function nameFiles(input) {
  const place = input.closest("[data-drop]").querySelector("[data-drop-name]");
  const bold = document.createElement("b");
  bold.textContent = [...input.files].map((file) => file.name).join("、");
  place.replaceChildren(bold);
}
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("ld-drop-over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// ---------- popovers open beside the thing that they explain ----------
document.addEventListener("toggle", (event) => {
  const pop = event.target;
  if (event.newState !== "open" || !pop.matches?.(".ld-pop:not(.ld-pop-wide)")) return;
  const opener = document.querySelector(`[popovertarget="${CSS.escape(pop.id)}"]`);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  pop.dataset.placed = "";
  const width = pop.offsetWidth;
  const height = pop.offsetHeight;
  const below = at.bottom + 6 + height < innerHeight;
  pop.style.left = `${Math.max(12, Math.min(at.left - 12, innerWidth - width - 12))}px`;
  pop.style.top = `${below ? at.bottom + 6 : Math.max(12, at.top - height - 6)}px`;
}, true);

// ---------- HTMX: the CSRF token, and failures told in words ----------
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // A refusal (422, 409) is an answer like any other: it is shown where the form stood.
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", (event) => tell([401, 403].includes(event.detail.xhr.status) ? "denied" : "failed"));
document.addEventListener("htmx:sendError", () => tell("offline"));
document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));

function tell(what) {
  const toast = document.getElementById("ld-toast");
  if (!toast) return;
  const words = document.createElement("span");
  words.textContent = toast.dataset[what];
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = toast.dataset.close;
  close.addEventListener("click", () => { toast.hidden = true; });
  toast.replaceChildren(words, close);
  toast.hidden = false;
}

// ---------- charts: fetched only where one comes into view ----------
const seen = "IntersectionObserver" in window
  ? new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
    seen.unobserve(entry.target);
    import(entry.target.dataset.module).then((charts) => charts.draw(entry.target));
  }), { rootMargin: "200px" })
  : null;

function prepare(within) {
  all("[data-chart]:not([data-drawn])", within).forEach((canvas) => seen?.observe(canvas));
  within.querySelector?.("[data-refusal]")?.focus();
  if (matchMedia("(width > 640px)").matches) return;
  all(".ld-filters-fold[open]", within).forEach((fold) => { fold.open = false; });
}

foldMenu();
prepare(document);
