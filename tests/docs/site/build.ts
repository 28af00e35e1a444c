/**
 * Makes a site of the documents, with the reference of all modules, that is
 * read without a server: `deno task docs:site` writes `dist/site`.
 *
 * The pages are README.md and docs/README.md, with every document and source
 * that they lead to. The links of docs/README.md are the navigation.
 *
 * @module
 */
import { dirname, extname, normalize } from "node:path/posix";
import { readManifest, run } from "../../distribution/package.ts";
import { ROOT } from "../../support/runtimes.ts";
import {
  addressesOf,
  colouredCode,
  escapeHtml,
  plainText,
  renderMarkdown,
  type Section,
} from "./markdown.ts";
import { type Group, type NavigationLink, page, pathBetween } from "./page.ts";

/** The list of documents, whose lists are the navigation. */
const INDEX = "docs/README.md";

/** Files of the site itself, beside this module. */
const ASSETS = ["style.css", "search.js"];

const PICTURES = [".png", ".svg"];

/** A document of the checkout, as a page. */
interface Document {
  /** Its path in the checkout. */
  readonly file: string;
  readonly title: string;
  readonly sections: readonly Section[];
}

/** An entry of the search, as `search.js` reads it. */
interface SearchEntry {
  readonly page: string;
  readonly title: string;
  readonly url: string;
  readonly text: string;
}

/** Where a site is written, and what of it. */
export interface SiteOptions {
  /** Absolute path of a folder; what is there goes. */
  readonly folder: string;
  /** Whether the reference is written, too: it takes 35 MB. */
  readonly reference: boolean;
}

/** Makes a site. */
class SiteBuilder {
  readonly #folder: string;
  readonly #repository: string;
  readonly #version: string;
  /** Modules with a reference, and the folders of theirs. */
  readonly #modules = new Map<string, string>();
  readonly #documents = new Map<string, Document>();
  readonly #waiting = ["README.md", INDEX];
  readonly #sources = new Set<string>();
  readonly #pictures = new Set<string>();

  constructor(
    folder: string,
    { repository, version, exports }: {
      repository: string;
      version: string;
      exports: Readonly<Record<string, string>>;
    },
  ) {
    this.#folder = folder;
    this.#repository = repository;
    this.#version = version;
    for (const [name, file] of Object.entries(exports)) {
      if (file === "./cli.ts") continue;
      const inner = name === "." ? "" : `${name.slice(2)}/`;
      this.#modules.set(file.slice(2), `api/${inner}index.html`);
    }
  }

