/**
 * The frame of each page of the documents' site.
 *
 * @module
 */
import { escapeHtml } from "./markdown.ts";

/** A link of the navigation. */
export interface NavigationLink {
  readonly title: string;
  /** Path of a page from the folder of the site, or an anchor. */
  readonly page: string;
}

/** Links below a title. */
export interface Group {
  readonly title: string;
  readonly links: readonly NavigationLink[];
}

/** What a page shows. */
export interface PageContent {
  /** Its path from the folder of the site. */
  readonly path: string;
  readonly title: string;
  /** HTML of the document. */
  readonly body: string;
  readonly groups: readonly Group[];
  /** The sections of the page. */
  readonly contents: readonly NavigationLink[];
}

/** The relative address of a page on another. */
export function pathBetween(from: string, to: string): string {
  const here = from.split("/").slice(0, -1);
  const there = to.split("/");
  let common = 0;
  while (
    common < here.length && common < there.length - 1 &&
    here[common] === there[common]
  ) common++;
  const up = "../".repeat(here.length - common);
  return up + there.slice(common).map(encodeURIComponent).join("/");
}

/** Makes a page. */
export function page(content: PageContent): string {
  const { path, title, body, groups, contents } = content;
  const root = "../".repeat(path.split("/").length - 1);
  const name = title === "Jet" ? "Jet" : `${title} · Jet`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(name)}</title>
<link rel="stylesheet" href="${root}style.css">
<script src="${root}search.js" data-root="${root}" defer></script>
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>
<a class="home" href="${root}index.html">Jet</a>
<search><input type="search" id="search" placeholder="Search ( / )" aria-label="Search" autocomplete="off"><ol id="found" hidden></ol></search>
</header>
<div class="columns">
<details class="pages" open>
<summary>Pages</summary>
<nav aria-label="Pages">
${groups.map((group) => navigation(group, path)).join("\n")}
</nav>
</details>
<main id="text">
${body}
${neighbours(groups, path)}
</main>
${sections(contents)}
</div>
</body>
</html>
`;
}

function navigation({ title, links }: Group, path: string): string {
  const items = links.map((link) => {
    const current = link.page === path ? ' aria-current="page"' : "";
    const href = pathBetween(path, link.page);
    return `<li><a href="${href}"${current}>${escapeHtml(link.title)}</a></li>`;
  });
  const head = title === "" ? "" : `<h2>${escapeHtml(title)}</h2>\n`;
  return `${head}<ul>\n${items.join("\n")}\n</ul>`;
}

function sections(contents: readonly NavigationLink[]): string {
  if (contents.length < 2) return "";
  const items = contents.map(({ title, page }) =>
    `<li><a href="${page}">${escapeHtml(title)}</a></li>`
  );
  return `<nav class="contents" aria-label="On this page">
<h2>On this page</h2>
<ul>
${items.join("\n")}
</ul>
</nav>`;
}

/** The pages before and after this one in the navigation. */
function neighbours(groups: readonly Group[], path: string): string {
  const links = groups.flatMap(({ links }) => links)
    .filter(({ page }) => !page.startsWith("api/"));
  const index = links.findIndex(({ page }) => page === path);
  if (index === -1) return "";
  const parts = [[links[index - 1], "prev"], [
    links[index + 1],
    "next",
  ]] as const;
  const shown = parts.map(([link, rel]) =>
    link === undefined
      ? "<span></span>"
      : `<a rel="${rel}" href="${pathBetween(path, link.page)}">${
        escapeHtml(link.title)
      }</a>`
  );
  return `<footer>${shown.join("")}</footer>`;
}
