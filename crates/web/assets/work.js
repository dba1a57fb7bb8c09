// The daily work on a slow line. Every form here works without this file: then it is sent as a whole, once.
// Parts: a form waits for the line · a file goes in pieces · a picture is shrunk · the answer replaces the page.

const PIECE = 128 * 1024;
const SIDE = 1600;
const QUALITY = 0.7;
const WAIT = 8000;

const say = (form, words) => (form.querySelector("[data-line]").textContent = words);
const pause = () => new Promise((go) => {
  const timer = setTimeout(done, WAIT);
  addEventListener("online", done, { once: true });
  function done() {
    clearTimeout(timer);
    removeEventListener("online", done);
    go();
  }
});

// app.js listens first: it asks what must be asked and lets a form go only once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const act = form.matches("[data-keep]") ? send : form.matches("[data-pieces]") && file(form) ? upload : null;
  if (event.defaultPrevented || !act) return;
  event.preventDefault();
  act(form);
});

const file = (form) => form.querySelector("input[type=file]").files[0];

// ---- A form waits for the line. What was typed is kept in this tab until the server has answered. ----

const place = (form) => "form " + new URL(form.action).pathname;

async function send(form) {
  const typed = [...new FormData(form)];
  sessionStorage.setItem(place(form), JSON.stringify(typed.filter(([name]) => name !== "csrf")));
  const answer = await insist(form, () => fetch(form.action, { method: "POST", body: new URLSearchParams(typed) }));
  sessionStorage.removeItem(place(form));
  show(answer);
}

// Asks until the server answers. The same form sent twice is one act there.
async function insist(form, ask) {
  for (;;) {
    try {
      const answer = await ask();
      if (![502, 503, 504].includes(answer.status)) {
        return { url: answer.url, headers: answer.headers, text: await answer.text() };
      }
    } catch {}
    say(form, form.dataset.waiting);
    await pause();
  }
}

function restore() {
  document.querySelectorAll("form[data-keep]").forEach((form) => {
    const kept = sessionStorage.getItem(place(form));
    if (!kept) return;
    for (const [name, value] of JSON.parse(kept)) {
      const field = form.elements[name];
      if (field) field.value = value;
    }
    say(form, form.dataset.kept);
  });
}

// ---- A file goes in pieces; after a break the server says where to go on. ----

async function upload(form) {
  const { csrf, id } = Object.fromEntries(new FormData(form));
  const whole = await shrink(file(form));
  const address = form.dataset.pieces + id;
  let sent = 0;
  const first = () => {
    const data = new FormData(form);
    data.set("file", whole.slice(0, PIECE), whole.name);
    data.set("size", whole.size);
    return fetch(form.action, { method: "POST", body: data });
  };
  const next = () =>
    fetch(address, {
      method: "POST",
      headers: { "x-csrf": csrf, "upload-offset": sent },
      body: whole.slice(sent, sent + PIECE),
    });
  let broken = false;
  // After a break the next question is only where to go on; nothing there yet means: from the beginning.
  const step = async () => {
    if (broken) {
      const where = await fetch(address);
      broken = false;
      if (where.status !== 404) return where;
      sent = 0;
    }
    broken = true;
    const answer = await (sent ? next() : first());
    broken = answer.status > 501;
    return answer;
  };
  for (;;) {
    progress(form, sent, whole.size);
    const answer = await insist(form, step);
    const offset = answer.headers.get("upload-offset");
    if (offset === null) return show(answer);
    sent = Number(offset);
  }
}

function progress(form, sent, size) {
  const kilobytes = (bytes) => Math.ceil(bytes / 1024);
  const line = form.querySelector("[data-line]");
  const words = form.dataset.sending.replace("{done}", kilobytes(sent)).replace("{all}", kilobytes(size));
  const bar = Object.assign(document.createElement("progress"), { max: size, value: sent });
  bar.setAttribute("aria-label", words);
  line.replaceChildren(bar, words);
}

// ---- A picture is drawn anew, smaller: without the place where it was taken ----

async function shrink(chosen) {
  if (!/^image\/(jpeg|png|webp|hei[cf])$/.test(chosen.type)) return chosen;
  try {
    const picture = await createImageBitmap(chosen);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return new File([small], chosen.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return chosen;
  }
}

// ---- The answer is a page: its main part replaces ours. One of another part of the house is opened. ----

function show({ url, text }) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  if (!main || !new URL(url).pathname.startsWith("/cases/")) return location.assign(url);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  history.replaceState(null, "", url);
  scrollTo(0, 0);
  (main.querySelector("[data-focus]") ?? main).focus();
}

restore();
