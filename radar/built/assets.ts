/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-ZDQPZD2D.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-TPPY2TNY.js.txt" with { type: "text" };
import asset2 from "./board-IIAGQQNH.js.txt" with { type: "text" };
import asset3 from "./chunk-3HGUNNT5.js.txt" with { type: "text" };
import asset4 from "./chunk-4MHIJQG2.js.txt" with { type: "text" };
import asset5 from "./chunk-5UA7PTQL.js.txt" with { type: "text" };
import asset6 from "./chunk-BZRCOBJK.js.txt" with { type: "text" };
import asset7 from "./chunk-CBR765SJ.js.txt" with { type: "text" };
import asset8 from "./chunk-GNKZVVWK.js.txt" with { type: "text" };
import asset9 from "./chunk-GTLGRSFU.js.txt" with { type: "text" };
import asset10 from "./chunk-HZPEF5YT.js.txt" with { type: "text" };
import asset11 from "./chunk-ICBTQKPK.js.txt" with { type: "text" };
import asset12 from "./chunk-IPVIJWLC.js.txt" with { type: "text" };
import asset13 from "./chunk-JVIAHHSR.js.txt" with { type: "text" };
import asset14 from "./chunk-KLAO3LOY.js.txt" with { type: "text" };
import asset15 from "./chunk-KPKBONO5.js.txt" with { type: "text" };
import asset16 from "./chunk-KX4VSXY4.js.txt" with { type: "text" };
import asset17 from "./chunk-LJ2QECLG.js.txt" with { type: "text" };
import asset18 from "./chunk-MCT7LUBQ.js.txt" with { type: "text" };
import asset19 from "./chunk-OYXXRLM7.js.txt" with { type: "text" };
import asset20 from "./chunk-PMLSXDID.js.txt" with { type: "text" };
import asset21 from "./chunk-QBFCRU63.js.txt" with { type: "text" };
import asset22 from "./chunk-S7QKWU4E.js.txt" with { type: "text" };
import asset23 from "./chunk-U6YK6U6U.js.txt" with { type: "text" };
import asset24 from "./chunk-UKM7UJXI.js.txt" with { type: "text" };
import asset25 from "./chunk-V7XXCM3O.js.txt" with { type: "text" };
import asset26 from "./chunk-W4I7MXWL.js.txt" with { type: "text" };
import asset27 from "./chunk-WOIIVPPM.js.txt" with { type: "text" };
import asset28 from "./chunk-ZCOHHEPT.js.txt" with { type: "text" };
import asset29 from "./codec-Z6S2VEJY.js.txt" with { type: "text" };
import asset30 from "./daemon-RK763OKY.js.txt" with { type: "text" };
import asset31 from "./groups-NZN24SU4.js.txt" with { type: "text" };
import asset32 from "./gun-RS6OGMH4.js.txt" with { type: "text" };
import asset33 from "./later-KZ7ZMS73.js.txt" with { type: "text" };
import asset34 from "./listing-LQHWFRTF.js.txt" with { type: "text" };
import asset35 from "./main-OiYCjAtfsO.js.txt" with { type: "text" };
import asset36 from "./method_pane-ZOQD46P6.js.txt" with { type: "text" };
import asset37 from "./peers-TZR6S37O.js.txt" with { type: "text" };
import asset38 from "./pins-PJ37XOQL.js.txt" with { type: "text" };
import asset39 from "./plots-24JGX77N.js.txt" with { type: "text" };
import asset40 from "./raw_websocket-74WLUBWU.js.txt" with { type: "text" };
import asset41 from "./registry-VOTQCAOR.js.txt" with { type: "text" };
import asset42 from "./sockets-OPMN3DNU.js.txt" with { type: "text" };
import asset43 from "./radar-aCqEGu17uM.css.txt" with { type: "text" };
import asset44 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

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
  { name: "binary_websocket-TPPY2TNY.js", type: "text/javascript", content: asset1 },
  { name: "board-IIAGQQNH.js", type: "text/javascript", content: asset2 },
  { name: "chunk-3HGUNNT5.js", type: "text/javascript", content: asset3 },
  { name: "chunk-4MHIJQG2.js", type: "text/javascript", content: asset4 },
  { name: "chunk-5UA7PTQL.js", type: "text/javascript", content: asset5 },
  { name: "chunk-BZRCOBJK.js", type: "text/javascript", content: asset6 },
  { name: "chunk-CBR765SJ.js", type: "text/javascript", content: asset7 },
  { name: "chunk-GNKZVVWK.js", type: "text/javascript", content: asset8 },
  { name: "chunk-GTLGRSFU.js", type: "text/javascript", content: asset9 },
  { name: "chunk-HZPEF5YT.js", type: "text/javascript", content: asset10 },
  { name: "chunk-ICBTQKPK.js", type: "text/javascript", content: asset11 },
  { name: "chunk-IPVIJWLC.js", type: "text/javascript", content: asset12 },
  { name: "chunk-JVIAHHSR.js", type: "text/javascript", content: asset13 },
  { name: "chunk-KLAO3LOY.js", type: "text/javascript", content: asset14 },
  { name: "chunk-KPKBONO5.js", type: "text/javascript", content: asset15 },
  { name: "chunk-KX4VSXY4.js", type: "text/javascript", content: asset16 },
  { name: "chunk-LJ2QECLG.js", type: "text/javascript", content: asset17 },
  { name: "chunk-MCT7LUBQ.js", type: "text/javascript", content: asset18 },
  { name: "chunk-OYXXRLM7.js", type: "text/javascript", content: asset19 },
  { name: "chunk-PMLSXDID.js", type: "text/javascript", content: asset20 },
  { name: "chunk-QBFCRU63.js", type: "text/javascript", content: asset21 },
  { name: "chunk-S7QKWU4E.js", type: "text/javascript", content: asset22 },
  { name: "chunk-U6YK6U6U.js", type: "text/javascript", content: asset23 },
  { name: "chunk-UKM7UJXI.js", type: "text/javascript", content: asset24 },
  { name: "chunk-V7XXCM3O.js", type: "text/javascript", content: asset25 },
  { name: "chunk-W4I7MXWL.js", type: "text/javascript", content: asset26 },
  { name: "chunk-WOIIVPPM.js", type: "text/javascript", content: asset27 },
  { name: "chunk-ZCOHHEPT.js", type: "text/javascript", content: asset28 },
  { name: "codec-Z6S2VEJY.js", type: "text/javascript", content: asset29 },
  { name: "daemon-RK763OKY.js", type: "text/javascript", content: asset30 },
  { name: "groups-NZN24SU4.js", type: "text/javascript", content: asset31 },
  { name: "gun-RS6OGMH4.js", type: "text/javascript", content: asset32 },
  { name: "later-KZ7ZMS73.js", type: "text/javascript", content: asset33 },
  { name: "listing-LQHWFRTF.js", type: "text/javascript", content: asset34 },
  { name: "main-OiYCjAtfsO.js", type: "text/javascript", content: asset35 },
  { name: "method_pane-ZOQD46P6.js", type: "text/javascript", content: asset36 },
  { name: "peers-TZR6S37O.js", type: "text/javascript", content: asset37 },
  { name: "pins-PJ37XOQL.js", type: "text/javascript", content: asset38 },
  { name: "plots-24JGX77N.js", type: "text/javascript", content: asset39 },
  { name: "raw_websocket-74WLUBWU.js", type: "text/javascript", content: asset40 },
  { name: "registry-VOTQCAOR.js", type: "text/javascript", content: asset41 },
  { name: "sockets-OPMN3DNU.js", type: "text/javascript", content: asset42 },
  { name: "radar-aCqEGu17uM.css", type: "text/css", content: asset43 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset44 },
];
