/**
 * The messages of one peer: off until it is started, since it costs the daemon
 * something, and ended with the view.
 *
 * @module
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { INSPECT_ID } from "../bus/link.ts";
import { bus, go } from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import { Icon, IconButton } from "../page/icons.tsx";
import { Menu } from "../page/menu.tsx";
import { JsonView } from "../show/json_view.tsx";
import { texts } from "../texts.ts";
import { parseExact } from "../values/exact.ts";
import { hexLines } from "../values/hex.ts";
import { formatBytes, formatCount } from "../values/kinds.ts";
import { commandsOf } from "./commands.ts";
import {
  type LoggedMessage,
  MAX_MESSAGES,
  type MessageFilter,
  MessageLog,
  passes,
} from "./messages.ts";

/** Rows that are in the page at a time. */
const SHOWN_ROWS = 300;
const GROUPS = ["requests", "answers", "events", "other"];

function Direction({ says }: { says: boolean }) {
  return (
    <span class={`dir ${says ? "in" : "out"}`}>
      <Icon name={says ? "out" : "in"} />
      {says ? texts.says : texts.receives}
    </span>
  );
}

function bytesOf({ text, data }: LoggedMessage): Uint8Array {
  return data === ""
    ? new TextEncoder().encode(text)
    : Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
}

function Message({ message, log, onJump, onClose }: {
  message: LoggedMessage;
  log: MessageLog;
  onJump: (n: number) => void;
  onClose: () => void;
}) {
  const value = useMemo(() => {
    try {
      return { json: parseExact(message.text) };
    } catch {
      return undefined;
    }
  }, [message]);
  const answer = log.answerOf(message.n);
  const request = message.request === undefined
    ? undefined
    : log.find(message.request);
  const { jet, curl } = commandsOf(message.text, location.origin);
  return (
    <section class="pane side aside" aria-label={texts.message}>
      <div class="phead">
        <h2>{message.kind}</h2>
        <span class="count">{formatBytes(message.bytes)}</span>
        <span class="grow" />
        <Menu
          label={texts.copyAs}
          button="btn ghost sm icon"
          items={[
            {
              icon: "copy",
              text: texts.copyMessage,
              run: () => void copy(message.text),
            },
            {
              icon: "api",
              text: texts.copyCurl,
              off: curl === undefined,
              run: () => void copy(curl ?? ""),
            },
            {
              icon: "api",
              text: texts.copyJet,
              off: jet === undefined,
              run: () => void copy(jet ?? ""),
            },
          ]}
        >
          <Icon name="copy" />
        </Menu>
        <IconButton small icon="x" label={texts.close} onClick={onClose} />
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={texts.message}>
        <div class="sec">
          <dl class="kv">
            <dt>{texts.peer}</dt>
            <dd>
              <Direction says={message.says} />
            </dd>
            {request !== undefined && (
              <>
                <dt>{texts.askedBy}</dt>
                <dd>
                  <button
                    type="button"
                    class="btn link sm"
                    onClick={() => onJump(request.n)}
                  >
                    {request.n.toLocaleString("en")} {request.kind}
                  </button>{" "}
                  <span class="dim">{texts.before(`${message.took} ms`)}</span>
                </dd>
              </>
            )}
            {answer !== undefined && (
              <>
                <dt>{texts.answeredBy}</dt>
                <dd>
                  <button
                    type="button"
                    class="btn link sm"
                    onClick={() => onJump(answer.n)}
                  >
                    {answer.n.toLocaleString("en")} {answer.kind}
                  </button>
                </dd>
              </>
            )}
            {message.path !== "" && (
              <>
                <dt>{texts.path}</dt>
                <dd class="mono">
                  <bdi>{message.path}</bdi>
                </dd>
              </>
            )}
          </dl>
        </div>
        <div class="sec">
          {message.hidden
            ? <p class="dim">{texts.hiddenMessage}</p>
            : value !== undefined
            ? <JsonView value={value.json} />
            : <pre class="mono">{message.text}</pre>}
          {message.cut && (
            <p class="hint">
              {texts.firstBytes(
                formatBytes(bytesOf(message).length),
                formatBytes(message.bytes),
              )}
            </p>
          )}
        </div>
        {!message.hidden && (
          <div class="sec">
            <header>
              <h3>{texts.bytesTitle}</h3>
            </header>
            <pre class="hex" tabIndex={0}>
              {hexLines(bytesOf(message), 512, 8).map((line) => (
                <>
                  <i>{line.offset}</i>{"  "}{line.hex}{"  "}
                  <b>{line.text}</b>{"\n"}
                </>
              ))}
            </pre>
          </div>
        )}
      </div>
    </section>
  );
}

