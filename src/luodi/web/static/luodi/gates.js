// The board at the gates: a card that may move is dragged to the lane of its next gate, which submits the card's own form.
// Without this script the button on the card does the same; a card that may not move says why.
(() => {
  const board = document.querySelector(".ld-board");
  const said = document.querySelector("[data-gates-said]");
  if (!board) return;
  let held = null;
  const tell = (words) => { if (said) said.textContent = words; };
  const laneOf = (event) => event.target.closest?.("[data-lane]");
  const fits = (lane) => held && lane && lane.dataset.lane === held.dataset.gate;
  const clear = () => board.querySelectorAll(".ld-lane-open").forEach((lane) => lane.classList.remove("ld-lane-open"));

  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.("[draggable=true]");
    if (!card) return;
    held = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.name);
    const lane = board.querySelector(`[data-lane="${CSS.escape(card.dataset.gate)}"]`);
    if (lane) lane.classList.add("ld-lane-open");
  });
  board.addEventListener("dragover", (event) => {
    if (fits(laneOf(event))) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    if (!fits(laneOf(event))) return;
    event.preventDefault();
    tell(held.dataset.name);
    held.querySelector("form[data-pass]").requestSubmit();
  });
  board.addEventListener("dragend", () => { held = null; clear(); });
  board.addEventListener("click", (event) => {
    const card = event.target.closest?.("[data-why]");
    if (card) tell(card.dataset.why);
  });
})();
