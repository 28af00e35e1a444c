/**
 * The connections of the daemon, and the messages of one of them.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { bus, go, loginShown, route, toast } from "../page/app.ts";
import { Dialog } from "../page/dialog.tsx";
import { Icon } from "../page/icons.tsx";
import { Menu } from "../page/menu.tsx";
import { writeRoute } from "../page/route.ts";
import { Spark } from "../page/spark.tsx";
import { Waiting } from "../page/waiting.tsx";
import { texts } from "../texts.ts";
import { formatAge, formatBytes, formatCount } from "../values/kinds.ts";
import { Figures } from "./figures.tsx";
import { Inspector } from "./inspector.tsx";
import { follow, type PeerRow, peers } from "./poll.ts";

/** Columns by which the rows can be sorted. */
type Column =
  | "name"
  | "elements"
  | "fetches"
  | "input"
  | "output"
  | "backlog"
  | "age";

/** Names of the dialects for people. */
const DIALECTS: Readonly<Record<string, string>> = {
  binary: "binary Jet",
  classic: "classic Jet",
  cjet: "classic, cjet",
  gun: "GUN",
};

/** Shown for a figure that the daemon does not have. */
const UNKNOWN = "–";

/** The name of a peer, or what it is without one. */
export function nameOfPeer({ name, remote, user }: PeerRow): string {
  return name || user || remote || texts.noName;
}

/** What is shown to who may not see the peers. */
export function Refused() {
  return (
    <main class="pane">
      <div class="empty">
        <h2>{texts.peersRefused}</h2>
        <p>{texts.peersRefusedHint}</p>
        {bus.info.value?.features.authentication === true && (
          <button
            type="button"
            class="btn"
            onClick={() => loginShown.value = true}
          >
            {texts.login}
          </button>
        )}
      </div>
    </main>
  );
}

function compare(column: Column, down: boolean) {
  return (a: PeerRow, b: PeerRow) => {
    const order = column === "name"
      ? nameOfPeer(a).localeCompare(nameOfPeer(b))
      : a[column] - b[column];
    return (down ? -order : order) || a.id - b.id;
  };
}

function EndPeer({ row, onClose }: { row: PeerRow; onClose: () => void }) {
  const end = async () => {
    onClose();
    try {
      await bus.peer.call("$jet/kick", [row.id]);
    } catch (error) {
      toast.value = { text: String(error), error: true };
    }
  };
  return (
    <Dialog label={texts.endPeer} onClose={onClose}>
      <h2>{texts.endPeerAsk(nameOfPeer(row))}</h2>
      <div class="chips">
        <button type="button" class="btn danger" onClick={end}>
          {texts.endPeerYes}
        </button>
        <button type="button" class="btn" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}

function Row({ row, selected, onEnd }: {
  row: PeerRow;
  selected: boolean;
  onEnd: () => void;
}) {
  const name = nameOfPeer(row);
  return (
    <tr aria-selected={selected}>
      <td>
        <a
          href={writeRoute({ view: "peers", path: String(row.id), query: {} })}
        >
          <bdi>{name}</bdi>
        </a>{" "}
        {row.own && <span class="tag">{texts.thisPage}</span>}
      </td>
      <td class="mono dim hide-m">{row.remote}</td>
      <td>{DIALECTS[row.dialect] ?? row.dialect}</td>
      <td class="hide-m">{row.transport}</td>
      <td class="num">{row.elements.toLocaleString("en")}</td>
      <td class="num">{row.fetches}</td>
      <td class="num">
        {row.hasTraffic ? formatCount(Math.round(row.input)) : UNKNOWN}
      </td>
      <td>{row.hasTraffic && <Spark values={row.inputs} />}</td>
      <td class="num">
        {row.hasTraffic ? formatBytes(Math.round(row.output)) : UNKNOWN}
      </td>
      <td>{row.hasTraffic && <Spark values={row.outputs} />}</td>
      <td
        class={`num ${row.backlog > 0 ? "t-warn" : ""}`}
        title={row.backlog > 0 ? texts.backlogHint : undefined}
      >
        {row.backlog > 0 && <Icon name="warn" />} {formatBytes(row.backlog)}
      </td>
      <td class="num dim">
        {row.hasTraffic ? formatAge(row.age * 1000) : UNKNOWN}
      </td>
      <td>
        <Menu
          label={texts.menuOf(name)}
          button="btn ghost sm icon"
          items={[
            {
              icon: "api",
              text: texts.inspect,
              run: () => go({ view: "peers", path: String(row.id) }),
            },
            { icon: "x", text: texts.endPeer, danger: true, run: onEnd },
          ]}
        >
          <Icon name="more" />
        </Menu>
      </td>
    </tr>
  );
}

/** See the module. */
export function Page() {
  const [column, setColumn] = useState<Column>("name");
  const [down, setDown] = useState(false);
  const [ending, setEnding] = useState<PeerRow>();
  useEffect(follow, []);
  const rows = peers.value;
  if (rows === "refused") return <Refused />;
  const { path } = route.value;
  const chosen = rows?.find(({ id }) => String(id) === path);
  const head = (name: Column, text: string, numeric = true) => (
    <th
      scope="col"
      class={numeric ? "num" : ""}
      aria-sort={column === name
        ? (down ? "descending" : "ascending")
        : undefined}
    >
      <button
        type="button"
        onClick={() => {
          setDown(column === name ? !down : numeric);
          setColumn(name);
        }}
      >
        {text} {column === name ? (down ? "↓" : "↑") : ""}
      </button>
    </th>
  );
  return (
    <main class={`stack ${path === "" ? "alone" : "inspected"}`}>
      <Figures />
      <div class="rel peer-list">
        <div class="scroll" tabIndex={0} role="region" aria-label={texts.peers}>
          <table class="t peers">
            <caption class="vh">{texts.peers}</caption>
            <thead>
              <tr>
                {head("name", texts.peer, false)}
                <th scope="col" class="hide-m">{texts.address}</th>
                <th scope="col">{texts.dialect}</th>
                <th scope="col" class="hide-m">{texts.transport}</th>
                {head("elements", texts.owns)}
                {head("fetches", texts.fetches)}
                {head("input", texts.inRate)}
                <th scope="col">
                  <span class="vh">{texts.inMinute}</span>
                </th>
                {head("output", texts.outRate)}
                <th scope="col">
                  <span class="vh">{texts.outMinute}</span>
                </th>
                {head("backlog", texts.backlog)}
                {head("age", texts.since)}
                <td />
              </tr>
            </thead>
            <tbody>
              {[...rows ?? []].sort(compare(column, down)).map((row) => (
                <Row
                  key={row.id}
                  row={row}
                  selected={row === chosen}
                  onEnd={() => setEnding(row)}
                />
              ))}
            </tbody>
          </table>
          {rows === undefined && <Waiting />}
        </div>
      </div>
      {path !== "" && (
        <>
          <div class="split" />
          <Inspector
            key={path}
            id={Number(path)}
            name={chosen === undefined ? path : nameOfPeer(chosen)}
          />
        </>
      )}
      {ending !== undefined && (
        <EndPeer
          row={ending}
          onClose={() => setEnding(undefined)}
        />
      )}
    </main>
  );
}
