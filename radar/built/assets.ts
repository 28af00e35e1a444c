/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-ZDQPZD2D.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-RTRAZFNC.js.txt" with { type: "text" };
import asset2 from "./board-AIEZVBQY.js.txt" with { type: "text" };
import asset3 from "./chunk-4MHIJQG2.js.txt" with { type: "text" };
import asset4 from "./chunk-5UA7PTQL.js.txt" with { type: "text" };
import asset5 from "./chunk-CCUBRJ3U.js.txt" with { type: "text" };
import asset6 from "./chunk-GNKZVVWK.js.txt" with { type: "text" };
import asset7 from "./chunk-HZPEF5YT.js.txt" with { type: "text" };
import asset8 from "./chunk-KLAO3LOY.js.txt" with { type: "text" };
import asset9 from "./chunk-KPKBONO5.js.txt" with { type: "text" };
import asset10 from "./chunk-LJ2QECLG.js.txt" with { type: "text" };
import asset11 from "./chunk-OYXXRLM7.js.txt" with { type: "text" };
import asset12 from "./chunk-PMLSXDID.js.txt" with { type: "text" };
import asset13 from "./chunk-QATUP3DH.js.txt" with { type: "text" };
import asset14 from "./chunk-S7QKWU4E.js.txt" with { type: "text" };
import asset15 from "./chunk-TYGFWAH3.js.txt" with { type: "text" };
import asset16 from "./chunk-UKM7UJXI.js.txt" with { type: "text" };
import asset17 from "./chunk-V7XXCM3O.js.txt" with { type: "text" };
import asset18 from "./chunk-W4I7MXWL.js.txt" with { type: "text" };
import asset19 from "./chunk-Y6HPXBN2.js.txt" with { type: "text" };
import asset20 from "./codec-DDKU5WB5.js.txt" with { type: "text" };
import asset21 from "./daemon-RK763OKY.js.txt" with { type: "text" };
import asset22 from "./groups-TZBJYMXB.js.txt" with { type: "text" };
import asset23 from "./gun-RS6OGMH4.js.txt" with { type: "text" };
import asset24 from "./later-KZ7ZMS73.js.txt" with { type: "text" };
import asset25 from "./listing-OOXOOGRN.js.txt" with { type: "text" };
import asset26 from "./main-ZvXFG-uttQ.js.txt" with { type: "text" };
import asset27 from "./method_pane-VMGYKNCY.js.txt" with { type: "text" };
import asset28 from "./peers-TZR6S37O.js.txt" with { type: "text" };
import asset29 from "./pins-2QD5EZAQ.js.txt" with { type: "text" };
import asset30 from "./plots-ICTH5CQT.js.txt" with { type: "text" };
import asset31 from "./raw_websocket-ZDLP3EJ2.js.txt" with { type: "text" };
import asset32 from "./registry-UQXOBCXO.js.txt" with { type: "text" };
import asset33 from "./sockets-F5H4J5RQ.js.txt" with { type: "text" };
import asset34 from "./radar-SxASnKRt3-.css.txt" with { type: "text" };
import asset35 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

/** A file that never changes: its name has a hash of its content. */
export interface BuiltAsset {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: string;
}

/** The page itself, for all addresses below `/radar/`. */
export const INDEX: string = index;

/** The files that it loads. */
export const ASSETS: readonly BuiltAsset[] = [
  { name: "api-ZDQPZD2D.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-RTRAZFNC.js", type: "text/javascript", content: asset1 },
  { name: "board-AIEZVBQY.js", type: "text/javascript", content: asset2 },
  { name: "chunk-4MHIJQG2.js", type: "text/javascript", content: asset3 },
  { name: "chunk-5UA7PTQL.js", type: "text/javascript", content: asset4 },
  { name: "chunk-CCUBRJ3U.js", type: "text/javascript", content: asset5 },
  { name: "chunk-GNKZVVWK.js", type: "text/javascript", content: asset6 },
  { name: "chunk-HZPEF5YT.js", type: "text/javascript", content: asset7 },
  { name: "chunk-KLAO3LOY.js", type: "text/javascript", content: asset8 },
  { name: "chunk-KPKBONO5.js", type: "text/javascript", content: asset9 },
  { name: "chunk-LJ2QECLG.js", type: "text/javascript", content: asset10 },
  { name: "chunk-OYXXRLM7.js", type: "text/javascript", content: asset11 },
  { name: "chunk-PMLSXDID.js", type: "text/javascript", content: asset12 },
  { name: "chunk-QATUP3DH.js", type: "text/javascript", content: asset13 },
  { name: "chunk-S7QKWU4E.js", type: "text/javascript", content: asset14 },
  { name: "chunk-TYGFWAH3.js", type: "text/javascript", content: asset15 },
  { name: "chunk-UKM7UJXI.js", type: "text/javascript", content: asset16 },
  { name: "chunk-V7XXCM3O.js", type: "text/javascript", content: asset17 },
  { name: "chunk-W4I7MXWL.js", type: "text/javascript", content: asset18 },
  { name: "chunk-Y6HPXBN2.js", type: "text/javascript", content: asset19 },
  { name: "codec-DDKU5WB5.js", type: "text/javascript", content: asset20 },
  { name: "daemon-RK763OKY.js", type: "text/javascript", content: asset21 },
  { name: "groups-TZBJYMXB.js", type: "text/javascript", content: asset22 },
  { name: "gun-RS6OGMH4.js", type: "text/javascript", content: asset23 },
  { name: "later-KZ7ZMS73.js", type: "text/javascript", content: asset24 },
  { name: "listing-OOXOOGRN.js", type: "text/javascript", content: asset25 },
  { name: "main-ZvXFG-uttQ.js", type: "text/javascript", content: asset26 },
  { name: "method_pane-VMGYKNCY.js", type: "text/javascript", content: asset27 },
  { name: "peers-TZR6S37O.js", type: "text/javascript", content: asset28 },
  { name: "pins-2QD5EZAQ.js", type: "text/javascript", content: asset29 },
  { name: "plots-ICTH5CQT.js", type: "text/javascript", content: asset30 },
  { name: "raw_websocket-ZDLP3EJ2.js", type: "text/javascript", content: asset31 },
  { name: "registry-UQXOBCXO.js", type: "text/javascript", content: asset32 },
  { name: "sockets-F5H4J5RQ.js", type: "text/javascript", content: asset33 },
  { name: "radar-SxASnKRt3-.css", type: "text/css", content: asset34 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset35 },
];
