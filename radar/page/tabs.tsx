/**
 * Tabs of a view.
 *
 * @module
 */

/** A tab. */
export interface Tab {
  readonly id: string;
  readonly text: string;
  /** A number beside the text. */
  readonly count?: string;
}

interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  current: string;
  onChange: (id: string) => void;
}

/** See the module. */
export function Tabs({ label, tabs, current, onChange }: TabsProps) {
  const moved = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const { currentTarget } = event;
    if (step === undefined || !(currentTarget instanceof Element)) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === current);
    const next = (at + step + tabs.length) % tabs.length;
    onChange(tabs[next].id);
    const button = currentTarget.children[next];
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={moved}>
      {tabs.map(({ id, text, count }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === current}
          tabIndex={id === current ? 0 : -1}
          onClick={() => onChange(id)}
        >
          {text}
          {count !== undefined && <span class="n">{count}</span>}
        </button>
      ))}
    </div>
  );
}
