// The review page: findings and their words light up together, keys go from one to the next and act.
// Without this file everything works by links and forms; this only makes it quicker.

const page = document.querySelector("[data-review]");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const typing = (element) => element.matches?.("input, textarea, select, [contenteditable]");
const card = (id) => document.getElementById(`finding-${id}`);
let current = null; // the finding that was looked at last

function light(id) {
  all("[data-findings][aria-current]").forEach((mark) => mark.removeAttribute("aria-current"));
  const marks = all(`[data-findings~="${CSS.escape(id)}"]`);
  marks.forEach((mark) => mark.setAttribute("aria-current", "true"));
  const panel = marks[0]?.closest("[data-text]");
  if (!panel || panel.scrollHeight <= panel.clientHeight) return;
  const at = marks[0].getBoundingClientRect();
  const box = panel.getBoundingClientRect();
  if (at.top < box.top + 40 || at.bottom > box.bottom - 40) panel.scrollTop += at.top - box.top - box.height / 3;
}

function go(finding) {
  if (!finding) return;
  finding.focus({ preventScroll: true });
  const at = finding.getBoundingClientRect();
  if (at.top < 90 || at.bottom > innerHeight - 40) finding.scrollIntoView({ block: "nearest" });
}

function next(from, step, wanted = () => true) {
  const findings = all("[data-finding]", page);
  let at = findings.indexOf(from);
  if (at < 0) at = step > 0 ? -1 : findings.length;
  for (at += step; at >= 0 && at < findings.length; at += step) if (wanted(findings[at])) return findings[at];
  return null;
}

function press(finding, act) {
  const part = finding?.querySelector(`[data-do="${act}"]`);
  if (!part) return;
  part.click();
  if (part.tagName === "SUMMARY") part.parentElement.querySelector("textarea, select, input:not([type=hidden])")?.focus();
}

const keys = {
  j: (finding) => go(next(finding, 1)),
  k: (finding) => go(next(finding, -1)),
  n: (finding) => go(next(finding, 1, (each) => !each.matches(".ld-rv-closed, .ld-rv-note"))),
  c: (finding) => press(finding, "take"),
  e: (finding) => press(finding, "edit"),
  x: (finding) => press(finding, "answer"),
};

document.addEventListener("focusin", (event) => {
  const finding = event.target.closest?.("[data-finding]");
  if (!finding) return;
  current = finding.dataset.finding;
  light(current);
});

document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-findings]");
  if (!mark) return;
  const ids = mark.dataset.findings.split(" ").filter(card);
  if (!ids.length) return;
  event.preventDefault();
  go(card(ids[(ids.indexOf(current) + 1) % ids.length])); // a second click opens the next finding of the same words
});

document.addEventListener("keydown", (event) => {
  if (!page || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (!(key in keys)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keys[key](event.target.closest?.("[data-finding]") ?? (current && card(current)));
}, true);
