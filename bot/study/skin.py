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
dl {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1rem;
  margin: 0 0 .5rem; }}
dl div {{ display: flex; flex-direction: column; }}
dd {{ margin: 0; font-size: 1.7rem; font-weight: 650; font-variant-numeric: tabular-nums; }}
ul {{ margin: .25rem 0 0; padding-left: 1.1rem; overflow-wrap: anywhere; }}
a {{ color: var(--accent); }}
summary {{ cursor: pointer; font-size: .85rem; color: var(--soft); }}
@media print {{ body {{ background: none; }} main {{ padding: 0; }} }}
</style>
</head>
<body><main>
<header><h1>{title}</h1><p>{name} · {when}</p></header>
{body}<footer><p>{footer}</p></footer>
</main></body>
</html>
"""
