/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-ngndbSQEMC.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-Z_0UFQBdfG.js.txt" with { type: "text" };
import asset2 from "./board-yB9Pwmo6vZ.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk--kyjdgxZVa.js.txt" with { type: "text" };
import asset5 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-4tdkEaeSou.js.txt" with { type: "text" };
import asset8 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset9 from "./chunk-6I7z8PpM-x.js.txt" with { type: "text" };
import asset10 from "./chunk-6Y3f7YtMnR.js.txt" with { type: "text" };
import asset11 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset12 from "./chunk-ALrWkAUPho.js.txt" with { type: "text" };
import asset13 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset14 from "./chunk-D0-sQK0fON.js.txt" with { type: "text" };
import asset15 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset16 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset17 from "./chunk-GiD_sZOrje.js.txt" with { type: "text" };
import asset18 from "./chunk-I69TZer8Hc.js.txt" with { type: "text" };
import asset19 from "./chunk-KMxUAynRG2.js.txt" with { type: "text" };
import asset20 from "./chunk-Koxflu9wov.js.txt" with { type: "text" };
import asset21 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset22 from "./chunk-PCAFOJVXOj.js.txt" with { type: "text" };
import asset23 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset24 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset25 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset26 from "./chunk-Wvt9NX0yMw.js.txt" with { type: "text" };
import asset27 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset28 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset29 from "./chunk-ZEMdYzXXX_.js.txt" with { type: "text" };
import asset30 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset31 from "./chunk-idf4ZwtCZv.js.txt" with { type: "text" };
import asset32 from "./chunk-jSlkgwtS9p.js.txt" with { type: "text" };
import asset33 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset34 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset35 from "./chunk-mHi2c_iLiI.js.txt" with { type: "text" };
import asset36 from "./chunk-nQw5dUnpck.js.txt" with { type: "text" };
import asset37 from "./chunk-o5tm_ADy49.js.txt" with { type: "text" };
import asset38 from "./chunk-oXRNS4oUrI.js.txt" with { type: "text" };
import asset39 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset40 from "./chunk-shDDmhTl8d.js.txt" with { type: "text" };
import asset41 from "./codec-NQQBkeZdN-.js.txt" with { type: "text" };
import asset42 from "./daemon-u9feRmTpyZ.js.txt" with { type: "text" };
import asset43 from "./explore-vnY5kuWUP-.js.txt" with { type: "text" };
import asset44 from "./groups-7Yu10oD89L.js.txt" with { type: "text" };
import asset45 from "./gun-Sjo5RXnJWR.js.txt" with { type: "text" };
import asset46 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset47 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset48 from "./main-mL-4uMzaYy.js.txt" with { type: "text" };
import asset49 from "./method_pane-KpsOgBxYQG.js.txt" with { type: "text" };
import asset50 from "./peers-Lt_SV52vwh.js.txt" with { type: "text" };
import asset51 from "./pins-IC24Hcizgq.js.txt" with { type: "text" };
import asset52 from "./plots-X-ah-CEC5R.js.txt" with { type: "text" };
import asset53 from "./raw_websocket-CbzF9K93ln.js.txt" with { type: "text" };
import asset54 from "./registry-wE6DAu0rCq.js.txt" with { type: "text" };
import asset55 from "./sockets-SyR1h1OGy8.js.txt" with { type: "text" };
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
  { name: "api-ngndbSQEMC.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-Z_0UFQBdfG.js", type: "text/javascript", content: asset1 },
  { name: "board-yB9Pwmo6vZ.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk--kyjdgxZVa.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-4tdkEaeSou.js", type: "text/javascript", content: asset7 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset8 },
  { name: "chunk-6I7z8PpM-x.js", type: "text/javascript", content: asset9 },
  { name: "chunk-6Y3f7YtMnR.js", type: "text/javascript", content: asset10 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset11 },
  { name: "chunk-ALrWkAUPho.js", type: "text/javascript", content: asset12 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset13 },
  { name: "chunk-D0-sQK0fON.js", type: "text/javascript", content: asset14 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset15 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset16 },
  { name: "chunk-GiD_sZOrje.js", type: "text/javascript", content: asset17 },
  { name: "chunk-I69TZer8Hc.js", type: "text/javascript", content: asset18 },
  { name: "chunk-KMxUAynRG2.js", type: "text/javascript", content: asset19 },
  { name: "chunk-Koxflu9wov.js", type: "text/javascript", content: asset20 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset21 },
  { name: "chunk-PCAFOJVXOj.js", type: "text/javascript", content: asset22 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset23 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset24 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset25 },
  { name: "chunk-Wvt9NX0yMw.js", type: "text/javascript", content: asset26 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset27 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset28 },
  { name: "chunk-ZEMdYzXXX_.js", type: "text/javascript", content: asset29 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset30 },
  { name: "chunk-idf4ZwtCZv.js", type: "text/javascript", content: asset31 },
  { name: "chunk-jSlkgwtS9p.js", type: "text/javascript", content: asset32 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset33 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset34 },
  { name: "chunk-mHi2c_iLiI.js", type: "text/javascript", content: asset35 },
  { name: "chunk-nQw5dUnpck.js", type: "text/javascript", content: asset36 },
  { name: "chunk-o5tm_ADy49.js", type: "text/javascript", content: asset37 },
  { name: "chunk-oXRNS4oUrI.js", type: "text/javascript", content: asset38 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset39 },
  { name: "chunk-shDDmhTl8d.js", type: "text/javascript", content: asset40 },
  { name: "codec-NQQBkeZdN-.js", type: "text/javascript", content: asset41 },
  { name: "daemon-u9feRmTpyZ.js", type: "text/javascript", content: asset42 },
  { name: "explore-vnY5kuWUP-.js", type: "text/javascript", content: asset43 },
  { name: "groups-7Yu10oD89L.js", type: "text/javascript", content: asset44 },
  { name: "gun-Sjo5RXnJWR.js", type: "text/javascript", content: asset45 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset46 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset47 },
  { name: "main-mL-4uMzaYy.js", type: "text/javascript", content: asset48 },
  { name: "method_pane-KpsOgBxYQG.js", type: "text/javascript", content: asset49 },
  { name: "peers-Lt_SV52vwh.js", type: "text/javascript", content: asset50 },
  { name: "pins-IC24Hcizgq.js", type: "text/javascript", content: asset51 },
  { name: "plots-X-ah-CEC5R.js", type: "text/javascript", content: asset52 },
  { name: "raw_websocket-CbzF9K93ln.js", type: "text/javascript", content: asset53 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset54 },
  { name: "sockets-SyR1h1OGy8.js", type: "text/javascript", content: asset55 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset56 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset57 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset58 },
];
