/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-H2MTGAJT.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-TPPY2TNY.js.txt" with { type: "text" };
import asset2 from "./board-W5OACYBZ.js.txt" with { type: "text" };
import asset3 from "./chunk-46WL57SG.js.txt" with { type: "text" };
import asset4 from "./chunk-4M5HTFZF.js.txt" with { type: "text" };
import asset5 from "./chunk-4MHIJQG2.js.txt" with { type: "text" };
import asset6 from "./chunk-5UA7PTQL.js.txt" with { type: "text" };
import asset7 from "./chunk-6GWESCQ4.js.txt" with { type: "text" };
import asset8 from "./chunk-AMKL7ZKN.js.txt" with { type: "text" };
import asset9 from "./chunk-C3VVAWIJ.js.txt" with { type: "text" };
import asset10 from "./chunk-C5Z52GAK.js.txt" with { type: "text" };
import asset11 from "./chunk-DDLEQOVO.js.txt" with { type: "text" };
import asset12 from "./chunk-DZQE6YT7.js.txt" with { type: "text" };
import asset13 from "./chunk-FVEBJKRK.js.txt" with { type: "text" };
import asset14 from "./chunk-GNKZVVWK.js.txt" with { type: "text" };
import asset15 from "./chunk-ICBTQKPK.js.txt" with { type: "text" };
import asset16 from "./chunk-INZVSBIU.js.txt" with { type: "text" };
import asset17 from "./chunk-IPVIJWLC.js.txt" with { type: "text" };
import asset18 from "./chunk-IWSOPDW7.js.txt" with { type: "text" };
import asset19 from "./chunk-J5HSVCGY.js.txt" with { type: "text" };
import asset20 from "./chunk-KLAO3LOY.js.txt" with { type: "text" };
import asset21 from "./chunk-KPKBONO5.js.txt" with { type: "text" };
import asset22 from "./chunk-KRMHJSEA.js.txt" with { type: "text" };
import asset23 from "./chunk-KX4VSXY4.js.txt" with { type: "text" };
import asset24 from "./chunk-KYIUMZDT.js.txt" with { type: "text" };
import asset25 from "./chunk-LJ2QECLG.js.txt" with { type: "text" };
import asset26 from "./chunk-MWZLAOAE.js.txt" with { type: "text" };
import asset27 from "./chunk-OYXXRLM7.js.txt" with { type: "text" };
import asset28 from "./chunk-PMLSXDID.js.txt" with { type: "text" };
import asset29 from "./chunk-R4IWUKQV.js.txt" with { type: "text" };
import asset30 from "./chunk-S7QKWU4E.js.txt" with { type: "text" };
import asset31 from "./chunk-UKM7UJXI.js.txt" with { type: "text" };
import asset32 from "./chunk-V7XXCM3O.js.txt" with { type: "text" };
import asset33 from "./chunk-VLWRRZ5E.js.txt" with { type: "text" };
import asset34 from "./chunk-VMU3X7QH.js.txt" with { type: "text" };
import asset35 from "./chunk-W4I7MXWL.js.txt" with { type: "text" };
import asset36 from "./codec-Z6S2VEJY.js.txt" with { type: "text" };
import asset37 from "./daemon-2RANRDTM.js.txt" with { type: "text" };
import asset38 from "./groups-G2DBU6N6.js.txt" with { type: "text" };
import asset39 from "./gun-WPFJFHZ5.js.txt" with { type: "text" };
import asset40 from "./later-KZ7ZMS73.js.txt" with { type: "text" };
import asset41 from "./listing-LQHWFRTF.js.txt" with { type: "text" };
import asset42 from "./main-F0COcZWwy7.js.txt" with { type: "text" };
import asset43 from "./method_pane-OPARIPIH.js.txt" with { type: "text" };
import asset44 from "./peers-POWEVEOO.js.txt" with { type: "text" };
import asset45 from "./pins-PYDGVABS.js.txt" with { type: "text" };
import asset46 from "./plots-CQNSJO2W.js.txt" with { type: "text" };
import asset47 from "./raw_websocket-74WLUBWU.js.txt" with { type: "text" };
import asset48 from "./registry-XSG7ZBK6.js.txt" with { type: "text" };
import asset49 from "./sockets-OPMN3DNU.js.txt" with { type: "text" };
import asset50 from "./radar-5FOKY6-UBQ.css.txt" with { type: "text" };
import asset51 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

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
  { name: "api-H2MTGAJT.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-TPPY2TNY.js", type: "text/javascript", content: asset1 },
  { name: "board-W5OACYBZ.js", type: "text/javascript", content: asset2 },
  { name: "chunk-46WL57SG.js", type: "text/javascript", content: asset3 },
  { name: "chunk-4M5HTFZF.js", type: "text/javascript", content: asset4 },
  { name: "chunk-4MHIJQG2.js", type: "text/javascript", content: asset5 },
  { name: "chunk-5UA7PTQL.js", type: "text/javascript", content: asset6 },
  { name: "chunk-6GWESCQ4.js", type: "text/javascript", content: asset7 },
  { name: "chunk-AMKL7ZKN.js", type: "text/javascript", content: asset8 },
  { name: "chunk-C3VVAWIJ.js", type: "text/javascript", content: asset9 },
  { name: "chunk-C5Z52GAK.js", type: "text/javascript", content: asset10 },
  { name: "chunk-DDLEQOVO.js", type: "text/javascript", content: asset11 },
  { name: "chunk-DZQE6YT7.js", type: "text/javascript", content: asset12 },
  { name: "chunk-FVEBJKRK.js", type: "text/javascript", content: asset13 },
  { name: "chunk-GNKZVVWK.js", type: "text/javascript", content: asset14 },
  { name: "chunk-ICBTQKPK.js", type: "text/javascript", content: asset15 },
  { name: "chunk-INZVSBIU.js", type: "text/javascript", content: asset16 },
  { name: "chunk-IPVIJWLC.js", type: "text/javascript", content: asset17 },
  { name: "chunk-IWSOPDW7.js", type: "text/javascript", content: asset18 },
  { name: "chunk-J5HSVCGY.js", type: "text/javascript", content: asset19 },
  { name: "chunk-KLAO3LOY.js", type: "text/javascript", content: asset20 },
  { name: "chunk-KPKBONO5.js", type: "text/javascript", content: asset21 },
  { name: "chunk-KRMHJSEA.js", type: "text/javascript", content: asset22 },
  { name: "chunk-KX4VSXY4.js", type: "text/javascript", content: asset23 },
  { name: "chunk-KYIUMZDT.js", type: "text/javascript", content: asset24 },
  { name: "chunk-LJ2QECLG.js", type: "text/javascript", content: asset25 },
  { name: "chunk-MWZLAOAE.js", type: "text/javascript", content: asset26 },
  { name: "chunk-OYXXRLM7.js", type: "text/javascript", content: asset27 },
  { name: "chunk-PMLSXDID.js", type: "text/javascript", content: asset28 },
  { name: "chunk-R4IWUKQV.js", type: "text/javascript", content: asset29 },
  { name: "chunk-S7QKWU4E.js", type: "text/javascript", content: asset30 },
  { name: "chunk-UKM7UJXI.js", type: "text/javascript", content: asset31 },
  { name: "chunk-V7XXCM3O.js", type: "text/javascript", content: asset32 },
  { name: "chunk-VLWRRZ5E.js", type: "text/javascript", content: asset33 },
  { name: "chunk-VMU3X7QH.js", type: "text/javascript", content: asset34 },
  { name: "chunk-W4I7MXWL.js", type: "text/javascript", content: asset35 },
  { name: "codec-Z6S2VEJY.js", type: "text/javascript", content: asset36 },
  { name: "daemon-2RANRDTM.js", type: "text/javascript", content: asset37 },
  { name: "groups-G2DBU6N6.js", type: "text/javascript", content: asset38 },
  { name: "gun-WPFJFHZ5.js", type: "text/javascript", content: asset39 },
  { name: "later-KZ7ZMS73.js", type: "text/javascript", content: asset40 },
  { name: "listing-LQHWFRTF.js", type: "text/javascript", content: asset41 },
  { name: "main-F0COcZWwy7.js", type: "text/javascript", content: asset42 },
  { name: "method_pane-OPARIPIH.js", type: "text/javascript", content: asset43 },
  { name: "peers-POWEVEOO.js", type: "text/javascript", content: asset44 },
  { name: "pins-PYDGVABS.js", type: "text/javascript", content: asset45 },
  { name: "plots-CQNSJO2W.js", type: "text/javascript", content: asset46 },
  { name: "raw_websocket-74WLUBWU.js", type: "text/javascript", content: asset47 },
  { name: "registry-XSG7ZBK6.js", type: "text/javascript", content: asset48 },
  { name: "sockets-OPMN3DNU.js", type: "text/javascript", content: asset49 },
  { name: "radar-5FOKY6-UBQ.css", type: "text/css", content: asset50 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset51 },
];
