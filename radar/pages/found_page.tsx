/**
 * A view of rows that rules find, with the detail of the one that is chosen.
 *
 * @module
 */
import { effect, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { bus } from "../page/app.ts";
import type { TreeController } from "../tree/controller.ts";
import { FoundRows, type Wanted } from "../tree/found.ts";
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
  const controller = useRef<TreeController | undefined>(undefined);
  const state = useSignal({ count: 0, more: false, ready: false });
  const rows = useMemo(() => {
    const made: FoundRows = new FoundRows(bus, {
      rowsChanged: () => {
        controller.current?.rowsChanged();
        state.value = {
          count: made.rows.length,
          more: made.hasMore,
          ready: made.ready,
        };
      },
      valueChanged: (item) => controller.current?.valueChanged(item),
    });
    return made;
  }, []);
  const key = JSON.stringify(wanted);
  useEffect(() => rows.look(wanted), [key]);
  useEffect(() => {
    let generation = bus.generation.peek();
    const stop = effect(() => {
      if (bus.generation.value === generation) return;
      generation = bus.generation.value;
      rows.restart();
    });
    return () => {
      stop();
      rows.close();
    };
  }, []);
  const { count, more, ready } = state.value;
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
