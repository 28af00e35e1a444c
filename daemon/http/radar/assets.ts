/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-ZgX9JdnOj9.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-y5gGeyQIlx.js.txt" with { type: "text" };
import asset2 from "./board-i16gOp4vv6.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk--Ht0FLQw5p.js.txt" with { type: "text" };
import asset5 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-5-ZywLBh2B.js.txt" with { type: "text" };
import asset8 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset9 from "./chunk-ADe_p7QTx8.js.txt" with { type: "text" };
import asset10 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset11 from "./chunk-BY5SgIltsi.js.txt" with { type: "text" };
import asset12 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset13 from "./chunk-Gzr3dyKHaZ.js.txt" with { type: "text" };
import asset14 from "./chunk-HO-2Zgpnr0.js.txt" with { type: "text" };
import asset15 from "./chunk-I2hfCH7kzm.js.txt" with { type: "text" };
import asset16 from "./chunk-KXOBTfbCSh.js.txt" with { type: "text" };
import asset17 from "./chunk-KdkyrsMjpZ.js.txt" with { type: "text" };
import asset18 from "./chunk-LwpWUiou1T.js.txt" with { type: "text" };
import asset19 from "./chunk-M-6V8sG7dF.js.txt" with { type: "text" };
import asset20 from "./chunk-NMvKSwDdsS.js.txt" with { type: "text" };
import asset21 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset22 from "./chunk-PFfeA5iG1B.js.txt" with { type: "text" };
import asset23 from "./chunk-U0HQv41hdI.js.txt" with { type: "text" };
import asset24 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset25 from "./chunk-WJEZ6cThve.js.txt" with { type: "text" };
import asset26 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset27 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset28 from "./chunk-YuuzBGJ1yv.js.txt" with { type: "text" };
import asset29 from "./chunk-ZCLTmIVmKX.js.txt" with { type: "text" };
import asset30 from "./chunk-_Ldauzd2ka.js.txt" with { type: "text" };
import asset31 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset32 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset33 from "./chunk-lXw94CReKA.js.txt" with { type: "text" };
import asset34 from "./chunk-o5tm_ADy49.js.txt" with { type: "text" };
import asset35 from "./chunk-odhB4yJc6w.js.txt" with { type: "text" };
import asset36 from "./chunk-ojduLEZOQs.js.txt" with { type: "text" };
import asset37 from "./chunk-s_m_pPRvzs.js.txt" with { type: "text" };
import asset38 from "./chunk-vm1UL2STij.js.txt" with { type: "text" };
import asset39 from "./chunk-wT73Mfabza.js.txt" with { type: "text" };
import asset40 from "./chunk-x30evpe_7_.js.txt" with { type: "text" };
import asset41 from "./codec-W21k3pP27Y.js.txt" with { type: "text" };
import asset42 from "./daemon-Ic-wr7u1hX.js.txt" with { type: "text" };
import asset43 from "./explore-IwmRsiiYa_.js.txt" with { type: "text" };
import asset44 from "./groups-jR6jXvRSHU.js.txt" with { type: "text" };
import asset45 from "./gun-rWo9DtrD1l.js.txt" with { type: "text" };
import asset46 from "./later-ZOS6N8Hehr.js.txt" with { type: "text" };
import asset47 from "./listing-faeZ-tgpLC.js.txt" with { type: "text" };
import asset48 from "./main-sUSMl5TbPf.js.txt" with { type: "text" };
import asset49 from "./method_pane-N6alsodBvd.js.txt" with { type: "text" };
import asset50 from "./peers-OMYFuhQRVE.js.txt" with { type: "text" };
import asset51 from "./pins-7Jc6Mnu6OG.js.txt" with { type: "text" };
import asset52 from "./plots-9dlBfvAiUC.js.txt" with { type: "text" };
import asset53 from "./raw_websocket-wAS4IrwPbd.js.txt" with { type: "text" };
import asset54 from "./registry-EZKiK_jpr0.js.txt" with { type: "text" };
import asset55 from "./sockets-kk9ZSJTEaY.js.txt" with { type: "text" };
import asset56 from "./tls-eEX7I0Q7ky.js.txt" with { type: "text" };
import asset57 from "./radar-0QaCnBKt0A.css.txt" with { type: "text" };
import asset58 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

/** A file that never changes: its name has a hash of its content. */
export interface BuiltAsset {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: string;
}

