// Shows whatever is on the bus. What an element looks like follows from what it
// says of itself; nothing here knows any path.
import { connect } from "/page.js";
import { describe, describesOthers } from "/describe.js";
import { cardFor } from "/cards.js";

const peer = connect("dashboard");
const groups = document.querySelector("#groups");
const filter = document.querySelector("#filter");
const count = document.querySelector("#count");
const empty = document.querySelector("#empty");

/** What is shown, by paths. */
const cards = new Map();
/** Values of states that describe others. */
const descriptions = new Map();
/** The sections of the page, by the names of groups. */
const sections = new Map();
const valueOf = (path) => descriptions.get(path);

// Ten changes of an element a second are more than can be seen.
const rules = { meta: true, times: true, presence: true, rate: 10 };
// Without a daemon the page says so itself.
peer.info().then(follow, () => {});

/** Shows signals as such where the daemon has them, not as states that flash. */
function follow() {
  if (peer.daemon?.features.signal === true) {
    rules.type = ["state", "method", "signal"];
  }
  peer.fetch(rules, (change) => {
    if (describesOthers(change.path)) described(change);
    else if (change.event === "remove") removed(change.path);
    else show(change);
    tidy();
  });
}

/** A state that describes others has come, changed or gone. */
function described({ path, event, value }) {
  if (event === "remove") descriptions.delete(path);
  else descriptions.set(path, value);
  for (const { entry } of [...cards.values()]) {
    show({ ...entry, event: "meta" });
  }
}

function show({ event, ...entry }) {
  let shown = cards.get(entry.path);
  const about = describe(entry, valueOf);
  const kind = JSON.stringify(about);
  if (shown !== undefined && shown.kind !== kind) {
    // It is something else now: another unit, a longer object.
    removed(entry.path);
    shown = undefined;
  }
  if (shown === undefined) {
    shown = { kind, about, card: cardFor(peer, entry.path, about), entry };
    cards.set(entry.path, shown);
    place(shown);
    event = "add";
  }
  shown.entry = entry;
  shown.card.update(entry, event);
}

function removed(path) {
  cards.get(path)?.card.element.remove();
  cards.delete(path);
}

/** Puts a card where it belongs among its neighbours. */
function place({ about, card, entry }) {
  const section = sections.get(about.group) ?? begin(about.group);
  const mine = [about.order, about.title, entry.path];
  card.element.order = mine;
  const next = [...section.children].find(({ order }) => before(mine, order));
  section.insertBefore(card.element, next ?? null);
}

/** A new group, in the order of the names. */
function begin(name) {
  const section = document.createElement("section");
  const title = document.createElement("h2");
  title.textContent = name || "Bus";
  const grid = document.createElement("div");
  grid.className = "grid";
  section.append(title, grid);
  section.name = name;
  const next = [...groups.children].find((other) => other.name > name);
  groups.insertBefore(section, next ?? null);
  sections.set(name, grid);
  return grid;
}

function before(one, other) {
  for (const [at, mine] of one.entries()) {
    if (mine !== other[at]) return mine < other[at];
  }
  return false;
}

let tidying = false;

/** Hides what is filtered out, and groups that have nothing to show. */
function tidy() {
  if (tidying) return;
  tidying = true;
  requestAnimationFrame(() => {
    tidying = false;
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const [path, { about, card }] of cards) {
      const text = `${path} ${about.title} ${about.group}`.toLowerCase();
      card.element.hidden = !text.includes(wanted);
      if (!card.element.hidden) shown++;
    }
    for (const [name, grid] of sections) {
      if (grid.children.length === 0) {
        grid.parentElement.remove();
        sections.delete(name);
      } else {
        grid.parentElement.hidden = ![...grid.children].some((card) =>
          !card.hidden
        );
      }
    }
    count.textContent = `${shown} of ${cards.size}`;
    empty.hidden = cards.size > 0;
  });
}

filter.addEventListener("input", tidy);
// Ages and plots go on without changes.
setInterval(() => {
  if (document.hidden) return;
  for (const { card } of cards.values()) card.tick();
}, 1000);
