"""How a report looks as a page: paper, ink and one accent, for the screen and for print."""

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
:root {{ --paper: #f8f4eb; --panel: #fffdf8; --line: #eae3d4; --ink: #25332f; --soft: #66726c;
  --accent: #1d8468; color-scheme: light dark; }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #161b19; --panel: #1d2422;
  --line: #2d3632; --ink: #eeebe1; --soft: #9da8a2; --accent: #57c5a3; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--paper); color: var(--ink);
  font: 17px/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }}
main {{ max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem; }}
h1 {{ margin: 0; font-size: 2rem; line-height: 1.2; }}
h2 {{ margin: 0 0 .75rem; font-size: 1.15rem; color: var(--accent); }}
header p, footer, small, time, dt {{ color: var(--soft); }}
section {{ margin: 1.25rem 0; padding: 1.25rem 1.5rem; background: var(--panel);
  border: 1px solid var(--line); border-radius: 14px; break-inside: avoid; }}
dl {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem;
  margin: 0 0 .5rem; }}
dl div {{ display: flex; flex-direction: column; }}
dl div:has(li) {{ grid-column: 1 / -1; }}
dd {{ margin: 0; font-size: 1.7rem; font-weight: 650; font-variant-numeric: tabular-nums; }}
article {{ padding: .75rem 0; border-top: 1px solid var(--line); break-inside: avoid; }}
article:first-of-type {{ border-top: 0; padding-top: 0; }}
article p {{ margin: .15rem 0; }}
h3 {{ margin: 0; font-size: 1.02rem; }}
.bar {{ display: grid; grid-template-columns: 1fr 7rem minmax(4.2rem, auto); gap: .75rem;
  align-items: center; }}
.bar strong {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;
  grid-column: 3; }}
.bar > i {{ height: .5rem; border-radius: 1rem; background: var(--line); overflow: hidden; }}
.bar b {{ display: block; height: 100%; border-radius: 1rem; background: var(--accent); }}
.days {{ display: grid; grid-template-rows: repeat(7, 1fr); grid-auto-flow: column; gap: 2px;
  grid-auto-columns: minmax(0, .8rem); margin: .75rem 0; }}
.days i {{ aspect-ratio: 1; border-radius: 20%; background: var(--line); }}
.days .out {{ background: none; }}
.days .s1, .days .s2, .days .s3, .days .s4 {{ background: var(--accent); }}
.days .s1 {{ opacity: .4; }} .days .s2 {{ opacity: .6; }} .days .s3 {{ opacity: .8; }}
ul {{ margin: .25rem 0 .5rem; padding-left: 1.1rem; overflow-wrap: anywhere; }}
a {{ color: var(--accent); }}
summary {{ cursor: pointer; font-size: .85rem; color: var(--soft); }}
@media (max-width: 30rem) {{ section {{ padding: 1rem; }} main {{ padding: 1.5rem .75rem; }}
  .bar {{ grid-template-columns: 1fr 4rem minmax(3.4rem, auto); gap: .5rem; }} }}
@media print {{ :root {{ --paper: #fff; --panel: #fff; --line: #e3ddd0; --ink: #222; --soft: #555;
  --accent: #1d8468; }} body {{ font-size: 11pt; }} main {{ max-width: none; padding: 0; }}
  section {{ padding: .75rem 1rem; break-inside: auto; }} h2 {{ break-after: avoid; }}
  i, b {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  details::details-content {{ content-visibility: visible; display: block; height: auto; }}
  summary {{ display: none; }} a {{ text-decoration: none; }} }}
</style>
</head>
<body><main>
<header><h1>{title}</h1><p>{name} · {when}</p></header>
{body}<footer><p>{footer}</p></footer>
</main></body>
</html>
"""
