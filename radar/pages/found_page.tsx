/**
 * A view of rows that rules find, with the detail of the one that is chosen.
 *
 * @module
 */
import type { ComponentChildren } from "preact";
import type { Wanted } from "../tree/found.ts";
import { useFoundRows } from "../tree/found_rows.ts";
import { RowTree } from "../tree/row_tree.tsx";
import { Waiting } from "../page/waiting.tsx";
import { texts } from "../texts.ts";

interface FoundPageProps {
  id: string;
  title: string;
  wanted: Wanted;
  /** Shown if nothing is found. */
  empty: ComponentChildren;
  children?: ComponentChildren;
  /** Shown at the right. */
  beside?: ComponentChildren;
}

/** See the module. */
export function FoundPage(
  { id, title, wanted, empty, children, beside }: FoundPageProps,
) {
  const { rows, controller, state } = useFoundRows(wanted);
  const { rows: count, more, ready } = state;
  return (
    <main class={`panes ${beside === undefined ? "one" : "halves"}`}>
      <section class="pane side show" aria-label={title}>
        <div class="phead">
          <h2>{title}</h2>
          <span class="count">{count}</span>
          {more && (
            <button
              type="button"
              class="btn link sm"
              onClick={() => rows.more()}
            >
              {texts.showMore}
            </button>
          )}
          <span class="grow" />
          {children}
        </div>
        <RowTree
          id={id}
          label={title}
          source={rows}
          flat
          onReady={(made) => controller.current = made}
        />
        {ready && count === 0 && empty}
        {!ready && count === 0 && wanted.rules.length > 0 && <Waiting />}
        {wanted.rules.length === 0 && count === 0 && !ready && empty}
      </section>
      {beside !== undefined && (
        <>
          <div class="split" />
          {beside}
        </>
      )}
    </main>
  );
}
