/**
 * Sets a state: a field by the type of its value, and below it what the owner
 * answered.
 *
 * @module
 */
import type { StateEntry } from "../../peer.ts";
import { ConnectionClosed, JetError } from "../../peer.ts";
import { useEffect, useMemo, useState } from "preact/hooks";
import { isRecord } from "../../base/narrowing.ts";
import type { Watch } from "../bus/watches.ts";
import { announced, bus, loginShown, now } from "../page/app.ts";
import { Icon } from "../page/icons.tsx";
import { ownerOf } from "../page/owners.ts";
import { Segments } from "../page/segments.tsx";
import { texts } from "../texts.ts";
import { exactJson } from "../values/exact.ts";
import { formatAge, kindOf, previewOf } from "../values/kinds.ts";
import {
  type Draft,
  draftOf,
  dropDraft,
  type EditMode,
  keepDraft,
} from "../page/drafts.ts";
import { fieldText, modeOf, readField } from "./edit.ts";
import { describeBounds } from "../methods/form.ts";
import { brokenFields, memberFields } from "./members.ts";
import { ObjectForm } from "./object_form.tsx";
import { ValueField } from "./value_field.tsx";
import { PlaceButton } from "../show/json_area.tsx";
import type { ShownMeta } from "../page/meta.ts";

/** Time after which a spinner is shown, in ms. */
const SPINNER_MS = 300;

/** What came of a set. */
export type Answer =
  | {
    readonly kind: "taken";
    readonly sent: string;
    readonly text: string;
    readonly took: number;
  }
  | {
    readonly kind: "warned";
    readonly sent: string;
    readonly text: string;
    readonly took: number;
  }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "unknown" };

interface EditorProps {
  watch: Watch;
  entry: StateEntry;
  meta: ShownMeta;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof JetError && isRecord(error.data)) {
    if (error.data.conflict !== undefined) return texts.changedMeanwhile;
  }
  const name = error instanceof JetError ? error.constructor.name : error.name;
  return `${error.name === "Error" ? name : error.name}: ${error.message}`;
}

function focusTree(): void {
  const tree = document.querySelector("[role=tree]");
  if (tree instanceof HTMLElement) tree.focus();
}

