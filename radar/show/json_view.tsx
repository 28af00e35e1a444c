/**
 * JSON that folds: one line for each member, a hundred members at a time, digits
 * and order as they came.
 *
 * @module
 */
import { useState } from "preact/hooks";
import { Icon } from "../page/icons.tsx";
import { texts } from "../texts.ts";
import { plainKey, plainText } from "../values/exact.ts";
import { LongText } from "./long_text.tsx";
import { digitsOf, kindOf, visibleControls } from "../values/kinds.ts";

/** Members shown at first, and with each "more". */
const PAGE = 100;
/** Depth up to which members are open at first. */
const OPEN_DEPTH = 2;
/** Members from which an inner array is folded. */
const SHORT_ARRAY = 8;
/** Members from which the members of an array are no series by themselves. */
const LONG_ARRAY = 20;
/** Characters of a text that are shown. */
const MAX_TEXT = 2000;
/** Deepest indent. */
const MAX_INDENT = 12;

/** Called with the JSON Pointer of a number that is chosen. */
type OnPlot = (pointer: string) => void;

interface NodeProps {
  name: string | undefined;
  value: unknown;
  depth: number;
  last: boolean;
  pointer: string;
  onPlot?: OnPlot;
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function Leaf({ value }: { value: unknown }) {
  switch (kindOf(value)) {
    case "number":
      return <span class="v-num">{digitsOf(value)}</span>;
    case "boolean":
      return <span class="v-bool">{String(value)}</span>;
    case "string":
    case "bytes":
      return (
        <span>
          <LongText
            text={plainText(String(value))}
            most={MAX_TEXT}
            class="v-str"
          />
        </span>
      );
    default:
      return <span class="v-null">null</span>;
  }
}

function line(depth: number): { style: { "--l": string } } {
  return { style: { "--l": String(Math.min(depth, MAX_INDENT)) } };
}

function Node(props: NodeProps) {
  const { name, value, depth, last, pointer, onPlot } = props;
  const long = Array.isArray(value) && value.length > LONG_ARRAY;
  const [open, setOpen] = useState(
    depth === 0 ||
      depth < OPEN_DEPTH &&
        !(Array.isArray(value) && value.length > SHORT_ARRAY),
  );
  const [limit, setLimit] = useState(PAGE);
  const comma = last ? "" : ",";
  const label = name === undefined ? null : (
    <>
      <span class="v-key">
        "<bdi>{visibleControls(name)}</bdi>"
      </span>:{" "}
    </>
  );
  if (!isBranch(value)) {
    const plots = onPlot !== undefined && kindOf(value) === "number";
    return (
      <li {...line(depth)}>
        <span>
          {label}
          <Leaf value={value} />
          {comma}
          {plots && (
            <button
              type="button"
              class="btn ghost sm icon plot-it"
              aria-label={`${texts.addToPlot}: ${name ?? ""}`}
              title={texts.addToPlot}
              onClick={() => onPlot?.(pointer)}
            >
              <Icon name="plot" />
            </button>
          )}
        </span>
      </li>
    );
  }
  const isArray = Array.isArray(value);
  const [begin, end] = isArray ? "[]" : "{}";
  const keys = isArray ? undefined : Object.keys(value);
  const count = isArray ? value.length : keys?.length ?? 0;
  const fold = count === 0 ? null : (
    <button
      type="button"
      class="tw"
      aria-expanded={open}
      aria-label={(open ? texts.fold : texts.unfold)(name ?? "")}
      onClick={() => setOpen(!open)}
    >
      <Icon name="chev" />
    </button>
  );
  if (!open || count === 0) {
    return (
      <li {...line(depth)}>
        <span>
          {fold}
          {label}
          {begin}
          {count > 0 && <span class="sum">{texts.members(count)}</span>}
          {end}
          {comma}
        </span>
      </li>
    );
  }
  const shown = Math.min(count, limit);
  const members = [];
  for (let i = 0; i < shown; i++) {
    const key = keys?.[i] ?? String(i);
    const plain = plainKey(key);
    members.push(
      <Node
        key={key}
        name={isArray ? undefined : plain}
        value={Reflect.get(value, key)}
        depth={depth + 1}
        last={i === count - 1}
        pointer={`${pointer}/${
          plain.replaceAll("~", "~0").replaceAll("/", "~1")
        }`}
        onPlot={long ? undefined : onPlot}
      />,
    );
  }
  return (
    <>
      <li {...line(depth)}>
        <span>
          {fold}
          {label}
          {begin}
        </span>
      </li>
      {members}
      {shown < count && (
        <li {...line(depth + 1)}>
          <button
            type="button"
            class="btn link sm"
            onClick={() => setLimit(limit + PAGE)}
          >
            {texts.ofAll(shown, count.toLocaleString("en"))} – {texts.showMore}
          </button>
        </li>
      )}
      <li {...line(depth)}>
        <span>{end}{comma}</span>
      </li>
    </>
  );
}

/** See the module. */
export function JsonView(
  { value, onPlot }: { value: unknown; onPlot?: OnPlot },
) {
  return (
    <ul class="json">
      <Node
        name={undefined}
        value={value}
        depth={0}
        last
        pointer=""
        onPlot={onPlot}
      />
    </ul>
  );
}
