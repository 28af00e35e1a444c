/**
 * The daemon: what it says of itself, its figures, and its limits.
 *
 * @module
 */
import { useEffect } from "preact/hooks";
import { isRecord } from "../../base/narrowing.ts";
import { bus } from "../page/app.ts";
import { Figures } from "../peers/figures.tsx";
import type { ClusterReport } from "../peers/members.ts";
import { follow, status } from "../peers/poll.ts";
import { texts } from "../texts.ts";
import { exactJson } from "../values/exact.ts";
import { formatAge, groupDigits } from "../values/kinds.ts";

function words(value: unknown): string {
  if (typeof value === "number") return groupDigits(String(value));
  return typeof value === "string" ? value : exactJson(value);
}

function Entries(
  { entries }: { entries: readonly (readonly [string, unknown])[] },
) {
  return (
    <dl class="kv">
      {entries.map(([name, value]) => (
        <>
          <dt key={name}>{name}</dt>
          <dd class="mono">
            <bdi>{words(value)}</bdi>
          </dd>
        </>
      ))}
    </dl>
  );
}

function LimitTable({ limits }: { limits: Readonly<Record<string, unknown>> }) {
  return (
    <table class="t tight">
      <caption class="vh">{texts.limits}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.limit}</th>
          <th scope="col" class="num">{texts.value2}</th>
          <th scope="col" class="num">{texts.reached}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(limits).map(([name, raw]) => {
          const { value, count } = isRecord(raw)
            ? { value: raw.value ?? raw.limit, count: raw.count ?? raw.reached }
            : { value: raw, count: "" };
          const reached = typeof count === "number" && count > 0;
          return (
            <tr key={name}>
              <td>{name}</td>
              <td class="num">{value === undefined ? "–" : words(value)}</td>
              <td class={`num ${reached ? "t-warn" : ""}`}>
                {words(count ?? 0)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The daemons that are one bus with this one. */
function MemberTable(
  { cluster: { state, members } }: { cluster: ClusterReport },
) {
  const age = (ms: number | undefined) =>
    ms === undefined ? "–" : formatAge(ms);
  return (
    <section>
      <h2>
        {texts.cluster} <span class="count">{members.length}</span>{" "}
        <span class={state === "joined" ? "tag" : "t-err"}>
          {texts.clusterState(state)}
        </span>
      </h2>
      <table class="t tight">
        <caption class="vh">{texts.cluster}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            <th scope="col" class="not-phone">{texts.version}</th>
            <th scope="col" class="num">{texts.memberSince}</th>
            <th scope="col" class="num">{texts.heard}</th>
            <th scope="col" class="num">{texts.elements}</th>
          </tr>
        </thead>
        <tbody>
          {members.map((
            { id, name, version, elements, ageMs, silentMs, isSilent, own },
          ) => (
            <tr key={id} title={id}>
              <td>
                <bdi>{name || texts.noName}</bdi>{" "}
                {own && <span class="tag">{texts.thisDaemon}</span>}
              </td>
              <td class="mono not-phone">
                <bdi>{version}</bdi>
              </td>
              <td class="num">{age(ageMs)}</td>
              <td class={`num ${isSilent ? "t-warn" : ""}`}>
                {silentMs === undefined ? "–" : texts.ago(age(silentMs))}
              </td>
              <td class="num">{groupDigits(String(elements))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** See the module. */
export function Page() {
  useEffect(follow, []);
  const info = bus.info.value;
  const { value } = status;
  const known = value === undefined || value === "refused" ? undefined : value;
  return (
    <main class="pane page" tabIndex={0} aria-label={texts.daemon}>
      <Figures />
      <div class="cards">
        <div class="stacked">
          <section>
            <h2>{texts.daemon}</h2>
            <Entries
              entries={[
                [texts.name, info?.name ?? ""],
                [texts.version, info?.version ?? ""],
                [texts.protocol, info?.protocolVersion ?? ""],
                ...known === undefined ? [] : [
                  [texts.uptime, formatAge((known.figures.uptime ?? 0) * 1000)],
                  [texts.elements, known.figures.elements ?? 0],
                  [texts.connections, known.figures.peers ?? 0],
                ] satisfies [string, unknown][],
              ]}
            />
            {value === "refused" && (
              <p class="empty">{texts.peersRefusedHint}</p>
            )}
          </section>
          <section>
            <h2>{texts.features}</h2>
            <Entries entries={Object.entries(info?.features ?? {})} />
          </section>
        </div>
        {known !== undefined && (
          <div class="stacked">
            {known.cluster !== undefined && (
              <MemberTable cluster={known.cluster} />
            )}
            <section>
              <h2>{texts.limits}</h2>
              <LimitTable limits={known.limits} />
            </section>
          </div>
        )}
      </div>
    </main>
  );
}
