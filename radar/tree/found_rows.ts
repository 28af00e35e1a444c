/**
 * Rows that rules find, as components use them.
 *
 * @module
 */
import { effect, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { bus } from "../page/app.ts";
import type { TreeController } from "./controller.ts";
import { FoundRows, type Wanted } from "./found.ts";

/** How far a search has come. */
export interface FoundState {
  /** Elements found so far. */
  readonly count: number;
  /** Rows, those of nodes and of what is expected too. */
  readonly rows: number;
  readonly more: boolean;
  /** Whether all that is there now has been found. */
  readonly ready: boolean;
}

/**
 * Searches while the component is shown, anew with each connection.
 *
 * @param wanted What is searched for; what was before goes on if undefined.
 */
export function useFoundRows(wanted: Wanted | undefined): {
  rows: FoundRows;
  controller: RefObject<TreeController | undefined>;
  state: FoundState;
} {
  const controller = useRef<TreeController | undefined>(undefined);
  const state = useSignal<FoundState>({
    count: 0,
    rows: 0,
    more: false,
    ready: false,
  });
  const rows = useMemo(() => {
    const made: FoundRows = new FoundRows(bus, {
      rowsChanged: () => {
        controller.current?.rowsChanged();
        state.value = {
          count: made.count,
          rows: made.rows.length,
          more: made.hasMore,
          ready: made.ready,
        };
      },
      valueChanged: (item) => controller.current?.valueChanged(item),
    });
    return made;
  }, []);
  const key = JSON.stringify(wanted);
  useEffect(() => {
    if (wanted !== undefined) rows.look(wanted);
  }, [key]);
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
  return { rows, controller, state: state.value };
}
