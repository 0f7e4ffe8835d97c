// Keyboard keys of the desk. A part of a page says which key reaches it (data-key); lists are walked with j and k.
// Keys do nothing while somebody types, nor where they were turned off.
import { isOff } from "./keys_switch.js";

const help = document.querySelector("[data-keys-help]");

function isTyping(target) {
  const tag = target.tagName;
  const isBox = tag === "INPUT" && (target.type === "checkbox" || target.type === "radio");
  return target.isContentEditable || tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && !isBox);
}

function choose(act, next) {
  const radio = document.querySelector(`[data-ruling] input[name="act"][value="${act}"]`);
  if (!radio) return false;
  radio.checked = true;
  document.querySelector(next)?.focus();
  return true;
}

function walk(step) {
  const cards = [...document.querySelectorAll("[data-key-list] > li")];
  if (!cards.length) return false;
  const here = cards.findIndex((card) => card.contains(document.activeElement));
  const card = cards[Math.min(cards.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
  card.querySelector("input, a")?.focus();
  card.scrollIntoView({ block: "nearest" });
  return true;
}

function reach(key) {
  const part = document.querySelector(`[data-key="${key}"]`);
  if (!part) return false;
  if (part.tagName === "DETAILS") {
    part.open = true;
    part.querySelector("select, input, textarea")?.focus();
  } else if (part.tagName === "A") part.click();
  else part.focus();
  return true;
}

const here = () => document.activeElement?.closest("[data-key-list] > li");
const acts = {
  j: () => walk(1) || reach("j"),
  k: () => walk(-1) || reach("k"),
  x: () => { const box = here()?.querySelector("input[type=checkbox]"); box?.click(); return Boolean(box); },
  o: () => { const link = here()?.querySelector("[data-open]"); link?.click(); return Boolean(link); },
  p: () => choose("publish", "[data-rule]") || reach("p"),
  h: () => choose("hide", "#ground") || reach("h"),
  r: () => choose("redact", "#words") || reach("r"),
  f: () => choose("refer", "#ground"),
  "?": () => { help.open = true; help.querySelector("summary").focus(); return true; },
};

if (help) {
  help.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (Object.hasOwn(acts, event.key) && acts[event.key]()) event.preventDefault();
  });
}
