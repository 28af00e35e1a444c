/**
 * The text of metrics, in Prometheus' format and in OpenMetrics.
 *
 * A package for it was weighed: prom-client brings three others, which Deno
 * downloads at the first start of every daemon, and keeps copies of figures that
 * the daemon has anyway.
 *
 * @module
 */
import { type Histogram, LATENCY_BUCKETS_S } from "../../bus/limits/traffic.ts";

/** Labels of a sample. */
export type Labels = Readonly<Record<string, string>>;

/** Content types by their form. */
export const CONTENT_TYPE = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const;

/** Collects samples. */
export class Exposition {
  readonly #openMetrics: boolean;
  readonly #lines: string[] = [];

  constructor(openMetrics: boolean) {
    this.#openMetrics = openMetrics;
  }

  /** Adds a figure that rises and falls. */
  gauge(name: string, help: string, value: number): void {
    this.gauges(name, help, [[{}, value]]);
  }

  /** The same with labels. */
  gauges(
    name: string,
    help: string,
    samples: Iterable<readonly [Labels, number]>,
  ): void {
    this.#head(name, "gauge", help);
    for (const [labels, value] of samples) this.#sample(name, labels, value);
  }

  /** Adds a figure that only rises; its name has no `_total`. */
  counter(name: string, help: string, value: number): void {
    this.counters(name, help, [[{}, value]]);
  }

  /** The same with labels. */
  counters(
    name: string,
    help: string,
    samples: Iterable<readonly [Labels, number]>,
  ): void {
    this.#head(this.#openMetrics ? name : `${name}_total`, "counter", help);
    for (const [labels, value] of samples) {
      this.#sample(`${name}_total`, labels, value);
    }
  }

  /** Adds a histogram. */
  histogram(name: string, help: string, { counts, sum }: Histogram): void {
    this.#head(name, "histogram", help);
    let count = 0;
    for (const [index, more] of counts.entries()) {
      count += more;
      const le = `${LATENCY_BUCKETS_S[index] ?? "+Inf"}`;
      this.#sample(`${name}_bucket`, { le }, count);
    }
    this.#sample(`${name}_sum`, {}, sum);
    this.#sample(`${name}_count`, {}, count);
  }

  #head(name: string, type: string, help: string): void {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([key, text]) =>
      `${key}="${escaped(text)}"`
    );
    const all = pairs.length === 0 ? "" : `{${pairs.join()}}`;
    this.#lines.push(`${name}${all} ${value}`);
  }

  /** The whole text. */
  toString(): string {
    const end = this.#openMetrics ? ["# EOF", ""] : [""];
    return [...this.#lines, ...end].join("\n");
  }
}

function escaped(text: string): string {
  return text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
}
