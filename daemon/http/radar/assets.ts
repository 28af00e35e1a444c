/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-BPlTFQjnne.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-AwCFMEUVnL.js.txt" with { type: "text" };
import asset2 from "./board-OVSSDxmw8E.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk--u8fnkjAes.js.txt" with { type: "text" };
import asset5 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-5MqdtqSMUg.js.txt" with { type: "text" };
import asset8 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset9 from "./chunk-6me-izLHJr.js.txt" with { type: "text" };
import asset10 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset11 from "./chunk-BY5SgIltsi.js.txt" with { type: "text" };
import asset12 from "./chunk-BsU2Z1qDwP.js.txt" with { type: "text" };
import asset13 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset14 from "./chunk-HzfPH9Ngbx.js.txt" with { type: "text" };
import asset15 from "./chunk-I2hfCH7kzm.js.txt" with { type: "text" };
import asset16 from "./chunk-IDH7ElfkhX.js.txt" with { type: "text" };
import asset17 from "./chunk-KXOBTfbCSh.js.txt" with { type: "text" };
import asset18 from "./chunk-KdkyrsMjpZ.js.txt" with { type: "text" };
import asset19 from "./chunk-LZQ0mVec1N.js.txt" with { type: "text" };
import asset20 from "./chunk-M-6V8sG7dF.js.txt" with { type: "text" };
import asset21 from "./chunk-NMvKSwDdsS.js.txt" with { type: "text" };
import asset22 from "./chunk-OgUm8hj22O.js.txt" with { type: "text" };
import asset23 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset24 from "./chunk-SmBAdFd-9K.js.txt" with { type: "text" };
import asset25 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset26 from "./chunk-VW8xX9T-BA.js.txt" with { type: "text" };
import asset27 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset28 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset29 from "./chunk-ZQGT2EkoNe.js.txt" with { type: "text" };
import asset30 from "./chunk-ZwAp72JnwI.js.txt" with { type: "text" };
import asset31 from "./chunk-_Ldauzd2ka.js.txt" with { type: "text" };
import asset32 from "./chunk-dp7268s8wF.js.txt" with { type: "text" };
import asset33 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset34 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset35 from "./chunk-ojduLEZOQs.js.txt" with { type: "text" };
import asset36 from "./chunk-pYbmMMvmOG.js.txt" with { type: "text" };
import asset37 from "./chunk-s_m_pPRvzs.js.txt" with { type: "text" };
import asset38 from "./chunk-slFYAcYxq7.js.txt" with { type: "text" };
import asset39 from "./chunk-x30evpe_7_.js.txt" with { type: "text" };
import asset40 from "./chunk-yaTVBT1Rvk.js.txt" with { type: "text" };
import asset41 from "./codec-p5HXTKSN-Z.js.txt" with { type: "text" };
import asset42 from "./daemon-_UK1B4oygm.js.txt" with { type: "text" };
import asset43 from "./explore-IwmRsiiYa_.js.txt" with { type: "text" };
import asset44 from "./groups-96ZDDEidxb.js.txt" with { type: "text" };
import asset45 from "./gun-bqOUhYrhHO.js.txt" with { type: "text" };
import asset46 from "./later-ZOS6N8Hehr.js.txt" with { type: "text" };
import asset47 from "./listing-faeZ-tgpLC.js.txt" with { type: "text" };
import asset48 from "./main-q3UFEIke_u.js.txt" with { type: "text" };
import asset49 from "./method_pane-TSY1kMdmOp.js.txt" with { type: "text" };
import asset50 from "./peers-avuO8EgXXw.js.txt" with { type: "text" };
import asset51 from "./pins-9fDHGDK_Of.js.txt" with { type: "text" };
import asset52 from "./plots-cod3NFcKC4.js.txt" with { type: "text" };
import asset53 from "./raw_websocket-UItN1CdxeN.js.txt" with { type: "text" };
import asset54 from "./registry-FH49Yl-jmv.js.txt" with { type: "text" };
import asset55 from "./sockets-zh0e8iYzCx.js.txt" with { type: "text" };
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
  { name: "api-BPlTFQjnne.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-AwCFMEUVnL.js", type: "text/javascript", content: asset1 },
  { name: "board-OVSSDxmw8E.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk--u8fnkjAes.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-5MqdtqSMUg.js", type: "text/javascript", content: asset7 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset8 },
  { name: "chunk-6me-izLHJr.js", type: "text/javascript", content: asset9 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset10 },
  { name: "chunk-BY5SgIltsi.js", type: "text/javascript", content: asset11 },
  { name: "chunk-BsU2Z1qDwP.js", type: "text/javascript", content: asset12 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset13 },
  { name: "chunk-HzfPH9Ngbx.js", type: "text/javascript", content: asset14 },
  { name: "chunk-I2hfCH7kzm.js", type: "text/javascript", content: asset15 },
  { name: "chunk-IDH7ElfkhX.js", type: "text/javascript", content: asset16 },
  { name: "chunk-KXOBTfbCSh.js", type: "text/javascript", content: asset17 },
  { name: "chunk-KdkyrsMjpZ.js", type: "text/javascript", content: asset18 },
  { name: "chunk-LZQ0mVec1N.js", type: "text/javascript", content: asset19 },
  { name: "chunk-M-6V8sG7dF.js", type: "text/javascript", content: asset20 },
  { name: "chunk-NMvKSwDdsS.js", type: "text/javascript", content: asset21 },
  { name: "chunk-OgUm8hj22O.js", type: "text/javascript", content: asset22 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset23 },
  { name: "chunk-SmBAdFd-9K.js", type: "text/javascript", content: asset24 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset25 },
  { name: "chunk-VW8xX9T-BA.js", type: "text/javascript", content: asset26 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset27 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset28 },
  { name: "chunk-ZQGT2EkoNe.js", type: "text/javascript", content: asset29 },
  { name: "chunk-ZwAp72JnwI.js", type: "text/javascript", content: asset30 },
  { name: "chunk-_Ldauzd2ka.js", type: "text/javascript", content: asset31 },
  { name: "chunk-dp7268s8wF.js", type: "text/javascript", content: asset32 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset33 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset34 },
  { name: "chunk-ojduLEZOQs.js", type: "text/javascript", content: asset35 },
  { name: "chunk-pYbmMMvmOG.js", type: "text/javascript", content: asset36 },
  { name: "chunk-s_m_pPRvzs.js", type: "text/javascript", content: asset37 },
  { name: "chunk-slFYAcYxq7.js", type: "text/javascript", content: asset38 },
  { name: "chunk-x30evpe_7_.js", type: "text/javascript", content: asset39 },
  { name: "chunk-yaTVBT1Rvk.js", type: "text/javascript", content: asset40 },
  { name: "codec-p5HXTKSN-Z.js", type: "text/javascript", content: asset41 },
  { name: "daemon-_UK1B4oygm.js", type: "text/javascript", content: asset42 },
  { name: "explore-IwmRsiiYa_.js", type: "text/javascript", content: asset43 },
  { name: "groups-96ZDDEidxb.js", type: "text/javascript", content: asset44 },
  { name: "gun-bqOUhYrhHO.js", type: "text/javascript", content: asset45 },
  { name: "later-ZOS6N8Hehr.js", type: "text/javascript", content: asset46 },
  { name: "listing-faeZ-tgpLC.js", type: "text/javascript", content: asset47 },
  { name: "main-q3UFEIke_u.js", type: "text/javascript", content: asset48 },
  { name: "method_pane-TSY1kMdmOp.js", type: "text/javascript", content: asset49 },
  { name: "peers-avuO8EgXXw.js", type: "text/javascript", content: asset50 },
  { name: "pins-9fDHGDK_Of.js", type: "text/javascript", content: asset51 },
  { name: "plots-cod3NFcKC4.js", type: "text/javascript", content: asset52 },
  { name: "raw_websocket-UItN1CdxeN.js", type: "text/javascript", content: asset53 },
  { name: "registry-FH49Yl-jmv.js", type: "text/javascript", content: asset54 },
  { name: "sockets-zh0e8iYzCx.js", type: "text/javascript", content: asset55 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset56 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset57 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset58 },
];
