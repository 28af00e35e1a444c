/**
 * A choice between a few words in one line.
 *
 * @module
 */

interface SegmentsProps {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
}

/** See the module. */
export function Segments({ label, value, choices, onChange }: SegmentsProps) {
  const moved = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" || event.key === "ArrowDown"
      ? 1
      : event.key === "ArrowLeft" || event.key === "ArrowUp"
      ? -1
      : 0;
    const { currentTarget } = event;
    if (step === 0 || !(currentTarget instanceof Element)) return;
    event.preventDefault();
    const at = choices.findIndex(([one]) => one === value);
    const next = (at + step + choices.length) % choices.length;
    onChange(choices[next][0]);
    const button = currentTarget.children[next];
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <span class="seg" role="radiogroup" aria-label={label} onKeyDown={moved}>
      {choices.map(([one, text]) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={one === value}
          tabIndex={one === value ? 0 : -1}
          onClick={() => onChange(one)}
        >
          {text}
        </button>
      ))}
    </span>
  );
}