  async build(reference: boolean): Promise<void> {
    for (
      let file = this.#waiting.pop();
      file !== undefined;
      file = this.#waiting.pop()
    ) {
      if (this.#documents.has(file)) continue;
      this.#documents.set(file, await this.#read(file));
    }
    const groups = this.#navigation();
    for (const document of this.#documents.values()) {
      await this.#writeDocument(document, groups);
    }
    for (const file of this.#sources) await this.#writeSource(file, groups);
    for (const file of this.#pictures) {
      await this.#write(file, await Deno.readFile(ROOT + file));
    }
    for (const name of ASSETS) {
      const text = await Deno.readTextFile(new URL(name, import.meta.url));
      await this.#write(name, text);
    }
    const entries = [...this.#documents.values()].flatMap(searchEntries);
    await this.#write(
      "search_index.js",
      `globalThis.searchIndex = ${JSON.stringify(entries)};\n`,
    );
    if (reference) await this.#writeReference();
  }

  async #read(file: string): Promise<Document> {
    const text = await Deno.readTextFile(ROOT + file);
    const targets = new Map<string, string>();
    // Rendering is synchronous.
    for (const address of addressesOf(text)) {
      targets.set(address, await this.#resolve(file, address));
    }
    const sections = renderMarkdown(
      text,
      (address) => targets.get(address) ?? address,
    );
    const title = sections.find(({ depth }) => depth === 1)?.title ?? file;
    return { file, title, sections };
  }

  /** The address on the page of `from` for one that its document has. */
  async #resolve(from: string, address: string): Promise<string> {
    if (/^([a-z]+:|#)/.test(address)) return address;
    const [path, anchor] = address.split("#");
    const file = normalize(`${dirname(from)}/${decodeURIComponent(path)}`)
      .replace(/\/$/, "");
    const target = await this.#target(file, from);
    const hash = anchor === undefined ? "" : `#${anchor}`;
    if (/^https?:/.test(target)) return target + hash;
    return pathBetween(pageOf(from), target) + hash;
  }

  /** The page of a file of the checkout, or its address in the repository. */
  async #target(file: string, from: string): Promise<string> {
    const module = this.#modules.get(file);
    if (module !== undefined) return module;
    const info = await Deno.stat(ROOT + file).catch(() => undefined);
    if (info === undefined) throw new Error(`${from} links to ${file}`);
    if (info.isDirectory) {
      const kind = `tree/v${this.#version}`;
      return `${this.#repository}/${kind}/${file}`;
    }
    if (PICTURES.includes(extname(file))) {
      this.#pictures.add(file);
      return file;
    }
    if (extname(file) === ".md") this.#waiting.push(file);
    else this.#sources.add(file);
    return pageOf(file);
  }

  /** The groups of the index, with the page of each link. */
  #navigation(): Group[] {
    const groups: Group[] = [{
      title: "",
      links: [{ title: "Jet", page: "index.html" }],
    }];
    for (const { depth, title, html } of this.#sectionsOf(INDEX)) {
      if (depth !== 2) continue;
      const links: NavigationLink[] = [];
      for (const [, href, inner] of html.matchAll(LINK)) {
        if (href.startsWith("#")) continue;
        const file = normalize(`docs/${href}`);
        links.push({ title: plainText(inner), page: file });
      }
      groups.push({ title, links });
    }
    const modules = [...this.#modules]
      .map(([title, page]) => ({ title, page }));
    groups.push({ title: "Reference", links: modules });
    return groups;
  }

  #sectionsOf(file: string): readonly Section[] {
    return this.#documents.get(file)?.sections ?? [];
  }

  async #writeDocument(document: Document, groups: Group[]): Promise<void> {
    const { file, title, sections } = document;
    await this.#write(
      pageOf(file),
      page({
        path: pageOf(file),
        title,
        body: sections.map(({ html }) => html).join("\n"),
        groups,
        contents: sections.filter(({ depth }) => depth === 2)
          .map(({ id, title }) => ({ title, page: `#${id}` })),
      }),
    );
  }

  async #writeSource(file: string, groups: Group[]): Promise<void> {
    const text = await Deno.readTextFile(ROOT + file);
    const code = colouredCode(text, extname(file).slice(1));
    await this.#write(
      pageOf(file),
      page({
        path: pageOf(file),
        title: file,
        body: `<h1>${escapeHtml(file)}</h1>\n<pre><code>${code}</code></pre>`,
        groups,
        contents: [],
      }),
    );
  }

  async #writeReference(): Promise<void> {
    const folder = `${this.#folder}/api`;
    await run(Deno.execPath(), [
      ...["doc", "--html", "--name=Jet", `--output=${folder}`],
      ...this.#modules.keys(),
    ], ROOT);
    // A way back to the documents.
    for await (const file of htmlBelow(folder)) {
      const text = await Deno.readTextFile(file);
      const depth = file.slice(this.#folder.length + 1).split("/").length - 1;
      const back = `<a href="${"../".repeat(depth)}docs/index.html" ` +
        'class="contextLink" style="margin-right: 1.5rem">Documentation</a>';
      await Deno.writeTextFile(
        file,
        text.replace('<ul class="breadcrumbs">', `${back}$&`),
      );
    }
  }

  async #write(path: string, content: string | Uint8Array): Promise<void> {
    const file = `${this.#folder}/${path}`;
    await Deno.mkdir(dirname(file), { recursive: true });
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content;
    await Deno.writeFile(file, bytes);
  }
}

const LINK = /<a href="([^"]*)">(.*?)<\/a>/gs;

/** The page of a document or source: `README.md` is its folder's index. */
function pageOf(file: string): string {
  return extname(file) === ".md"
    ? `${file.slice(0, -3).replace(/(^|\/)README$/, "$1index")}.html`
    : `source/${file}.html`;
}

function searchEntries({ file, title, sections }: Document): SearchEntry[] {
  return sections.filter(({ depth }) => depth > 0).map((section) => {
    const heading = /^<h\d.*<\/h\d>\n/.exec(section.html)?.[0] ?? "";
    return {
      page: title,
      title: section.title,
      url: `${pageOf(file)}#${section.id}`,
      text: plainText(section.html.slice(heading.length)),
    };
  });
}

async function* htmlBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* htmlBelow(path);
    else if (name.endsWith(".html")) yield path;
  }
}

/** Writes a site. Throws if a document links to a file that is not there. */
export async function buildSite(options: SiteOptions): Promise<void> {
  const { folder, reference } = options;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await new SiteBuilder(folder, await readManifest()).build(reference);
}

if (import.meta.main) {
  await buildSite({ folder: `${ROOT}dist/site`, reference: true });
  console.log("dist/site/index.html");
}
