/** @file The report's style sheet: one column, light and dark, narrow and wide, screen and paper. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fdfdfc; --card: #ffffff; --ink: #1c212e; --muted: #5b6272; --line: #dfe1e6; --accent: #2c6fa8; --bar: #cfe0ee; --code: #f3f4f2;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #14171d; --card: #1b1f27; --ink: #e8eaef; --muted: #a2a9b8; --line: #313743; --accent: #8fc1ec; --bar: #2b4a63; --code: #20252e; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main, header, footer { max-width: 1160px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 48px; }
h1 { font-size: 2.1rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0 0 8px; text-wrap: balance; }
h2 { font-size: 1.35rem; line-height: 1.3; letter-spacing: -0.01em; margin: 64px 0 16px; }
h3 { font-size: 1rem; margin: 32px 0 8px; }
p { margin: 0 0 12px; max-width: 72ch; }
a { color: var(--accent); }
code, pre, .formula { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.875em; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; overflow-x: auto; line-height: 1.55; margin: 0; }
.lede { color: var(--muted); font-size: 1.05rem; margin-bottom: 32px; max-width: none; text-wrap: pretty; }
.note { color: var(--muted); font-size: 0.9rem; max-width: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 28px 0 0; padding: 0; }
.facts div { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; }
.facts dt { color: var(--muted); font-size: 0.85rem; }
.facts dd { margin: 0; font-size: 1.15rem; font-weight: 650; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.input { display: grid; grid-template-columns: minmax(180px, 300px) 1fr; gap: 32px; align-items: start; }
.input > div { min-width: 0; }
.input ol { margin: 0 0 20px; padding-left: 1.3em; }
.input ol + h3, .input > div > h3:first-child { margin-top: 0; }
.table { overflow-x: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 10px 16px; text-align: left; vertical-align: top; white-space: nowrap; }
thead th { color: var(--muted); font-weight: 600; font-size: 0.8rem; vertical-align: bottom; border-bottom: 1px solid var(--line); }
tbody + tbody > tr:first-child > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 500; white-space: normal; min-width: 250px; max-width: 330px; }
tbody th code { overflow-wrap: anywhere; }
tbody th .name { color: var(--muted); margin-right: 6px; }
tfoot > tr > * { border-top: 2px solid var(--line); font-weight: 650; }
.number { text-align: right; }
.share { display: block; height: 4px; border-radius: 2px; background: var(--bar); margin: 5px 0 0 auto; min-width: 1px; }
.rules td { padding-top: 0; color: var(--muted); }
.rules .formula { margin: 0; }
.layer { border-top: 1px solid var(--line); margin-top: 64px; }
.layer h2 { margin-top: 32px; overflow-wrap: anywhere; }
.layer h2 .name { color: var(--muted); font-weight: 400; }
.shapes { color: var(--muted); }
.formula { overflow-x: auto; white-space: nowrap; margin: 0 0 12px; padding: 0; list-style: none; max-width: 100%; }
.formula b { display: inline-block; min-width: 1.2em; margin-right: 0.6em; color: var(--accent); font-family: system-ui, sans-serif; }
figure { margin: 28px 0; }
figure img { display: block; max-width: 100%; height: auto; border-radius: 12px; border: 1px solid var(--line); background: #fbfbf9; }
.input figure { margin: 0; }
.input figure img { width: 100%; }
figcaption { color: var(--muted); font-size: 0.9rem; margin-top: 10px; max-width: 80ch; overflow-wrap: anywhere; }
.contents { columns: 2 260px; column-gap: 40px; padding-left: 1.3em; }
.contents li { overflow-wrap: anywhere; break-inside: avoid; }
footer { color: var(--muted); font-size: 0.9rem; padding-top: 32px; padding-bottom: 48px; }
@media (max-width: 640px) {
  header { padding-top: 28px; }
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 1.6rem; }
  .input { grid-template-columns: 1fr; }
  .input figure { max-width: 300px; }
  .facts dd { font-size: 1rem; }
  .picture { overflow-x: auto; }
  .picture img { max-width: 760px; }
  .input .picture img { max-width: 100%; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --muted: #444; --line: #bbb; --code: #f6f6f6; }
  body { font-size: 10pt; }
  main, header, footer { max-width: none; padding: 0; }
  .table { overflow: visible; }
  table { font-size: 7pt; }
  th, td { padding: 4px 6px; }
  tbody th { min-width: 0; }
  pre { white-space: pre-wrap; }
  figure, tr, .facts div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .contents { display: none; }
}
`;
