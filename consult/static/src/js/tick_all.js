// Ticks every comment of the page at once, and says how many are ticked.
const all = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll('input[name="picked"]')];
const said = document.querySelector("[data-ticked]");

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  if (said) said.textContent = `${ticked} / ${boxes.length}`;
  if (all) all.querySelector("input").checked = ticked === boxes.length;
}

if (all && boxes.length) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const box of boxes) box.checked = event.target.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  count();
}
