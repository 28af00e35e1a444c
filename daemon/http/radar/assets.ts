/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-SKk16ObB8R.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-PDWxyMyKaS.js.txt" with { type: "text" };
import asset2 from "./board-kiOZTLi3s4.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0JmCR-4oXg.js.txt" with { type: "text" };
import asset5 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset8 from "./chunk-6I7z8PpM-x.js.txt" with { type: "text" };
import asset9 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset10 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset11 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset12 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset13 from "./chunk-GiD_sZOrje.js.txt" with { type: "text" };
import asset14 from "./chunk-I5BSdG6_vk.js.txt" with { type: "text" };
import asset15 from "./chunk-I69TZer8Hc.js.txt" with { type: "text" };
import asset16 from "./chunk-IK8G-NiY5u.js.txt" with { type: "text" };
import asset17 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset18 from "./chunk-RgTZ5gpaJf.js.txt" with { type: "text" };
import asset19 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset20 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset21 from "./chunk-VZ73M9-jkG.js.txt" with { type: "text" };
import asset22 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset23 from "./chunk-X__hM-5tld.js.txt" with { type: "text" };
import asset24 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset25 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset26 from "./chunk-ZEMdYzXXX_.js.txt" with { type: "text" };
import asset27 from "./chunk-ZoC_DwhArY.js.txt" with { type: "text" };
import asset28 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset29 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset30 from "./chunk-jz-H4hIYxQ.js.txt" with { type: "text" };
import asset31 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset32 from "./chunk-mHi2c_iLiI.js.txt" with { type: "text" };
import asset33 from "./chunk-mRZI5Wcb8c.js.txt" with { type: "text" };
import asset34 from "./chunk-o5tm_ADy49.js.txt" with { type: "text" };
import asset35 from "./chunk-p4KAI6dz1e.js.txt" with { type: "text" };
import asset36 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset37 from "./chunk-suR7NFeIfW.js.txt" with { type: "text" };
import asset38 from "./chunk-tNfO4CKOsi.js.txt" with { type: "text" };
import asset39 from "./chunk-uFWNfIPxSa.js.txt" with { type: "text" };
import asset40 from "./chunk-ul0Lb7iNgX.js.txt" with { type: "text" };
import asset41 from "./codec-NQQBkeZdN-.js.txt" with { type: "text" };
import asset42 from "./daemon-FiPH6h10bv.js.txt" with { type: "text" };
import asset43 from "./explore-vnY5kuWUP-.js.txt" with { type: "text" };
import asset44 from "./groups-u-092BPwZH.js.txt" with { type: "text" };
import asset45 from "./gun-Jf94sCaXAo.js.txt" with { type: "text" };
import asset46 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset47 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset48 from "./main-cZBLec24DC.js.txt" with { type: "text" };
import asset49 from "./method_pane-rQpvzZmEjQ.js.txt" with { type: "text" };
import asset50 from "./peers-I-ii_kccKl.js.txt" with { type: "text" };
import asset51 from "./pins-KPiL92K7PH.js.txt" with { type: "text" };
import asset52 from "./plots-jtJMSGFhiN.js.txt" with { type: "text" };
import asset53 from "./raw_websocket-xRma7A4Kjq.js.txt" with { type: "text" };
import asset54 from "./registry-wE6DAu0rCq.js.txt" with { type: "text" };
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
  { name: "api-SKk16ObB8R.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-PDWxyMyKaS.js", type: "text/javascript", content: asset1 },
  { name: "board-kiOZTLi3s4.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0JmCR-4oXg.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset7 },
  { name: "chunk-6I7z8PpM-x.js", type: "text/javascript", content: asset8 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset9 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset10 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset11 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset12 },
  { name: "chunk-GiD_sZOrje.js", type: "text/javascript", content: asset13 },
  { name: "chunk-I5BSdG6_vk.js", type: "text/javascript", content: asset14 },
  { name: "chunk-I69TZer8Hc.js", type: "text/javascript", content: asset15 },
  { name: "chunk-IK8G-NiY5u.js", type: "text/javascript", content: asset16 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset17 },
  { name: "chunk-RgTZ5gpaJf.js", type: "text/javascript", content: asset18 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset19 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset20 },
  { name: "chunk-VZ73M9-jkG.js", type: "text/javascript", content: asset21 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset22 },
  { name: "chunk-X__hM-5tld.js", type: "text/javascript", content: asset23 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset24 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset25 },
  { name: "chunk-ZEMdYzXXX_.js", type: "text/javascript", content: asset26 },
  { name: "chunk-ZoC_DwhArY.js", type: "text/javascript", content: asset27 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset28 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset29 },
  { name: "chunk-jz-H4hIYxQ.js", type: "text/javascript", content: asset30 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset31 },
  { name: "chunk-mHi2c_iLiI.js", type: "text/javascript", content: asset32 },
  { name: "chunk-mRZI5Wcb8c.js", type: "text/javascript", content: asset33 },
  { name: "chunk-o5tm_ADy49.js", type: "text/javascript", content: asset34 },
  { name: "chunk-p4KAI6dz1e.js", type: "text/javascript", content: asset35 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset36 },
  { name: "chunk-suR7NFeIfW.js", type: "text/javascript", content: asset37 },
  { name: "chunk-tNfO4CKOsi.js", type: "text/javascript", content: asset38 },
  { name: "chunk-uFWNfIPxSa.js", type: "text/javascript", content: asset39 },
  { name: "chunk-ul0Lb7iNgX.js", type: "text/javascript", content: asset40 },
  { name: "codec-NQQBkeZdN-.js", type: "text/javascript", content: asset41 },
  { name: "daemon-FiPH6h10bv.js", type: "text/javascript", content: asset42 },
  { name: "explore-vnY5kuWUP-.js", type: "text/javascript", content: asset43 },
  { name: "groups-u-092BPwZH.js", type: "text/javascript", content: asset44 },
  { name: "gun-Jf94sCaXAo.js", type: "text/javascript", content: asset45 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset46 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset47 },
  { name: "main-cZBLec24DC.js", type: "text/javascript", content: asset48 },
  { name: "method_pane-rQpvzZmEjQ.js", type: "text/javascript", content: asset49 },
  { name: "peers-I-ii_kccKl.js", type: "text/javascript", content: asset50 },
  { name: "pins-KPiL92K7PH.js", type: "text/javascript", content: asset51 },
  { name: "plots-jtJMSGFhiN.js", type: "text/javascript", content: asset52 },
  { name: "raw_websocket-xRma7A4Kjq.js", type: "text/javascript", content: asset53 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset54 },
  { name: "sockets-e5JfeUgbcR.js", type: "text/javascript", content: asset55 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset56 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset57 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset58 },
];