/** See the module. */
export function Inspector({ id, name }: { id: number; name: string }) {
  const log = useMemo(() => new MessageLog(), []);
  const [, setTick] = useState(0);
  const [running, setRunning] = useState(true);
  const [failure, setFailure] = useState("");
  const [ended, setEnded] = useState(false);
  const [filter, setFilter] = useState<MessageFilter>({
    path: "",
    without: new Set(),
    errorsOnly: false,
  });
  const [chosen, setChosen] = useState<number>();
  const [unseen, setUnseen] = useState(0);
  const [rate, setRate] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const open = bus.state.value.kind === "open";
  useEffect(() => {
    if (!running || !open) return;
    let seen = 0;
    const { peer } = bus;
    bus.onInspected = (report) => {
      const before = log.messages.at(-1)?.n ?? 0;
      log.report(report);
      const added = (log.messages.at(-1)?.n ?? 0) - before;
      seen += added;
      if (!atEnd.current) setUnseen((n) => n + added);
      if (Object(report).ended === true) setEnded(true);
      setTick((tick) => tick + 1);
    };
    peer.call("$jet/inspect", { peer: id, id: INSPECT_ID })
      .then(
        () => setFailure(""),
        (error: unknown) => setFailure(String(error)),
      );
    const timer = setInterval(() => {
      setRate(seen);
      seen = 0;
    }, 1000);
    return () => {
      clearInterval(timer);
      bus.onInspected = () => {};
      // It ends by itself with the connection.
      peer.call("$jet/inspect", { peer: null }).catch(() => {});
    };
  }, [id, running, open]);
  useEffect(() => {
    const { current } = list;
    if (current !== null && atEnd.current) {
      current.scrollTop = current.scrollHeight;
    }
  });
  const found = log.messages.filter((message) => passes(message, filter));
  const rows = found.slice(-SHOWN_ROWS);
  const message = chosen === undefined ? undefined : log.find(chosen);
  // One row is in the order of Tab; the arrows move from it to the others.
  const moved = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { currentTarget } = event;
    if (step === undefined || !(currentTarget instanceof Element)) return;
    event.preventDefault();
    const buttons = [...currentTarget.querySelectorAll("button")];
    const at = buttons.findIndex((one) => one === document.activeElement);
    const row = rows[at + step];
    if (row === undefined) return;
    setChosen(row.n);
    buttons[at + step].focus();
  };
  const toEnd = () => {
    atEnd.current = true;
    setUnseen(0);
  };
  return (
    <section class="rel" aria-label={texts.messagesOf(name)}>
      <div class="tools">
        <h2 class="cut">
          <bdi>{name}</bdi>
        </h2>
        <span class="pill">
          <span
            class={`dot ${running && !ended && failure === "" ? "" : "off"}`}
          />
          {ended ? texts.peerEnded : texts.listening(formatCount(rate))}
        </span>
        <button
          type="button"
          class="btn sm"
          aria-label={running ? texts.pauseInspector : texts.goOn}
          onClick={() => setRunning(!running)}
        >
          <Icon name={running ? "pause" : "plot"} />
          <span class="not-phone">
            {running ? texts.pauseInspector : texts.goOn}
          </span>
        </button>
        <div class="field">
          <Icon name="filter" />
          <input
            aria-label={texts.filterLabel}
            placeholder={texts.filterPath}
            value={filter.path}
            onInput={({ currentTarget }) =>
              setFilter({ ...filter, path: currentTarget.value })}
          />
        </div>
        {GROUPS.map((group) => (
          <button
            key={group}
            type="button"
            class="chip"
            aria-pressed={!filter.without.has(group)}
            onClick={() => {
              const without = new Set(filter.without);
              if (!without.delete(group)) without.add(group);
              setFilter({ ...filter, without });
            }}
          >
            {group}
          </button>
        ))}
        <button
          type="button"
          class="chip hide-m"
          aria-pressed={filter.errorsOnly}
          onClick={() =>
            setFilter({ ...filter, errorsOnly: !filter.errorsOnly })}
        >
          {texts.errorsOnly}
        </button>
        <span class="grow" />
        <span class="count hide-m">
          {texts.ringOf(
            rows.length.toLocaleString("en"),
            MAX_MESSAGES.toLocaleString("en"),
            (log.bytes / 1e6).toFixed(1),
          )}
          {log.dropped > 0 && ` · ${texts.droppedMessages(log.dropped)}`}
        </span>
        <IconButton
          small
          icon="clear"
          label={texts.clear}
          onClick={() => {
            log.clear();
            setUnseen(0);
          }}
        />
        <IconButton
          small
          icon="x"
          label={texts.close}
          onClick={() => go({ view: "peers" })}
        />
      </div>
      {failure !== "" && (
        <p class="under t-err" role="status">
          <Icon name="err" />
          {failure}
        </p>
      )}
      <div class={`insp ${message === undefined ? "alone" : ""}`}>
        <div class="rel">
          <div
            class="scroll"
            tabIndex={0}
            role="region"
            aria-label={texts.messages}
            ref={list}
            onScroll={({ currentTarget }) => {
              const { scrollTop, scrollHeight, clientHeight } = currentTarget;
              atEnd.current = scrollHeight - scrollTop - clientHeight < 8;
              if (atEnd.current && unseen > 0) setUnseen(0);
            }}
          >
            <table class="t tight messages">
              <caption class="vh">{texts.messages}</caption>
              <thead>
                <tr>
                  <th scope="col" class="num">{texts.number}</th>
                  <th scope="col" class="num">{texts.delta}</th>
                  <th scope="col">{texts.peer}</th>
                  <th scope="col">{texts.kind}</th>
                  <th scope="col">{texts.path}</th>
                  <th scope="col" class="num">{texts.bytes}</th>
                  <th scope="col" class="num">{texts.took}</th>
                  <th scope="col">{texts.textColumn}</th>
                </tr>
              </thead>
              <tbody onKeyDown={moved}>
                {rows.map((one, i) => (
                  <tr
                    key={one.n}
                    aria-selected={one.n === chosen}
                    onClick={() =>
                      setChosen(one.n === chosen ? undefined : one.n)}
                  >
                    <td class="num dim">{one.n.toLocaleString("en")}</td>
                    <td class="num dim">
                      {i === 0 ? "0" : `+${one.at - rows[i - 1].at}`}
                    </td>
                    <td>
                      <Direction says={one.says} />
                    </td>
                    <td class={one.isError ? "tr-err" : ""}>
                      <button
                        type="button"
                        class="plain-button"
                        tabIndex={one === (message ?? rows.at(-1)) ? 0 : -1}
                      >
                        {one.kind}
                      </button>
                    </td>
                    <td class="mono">
                      <bdi>{one.path}</bdi>
                    </td>
                    <td class="num">{one.bytes.toLocaleString("en")}</td>
                    <td class="num dim">
                      {one.took === undefined ? "" : `${one.took} ms`}
                    </td>
                    <td class="mono wide dim">
                      <bdi>
                        {one.text.slice(0, 160) || one.data.slice(0, 80)}
                      </bdi>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {unseen > 0 && (
            <button type="button" class="btn sm newer" onClick={toEnd}>
              {texts.newer(unseen)} <Icon name="down" />
            </button>
          )}
        </div>
        {message !== undefined && (
          <>
            <div class="split" />
            <Message
              message={message}
              log={log}
              onJump={setChosen}
              onClose={() => setChosen(undefined)}
            />
          </>
        )}
      </div>
    </section>
  );
}
