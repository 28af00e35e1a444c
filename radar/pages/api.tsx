/**
 * How programs reach the same bus: commands and lines of code to copy.
 *
 * @module
 */
import { lastSelected, route } from "../page/app.ts";
import { copy } from "../page/clipboard.ts";
import { IconButton } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import { curlGet, curlSet, jetSet, shellWord } from "../values/shell.ts";

interface Example {
  readonly title: string;
  readonly line: string;
}

function examples(path: string): readonly Example[] {
  const word = shellWord(path);
  const { host, origin } = location;
  return [
    { title: texts.apiWatch, line: `jet watch ${word}` },
    { title: texts.apiGet, line: `jet get ${word}` },
    { title: texts.apiSet, line: jetSet(path, "42") },
    { title: texts.apiCurl, line: curlGet(origin, path) },
    {
      title: texts.apiCurlSet,
      line: curlSet(origin, path, "42"),
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
