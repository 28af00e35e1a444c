/**
 * One operation of the API: a form, and what its request was answered with.
 *
 * @module
 */
import { useRef, useState } from "preact/hooks";
import { messageOf } from "../../base/narrowing.ts";
import { writeClipboard } from "../page/write_clipboard.ts";
import { exploreTexts as texts } from "../texts.ts";
import {
  curlOf,
  keyOf,
  type Operation,
  type Parameter,
  prepare,
  type Values,
} from "./document.ts";
import { type Answer, send } from "./send.ts";

function Control({ parameter, id, value, onChange }: {
  parameter: Parameter;
  id: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { choices, many } = parameter;
  if (choices.length > 0 && !many) {
    return (
      <select
        class="field"
        id={id}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        <option value="">{texts.notSent}</option>
        {choices.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    );
  }
  const common = {
    id,
    value,
    spellcheck: false,
    autocomplete: "off",
    autocapitalize: "none" as const,
    onInput: (
      { currentTarget }: {
        currentTarget: HTMLInputElement | HTMLTextAreaElement;
      },
    ) => onChange(currentTarget.value),
  };
  return many
    ? <textarea class="field" rows={2} placeholder={texts.lines} {...common} />
    : (
      <div class="field">
        <input class="mono" placeholder={parameter.type} {...common} />
      </div>
    );
}

function AnswerView({ answer }: { answer: Answer }) {
  const { status, type, tag, took, text, running } = answer;
  const kind = running ? "info" : status >= 400 || status === 0 ? "err" : "ok";
  return (
    <section class="explore-answer" aria-live="polite" data-status={status}>
      <p class={`note ${kind}`}>
        <span>
          <b>{status === 0 ? texts.failed : status}</b>
          {type !== "" && ` · ${type}`}
          {tag !== "" && ` · ETag ${tag}`}
          {` · ${Math.round(took)} ms`}
        </span>
      </p>
      {text !== "" && <pre class="explore-text" tabIndex={0}>{text}</pre>}
    </section>
  );
}

/** See the module. */
export function OperationForm({ operation, authorization }: {
  operation: Operation;
  authorization: string;
}) {
  const { id, method, path, summary, description, parameters } = operation;
  const [values, setValues] = useState<Values>({});
  const [answer, setAnswer] = useState<Answer>();
  const [copied, setCopied] = useState("");
  const stop = useRef<(() => void) | undefined>(undefined);
  const set = (key: string, value: string) =>
    setValues((before) => ({ ...before, [key]: value }));
  const prepared = () => {
    const request = prepare(operation, values, authorization);
    const accept = values.accept ?? "";
    if (accept === "") return request;
    return { ...request, headers: { ...request.headers, Accept: accept } };
  };
  const submit = (event: Event) => {
    event.preventDefault();
    stop.current?.();
    stop.current = send(prepared(), setAnswer);
  };
  const copy = () => {
    writeClipboard(curlOf(prepared(), location.origin)).then(
      () => setCopied(texts.copied),
      (error) => setCopied(messageOf(error)),
    );
  };
  const rows = (list: readonly Parameter[]) =>
    list.map((parameter) => {
      const key = keyOf(parameter);
      const field = `${id}-${parameter.in}-${parameter.name}`;
      return (
        <>
          <label key={`${key} label`} for={field}>
            {parameter.name}
            {parameter.in === "header" && <small>{texts.header}</small>}
          </label>
          <div key={key}>
            <Control
              parameter={parameter}
              id={field}
              value={values[key] ?? ""}
              onChange={(value) => set(key, value)}
            />
            {parameter.description !== "" && (
              <p class="hint">{parameter.description}</p>
            )}
          </div>
        </>
      );
    });
  const first = parameters.filter((one) => one.in === "path");
  const selectable = operation.types.filter((type) => !type.includes("*"));
  // The path in the query, and the types, have fields above.
  const others = parameters.filter(({ in: place, name }) =>
    place === "query"
      ? !first.some((one) => one.name === name)
      : place === "header" && (name !== "Accept" || selectable.length < 2)
  );
  return (
    <details class="explore-operation" id={id}>
      <summary>
        <span class="tag mono">{method}</span>
        <code class="cut">{path}</code>
        <span class="dim cut grow">{summary}</span>
      </summary>
      <form onSubmit={submit}>
        <p class="dim">{description}</p>
        <div class="form">
          {rows(first)}
          {operation.body !== undefined && (
            <>
              <label for={`${id}-body`}>{texts.body}</label>
              <div>
                <textarea
                  class="field"
                  id={`${id}-body`}
                  rows={3}
                  spellcheck={false}
                  value={values.body ?? ""}
                  onInput={({ currentTarget }) =>
                    set("body", currentTarget.value)}
                />
                <p class="hint">{operation.body}</p>
              </div>
            </>
          )}
          {selectable.length > 1 && (
            <>
              <label for={`${id}-accept`}>Accept</label>
              <select
                class="field"
                id={`${id}-accept`}
                value={values.accept ?? ""}
                onChange={({ currentTarget }) =>
                  set("accept", currentTarget.value)}
              >
                <option value="">{texts.anyType}</option>
                {selectable.map((type) => (
                  <option key={type} value={type}>{type}</option>
                ))}
              </select>
            </>
          )}
        </div>
        {others.length > 0 && (
          <details class="explore-more" open={others.length <= 3}>
            <summary>{texts.parameters(others.length)}</summary>
            <div class="form">{rows(others)}</div>
          </details>
        )}
        <div class="chips">
          <button type="submit" class="btn primary">{texts.send}</button>
          <button
            type="button"
            class="btn"
            disabled={answer?.running !== true}
            onClick={() => stop.current?.()}
          >
            {texts.stop}
          </button>
          <button type="button" class="btn" onClick={copy}>
            {texts.curl}
          </button>
          <span class="dim" role="status">{copied}</span>
        </div>
      </form>
      {answer !== undefined && <AnswerView answer={answer} />}
    </details>
  );
}
