/**
 * Where one is, where one level of the tree is shown.
 *
 * @module
 */
import { elementUrl, nodeUrl } from "../page/app.ts";
import { texts } from "../texts.ts";

/** The nodes above the level that is shown. */
export function Crumbs({ path }: { path: string }) {
  const segments = path === "" ? [] : path.split("/");
  const name = (segment: string) => segment === "" ? texts.emptyName : segment;
  return (
    <nav class="crumb only-phone" aria-label={texts.levelLabel}>
      {segments.length === 0
        ? <b>{texts.bus}</b>
        : <a href={elementUrl("")}>{texts.bus}</a>}
      {segments.map((segment, i) => (
        <span key={i}>
          /
          {i === segments.length - 1
            ? (
              <b>
                <bdi>{name(segment)}</bdi>
              </b>
            )
            : (
              <a href={nodeUrl(segments.slice(0, i + 1).join("/"))}>
                <bdi>{name(segment)}</bdi>
              </a>
            )}
        </span>
      ))}
    </nav>
  );
}
