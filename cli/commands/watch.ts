/**
 * `jet watch`: what happens, as it happens.
 *
 * @module
 */
import type { Change, FetchRules, Peer, Row, SortRules } from "../../peer.ts";
import { jsonText } from "../../peer/values/values.ts";
import type { Command } from "../shell/command.ts";
import { type Context, tellConnection } from "../shell/context.ts";
import { countLimit, END_OPTIONS, timeLimit } from "../shell/end_options.ts";
import { Failure, UsageError } from "../../command_line/errors.ts";
import {
  META_OPTION,
  PRESENCE_OPTION,
  readAsked,
  TIMES_OPTION,
} from "../data/asked.ts";
import { changeJson, changeLine, notesOf } from "../print/format.ts";
import { clockText } from "../print/notes.ts";
import { LiveList, rowLines } from "../print/live.ts";
import {
  NOT,
  type Selection,
  selectionsOf,
  withPattern,
} from "../data/patterns.ts";
import { FORMAT } from "../print/template.ts";
import { LIMIT_OPTIONS, readLimits } from "../data/limits.ts";
import { readRules, RULE_OPTIONS, SORT_OPTIONS } from "../data/rules.ts";

/** See the module. */
export const watch: Command = {
  name: "watch",
  summary: "Print what is added, changed and removed",
  details:
    `PATTERN is a path, or a pattern of segments: + is any one, # at the end is
any number of them. Of several patterns one has to match. With an order, the
current list is shown: drawn in its place on a terminal, in a pipe one JSON array
after the other.`,
  operands: [
    { name: "PATTERN", optional: true, many: true, complete: "path" },
  ],
  options: [
    { name: "new", help: "only what happens from now on" },
    NOT,
    FORMAT,
    META_OPTION,
    TIMES_OPTION,
    PRESENCE_OPTION,
    ...END_OPTIONS,
    ...LIMIT_OPTIONS,
    ...RULE_OPTIONS,
    ...SORT_OPTIONS,
  ],
  examples: [
    "jet watch 'house/#'",
    "jet watch 'house/#' garage/door --not 'house/+/raw'",
    "jet watch --starts-with load/ --top 5",
    "jet watch --value-greater-than 90 --new",
    "jet watch 'bench/#' --rate 2 --deadband 1%",
    "jet watch house/door --count 1 --new --for 10",
    "jet watch 'psu/#' --meta --times",
    "jet watch 'psu/#' --format '{clock} {path} {value.level}'",
    "jet watch 'house/#' | jq -r 'select(.event == \"change\") | .path'",
  ],
  connects: true,
  async run(context) {
    const { given } = context;
    const written = readRules(given);
    const more = { ...readLimits(given), ...readAsked(given) };
    const views = selectionsOf(given).map((selection) => ({
      ...selection,
      rules: { ...withPattern(written, selection.pattern), ...more },
    }));
    const count = countLimit(given);
    const { sort } = written;
    const unordered = ["new", NOT.name, FORMAT.name].find((name) =>
      given.has(name)
    );
    if (sort !== undefined && unordered !== undefined) {
      throw new UsageError(`--${unordered} is for watching without an order`);
    }
    if (sort !== undefined && views.length > 1) {
      throw new UsageError("an order takes one PATTERN");
    }
    using end = timeLimit(given);
    await using peer = await context.connect({ reconnect: true });
    tellConnection(peer, context);
    const left = sort === undefined
      ? await watchChanges(peer, views, count, end.signal, context)
      : await watchList(
        peer,
        { ...views[0].rules, sort },
        count,
        end.signal,
        context,
      );
    if (left > 0 && left < Infinity) {
      throw new Failure(`not within ${given.text("for")} s`);
    }
  },
};

interface View extends Selection {
  readonly rules: FetchRules;
}

/** @returns how many of the count are still missing. */
async function watchChanges(
  peer: Peer,
  views: readonly View[],
  count: number,
  end: AbortSignal,
  context: Context,
): Promise<number> {
  const { given, json, out, style } = context;
  const format = given.get(FORMAT);
  const enough = new AbortController();
  const signal = AbortSignal.any([end, enough.signal]);
  let left = count;
  const print = async (change: Change) => {
    if (left <= 0) return;
    left--;
    await out.line(
      format !== undefined
        ? format(change)
        : json
        ? changeJson(change)
        : changeLine(change, new Date(), out.columns, style),
    );
    if (left === 0) enough.abort();
  };
  await Promise.all(
    views.map((view) => watchOne(peer, view, given.has("new"), signal, print)),
  );
  return left;
}

async function watchOne(
  peer: Peer,
  { rules, has }: View,
  onlyNew: boolean,
  end: AbortSignal,
  print: (change: Change) => Promise<void>,
): Promise<void> {
  const fetcher = peer.fetch(rules, { signal: end });
  if (onlyNew) {
    await fetcher.ready.catch((error) => {
      // The time of --for may end before the response to the fetch.
      if (!end.aborted) throw error;
    });
  }
  let known = onlyNew ? fetcher.entries.length : 0;
  for await (const change of fetcher) {
    // An iterator begins with the known entries.
    if (known > 0) {
      known--;
      continue;
    }
    if (has(change.path)) await print(change);
    if (end.aborted) break;
  }
}

/** @returns how many of the count are still missing. */
async function watchList(
  peer: Peer,
  rules: FetchRules & { sort: SortRules },
  count: number,
  end: AbortSignal,
  context: Context,
): Promise<number> {
  const { json, out } = context;
  const fetcher = peer.fetch(rules, { signal: end });
  let left = count;
  if (json) {
    for await (const rows of fetcher) {
      await out.line(listJson(rows));
      if (--left === 0) break;
    }
    return left;
  }
  let shown: readonly Row[] = [];
  const list = new LiveList(out, () => screen(shown, context));
  try {
    for await (const rows of fetcher) {
      shown = rows;
      list.changed();
      if (--left === 0) break;
    }
  } finally {
    list.end();
  }
  return left;
}

function screen(rows: readonly Row[], { out, style, url }: Context): string[] {
  const title = `${url}  ${clockText(new Date()).slice(0, 8)}`;
  return [style.dim(title), ...rowLines(rows, out.columns, style)];
}

function listJson(rows: readonly Row[]): string {
  return jsonText(
    rows.map(({ index, path, type, value, ...rest }) => ({
      index,
      path,
      type,
      value: value,
      ...notesOf(rest),
    })),
  );
}
