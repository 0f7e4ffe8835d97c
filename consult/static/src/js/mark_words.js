// Marking words in the text writes them into the field “Words to black out”, one line a passage; where the same words
// stand more than once, the line ends in #2, #3 … The field alone counts, so it works without this script too.
const source = document.querySelector("[data-words-source]");
const field = document.querySelector("#words");
const hint = document.querySelector("[data-words-hint]");

function placesBefore(range, words) {
  const before = document.createRange();
  before.selectNodeContents(source);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().split(words).length - 1;
}

function lines() {
  const selection = document.getSelection();
  if (!selection.rangeCount || !source.contains(selection.anchorNode) || !source.contains(selection.focusNode)) return [];
  const range = selection.getRangeAt(0);
  const words = selection.toString().split("\n").map((line) => line.trim()).filter(Boolean);
  if (words.length !== 1) return words;
  const isRepeated = source.textContent.split(words[0]).length > 2;
  return [isRepeated ? `${words[0]} #${placesBefore(range, words[0]) + 1}` : words[0]];
}

if (source && field && hint) {
  hint.hidden = false;
  let marked = [];
  document.addEventListener("selectionchange", () => { const now = lines(); if (now.length) marked = now; });
  hint.querySelector("[data-words-add]").addEventListener("click", () => {
    if (!marked.length) return;
    field.value = [field.value.trimEnd(), ...marked].filter(Boolean).join("\n");
    marked = [];
    const redact = document.querySelector('[data-ruling] input[name="act"][value="redact"]');
    if (redact) redact.checked = true;
    field.focus();
  });
}
