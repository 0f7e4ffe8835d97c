// Single keys disturb people who dictate: one switch turns them off for good, on every desk that has keys.

const OFF = "consult-keys-off";
const toggle = document.querySelector("[data-keys-switch]");

export function isOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function show() {
  toggle.textContent = isOff() ? toggle.dataset.on : toggle.dataset.off;
  toggle.setAttribute("aria-pressed", String(!isOff()));
}

if (toggle) {
  show();
  toggle.addEventListener("click", () => {
    try { localStorage.setItem(OFF, isOff() ? "0" : "1"); } catch { /* a browser that keeps nothing */ }
    show();
  });
}
