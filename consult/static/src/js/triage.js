// Keys on the reading desk: J and K walk, X chooses, O opens, T goes to the themes, R marks as read.
import { isOff } from "./keys_switch.js";

const list = [...document.querySelectorAll("[data-comment]")];
let at = -1;

for (const help of document.querySelectorAll("[data-triage-keys]")) help.hidden = false;

function walk(step) {
  at = Math.min(Math.max(at + step, 0), list.length - 1);
  const target = list[at].querySelector('input[name="picked"]') ?? list[at].querySelector("[data-open]");
  target.focus({ preventScroll: true });
  list[at].scrollIntoView({ block: "center" });
}

// Where focus went by other means, walking goes on from there.
for (const [place, one] of list.entries()) one.addEventListener("focusin", () => { at = place; });

function onList(key) {
  if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "x" && at >= 0) list[at].querySelector('input[name="picked"]')?.click();
  else if (key === "o" && at >= 0) list[at].querySelector("[data-open]").click();
  else if (key === "t") document.querySelector("#theme")?.focus();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, input:not([type=checkbox])");
  if (isOff() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (list.length && onList(key)) event.preventDefault();
  else document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
});
