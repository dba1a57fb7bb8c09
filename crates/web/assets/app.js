// What the browser adds. Every page works without this file; nothing here decides anything.
// Parts: one send per form · typed work is guarded · questions before hard steps · keys ·
// dates typed short · file size · live progress · focus on errors. Words come from the page.

const on = (type, act, options) => document.addEventListener(type, act, options);
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// ---- Ask before what cannot be taken back; send a form only once ----

const RELEASE_DOWNLOAD = 3000;

on("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (form.dataset.sent) return event.preventDefault();
  if (tooBig(form) || (question && !confirm(question))) return event.preventDefault();
  if (form.method !== "post") return;
  // Who signs out leaves nothing typed behind.
  if (form.action.endsWith("/session/end")) sessionStorage.clear();
  form.dataset.sent = "yes";
  dirty.delete(form);
  // Not "disabled": a disabled button would not send its own name.
  button?.setAttribute("aria-disabled", "true");
  if (form.hasAttribute("data-download")) setTimeout(() => release(form), RELEASE_DOWNLOAD);
});

on("click", (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (link && !confirm(link.dataset.confirm)) event.preventDefault();
});

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) each("form[data-sent]", release);
});

// ---- Typed work is not lost by a wrong click ----

const dirty = new Set();

on("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) dirty.add(form);
});

addEventListener("beforeunload", (event) => {
  for (const form of dirty) if (!form.isConnected) dirty.delete(form);
  if (dirty.size) event.preventDefault();
});

// ---- Keys: / and n, or whatever data-key says ----

on("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return closeCards();
  if (document.body.dataset.shortcuts === "off" || typing(event.target)) return;
  const target = [...document.querySelectorAll("[data-key]")].find((it) => it.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) {
    target.focus();
    target.select?.();
  } else {
    target.click();
  }
});

const typing = (element) => element.isContentEditable || element.matches("input, select, textarea");

function closeCards(except) {
  each("details:is(.user, .nav-part)[open]", (details) => {
    if (details.contains(except)) return;
    details.open = false;
    if (!except) details.querySelector("summary").focus();
  });
}
on("click", (event) => closeCards(event.target));

// ---- Dates: 27032026, 270326, 7.3.26 and 7/3/26 become dd/mm/yyyy ----

on("change", (event) => {
  const field = event.target;
  if (field.matches?.("input[data-date]")) field.value = longDate(field.value);
});

function longDate(typed) {
  const text = typed.trim();
  const parts = /^\d{6}$|^\d{8}$/.test(text)
    ? [text.slice(0, 2), text.slice(2, 4), text.slice(4)]
    : text.split(/[\/.\-\s]+/);
  if (parts.length !== 3 || !parts.every((part) => /^\d+$/.test(part))) return typed;
  const [day, month, year] = parts[0].length === 4 ? [...parts].reverse() : parts;
  if (day.length > 2 || month.length > 2 || (year.length !== 2 && year.length !== 4)) return typed;
  return [day.padStart(2, "0"), month.padStart(2, "0"), fullYear(year)].join("/");
}

// Two digits mean this century up to next year, else the last one: people are born, cases begin.
function fullYear(year) {
  if (year.length === 4) return year;
  const next = (new Date().getFullYear() + 1) % 100;
  return (Number(year) <= next ? "20" : "19") + year;
}

// ---- Files: too big is said before the upload, not after ----

on("change", (event) => {
  if (event.target.matches?.("input[type=file][data-most]")) sayIfTooBig(event.target);
});

function sayIfTooBig(field) {
  const wrong = [...field.files].some((file) => file.size > Number(field.dataset.most));
  const id = field.id + "-too-big";
  let line = document.getElementById(id);
  if (wrong && !line) {
    line = Object.assign(document.createElement("p"), { id, className: "error", textContent: field.dataset.tooBig });
    line.setAttribute("role", "alert");
    field.before(line);
  }
  if (!wrong) line?.remove();
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((it) => it && it !== id);
  field.setAttribute("aria-describedby", [...others, ...(wrong ? [id] : [])].join(" "));
  field.setAttribute("aria-invalid", wrong);
  field.closest(".field")?.classList.toggle("wrong", wrong);
  return wrong;
}

function tooBig(form) {
  const field = [...form.querySelectorAll("input[type=file][data-most]")].find(sayIfTooBig);
  field?.focus();
  return Boolean(field);
}

// ---- Live parts: ask the same address again, swap the element of the same id ----

const MOST_WAIT = 30;

function live(element, failures = 0) {
  const seconds = Number(element.dataset.refresh);
  if (!seconds || !element.id) return;
  setTimeout(() => refresh(element, failures), Math.min(seconds * 2 ** failures, MOST_WAIT) * 1000);
}

// Where the security policy forbids asking (no connect-src), the whole page is read again instead.
let forbidden = false;
on("securitypolicyviolation", (event) => {
  forbidden ||= event.effectiveDirective === "connect-src";
});

async function refresh(element, failures) {
  if (!element.isConnected) return;
  if (forbidden) return location.reload();
  if (document.hidden) return on("visibilitychange", () => refresh(element, failures), { once: true });
  let fresh;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "follow" });
    // Moved on, signed out or refused: show that page instead of guessing.
    if (answer.redirected) return location.assign(answer.url);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    fresh = page.getElementById(element.id);
  } catch {
    return live(element, failures + 1);
  }
  // The work is over: the whole page says what came of it.
  if (!fresh?.dataset.refresh) return location.reload();
  swap(element, fresh);
  live(fresh);
}

function swap(element, fresh) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...element.querySelectorAll("a, button")].indexOf(focused) : -1;
  element.replaceWith(fresh);
  if (place >= 0) fresh.querySelectorAll("a, button")[place]?.focus();
}

// ---- Leave at once; Esc three times too ----

let escapes = 0;
const leave = (link) => {
  document.body.hidden = true;
  location.replace(link.href);
};
on("click", (event) => {
  const link = event.target.closest("[data-exit]");
  if (link) leave(link, event.preventDefault());
});
on("keyup", ({ key }) => {
  escapes = key === "Escape" && escapes + 1;
  if (escapes > 2) each("[data-exit]", leave);
});

// ---- At the start ----

each("[data-focus]", (element) => element.focus());
each("[data-refresh]", (element) => live(element));
