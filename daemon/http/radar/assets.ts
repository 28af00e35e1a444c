/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-_PHAHv0VDJ.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-PDWxyMyKaS.js.txt" with { type: "text" };
import asset2 from "./board-YV7c3fXjur.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset5 from "./chunk-1VRDXMD2Ef.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-3ok9Dcbd_4.js.txt" with { type: "text" };
import asset8 from "./chunk-6I7z8PpM-x.js.txt" with { type: "text" };
import asset9 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset10 from "./chunk-7SnkYwthNb.js.txt" with { type: "text" };
import asset11 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset12 from "./chunk-BY5SgIltsi.js.txt" with { type: "text" };
import asset13 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset14 from "./chunk-GiD_sZOrje.js.txt" with { type: "text" };
import asset15 from "./chunk-I69TZer8Hc.js.txt" with { type: "text" };
import asset16 from "./chunk-IttKWZ04uB.js.txt" with { type: "text" };
import asset17 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset18 from "./chunk-RTAwNbI_ad.js.txt" with { type: "text" };
import asset19 from "./chunk-SHgyTSq63H.js.txt" with { type: "text" };
import asset20 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset21 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset22 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset23 from "./chunk-ZEMdYzXXX_.js.txt" with { type: "text" };
import asset24 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset25 from "./chunk-fjnDdGOoS5.js.txt" with { type: "text" };
import asset26 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset27 from "./chunk-j_6JCNV7Kq.js.txt" with { type: "text" };
import asset28 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset29 from "./chunk-mHi2c_iLiI.js.txt" with { type: "text" };
import asset30 from "./chunk-o5tm_ADy49.js.txt" with { type: "text" };
import asset31 from "./chunk-oDVa2jAVza.js.txt" with { type: "text" };
import asset32 from "./chunk-ojduLEZOQs.js.txt" with { type: "text" };
import asset33 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset34 from "./chunk-qfCZ1iXyWa.js.txt" with { type: "text" };
import asset35 from "./chunk-qnKk3LNRLC.js.txt" with { type: "text" };
import asset36 from "./chunk-s_m_pPRvzs.js.txt" with { type: "text" };
import asset37 from "./chunk-suR7NFeIfW.js.txt" with { type: "text" };
import asset38 from "./chunk-vm1UL2STij.js.txt" with { type: "text" };
import asset39 from "./chunk-vpXNupzzGf.js.txt" with { type: "text" };
import asset40 from "./chunk-xYL78m349V.js.txt" with { type: "text" };
import asset41 from "./codec-N1DOqHGKiU.js.txt" with { type: "text" };
import asset42 from "./daemon-b1aLCH9djn.js.txt" with { type: "text" };
import asset43 from "./explore-vnY5kuWUP-.js.txt" with { type: "text" };
import asset44 from "./groups-7zU7wV67Lb.js.txt" with { type: "text" };
import asset45 from "./gun-ssDtmx4KEb.js.txt" with { type: "text" };
import asset46 from "./later-ZOS6N8Hehr.js.txt" with { type: "text" };
import asset47 from "./listing-kPKeSrzJXG.js.txt" with { type: "text" };
import asset48 from "./main-9hGa5tsmpw.js.txt" with { type: "text" };
import asset49 from "./method_pane-CP0veoJjk5.js.txt" with { type: "text" };
import asset50 from "./peers-GsLno6vMY3.js.txt" with { type: "text" };
import asset51 from "./pins-mMQnHxDuEe.js.txt" with { type: "text" };
import asset52 from "./plots-LzoMZnZz2U.js.txt" with { type: "text" };
import asset53 from "./raw_websocket-xRma7A4Kjq.js.txt" with { type: "text" };
import asset54 from "./registry-EZKiK_jpr0.js.txt" with { type: "text" };
import asset55 from "./sockets-e5JfeUgbcR.js.txt" with { type: "text" };
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
  { name: "api-_PHAHv0VDJ.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-PDWxyMyKaS.js", type: "text/javascript", content: asset1 },
  { name: "board-YV7c3fXjur.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset4 },
  { name: "chunk-1VRDXMD2Ef.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-3ok9Dcbd_4.js", type: "text/javascript", content: asset7 },
  { name: "chunk-6I7z8PpM-x.js", type: "text/javascript", content: asset8 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset9 },
  { name: "chunk-7SnkYwthNb.js", type: "text/javascript", content: asset10 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset11 },
  { name: "chunk-BY5SgIltsi.js", type: "text/javascript", content: asset12 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset13 },
  { name: "chunk-GiD_sZOrje.js", type: "text/javascript", content: asset14 },
  { name: "chunk-I69TZer8Hc.js", type: "text/javascript", content: asset15 },
  { name: "chunk-IttKWZ04uB.js", type: "text/javascript", content: asset16 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset17 },
  { name: "chunk-RTAwNbI_ad.js", type: "text/javascript", content: asset18 },
  { name: "chunk-SHgyTSq63H.js", type: "text/javascript", content: asset19 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset20 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset21 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset22 },
  { name: "chunk-ZEMdYzXXX_.js", type: "text/javascript", content: asset23 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset24 },
  { name: "chunk-fjnDdGOoS5.js", type: "text/javascript", content: asset25 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset26 },
  { name: "chunk-j_6JCNV7Kq.js", type: "text/javascript", content: asset27 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset28 },
  { name: "chunk-mHi2c_iLiI.js", type: "text/javascript", content: asset29 },
  { name: "chunk-o5tm_ADy49.js", type: "text/javascript", content: asset30 },
  { name: "chunk-oDVa2jAVza.js", type: "text/javascript", content: asset31 },
  { name: "chunk-ojduLEZOQs.js", type: "text/javascript", content: asset32 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset33 },
  { name: "chunk-qfCZ1iXyWa.js", type: "text/javascript", content: asset34 },
  { name: "chunk-qnKk3LNRLC.js", type: "text/javascript", content: asset35 },
  { name: "chunk-s_m_pPRvzs.js", type: "text/javascript", content: asset36 },
  { name: "chunk-suR7NFeIfW.js", type: "text/javascript", content: asset37 },
  { name: "chunk-vm1UL2STij.js", type: "text/javascript", content: asset38 },
  { name: "chunk-vpXNupzzGf.js", type: "text/javascript", content: asset39 },
  { name: "chunk-xYL78m349V.js", type: "text/javascript", content: asset40 },
  { name: "codec-N1DOqHGKiU.js", type: "text/javascript", content: asset41 },
  { name: "daemon-b1aLCH9djn.js", type: "text/javascript", content: asset42 },
  { name: "explore-vnY5kuWUP-.js", type: "text/javascript", content: asset43 },
  { name: "groups-7zU7wV67Lb.js", type: "text/javascript", content: asset44 },
  { name: "gun-ssDtmx4KEb.js", type: "text/javascript", content: asset45 },
  { name: "later-ZOS6N8Hehr.js", type: "text/javascript", content: asset46 },
  { name: "listing-kPKeSrzJXG.js", type: "text/javascript", content: asset47 },
  { name: "main-9hGa5tsmpw.js", type: "text/javascript", content: asset48 },
  { name: "method_pane-CP0veoJjk5.js", type: "text/javascript", content: asset49 },
  { name: "peers-GsLno6vMY3.js", type: "text/javascript", content: asset50 },
  { name: "pins-mMQnHxDuEe.js", type: "text/javascript", content: asset51 },
  { name: "plots-LzoMZnZz2U.js", type: "text/javascript", content: asset52 },
  { name: "raw_websocket-xRma7A4Kjq.js", type: "text/javascript", content: asset53 },
  { name: "registry-EZKiK_jpr0.js", type: "text/javascript", content: asset54 },
  { name: "sockets-e5JfeUgbcR.js", type: "text/javascript", content: asset55 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset56 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset57 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset58 },
];
