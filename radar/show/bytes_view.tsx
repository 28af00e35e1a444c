/**
 * Bytes as what they are: a picture, a text, or a hex dump. The choice is
 * remembered for each path.
 *
 * @module
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { nameOf } from "../values/kinds.ts";
import { save } from "../page/clipboard.ts";
import { IconButton } from "../page/icons.tsx";
import { Segments } from "../page/segments.tsx";
import { formats } from "../page/settings.ts";
import { texts } from "../texts.ts";
import { HEX_LINE, hexLines } from "../values/hex.ts";
import {
  type Bytes,
  bytesOf,
  formatBytes,
  visibleControls,
} from "../values/kinds.ts";

/** Bytes shown at first. */
const FIRST_BYTES = 512;
/** Bytes shown with "all". */
const MOST_BYTES = 65_536;
/** Largest picture that is shown, in bytes. */
const MAX_PICTURE = 20e6;

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

function isPicture({ type, bytes }: Bytes): boolean {
  // An SVG can't run scripts as an image.
  return bytes.length <= MAX_PICTURE &&
    (PICTURES.includes(type) || type === "image/svg+xml");
}

function Picture({ content }: { content: Bytes }) {
  const [size, setSize] = useState("");
  const url = useMemo(
    () =>
      URL.createObjectURL(new Blob([content.bytes], { type: content.type })),
    [content],
  );
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <figure>
      <div class="pic">
        <img
          src={url}
          alt={texts.picture}
          onLoad={({ currentTarget }) =>
            setSize(
              `${currentTarget.naturalWidth} × ${currentTarget.naturalHeight}`,
            )}
        />
      </div>
      <figcaption class="hint">{size}</figcaption>
    </figure>
  );
}

/** Width that a line of 16 bytes needs, in px. */
const WIDE_LINE = 560;

function HexDump({ bytes, limit }: { bytes: Uint8Array; limit: number }) {
  const box = useRef<HTMLPreElement>(null);
  const [width, setWidth] = useState(HEX_LINE);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([{ contentRect }]) =>
      setWidth(contentRect.width < WIDE_LINE ? HEX_LINE / 2 : HEX_LINE)
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <pre class="hex" tabIndex={0} ref={box}>
      {hexLines(bytes, limit, width).map((line) => (
        <>
          <i>{line.offset}</i>{"  "}{line.hex}{"  "}<b>{line.text}</b>{"\n"}
        </>
      ))}
    </pre>
  );
}

/** See the module. */
export function BytesView({ path, url }: { path: string; url: string }) {
  const content = useMemo(() => bytesOf(url), [url]);
  const [limit, setLimit] = useState(FIRST_BYTES);
  if (content === undefined) {
    return <pre class="v-str">{visibleControls(url)}</pre>;
  }
  const picture = isPicture(content);
  const format = formats.value[path] ?? (picture ? "picture" : "hex");
  const shown = Math.min(limit, content.bytes.length);
  const choices: [string, string][] = [
    ...picture ? [["picture", texts.picture] satisfies [string, string]] : [],
    ["hex", texts.hex],
    ["text", texts.text],
  ];
  return (
    <div class="bytes">
      <div class="phead">
        <Segments
          label={texts.shownAs}
          value={format}
          choices={choices}
          onChange={(next) =>
            formats.value = { ...formats.value, [path]: next }}
        />
        <span class="grow" />
        <span class="count cut">
          {content.type},{" "}
          {format === "picture" || shown === content.bytes.length
            ? formatBytes(content.bytes.length)
            : texts.firstBytes(
              formatBytes(shown),
              formatBytes(content.bytes.length),
            )}
        </span>
        {format !== "picture" && shown < content.bytes.length && (
          <button
            type="button"
            class="btn link sm"
            onClick={() =>
              setLimit(limit === FIRST_BYTES ? MOST_BYTES : limit * 4)}
          >
            {texts.showMore}
          </button>
        )}
        <IconButton
          small
          icon="save"
          label={texts.saveBytes}
          onClick={() =>
            save(
              nameOf(path) || "value",
              new Blob([content.bytes], { type: content.type }),
            )}
        />
      </div>
      {format === "picture" && <Picture content={content} />}
      {format === "hex" && <HexDump bytes={content.bytes} limit={limit} />}
      {format === "text" && (
        <pre class="v-str" dir="auto">
          {new TextDecoder().decode(content.bytes.subarray(0, limit))}
        </pre>
      )}
    </div>
  );
}
