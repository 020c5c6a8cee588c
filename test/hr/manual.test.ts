import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hrEventTypes } from '../../domain/hr/hr-event.js';
import { readDefinition } from '../../hr/configurable/read-definition.js';
import { nativeAdapter } from '../../hr/native/native-adapter.js';
import { parsedBy, signedDelivery } from '../setup/hr-delivery.js';

const manual = readFileSync(new URL('../../docs/hr.md', import.meta.url), 'utf8');
const block = (language: string) => manual.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';

describe('docs/hr.md', () => {
  it('shows an event that is taken', () => {
    expect(parsedBy(nativeAdapter, signedDelivery(block('json')))).toMatchObject([
      { type: 'terminated', effective: { date: '2027-01-01', timeZone: 'Europe/Berlin' } },
    ]);
  });

  it('shows a message that is taken as it is signed there', () => {
    const [, body = ''] = /^body='(.+)'$/m.exec(block('sh')) ?? [];
    expect(parsedBy(nativeAdapter, signedDelivery(body))).toMatchObject([{ effective: { date: '2027-01-01' } }]);
  });

  it('shows a definition without a problem', () => {
    expect(readDefinition(block('yaml'), 'hr.md')).toMatchObject({ body: 'json', otherwise: 'quarantine' });
  });

  it('names every type', () => {
    expect(hrEventTypes.filter((type) => !manual.includes(`| \`${type}\` `))).toEqual([]);
  });
});
