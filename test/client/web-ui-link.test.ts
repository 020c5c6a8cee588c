import { expect, it } from 'vitest';
import { webUiLink } from '../../client/web-ui-link.js';

const base = 'http://localhost:8233/';

it('encodes the slashes of ids, because the Web UI shows a broken page otherwise', () => {
  expect(webUiLink(base, 'default', { workflowId: 'sync/acme-cloud-2026-01-01T00:00:00Z' })).toBe(
    'http://localhost:8233/namespaces/default/workflows/sync%2Facme-cloud-2026-01-01T00%3A00%3A00Z',
  );
  expect(webUiLink(base, 'default', { scheduleId: 'sync/acme-cloud' })).toBe(
    'http://localhost:8233/namespaces/default/schedules/sync%2Facme-cloud',
  );
});

it('leads to one run when its id is known', () => {
  expect(webUiLink(base, 'people', { workflowId: 'w', runId: 'r' })).toBe(
    'http://localhost:8233/namespaces/people/workflows/w/r',
  );
});

it('leads to the runs of a query', () => {
  expect(webUiLink('https://temporal.example.com', 'default', { query: 'StewardAccounts="acme"' })).toBe(
    'https://temporal.example.com/namespaces/default/workflows?query=StewardAccounts%3D%22acme%22',
  );
});
