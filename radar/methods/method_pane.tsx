/**
 * A method: its arguments by form or JSON, and the results of its calls.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import type { MethodEntry } from "../../peer.ts";
import { bus } from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import { Icon, IconButton } from "../page/icons.tsx";
import { metaOf } from "../page/meta.ts";
import { Segments } from "../page/segments.tsx";
import { texts } from "../texts.ts";
import { curlCall, jetCall } from "../values/shell.ts";
import { call } from "./calls.ts";
import { type Editing, Fields, JsonArguments } from "./argument_fields.tsx";
import { CallList } from "./call_list.tsx";
import { argumentsJson, argumentsProblem, formOf, problemOf } from "./form.ts";

/** Choices of the time limit, in seconds. */
const LIMITS = [1, 5, 30, 300];

// Kept for the session: what was typed is there again.
const editings = new Map<string, Editing>();

/** See the module. */
export function MethodPane({ entry }: { entry: MethodEntry }) {
  const { path } = entry;
  const meta = metaOf(entry);
  const form = formOf(meta.params);
  const [editing, setEditing] = useState<Editing>(
    editings.get(path) ??
      { asJson: form === undefined, json: "[]", values: {} },
  );
  useEffect(() => {
    setEditing(
      editings.get(path) ??
        { asJson: form === undefined, json: "[]", values: {} },
    );
  }, [path]);
  const [limit, setLimit] = useState(5);
  const change = (next: Partial<Editing>) => {
    const changed = { ...editing, ...next };
    editings.set(path, changed);
    setEditing(changed);
  };
  const asForm = form !== undefined && !editing.asJson;
  const args = asForm ? argumentsJson(form, editing.values) : editing.json;
  const problems = asForm
    ? form.fields.filter((field) =>
      problemOf(field, editing.values[field.name] ?? field.initial) !==
        undefined
    ).length
    : argumentsProblem(args) === undefined
    ? 0
    : 1;
  const allowed = entry.fetchOnly !== true;
  const run = () => {
    if (problems === 0 && allowed && bus.open) void call(path, args, limit);
  };
  return (
    <div
      class="cols"
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.ctrlKey) {
          event.preventDefault();
          run();
        }
      }}
    >
      <div class="scroll" tabIndex={0} role="region" aria-label={texts.call}>
        <form
          class="sec"
          onSubmit={(event) => {
            event.preventDefault();
            run();
          }}
        >
          <header>
            <h3>{texts.arguments}</h3>
            <span class="end">
              {form !== undefined && (
                <Segments
                  label={texts.argumentsAs}
                  value={editing.asJson ? "json" : "form"}
                  choices={[["form", texts.asForm], ["json", texts.asJson]]}
                  onChange={(next) =>
                    change(
                      next === "json"
                        ? { asJson: true, json: args }
                        : { asJson: false },
                    )}
                />
              )}
            </span>
          </header>
          {meta.description !== undefined && (
            <p class="hint described" dir="auto">{meta.description}</p>
          )}
          {asForm
            ? <Fields form={form} editing={editing} change={change} />
            : (
              <JsonArguments
                json={editing.json}
                onChange={(json) => change({ json })}
              />
            )}
        </form>
        <div class="sec">
          <div class="chips">
            <button
              type="button"
              class="btn primary"
              disabled={problems > 0 || !allowed || !bus.open}
              onClick={run}
            >
              {texts.call} <kbd>Ctrl ↵</kbd>
            </button>
            <label class="check" for="time-limit">{texts.timeLimit}</label>
            <select
              id="time-limit"
              class="field btn"
              value={String(limit)}
              onChange={({ currentTarget }) =>
                setLimit(Number(currentTarget.value))}
            >
              {LIMITS.map((one) => (
                <option key={one} value={String(one)}>{`${one} s`}</option>
              ))}
            </select>
          </div>
          <p class="under" role="status">
            {problems > 0 && (
              <>
                <Icon name="info" />
                {texts.attention(problems)}
              </>
            )}
            {!allowed && (
              <>
                <Icon name="lock" />
                {texts.mayNotCall}
              </>
            )}
          </p>
        </div>
        <div class="sec">
          <header>
            <h3>{texts.sentAs}</h3>
            <span class="end">
              <IconButton
                small
                icon="api"
                label={texts.copyCurl}
                onClick={() => void copy(curlCall(location.origin, path, args))}
              />
              <IconButton
                small
                icon="copy"
                label={texts.copyJet}
                onClick={() => void copy(jetCall(path, args))}
              />
            </span>
          </header>
          <pre class="mono dim">{jetCall(path, args)}</pre>
        </div>
      </div>
      <div class="split" />
      <CallList
        path={path}
        again={(args) => void call(path, args, limit)}
        edit={(args) => change({ asJson: true, json: args })}
      />
    </div>
  );
}
