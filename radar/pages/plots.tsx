/**
 * The board of plots as a view of its own; its address names the series.
 *
 * @module
 */
import { useEffect } from "preact/hooks";
import { route, setQuery } from "../page/app.ts";
import { series } from "../page/settings.ts";
import { Board } from "../plots/board.tsx";
import { board } from "../plots/store.ts";

/** Paths may have commas: they are escaped. */
function readList(text: string): string[] {
  return text.split(/(?<!\\),/).map((one) => one.replaceAll("\\,", ","))
    .filter((one) => one !== "");
}

/** See the module. */
export function Page() {
  useEffect(() => {
    const { s = "", w = "" } = route.peek().query;
    const given = readList(s);
    if (given.length > 0) {
      series.value = [...new Set([...series.peek(), ...given])].slice(0, 8);
    }
    if (Number(w) > 0) board.window.value = Number(w);
  }, []);
  const names = series.value.map((one) => one.replaceAll(",", "\\,")).join();
  const seconds = String(board.window.value);
  useEffect(() => setQuery({ s: names, w: seconds }), [names, seconds]);
  return (
    <main class="panes one">
      <Board />
    </main>
  );
}
