/**
 * How programs reach the same bus: commands and lines of code to copy.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import type { Entry } from "../../peer.ts";
import type { Watch } from "../bus/watches.ts";
import { lastSelected, route, watches } from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import { IconButton } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import { exactJson } from "../values/exact.ts";
import {
  addressOf,
  curlCall,
  curlGet,
  curlSet,
  jetCall,
  jetSet,
  shellWord,
} from "../values/shell.ts";

/** Longest value that is shown in a command, in characters. */
const MAX_VALUE = 200;

interface Example {
  readonly title: string;
  readonly line: string;
}

function examples(path: string, entry: Entry | undefined): readonly Example[] {
  const word = shellWord(path);
  const { host, origin } = location;
  const url = addressOf(location, " --url");
  if (entry?.type === "method") {
    return [
      { title: texts.apiCall, line: jetCall(path, "[]") + url },
      { title: texts.apiCurlCall, line: curlCall(origin, path, "[]") },
      {
        title: texts.apiPeerCall,
        line:
          `const peer = await Peer.connect("ws://${host}"); await peer.call(${
            JSON.stringify(path)
          }, []);`,
      },
    ];
  }
  const json = entry?.type === "state" ? exactJson(entry.value) : "42";
  const value = json.length > MAX_VALUE ? "42" : json;
  return [
    { title: texts.apiWatch, line: `jet watch ${word}${url}` },
    { title: texts.apiGet, line: `jet get ${word}${url}` },
    { title: texts.apiSet, line: jetSet(path, value) + url },
    { title: texts.apiCurl, line: curlGet(origin, path) },
    {
      title: texts.apiCurlSet,
      line: curlSet(origin, path, value),
    },
    {
      title: texts.apiPeer,
      line:
        `const peer = await Peer.connect("ws://${host}"); peer.fetch({ path: { equals: ${
          JSON.stringify(path)
        } } }, console.log);`,
    },
  ];
}

/** See the module. */
export function Page() {
  const path = route.value.path || lastSelected.value || "house/door";
  const [watch, setWatch] = useState<Watch>();
  useEffect(() => {
    const acquired = watches.acquire(path);
    setWatch(acquired);
    return () => watches.release(acquired);
  }, [path]);
  return (
    <main class="pane page">
      <div class="sec">
        <header>
          <h3>{texts.api}</h3>
          <span class="end">
            <a class="btn sm" href="/v1/">{texts.apiTry}</a>
          </span>
        </header>
        <p class="dim">
          {texts.apiHint}
        </p>
        {examples(path, watch?.entry.value).map(({ title, line }) => (
          <section key={title}>
            <h3 class="example-title">{title}</h3>
            <div class="copyline">
              <code class="cut">{line}</code>
              <IconButton
                icon="copy"
                label={`${texts.copyAs}: ${title}`}
                onClick={() =>
                  void copy(line)}
              />
            </div>
          </section>
        ))}
      </div>
    </main>
  );
}
