// An account number is checked while it is typed: the server checks it again and says more.

/** Whether the check digits fit (ISO 13616: the remainder by 97 is 1). */
function fits(compact) {
  const moved = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const sign of moved) {
    const value = parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** `true` or `false` once it can be told, `null` while somebody is still typing. */
function judge(typed) {
  const compact = typed.replace(/[\s.-]/g, "").toUpperCase();
  if (compact === "") return null;
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]*$/.test(compact)) return compact.length < 4 ? null : false;
  const whole = compact.startsWith("NL") ? compact.length >= 18 : compact.length >= 15;
  if (!whole) return null;
  return compact.length <= 34 && (!compact.startsWith("NL") || compact.length === 18) && fits(compact);
}

export function checkIbans() {
  for (const field of document.querySelectorAll("input[data-check=iban]")) {
    const said = document.createElement("p");
    said.className = "hint";
    said.setAttribute("role", "status");
    field.after(said);
    const look = (left) => {
      const good = judge(field.value);
      // Half a number is no fault until one goes on to the next field.
      const wrong = good === false || (left && good === null && field.value.trim() !== "");
      said.textContent = good ? field.dataset.good : wrong ? field.dataset.wrong : "";
      said.className = wrong ? "hint badtext" : "hint";
    };
    field.addEventListener("input", () => look(false));
    field.addEventListener("blur", () => look(true));
  }
}
