/**
 * The line between two panes: moved by pointer and by arrows.
 *
 * @module
 */
import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";

interface SplitterProps {
  label: string;
  /** Width of the pane, in px; 0: not changed yet. */
  width: Signal<number>;
  min: number;
  max: number;
  /** Where the pane is whose width it changes. */
  side: "left" | "right";
}

/** Pixels that an arrow moves it by. */
const STEP_PX = 16;

/** See the module. */
export function Splitter({ label, width, min, max, side }: SplitterProps) {
  const line = useRef<HTMLDivElement>(null);
  const paneOf = () => {
    const { current } = line;
    const pane = side === "left"
      ? current?.previousElementSibling
      : current?.nextElementSibling;
    return pane?.getBoundingClientRect();
  };
  const set = (value: number) => {
    width.value = Math.round(Math.min(max, Math.max(min, value)));
  };
  const sign = side === "left" ? 1 : -1;
  return (
    <div
      ref={line}
      class="split"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width.value || min}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        set((width.value || paneOf()?.width || min) + sign * step);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const { currentTarget, pointerId, clientX } = event;
        if (!currentTarget.hasPointerCapture(pointerId)) return;
        const pane = paneOf();
        if (pane === undefined) return;
        set(side === "left" ? clientX - pane.left : pane.right - clientX);
      }}
    />
  );
}
