/**
 * A button with a menu below it.
 *
 * @module
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { IconName } from "./icon_paths.ts";
import { Icon } from "./icons.tsx";

/** An entry of a menu. */
export interface MenuItem {
  readonly icon: IconName;
  readonly text: string;
  readonly key?: string;
  readonly danger?: boolean;
  /** Whether it can't be chosen now. */
  readonly off?: boolean;
  run(): void;
}

interface MenuProps {
  label: string;
  /** Classes of the button. */
  button: string;
  items: readonly MenuItem[];
  children: ComponentChildren;
  title?: string;
}

/** See the module. */
export function Menu({ label, button, items, children, title }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const first = box.current?.querySelector("button:not(:disabled)");
    if (first instanceof HTMLElement) first.focus();
    const outside = (event: Event) => {
      const { target } = event;
      if (!(target instanceof Node)) return;
      if (box.current?.contains(target) || opener.current?.contains(target)) {
        return;
      }
      setOpen(false);
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);
  const moved = (event: KeyboardEvent) => {
    const entries = [
      ...box.current?.querySelectorAll("button:not(:disabled)") ?? [],
    ];
    const at = entries.findIndex((one) => one === document.activeElement);
    const step = event.key === "ArrowDown"
      ? 1
      : event.key === "ArrowUp"
      ? -1
      : 0;
    if (event.key === "Escape" || event.key === "Tab") {
      setOpen(false);
      opener.current?.focus();
      if (event.key === "Escape") event.stopPropagation();
      return;
    }
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = entries[(at + step + entries.length) % entries.length];
    if (next instanceof HTMLElement) next.focus();
  };
  return (
    <span class="pop">
      <button
        ref={opener}
        type="button"
        class={button}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={title}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div class="menu" role="menu" ref={box} onKeyDown={moved}>
          {items.map((item) => (
            <button
              key={item.text}
              type="button"
              role="menuitem"
              class={item.danger ? "t-err" : ""}
              disabled={item.off}
              onClick={() => {
                setOpen(false);
                opener.current?.focus();
                item.run();
              }}
            >
              <Icon name={item.icon} />
              {item.text}
              {item.key !== undefined && <kbd>{item.key}</kbd>}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