/** The page itself, for all addresses below `/radar/`. */
export const INDEX: string = index;

/** The page that tries the API for HTTP. */
export const EXPLORER: string = explorer;

/** The files that it loads. */
export const ASSETS: readonly BuiltAsset[] = [
  { name: "api-ZgX9JdnOj9.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-y5gGeyQIlx.js", type: "text/javascript", content: asset1 },
  { name: "board-i16gOp4vv6.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk--Ht0FLQw5p.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-5-ZywLBh2B.js", type: "text/javascript", content: asset7 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset8 },
  { name: "chunk-ADe_p7QTx8.js", type: "text/javascript", content: asset9 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset10 },
  { name: "chunk-BY5SgIltsi.js", type: "text/javascript", content: asset11 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset12 },
  { name: "chunk-Gzr3dyKHaZ.js", type: "text/javascript", content: asset13 },
  { name: "chunk-HO-2Zgpnr0.js", type: "text/javascript", content: asset14 },
  { name: "chunk-I2hfCH7kzm.js", type: "text/javascript", content: asset15 },
  { name: "chunk-KXOBTfbCSh.js", type: "text/javascript", content: asset16 },
  { name: "chunk-KdkyrsMjpZ.js", type: "text/javascript", content: asset17 },
  { name: "chunk-LwpWUiou1T.js", type: "text/javascript", content: asset18 },
  { name: "chunk-M-6V8sG7dF.js", type: "text/javascript", content: asset19 },
  { name: "chunk-NMvKSwDdsS.js", type: "text/javascript", content: asset20 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset21 },
  { name: "chunk-PFfeA5iG1B.js", type: "text/javascript", content: asset22 },
  { name: "chunk-U0HQv41hdI.js", type: "text/javascript", content: asset23 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset24 },
  { name: "chunk-WJEZ6cThve.js", type: "text/javascript", content: asset25 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset26 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset27 },
  { name: "chunk-YuuzBGJ1yv.js", type: "text/javascript", content: asset28 },
  { name: "chunk-ZCLTmIVmKX.js", type: "text/javascript", content: asset29 },
  { name: "chunk-_Ldauzd2ka.js", type: "text/javascript", content: asset30 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset31 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset32 },
  { name: "chunk-lXw94CReKA.js", type: "text/javascript", content: asset33 },
  { name: "chunk-o5tm_ADy49.js", type: "text/javascript", content: asset34 },
  { name: "chunk-odhB4yJc6w.js", type: "text/javascript", content: asset35 },
  { name: "chunk-ojduLEZOQs.js", type: "text/javascript", content: asset36 },
  { name: "chunk-s_m_pPRvzs.js", type: "text/javascript", content: asset37 },
  { name: "chunk-vm1UL2STij.js", type: "text/javascript", content: asset38 },
  { name: "chunk-wT73Mfabza.js", type: "text/javascript", content: asset39 },
  { name: "chunk-x30evpe_7_.js", type: "text/javascript", content: asset40 },
  { name: "codec-W21k3pP27Y.js", type: "text/javascript", content: asset41 },
  { name: "daemon-Ic-wr7u1hX.js", type: "text/javascript", content: asset42 },
  { name: "explore-IwmRsiiYa_.js", type: "text/javascript", content: asset43 },
  { name: "groups-jR6jXvRSHU.js", type: "text/javascript", content: asset44 },
  { name: "gun-rWo9DtrD1l.js", type: "text/javascript", content: asset45 },
  { name: "later-ZOS6N8Hehr.js", type: "text/javascript", content: asset46 },
  { name: "listing-faeZ-tgpLC.js", type: "text/javascript", content: asset47 },
  { name: "main-sUSMl5TbPf.js", type: "text/javascript", content: asset48 },
  { name: "method_pane-N6alsodBvd.js", type: "text/javascript", content: asset49 },
  { name: "peers-OMYFuhQRVE.js", type: "text/javascript", content: asset50 },
  { name: "pins-7Jc6Mnu6OG.js", type: "text/javascript", content: asset51 },
  { name: "plots-9dlBfvAiUC.js", type: "text/javascript", content: asset52 },
  { name: "raw_websocket-wAS4IrwPbd.js", type: "text/javascript", content: asset53 },
  { name: "registry-EZKiK_jpr0.js", type: "text/javascript", content: asset54 },
  { name: "sockets-kk9ZSJTEaY.js", type: "text/javascript", content: asset55 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset56 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset57 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset58 },
];
