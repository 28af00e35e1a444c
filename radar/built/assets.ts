/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-XKJ6QFMM.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-3NZAMEV3.js.txt" with { type: "text" };
import asset2 from "./board-M6F5IEJF.js.txt" with { type: "text" };
import asset3 from "./chunk-27PXJVHW.js.txt" with { type: "text" };
import asset4 from "./chunk-4NG7LVZA.js.txt" with { type: "text" };
import asset5 from "./chunk-5OW4P7OP.js.txt" with { type: "text" };
import asset6 from "./chunk-74RGKVE2.js.txt" with { type: "text" };
import asset7 from "./chunk-76IOZY7C.js.txt" with { type: "text" };
import asset8 from "./chunk-AMKL7ZKN.js.txt" with { type: "text" };
import asset9 from "./chunk-BW7L7WNQ.js.txt" with { type: "text" };
import asset10 from "./chunk-DBVM4F52.js.txt" with { type: "text" };
import asset11 from "./chunk-FI7MX6UX.js.txt" with { type: "text" };
import asset12 from "./chunk-GMCSOQ3B.js.txt" with { type: "text" };
import asset13 from "./chunk-I2J4LCHW.js.txt" with { type: "text" };
import asset14 from "./chunk-IPVIJWLC.js.txt" with { type: "text" };
import asset15 from "./chunk-IWSOPDW7.js.txt" with { type: "text" };
import asset16 from "./chunk-KHVS5J3W.js.txt" with { type: "text" };
import asset17 from "./chunk-KPKBONO5.js.txt" with { type: "text" };
import asset18 from "./chunk-LFD676SO.js.txt" with { type: "text" };
import asset19 from "./chunk-LJ2QECLG.js.txt" with { type: "text" };
import asset20 from "./chunk-LNVS7JFD.js.txt" with { type: "text" };
import asset21 from "./chunk-LSIMLF7L.js.txt" with { type: "text" };
import asset22 from "./chunk-LXHX65OK.js.txt" with { type: "text" };
import asset23 from "./chunk-NP4QE33N.js.txt" with { type: "text" };
import asset24 from "./chunk-ODE67MAR.js.txt" with { type: "text" };
import asset25 from "./chunk-ONKOD7SA.js.txt" with { type: "text" };
import asset26 from "./chunk-OOZNHNOX.js.txt" with { type: "text" };
import asset27 from "./chunk-OQIAIVOS.js.txt" with { type: "text" };
import asset28 from "./chunk-PMLSXDID.js.txt" with { type: "text" };
import asset29 from "./chunk-S7QKWU4E.js.txt" with { type: "text" };
import asset30 from "./chunk-SS6S5O3X.js.txt" with { type: "text" };
import asset31 from "./chunk-VER6LOX4.js.txt" with { type: "text" };
import asset32 from "./chunk-VLWRRZ5E.js.txt" with { type: "text" };
import asset33 from "./chunk-VSILHVFS.js.txt" with { type: "text" };
import asset34 from "./chunk-WP5Y4HT7.js.txt" with { type: "text" };
import asset35 from "./chunk-X2PVZ7YR.js.txt" with { type: "text" };
import asset36 from "./chunk-YW5SA6A5.js.txt" with { type: "text" };
import asset37 from "./codec-57TKPOEV.js.txt" with { type: "text" };
import asset38 from "./daemon-ULHNQ2GA.js.txt" with { type: "text" };
import asset39 from "./groups-JWUQLSW7.js.txt" with { type: "text" };
import asset40 from "./gun-QRUFY7RB.js.txt" with { type: "text" };
import asset41 from "./later-LRCZRE4C.js.txt" with { type: "text" };
import asset42 from "./listing-LUTYLEWL.js.txt" with { type: "text" };
import asset43 from "./main-DR1_9uD1x-.js.txt" with { type: "text" };
import asset44 from "./method_pane-Y4IBDGYU.js.txt" with { type: "text" };
import asset45 from "./peers-ZUF2FSEQ.js.txt" with { type: "text" };
import asset46 from "./pins-34L3UYL3.js.txt" with { type: "text" };
import asset47 from "./plots-JGU7DI2S.js.txt" with { type: "text" };
import asset48 from "./raw_websocket-CHXLMS2U.js.txt" with { type: "text" };
import asset49 from "./registry-JM7RK662.js.txt" with { type: "text" };
import asset50 from "./sockets-J5CIHIEG.js.txt" with { type: "text" };
import asset51 from "./tls-4I67OX2P.js.txt" with { type: "text" };
import asset52 from "./radar-5FOKY6-UBQ.css.txt" with { type: "text" };
import asset53 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

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
  { name: "api-XKJ6QFMM.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-3NZAMEV3.js", type: "text/javascript", content: asset1 },
  { name: "board-M6F5IEJF.js", type: "text/javascript", content: asset2 },
  { name: "chunk-27PXJVHW.js", type: "text/javascript", content: asset3 },
  { name: "chunk-4NG7LVZA.js", type: "text/javascript", content: asset4 },
  { name: "chunk-5OW4P7OP.js", type: "text/javascript", content: asset5 },
  { name: "chunk-74RGKVE2.js", type: "text/javascript", content: asset6 },
  { name: "chunk-76IOZY7C.js", type: "text/javascript", content: asset7 },
  { name: "chunk-AMKL7ZKN.js", type: "text/javascript", content: asset8 },
  { name: "chunk-BW7L7WNQ.js", type: "text/javascript", content: asset9 },
  { name: "chunk-DBVM4F52.js", type: "text/javascript", content: asset10 },
  { name: "chunk-FI7MX6UX.js", type: "text/javascript", content: asset11 },
  { name: "chunk-GMCSOQ3B.js", type: "text/javascript", content: asset12 },
  { name: "chunk-I2J4LCHW.js", type: "text/javascript", content: asset13 },
  { name: "chunk-IPVIJWLC.js", type: "text/javascript", content: asset14 },
  { name: "chunk-IWSOPDW7.js", type: "text/javascript", content: asset15 },
  { name: "chunk-KHVS5J3W.js", type: "text/javascript", content: asset16 },
  { name: "chunk-KPKBONO5.js", type: "text/javascript", content: asset17 },
  { name: "chunk-LFD676SO.js", type: "text/javascript", content: asset18 },
  { name: "chunk-LJ2QECLG.js", type: "text/javascript", content: asset19 },
  { name: "chunk-LNVS7JFD.js", type: "text/javascript", content: asset20 },
  { name: "chunk-LSIMLF7L.js", type: "text/javascript", content: asset21 },
  { name: "chunk-LXHX65OK.js", type: "text/javascript", content: asset22 },
  { name: "chunk-NP4QE33N.js", type: "text/javascript", content: asset23 },
  { name: "chunk-ODE67MAR.js", type: "text/javascript", content: asset24 },
  { name: "chunk-ONKOD7SA.js", type: "text/javascript", content: asset25 },
  { name: "chunk-OOZNHNOX.js", type: "text/javascript", content: asset26 },
  { name: "chunk-OQIAIVOS.js", type: "text/javascript", content: asset27 },
  { name: "chunk-PMLSXDID.js", type: "text/javascript", content: asset28 },
  { name: "chunk-S7QKWU4E.js", type: "text/javascript", content: asset29 },
  { name: "chunk-SS6S5O3X.js", type: "text/javascript", content: asset30 },
  { name: "chunk-VER6LOX4.js", type: "text/javascript", content: asset31 },
  { name: "chunk-VLWRRZ5E.js", type: "text/javascript", content: asset32 },
  { name: "chunk-VSILHVFS.js", type: "text/javascript", content: asset33 },
  { name: "chunk-WP5Y4HT7.js", type: "text/javascript", content: asset34 },
  { name: "chunk-X2PVZ7YR.js", type: "text/javascript", content: asset35 },
  { name: "chunk-YW5SA6A5.js", type: "text/javascript", content: asset36 },
  { name: "codec-57TKPOEV.js", type: "text/javascript", content: asset37 },
  { name: "daemon-ULHNQ2GA.js", type: "text/javascript", content: asset38 },
  { name: "groups-JWUQLSW7.js", type: "text/javascript", content: asset39 },
  { name: "gun-QRUFY7RB.js", type: "text/javascript", content: asset40 },
  { name: "later-LRCZRE4C.js", type: "text/javascript", content: asset41 },
  { name: "listing-LUTYLEWL.js", type: "text/javascript", content: asset42 },
  { name: "main-DR1_9uD1x-.js", type: "text/javascript", content: asset43 },
  { name: "method_pane-Y4IBDGYU.js", type: "text/javascript", content: asset44 },
  { name: "peers-ZUF2FSEQ.js", type: "text/javascript", content: asset45 },
  { name: "pins-34L3UYL3.js", type: "text/javascript", content: asset46 },
  { name: "plots-JGU7DI2S.js", type: "text/javascript", content: asset47 },
  { name: "raw_websocket-CHXLMS2U.js", type: "text/javascript", content: asset48 },
  { name: "registry-JM7RK662.js", type: "text/javascript", content: asset49 },
  { name: "sockets-J5CIHIEG.js", type: "text/javascript", content: asset50 },
  { name: "tls-4I67OX2P.js", type: "text/javascript", content: asset51 },
  { name: "radar-5FOKY6-UBQ.css", type: "text/css", content: asset52 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset53 },
];
