"use strict";

// The page is whole without this script.  It adds filters, search and sorting, shows long
// lists bit by bit, opens what a link names, and lays an article over the page to read it.

const PAGE_SIZE = 50;
const form = document.getElementById("filters");
const served = form.hasAttribute("action");

/* A list of cards: which are shown, and in what order. */
class Cards {
  constructor(holder) {
    this.holder = holder;
    this.more = holder.parentElement.querySelector(".more");
    this.all = [...holder.children].map((element) => ({
      element,
      ...element.dataset,
      score: Number(element.dataset.score),
      time: element.dataset.time === undefined ? null : Number(element.dataset.time),
      outlets: JSON.parse(element.dataset.outlets),
      text: null,
    }));
    this.sorting = "score";
    this.ordered = this.all;
    this.limit = PAGE_SIZE;
    this.matching = this.all;
    this.more?.addEventListener("click", () => this.showMore());
  }

  apply(wanted) {
    if (wanted.sort !== this.sorting) {
      this.sort(wanted.sort);
    }
    this.limit = PAGE_SIZE;
    this.matching = this.ordered.filter((card) => fits(card, wanted));
    const matching = new Set(this.matching);
    for (const card of this.all) {
      card.element.hidden = !matching.has(card);
    }
    this.cut();
  }

  sort(by) {
    this.sorting = by;
    this.ordered = sorted(this.all, by);
    this.holder.append(...this.ordered.map((card) => card.element));
  }

  /* Cards beyond the limit are left out on screen, unless the address names one, and
     printed all the same. */
  cut() {
    this.matching.forEach((card, place) => {
      card.element.classList.toggle("beyond", place >= this.limit);
    });
    if (this.more) {
      const left = this.matching.length - this.limit;
      this.more.hidden = left <= 0;
      this.more.firstElementChild.textContent = `Show ${Math.min(left, PAGE_SIZE)} more of ${left}`;
    }
  }

  showMore() {
    const first = this.matching[this.limit];
    this.limit += PAGE_SIZE;
    this.cut();
    first.element.focus();
  }
}

function fits(card, wanted) {
  if (wanted.kind && card.kind !== wanted.kind) return false;
  if (wanted.relation && card.relation !== wanted.relation) return false;
  if (wanted.group && card.group !== wanted.group) return false;
  if (wanted.outlet && !card.outlets.includes(wanted.outlet)) return false;
  if (card.score < wanted.score) return false;
  if (!wanted.words.length) return true;
  card.text ??= card.element.textContent.toLowerCase();
  return wanted.words.every((word) => card.text.includes(word));
}

function sorted(cards, by) {
  if (by === "score") return cards;
  if (by === "story") {
    const best = new Map();
    cards.forEach((card) => best.has(card.group) || best.set(card.group, best.size));
    return cards.toSorted((one, other) => best.get(one.group) - best.get(other.group));
  }
  const sign = by === "newest" ? -1 : 1;
  const age = (card) => (card.time === null ? Infinity : sign * card.time);
  return cards.toSorted((one, other) => (age(one) < age(other) ? -1 : age(one) > age(other) ? 1 : 0));
}

const lists = [...document.querySelectorAll(".cards")].map((holder) => new Cards(holder));
const count = document.getElementById("count");

function filter() {
  const values = Object.fromEntries(new FormData(form));
  const words = values.search.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = { ...values, words, score: Number(values.score) };
  lists.forEach((list) => list.apply(wanted));
  for (const story of document.querySelectorAll(".story")) {
    story.hidden = Boolean(wanted.group) && story.id !== wanted.group;
  }
  for (const point of document.querySelectorAll(".map circle")) {
    point.classList.toggle("dim", Boolean(wanted.group) && point.dataset.group !== wanted.group);
  }
  count.textContent = `${lists[0].matching.length} of ${lists[0].all.length} findings`;
}

function showScore() {
  form.querySelector("output").textContent = Number(form.score.value).toFixed(2);
}

let waiting;
function filterSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 120);
}

if (served) {
  form.addEventListener("input", showScore);
  // Addresses stay short: what was left open is not asked for.
  form.addEventListener("formdata", ({ formData }) => {
    [...formData].filter(([, value]) => !value).forEach(([name]) => formData.delete(name));
  });
} else {
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    showScore();
    filterSoon();
  });
  form.addEventListener("reset", () => setTimeout(() => (showScore(), filter())));
  filter();
}

// A point on the map chooses its story, as the filter does.
document.querySelector(".map svg")?.addEventListener("click", (event) => {
  const { group } = event.target.dataset;
  const known = [...form.group.options].some((option) => option.value === group);
  if (known) {
    form.group.value = group;
    served ? form.requestSubmit() : filter();
  }
});

/* Open, show and move to what the address names. */
function follow() {
  const name = location.hash.slice(1);
  const target = name && document.getElementById(name);
  if (!target) {
    const query = new URLSearchParams(location.search);
    if (served && /^[0-9a-f]{16}$/.test(name) && !query.has("finding")) {
      location.replace(`?finding=${name}#${name}`);
    }
    return;
  }
  if (!served && target.closest("[hidden]")) {
    form.reset();
    filter();
  }
  for (let part = target; part; part = part.parentElement) {
    if (part instanceof HTMLDetailsElement) part.open = true;
  }
  // Twice: what comes into view gets its true height only when it is drawn.
  target.scrollIntoView();
  requestAnimationFrame(() => target.scrollIntoView());
  if (target.matches(".card, .story")) target.focus({ preventScroll: true });
}

addEventListener("hashchange", follow);
follow();

/* Lay the full text over the page, at the sentence that a link names. */
const reader = document.getElementById("reader");
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".read a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const sentence = document.getElementById(link.hash.slice(1));
  if (!sentence) return;
  event.preventDefault();
  read(sentence);
});

function read(sentence) {
  const text = sentence.closest(".text");
  const copy = text.cloneNode(true);
  const current = copy.querySelector(`#${CSS.escape(sentence.id)}`);
  copy.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
  copy.querySelector(".headline")?.remove();
  current.classList.add("current");
  const [heading, page] = [reader.querySelector("h2"), reader.querySelector(".text")];
  heading.textContent = text.querySelector(".headline")?.textContent ?? "Full text";
  page.lang = text.lang || "en";
  page.replaceChildren(...copy.childNodes);
  reader.showModal();
  current.scrollIntoView({ block: "center" });
}

/* A result may grow while its page is read: say so, and leave it to the reader to reload. */
const growth = document.getElementById("growth");

async function look() {
  if (document.hidden || growth.hasChildNodes()) return;
  const answer = await fetch("state", { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || (await answer.text()) === growth.dataset.state) return;
  const reload = document.createElement("button");
  reload.textContent = "Reload";
  reload.addEventListener("click", () => location.reload());
  growth.replaceChildren("The result has changed.", reload);
}

if (growth) {
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
}
