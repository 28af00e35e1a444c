/**
 * The figures of the daemon in a line, each with its last minute.
 *
 * @module
 */
import { Spark } from "../page/spark.tsx";
import { texts } from "../texts.ts";
import { formatBytes, formatCount } from "../values/kinds.ts";
import { peers, status } from "./poll.ts";

interface Figure {
  readonly name: string;
  readonly text: string;
  readonly values: readonly number[];
}

function sums(lists: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from(
    { length },
    (_, i) =>
      lists.reduce(
        (sum, list) => sum + (list[list.length - length + i] ?? 0),
        0,
      ),
  );
}

/** See the module. */
export function Figures() {
  const rows = peers.value;
  const { value } = status;
  if (value === undefined || value === "refused") return null;
  const { figures, past } = value;
  const list = Array.isArray(rows) ? rows : [];
  const inputs = sums(list.map((row) => row.inputs));
  const outputs = sums(list.map((row) => row.outputs));
  const shown: Figure[] = [
    {
      name: texts.receivedRate,
      text: `${formatCount(Math.round(inputs.at(-1) ?? 0))}${texts.perSecond}`,
      values: inputs,
    },
    {
      name: texts.sent,
      text: `${formatBytes(Math.round(outputs.at(-1) ?? 0))}${texts.perSecond}`,
      values: outputs,
    },
    {
      name: texts.backlog,
      text: formatBytes(figures.backlog ?? 0),
      values: past.backlog ?? [],
    },
    {
      name: texts.memory,
      text: formatBytes(figures.memory ?? 0),
      values: past.memory ?? [],
    },
    {
      name: texts.loopDelay,
      text: figures.loopDelay === undefined
        ? "–"
        : `${figures.loopDelay.toFixed(1)} ms`,
      values: past.loopDelay ?? [],
    },
    {
      name: texts.fetches,
      text: String(figures.fetches ?? 0),
      values: past.fetches ?? [],
    },
  ];
  return (
    <dl class="figs">
      {shown.map(({ name, text, values }) => {
        const [number, ...unit] = text.split(/(?=[ /])/);
        return (
          <div class="fig" key={name}>
            <dt>{name}</dt>
            <dd>
              {number} <small>{unit.join("").trim()}</small>
            </dd>
            <dd>
              <Spark values={values} width={56} height={20} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
