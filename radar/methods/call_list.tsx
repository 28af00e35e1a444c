/**
 * The calls of a method with their results, newest first.
 *
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import { now } from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import { Icon } from "../page/icons.tsx";
import { JsonView } from "../show/json_view.tsx";
import { texts } from "../texts.ts";
import { exactJson } from "../values/exact.ts";
import { formatAge, previewOf } from "../values/kinds.ts";
import { type Call, callsOf } from "./calls.ts";
import { jetCall } from "../values/shell.ts";
import { briefly } from "./form.ts";

/** See the module. */
export function CallList({ path, again, edit }: {
  path: string;
  again: (args: string) => void;
  edit: (args: string) => void;
}) {
  const list = callsOf(path);
  const calls = list.value;
  return (
    <div class="pane">
      <div class="phead">
        <h2>{texts.calls}</h2>
        <span class="count">{texts.lastCalls(calls.length)}</span>
        <span class="grow" />
        <button
          type="button"
          class="btn ghost sm"
          onClick={() =>
            list.value = calls.filter(({ outcome }) =>
              outcome.kind === "running"
            )}
        >
          <Icon name="clear" />
          {texts.clear}
        </button>
      </div>
      {calls.length === 0 && (
        <div class="empty">
          <h2>{texts.noCalls}</h2>
          {texts.noCallsHint}
        </div>
      )}
      <ul class="scroll" tabIndex={0} aria-label={texts.calls}>
        {calls.map((one, i) => (
          <li key={one.id}>
            <CallItem call={one} first={i === 0} again={again} edit={edit} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const MARKS = {
  done: ["t-ok", "check", texts.done],
  failed: ["t-err", "err", texts.failed],
  unknown: ["t-warn", "warn", texts.unknownOutcome],
} as const;

function CallItem(
  { call: { args, at, took, outcome, abort, path }, first, again, edit }: {
    call: Call;
    first: boolean;
    again: (args: string) => void;
    edit: (args: string) => void;
  },
) {
  const box = useRef<HTMLDetailsElement>(null);
  const done = outcome.kind !== "running";
  useEffect(() => {
    if (box.current !== null && first) box.current.open = true;
  }, [done]);
  const brief = briefly(args);
  if (outcome.kind === "running") {
    return (
      <div class="call">
        <div class="sum">
          <span class="tw" />
          <span class="spin" />
          <span class="vh">{texts.running}</span>
          <code class="cut mono">{brief}</code>
          <span class="dim grow cut">{texts.running}</span>
          <span class="took">{formatAge(Math.max(now.value, at) - at)}</span>
          <button type="button" class="btn sm" onClick={() => abort.abort()}>
            {texts.cancel}
          </button>
        </div>
      </div>
    );
  }
  const [colour, icon, word] = MARKS[outcome.kind];
  const said = outcome.kind === "done"
    ? previewOf(outcome.result)
    : outcome.kind === "failed"
    ? `${outcome.name}: ${outcome.message}`
    : texts.linkLost;
  return (
    <details class="call" ref={box} data-outcome={outcome.kind}>
      <summary>
        <span class="tw">
          <Icon name="chev" />
        </span>
        <span class={colour}>
          <Icon name={icon} />
          <span class="vh">{word}</span>
        </span>
        <code class="cut mono">{brief}</code>
        <span class="dim">→</span>
        <code class="cut grow">{said}</code>
        <span class="took">
          {outcome.kind === "unknown" ? "–" : texts.tookMs(took)}
        </span>
        <span class="age">{formatAge(Math.max(now.value, at) - at)}</span>
      </summary>
      <div class="in">
        {outcome.kind === "done" && <JsonView value={outcome.result} />}
        {outcome.kind === "failed" && (
          <dl class="kv">
            <dt>{texts.errorName}</dt>
            <dd class="t-err">{outcome.name}</dd>
            {outcome.code !== undefined && (
              <>
                <dt>{texts.errorCode}</dt>
                <dd class="mono">{outcome.code}</dd>
              </>
            )}
            <dt>{texts.errorMessage}</dt>
            <dd dir="auto">{outcome.message}</dd>
            {outcome.data !== undefined && (
              <>
                <dt>{texts.errorData}</dt>
                <dd class="mono">{exactJson(outcome.data)}</dd>
              </>
            )}
            <dt>{texts.arguments}</dt>
            <dd class="mono">{args}</dd>
          </dl>
        )}
        <div class="chips">
          <button type="button" class="btn sm" onClick={() => again(args)}>
            {texts.runAgain}
          </button>
          <button type="button" class="btn sm" onClick={() => edit(args)}>
            {texts.edit}
          </button>
          {outcome.kind === "done" && (
            <button
              type="button"
              class="btn ghost sm"
              onClick={() => void copy(exactJson(outcome.result))}
            >
              {texts.copyResult}
            </button>
          )}
          <button
            type="button"
            class="btn ghost sm"
            onClick={() => void copy(jetCall(path, args))}
          >
            {texts.copyJet}
          </button>
        </div>
      </div>
    </details>
  );
}
