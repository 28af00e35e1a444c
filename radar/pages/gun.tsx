/**
 * The graph of GUN: souls, their keys, and the links between them.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { isRecord } from "../../base/narrowing.ts";
import type { Row } from "../../peer.ts";
import { bus, elementUrl, go, route } from "../page/app.ts";
import { Icon } from "../page/icons.tsx";
import { writeRoute } from "../page/route.ts";
import { Waiting } from "../page/waiting.tsx";
import { texts } from "../texts.ts";
import { kindOf, previewOf } from "../values/kinds.ts";

/** Node of all souls in the namespace of Jet. */
const ROOT = "gun";
/** Properties that are looked at for the list of souls. */
const MAX_PROPERTIES = 1000;

function escapeSegment(segment: string): string {
  return segment.replace(/[%+#/]/gu, encodeURIComponent);
}

function unescapeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function soulUrl(soul: string): string {
  return writeRoute({ view: "gun", path: soul, query: {} });
}

/** The soul that a value links to. */
export function linkOf(value: unknown): string | undefined {
  const soul: unknown = isRecord(value) ? value["#"] : undefined;
  return typeof soul === "string" ? soul : undefined;
}

/** Rows below a path, as they are now. */
function useRows(below: string, depth: number): readonly Row[] | undefined {
  const [rows, setRows] = useState<readonly Row[]>();
  const generation = bus.generation.value;
  useEffect(() => {
    setRows(undefined);
    const fetcher = bus.peer.fetch({
      below,
      depth,
      rate: 5,
      sort: { byPath: true, from: 1, to: MAX_PROPERTIES },
    }, (next) => setRows(next));
    fetcher.ready.then(
      () => setRows((known) => known ?? []),
      () => setRows([]),
    );
    return () => void fetcher.close();
  }, [below, depth, generation]);
  return rows;
}

function Value({ value }: { value: unknown }) {
  const link = linkOf(value);
  if (link !== undefined) {
    return (
      <a href={soulUrl(link)}>
        <Icon name="gun" /> <bdi>{link}</bdi>
      </a>
    );
  }
  const kind = kindOf(value);
  const classes = { number: "v-num", string: "v-str", boolean: "v-bool" };
  const name = kind === "number" || kind === "string" || kind === "boolean"
    ? classes[kind]
    : "v-null";
  return (
    <span class={name}>
      <bdi dir="auto">{previewOf(value)}</bdi>
    </span>
  );
}

function Soul({ soul }: { soul: string }) {
  const below = `${ROOT}/${escapeSegment(soul)}`;
  const rows = useRows(below, 1);
  return (
    <section class="pane show" aria-label={soul}>
      <div class="dhead">
        <div class="path">
          <Icon name="gun" />
          <h2>
            <span class="cut">
              <bdi>{soul}</bdi>
            </span>
          </h2>
        </div>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={soul}>
        {rows === undefined && <Waiting />}
        {rows?.length === 0 && (
          <div class="empty">
            <h2>{texts.noKeys}</h2>
          </div>
        )}
        {rows !== undefined && rows.length > 0 && (
          <table class="t">
            <caption class="vh">{texts.key}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.key}</th>
                <th scope="col">{texts.value}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ path, value }) => (
                <tr key={path}>
                  <td>
                    <a href={elementUrl(path)}>
                      <bdi>{unescapeSegment(path.slice(below.length + 1))}</bdi>
                    </a>
                  </td>
                  <td class="mono">
                    <Value value={value} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

/** See the module. */
export function Page() {
  const { path } = route.value;
  const rows = useRows(ROOT, 2);
  const souls = new Map<string, number>();
  for (const { path: at } of rows ?? []) {
    const [, soul = ""] = at.split("/");
    souls.set(soul, (souls.get(soul) ?? 0) + 1);
  }
  const empty = rows !== undefined && souls.size === 0;
  return (
    <main class="panes two gun">
      <section
        class={`pane side ${path === "" ? "show" : ""}`}
        aria-label={texts.souls}
      >
        <div class="phead">
          <h2>{texts.souls}</h2>
          <span class="count">
            {rows?.length === MAX_PROPERTIES
              ? texts.firstFound(souls.size)
              : souls.size}
          </span>
        </div>
        <form
          class="add-field"
          onSubmit={(event) => {
            event.preventDefault();
            const field = event.currentTarget.elements.namedItem("soul");
            if (field instanceof HTMLInputElement && field.value !== "") {
              go({ view: "gun", path: field.value });
            }
          }}
        >
          <div class="field grow">
            <input
              name="soul"
              autocomplete="off"
              aria-label={texts.openSoul}
              placeholder={texts.openSoul}
            />
          </div>
        </form>
        {rows === undefined && <Waiting />}
        {empty && (
          <div class="empty">
            <h2>{texts.noSouls}</h2>
            {texts.gunOffHint}
          </div>
        )}
        <ul class="scroll" tabIndex={0} aria-label={texts.souls}>
          {[...souls].map(([soul, count]) => {
            const name = unescapeSegment(soul);
            return (
              <li key={soul}>
                <a
                  class="row soul"
                  href={soulUrl(name)}
                  aria-current={name === path ? "page" : undefined}
                >
                  <Icon name="gun" />
                  <span class="name">
                    <bdi>{name}</bdi>
                  </span>
                  <span class="count">{count}</span>
                </a>
              </li>
            );
          })}
        </ul>
      </section>
      <div class="split" />
      {path === ""
        ? (
          <section class="pane">
            <div class="empty">
              <h2>{texts.noSoul}</h2>
            </div>
          </section>
        )
        : <Soul key={path} soul={path} />}
    </main>
  );
}
