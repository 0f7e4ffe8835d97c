// Marking words of an article chooses them for the comment. On the form they fill its fields; on the page of the article
// they lead to the form. Without this script one chooses a sentence from the list.
const source = document.querySelector("[data-choose]");
const AROUND = 32;

function chosen() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  if (!source.contains(selection.anchorNode) || !source.contains(selection.focusNode)) return null;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(source);
  before.setEnd(range.startContainer, range.startOffset);
  const behind = document.createRange();
  behind.selectNodeContents(source);
  behind.setStart(range.endContainer, range.endOffset);
  const quote = range.toString().trim();
  if (!quote) return null;
  return { quote, prefix: before.toString().slice(-AROUND), suffix: behind.toString().slice(0, AROUND) };
}

function onForm(box) {
  const form = box.closest("form");
  const words = box.querySelector("[data-chosen-words]");
  const sentences = form.querySelector("[data-sentences]");
  const fill = (found) => {
    form.elements.quote.value = found ? found.quote : "";
    form.elements.quote_prefix.value = found ? found.prefix : "";
    form.elements.quote_suffix.value = found ? found.suffix : "";
    words.textContent = found ? found.quote : "";
    box.hidden = !found;
    if (sentences) sentences.hidden = Boolean(found);
  };
  if (form.elements.quote.value) {
    box.hidden = false;
    if (sentences) sentences.hidden = true;
  }
  document.addEventListener("selectionchange", () => { const found = chosen(); if (found) fill(found); });
  box.querySelector("[data-whole-article]").addEventListener("click", () => { fill(null); document.getSelection().removeAllRanges(); });
}

function onArticle(link) {
  const address = link.href;
  document.addEventListener("selectionchange", () => {
    const found = chosen();
    if (!found || found.quote.length > 1000) return;
    const target = new URL(address);
    target.searchParams.set("quote", found.quote);
    target.searchParams.set("prefix", found.prefix);
    target.searchParams.set("suffix", found.suffix);
    link.href = target.href;
    link.closest("[data-choose-act]").hidden = false;
  });
}

if (source) {
  const box = document.querySelector("[data-words]");
  const link = document.querySelector("[data-choose-link]");
  if (box) onForm(box);
  else if (link) onArticle(link);
}
