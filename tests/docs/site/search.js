/**
 * The search of the documents' site. The index is a script, because pages that
 * are opened as files can't fetch; it is loaded with the first search.
 *
 * @module
 */
const { root } = document.currentScript.dataset;
const field = document.getElementById("search");
const list = document.getElementById("found");
const MAX_FOUND = 12;

// On a phone the list of pages begins closed.
if (matchMedia("(max-width: 900px)").matches) {
  document.querySelector(".pages").open = false;
}

let loading;
function loadIndex() {
  return loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${root}search_index.js`;
    script.onload = () => resolve(globalThis.searchIndex);
    script.onerror = reject;
    document.head.append(script);
  });
}

/** How well a section fits; 0 if one of the words is not in it. */
function score({ page, title, text }, words) {
  let sum = 0;
  for (const word of words) {
    const inTitle = title.toLowerCase().includes(word);
    const inPage = page.toLowerCase().includes(word);
    const times = text.toLowerCase().split(word).length - 1;
    if (!inTitle && !inPage && times === 0) return 0;
    sum += (inTitle ? 20 : 0) + (inPage ? 8 : 0) + Math.min(times, 5);
  }
  return sum;
}

/** A piece of the text around the first word that is in it. */
function excerpt(text, words) {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word))
    .filter((place) => place !== -1);
  const from = Math.max(0, Math.min(...places, text.length) - 40);
  return (from > 0 ? "…" : "") + text.slice(from, from + 140);
}

function entry({ page, title, url, text }, words) {
  const link = document.createElement("a");
  link.href = root + url;
  const name = document.createElement("strong");
  name.textContent = title === page ? title : `${page} › ${title}`;
  const piece = document.createElement("span");
  piece.textContent = excerpt(text, words);
  link.append(name, piece);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

async function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    list.hidden = true;
    return;
  }
  const index = await loadIndex();
  const found = index.map((section) => ({
    section,
    fits: score(section, words),
  })).filter(({ fits }) => fits > 0).sort((a, b) => b.fits - a.fits)
    .slice(0, MAX_FOUND).map(({ section }) => entry(section, words));
  if (found.length === 0) {
    const nothing = document.createElement("li");
    nothing.textContent = "Nothing has all these words.";
    found.push(nothing);
  }
  list.replaceChildren(...found);
  list.hidden = false;
}

function move(step) {
  const links = [...list.querySelectorAll("a")];
  const index = links.indexOf(document.activeElement) + step;
  if (index < 0) field.focus();
  else links[Math.min(index, links.length - 1)]?.focus();
}

field.addEventListener("input", search);
document.addEventListener("keydown", (event) => {
  const inSearch = event.target.closest?.("search") !== null;
  if (event.key === "/" && !inSearch) {
    event.preventDefault();
    field.focus();
  } else if (event.key === "Escape" && inSearch) {
    list.hidden = true;
    field.blur();
  } else if (inSearch && event.key === "ArrowDown") {
    event.preventDefault();
    move(1);
  } else if (inSearch && event.key === "ArrowUp") {
    event.preventDefault();
    move(-1);
  } else if (event.target === field && event.key === "Enter") {
    list.querySelector("a")?.click();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("search") === null || event.target.closest("a")) {
    list.hidden = true;
  }
});
