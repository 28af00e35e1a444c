/**
 * The groups that the bus itself names, as the old Radar knows them: the state
 * `_radarGroups` is a list of titles with their rules.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { claimed, isRecord } from "../../base/narrowing.ts";
import type { FetchRules } from "../../peer.ts";
import type { Watch } from "../bus/watches.ts";
import { route, watches, wide } from "../page/app.ts";
import { writeRoute } from "../page/route.ts";
import { Board } from "../plots/board.tsx";
import { texts } from "../texts.ts";
import { exactJson } from "../values/exact.ts";
import { FoundPage } from "./found_page.tsx";

/** Path of the state with the groups. */
const GROUPS_PATH = "_radarGroups";

/** A group. */
export interface BusGroup {
  readonly title: string;
  readonly rules: FetchRules;
}

/** Reads the groups; what is none is left out. */
export function readGroups(value: unknown): BusGroup[] {
  const read: unknown = JSON.parse(exactJson(value ?? null));
  if (!Array.isArray(read)) return [];
  const groups: BusGroup[] = [];
  for (const one of read) {
    if (!isRecord(one) || typeof one.title !== "string") continue;
    if (!isRecord(one.expression)) continue;
    // The daemon checks the rules; an order of their own is not wanted here.
    const { sort: _, ...rules } = one.expression;
    groups.push({ title: one.title, rules: claimed<FetchRules>(rules) });
  }
  return groups;
}

/** See the module. */
export function Page() {
  const [watch, setWatch] = useState<Watch>();
  useEffect(() => {
    const acquired = watches.acquire(GROUPS_PATH);
    setWatch(acquired);
    return () => watches.release(acquired);
  }, []);
  const groups = readGroups(watch?.entry.value?.value);
  const { path } = route.value;
  const group = groups.find(({ title }) => title === path) ?? groups[0];
  if (group === undefined) {
    return (
      <main class="pane">
        <div class="empty">
          <h2>{texts.groups}</h2>
          {watch?.known.value === true && texts.noGroups}
        </div>
      </main>
    );
  }
  return (
    <FoundPage
      beside={wide.value ? <Board /> : undefined}
      id="group"
      title={group.title}
      wanted={{ rules: [group.rules], flat: true }}
      empty={
        <div class="empty">
          <h2>{texts.noMatch(group.title)}</h2>
        </div>
      }
    >
      <nav class="chips" aria-label={texts.groups}>
        {groups.map(({ title }) => (
          <a
            key={title}
            class="chip"
            href={writeRoute({ view: "group", path: title, query: {} })}
            aria-current={title === group.title ? "page" : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
    </FoundPage>
  );
}
