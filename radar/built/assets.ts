/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-EJH3OUOM.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-36OPG2RG.js.txt" with { type: "text" };
import asset2 from "./board-T3ELYYDH.js.txt" with { type: "text" };
import asset3 from "./chunk-4NG7LVZA.js.txt" with { type: "text" };
import asset4 from "./chunk-4X3TKRMC.js.txt" with { type: "text" };
import asset5 from "./chunk-5OW4P7OP.js.txt" with { type: "text" };
import asset6 from "./chunk-6VSAWPAN.js.txt" with { type: "text" };
import asset7 from "./chunk-AMKL7ZKN.js.txt" with { type: "text" };
import asset8 from "./chunk-D6EZAD3F.js.txt" with { type: "text" };
import asset9 from "./chunk-DBVM4F52.js.txt" with { type: "text" };
import asset10 from "./chunk-ED4WEE7Q.js.txt" with { type: "text" };
import asset11 from "./chunk-FI7MX6UX.js.txt" with { type: "text" };
import asset12 from "./chunk-GMCSOQ3B.js.txt" with { type: "text" };
import asset13 from "./chunk-IF527LT3.js.txt" with { type: "text" };
import asset14 from "./chunk-IKRRCGJH.js.txt" with { type: "text" };
import asset15 from "./chunk-IPVIJWLC.js.txt" with { type: "text" };
import asset16 from "./chunk-ISDO6FK2.js.txt" with { type: "text" };
import asset17 from "./chunk-IWSOPDW7.js.txt" with { type: "text" };
import asset18 from "./chunk-KPKBONO5.js.txt" with { type: "text" };
import asset19 from "./chunk-LFD676SO.js.txt" with { type: "text" };
import asset20 from "./chunk-LJ2QECLG.js.txt" with { type: "text" };
import asset21 from "./chunk-ODE67MAR.js.txt" with { type: "text" };
import asset22 from "./chunk-OOZNHNOX.js.txt" with { type: "text" };
import asset23 from "./chunk-OQIAIVOS.js.txt" with { type: "text" };
import asset24 from "./chunk-PMLSXDID.js.txt" with { type: "text" };
import asset25 from "./chunk-QAUBNM4L.js.txt" with { type: "text" };
import asset26 from "./chunk-S7QKWU4E.js.txt" with { type: "text" };
import asset27 from "./chunk-UBX6APNG.js.txt" with { type: "text" };
import asset28 from "./chunk-VAEAGGOJ.js.txt" with { type: "text" };
import asset29 from "./chunk-VLWRRZ5E.js.txt" with { type: "text" };
import asset30 from "./chunk-WFVYL3U2.js.txt" with { type: "text" };
import asset31 from "./chunk-WSYPIUT5.js.txt" with { type: "text" };
import asset32 from "./chunk-X2PVZ7YR.js.txt" with { type: "text" };
import asset33 from "./chunk-XJ3SPVTK.js.txt" with { type: "text" };
import asset34 from "./chunk-YHILJTI3.js.txt" with { type: "text" };
import asset35 from "./chunk-YNODCNYN.js.txt" with { type: "text" };
import asset36 from "./chunk-YW5SA6A5.js.txt" with { type: "text" };
import asset37 from "./codec-57TKPOEV.js.txt" with { type: "text" };
import asset38 from "./daemon-T2JHUE2G.js.txt" with { type: "text" };
import asset39 from "./groups-YCLCAOZQ.js.txt" with { type: "text" };
import asset40 from "./gun-MXFP5ZXB.js.txt" with { type: "text" };
import asset41 from "./later-LRCZRE4C.js.txt" with { type: "text" };
import asset42 from "./listing-LUTYLEWL.js.txt" with { type: "text" };
import asset43 from "./main-mvjgv51Boa.js.txt" with { type: "text" };
import asset44 from "./method_pane-Q4MBGYDT.js.txt" with { type: "text" };
import asset45 from "./peers-ZCOT2Q6K.js.txt" with { type: "text" };
import asset46 from "./pins-7N5U3CVH.js.txt" with { type: "text" };
import asset47 from "./plots-FC54PUKT.js.txt" with { type: "text" };
import asset48 from "./raw_websocket-5VV64TXP.js.txt" with { type: "text" };
import asset49 from "./registry-JM7RK662.js.txt" with { type: "text" };
import asset50 from "./sockets-2AA6DD45.js.txt" with { type: "text" };
import asset51 from "./tls-4I67OX2P.js.txt" with { type: "text" };
import asset52 from "./radar-miyCEedoJ7.css.txt" with { type: "text" };
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
  { name: "api-EJH3OUOM.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-36OPG2RG.js", type: "text/javascript", content: asset1 },
  { name: "board-T3ELYYDH.js", type: "text/javascript", content: asset2 },
  { name: "chunk-4NG7LVZA.js", type: "text/javascript", content: asset3 },
  { name: "chunk-4X3TKRMC.js", type: "text/javascript", content: asset4 },
  { name: "chunk-5OW4P7OP.js", type: "text/javascript", content: asset5 },
  { name: "chunk-6VSAWPAN.js", type: "text/javascript", content: asset6 },
  { name: "chunk-AMKL7ZKN.js", type: "text/javascript", content: asset7 },
  { name: "chunk-D6EZAD3F.js", type: "text/javascript", content: asset8 },
  { name: "chunk-DBVM4F52.js", type: "text/javascript", content: asset9 },
  { name: "chunk-ED4WEE7Q.js", type: "text/javascript", content: asset10 },
  { name: "chunk-FI7MX6UX.js", type: "text/javascript", content: asset11 },
  { name: "chunk-GMCSOQ3B.js", type: "text/javascript", content: asset12 },
  { name: "chunk-IF527LT3.js", type: "text/javascript", content: asset13 },
  { name: "chunk-IKRRCGJH.js", type: "text/javascript", content: asset14 },
  { name: "chunk-IPVIJWLC.js", type: "text/javascript", content: asset15 },
  { name: "chunk-ISDO6FK2.js", type: "text/javascript", content: asset16 },
  { name: "chunk-IWSOPDW7.js", type: "text/javascript", content: asset17 },
  { name: "chunk-KPKBONO5.js", type: "text/javascript", content: asset18 },
  { name: "chunk-LFD676SO.js", type: "text/javascript", content: asset19 },
  { name: "chunk-LJ2QECLG.js", type: "text/javascript", content: asset20 },
  { name: "chunk-ODE67MAR.js", type: "text/javascript", content: asset21 },
  { name: "chunk-OOZNHNOX.js", type: "text/javascript", content: asset22 },
  { name: "chunk-OQIAIVOS.js", type: "text/javascript", content: asset23 },
  { name: "chunk-PMLSXDID.js", type: "text/javascript", content: asset24 },
  { name: "chunk-QAUBNM4L.js", type: "text/javascript", content: asset25 },
  { name: "chunk-S7QKWU4E.js", type: "text/javascript", content: asset26 },
  { name: "chunk-UBX6APNG.js", type: "text/javascript", content: asset27 },
  { name: "chunk-VAEAGGOJ.js", type: "text/javascript", content: asset28 },
  { name: "chunk-VLWRRZ5E.js", type: "text/javascript", content: asset29 },
  { name: "chunk-WFVYL3U2.js", type: "text/javascript", content: asset30 },
  { name: "chunk-WSYPIUT5.js", type: "text/javascript", content: asset31 },
  { name: "chunk-X2PVZ7YR.js", type: "text/javascript", content: asset32 },
  { name: "chunk-XJ3SPVTK.js", type: "text/javascript", content: asset33 },
  { name: "chunk-YHILJTI3.js", type: "text/javascript", content: asset34 },
  { name: "chunk-YNODCNYN.js", type: "text/javascript", content: asset35 },
  { name: "chunk-YW5SA6A5.js", type: "text/javascript", content: asset36 },
  { name: "codec-57TKPOEV.js", type: "text/javascript", content: asset37 },
  { name: "daemon-T2JHUE2G.js", type: "text/javascript", content: asset38 },
  { name: "groups-YCLCAOZQ.js", type: "text/javascript", content: asset39 },
  { name: "gun-MXFP5ZXB.js", type: "text/javascript", content: asset40 },
  { name: "later-LRCZRE4C.js", type: "text/javascript", content: asset41 },
  { name: "listing-LUTYLEWL.js", type: "text/javascript", content: asset42 },
  { name: "main-mvjgv51Boa.js", type: "text/javascript", content: asset43 },
  { name: "method_pane-Q4MBGYDT.js", type: "text/javascript", content: asset44 },
  { name: "peers-ZCOT2Q6K.js", type: "text/javascript", content: asset45 },
  { name: "pins-7N5U3CVH.js", type: "text/javascript", content: asset46 },
  { name: "plots-FC54PUKT.js", type: "text/javascript", content: asset47 },
  { name: "raw_websocket-5VV64TXP.js", type: "text/javascript", content: asset48 },
  { name: "registry-JM7RK662.js", type: "text/javascript", content: asset49 },
  { name: "sockets-2AA6DD45.js", type: "text/javascript", content: asset50 },
  { name: "tls-4I67OX2P.js", type: "text/javascript", content: asset51 },
  { name: "radar-miyCEedoJ7.css", type: "text/css", content: asset52 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset53 },
];
