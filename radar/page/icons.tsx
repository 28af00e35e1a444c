/**
 * Icons, by Preact and as plain elements.
 *
 * @module
 */
import { ICON_PATHS, type IconName } from "./icon_paths.ts";

/** An icon; what it means stands beside it or in a label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <span data-i={name}>
      <span class="i" aria-hidden="true">
        <svg viewBox="0 0 16 16">
          <path d={ICON_PATHS[name]} />
        </svg>
      </span>
    </span>
  );
}

const SVG = "http://www.w3.org/2000/svg";

/** The same as an element, for rows that are not made by Preact. */
export function iconElement(name: IconName): HTMLElement {
  const span = document.createElement("span");
  span.className = "i";
  span.ariaHidden = "true";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICON_PATHS[name]);
  svg.append(path);
  span.append(svg);
  return span;
}

/** What a {@linkcode IconButton} is given. */
interface IconButtonProps {
  icon: IconName;
  /** Says what it does. */
  label: string;
  pressed?: boolean;
  small?: boolean;
  class?: string;
  disabled?: boolean;
  onClick: (event: MouseEvent) => void;
}

/** A button with only an icon. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, pressed, small = false, disabled, onClick } = props;
  return (
    <button
      type="button"
      class={`btn ghost icon ${small ? "sm" : ""} ${props.class ?? ""}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
