/** The paths of each shape, on a field of 48 by 48. @type {Record<string, string[]>} */
export const SHAPES = {
  check: ['M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42z', 'm14 25 7 7 13-15'],
  clock: ['M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42z', 'M24 12v13l8 6'],
  cross: ['M16 3h16l13 13v16L32 45H16L3 32V16z', 'm16 16 16 16M32 16 16 32'],
  hourglass: ['M12 4h24M12 44h24M14 4c0 12 20 14 20 20S14 32 14 44M34 4c0 12-20 14-20 20s20 8 20 20'],
  pause: ['M24 4 46 43H2z', 'M19 21v14M29 21v14'],
  question: ['M12 4h24a8 8 0 0 1 8 8v24a8 8 0 0 1-8 8H12a8 8 0 0 1-8-8V12a8 8 0 0 1 8-8z',
    'M18 19a6 6 0 1 1 8.5 5.5C24.6 25.5 24 26.5 24 29M24 35v.5'],
};

/** Contrast is at least 4.5:1 in both schemes. A page may set the font, and nothing that an answer is told by. */
export const STYLE = `
:host { display: block; color-scheme: light dark; font-family: inherit; line-height: 1.5; overflow-wrap: break-word;
  --paper: #fff; --ink: #1d2321; --soft: #55605b; --line: #d9d8d0; --accent: #1b5e4b; --on-accent: #fff;
  --good: #14603f; --good-bg: #e6f3ec; --bad: #9b1c1c; --bad-bg: #fbeaea; --warn: #7a4b00; --warn-bg: #fdf2dc;
  --ask: #33475f; --ask-bg: #e9eef5; padding: 1rem; border-radius: .75rem; background: var(--paper); color: var(--ink); }
@media (prefers-color-scheme: dark) {
  :host { --paper: #1d2321; --ink: #eceeea; --soft: #aab4ae; --line: #39423e; --accent: #7fd1b3; --on-accent: #10231c;
    --good: #86dcb0; --good-bg: #16342a; --bad: #ff9d96; --bad-bg: #3d1c1c; --warn: #f3c46b; --warn-bg: #3a2c10;
    --ask: #b4c8e4; --ask-bg: #222e3e; }
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
p { margin: 0 0 .5rem; }
label { display: block; margin-bottom: .75rem; font-weight: 600; }
textarea, input { display: block; width: 100%; margin-top: .35rem; padding: .5rem; min-height: 2.75rem;
  border: 1px solid var(--soft); border-radius: .5rem; background: var(--paper); color: var(--ink); font: inherit; font-weight: 400; }
button { min-height: 2.75rem; padding: .5rem 1rem; margin-bottom: 1rem; border: 0; border-radius: .5rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
.verdict { display: flex; gap: 1rem; align-items: flex-start; padding: 1rem; margin-bottom: .75rem; border: 2px solid;
  border-radius: .75rem; }
.verdict p { color: var(--ink); }
.verdict p.word { color: inherit; font-size: 1.4rem; font-weight: 700; }
.verdict p:last-child { margin: 0; }
svg { flex: none; width: 2.5rem; height: 2.5rem; fill: none; stroke: currentColor; stroke-width: 4; stroke-linecap: round;
  stroke-linejoin: round; }
.check { color: var(--good); background: var(--good-bg); }
.cross { color: var(--bad); background: var(--bad-bg); }
.pause, .clock, .hourglass { color: var(--warn); background: var(--warn-bg); }
.question { color: var(--ask); background: var(--ask-bg); }
.compare { font-weight: 600; border-left: 4px solid var(--accent); padding-left: .75rem; }
.label, .way, .wait, dt { color: var(--soft); }
.way { font-size: .9rem; margin: 0; }
dl { margin: 0 0 .75rem; }
dl > div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); }
dt { flex: 1 1 9rem; }
dd { flex: 2 1 12rem; margin: 0; min-width: 0; }
`;