/** See the module. */
export function Editor({ watch, entry, meta }: EditorProps) {
  const { path } = entry;
  const [answer, setAnswer] = useState<Answer>();
  const [sending, setSending] = useState(false);
  const [slow, setSlow] = useState(false);
  const [guard, setGuard] = useState(false);
  const [decided, setDecided] = useState(false);
  const [asJson, setAsJson] = useState(false);
  const draft = draftOf(path);
  const natural = modeOf(entry.value);
  const mode: EditMode = asJson ? "json" : draft?.mode ?? natural;
  const current = exactJson(entry.value);
  const conflict = draft !== undefined && draft.base !== current && !sending;
  const text = draft?.text ?? fieldText(entry.value, mode);
  const read = readField(text, mode);
  const fields = useMemo(() => memberFields(meta.schema), [entry.meta]);
  const asForm = natural === "json" && !asJson && fields !== undefined &&
    isRecord(entry.value) && "value" in read && isRecord(read.value);
  const broken = asForm ? brokenFields(fields, draft?.typed ?? {}) : [];
  const refused = "error" in read
    ? read
    : broken.length > 0
    ? { error: texts.attention(broken.length), position: undefined }
    : undefined;
  const open = bus.open;
  const locked = entry.fetchOnly === true;
  // It is shown above, and a field that can't be changed adds nothing to that.
  const repeated = locked &&
    (mode === "json" || kindOf(entry.value) === "bytes");
  const owner = ownerOf(path, true).value;

  useEffect(() => {
    if (conflict && !decided) setGuard(true);
  }, [conflict]);
  useEffect(() => {
    if (draft === undefined) setDecided(false);
  }, [draft === undefined]);
  useEffect(() => setAnswer(undefined), [path]);

  const edit = (next: string, typed?: Readonly<Record<string, string>>) => {
    setAnswer(undefined);
    const same = next === fieldText(entry.value, mode);
    const sound = brokenFields(fields ?? [], typed ?? {}).length === 0;
    if (same && sound && !conflict) return dropDraft(path);
    keepDraft(path, {
      text: next,
      mode,
      typed,
      base: draft?.base ?? current,
      revision: draft?.revision ?? entry.revision,
    });
  };
  const revert = () => {
    dropDraft(path);
    setAnswer(undefined);
    setGuard(false);
  };
  const send = async () => {
    if (!("value" in read) || refused !== undefined) return;
    if (sending || locked || !open) return;
    const started = performance.now();
    setSending(true);
    const timer = setTimeout(() => setSlow(true), SPINNER_MS);
    const revision = guard ? draft?.revision : undefined;
    try {
      const { warning } = await bus.peer.set(path, read.value, {
        ...revision === undefined ? {} : { if: { revision } },
      });
      const took = Math.round(performance.now() - started);
      const text = warning?.message ?? "";
      const kind = warning === undefined || warning.code === 1
        ? "taken"
        : "warned";
      setAnswer({ kind, sent: read.json, text, took });
      dropDraft(path);
      setGuard(false);
      announced.value = `${texts.taken} ${text}`;
    } catch (error) {
      const lost = error instanceof ConnectionClosed;
      const text = describe(error);
      setAnswer(lost ? { kind: "unknown" } : { kind: "refused", text });
      announced.value = lost ? texts.notKnown : text;
    } finally {
      clearTimeout(timer);
      setSending(false);
      setSlow(false);
    }
  };
  const rebase = () => {
    if (draft === undefined) return;
    keepDraft(path, { ...draft, base: current, revision: entry.revision });
    setGuard(false);
    setDecided(true);
  };

  const state = refused !== undefined && draft !== undefined
    ? "bad"
    : answer?.kind === "refused"
    ? "bad"
    : answer?.kind === "warned"
    ? "warned"
    : locked
    ? "off"
    : draft !== undefined
    ? "dirty"
    : "";
  return (
    <form
      class="sec editor"
      data-state={state}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          if (draft === undefined) focusTree();
          else revert();
        } else if (event.key === "Enter" && event.ctrlKey) {
          void send();
        }
      }}
    >
      <header>
        <h3>
          <label for="set-field">{texts.set}</label>
        </h3>
        <span class="dim">
          {texts.asksOwner(owner?.name ?? texts.theOwner)}
        </span>
        <span class="end">
          {!locked && (natural !== "json" || fields !== undefined) && (
            <Segments
              label={texts.editAs}
              value={asJson ? "json" : "form"}
              choices={[["form", texts.asForm], ["json", texts.asJson]]}
              onChange={(next) => {
                setAsJson(next === "json");
                // The text of an object is the same in both.
                if (natural !== "json") dropDraft(path);
              }}
            />
          )}
        </span>
      </header>
      {asForm && !repeated && (
        <ObjectForm
          fields={fields}
          value={entry.value}
          json={text}
          typed={draft?.typed ?? {}}
          locked={locked || sending}
          onChange={edit}
        />
      )}
      {!repeated && (
        <ValueField
          {...{ text, mode, state, meta, edit, locked, asForm }}
          value={entry.value}
          readOnly={sending}
          spinning={slow}
          position={refused?.position}
        >
          <button
            type="submit"
            class="btn primary"
            disabled={locked || !open || refused !== undefined || sending ||
              draft === undefined}
          >
            {texts.set} <kbd>{mode === "json" && !asForm ? "Ctrl ↵" : "↵"}</kbd>
          </button>
          <button
            type="button"
            class="btn"
            disabled={draft === undefined}
            onClick={revert}
          >
            {texts.revert} <kbd>Esc</kbd>
          </button>
        </ValueField>
      )}
      {conflict && (guard || !decided) && (
        <Conflict
          draft={draft}
          watch={watch}
          entry={entry}
          onTake={revert}
          onKeep={rebase}
        />
      )}
      {draft !== undefined && entry.revision !== undefined && (
        <label class="check">
          <input
            type="checkbox"
            checked={guard}
            onChange={({ currentTarget }) => {
              setGuard(currentTarget.checked);
              setDecided(true);
            }}
          />
          {texts.onlyIfUnchanged}
        </label>
      )}
      <Under
        answer={answer}
        problem={draft !== undefined ? refused : undefined}
        locked={locked}
        value={current}
        bounds={mode === "number" ? describeBounds(meta.min, meta.max) : ""}
      />
    </form>
  );
}

