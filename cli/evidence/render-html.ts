import type { Block, Page, Section } from './page.js';

/** One page that needs nothing else: no script, no font, no picture. Printed it takes a few sheets of A4. */
export function renderHtml({ title, verdict, sections }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="verdict">${escapeHtml(verdict)}</p>
${sections.map(renderSection).join('\n')}
</body>
</html>
`;
}

const style = `
:root { color-scheme: light; }
body { font: 13px/1.4 system-ui, sans-serif; color: #111; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.2rem 0 .3rem; border-bottom: 1px solid #999; break-after: avoid; }
p { margin: .4rem 0; }
.verdict { font-size: 1.05rem; font-weight: 600; border-left: 4px solid #111; padding: .3rem .6rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .15rem .5rem .15rem 0; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; white-space: pre-line; }
thead th { border-bottom: 1px solid #999; }
table:not(.facts) td:first-child { width: 11rem; }
.facts th { width: 9rem; font-weight: 400; color: #555; }
ul { margin: .2rem 0; padding-left: 1.2rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; font-size: .85em; }
tr, li, pre { break-inside: avoid; }
@page { size: A4; margin: 12mm; }
@media print {
  body { font-size: 7.5pt; line-height: 1.25; margin: 0; padding: 0; max-width: none; }
  h2 { margin-top: .7rem; }
  table, p, pre { margin: .2rem 0; }
  th, td { padding-top: .05rem; padding-bottom: .05rem; }
}
`;

function renderSection({ title, blocks }: Section): string {
  return `<section>\n<h2>${escapeHtml(title)}</h2>\n${blocks.map(renderBlock).join('\n')}\n</section>`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'facts':
      return `<table class="facts"><tbody>\n${block.rows.map(renderFact).join('\n')}\n</tbody></table>`;
    case 'table':
      return `<table>\n<thead>${row('th', block.columns)}</thead>\n<tbody>\n${block.rows.map((cells) => row('td', cells)).join('\n')}\n</tbody></table>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')}\n</ul>`;
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'verbatim':
      return `<pre>${escapeHtml(block.text)}</pre>`;
  }
}

function renderFact([name, value]: [string, string]): string {
  return `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`;
}

function row(cell: 'th' | 'td', texts: string[]): string {
  return `<tr>${texts.map((text) => `<${cell}>${escapeHtml(text)}</${cell}>`).join('')}</tr>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
