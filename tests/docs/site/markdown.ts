/**
 * Markdown as GitHub shows it, made into HTML: anchors of headings, tables that
 * scroll, coloured code.
 *
 * @module
 */
// @ts-types="./highlight.d.ts"
import hljs from "npm:highlight.js@11.12.0";
import { Marked, Parser, type Token, type Tokens } from "npm:marked@18.2.1";

/** A heading of a document, or its beginning, with the text below it. */
export interface Section {
  /** Anchor of the heading; empty for the beginning. */
  readonly id: string;
  /** 1 is the document's title. */
  readonly depth: number;
  readonly title: string;
  /** HTML of the section, the heading included. */
  readonly html: string;
}

/** Languages of code blocks that are coloured under another name. */
const LANGUAGES: Readonly<Record<string, string>> = {
  console: "shell",
  sh: "bash",
  haproxy: "nginx",
  caddy: "nginx",
};

/** Anchors of headings, as GitHub makes them. */
class Anchors {
  readonly #used = new Map<string, number>();

  of(title: string): string {
    const anchor = title.toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-");
    const times = this.#used.get(anchor) ?? 0;
    this.#used.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  }
}

/** Escapes text for HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The text of HTML, in a line. */
export function plainText(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&").replace(/\s+/g, " ").trim();
}

/**
 * Code as HTML with classes of highlight.js.
 *
 * @param language Name of a language, or a file's ending; unknown ones stay plain.
 */
export function colouredCode(code: string, language: string): string {
  const known = LANGUAGES[language] ?? language;
  return hljs.getLanguage(known) === undefined
    ? escapeHtml(code)
    : hljs.highlight(code, { language: known }).value;
}

/** The addresses of links and pictures in a document. */
export function addressesOf(text: string): Set<string> {
  const addresses = new Set<string>();
  const marked = new Marked();
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === "link" || token.type === "image") {
      addresses.add(String(token.href));
    }
  });
  return addresses;
}

/**
 * Renders a document.
 *
 * @param resolve Gives the address on the page for one in the document.
 */
export function renderMarkdown(
  text: string,
  resolve: (address: string) => string,
): Section[] {
  const anchors = new Anchors();
  const marked = new Marked({
    renderer: {
      code({ text, lang }: Tokens.Code): string {
        const language = (lang ?? "").split(" ")[0];
        return `<pre><code>${colouredCode(text, language)}</code></pre>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const inner = this.parser.parseInline(tokens);
        return `<a href="${escapeHtml(resolve(href))}">${inner}</a>`;
      },
      image({ href, text }: Tokens.Image): string {
        const source = escapeHtml(resolve(href));
        return `<img src="${source}" alt="${escapeHtml(text)}">`;
      },
    },
  });
  const parser = new Parser(marked.defaults);
  const sections: Section[] = [];
  for (const tokens of bySection(marked.lexer(text))) {
    const [first] = tokens;
    if (first.type !== "heading") {
      const html = wideTables(parser.parse(tokens));
      sections.push({ id: "", depth: 0, title: "", html });
      continue;
    }
    const inner = parser.parseInline(first.tokens ?? []);
    const title = plainText(inner);
    const id = anchors.of(title);
    const depth = Number(first.depth);
    const heading =
      `<h${depth} id="${id}"><a href="#${id}">${inner}</a></h${depth}>`;
    const body = wideTables(parser.parse(tokens.slice(1)));
    sections.push({ id, depth, title, html: `${heading}\n${body}` });
  }
  return sections;
}

/** The tokens of a document, split before its headings. */
function bySection(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  for (const token of tokens) {
    const part = parts.at(-1);
    if (part === undefined || token.type === "heading") parts.push([token]);
    else part.push(token);
  }
  return parts;
}

/** Tables that are wider than a phone scroll by themselves. */
function wideTables(html: string): string {
  return html.replaceAll("<table>", '<div class="table"><table>')
    .replaceAll("</table>", "</table></div>")
    // A table without titles has no row for them.
    .replace(/<thead>\s*<tr>\s*(<th[^>]*><\/th>\s*)+<\/tr>\s*<\/thead>/g, "");
}