function Conflict({ draft, watch, entry, onTake, onKeep }: {
  draft: Draft;
  watch: Watch;
  entry: StateEntry;
  onTake: () => void;
  onKeep: () => void;
}) {
  const [compared, setCompared] = useState(false);
  return (
    <div class="note info" role="status">
      <Icon name="info" />
      <div>
        {texts.changedTo} <b class="mono">{previewOf(entry.value)}</b>{" "}
        {texts.changedAgo(formatAge(now.value - watch.at))}
        {compared && (
          <pre class="compare">
            <span class="t-err">− {exactJson(entry.value, 2)}</span>
            {"\n"}
            <span class="t-ok">+ {draft.text}</span>
          </pre>
        )}
        <div class="acts">
          <button type="button" class="btn sm" onClick={onTake}>
            {texts.take}
          </button>
          <button type="button" class="btn sm" onClick={onKeep}>
            {texts.keepMine}
          </button>
          <button
            type="button"
            class="btn ghost sm"
            aria-expanded={compared}
            onClick={() => setCompared(!compared)}
          >
            {texts.compare}
          </button>
        </div>
      </div>
    </div>
  );
}

function Under({ answer, problem, locked, value, bounds }: {
  answer: Answer | undefined;
  problem: { readonly error: string; readonly position?: number } | undefined;
  locked: boolean;
  value: string;
  bounds: string;
}) {
  if (problem !== undefined) {
    return (
      <p class="under t-err" id="set-answer" role="status">
        <Icon name="err" />
        <span>{problem.error}</span>
        <PlaceButton id="set-field" position={problem.position} />
      </p>
    );
  }
  if (locked) {
    // Without users a login changes nothing.
    const hasUsers = bus.info.value?.features.authentication === true;
    const mayHelp = hasUsers && bus.user.value === "";
    return (
      <p class="under" id="set-answer">
        <Icon name="lock" />
        <span>
          {mayHelp ? texts.needsLogin : texts.cannotSet}
          {mayHelp && (
            <>
              {" – "}
              <button
                type="button"
                class="btn link sm"
                onClick={() => loginShown.value = true}
              >
                {texts.login}
              </button>
            </>
          )}
        </span>
      </p>
    );
  }
  switch (answer?.kind) {
    case "taken":
    case "warned": {
      const warned = answer.kind === "warned";
      const other = answer.sent !== value;
      return (
        <p
          class={`under ${warned ? "t-warn" : "t-ok"}`}
          id="set-answer"
          role="status"
          data-answer={answer.kind}
        >
          <Icon name={warned ? "warn" : "check"} />
          <span>
            <bdi>{short(answer.sent)}</bdi>{" "}
            {other ? texts.takenAs : texts.taken}
            {other && (
              <>
                {" "}
                <b class="mono">{short(value)}</b>
              </>
            )}
          </span>
          <span class="dim">
            {answer.text !== "" && (
              <>
                “<bdi>{answer.text}</bdi>” ·{" "}
              </>
            )}
            {texts.tookMs(answer.took)}
          </span>
        </p>
      );
    }
    case "refused":
      return (
        <p
          class="under t-err"
          id="set-answer"
          role="status"
          data-answer="refused"
        >
          <Icon name="err" />
          <bdi>{answer.text}</bdi>
        </p>
      );
    case "unknown":
      return (
        <div
          class="note warn"
          id="set-answer"
          role="status"
          data-answer="unknown"
        >
          <Icon name="warn" />
          <div>
            {texts.notKnown} <b class="mono">{short(value)}</b>
          </div>
        </div>
      );
  }
  return <p class="under dim" id="set-answer" role="status">{bounds}</p>;
}

function short(json: string): string {
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
