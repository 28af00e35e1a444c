/**
 * How programs reach the same bus: commands and lines of code to copy.
 *
 * @module
 */
import { bus, selected } from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import { IconButton } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import { shellWord } from "../values/shell.ts";

interface Example {
  readonly title: string;
  readonly line: string;
}

function examples(path: string): Example[] {
  const word = shellWord(path);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const { host, origin } = location;
  const list: Example[] = [
    { title: texts.apiWatch, line: `jet watch ${word}` },
    { title: texts.apiGet, line: `jet get ${word}` },
    { title: texts.apiSet, line: `jet set ${word} 42` },
    {
      title: texts.apiPeer,
      line:
        `const peer = await Peer.connect("ws://${host}"); peer.fetch({ path: ${
          JSON.stringify(path)
        } }, console.log);`,
    },
  ];
  if (bus.info.value?.features.http !== true) return list;
  return [
    ...list,
    { title: texts.apiCurl, line: `curl ${origin}/v1/states/${encoded}` },
  ];
}

/** See the module. */
export function Page() {
  const path = selected.value || "house/door";
  return (
    <main class="pane page">
      <div class="sec">
        <header>
          <h3>{texts.api}</h3>
        </header>
        <p class="dim">
          {texts.apiHint}
          {bus.info.value?.features.http === true && (
            <>
              {" "}
              <a href="/v1/">{texts.apiTry}</a>
            </>
          )}
        </p>
        {examples(path).map(({ title, line }) => (
          <section key={title}>
            <h3 class="example-title">{title}</h3>
            <div class="copyline">
              <code class="cut">{line}</code>
              <IconButton
                icon="copy"
                label={`${texts.copyAs}: ${title}`}
                onClick={() => void copy(line)}
              />
            </div>
          </section>
        ))}
      </div>
    </main>
  );
}
